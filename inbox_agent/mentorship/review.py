"""The year in review as a value: what was received and given, what came of it, and whom it could help next (F-87, P-80).

From a mentor the owner receives, to those whom they mentor they give, with a peer both. What a mentor gets is to see what
their help led to (P-02, P-03), so what was given stands beside what they said of it, in their words.

It is for the owner's eyes alone, and the only place where what several people said stands side by side (P-04): whom it could
help is a hint to the owner, who may pass on what is theirs to pass on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from inbox_agent.mentorship.ledger import Entry, content_words, standing
from inbox_agent.mentorship.relationship import Meeting, Relationship

LAST_DAY = (12, 31)
MOST_ASKED = 5  #: people who are named with how much was asked of them
MOST_TOLD = 3  #: sentences of one person's thanks and progress
SAYS_LITTLE = 5  #: words; a shorter sentence is shown with the one behind it
LONGEST = 240  #: characters of a sentence
_SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n+")
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
class Told:
    """A mail in which somebody thanked or told of progress: the words that were heard, in the text that they stand in."""

    relationship: int
    words: str
    text: str


@dataclass(frozen=True)
class Given:
    """What the owner gave one person whose mentor or peer they are, in the year."""

    relationship: Relationship
    entries: tuple[Entry, ...]
    sessions: int = 0  #: conversations that took place
    minutes: int = 0  #: how long they were
    told: tuple[str, ...] = ()  #: what the other said of it: their sentences, the newest last


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
    given: tuple[Given, ...] = ()  #: whom most time went to first
    grown: tuple[Relationship, ...] = ()  #: mentees whose relationship came to its natural end: a success (P-74)

    @property
    def empty(self) -> bool:
        return not (self.received or self.given or self.grown)


def review(
    year: int,
    zone: str,
    relationships: Iterable[Relationship],
    entries: Iterable[Entry],
    small: Collection[str],
    held: Iterable[tuple[int, Meeting]] = (),
    told: Iterable[Told] = (),
    grown: Collection[int] = (),
) -> Review:
    """The year in this zone. `small` are the words that say little in the languages of these people.

    `held`, `told` and `grown` are of that year alone: conversations that took place, mails of thanks and of progress, and
    who came to a natural end.
    """
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
    return Review(
        year,
        tuple(received),
        tuple(h for h in helps if h.people),
        promised,
        asked,
        _given(people, mine, list(held), list(told)),
        tuple(r for r in people.values() if r.id in grown and r.role == "mentor"),
    )


def _given(
    people: Mapping[int, Relationship], mine: Iterable[Entry], held: list[tuple[int, Meeting]], told: list[Told]
) -> tuple[Given, ...]:
    found = []
    for person in people.values():
        if person.role == "mentee":
            continue
        minutes = [m.minutes for number, m in held if number == person.id]
        entries = tuple(
            e for e in mine if e.relationship == person.id and e.by == "owner" and e.what not in ("promise", "ask")
        )
        said = dict.fromkeys(_sentence(t) for t in told if t.relationship == person.id)
        given = Given(person, entries, len(minutes), sum(minutes), tuple(s for s in said if s)[-MOST_TOLD:])
        # A peer who was only talked with stands under what was received, where anything was.
        if entries or (minutes and (person.role == "mentor" or said)):
            found.append(given)
    return tuple(sorted(found, key=lambda g: (-g.minutes, -len(g.entries), g.relationship.id)))


def _sentence(told: Told) -> str:
    """The sentence in which the words stand that were heard; a bare word of thanks says nothing of what came of it."""
    sentences = [s.strip() for s in _SENTENCES.split(told.text) if s.strip()]
    at = next((n for n, s in enumerate(sentences) if told.words and told.words.casefold() in s.casefold()), None)
    if at is None:
        return ""
    sentence = sentences[at]
    if len(sentence.split()) < SAYS_LITTLE and at + 1 < len(sentences):
        sentence = f"{sentence} {sentences[at + 1]}"
    return sentence if len(sentence) <= LONGEST else sentence[: LONGEST - 1].rstrip() + "…"


def year_in(year: int, zone: str) -> tuple[datetime, datetime]:
    """When a year begins in this zone, and when the next does; in UTC."""
    begins, ends = (datetime(y, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC) for y in (year, year + 1))
    return begins, ends


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
