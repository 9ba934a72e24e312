"""What the queue and a draft's own page show: the letters, what holds one back and until when, and what is asked of the owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from inbox_agent.drafts.draft import OPEN, Draft
from inbox_agent.drafts.kept import OutboxRow, VersionNotes
from inbox_agent.front.web.paging import leaf
from inbox_agent.mail.kept import MailRow
from inbox_agent.mentorship.kept import Question
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.rounds import answers
from inbox_agent.rounds.ports import Doors, Transaction, sentence

A_PAGE = 30  #: drafts on one page

#: by the owner's leave, a cap, a server that asks to wait, or the hour at the contact's place
By = Literal["held", "cap", "server", "hours", "time"]


@dataclass(frozen=True)
class Hold:
    """What keeps an approved letter from leaving now; `until` is None where only the owner's word ends it."""

    by: By
    why: str
    until: datetime | None


@dataclass(frozen=True)
class Card:
    """A draft in a list, with what holds it, or why it was not sent."""

    draft: Draft
    person: str
    hold: Hold | None = None
    not_sent: str = ""


@dataclass(frozen=True)
class Asked:
    """A question that waits for the owner; what a few words answer can be answered here, the rest by mail."""

    question: Question
    person: str

    @property
    def here(self) -> bool:
        return self.question.kind in answers.BY_WORD


@dataclass(frozen=True)
class Queue:
    waits: tuple[Card, ...]  #: for the owner's word: one page of them
    waiting: int  #: how many in all
    page: int
    pages: int
    troubled: tuple[Card, ...]  #: not sent, or nobody knows whether they were
    leaves: tuple[Card, ...]  #: approved or on their way
    later: tuple[Card, ...]  #: snoozed
    asked: tuple[Asked, ...]
    held: str  #: why no letter leaves at all, "" where letters leave
    held_since: datetime | None


@dataclass(frozen=True)
class DraftPage:
    card: Card
    relationship: Relationship
    newest: int  #: the newest mail of theirs when this was shown; another one by then overtakes the draft (F-65)
    last_words: MailRow | None
    notes: VersionNotes | None
    leaves: datetime | None  #: when an approved one goes out
    asked: Asked | None  #: the question whose answer it waits for
    following: Card | None  #: another letter that waits, for an owner who goes through them

    @property
    def draft(self) -> Draft:
        return self.card.draft

    @property
    def open(self) -> bool:
        return self.draft.state in OPEN


def queue(tx: Transaction, doors: Doors, now: datetime, page: int = 1) -> Queue:
    in_hand = tx.drafts.in_hand()
    waits = [d for d in in_hand if d.state in OPEN and d.state != "snoozed"]
    this = leaf(page, len(waits), A_PAGE)
    shown = waits[this.cut]
    troubled = [d for d in in_hand if d.state in ("failed", "doubt")][:A_PAGE]
    leaves = [d for d in in_hand if d.state in ("approved", "sending")][:A_PAGE]
    later = [d for d in in_hand if d.state == "snoozed"][:A_PAGE]
    questions = tx.questions.open()
    held = next((q for q in questions if q.kind == "go-on"), None)
    others = [q for q in questions if q.kind != "go-on"][:A_PAGE]
    numbers = {d.relationship_id for d in (*shown, *troubled, *leaves, *later)}
    numbers |= {q.relationship for q in others if q.relationship}
    names = {n: r.person.called for n, r in tx.people.some(numbers).items()}
    row = tx.owners.get(now)
    return Queue(
        cards(tx, doors, shown, names, now),
        len(waits),
        this.page,
        this.pages,
        cards(tx, doors, troubled, names, now),
        cards(tx, doors, leaves, names, now),
        cards(tx, doors, later, names, now),
        tuple(Asked(q, names.get(q.relationship or 0, "")) for q in others),
        _why_held(doors, row.held_why, held) if row.held else "",
        row.held,
    )


def cards(
    tx: Transaction, doors: Doors, drafts: Sequence[Draft], names: dict[int, str], now: datetime
) -> tuple[Card, ...]:
    """The drafts as cards, with what the outbox knows of those that were approved."""
    rows = tx.outbox.letters_of([(d.id, d.version) for d in drafts if d.state not in OPEN])
    held = tx.owners.get(now).held is not None
    return tuple(
        _card(tx, doors, d, names.get(d.relationship_id, "?"), rows.get((d.id, d.version)), held, now) for d in drafts
    )


def _card(
    tx: Transaction, doors: Doors, draft: Draft, person: str, row: OutboxRow | None, held: bool, now: datetime
) -> Card:
    if row is None:
        return Card(draft, person)
    if draft.state in ("failed", "doubt"):
        return Card(draft, person, not_sent=row.reply)
    return Card(draft, person, _hold(tx, doors, draft, row, held, now) if draft.state == "approved" else None)


def _hold(tx: Transaction, doors: Doors, draft: Draft, row: OutboxRow, held: bool, now: datetime) -> Hold | None:
    if held:
        return Hold("held", "", None)
    if row.reply and row.not_before > now:
        return Hold("server" if row.attempts else "cap", row.reply, row.not_before)
    # The page tells why a letter leaves later than its owner may expect: a time of their own, or the hour over there.
    undo = timedelta(minutes=doors.settings.approval.undo_minutes + 1)
    if row.not_before - row.created <= undo:
        return None
    said = [e.what for e in tx.events.of_draft(draft.id) if e.what in ("owner-approve", "owner-approve-later")]
    return Hold("time" if said and said[-1] == "owner-approve-later" else "hours", "", row.not_before)


def _why_held(doors: Doors, why: str, asked: Question | None) -> str:
    return sentence(
        doors, f"held-{why}", asked.data if asked else {"count": "", "most": "", "jump": "", "clock": "", "last": ""}
    )


def draft(tx: Transaction, doors: Doors, number: int, now: datetime) -> DraftPage | None:
    found = tx.drafts.get(number)
    relationship = tx.people.get(found.relationship_id) if found else None
    if found is None or relationship is None:
        return None
    row = tx.outbox.by_key(f"letter:{found.id}.{found.version}") if found.state == "approved" else None
    name = relationship.person.called
    return DraftPage(
        cards(tx, doors, [found], {relationship.id: name}, now)[0],
        relationship,
        tx.mail.newest_in(relationship.id) or 0,
        next((m for m in tx.mail.leaves(relationship.id, 12) if m.direction == "in"), None),
        tx.drafts.notes(found.id),
        row.not_before if row else None,
        asked_of(tx, relationship, found.id),
        _following(tx, found.id),
    )


def asked_of(tx: Transaction, relationship: Relationship, draft: int) -> Asked | None:
    """The open question whose answer this draft waits for."""
    mine = (q for q in tx.questions.open() if q.relationship == relationship.id and q.data.get("draft") == draft)
    return next((Asked(q, relationship.person.called) for q in mine), None)


def _following(tx: Transaction, number: int) -> Card | None:
    waits = [d for d in tx.drafts.open() if d.state != "snoozed" and d.id != number]
    found = next((d for d in waits if d.id > number), next(iter(waits), None))
    relationship = tx.people.get(found.relationship_id) if found else None
    return Card(found, relationship.person.called) if found and relationship else None


def question(tx: Transaction, number: int) -> Asked | None:
    """A question that still waits."""
    found = tx.questions.get(number)
    if found is None or found.answered:
        return None
    relationship = tx.people.get(found.relationship) if found.relationship else None
    return Asked(found, relationship.person.called if relationship else "")
