"""What a person's page shows: where the two stand and how it came to that, and what the owner can say about it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inbox_agent.drafts.draft import OPEN
from inbox_agent.drafts.voice import Voice
from inbox_agent.drafts.wanted import WORDS, fits
from inbox_agent.front.web import queue
from inbox_agent.front.web.paging import leaf
from inbox_agent.front.web.people import Row, last, matches
from inbox_agent.mail.kept import MailRow
from inbox_agent.mentorship import cadence as keeping
from inbox_agent.mentorship.kept import Event, Note
from inbox_agent.mentorship.ledger import Entry, standing
from inbox_agent.mentorship.relationship import Meeting, Relationship
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rounds.profile import fits_one
from inbox_agent.rounds.voice import voice_of

A_PAGE = 20  #: things that happened on one page
MOST = 1_000  #: mails that one can leaf back through
AN_EXCERPT = 900  #: characters of a mail in the timeline; the whole of it has a page of its own
CHOICES = 12  #: people offered for a merge


@dataclass(frozen=True)
class Happened:
    """A mail, or a move between two stages."""

    at: datetime
    mail: MailRow | None = None
    move: Event | None = None

    @property
    def excerpt(self) -> str:
        return self.mail.text[:AN_EXCERPT] if self.mail else ""

    @property
    def cut(self) -> bool:
        return bool(self.mail and len(self.mail.text) > AN_EXCERPT)


@dataclass(frozen=True)
class PersonPage:
    row: Row
    digest: str  #: of what the forms on this page take for granted
    meetings: tuple[Meeting, ...]  #: latest first
    happened: tuple[Happened, ...]  #: newest first, one page
    page: int
    pages: int
    in_hand: tuple[queue.Card, ...]  #: drafts that wait or are on their way
    asked: tuple[queue.Asked, ...]
    entries: tuple[Entry, ...]  #: of the ledger, newest first
    more_entries: int
    notes: tuple[Note, ...]
    goals: tuple[str, ...]
    voice: Voice
    language: str  #: in which they are written to
    kinds: tuple[str, ...]  #: letters that can be asked for
    waits: bool  #: whether a draft waits, in whose place another would come


def person(tx: Transaction, doors: Doors, number: int, now: datetime, page: int = 1) -> PersonPage | None:
    found = tx.people.get(number)
    if found is None:
        return None
    name = found.person.called
    drafts = [d for d in tx.drafts.of(number) if d.state not in ("sent", "rejected", "overtaken")]
    happened = _timeline(tx, number)
    this = leaf(page, len(happened), A_PAGE)
    entries = standing(tx.ledger.of(number))[::-1]
    owner = doors.account.owner
    language = found.person.language if found.person.language in doors.rules.purpose else owner.language
    return PersonPage(
        Row(
            found,
            keeping.health(found, doors.rules.cadence, now),
            last(found),
            tx.people.next_row(number),
        ),
        digest(found),
        tuple(tx.people.meetings(number)[:A_PAGE]),
        happened[this.cut],
        this.page,
        this.pages,
        queue.cards(tx, doors, drafts, {number: name}, now),
        tuple(queue.Asked(q, name) for q in tx.questions.open() if q.relationship == number),
        entries[:A_PAGE],
        max(0, len(entries) - A_PAGE),
        tuple(tx.notes.of(number)[-A_PAGE:]),
        fits_one(tx, found, owner.language, doors.rules).goals,
        voice_of(doors, tx, language),
        language,
        tuple(kind for kind in WORDS if fits(kind, found.role)),
        any(d.state in OPEN for d in drafts),
    )


def _timeline(tx: Transaction, number: int) -> tuple[Happened, ...]:
    mails = [Happened(m.at, mail=m) for m in tx.mail.leaves(number, MOST)]
    moves = [Happened(e.at, move=e) for e in tx.events.of(number) if e.what == "stage"]
    return tuple(sorted((*mails, *reversed(moves)), key=lambda h: h.at, reverse=True))


def digest(relationship: Relationship) -> str:
    """What a form about a person takes for granted: who it is, and where they stand (T-42)."""
    person = relationship.person
    taken = (
        relationship.id, person.name, person.addresses, relationship.stage, relationship.since.isoformat(),
        relationship.do_not_contact, relationship.pause_until,
    )  # fmt: skip
    return hashlib.sha256(repr(taken).encode()).hexdigest()


def entry_digest(entry: Entry) -> str:
    """What a form about an entry of the ledger takes for granted."""
    return hashlib.sha256(repr((entry.id, entry.words, entry.done, entry.outcome, entry.dropped)).encode()).hexdigest()


def others(tx: Transaction, relationship: Relationship, words: str) -> Sequence[Relationship]:
    """Whom these words may mean beside this one: by number (#12), else by a part of name, organisation or address."""
    said = words.strip().casefold()
    if said.startswith("#") and said[1:].isdigit() and len(said) < 14:
        one = tx.people.get(int(said[1:]))
        return (one,) if one and one.id != relationship.id else ()
    found = [r for r in tx.people.all() if said and r.id != relationship.id and matches(r, said)]
    return found[:CHOICES]
