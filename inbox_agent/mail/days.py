"""Days as people write them, read at one place of a text and resolved against the day on which it was said.

A `Day` holds a date, or the doubt that must be asked. Nothing is guessed (F-27): a weekday that does not fit its
date, a 3/4 that may be March or April, "Monday" said on a Monday are doubts. A date without a year is the next
one; if it was within the last sixty days the writer speaks of the past, and the day is `gone`.

Which Thursday "next Thursday" is while this week's is still ahead differs: the next calendar week's (en, sv, nl,
no, da), the coming one (es, pt, it, fi), or either (de, fr: asked). Rules say so per language (`next-weekday`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from inbox_agent.mail.time_words import Text

_PAST_DAYS = 60  #: a date so recently past is spoken of, not planned
_WEEK = 7
_FEW_WORDS = 3


@dataclass(frozen=True, slots=True)
class Day:
    """Words `start` to before `stop` name this date. Without a date there is a `doubt`, or the day is `gone`."""

    start: int
    stop: int
    date: date | None
    doubt: str = ""
    gone: bool = False
    weekday_only: bool = False  #: nothing but a weekday: a week named before it decides which
    later: date | None = None  #: of a doubt between today and a week from now: the later one
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
        return self.today - timedelta(self.today.weekday()) + timedelta(weeks * _WEEK)


def read_day(t: Text, i: int, c: Calendar) -> Day | Week | None:
    """The day or week that the words at `i` name, if any. The longest reading wins."""
    return (
        _iso(t, i, c)
        or _coming_weeks(t, i, c)
        or _weekday_with_date(t, i, c)
        or _weekday(t, i, c)
        or _calendar_date(t, i, c)
        or _in_some_time(t, i, c)
        or _relative(t, i, c)
        or _week(t, i, c)
        or _day_of_month(t, i, c)
    )


# --- dates ---------------------------------------------------------------------------------------------------------


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _dated(start: int, stop: int, c: Calendar, day: int, month: int, year: int | None) -> Day | None:
    """A date with or without its year; None where there is no such day."""
    if year is not None:
        exact = _make(year, month, day)
        return exact and Day(start, stop, exact, gone=exact < c.today)
    around = [_make(c.today.year + n, month, day) for n in (-1, 0, 1, 2, 3, 4)]
    known = [d for d in around if d]
    if any(0 < (c.today - d).days <= _PAST_DAYS for d in known):
        return Day(start, stop, None, gone=True)
    ahead = [d for d in known if d >= c.today]
    return Day(start, stop, ahead[0]) if ahead else None


def _year(t: Text, i: int) -> tuple[int | None, int]:
    """A year at `i` (after an optional comma), and where it ends."""
    j = i + 1 if t.word(i) == "," else i
    if t.same_line(j) and (n := t.number(j)) and 2000 <= n <= 2099 and t.word(j + 1) not in {":", "h"}:
        return n, j + 1
    return None, i


def _iso(t: Text, i: int, c: Calendar) -> Day | None:
    """2026-12-03, alone or before `T15:00` (ISO 8601)."""
    year, month, day = t.number(i), t.number(i + 2), t.number(i + 4)
    if not (year and 2000 <= year <= 2099 and t.word(i + 1) == "-" == t.word(i + 3)) or month is None or day is None:
        return None
    stop = i + 6 if t.word(i + 5) == "t" and t.joined(i + 5) else i + 5
    found = _make(year, month, day)
    return found and Day(i, stop, found, gone=found < c.today)


def _calendar_date(t: Text, i: int, c: Calendar) -> Day | None:
    return _day_month(t, i, c) or _month_day(t, i, c) or _numeric(t, i, c)


def _ordinal(t: Text, i: int) -> tuple[int, int] | None:
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
    if not (day := _ordinal(t, i)):
        return None
    j = t.skip(day[1], ("of",), marks="-", most=1)
    if not (month := t.match("months", j)) or not t.same_line(j):
        return None
    j = month.stop
    if t.word(j) == "." and t.joined(j) and j + 1 < len(t) and not t.tokens[j + 1].raw[:1].isupper():
        j += 1  # the full stop of "dec." and not of the sentence
    year, stop = _year(t, t.skip(j, ("of",), marks="", most=1))
    return _dated(i, stop if year else j, c, day[0], int(month.value) + 1, year)


def _month_day(t: Text, i: int, c: Calendar) -> Day | None:
    """December 3, Dec. 3rd, 2026."""
    month = t.match("months", i)
    if not month:
        return None
    j = month.stop + 1 if t.word(month.stop) == "." else month.stop
    j = t.skip(j, ("glue",), marks="", most=1) if t.number(j) is None else j
    day = _ordinal(t, j)
    if not day or not t.same_line(j) or t.number(j) is None and not t.match("ordinals", j):
        return None
    if t.word(day[1]) == ":" or t.match("months", t.skip(day[1], ("of",), marks="", most=1)):
        return None
    year, stop = _year(t, day[1])
    return _dated(i, stop, c, day[0], int(month.value) + 1, year)


def _numeric(t: Text, i: int, c: Calendar) -> Day | None:
    """3/12, 03/12/2026, 3.12., 03.12.2026, 3-12-2026. In doubt about the order: a doubt."""
    first, mark, second = t.number(i), t.word(i + 1), t.number(i + 2)
    if not first or not second or mark not in {"/", ".", "-"} or not (t.joined(i + 1) and t.joined(i + 2)):
        return None
    if i and t.joined(i) and t.word(i - 1) in {"/", ".", "-", "+", ":", "#"}:
        return None
    year, stop = None, i + 3
    if t.word(i + 3) == mark and t.joined(i + 3) and t.joined(i + 4) and t.number(i + 4) is not None:
        year, stop = t.number(i + 4), i + 5
        year = 2000 + year if year is not None and year < 100 and len(t.word(i + 4)) == 2 else year
        if year is None or not 2000 <= year <= 2099:
            return None
    elif mark == "-" or (mark == "." and not t.lexicon.words.dotted_dates):
        return None
    elif mark == ".":
        if t.word(i + 3) != "." or not t.joined(i + 3):
            return None
        stop = i + 4
    elif t.word(i + 3) in {"/", "%"} and t.joined(i + 3):
        return None
    return _ordered(t, i, stop, c, first, second, year, mark)


def _ordered(t: Text, i: int, stop: int, c: Calendar, first: int, second: int, year: int | None, mark: str) -> Day | None:
    day_first = _dated(i, stop, c, first, second, year) if second <= 12 else None
    month_first = _dated(i, stop, c, second, first, year) if first <= 12 and mark != "." else None
    if mark == "." or not month_first or (day_first and first == second):
        return day_first
    if not day_first:
        return month_first
    if c.month_first is None and t.lexicon.words.slash_dates == "ask":
        return Day(i, stop, None, f"whether {t.quote(i, stop)} begins with the day or the month")
    return month_first if c.month_first else day_first


def _day_of_month(t: Text, i: int, c: Calendar) -> Day | None:
    """The 3rd, den 3:e, am 3. — the next one. Only with its ordinal mark, so that no bare number becomes a day."""
    day = _ordinal(t, i)
    if not day or t.number(i) is None or day[1] == i + 1 or not (i and t.match("glue", i - 1)):
        return None
    if t.word(day[1] - 1) == "." and (not t.lexicon.words.dotted_dates or t.number(day[1]) is not None):
        return None
    return _next_such(i, day[1], c, day[0])


def _next_such(start: int, stop: int, c: Calendar, day: int) -> Day | None:
    year, month = c.today.year, c.today.month
    for _ in range(3):
        found = _make(year, month, day)
        if found and found >= c.today:
            return Day(start, stop, found)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return None


# --- weekdays ------------------------------------------------------------------------------------------------------


def _weekday_at(t: Text, i: int) -> tuple[int, int] | None:
    """A weekday's name, or its short form before a number ("Tue 1", "do., 3."), since "so" and "sat" are words too."""
    if found := t.match("weekdays", i):
        return int(found.value), found.stop
    if found := t.match("weekdays_short", i):
        j = found.stop + 1 if t.word(found.stop) == "." and t.joined(found.stop) else found.stop
        k = t.skip(j, ("glue", "at"), most=2)
        alone = found.stop == len(t) <= _FEW_WORDS  # a command: "fri"
        if alone or (t.same_line(k) and (t.number(k) is not None or t.match("months", k)) and t.word(i - 1) not in {"-", "'"}):
            return int(found.value), j
    return None


def _weekday_with_date(t: Text, i: int, c: Calendar) -> Day | None:
    """Thursday 3 December, Donnerstag, den 3.12., el jueves 3: both must agree. Also 3 December (Thursday)."""
    weekday = _weekday_at(t, i)
    if not weekday:
        return None
    j = t.skip(weekday[1], ("glue",), marks=",(", most=3)
    if not t.same_line(j):
        return None
    dated = _iso(t, j, c) or _calendar_date(t, j, c)
    if dated:
        return _agreeing(t, replace(dated, start=i), weekday[0], c)
    day = _ordinal(t, j)
    if day and t.number(j) is not None and not _clock_follows(t, day[1]):
        found = _next_such(i, day[1], c, day[0])
        if found and found.date and found.date.weekday() == weekday[0]:
            return found
    return None


def _clock_follows(t: Text, j: int) -> bool:
    return bool(t.word(j) in {":", "."} and t.joined(j) and t.number(j + 1) is not None or t.first(("oclock", "am", "pm"), j))


def _agreeing(t: Text, day: Day, weekday: int, c: Calendar) -> Day:
    """The date, if it falls on that weekday; a 3/4 is settled by it; else a doubt."""
    if day.date is None and day.doubt and "/" in t.quote(day.start, day.stop):
        both = [_numeric(t, j, replace(c, month_first=order)) for order in (False, True) for j in range(day.start, day.stop)]
        fits = {d.date for d in both if d and d.date and d.date.weekday() == weekday}
        return replace(day, date=fits.pop(), doubt="") if len(fits) == 1 else day
    if day.date and not day.gone and day.date.weekday() != weekday:
        return replace(day, date=None, doubt=f"which day is meant: {t.quote(day.start, day.stop)} is another weekday")
    return day


def _weekday(t: Text, i: int, c: Calendar) -> Day | None:
    """Thursday with what stands around it: next, coming, this, last, next week, week 49, in two weeks."""
    before = t.first(("last", "next", "coming", "this"), i)
    j = before[1].stop if before else i
    weekday = _weekday_at(t, j)
    if not weekday or (before and not t.same_line(j)):
        return None
    wd, stop = weekday
    if before:
        dated = _weekday_with_date(t, j, c)  # "next Tuesday, 1 December" is that date
        return replace(dated, start=i) if dated else _modified(t, i, stop, c, wd, before[0])
    after = t.first(("next", "coming", "last"), stop) if t.same_line(stop) else None
    if after and not _weekday_at(t, after[1].stop):
        return _modified(t, i, after[1].stop, c, wd, after[0])
    if followed := _weeks_after(t, i, stop, c, wd):
        return followed
    if wd == c.today.weekday():
        words = t.quote(i, stop)
        later = c.today + timedelta(_WEEK)
        if c.command:
            return Day(i, stop, later, weekday_only=True)
        return Day(i, stop, None, f"whether {words} is today or in a week", weekday_only=True, later=later)
    return Day(i, stop, _coming(c, wd), weekday_only=True)


def _weeks_after(t: Text, i: int, stop: int, c: Calendar, weekday: int) -> Day | None:
    """What follows a weekday: next week, vecka 49; in zwei Wochen; jeudi en huit."""
    week_after = t.match("week_after", stop)
    if week_after and t.same_line(stop) and t.number(week_after.stop) is None:
        return Day(i, week_after.stop, _coming(c, weekday) + timedelta(_WEEK))
    for k in (stop, t.skip(stop, ("glue", "of", "place"), marks=",(", most=3)):
        if not t.same_line(k):
            continue
        if week := _week(t, k, c):
            return _in_week(i, week.stop, c, weekday, week.monday)
        if (ahead := _some_time(t, k)) and ahead[1] == "unit_week":
            return Day(i, ahead[2], _coming(c, weekday) + timedelta(ahead[0] * _WEEK))
    return None


def _coming(c: Calendar, weekday: int) -> date:
    return c.today + timedelta((weekday - c.today.weekday() - 1) % _WEEK + 1)


def _in_week(start: int, stop: int, c: Calendar, weekday: int, monday: date) -> Day:
    found = monday + timedelta(weekday)
    return Day(start, stop, found, gone=found < c.today)


def in_week(day: Day, week: Week, c: Calendar) -> Day:
    """A bare weekday, once the week is known in which it lies."""
    # The weekday of a doubtful day ("Monday" on a Monday) is today's.
    weekday = (day.date or c.today).weekday()
    return _in_week(day.start, day.stop, c, weekday, week.monday)


def _modified(t: Text, i: int, stop: int, c: Calendar, weekday: int, how: str) -> Day:
    coming, this = _coming(c, weekday), c.monday() + timedelta(weekday)
    following = c.monday(1) + timedelta(weekday)
    if how == "last":
        return Day(i, stop, None, gone=True)
    if how == "this":
        return Day(i, stop, this, gone=this < c.today)
    policy = t.lexicon.words.next_weekday
    if how == "coming" or policy == "coming" or (coming == following and not _sunday_start(c, policy)):
        return Day(i, stop, coming)
    if policy == "next-week" and coming != following:
        return Day(i, stop, following)
    if c.command:
        return Day(i, stop, coming)
    other = following if coming != following else coming + timedelta(_WEEK)
    return Day(i, stop, None, f"whether {t.quote(i, stop)} is {coming:%Y-%m-%d} or {other:%Y-%m-%d}")


def _sunday_start(c: Calendar, policy: str) -> bool:
    """Said on a Sunday, the next week has begun for some and not for others."""
    return c.today.weekday() == 6 and policy == "next-week"


# --- relative days and weeks ---------------------------------------------------------------------------------------


def _relative(t: Text, i: int, c: Calendar) -> Day | None:
    if found := t.match("days", i):
        return Day(i, found.stop, c.today + timedelta(int(found.value)))
    if found := t.match("tonight", i):
        return Day(i, found.stop, c.today)
    return None


def count(t: Text, i: int) -> tuple[int, int] | None:
    """A number in digits or a word."""
    if (n := t.number(i)) is not None:
        return n, i + 1
    if found := t.match("numbers", i):
        return int(found.value), found.stop
    return None


def _some_time(t: Text, i: int) -> tuple[int, str, int] | None:
    """In two weeks, om tre dagar: number, unit, end."""
    lead = t.match("within", i)
    number = count(t, lead.stop) if lead else None
    unit = t.first(("unit_day", "unit_week", "unit_month"), number[1]) if number else None
    return (number[0], unit[0], unit[1].stop) if number and unit and number[0] <= 60 else None


def _in_some_time(t: Text, i: int, c: Calendar) -> Day | Week | None:
    """In three days; in two weeks is a day too, unless a weekday follows that says which."""
    if not (found := _some_time(t, i)):
        return None
    n, unit, stop = found
    if unit == "unit_month":
        return Day(i, stop, add_months(c.today, n))
    if unit == "unit_day":
        return Day(i, stop, c.today + timedelta(n))
    return _week_or_day(t, i, stop, c, n)


def _week_or_day(t: Text, i: int, stop: int, c: Calendar, weeks: int) -> Day | Week:
    follows = any(t.same_line(k) and _weekday_at(t, k) for k in range(stop, min(stop + 6, len(t))))
    monday = c.monday(weeks)
    return Week(i, stop, monday) if follows else Day(i, stop, c.today + timedelta(weeks * _WEEK))


def add_months(day: date, months: int) -> date:
    """The same day some months on, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        if last <= day.day and (found := _make(year, month + 1, last)):
            return found
    return day


def _coming_weeks(t: Text, i: int, c: Calendar) -> Day | None:
    """A week on Tuesday: the coming Tuesday and a week more."""
    lead = t.match("coming_weeks", i)
    weekday = _weekday_at(t, lead.stop) if lead else None
    if not lead or not weekday:
        return None
    return Day(i, weekday[1], _coming(c, weekday[0]) + timedelta(int(lead.value) * _WEEK))


def _week(t: Text, i: int, c: Calendar) -> Week | None:
    """Next week, vecka 49, KW 49 (ISO 8601 weeks)."""
    if found := t.match("weeks", i):
        return Week(i, found.stop, c.monday(int(found.value)))
    lead = t.match("week_number", i)
    if not lead:
        return None
    j = lead.stop + 1 if t.word(lead.stop) == "." else lead.stop
    number = t.number(j)
    if not number or not t.same_line(j) or t.word(j + 1) in {":", ".", ","} and t.joined(j + 1) and t.number(j + 2) is not None:
        return None
    for year in (c.today.year, c.today.year + 1):
        try:
            monday = date.fromisocalendar(year, number, 1)
        except ValueError:
            return None
        if monday + timedelta(_WEEK + _PAST_DAYS) >= c.today:
            return Week(i, j + 1, monday)
    return None
