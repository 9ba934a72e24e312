"""A mailroom whose process may die at any transaction, and begins anew on the same folder; and a clock that steps back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from stories.mailroom import Mailroom

from inbox_agent.front.clock import HandClock
from inbox_agent.rounds.ports import Doors


class Crash(BaseException):
    """The process dies here."""


class AnyClock(HandClock):
    """A clock that somebody may set back, too."""

    def step(self, by: timedelta) -> None:
        self._at += by


@dataclass
class Fused:
    """The records, but for the fuse in their transactions."""

    records: Any
    transaction: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.records, name)


@dataclass
class MortalRoom:
    """A mailroom that may die at any transaction and begins anew on the same folder."""

    folder: Path
    clock: AnyClock
    role: str = "mentee"
    settle_in: Callable[[Doors], Doors] = lambda doors: doors  #: what is put around the doors of each life
    room: Mailroom = field(init=False)
    fuse: int = 0  #: transactions until the process dies; 0: it lives
    after: bool = False  #: whether it dies after that commit, or before
    crashes: int = 0

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.room = Mailroom(self.folder, self.clock(), role=self.role)
        self.room.clock = self.clock
        records = self.room.doors.records

        @contextmanager
        def transaction(owner: str) -> Iterator[Any]:
            self.fuse -= 1
            dies = self.fuse == 0
            with records.transaction(owner) as tx:
                yield tx
                if dies and not self.after:
                    raise Crash
            if dies:
                raise Crash

        self.room.use(self.settle_in(replace(self.room.doors, records=Fused(records, transaction))))

    def restart(self) -> None:
        self.fuse = 0
        self.room.__exit__()
        self.start()

    def survive(self, work: Callable[[], object]) -> bool:
        """Do the work; where the process dies in it, a new one goes on. Whether it lived."""
        lived = True
        while True:
            try:
                work()
            except Crash:  # the new one may die, too, of what it meets as it goes on
                lived = False
                self.crashes += 1
                self.restart()
                work = self._go_on
            else:
                return lived

    def _go_on(self) -> None:
        self.room.turn_to(self.clock())
