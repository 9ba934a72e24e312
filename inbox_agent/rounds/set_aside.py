"""What could not be handled and waits for a person: put it there, try it once more, or take it off the list (T-23)."""

from __future__ import annotations

from datetime import datetime

from inbox_agent.mail.addresses import read_addresses
from inbox_agent.mail.headers import split_head
from inbox_agent.mail.kept import MailRow
from inbox_agent.mail.message import Because
from inbox_agent.mail.span import Span
from inbox_agent.rounds import ask
from inbox_agent.rounds.ports import Transaction


def put(tx: Transaction, row: MailRow, cause: str, now: datetime) -> None:
    """A mail that could not be handled: kept with its bytes and its cause, and told to the owner once.

    The owner has to find it in the mailbox, so of its header the subject is read, by the reader that knows no errors.
    """
    head, _ = split_head(Span(row.raw, 0, len(row.raw)))
    subject = head.decoded("subject")[:200]
    authors = read_addresses(head.first("from"))
    tx.mail.put_aside(now, cause, message=row.id, from_addr=authors[0].addr if authors else "", subject=subject)
    tx.events.add(now, "set-aside", Because("T-23", cause), message=row.id)
    ask.trouble(tx, f"aside:{row.id}", now, what="aside", subject=subject or "?", why=cause)


def retry(tx: Transaction, number: int, now: datetime) -> bool:
    """Let the mail or the relationship be handled once more; False where nothing was set aside under this number.

    What fails again comes back to the list under a new number, with its new cause.
    """
    found = tx.mail.aside(number)
    if found is None:
        return False
    if found.message is not None:
        tx.mail.handle_again(found.message, now)
    if found.relationship is not None:
        tx.people.change(found.relationship, next_due=now)
    _note(tx, number, "tried-again", now)
    return True


def done(tx: Transaction, number: int, now: datetime) -> bool:
    """The owner has dealt with it: off the list. Whether there was anything under this number."""
    if tx.mail.aside(number) is None:
        return False
    _note(tx, number, "aside-done", now)
    return True


def _note(tx: Transaction, number: int, what: str, now: datetime) -> None:
    found = tx.mail.aside(number)
    assert found is not None
    tx.mail.settle_aside(number, now)
    because = Because("T-23", found.cause)
    tx.events.add(now, what, because, relationship=found.relationship, message=found.message)
