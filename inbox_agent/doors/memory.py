"""A mailbox and a way out in memory, for rehearsals and simulations: what is put in is fetched once, what leaves is told to whoever listens.

They keep the promises of `mail/arrival.py` for a run of one process; nothing of them outlives it, and no mail leaves the
machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from datetime import datetime

from inbox_agent.mail.arrival import Arrived, Item, Outcome, Spot


class MemoryMailbox:
    """Mail waits here until it is fetched; what was fetched and committed is forgotten."""

    def __init__(self) -> None:
        self._waiting: list[Arrived] = []
        self._count = 0

    def put(self, raw: bytes, at: datetime) -> None:
        self._count += 1
        self._waiting.append(Arrived(Spot("INBOX", 1, self._count), raw, at))

    def fetch(self, seen: Callable[[str, int], Set[int] | None], since: datetime) -> Iterator[Item]:
        """What waits, oldest first; each is forgotten once the caller has asked for the next, which means that it is kept."""
        while self._waiting:
            yield self._waiting[0]
            self._waiting.pop(0)

    def holds(self, message_id: str) -> bool:
        """Nothing is kept here to be found again."""
        return False

    def keep_sent(self, message_id: str, raw: bytes) -> bool:
        """There is no folder for sent mail."""
        return False

    def check(self) -> str:
        return f"{len(self._waiting)} mails wait in memory."

    def close(self) -> None:
        """Nothing is kept open."""


class MemorySender:
    """Every mail is taken and shown to `took`, which gets the recipients and the bytes."""

    def __init__(self, took: Callable[[tuple[str, ...], bytes], None] = lambda recipients, raw: None) -> None:
        self._took = took

    def send(self, raw: bytes, sender: str, recipients: tuple[str, ...], mark: Callable[[], None]) -> Outcome:
        mark()
        self._took(recipients, raw)
        return Outcome("sent", 250)

    def check(self) -> str:
        return "Mail is taken and goes nowhere."

    def close(self) -> None:
        """Nothing is kept open."""
