"""Calendar dates as people write them: 3 December, Dec 3rd 2026, 3.12., 03/12/2026, 2026-12-03, the 3rd.

A `Day` holds a date, or the doubt that must be asked. Day comes before month except where the writer's country or
another date of the text says otherwise; a 3/4 that nothing settles is a doubt. A date without a year is the next
one; if it was within the last sixty days the writer speaks of the past, and the day is `gone`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from inbox_agent.mail.time_words import Text

_PAST_DAYS = 60  #: a date so recently past is spoken of, not planned
WEEK = timedelta(days=7)


_Date = date  # the type, where a field of the same name hides it


@dataclass(frozen=True, slots=True)
class Day:
    """Words `start` to before `stop` name this date. Without a date there is a `doubt`, or the day is `gone`."""

    start: int
    stop: int
    date: date | None
    doubt: str = ""
    gone: bool = False
    weekday_only: bool = False  #: nothing but a weekday: a week named before it decides which
    later: _Date | None = None  #: of a doubt between today and a week from now: the later one
    edge: str = ""  #: what leads to it, if that makes it no start: "deadline", "window", "from"


@dataclass(frozen=True, slots=True)
class Week:
    """Words that name a calendar week: its Monday."""

    start: int
    stop: int
    monday: date


@dataclass(frozen=True, slots=True)
class Calendar:
    """What days are read against: the day of saying, and whether 3/4 is March (None: cannot be told)."""

    today: date
    month_first: bool | None
    command: bool = False  #: the owner's command: of two readings of a weekday one is taken, nothing is asked

    def monday(self, weeks: int = 0) -> date:
        return self.today - timedelta(self.today.weekday()) + weeks * WEEK


def make_date(year: int, month: int, day: int) -> date | None:
    """That date; None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _dated(span: tuple[int, int], c: Calendar, day: int, month: int, year: int | None) -> Day | None:
    """A date with or without its year; None where there is no such day."""
    if year is not None:
        exact = make_date(year, month, day)
        return Day(*span, exact, gone=exact < c.today) if exact else None
    around = [make_date(c.today.year + n, month, day) for n in (-1, 0, 1, 2, 3, 4)]
    known = [d for d in around if d]
    if any(0 < (c.today - d).days <= _PAST_DAYS for d in known):
        return Day(*span, None, gone=True)
    ahead = [d for d in known if d >= c.today]
    return Day(*span, ahead[0]) if ahead else None


def _year(t: Text, i: int) -> tuple[int | None, int]:
    """A year at `i` (after an optional comma), and where it ends."""
    j = i + 1 if t.word(i) == "," else i
    if t.same_line(j) and (n := t.number(j)) and 2000 <= n <= 2099 and t.word(j + 1) not in {":", "h"}:
        return n, j + 1
    return None, i


def iso_date(t: Text, i: int, c: Calendar) -> Day | None:
    """2026-12-03, alone or before `T15:00` (ISO 8601)."""
    year, month, day = t.number(i), t.number(i + 2), t.number(i + 4)
    if not (year and 2000 <= year <= 2099 and t.word(i + 1) == "-" == t.word(i + 3)) or month is None or day is None:
        return None
    stop = i + 6 if t.word(i + 5) == "t" and t.joined(i + 5) else i + 5
    found = make_date(year, month, day)
    return Day(i, stop, found, gone=found < c.today) if found else None


def calendar_date(t: Text, i: int, c: Calendar) -> Day | None:
    """A date in words or numbers, other than ISO's."""
    return _day_month(t, i, c) or _month_day(t, i, c) or numeric_date(t, i, c)


def ordinal(t: Text, i: int) -> tuple[int, int] | None:
    """A day of the month with its mark ("3rd", "3.", "den tredje"): the number, and where it ends."""
    if (n := t.number(i)) and 1 <= n <= 31:
        j = i + 1
        if t.joined(j) and (mark := t.match("ordinal_marks", j)):
            return n, mark.stop
        if t.joined(j) and t.word(j) == ":" and (mark := t.match("ordinal_marks", j)):
            return n, mark.stop
        return n, j + 1 if t.word(j) == "." and t.joined(j) else j
    if found := t.match("ordinals", i):
        return int(found.value), found.stop
    return None


def _day_month(t: Text, i: int, c: Calendar) -> Day | None:
    """3 December, 3rd of December 2026, 3. Dezember, 1er décembre."""
    if not (day := ordinal(t, i)):
        return None
    j = t.skip(day[1], ("of",), marks="-", most=1)
    if not (month := t.match("months", j)) or not t.same_line(j):
        return None
    j = month.stop
    if t.word(j) == "." and t.joined(j) and j + 1 < len(t) and not t.tokens[j + 1].raw[:1].isupper():
        j += 1  # the full stop of "dec." and not of the sentence
    year, stop = _year(t, t.skip(j, ("of",), marks="", most=1))
    return _dated((i, stop if year else j), c, day[0], int(month.value) + 1, year)


def _month_day(t: Text, i: int, c: Calendar) -> Day | None:
    """December 3, Dec. 3rd, 2026."""
    month = t.match("months", i)
    if not month:
        return None
    j = month.stop + 1 if t.word(month.stop) == "." else month.stop
    j = t.skip(j, ("glue",), marks="", most=1) if t.number(j) is None else j
    day = ordinal(t, j)
    if not day or not t.same_line(j) or (t.number(j) is None and not t.match("ordinals", j)):
        return None
    if t.word(day[1]) == ":" or t.match("months", t.skip(day[1], ("of",), marks="", most=1)):
        return None
    year, stop = _year(t, day[1])
    return _dated((i, stop), c, day[0], int(month.value) + 1, year)


def numeric_date(t: Text, i: int, c: Calendar) -> Day | None:
    """3/12, 03/12/2026, 3.12., 03.12.2026, 3-12-2026. In doubt about the order: a doubt."""
    first, mark, second = t.number(i), t.word(i + 1), t.number(i + 2)
    if not first or not second or mark not in {"/", ".", "-"} or not (t.joined(i + 1) and t.joined(i + 2)):
        return None
    if i and t.joined(i) and t.word(i - 1) in {"/", ".", "-", "+", ":", "#"}:
        return None
    ended = _end_of_numeric(t, i + 3, mark)
    return _ordered(t, (i, ended[1]), c, (first, second), ended[0]) if ended else None


def _end_of_numeric(t: Text, j: int, mark: str) -> tuple[int | None, int] | None:
    """What follows the two numbers: their year and end, or None where they are no date ("3.12" may be a price)."""
    joined = t.joined(j)
    if t.word(j) == mark and joined and t.joined(j + 1) and (year := t.number(j + 1)) is not None:
        year += 2000 if len(t.word(j + 1)) == 2 else 0
        return (year, j + 2) if 2000 <= year <= 2099 else None
    if mark == ".":
        return (None, j + 1) if t.word(j) == "." and joined and t.lexicon.words.dotted_dates else None
    return None if mark == "-" or (joined and t.word(j) in {"/", "%"}) else (None, j)


def _ordered(t: Text, span: tuple[int, int], c: Calendar, numbers: tuple[int, int], year: int | None) -> Day | None:
    """The date in the order that is known; the only one that exists; else the doubt."""
    first, second = numbers
    mark = t.word(span[0] + 1)
    day_first = _dated(span, c, first, second, year) if second <= 12 else None
    month_first = _dated(span, c, second, first, year) if first <= 12 and mark != "." else None
    if mark == "." or not month_first or (day_first and first == second):
        return day_first
    if not day_first:
        return month_first
    if c.month_first is None and t.lexicon.words.slash_dates == "ask":
        return Day(*span, None, f"whether {t.quote(*span)} begins with the day or the month")
    return month_first if c.month_first else day_first


def day_of_month(t: Text, i: int, c: Calendar) -> Day | None:
    """The 3rd, den 3:e, am 3. — the next one. Only with its ordinal mark, so that no bare number becomes a day."""
    day = ordinal(t, i)
    if not day or t.number(i) is None or day[1] == i + 1 or not (i and t.match("glue", i - 1)):
        return None
    if t.word(day[1] - 1) == "." and (not t.lexicon.words.dotted_dates or t.number(day[1]) is not None):
        return None
    return next_such(i, day[1], c, day[0])


def next_such(start: int, stop: int, c: Calendar, day: int) -> Day | None:
    """The next day that bears this number in its month."""
    year, month = c.today.year, c.today.month
    for _ in range(3):
        found = make_date(year, month, day)
        if found and found >= c.today:
            return Day(start, stop, found)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return None
