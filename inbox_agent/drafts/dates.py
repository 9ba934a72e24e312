"""A moment as a letter or a mail names it, in the reader's zone first and the writer's beside it (P-52)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from inbox_agent.rules import Dates


def day(moment: datetime, zone: str, dates: Dates) -> str:
    """``Thursday 3 December``, as the calendar stands in that zone."""
    local = moment.astimezone(ZoneInfo(zone))
    return dates.day.format(weekday=dates.weekdays[local.weekday()], day=local.day, month=dates.months[local.month - 1])


def clock(moment: datetime, zone: str, dates: Dates) -> str:
    """``15:00``, by the clock on the wall in that zone."""
    local = moment.astimezone(ZoneInfo(zone))
    return dates.clock.format(hour=local.hour, minute=local.minute)


def short(moment: datetime, zone: str, dates: Dates) -> str:
    """Day and clock in one zone that the reader knows to be theirs."""
    return dates.short.format(day=day(moment, zone, dates), clock=clock(moment, zone, dates))


def place(zone: str, dates: Dates | None = None) -> str:
    """The city of an IANA name: ``Europe/Stockholm`` → ``Stockholm``, London is ``Londres`` in French; ``UTC`` stays."""
    city = zone.rpartition("/")[2].replace("_", " ")
    return dates.cities.get(city, city) if dates else city


def in_both_zones(moment: datetime, theirs: str, ours: str, dates: Dates) -> str:
    """Day, clock and zone of the reader, then of the writer where the clocks differ. An unknown zone of theirs is ""."""
    first, then = theirs or ours, ours
    said = {"day": day(moment, first, dates), "clock": clock(moment, first, dates), "zone": place(first, dates)}
    other = {
        "other_day": day(moment, then, dates),
        "other_clock": clock(moment, then, dates),
        "other_zone": place(then, dates),
    }
    if said["clock"] == other["other_clock"] and said["day"] == other["other_day"]:
        return dates.one_zone.format(**said)
    pattern = dates.two_zones if said["day"] == other["other_day"] else dates.two_zones_two_days
    return pattern.format(**said, **other)


def calendar_day(moment: datetime, zone: str) -> date:
    """The date that stands on the calendar in that zone."""
    return moment.astimezone(ZoneInfo(zone)).date()
