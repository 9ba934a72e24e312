"""A question about a letter does not stay open for ever: one reminder, then it has run out (F-69).

The reminder comes a day before the end, once for each version, and is a row of the outbox from the moment when the
owner was asked. Its token ends when the first one does. A letter whose question has run out is kept, is named in the
digest, and can be asked about anew at any time.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from inbox_agent.drafts.draft import Draft
from inbox_agent.drafts.kept import OutboxRow
from inbox_agent.drafts.owner_mails import Approval
from inbox_agent.mail.message import Because
from inbox_agent.rounds.ports import Doors, Transaction

BEFORE_THE_END = timedelta(days=1)


def ends(doors: Doors, row: OutboxRow, draft: Draft, now: datetime) -> datetime:
    """Until when an answer to this mail counts; a reminder does not put it off."""
    if row.data.get("reminder") and draft.expires and draft.expires > now:
        return draft.expires
    return now + timedelta(days=doors.settings.approval.token_days)


def asked(tx: Transaction, doors: Doors, row: OutboxRow, approval: Approval, now: datetime) -> None:
    """The owner is being asked: write down until when it counts, and let the one reminder come before that."""
    draft = tx.drafts.get(approval.number)
    again = {"state": "blocked" if draft.blocked else "waiting"} if draft and draft.state == "expired" else {}
    tx.drafts.change(approval.number, expires=approval.expires, **again)
    at = approval.expires - BEFORE_THE_END
    if at <= now or approval.blocked or row.data.get("reminder"):
        return
    key = f"reminder:{approval.number}.{approval.version}"
    tx.outbox.add(
        key,
        "approval",
        at,
        now,
        to_owner=True,
        draft_id=approval.number,
        version=approval.version,
        data={"reminder": True},
    )


def run_out(doors: Doors, now: datetime) -> None:
    """Drafts whose question has run out say so; they are no less ready."""
    with doors.records.transaction(doors.owner) as tx:
        for draft, relationship in tx.drafts.run_out(now):
            tx.drafts.change(draft, state="expired")
            tx.events.add(now, "expired", Because("F-69", "no answer"), relationship=relationship, draft=draft)
