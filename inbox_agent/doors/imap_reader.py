"""Reads mails from an IMAP folder by their UIDs, many in one answer, and none of them in the way of the others.

A mail that breaks the answer it stands in — a literal that lies, a server that stumbles over it — is read alone,
then in part, and at last remembered as broken and tried again later: it is neither lost nor does it hold up the
rest. Large mails are read in part from the beginning (T-23).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inbox_agent.doors.imap_session import BadAnswer, Dropped, Folder, Session
from inbox_agent.doors.structure import fetched_excerpt
from inbox_agent.mail.arrival import Arrived, Spot

log = logging.getLogger(__name__)

#: Mails in one FETCH, and the bytes that it may bring. Over a slow line batches of 100 cost 2.5 times a bare
#: socket and single mails 104 times.
BATCH = 100
BATCH_BYTES = 4_000_000
#: Mails whose size and time are asked for in one FETCH.
FACTS = 500
#: Mails that may break one after the other before the server itself counts as broken.
MOST_BROKEN = 3


@dataclass(frozen=True)
class Fact:
    """What is known of a mail before it is read."""

    uid: int
    received: datetime | None
    size: int


class Reader:
    """Reads for one mailbox. `pause` is how many seconds a broken mail is left alone; `clock` counts them."""

    def __init__(self, session: Session, whole_up_to: int, pause: float, clock: Callable[[], float]) -> None:
        self._session = session
        self._whole_up_to = whole_up_to
        self._pause = pause
        self._clock = clock
        self._broken: dict[Spot, float] = {}  #: and when it was last tried
        self._failures = 0  #: of mails read alone, one after the other

    def read(self, folder: Folder, uids: Sequence[int]) -> Iterator[Arrived]:
        """The mails, in the order given; without those that have gone, and those that are `broken`."""
        due = [uid for uid in uids if self._is_due(Spot(folder.name, folder.uidvalidity, uid))]
        for at in range(0, len(due), FACTS):
            for group in _groups(self.facts(folder, due[at : at + FACTS])):
                yield from self._group(folder, group)

    def broken(self, folder: Folder, listed: Sequence[int]) -> list[int]:
        """UIDs of mails that cannot be read. `listed` are all in the folder: what has gone troubles nobody any more."""
        for spot in [s for s in self._broken if s.folder == folder.name]:
            if spot.uidvalidity != folder.uidvalidity or spot.uid not in listed:
                del self._broken[spot]
        return sorted(spot.uid for spot in self._broken if spot.folder == folder.name)

    def facts(self, folder: Folder, uids: Sequence[int]) -> list[Fact]:
        """Size and time of mails; those that have gone meanwhile are left out."""
        found: list[Fact] = []
        for at in range(0, len(uids), FACTS):
            found += self._some_facts(folder, uids[at : at + FACTS])
        return found

    def _some_facts(self, folder: Folder, uids: Sequence[int]) -> list[Fact]:
        got = self._session.ask(lambda client: client.fetch(uids, ["INTERNALDATE", "RFC822.SIZE"]), folder)
        return [
            Fact(uid, got[uid].get(b"INTERNALDATE"), got[uid].get(b"RFC822.SIZE") or 0) for uid in uids if uid in got
        ]

    def _is_due(self, spot: Spot) -> bool:
        tried = self._broken.get(spot)
        return tried is None or self._clock() - tried >= self._pause

    def _group(self, folder: Folder, group: list[Fact]) -> Iterator[Arrived]:
        """Together where that works, else one by one."""
        bodies: Mapping[int, bytes] = {}
        try:
            bodies = self._bodies(folder, [f for f in group if f.size <= self._whole_up_to])
        except (Dropped, BadAnswer) as fault:
            log.warning("%d mails in %s are read one by one: %s", len(group), folder.name, fault.sentence)
            # A server that is gone altogether is found out here and not mail by mail.
            self._session.examine(folder.name)
        for fact in group:
            spot = Spot(folder.name, folder.uidvalidity, fact.uid)
            arrived = (
                Arrived(spot, bodies[fact.uid], fact.received)
                if fact.uid in bodies
                else self._alone(folder, spot, fact)
            )
            if arrived:
                self._failures = 0
                self._broken.pop(spot, None)
                yield arrived

    def _bodies(self, folder: Folder, group: Sequence[Fact]) -> dict[int, bytes]:
        """Whole mails by UID, those that the server gives."""
        # Some servers announce less than they send; twice that and a million is more than any of them.
        budget = 2 * sum(f.size for f in group) + 1_000_000
        got = self._session.ask(lambda client: client.fetch([f.uid for f in group], ["BODY.PEEK[]"]), folder, budget)
        return {uid: items[b"BODY[]"] for uid, items in got.items() if isinstance(items.get(b"BODY[]"), bytes)}

    def _alone(self, folder: Folder, spot: Spot, fact: Fact) -> Arrived | None:
        """One mail, whole or else in part. None when it has gone, or is there and cannot be read, which is remembered."""
        for read in (self._whole, self._cut):
            try:
                if arrived := read(folder, spot, fact):
                    return arrived
            except (Dropped, BadAnswer) as fault:
                log.warning("mail %s cannot be read: %s", spot, fault.sentence)
        if self._session.search(folder, ["UID", str(fact.uid)]):
            self._broken[spot] = self._clock()
            self._failures += 1
        if self._failures == MOST_BROKEN:
            self._failures = 0
            raise Dropped(f"The mail server {self._session.server.host} gives no mail.", "The next poll tries again.")
        return None

    def _whole(self, folder: Folder, spot: Spot, fact: Fact) -> Arrived | None:
        if fact.size > self._whole_up_to:
            return None
        raw = self._bodies(folder, [fact]).get(fact.uid)
        return None if raw is None else Arrived(spot, raw, fact.received)

    def _cut(self, folder: Folder, spot: Spot, fact: Fact) -> Arrived:
        def fetch(items: list[str]) -> Mapping[bytes, Any]:
            got: Mapping[int, Mapping[bytes, Any]]
            got = self._session.ask(
                lambda client: client.fetch([fact.uid], items), folder, self._whole_up_to + BATCH_BYTES
            )
            return got.get(fact.uid, {})

        try:
            return Arrived(spot, fetched_excerpt(fetch), fact.received, cut=True)
        except ValueError as fault:
            raise BadAnswer(f"The mail {spot.uid} in {spot.folder} cannot be taken apart: {fault}.") from None


def _groups(facts: list[Fact]) -> Iterator[list[Fact]]:
    """Mails that are fetched together; a large one comes alone."""
    group: list[Fact] = []
    for fact in facts:
        if group and (len(group) == BATCH or sum(f.size for f in group) + fact.size > BATCH_BYTES):
            yield group
            group = []
        group.append(fact)
    if group:
        yield group
