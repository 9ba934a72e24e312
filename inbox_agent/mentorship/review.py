"""The year in review as a value: what was received from whom, what came of it, and whom it could help next (F-87, P-80).

It is for the owner's eyes alone, and the only place where what several people said stands side by side (P-04): whom it could
help is a hint to the owner, who may pass on what is theirs to pass on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from inbox_agent.mentorship.ledger import Entry, content_words, standing
from inbox_agent.mentorship.relationship import Relationship

LAST_DAY = (12, 31)
MOST_ASKED = 5  #: people who are named with how much was asked of them
TOUCHES = 2  #: words of a piece of advice that stand in what somebody else asked for


@dataclass(frozen=True)
class Received:
    """What one person gave in the year."""

    relationship: Relationship
    entries: tuple[Entry, ...]

    @property
    def came(self) -> tuple[Entry, ...]:
        return tuple(e for e in self.entries if e.answered)


@dataclass(frozen=True)
class Helps:
    """Something that led somewhere, and people whom it could help next."""

    entry: Entry
    people: tuple[Relationship, ...]


@dataclass(frozen=True)
class Review:
    year: int
    received: tuple[Received, ...] = ()  #: who gave most first
    helps: tuple[Helps, ...] = ()
    promised: int = 0  #: promises of the owner's in the year
    asked: tuple[tuple[Relationship, int], ...] = ()  #: how often the owner asked something of whom, most first (F-86)

    @property
    def empty(self) -> bool:
        return not self.received


def review(
    year: int, zone: str, relationships: Iterable[Relationship], entries: Iterable[Entry], small: Collection[str]
) -> Review:
    """The year in this zone. `small` are the words that say little in the languages of these people."""
    people = {r.id: r for r in relationships}
    mine = [e for e in standing(entries) if e.relationship in people and e.at.astimezone(ZoneInfo(zone)).year == year]
    given: dict[int, list[Entry]] = {}
    for entry in mine:
        if entry.by == "contact" and entry.what not in ("promise", "ask"):
            given.setdefault(entry.relationship, []).append(entry)
    received = [Received(people[number], tuple(of)) for number, of in given.items()]
    received.sort(key=lambda r: (-len(r.came), -len(r.entries), r.relationship.id))
    helps = [Helps(e, _whom(e, people.values(), small)) for r in received for e in r.came]
    promised = sum(e.by == "owner" and e.what == "promise" for e in mine)
    asks = Counter(e.relationship for e in mine if e.by == "owner" and e.what == "ask")
    asked = tuple((people[number], count) for number, count in asks.most_common(MOST_ASKED))
    return Review(year, tuple(received), tuple(h for h in helps if h.people), promised, asked)


def _whom(entry: Entry, people: Iterable[Relationship], small: Collection[str]) -> tuple[Relationship, ...]:
    """Those whom the owner mentors, or whose peer they are, and whose purpose speaks of the same."""
    words = content_words(f"{entry.words} {entry.outcome}", small)
    return tuple(
        r
        for r in people
        if r.id != entry.relationship
        and r.role in ("mentor", "peer")
        and r.stage not in ("ended", "declined")
        and not r.do_not_contact
        and len(words & content_words(f"{r.purpose}\n{r.take_aways}", small)) >= TOUCHES
    )


def next_end(after: datetime, clock: str, zone: str) -> datetime:
    """The next 31 December at this clock in the zone, strictly after a moment; in UTC."""
    local = after.astimezone(ZoneInfo(zone))
    hour, minute = (int(part) for part in clock.split(":"))
    for year in (local.year, local.year + 1):
        end = datetime.combine(datetime(year, *LAST_DAY).date(), time(hour, minute), ZoneInfo(zone)).astimezone(UTC)
        if end > after:
            return end
    raise AssertionError("a year ends once a year")


def year_of(due: datetime, zone: str) -> int:
    """The year that a review speaks of: the one that ends within days of it."""
    return due.astimezone(ZoneInfo(zone)).year
