"""A mailbox that several threads may use: a poll and the settling of a doubt never share its one connection."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Set
from datetime import datetime

from inbox_agent.mail.arrival import Item, Mailbox


class OneAtATime:
    """As `rounds.ports.Mailbox`; whoever comes second waits."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._lock = threading.RLock()

    def fetch(self, seen: Callable[[str, int], Set[int] | None], since: datetime) -> Iterator[Item]:
        with self._lock:
            yield from self._mailbox.fetch(seen, since)

    def holds(self, message_id: str) -> bool:
        with self._lock:
            return self._mailbox.holds(message_id)

    def keep_sent(self, message_id: str, raw: bytes) -> bool:
        with self._lock:
            return self._mailbox.keep_sent(message_id, raw)

    def check(self) -> str:
        with self._lock:
            return self._mailbox.check()

    def close(self) -> None:
        with self._lock:
            self._mailbox.close()
