"""The owner asks for a letter by one line of mail (`mail/letter_order.py`): it is kept as a row, and drafted in the next look.

In an answer to a mail of ours, token and From are enough: nothing leaves, and what is drafted waits for a yes (T-05). A
mail out of the blue has no token and has to be proven (F-66), since its words become facts of the letter; where
nothing proves it, the owner is asked whether it was them, unless it can be read in two ways: then nobody could say what
they were asked about. What comes of it is the letter itself, the question for what
it lacks, or a receipt that says why there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inbox_agent.drafts.kept import TokenRow
from inbox_agent.mail import letter_order
from inbox_agent.mail.identify import Arrival
from inbox_agent.mail.kept import MailRow
from inbox_agent.mail.orders import Order
from inbox_agent.mentorship.kept import Question
from inbox_agent.mentorship.relationship import called
from inbox_agent.mentorship.situation import Situation
from inbox_agent.rounds import ask, wish
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rounds.prove import Proof


@dataclass(frozen=True)
class NotBegun:
    """Why there is no letter: a sentence of `rules/sentences/`, and what it speaks of."""

    why: str
    whom: str = ""
    number: int | None = None  #: of the draft that waits
    relationship: int | None = None
    detail: str = ""  #: what is wrong with the mail itself


def kinds(doors: Doors) -> str:
    """The letters that can be asked for, in the owner's language."""
    return ", ".join(letter_order.kinds(doors.rules.orders, doors.account.owner.language))


def names_somebody_new(tx: Transaction, arrival: Arrival) -> bool:
    """Whether the line names a person for the first time, address and all: then it is a contact to reach."""
    wanted, found = arrival.order.letter if arrival.order else None, arrival.forward
    if wanted is None or found is None or found.contact is None or not found.contact.addr:
        return False
    return tx.people.by_address(found.contact.addr) is None and not called(tx.people.all(), wanted.whom)


def asked(
    tx: Transaction, doors: Doors, row: MailRow, order: Order, token: TokenRow | None, proof: Proof, now: datetime
) -> NotBegun | None:
    """Keep the letter that this mail asks for, or ask whether it was the owner; what hinders it, if anything does."""
    wanted = order.letter
    assert wanted is not None
    if not wanted.whom and not (token and token.relationship):
        return NotBegun("draft-whom")
    named = (
        [r.id for r in called(tx.people.all(), wanted.whom)] if wanted.whom else [token.relationship if token else 0]
    )
    number = named[0] if len(named) == 1 else None
    situation = tx.people.situation(number, lock=True) if number else None
    if number is None or situation is None:
        return NotBegun("nobody-called", wanted.whom)
    if missed := _hindered(tx, situation, wanted.kind, wanted.instead):
        return missed
    if token is None and proof.hopeless:
        return NotBegun(proof.how, detail=proof.words)
    if token is None and not proof.holds:
        ask.question(
            tx, doors, situation, "letter", f"message:{row.id}", proof.because, now,
            message=row.id, letter=wanted.kind, words=wanted.words, instead=wanted.instead,
        )  # fmt: skip
        return None
    _keep(tx, doors, number, wanted.kind, wanted.words, row.id, now)
    return None


def confirmed(tx: Transaction, doors: Doors, question: Question, now: datetime) -> NotBegun | None:
    """It was the owner who asked for a letter."""
    number, data = question.relationship or 0, question.data
    situation = tx.people.situation(number, lock=True)
    if situation is None:
        return NotBegun("unclear")
    if missed := _hindered(tx, situation, data["letter"], data["instead"]):
        return missed
    _keep(tx, doors, number, data["letter"], data["words"], int(data["message"]), now)
    return None


def _hindered(tx: Transaction, situation: Situation, kind: str, instead: bool) -> NotBegun | None:
    number = situation.relationship.id
    why, waits = wish.hinders(tx, situation, kind, instead), wish.waits(tx, number)
    return NotBegun(why, number=waits.id if waits else None, relationship=number) if why else None


def _keep(tx: Transaction, doors: Doors, number: int, kind: str, words: str, message: int, now: datetime) -> None:
    wish.begun(tx, doors, number, kind, words, now)
    asked_as = tx.questions.ask("letter-wanted", f"wish:{kind}:m{message}", now, number)
    if asked_as is not None:
        tx.questions.answer(asked_as, words, now)
    tx.people.change(number, next_due=now)
