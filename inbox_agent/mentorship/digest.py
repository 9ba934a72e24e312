"""The weekly digest as a value: who went stale and why, what waits, what came to rest (F-84, P-63, P-72).

It comes once a week at the owner's local time, and not at all when there is nothing to say. The people are
ranked by how far past their cadence they are, and at most a handful is shown: a list of forty is read as none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from inbox_agent.mentorship import cadence as keeping
from inbox_agent.mentorship.cadence import Health
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.rules import Cadence

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Stale:
    """A relationship past its cadence; `share` is the silence as a share of the amber limit."""

    relationship: Relationship
    health: Health
    silent: timedelta
    share: float


def stale(relationships: Iterable[Relationship], cadence: Cadence, now: datetime) -> tuple[Stale, ...]:
    """Everybody past their cadence, the most overdue first."""
    found = []
    for relationship in relationships:
        health = keeping.health(relationship, cadence, now)
        if health == "green" or relationship.do_not_contact:
            continue
        silent = now - keeping.last_contact(relationship)
        amber, _ = keeping.limits(relationship, cadence)
        found.append(Stale(relationship, health, silent, silent / amber))
    return tuple(sorted(found, key=lambda s: (-s.share, s.relationship.id)))


def next_moment(after: datetime, day: str, clock: str, zone: str) -> datetime:
    """The next such day and clock in that zone, strictly after a moment; in UTC.

    A clock that a change to summer time leaves out means the moment one hour later on the wall, as `zoneinfo`
    resolves it; one that occurs twice means the first.
    """
    local = after.astimezone(ZoneInfo(zone))
    hour, minute = (int(part) for part in clock.split(":"))
    ahead = (DAYS.index(day) - local.weekday()) % 7
    for days in (ahead, ahead + 7):
        candidate = datetime.combine(
            local.date() + timedelta(days=days), time(hour, minute), ZoneInfo(zone)
        ).astimezone(UTC)
        if candidate > after:
            return candidate
    raise AssertionError("a weekday comes again within a week")


def week_of(moment: datetime, zone: str) -> str:
    """The ISO week in that zone: ``2026-W48``."""
    year, week, _ = moment.astimezone(ZoneInfo(zone)).isocalendar()
    return f"{year}-W{week:02d}"
