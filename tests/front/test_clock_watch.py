"""Clocks: turned by hand, and watched for jumps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inbox_agent.front.clock import HandClock, JumpWatch, SystemClock, steady

START = datetime(2026, 10, 25, 0, 59, tzinfo=UTC)


def test_a_clock_turned_by_hand_stands_until_it_is_turned() -> None:
    """It gives the same time until then, and does not turn back."""
    clock = HandClock(START)
    assert clock() == clock() == START
    clock.turn_to(START + timedelta(weeks=10))
    assert clock() == START + timedelta(weeks=10)
    with pytest.raises(ValueError, match="cannot be turned back"):
        clock.turn_to(START)


def test_a_time_without_its_zone_is_no_time() -> None:
    """A naive time is refused at once, not where it is compared."""
    with pytest.raises(ValueError, match="zone"):
        HandClock(datetime(2026, 10, 25, 1, 0))
    assert SystemClock()().tzinfo is not None


def test_the_steady_clock_goes_on() -> None:
    assert steady() <= steady()


class Hands:
    """A wall clock and a steady one, moved apart or together."""

    def __init__(self) -> None:
        self.wall, self.ticks = START, 1000.0
        self.watch = JumpWatch(lambda: self.wall, lambda: self.ticks)

    def after(self, ticks: float, wall: timedelta) -> timedelta | None:
        self.ticks += ticks
        self.wall += wall
        return self.watch.jumped()


@pytest.mark.parametrize(
    ("ticks", "wall", "jump"),
    [
        pytest.param(60, timedelta(seconds=60), None, id="a-minute-passes"),
        pytest.param(60, timedelta(seconds=61), None, id="ntp-steps-a-second"),
        pytest.param(28800, timedelta(hours=8), None, id="a-laptop-sleeps"),
        pytest.param(60, timedelta(days=3650), timedelta(days=3650, seconds=-60), id="ten-years-ahead"),
        pytest.param(60, timedelta(days=-3650), timedelta(days=-3650, seconds=-60), id="ten-years-back"),
        pytest.param(60, timedelta(hours=1, seconds=60), timedelta(hours=1), id="somebody-sets-summer-time-by-hand"),
    ],
)
def test_a_jump_is_what_the_steady_clock_does_not_know_of(
    ticks: float, wall: timedelta, jump: timedelta | None
) -> None:
    """T-25: wall against monotonic; small steps and sleep are none."""
    assert Hands().after(ticks, wall) == jump


def test_a_jump_is_told_once() -> None:
    """After it the new time counts as right; the jump back is one more."""
    hands = Hands()
    assert hands.after(1, timedelta(hours=5))
    assert hands.after(60, timedelta(seconds=60)) is None
    assert hands.after(1, -timedelta(hours=5))
