"""The change to summer time and back, in the owner's zone and in the contact's, which do not fall together (R-54)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from stories.mailroom import cached_rules

from inbox_agent.mail.times import find_when
from inbox_agent.mentorship.working_time import Place, kindly

HERE, THERE = "Europe/Stockholm", Place("America/New_York", "US")


@pytest.mark.parametrize(
    ("said", "now", "at"),
    [
        ("monday 15:00", "2026-03-27T09:00+01:00", "2026-03-30T15:00+02:00"),
        ("monday 15:00", "2026-10-23T09:00+02:00", "2026-10-26T15:00+01:00"),
    ],
    ids=["into summer", "out of summer"],
)
def test_a_time_of_the_owners_is_by_the_clock_of_its_day(said: str, now: str, at: str) -> None:
    """R-54: said before the change, meant after it."""
    found = find_when(said, datetime.fromisoformat(now), HERE, cached_rules(None))
    assert found == datetime.fromisoformat(at)


@pytest.mark.parametrize(
    ("approved", "leaves"),
    [
        ("2026-03-06T23:00+00:00", "2026-03-09T{:02}:00-04:00"),  # New York changes three weeks before Stockholm
        ("2026-03-27T23:00+00:00", "2026-03-30T{:02}:00-04:00"),  # and stays as it is when Stockholm does
        ("2026-10-30T23:00+00:00", "2026-11-02T{:02}:00-05:00"),  # and goes back a week after it
    ],
    ids=["theirs begins", "only the owner's begins", "theirs ends"],
)
def test_a_letter_waits_for_the_morning_on_the_contacts_wall(approved: str, leaves: str) -> None:
    """R-54: approved on a Friday evening of theirs, it leaves on Monday as their working day begins."""
    hours = (8, 18)
    moment = kindly(datetime.fromisoformat(approved), THERE, hours)
    assert moment - datetime.fromisoformat(leaves.format(8)) < timedelta(hours=1)
    assert moment >= datetime.fromisoformat(leaves.format(8))
    assert moment.astimezone(UTC) == moment
