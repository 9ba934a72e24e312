"""Every day that a text of an absence names: a date, a weekday with or without its number, tomorrow, a month.

Written for `return_date`, which says what part a day plays. A day without a year is the next such day from the mail's
date on. A month or "next week" names its first day, and counts less than a day that is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Protocol

_ORDINAL = r"(?:st|nd|rd|th|er|re|º|ª|°|:e|:a|\.)?"
_ISO = r"(?P<y0>\d{4})-(?P<m0>\d{2})-(?P<d0>\d{2})"
_NUMBERS = (
    r"(?P<d1>\d{1,2})(?P<mark>[./-])\s?(?P<m1>\d{1,2})(?P<more>(?P=mark))?(?:\s?(?P<y1>\d{4}|(?<=[./-])\d{2})(?!\d))?"
)
_SHORT_WEEKDAY = 5
NEAR = 16  #: "the end of" stands within so many letters before its month
#: A shorter name of a month is a word, too: "may", "set", "mars".
_SHORT_MONTH = 5


class NamedDays(Protocol):
    """The words of one language that days are named with."""

    @property
    def months(self) -> Sequence[Sequence[str]]: ...
    @property
    def weekdays(self) -> Sequence[Sequence[str]]: ...
    @property
    def tomorrow(self) -> Sequence[str]: ...
    @property
    def after_tomorrow(self) -> Sequence[str]: ...
    @property
    def next_week(self) -> Sequence[str]: ...
    @property
    def ends(self) -> Sequence[str]: ...
    @property
    def middles(self) -> Sequence[str]: ...
    def __hash__(self) -> int: ...


@dataclass(frozen=True)
class Mention:
    """Letters `start` to before `end` name this day; a `vague` one begins a stretch up to `last`, or follows upon it."""

    start: int
    end: int
    day: date
    last: date | None = None

    @property
    def vague(self) -> bool:
        return self.last is not None


@dataclass(frozen=True)
class _Patterns:
    dates: re.Pattern[str]
    weekdays: re.Pattern[str]
    months: re.Pattern[str]
    ends: re.Pattern[str]
    middles: re.Pattern[str]
    ahead: tuple[tuple[re.Pattern[str], int], ...]  #: words of a day that is so many days away
    next_week: re.Pattern[str]
    month_of: dict[str, int]
    weekday_of: dict[str, int]


def mentions(sentence: str, said: date | None, words: NamedDays, month_first: bool) -> list[Mention]:
    """Every day that is named in a sentence (case folded), first to last; a weekday beside a date is part of the date.

    `month_first` says that 1/4 may be the fourth of January; then the reading that lies nearer counts.
    """
    patterns = _patterns(words)
    found: list[Mention] = []
    for match in patterns.dates.finditer(sentence):
        found += _dated(match, said, patterns, month_first)
    if said:
        for match in patterns.weekdays.finditer(sentence):
            if not any(-4 <= m.start - match.end("day") <= 10 or 0 <= match.start() - m.end <= 4 for m in found):
                found.append(_weekday(match, said, patterns))
        for pattern, days in patterns.ahead:
            found += _apart((Mention(*m.span(), said + timedelta(days)) for m in pattern.finditer(sentence)), found)
        found += _apart(_vague(sentence, said, patterns), found)
    return sorted(found, key=lambda m: m.start)


def _apart(more: Iterable[Mention], found: Sequence[Mention]) -> list[Mention]:
    """Those that are no part of what was found: "demain" stands in "après-demain"."""
    return [one for one in more if not any(one.start < m.end and m.start < one.end for m in found)]


def _weekday(match: re.Match[str], said: date, patterns: _Patterns) -> Mention:
    """The coming one, or the next that bears the number beside it: "Monday the 16th"."""
    weekday = patterns.weekday_of[match["day"]]
    coming = said + timedelta((weekday - said.weekday() - 1) % 7 + 1)
    fits = (coming + timedelta(7 * n) for n in range(9)) if match["number"] else ()
    numbered = next((day for day in fits if day.day == int(match["number"])), None)
    return Mention(match.start(), match.end() if numbered else match.end("day"), numbered or coming)


def _vague(sentence: str, said: date, patterns: _Patterns) -> Iterable[Mention]:
    """A month by itself, with "the middle of" or "the end of" before it, and the week to come."""
    for match in patterns.months.finditer(sentence):
        month, year = patterns.month_of[match["month"]], match["year"]
        first = _next(year, month, 1, said) if year or month != said.month else said.replace(day=1)
        if first is None or (not year and len(match["month"]) < _SHORT_MONTH):
            continue
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        before = sentence[max(0, match.start() - NEAR) : match.start()]
        if patterns.ends.search(before):
            first = last + timedelta(days=1)
        elif patterns.middles.search(before):
            first, last = first.replace(day=15), first.replace(day=15)
        yield Mention(*match.span(), first, last)
    for match in patterns.next_week.finditer(sentence):
        monday = said + timedelta(7 - said.weekday())
        yield Mention(*match.span(), monday, monday + timedelta(6))


def _dated(match: re.Match[str], said: date | None, patterns: _Patterns, month_first: bool) -> list[Mention]:
    g = match.groupdict()
    start, end = match.span()
    if g["y0"]:
        days = [_day(int(g["y0"]), int(g["m0"]), int(g["d0"]))]
    elif g["d1"]:
        if g["mark"] == "-" and not g["y1"]:
            return []  # a span of days or of hours
        days = [_next(g["y1"], int(g["m1"]), int(g["d1"]), said)]
        if month_first and g["mark"] == "/":
            days.append(_next(g["y1"], int(g["d1"]), int(g["m1"]), said))
    elif g["d2"]:
        days = [_next(g["y2"], patterns.month_of[g["m2"]], int(g["d2"]), said)]
    else:
        month = patterns.month_of[g["m3"]]
        days = [_next(g["y3"], month, int(g["last"] or g["d3"]), said)]
        if g["last"]:
            start = match.start("last")
    known = [day for day in days if day]
    ahead = [day for day in known if said and day >= said]
    return [Mention(start, end, min(ahead or known))] if known else []


def _next(year: str | None, month: int, day: int, said: date | None) -> date | None:
    """That day in the year named, or the next such day; a few weeks back is still this year's."""
    if year:
        return _day(int(year) + (2000 if len(year) == 2 else 0), month, day)
    if said is None:
        return None
    this = _day(said.year, month, day)
    return this if this and this >= said - timedelta(days=60) else _day(said.year + 1, month, day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1900 <= year <= 2200 else None
    except ValueError:
        return None


@lru_cache(maxsize=64)
def _patterns(words: NamedDays) -> _Patterns:
    month_of = {name: n for n, names in enumerate(words.months, 1) for name in names}
    weekday_of = {name: n for n, names in enumerate(words.weekdays) for name in names if len(name) >= _SHORT_WEEKDAY}
    month = any_of(month_of)
    day_month = rf"(?P<d2>\d{{1,2}}){_ORDINAL}\s?(?:of\s|de\s|d')?(?:the\s)?(?P<m2>{month})\b\.?(?:,?\s(?:de\s|del\s)?(?P<y2>\d{{4}}))?"
    month_day = rf"\b(?P<m3>{month})\.?\s(?:the\s)?(?P<d3>\d{{1,2}}){_ORDINAL}(?:\s?[-–]\s?(?P<last>\d{{1,2}}){_ORDINAL})?(?!\d|[:.]\d)(?:,?\s(?P<y3>\d{{4}}))?"
    numbered = rf"(?:,?\s(?:the\s|den\s|dem\s|d\.\s|le\s|el\s|il\s|de\s|dia\s|día\s)?(?P<number>\d{{1,2}}){_ORDINAL}(?![\d:./-]\d|\d))?"
    return _Patterns(
        dates=re.compile(rf"(?<![\d:])(?:{_ISO}|{day_month}|{_NUMBERS})(?!\d|:\d)|{month_day}"),
        weekdays=re.compile(rf"\b(?P<day>{any_of(weekday_of)})\b{numbered}"),
        months=re.compile(rf"\b(?P<month>{month})\b\.?(?:,?\s(?:de\s|del\s)?(?P<year>\d{{4}}))?"),
        ends=re.compile(rf"\b(?:{any_of(words.ends)})\b"),
        middles=re.compile(rf"\b(?:{any_of(words.middles)})(?:\b|(?<=-))"),
        ahead=tuple(
            (re.compile(rf"\b(?:{any_of(listed)})\b"), days)
            for listed, days in ((words.after_tomorrow, 2), (words.tomorrow, 1))
        ),
        next_week=re.compile(rf"\b(?:{any_of(words.next_week)})\b"),
        month_of=month_of,
        weekday_of=weekday_of,
    )


def any_of(words: Iterable[str]) -> str:
    """The words as alternatives, longest first."""
    return "|".join(re.escape(word.casefold()) for word in sorted(words, key=len, reverse=True))
