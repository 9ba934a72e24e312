"""A copy of each letter in the folder for sent mail, once (F-72).

Some providers put it there themselves, a moment after the letter was handed over. Those of which this is known
(`rules/providers.toml`) are left to it: a server that writes a Message-ID of its own would hide its copy from a look. At all others
it is looked for by its Message-ID first, a minute later, and put there only where it is missing; after a crash the same
look finds it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from inbox_agent.drafts.kept import OutboxRow
from inbox_agent.mail.compose import compose
from inbox_agent.rounds.ports import Doors
from inbox_agent.rounds.propose import as_outgoing

WAIT = timedelta(minutes=1)


def due(doors: Doors, row: OutboxRow, now: datetime) -> datetime | None:
    """When to look for the copy of a letter that has just left; None where there is nothing to do."""
    out = doors.account.outgoing
    wanted = out.kind == "smtp" and out.sent_copy and not doors.rules.providers.file_sent(out.host)
    return now + WAIT if wanted and not row.to_owner else None


def file(doors: Doors, row: OutboxRow, now: datetime) -> None:
    """See to it that the copy is there. Raises `Unwell` where the mailbox cannot be asked: then it is tried again."""
    if row.file_at is None or row.file_at > now or row.draft is None:
        return
    with doors.records.transaction(doors.owner) as tx:
        draft = tx.drafts.get(row.draft)
    # The same bytes as left: everything but the Date is in the draft, and that is when it was handed over.
    if draft and draft.version == row.version:
        doors.mailbox.keep_sent(draft.message_id, compose(as_outgoing(doors, draft, row.tried)))
    with doors.records.transaction(doors.owner) as tx:
        tx.outbox.change(row.id, file_at=None)
