"""What the pages show, gathered from the records in few statements however many people there are (performance B-11)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from inbox_agent.drafts.draft import OPEN, Draft
from inbox_agent.drafts.kept import VersionNotes
from inbox_agent.mail.kept import MailRow
from inbox_agent.mentorship import cadence as keeping
from inbox_agent.mentorship.cadence import Health
from inbox_agent.mentorship.kept import Event, NextRow
from inbox_agent.mentorship.ledger import Entry, standing
from inbox_agent.mentorship.relationship import Meeting, Relationship
from inbox_agent.mentorship.stages import STAGES
from inbox_agent.rounds.ports import Doors, Transaction

A_PAGE = 50  #: people on one page


@dataclass(frozen=True)
class Card:
    """A draft in a list."""

    draft: Draft
    person: str


@dataclass(frozen=True)
class Queue:
    waits: tuple[Card, ...]  #: for the owner's word
    leaves: tuple[Card, ...]  #: approved, on its way, failed or in doubt
    later: tuple[Card, ...]  #: snoozed
    questions: int  #: that wait for an answer of the owner


@dataclass(frozen=True)
class DraftPage:
    draft: Draft
    relationship: Relationship
    newest: int  #: the newest mail of theirs when this was shown; another one by then overtakes the draft (F-65)
    last_words: MailRow | None
    notes: VersionNotes | None
    leaves: datetime | None  #: when an approved one goes out

    @property
    def open(self) -> bool:
        return self.draft.state in OPEN


@dataclass(frozen=True)
class Row:
    """A person in the list."""

    relationship: Relationship
    health: Health
    last: datetime
    next: NextRow

    @property
    def name(self) -> str:
        return called(self.relationship)

    @property
    def nurtured(self) -> bool:
        """Whether a silence can be too long here: other stages have clocks of their own."""
        return self.relationship.stage in ("active", "keep-in-touch")


@dataclass(frozen=True)
class PeoplePage:
    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int
    funnel: tuple[tuple[str, int, int], ...]  #: stage, how many, share of the largest in per cent
    health: dict[str, int]


@dataclass(frozen=True)
class PersonPage:
    row: Row
    meeting: Meeting | None
    mails: tuple[MailRow, ...]  #: newest first
    events: tuple[Event, ...]  #: the moves between stages, newest first
    in_hand: tuple[Draft, ...]  #: drafts that wait or are on their way
    entries: tuple[Entry, ...]  #: of the ledger, oldest first


def called(relationship: Relationship) -> str:
    return relationship.person.name or next(iter(relationship.person.addresses), "?")


def queue(tx: Transaction) -> Queue:
    people = {r.id: called(r) for r in tx.people.all()}
    cards = [Card(d, people.get(d.relationship_id, "?")) for d in tx.drafts.in_hand()]
    return Queue(
        tuple(c for c in cards if c.draft.state in OPEN and c.draft.state != "snoozed"),
        tuple(c for c in cards if c.draft.state not in OPEN),
        tuple(c for c in cards if c.draft.state == "snoozed"),
        len(tx.questions.open()),
    )


def draft(tx: Transaction, number: int) -> DraftPage | None:
    found = tx.drafts.get(number)
    relationship = tx.people.get(found.relationship_id) if found else None
    if found is None or relationship is None:
        return None
    row = tx.outbox.by_key(f"letter:{found.id}.{found.version}") if found.state == "approved" else None
    return DraftPage(
        found,
        relationship,
        tx.mail.newest_in(relationship.id) or 0,
        next((m for m in reversed(tx.mail.thread(relationship.id)) if m.direction == "in"), None),
        tx.drafts.notes(found.id),
        row.not_before if row else None,
    )


def people(
    tx: Transaction, doors: Doors, now: datetime, stage: str = "", health: str = "", words: str = "", page: int = 1
) -> PeoplePage:
    """One page of the people who fit the filters, the most overdue first; the funnel and the health of everybody."""
    cadence = doors.rules.cadence
    everybody = tx.people.all()
    healthy = {r.id: keeping.health(r, cadence, now) for r in everybody}
    fits = [
        r
        for r in everybody
        if (not stage or r.stage == stage)
        and (not health or healthy[r.id] == health)
        and (not words or _matches(r, words.casefold()))
    ]
    order = {"red": 0, "amber": 1, "green": 2}
    fits.sort(key=lambda r: (order[healthy[r.id]], keeping.last_contact(r)))
    pages = max(1, -(-len(fits) // A_PAGE))
    page = min(max(page, 1), pages)
    shown = fits[(page - 1) * A_PAGE : page * A_PAGE]
    counted = Counter(r.stage for r in everybody)
    most = max(counted.values(), default=1)
    return PeoplePage(
        tuple(_row(tx, r, healthy[r.id]) for r in shown),
        len(fits),
        page,
        pages,
        tuple((s, counted[s], round(100 * counted[s] / most)) for s in STAGES if counted[s]),
        dict(Counter(healthy.values())),
    )


def _row(tx: Transaction, relationship: Relationship, health: Health) -> Row:
    return Row(relationship, health, keeping.last_contact(relationship), tx.people.next_row(relationship.id))


def _matches(relationship: Relationship, words: str) -> bool:
    person = relationship.person
    return any(words in text.casefold() for text in (person.name, person.organisation, *person.addresses))


def person(tx: Transaction, doors: Doors, number: int, now: datetime) -> PersonPage | None:
    found = tx.people.get(number)
    if found is None:
        return None
    return PersonPage(
        _row(tx, found, keeping.health(found, doors.rules.cadence, now)),
        tx.people.meeting(number),
        tuple(reversed(tx.mail.thread(number, 60))),
        tuple(e for e in reversed(tx.events.of(number)) if e.what == "stage"),
        tuple(d for d in tx.drafts.of(number) if d.state not in ("sent", "rejected", "overtaken")),
        standing(tx.ledger.of(number)),
    )
