"""What a rehearsal found: people with the roads they walked and why, letters that would have been asked about, and what could not be told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from inbox_agent.drafts.draft import Draft
from inbox_agent.mail.kept import MailRow
from inbox_agent.mentorship.kept import Event, NextRow, Question
from inbox_agent.mentorship.ledger import Entry
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.rounds.ports import Doors, Transaction

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Unsure:
    """A mail of a known person that no rule was sure of: the owner would have been asked."""

    person: str
    at: datetime
    subject: str
    words: str
    guesses: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """One person, and the road so far."""

    relationship: Relationship
    road: tuple[Event, ...]  #: the moves, oldest first
    heard: tuple[Event, ...]
    drafts: tuple[Draft, ...]
    asked: tuple[Question, ...]
    kept: tuple[Entry, ...]
    next: NextRow


@dataclass(frozen=True)
class Report:
    mails: int
    begins: datetime
    ends: datetime
    kinds: dict[str, int]  #: of contracts.md, the most frequent first
    people: tuple[Found, ...]
    who: tuple[Question, ...]  #: forwards of whom the owner would have been asked whom they mean
    unsure: tuple[Unsure, ...]
    unsorted: tuple[MailRow, ...]
    aside: tuple[str, ...]
    digests: int


def gather(doors: Doors, now: datetime, mails: int) -> Report:
    """Read it from the records, as `people`, `queue` and `why` would."""
    with doors.records.transaction(doors.owner) as tx:
        everything = tx.events.between(ALWAYS, now + timedelta(days=1))
        rows = [m for m in (tx.mail.get(n) for n in range(1, mails + 1)) if m and m.kind]
        people = tuple(_person(tx, r) for r in tx.people.all())
        names = {f.relationship.id: f.relationship.person.name for f in people}
        unsorted = [tx.mail.get(e.message) for _, e in everything if e.what == "unsorted" and e.message]
        unsure = (
            _unsure(tx, names.get(n or 0, ""), e) for n, e in everything if e.what == "heard" and not e.data["sure"]
        )
        return Report(
            mails=mails,
            begins=min((m.received for m in rows), default=now),
            ends=max((m.received for m in rows), default=now),
            kinds=dict(Counter(m.kind for m in rows).most_common()),
            people=people,
            who=tuple(q for q in tx.questions.open() if q.kind == "who"),
            unsure=tuple(u for u in unsure if u),
            unsorted=tuple(m for m in unsorted if m and m.relationship is None),
            aside=tuple(a.cause for a in tx.mail.asides()),
            digests=sum(e.what == "digest" for _, e in everything),
        )


def _person(tx: Transaction, relationship: Relationship) -> Found:
    events = tx.events.of(relationship.id)
    return Found(
        relationship,
        tuple(e for e in events if e.what == "stage"),
        tuple(e for e in events if e.what == "heard"),
        tuple(tx.drafts.of(relationship.id)),
        tuple(q for q in tx.questions.open() if q.relationship == relationship.id),
        tuple(tx.ledger.of(relationship.id)),
        tx.people.next_row(relationship.id),
    )


def _unsure(tx: Transaction, person: str, event: Event) -> Unsure | None:
    mail = tx.mail.get(event.message) if event.message else None
    guesses = tuple(str(g) for g in event.data.get("guesses", ()))
    return Unsure(person, mail.received, mail.subject, mail.text, guesses) if mail else None
