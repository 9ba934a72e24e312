"""Letters wait for the owner's word when something is odd: too many at once, a clock or a disk that cannot be trusted.

A hold is a row of the owner's, so it outlasts restarts and is known to every worker. It stops letters only:
reading, drafting, and mail to the owner go on, and what was approved stays so. The owner is asked once, and a
yes by mail or `inbox-agent resume` lets go what waits (F-73, T-25, R-14).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from inbox_agent.mail.kept import MailRow
from inbox_agent.mail.message import Because
from inbox_agent.mail.orders import Order
from inbox_agent.mentorship.kept import Question
from inbox_agent.rounds import ask
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rounds.refusals import refuse

_RULES = {"at-once": "F-73", "disk": "R-14"}


def hold(tx: Transaction, doors: Doors, why: str, now: datetime, **data: Any) -> None:
    """Let no letter leave from now on, and ask the owner; once, however often it is found."""
    tx.owners.get(now)
    if not tx.owners.hold(now, why):
        return
    because = Because(_RULES.get(why, "T-25"), why)
    tx.events.add(now, "sending-held", because, **data)
    ask.question(tx, doors, None, "go-on", f"{why}:{now.isoformat()}", because, now, why=why, **data)


def holds_back(tx: Transaction, doors: Doors, now: datetime) -> bool:
    """Whether letters wait; they do from now on when more are due at once than the owner's setting allows (F-73)."""
    if tx.owners.get(now).held:
        return True
    most = doors.settings.caps.at_once
    waiting = [row for row in tx.outbox.letters_waiting(now) if not row.data.get("let_go")]
    if len(waiting) > most:
        hold(tx, doors, "at-once", now, count=len(waiting), most=most)
        return True
    return False


def answered(tx: Transaction, row: MailRow, asked: Question, order: Order, words: str, now: datetime) -> None:
    """The owner's answer to the question: only a clear yes lets letters go."""
    if order.decision != "approve":
        refuse(tx, row, "unclear", words, now)
        return
    tx.questions.answer(asked.id, words, now)
    go_on(tx, now, Because("owner", words))


def go_on(tx: Transaction, now: datetime, because: Because) -> bool:
    """Let the letters go that wait now; False when nothing was held."""
    if not tx.owners.get(now).held:
        return False
    tx.owners.release()
    for row in tx.outbox.letters_waiting(now):
        if row.state == "queued":  # also a new turn, so that the engine looks at it again
            tx.outbox.change(row.id, data=row.data | {"let_go": True})
    for question in tx.questions.open():
        if question.kind == "go-on":
            tx.questions.answer(question.id, because.words, now)
    tx.events.add(now, "sending-resumed", because)
    ask.trouble(tx, f"went-on:{now.isoformat()}", now, what="went-on", healed=True)
    return True
