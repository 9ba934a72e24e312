"""A mailbox that cannot be read is told once, and so is its mending (F-93)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from stories.mailroom import Mailroom

from inbox_agent.errors import Unwell
from inbox_agent.front.flows import Task
from inbox_agent.rounds.fetch import fetch

START = datetime(2026, 9, 7, 7, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def fail(room: Mailroom, at: datetime) -> None:
    """One look at the mailbox that fails, counted as the running agent counts it."""
    room.clock.turn_to(at)
    task = Task("poll", f"poll:me:{at}", "me", "", "me")
    room._work.failed(task, Unwell("The server imap.sofia.example cannot be reached.", "Check the network."), at)


def good(room: Mailroom, at: datetime) -> None:
    room.clock.turn_to(at)
    fetch(room.doors, at, START - timedelta(days=1))


def post(room: Mailroom) -> None:
    """What is to be told is sent; the mailbox is not looked at."""
    for task in room._work.due(room.clock()):
        if task.flow == "tell":
            room._work.do(task, room.clock())


@pytest.fixture
def room(tmp_path: Path) -> Mailroom:
    room = Mailroom(tmp_path, START)
    good(room, START)
    return room


def test_a_short_trouble_is_not_told(room: Mailroom) -> None:
    """A server that is away for half an hour concerns nobody."""
    for minute in range(1, 30):
        fail(room, START + minute * MINUTE)
    good(room, START + 31 * MINUTE)
    room.turn_to(START + 40 * MINUTE)
    assert room.told("trouble") == []


def test_a_long_one_is_told_once_with_its_beginning_and_once_when_it_is_over(room: Mailroom) -> None:
    """Not each minute; and a second time of trouble is told anew."""
    for hours in (0, 24):
        begins = START + timedelta(hours=hours)
        good(room, begins)
        for minute in (30, 59, 61, 90, 180):
            fail(room, begins + minute * MINUTE)
            post(room)
        good(room, begins + 200 * MINUTE)
        post(room)
    first, over, second, over_again = room.told("trouble")
    assert "cannot be reached" in first.text
    assert "7 September at 09:10" in " ".join(first.text.split())
    assert "works again" in over.text
    assert "8 September" in second.text
    assert "letters@sofia.example" in over_again.text


def test_trouble_that_nobody_has_read_of_needs_no_all_clear(room: Mailroom) -> None:
    """Where sending failed as well, neither mail is sent in the end."""
    fail(room, START + 61 * MINUTE)
    good(room, START + 62 * MINUTE)
    room.turn_to(START + 70 * MINUTE)
    assert room.told("trouble") == []


def test_a_look_that_comes_a_moment_early_does_not_put_the_poll_off_to_the_next(room: Mailroom) -> None:
    """Looks come once a minute, as often as the mailbox is to be read; half of the polls would come after two."""
    room._work.due(START)  # the first look polls at once, however lately that was
    good(room, START)
    polls = {
        seconds: any(t.flow == "poll" for t in room._work.due(START + timedelta(seconds=seconds)))
        for seconds in (30, 59, 61)
    }
    assert polls == {30: False, 59: True, 61: True}
