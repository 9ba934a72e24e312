"""The days and clocks that follow from the meetings of a brief, on every calendar that a letter may name them by.

A conversation at 14:00 in London is one at 15:00 in Stockholm, and in New Zealand it is on the next day: all of
these may stand in a letter about it. What else a letter says of days has to be said by somebody (F-45).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
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
        """Dates in the text that do not fall on the weekday beside them, by none of the ways in which they can be read."""
        for found in _weekday_and_date(self._names.weekdays, self._names.months).finditer(text):
            weekday = _place(found.group("weekday"), self._names.weekdays)
            days = [near for month, day in self._read(found) for near in self._near(month, day)]
            if found.group("year"):
                days = [d for d in days if d.year == int(found.group("year"))]
            if days and all(day.weekday() != weekday for day in days):
                yield found.group(0).strip()

    def wrong_ahead(self, text: str, ahead: Mapping[str, int]) -> Iterator[str]:
        """ "Tomorrow, Friday" on a Monday: a weekday that is not so many days from today, in nobody's zone."""
        for found in _ahead_and_weekday(tuple(ahead), self._names.weekdays).finditer(text):
            weekday = _place(found.group("weekday"), self._names.weekdays)
            days = {
                (
                    dates.calendar_day(self._brief.now, zone) + timedelta(days=ahead[found.group("ahead").casefold()])
                ).weekday()
                for zone in (zones(self._brief) or {"UTC"})
            }
            if weekday not in days:
                yield found.group(0)

    def _read(self, found: re.Match[str]) -> Iterator[tuple[int, int]]:
        """Month and day; of 3/12 both ways."""
        if found.group("iso"):
            _, month, day = found.group("iso").split("-")
            yield int(month), int(day)
        elif found.group("a"):
            a, b = int(found.group("a")), int(found.group("b"))
            yield from ((m, d) for m, d in ((b, a), (a, b)) if m <= 12)
        else:
            name, day = found.group("m1") or found.group("m2"), found.group("d1") or found.group("d2")
            yield _place(name, self._names.months) + 1, int(day)

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


def _place(word: str, names: tuple[str, ...]) -> int:
    """Which of the names this is, written out or short."""
    bare = word.casefold().rstrip(".")
    return next(n for n, name in enumerate(names) if name.casefold().startswith(bare))


def _long_and_short(names: tuple[str, ...]) -> str:
    """Written out or by the first letters, where these name one only."""
    short = [name[:3] for name in names]
    short = [name[:4] if short.count(name[:3]) > 1 else name[:3] for name in names]
    return "|".join([*sorted(names, key=len, reverse=True), *(rf"{s}\.?(?!\w)" for s in short)])


@lru_cache(maxsize=16)
def _weekday_and_date(weekdays: tuple[str, ...], months: tuple[str, ...]) -> re.Pattern[str]:
    """ "Thursday 3 December", "Thu, the 3rd of Dec", "Thursday December 3", "Thursday 3.12.", "Thursday 2026-12-03"."""
    month = _long_and_short(months)
    before = rf"(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|º|:?e)?\.?\s+(?:(?:of|de)\s+)?(?P<m1>{month})"
    after = rf"(?P<m2>{month})\s+(?P<d2>\d{{1,2}})(?![\d:.h]\d)"
    figures = (
        r"(?P<iso>\d{4}-\d{2}-\d{2})|(?P<a>\d{1,2})(?:/|\.\s?)(?P<b>\d{1,2})(?![\d:])(?!\s?(?:Uhr|h\b|pm\b|am\b))\.?"
    )
    return re.compile(
        rf"\b(?P<weekday>{_long_and_short(weekdays)}),?\s+(?:(?:den|dem|der|the|le|el|día)\s+)?"
        rf"(?:{before}|{after}|{figures})(?:,?\s*(?:de\s+)?(?P<year>20\d\d)\b)?",
        re.I,
    )


@lru_cache(maxsize=16)
def _ahead_and_weekday(ahead: tuple[str, ...], weekdays: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(re.escape(w) for w in sorted(ahead, key=len, reverse=True))
    link = r",?\s+\(?(?:(?:on|på|am|den|le|el|this|i)\s+)?"
    return re.compile(rf"\b(?P<ahead>{words}){link}(?P<weekday>{'|'.join(weekdays)})\b", re.I)
