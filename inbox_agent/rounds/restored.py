"""The database turned out to be an older one: a backup was put back (T-24, R-16).

It does not know what was sent and approved since. So no token that it holds decides anything any more, and each
letter that was drafted by then is looked for in the mailbox and in Sent before it leaves.
"""

from __future__ import annotations

from datetime import datetime

from inbox_agent.drafts.kept import OutboxRow
from inbox_agent.mail.message import Because
from inbox_agent.rounds import ask
from inbox_agent.rounds.ports import Doors, Transaction


def note(doors: Doors, now: datetime) -> None:
    """Remember it, void the tokens, and tell the owner."""
    with doors.records.transaction(doors.owner) as tx:
        tx.owners.get(now)
        tx.owners.was_restored(now)
        tx.tokens.void(now)
        tx.events.add(now, "restored", Because("T-24", "an older database was put back"))
        ask.trouble(tx, f"restored:{now.isoformat()}", now, what="restored")


def is_suspect(tx: Transaction, row: OutboxRow) -> bool:
    """Whether this letter may have left in the time that the database has forgotten."""
    if row.to_owner or row.data.get("looked") or row.draft is None:
        return False
    restored = tx.owners.get(row.created).restored
    draft = tx.drafts.get(row.draft) if restored else None
    return bool(restored and draft and draft.created <= restored)
