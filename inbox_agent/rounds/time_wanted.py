"""A bare time that answers a letter which asks the contact for one: the time that the owner wants, and no "ask me again then" (P-30).

To any other letter a day and an hour mean that it should wait (contracts: `snooze`). To one that says yes and leaves the
time to the other side they are more likely the time itself. Either way nothing leaves: the letter is written anew with
the time in it, and the owner is asked about that.
"""

from __future__ import annotations

from datetime import datetime

from inbox_agent.drafts.draft import OPEN, Draft
from inbox_agent.mail.message import Because
from inbox_agent.mail.orders import Order
from inbox_agent.mail.slots import Slot
from inbox_agent.mail.times import find_times
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rounds.propose import TAKES_A_TIME


def taken(tx: Transaction, doors: Doors, number: int, version: int, order: Order, words: str, now: datetime) -> bool:
    """Whether these words were the time wanted; then the letter is on its way to be written with it."""
    draft = tx.drafts.get(number, lock=True)
    if (
        order.decision != "snooze"
        or draft is None
        or draft.version != version
        or not _leaves_the_time_open(doors, draft, now)
    ):
        return False
    if " ".join(words.split()).rstrip(".!") != " ".join((order.when_text or "").split()).rstrip(".!"):
        return False  # "later", "hold until": that is a word of its own
    if not any(slot.start and slot.start > now for slot in _times(doors, words, now)):
        return False  # a day without an hour, or an hour without a day
    asked = tx.questions.ask("facts", f"times:{draft.id}.{draft.version}", now, draft.relationship_id, asks=["times"])
    if asked is None:
        return False
    tx.questions.answer(asked, words, now)
    # Its occasion is free again: what is due next is the same letter, with the time.
    tx.drafts.change(draft.id, state="overtaken", occasion=f"{draft.occasion}~{draft.id}")
    tx.people.change(draft.relationship_id, next_due=now)
    tx.events.add(now, "time-wanted", Because("P-30", words), relationship=draft.relationship_id, draft=draft.id)
    return True


def _leaves_the_time_open(doors: Doors, draft: Draft, now: datetime) -> bool:
    return (
        draft.kind in TAKES_A_TIME
        and draft.state in OPEN
        and not draft.invitation
        and not any(slot.start for slot in _times(doors, draft.text, now))
    )


def _times(doors: Doors, words: str, now: datetime) -> tuple[Slot, ...]:
    zone = doors.account.owner.timezone
    return find_times(words, now, zone, zone, doors.rules)
