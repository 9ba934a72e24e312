"""How much the owner has asked of each person of late, so that nobody is asked too much (F-86)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from inbox_agent.mentorship.ledger import Entry, standing
from inbox_agent.mentorship.relationship import TERMINAL, Relationship
from inbox_agent.rules import Cadence


@dataclass(frozen=True)
class Load:
    """What was asked of one person within `Cadence.asks_days`; `much` when it is more than is fair."""

    relationship: Relationship
    asks: int
    much: bool


def loads(
    relationships: Mapping[int, Relationship], entries: Iterable[Entry], cadence: Cadence, now: datetime
) -> tuple[Load, ...]:
    """Everybody of whom something was asked lately, whom most was asked of first."""
    since = now - timedelta(days=cadence.asks_days)
    count = Counter(
        entry.relationship
        for entry in standing(entries)
        if entry.by == "owner" and entry.what == "ask" and since < entry.at <= now
    )
    found = [
        Load(relationships[number], asks, asks >= cadence.asks_many)
        for number, asks in count.items()
        if number in relationships and relationships[number].stage not in TERMINAL
    ]
    return tuple(sorted(found, key=lambda each: (-each.asks, each.relationship.id)))
