"""Cadence and the digest's moment: once a week in the owner's zone, over changes of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox_agent import rules
from inbox_agent.mentorship.cadence import health
from inbox_agent.mentorship.digest import DAYS, next_moment, stale, week_of
from inbox_agent.mentorship.relationship import Person, Relationship

CADENCE = rules.load().cadence
T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def relation(number: int, kind: str = "informal", stage: str = "active", silent: int = 0) -> Relationship:
    return Relationship(number, Person(number, f"P{number}"), "mentee", kind, stage, T0 - timedelta(days=silent))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "stage", "silent", "expected"),
    [
        ("formal", "active", 29, "green"),
        ("formal", "active", 30, "amber"),
        ("formal", "active", 45, "red"),
        ("informal", "active", 55, "green"),
        ("informal", "active", 56, "amber"),
        ("informal", "active", 70, "red"),
        ("peer", "active", 21, "amber"),
        ("peer", "active", 28, "red"),
        ("informal", "keep-in-touch", 100, "green"),
        ("informal", "keep-in-touch", 182, "amber"),
        ("informal", "outreach", 400, "green"),
    ],
)
def test_health_follows_kind_and_stage(kind: str, stage: str, silent: int, expected: str) -> None:
    """P-63, to the day; what has another clock is never stale."""
    assert health(relation(1, kind, stage, silent), CADENCE, T0) == expected


def test_the_most_overdue_stands_first() -> None:
    """Ranked by the share of their own cadence, not by days."""
    rows = [relation(1, "informal", silent=60), relation(2, "peer", silent=42), relation(3, silent=10)]
    assert [s.relationship.id for s in stale(rows, CADENCE, T0)] == [2, 1]


ZONES = ["Europe/Stockholm", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Africa/Casablanca", "UTC"]


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)),
    st.sampled_from(ZONES),
    st.sampled_from(DAYS),
    st.sampled_from(["00:00", "02:30", "07:30", "23:59"]),
)
def test_the_next_digest_is_within_a_week_and_at_the_owners_clock(
    after: datetime, zone: str, day: str, clock: str
) -> None:
    """Strictly after, at most seven days and an hour away, on that weekday in that zone."""
    moment = next_moment(after.replace(tzinfo=UTC), day, clock, zone)
    assert timedelta() < moment - after.replace(tzinfo=UTC) <= timedelta(days=7, hours=1)
    local = moment.astimezone(ZoneInfo(zone))
    assert DAYS[local.weekday()] == day
    assert f"{local:%H:%M}" == clock or local.minute == int(clock[3:])


def test_summer_time_moves_the_moment_and_not_the_clock() -> None:
    """R-54: 07:30 stays 07:30 on both sides of the change."""
    before = next_moment(datetime(2026, 3, 20, tzinfo=UTC), "monday", "07:30", "Europe/Stockholm")
    after = next_moment(before, "monday", "07:30", "Europe/Stockholm")
    assert (before.hour, after.hour) == (6, 5)
    assert after - before == timedelta(days=6, hours=23)


def test_the_week_is_that_of_the_owners_zone() -> None:
    """Sunday night in Stockholm is Monday in Auckland."""
    moment = datetime(2026, 3, 1, 22, 0, tzinfo=UTC)
    assert week_of(moment, "Europe/Stockholm") == "2026-W09"
    assert week_of(moment, "Pacific/Auckland") == "2026-W10"
