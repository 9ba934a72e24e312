"""What every writer of letters must do, whether it is a template or a model."""

from __future__ import annotations

from typing import Protocol

from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.draft import Letter


class Writer(Protocol):
    """Writes a letter from a brief, in words only."""

    def write(self, brief: Brief, findings: tuple[str, ...] = ()) -> Letter:
        """One letter. `findings` are what the checks said of the last try (a repair). Raises `errors.Unwell` when it cannot."""
