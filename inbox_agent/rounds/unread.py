"""Tell the owner when their mailbox cannot be read, once, and when it can be read again (F-93).

The mail goes out by the sending side, which often still works; where it does not, it waits in the outbox like any other.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from inbox_agent.rounds import ask
from inbox_agent.rounds.ports import Doors, Transaction

A_WHILE = timedelta(hours=1)  #: a server may be away for a moment without anybody being told


def unread(tx: Transaction, doors: Doors, now: datetime) -> None:
    """A look at the mailbox has failed: say so when it has been failing for a while, once for each time of trouble."""
    state = tx.owners.get(now)
    since = state.polled or state.created
    if now - since >= A_WHILE:
        mailbox = doors.account.mailbox.address
        ask.trouble(tx, _key(since), now, what="unread", since=since.isoformat(), why=state.fault, mailbox=mailbox)


def read_again(tx: Transaction, doors: Doors, since: datetime, now: datetime) -> None:
    """A look has gone well: say so where the owner was told of the trouble. `since`: the last good look until now."""
    told = tx.outbox.by_key(f"trouble:{_key(since)}") if now - since >= A_WHILE else None
    if told is None:
        return
    if told.state == "queued":  # nobody has read of the trouble yet: then nobody need be told that it is over
        tx.outbox.change(told.id, state="cancelled")
        return
    ask.trouble(
        tx,
        f"read-again:{since.isoformat()}",
        now,
        what="read-again",
        healed=True,
        mailbox=doors.account.mailbox.address,
    )


def _key(since: datetime) -> str:
    return f"unread:{since.isoformat()}"
