"""Letters by template: the files of `prompts/`, the user's own before the shipped, filled in with no model.

`TemplateWriter` fulfils `rounds.ports.Writer`. The files are read once, when it is made; what they say is in
`drafts/letters.py`, which opens none. Each letter names its template and the template's SHA-256, so that it can
be told later which words it came from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.draft import Letter
from inbox_agent.drafts.letters import template_name, write
from inbox_agent.errors import WrongUse
from inbox_agent.rules import Rules
from inbox_agent.shipped import files


def load_templates(folders: Sequence[Path]) -> dict[str, str]:
    """Every template of letters and mails by its name under `prompts/`. Raises `WrongUse` for a file that is not UTF-8."""
    sources: dict[str, str] = {}
    for name, path in files(folders, "*.j2").items():
        if name.startswith(("letters/", "mails/")):
            try:
                sources[name] = path.read_text("utf-8")
            except (UnicodeDecodeError, OSError) as fault:
                raise WrongUse(
                    f"The template {path} cannot be read: {fault}.",
                    "Save it as UTF-8, or remove it to use the shipped one.",
                ) from fault
    return sources


class TemplateWriter:
    """Writes every letter that has a template. `folders` are those of `shipped.folders("prompts", …)`."""

    def __init__(self, folders: Sequence[Path], rules: Rules, owner_language: str = "en") -> None:
        self.sources: Mapping[str, str] = load_templates(folders)
        self._rules, self._owner_language = rules, owner_language

    def write(self, brief: Brief, findings: tuple[str, ...] = ()) -> Letter:
        """One letter, the same for the same brief: `findings` cannot change what a template says.

        Raises `NotFound` for a kind without a template and `WrongUse` for a template with a fault.
        """
        letter, language = write(brief, self.sources, self._rules, self._owner_language)
        name = template_name(brief.kind, language)
        fingerprint = hashlib.sha256(self.sources[name].encode()).hexdigest()
        return replace(letter, source=f"{name} sha256:{fingerprint}")
