"""Put what the owner should decide or know on its way to them: a row in the outbox, in the caller's transaction.

The mail itself is written when it leaves (rounds/tell.py), because it carries a token of which the records keep
only the hash (T-01). Each row has a key, so that the same thing is asked once however often it is looked at.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from inbox_agent.drafts.draft import Draft
from inbox_agent.mail.message import Because
from inbox_agent.mentorship.situation import Situation, told_key
from inbox_agent.mentorship.step import Step
from inbox_agent.rounds.ports import Doors, Transaction

#: What a receipt is about that tells of nothing done, and how many of those a day are enough for any person.
NOTHING_DONE = ("refused", "no-contact", "known")
MOST_NOTHING_DONE = 20


def approval(tx: Transaction, draft: int, version: int, now: datetime, again: bool = False) -> None:
    """Ask for a yes to this version of a draft; `again` asks anew after a snooze."""
    key = f"approval:{draft}.{version}" + (f":{now:%Y%m%d%H%M}" if again else "")
    tx.outbox.add(key, "approval", now, now, to_owner=True, draft_id=draft, version=version)


def again(tx: Transaction, situation: Situation, now: datetime) -> None:
    """A snoozed draft has waited long enough: it waits for the owner once more."""
    waiting = situation.open_draft
    draft = tx.drafts.get(waiting.id) if waiting else None
    if draft is None:
        return
    tx.drafts.change(draft.id, state="blocked" if draft.blocked else "waiting", wake=None)
    tx.events.add(now, "asked-again", Because("owner", "later"), relationship=draft.relationship_id, draft=draft.id)
    approval(tx, draft.id, draft.version, now, again=True)


def question(
    tx: Transaction,
    doors: Doors,
    situation: Situation | None,
    kind: str,
    occasion: str,
    because: Because,
    now: datetime,
    **data: Any,
) -> None:
    """Ask the owner something that only they know; once for each occasion."""
    relationship = situation.relationship.id if situation else None
    number = tx.questions.ask(kind, occasion, now, relationship, **data)
    if number is None:
        return
    tx.events.add(now, "asked", because, relationship=relationship, question=number, kind=kind)
    tx.outbox.add(f"asking:{number}", "asking", now, now, to_owner=True, data={"question": number})


def overtaken(tx: Transaction, draft: Draft, why: str, now: datetime) -> None:
    """Tell the owner that a letter they were shown is taken back, where no other mail tells what has changed (F-65)."""
    if draft.ask_by == "mail":
        trouble(tx, f"overtaken:{draft.id}", now, what="overtaken", draft=draft.id, cause=why, kind=draft.kind)


def notice(tx: Transaction, message: int, relationship: int, now: datetime, question: int | None = None) -> None:
    """Tell the owner that a contact wrote, and what was made of it; or ask in the same mail which it means."""
    tx.outbox.add(
        f"notice:{message}",
        "answer-notice",
        now,
        now,
        to_owner=True,
        data={"message": message, "relationship": relationship} | ({"question": question} if question else {}),
    )


def remind(tx: Transaction, situation: Situation, step: Step, now: datetime) -> None:
    """Tell the owner what a clock says: a brief, a countdown (`reminders.py`); once an occasion."""
    relationship = situation.relationship.id
    meeting = situation.held if step.what == "countdown" else situation.meeting
    key = told_key(relationship, step.occasion)
    data = {"relationship": relationship, "meeting": meeting.id if meeting else None}
    tx.outbox.add(key, step.what, now, now, to_owner=True, data=data)
    tx.events.add(now, "told", step.because, relationship=relationship, mail=step.what)


def receipt(tx: Transaction, key: str, now: datetime, **data: Any) -> None:
    """Tell the owner what was understood or done.

    That nothing was done is told so often a day and no more: where a machine answers each of our mails in the
    owner's name, or a rule of theirs forwards them back, this is where the loop ends (T-31, R-62).
    """
    if data.get("what") in NOTHING_DONE:
        if tx.events.count("told-nothing-done", now - timedelta(days=1)) >= MOST_NOTHING_DONE:
            return
        tx.events.add(now, "told-nothing-done", why=str(data.get("why") or data["what"]))
    tx.outbox.add(f"receipt:{key}", "receipt", now, now, to_owner=True, data=data)


def trouble(tx: Transaction, key: str, now: datetime, **data: Any) -> None:
    """Tell the owner that something needs them; once a key."""
    tx.outbox.add(f"trouble:{key}", "trouble", now, now, to_owner=True, data=data)
