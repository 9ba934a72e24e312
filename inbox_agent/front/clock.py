"""What time it is: the system's clock, a clock turned by hand, and a watch over jumps of the first.

Business runs on wall time in zoneinfo, waiting on the monotonic clock (T-25). A wall clock that jumps while
the process runs (a hand on the date, a virtual machine taken back, a battery that died) would let mail leave
years early or late, so the two are compared. A laptop that slept is no jump: CLOCK_BOOTTIME counts the sleep,
where the system has it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class SystemClock:
    """Now, in UTC, by the system."""

    def __call__(self) -> datetime:
        return datetime.now(UTC)


class HandClock:
    """A clock that stands until somebody turns it: the demo, simulations and `--now`."""

    def __init__(self, at: datetime) -> None:
        self._at = _aware(at)

    def __call__(self) -> datetime:
        return self._at

    def turn_to(self, at: datetime) -> None:
        """Set the clock. It turns forward only: rounds count in rows against time that does not run back."""
        if _aware(at) < self._at:
            raise ValueError(
                f"the clock stands at {self._at.isoformat()} and cannot be turned back to {at.isoformat()}"
            )
        self._at = at


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a clock needs a time with its zone")
    return at


def steady() -> float:
    """Seconds on a clock that nobody can set; it goes on while the machine sleeps, where the system offers that."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class JumpWatch:
    """Compares a wall clock with the steady one, from one look to the next (T-25).

    A small step is what NTP does; `tolerance` is far above it and far below what matters to a letter. After a
    jump the new time counts as right, so that each is told once.
    """

    def __init__(
        self,
        wall: Callable[[], datetime],
        steady: Callable[[], float] = steady,
        tolerance: timedelta = timedelta(seconds=30),
    ) -> None:
        self._wall, self._steady, self._tolerance = wall, steady, tolerance
        self._seen = wall(), steady()

    def jumped(self) -> timedelta | None:
        """How far the wall clock has jumped since the last look (negative: back), None when it has not."""
        wall, ticks = self._wall(), self._steady()
        jump = (wall - self._seen[0]) - timedelta(seconds=ticks - self._seen[1])
        self._seen = wall, ticks
        return jump if abs(jump) > self._tolerance else None
