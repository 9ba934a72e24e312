"""The days and clocks that follow from the meetings of a brief, on every calendar that a letter may name them by.

A conversation at 14:00 in London is one at 15:00 in Stockholm, and in New Zealand it is on the next day: all of
these may stand in a letter about it. What else a letter says of days has to be said by somebody (F-45).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from inbox_agent.drafts import dates
from inbox_agent.drafts.brief import Brief
from inbox_agent.mentorship.relationship import Meeting
from inbox_agent.rules import Dates

_HALF_A_YEAR = 183  #: days; a date without its year is the one that is nearer than this


class KnownDays:
    """What a letter may say of the meetings of its brief."""

    def __init__(self, brief: Brief, names: Dates) -> None:
        self._brief, self._names = brief, names
        self._meetings = meetings(brief)
        self._moments = [m.start.astimezone(ZoneInfo(zone)) for m in self._meetings for zone in zones(brief)]

    def names(self) -> frozenset[str]:
        """Weekdays and months, in lower case."""
        own = self._names
        return frozenset(
            n.casefold() for m in self._moments for n in (own.weekdays[m.weekday()], own.months[m.month - 1])
        )

    def ahead(self) -> frozenset[int]:
        """How many days from the owner's today: 1 is tomorrow."""
        today = dates.calendar_day(self._brief.now, self._brief.owner_timezone)
        return frozenset((m.date() - today).days for m in self._moments)

    def numbers(self) -> frozenset[str]:
        """Clocks in the usual ways to write them, days of the month, years and lengths."""
        return frozenset(n for m in self._moments for n in _numbers(m.hour, m.minute, m.day, m.year)) | {
            str(m.minutes) for m in self._meetings
        }

    def wrong_weekdays(self, text: str) -> Iterator[str]:
        """Dates in the text that do not fall on the weekday beside them."""
        weekdays = [w.casefold() for w in self._names.weekdays]
        months = [m.casefold() for m in self._names.months]
        for found in _weekday_and_date(self._names.weekdays, self._names.months).finditer(text):
            month = months.index((found.group("m1") or found.group("m2")).casefold()) + 1
            near = self._near(month, int(found.group("d1") or found.group("d2")))
            if all(day.weekday() != weekdays.index(found.group("weekday").casefold()) for day in near):
                yield found.group(0)

    def _near(self, month: int, day: int) -> list[date]:
        today = self._brief.now.date()
        found = (_date(year, month, day) for year in (today.year - 1, today.year, today.year + 1))
        return [d for d in found if d and abs((d - today).days) <= _HALF_A_YEAR]


def meetings(brief: Brief) -> tuple[Meeting, ...]:
    """Every meeting that the brief knows, held, agreed, proposed or offered."""
    return (*brief.proposed, *brief.offers, *((brief.meeting,) if brief.meeting else ()))


def zones(brief: Brief) -> frozenset[str]:
    """Every zone in which the letter may name a time."""
    named = {m.timezone for m in meetings(brief)}
    return frozenset({brief.owner_timezone, brief.relationship.person.timezone, *named} - {""})


def _numbers(hour: int, minute: int, day: int, year: int) -> tuple[str, ...]:
    half = hour % 12 or 12
    clocks = (
        f"{hour:02}:{minute:02}",
        f"{hour}:{minute:02}",
        f"{hour:02}.{minute:02}",
        f"{hour}.{minute:02}",
        f"{half}:{minute:02}",
        f"{hour}h{minute:02}",
        f"{hour}h",
    )
    return (*clocks, str(hour), str(half), str(day), str(year))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=16)
def _weekday_and_date(weekdays: tuple[str, ...], months: tuple[str, ...]) -> re.Pattern[str]:
    """ "Thursday 3 December", "Thursday, the 3rd of December", "Thursday December 3"."""
    month = "|".join(months)
    before = rf"(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|º)?\.?\s+(?:(?:of|de)\s+)?(?P<m1>{month})"
    after = rf"(?P<m2>{month})\s+(?P<d2>\d{{1,2}})"
    return re.compile(
        rf"\b(?P<weekday>{'|'.join(weekdays)}),?\s+(?:(?:den|dem|der|the|le|el|día)\s+)?(?:{before}|{after})\b", re.I
    )
