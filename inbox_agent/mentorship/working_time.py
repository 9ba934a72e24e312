"""When it is kind to reach somebody: their working hours, weekends and public holidays, by the clock on their wall (F-68, P-52).

A place is a zone and a country. Where the zone is not known nothing is known, and every moment is as good as any
other: an hour is never called unsocial by guess. Public holidays and weekends come from the `holidays` library,
for the country that the zone lies in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

Unsocial = Literal["", "early", "late", "weekend", "holiday"]
_WEEKEND = frozenset({5, 6})
_LONGEST = 40  #: days without a working day that are looked through; no country has more


@dataclass(frozen=True)
class Place:
    """Where somebody lives: an IANA zone and an ISO 3166-1 country; "" where they are not known."""

    zone: str = ""
    country: str = ""


def place_in(zone: str, country_of: Mapping[str, str], country: str = "") -> Place:
    """The place with this zone; its country is the zone's unless it is told."""
    return Place(zone, country or country_of.get(zone, ""))


@lru_cache(maxsize=512)
def _calendar(country: str, year: int) -> tuple[Mapping[date, str], frozenset[int]]:
    """The public holidays of a year by name, and the days of the week that are free."""
    import holidays  # noqa: PLC0415 (a command that only lists must not pay for it)

    try:
        found = holidays.country_holidays(country, years=year)
    except NotImplementedError:
        return {}, _WEEKEND
    return dict(found), frozenset(found.weekend)


def holiday(day: date, country: str) -> str:
    """The name of the public holiday, "" on any other day."""
    return _calendar(country, day.year)[0].get(day, "") if country else ""


def is_working_day(day: date, place: Place) -> bool:
    weekend = _calendar(place.country, day.year)[1] if place.country else _WEEKEND
    return day.weekday() not in weekend and not holiday(day, place.country)


def unsocial(moment: datetime, place: Place, hours: tuple[int, int]) -> Unsocial:
    """Whether, and why, this is a hard hour at that place. `hours` is the working day, from one hour until before another."""
    if not place.zone:
        return ""
    local = moment.astimezone(ZoneInfo(place.zone))
    if not is_working_day(local.date(), place):
        return "holiday" if holiday(local.date(), place.country) else "weekend"
    return "early" if local.hour < hours[0] else "late" if local.hour >= hours[1] else ""


def kindly(moment: datetime, place: Place, hours: tuple[int, int]) -> datetime:
    """The moment itself where it is kind, else their next working morning; aware UTC."""
    why = unsocial(moment, place, hours)
    if not why:
        return moment.astimezone(UTC)
    day = moment.astimezone(ZoneInfo(place.zone)).date()
    if why != "early":
        day = working_day_after(day, 1, place)
    return _morning(day, place, hours)


def back_at_work(day: date, place: Place, hours: tuple[int, int]) -> datetime:
    """The morning one working day after somebody's first day back, when the pile has been read (F-23)."""
    known = place if place.zone else Place("UTC", place.country)
    first = day if is_working_day(day, known) else working_day_after(day, 1, known)
    return _morning(working_day_after(first, 1, known), known, hours)


def working_day_after(day: date, count: int, place: Place) -> date:
    """The `count`-th working day after a day."""
    for _ in range(_LONGEST * count):
        day += timedelta(days=1)
        count -= is_working_day(day, place)
        if not count:
            break
    return day


def _morning(day: date, place: Place, hours: tuple[int, int]) -> datetime:
    return datetime.combine(day, time(hours[0]), ZoneInfo(place.zone)).astimezone(UTC)
