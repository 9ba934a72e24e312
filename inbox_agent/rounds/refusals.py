"""What is told when a mail with a token of ours, or an order without one, does nothing; never to anybody but the owner."""

from __future__ import annotations

from datetime import datetime, timedelta

from inbox_agent.mail.kept import MailRow
from inbox_agent.mail.message import Because, Message
from inbox_agent.rounds import ask
from inbox_agent.rounds.corrections import Misread
from inbox_agent.rounds.ports import Transaction

MOST_TOLD = 5  #: mails a day about answers that were refused


def refuse(tx: Transaction, row: MailRow, why: str, words: str, now: datetime, **data: object) -> None:
    """Nothing is done, and the owner is told what was read."""
    tx.events.add(now, "refused", Because("T-04", why), message=row.id)
    ask.receipt(tx, f"refused:{row.id}", now, what="refused", why=why, words=words[:500], **data)


def not_the_owner(tx: Transaction, row: MailRow, message: Message, now: datetime) -> None:
    """Somebody else's mail carries a token of ours: the owner should know that it has got about, a few times a day."""
    words = f"{message.header('From')[:200]} ({message.subject[:100]})"
    tx.events.add(now, "refused", Because("T-03", f"not the owner: {words}"), message=row.id)
    tell_refused(tx, row, "not-yours", now, who=words)


def tell_refused(tx: Transaction, row: MailRow, why: str, now: datetime, **data: object) -> None:
    """Tell the owner of a mail that nobody could have sent in good faith, but let nobody fill their mailbox so."""
    today = tx.events.count("told-refused", now - timedelta(days=1))
    if today < MOST_TOLD:
        tx.events.add(now, "told-refused", Because("T-03", why), message=row.id)
        ask.trouble(tx, f"refused:{row.id}", now, what=why, **data)


def tell_misread(tx: Transaction, row: MailRow, number: int, wrong: Misread | None, words: str, now: datetime) -> None:
    """What was wrong with a correction, where anything was."""
    if wrong:
        refuse(tx, row, wrong.why, words, now, whom=wrong.whom, relationship=number)
