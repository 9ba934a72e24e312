"""Fetch what is new in the mailbox: bytes and the mark that they were seen, in one transaction a mail (F-03, T-22)."""

from __future__ import annotations

from datetime import datetime

from inbox_agent.errors import InboxAgentError
from inbox_agent.mail.arrival import Arrived, Item, Old, Restarted
from inbox_agent.mail.fingerprint import fingerprint
from inbox_agent.mail.message import Because
from inbox_agent.rounds.ports import Doors
from inbox_agent.rounds.unread import read_again


def fetch(doors: Doors, now: datetime, since: datetime, simulated: bool = False) -> int:
    """Store every mail that was not seen before; how many were new.

    `since` bounds the history that the very first visit reads (F-06). Trouble with the mailbox is kept as the
    owner's `poll_fault`, which health and `doctor` show, and raised for the engine to try again. With a `simulated`
    clock the server's times are not ours: what was not in its folder at the last good look has arrived since then.
    """
    visited: set[str] = set()

    def seen(folder: str, uidvalidity: int) -> set[int] | None:
        with doors.records.transaction(doors.owner) as tx:
            found = tx.mail.seen(folder, uidvalidity)
        if found is not None:
            visited.add(folder)
        return found

    with doors.records.transaction(doors.owner) as tx:
        before = tx.owners.get(now)
    new = 0
    try:
        for item in doors.mailbox.fetch(seen, since):
            again = simulated and isinstance(item, Arrived) and item.spot.folder in visited
            new += _keep(doors, item, now, before.polled if again else None)
    except InboxAgentError as fault:
        with doors.records.transaction(doors.owner) as tx:
            tx.owners.polled(now, str(fault))
        raise
    with doors.records.transaction(doors.owner) as tx:
        tx.owners.polled(now)
        read_again(tx, doors, before.polled or before.created, now)
    return new


def _keep(doors: Doors, item: Item, now: datetime, after: datetime | None) -> int:
    """`after`: when it was surely not there yet; None where nobody knows."""
    with doors.records.transaction(doors.owner) as tx:
        if isinstance(item, Old):
            tx.mail.mark_seen(item.folder, item.uidvalidity, item.uids, None, now)
            return 0
        if isinstance(item, Restarted):
            tx.mail.renumbered(item.folder, item.uidvalidity, item.uidnext)
            tx.events.add(now, "renumbered", Because("R-26", f"{item.folder}: {item.uidnext} is given out again"))
            return 0
        identity = fingerprint(item.raw)
        known = tx.mail.by_identity(identity)
        # A mail's own time may lie in the future or the past; the order of work is the order of arrival.
        received = min(item.received or now, now)
        if after and received <= after:
            received = now
        number = known or tx.mail.store(identity, item.raw, received, item.cut)
        tx.mail.mark_seen(item.spot.folder, item.spot.uidvalidity, (item.spot.uid,), number, now)
        return 0 if known else 1
