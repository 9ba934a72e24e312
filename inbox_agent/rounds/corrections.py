"""The owner corrects by one line of a mail: what the line says, as an act of `correct`, or why it cannot be done (F-28).

What only stops (`pause`, `not a contact`) or says what was (`note`, `met`, `stage`) needs no more than token and
From. `merge`, `split` and `again` need the proof that a yes needs: the two carry one person's mails into another's
thread, which cannot be taken back by a word, and decide what the next letter is written from and to whom; the
third takes a stop back (T-05, P-04).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inbox_agent.errors import Refused
from inbox_agent.mail.orders import Order
from inbox_agent.mail.past import past_moment
from inbox_agent.mail.times import find_when
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.rounds import ask, correct
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rounds.settle import relate

#: Orders that concern the relationship and need no draft that still waits (T-05: weak proof may stop).
OF_RELATIONSHIP = ("stop", "close", "stage", "note", "met", "pause", "no-contact", "again", "merge", "split")
NEED_PROOF = ("merge", "split", "again")
#: Those of a digest that no draft's decision knows.
OF_PERSON = ("pause", "no-contact", "merge", "split")


@dataclass(frozen=True)
class Correction:
    """One word of the owner's on one relationship, understood."""

    order: Order
    relationship: Relationship
    at: datetime | None = None  #: of a pause or a meeting
    other: Relationship | None = None  #: of a merge


@dataclass(frozen=True)
class Misread:
    """Why nothing can be done: a sentence of `rules/sentences/`, and what it speaks of."""

    why: str
    whom: str = ""


def understood(tx: Transaction, doors: Doors, number: int, order: Order, now: datetime) -> Correction | Misread:
    """What an order means for a relationship; changes nothing."""
    relationship = tx.people.get(number, lock=True)
    if relationship is None:
        return Misread("unclear")
    if order.decision == "pause":
        at = _ahead(doors, order.when_text, now)
        return Correction(order, relationship, at) if at else Misread("no-day")
    if order.decision == "met":
        at = past_moment(order.when_text, now, doors.account.owner.timezone, doors.rules)
        return Correction(order, relationship, at) if at else Misread("not-been")
    if order.decision == "again":
        if correct.asked_not_to(tx, relationship):
            return Misread("they-asked")
        return Correction(order, relationship) if relationship.do_not_contact else Misread("not-stopped")
    if order.decision == "merge":
        other = _other(tx, relationship, order.text)
        return Correction(order, relationship, other=other) if other else Misread("nobody-called", order.text)
    if order.decision == "split":
        mine = {a.casefold() for a in relationship.person.addresses}
        several = order.text.casefold() in mine and len(mine) > 1
        return Correction(order, relationship) if several else Misread("split-none", order.text)
    return Correction(order, relationship)


def carry_out(tx: Transaction, doors: Doors, found: Correction, words: str, row: int, now: datetime) -> Misread | None:
    """Do it, and put the receipt on its way; what kept it from being done, if anything did."""
    relationship, order = found.relationship, found.order
    try:
        done = _do(tx, doors, found, words, row, now)
    except Refused:  # the one reason that `understood` did not look for; nothing has been changed
        return Misread("leaving")
    if not done:
        return Misread("unclear")
    after = tx.people.get(relationship.id) or relationship
    told = {"merge": found.other.person.name if found.other else "", "met": after.stage, "again": after.stage}.get(
        order.decision, order.text
    )
    ask.receipt(
        tx, f"related:{row}:{relationship.id}", now, what="related", relationship=relationship.id,
        order=order.decision, text=told, at=found.at.isoformat() if found.at else None,
    )  # fmt: skip
    return None


def _do(tx: Transaction, doors: Doors, found: Correction, words: str, row: int, now: datetime) -> bool:
    relationship, order = found.relationship, found.order
    if order.decision == "note":
        correct.note(tx, doors.rules, relationship, order.text, now, row)
    elif order.decision == "met":
        correct.met(tx, relationship, found.at or now, words, now, row)
    elif order.decision == "stage":
        return correct.stage(tx, doors, relationship, order.text, now)
    elif order.decision == "pause" and found.at:
        correct.pause(tx, relationship, found.at, now)
    elif order.decision == "no-contact":
        correct.no_contact(tx, relationship, now)
    elif order.decision == "again":
        return correct.again(tx, relationship, now)
    elif order.decision == "merge" and found.other:
        correct.merge(tx, relationship, found.other, now)
    elif order.decision == "split":
        correct.split(tx, relationship, order.text, now)
    else:
        return relate(tx, relationship.id, order.decision, "", now)
    return True


def _ahead(doors: Doors, words: str, now: datetime) -> datetime | None:
    """A day to come. "until", "for" and their like may stand before it, which no reader of times needs to know."""
    parts = words.split()
    for n in range(len(parts)):
        if any(c.isdigit() for part in parts[:n] for c in part):
            break  # a date is never read in part
        at = find_when(" ".join(parts[n:]), now, doors.account.owner.timezone, doors.rules)
        if at and at > now:
            return at
    return None


def _other(tx: Transaction, relationship: Relationship, whom: str) -> Relationship | None:
    """The one other person of this name or address, said in full: a part of a name is a guess."""
    said = whom.casefold()
    named = [
        r
        for r in tx.people.all()
        if r.id != relationship.id
        and (said == r.person.name.casefold() or said in (a.casefold() for a in r.person.addresses))
    ]
    return named[0] if len(named) == 1 else None
