"""What could not be handled and waits for a person: try it once more, or take it off the list (T-23)."""

from __future__ import annotations

from datetime import datetime

from inbox_agent.mail.message import Because
from inbox_agent.rounds.ports import Transaction


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
