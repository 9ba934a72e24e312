"""The moments in the words of a cause, which are kept in UTC, told by the owner's own clock."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

_MOMENT = re.compile(r"\b(\d{4}-\d\d-\d\d \d\d:\d\d) UTC\b")


def in_zone(words: str, local: Callable[[datetime], datetime]) -> str:
    """`the conversation begins at 2026-09-25 13:00 UTC` as `… at 2026-09-25 15:00`."""
    return _MOMENT.sub(lambda found: f"{local(_read(found[1])):%Y-%m-%d %H:%M}", words)


def _read(said: str) -> datetime:
    return datetime.strptime(said, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
