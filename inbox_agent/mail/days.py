"""Days as people say them: dates, weekdays, tomorrow, in two weeks; resolved against the day of saying.

Nothing is guessed (F-27): a weekday that does not fit its date and "Monday" said on a Monday are doubts. Which
Thursday "next Thursday" is while this week's is still ahead differs: the next calendar week's (en, sv, nl, no, da),
the coming one (es, pt, it, fi), or either (de, fr: asked). Rules say so per language (`next-weekday`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from inbox_agent.mail.counted import count
from inbox_agent.mail.dates import (
    WEEK,
    Calendar,
    Day,
    Week,
    calendar_date,
    day_of_month,
    iso_date,
    make_date,
    next_such,
    numeric_date,
    ordinal,
)
from inbox_agent.mail.time_words import Text

_FEW_WORDS = 3
_PAST_WEEKS = 9  #: a week number so recently past is that week, and not the one of next year


def read_day(t: Text, i: int, c: Calendar) -> Day | Week | None:
    """The day or week that the words at `i` name, if any. The longest reading wins."""
    kinds, digits = t.kinds(i), t.number(i) is not None
    for read, with_digits, begins in _READERS:
        if ((digits and with_digits) or not begins.isdisjoint(kinds)) and (found := read(t, i, c)):
            return found
    return None


def _weekday_at(t: Text, i: int) -> tuple[int, int] | None:
    """A weekday's name, or its short form before a number ("Tue 1", "do., 3."), since "so" and "sat" are words too."""
    if found := t.match("weekdays", i):
        return int(found.value), found.stop
    if found := t.match("weekdays_short", i):
        j = found.stop + 1 if t.word(found.stop) == "." and t.joined(found.stop) else found.stop
        k = t.skip(j, ("glue", "at"), most=2)
        alone = found.stop == len(t) <= _FEW_WORDS  # a command: "fri"
        if alone or (
            t.same_line(k) and (t.number(k) is not None or t.match("months", k)) and t.word(i - 1) not in {"-", "'"}
        ):
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
    dated = iso_date(t, j, c) or calendar_date(t, j, c)
    if dated:
        return _agreeing(t, replace(dated, start=i), weekday[0], c)
    day = ordinal(t, j)
    # "Montag, dem dreiundzwanzigsten": in words only behind an article, since "Monday, first thing" names no first.
    named = t.number(j) is not None or t.match("glue", j - 1)
    if day and named and not _clock_follows(t, day[1]):
        found = next_such(i, day[1], c, day[0])
        if found and found.date and found.date.weekday() == weekday[0]:
            return found
    return None


def _clock_follows(t: Text, j: int) -> bool:
    return bool(
        (t.word(j) in {":", "."} and t.joined(j) and t.number(j + 1) is not None) or t.first(("oclock", "am", "pm"), j)
    )


def _agreeing(t: Text, day: Day, weekday: int, c: Calendar) -> Day:
    """The date, if it falls on that weekday; a 3/4 is settled by it; else a doubt."""
    if day.date is None and day.doubt and "/" in t.quote(day.start, day.stop):
        both = [
            numeric_date(t, j, replace(c, month_first=order))
            for order in (False, True)
            for j in range(day.start, day.stop)
        ]
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
        return replace(dated, start=i) if dated else _modified(t, (i, stop), c, wd, before[0])
    after = t.first(("next", "coming", "last"), stop) if t.same_line(stop) else None
    if after and not _weekday_at(t, after[1].stop):
        return _modified(t, (i, after[1].stop), c, wd, after[0])
    return _weeks_after(t, i, stop, c, wd) or _bare(t, i, stop, c, wd)


def _bare(t: Text, i: int, stop: int, c: Calendar, weekday: int) -> Day:
    """Nothing but a weekday: the coming one; on that very weekday nobody knows."""
    coming = _coming(c, weekday)
    if weekday != c.today.weekday() or c.command:
        return Day(i, stop, coming, weekday_only=True)
    doubt = f"whether {t.quote(i, stop)} is today or in a week"
    return Day(i, stop, None, doubt, weekday_only=True, later=coming)


def _weeks_after(t: Text, i: int, stop: int, c: Calendar, weekday: int) -> Day | None:
    """What follows a weekday: next week, vecka 49; in zwei Wochen; jeudi en huit."""
    week_after = t.match("week_after", stop)
    if week_after and t.same_line(stop) and t.number(week_after.stop) is None:
        return Day(i, week_after.stop, _coming(c, weekday) + WEEK)
    for k in (stop, t.skip(stop, ("glue", "of", "place"), marks=",(", most=3)):
        if not t.same_line(k):
            continue
        if (ahead := _some_time(t, k)) and ahead[1] == "unit_week":
            return Day(i, ahead[2], _coming(c, weekday) + ahead[0] * WEEK)
        if week := _week(t, k, c):
            return _in_week(i, week.stop, c, weekday, week.monday)
    return None


def _coming(c: Calendar, weekday: int) -> date:
    return c.today + timedelta((weekday - c.today.weekday() - 1) % 7 + 1)


def _in_week(start: int, stop: int, c: Calendar, weekday: int, monday: date) -> Day:
    found = monday + timedelta(weekday)
    return Day(start, stop, found, gone=found < c.today)


def in_week(day: Day, week: Week, c: Calendar) -> Day:
    """A bare weekday, once the week is known in which it lies."""
    # The weekday of a doubtful day ("Monday" on a Monday) is today's.
    weekday = (day.date or c.today).weekday()
    return _in_week(day.start, day.stop, c, weekday, week.monday)


def _modified(t: Text, span: tuple[int, int], c: Calendar, weekday: int, how: str) -> Day:
    """The weekday with its "last", "this", "coming" or "next"."""
    coming, this = _coming(c, weekday), c.monday() + timedelta(weekday)
    following = c.monday(1) + timedelta(weekday)
    if how == "last":
        return Day(*span, None, gone=True)
    if how == "this":
        return Day(*span, this, gone=this < c.today)
    policy = t.lexicon.words.next_weekday
    if how == "next" and policy == "coming" and coming == c.today + timedelta(1) and not c.command:
        # For tomorrow there is a shorter word, so whoever says "el jueves que viene" on a Wednesday may mean the next.
        return Day(*span, None, f"whether {t.quote(*span)} is {coming:%Y-%m-%d} or {coming + WEEK:%Y-%m-%d}")
    if how == "coming" or policy == "coming" or (coming == following and not _sunday_start(c, policy)):
        return Day(*span, coming)
    if policy == "next-week" and coming != following:
        return Day(*span, following)
    if c.command:
        return Day(*span, coming)
    other = following if coming != following else coming + WEEK
    return Day(*span, None, f"whether {t.quote(*span)} is {coming:%Y-%m-%d} or {other:%Y-%m-%d}")


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
    return Week(i, stop, monday) if follows else Day(i, stop, c.today + weeks * WEEK)


def add_months(day: date, months: int) -> date:
    """The same day some months on, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        if last <= day.day and (found := make_date(year, month + 1, last)):
            return found
    return day


def _coming_weeks(t: Text, i: int, c: Calendar) -> Day | None:
    """A week on Tuesday: the coming Tuesday and a week more."""
    lead = t.match("coming_weeks", i)
    weekday = _weekday_at(t, lead.stop) if lead else None
    if not lead or not weekday:
        return None
    return Day(i, weekday[1], _coming(c, weekday[0]) + int(lead.value) * WEEK)


def _week(t: Text, i: int, c: Calendar) -> Week | None:
    """Next week, vecka 49, KW 49 (ISO 8601 weeks)."""
    if found := t.match("weeks", i):
        return Week(i, found.stop, c.monday(int(found.value)))
    lead = t.match("week_number", i)
    if not lead:
        return None
    j = lead.stop + 1 if t.word(lead.stop) == "." else lead.stop
    number = t.number(j)
    if (
        not number
        or not t.same_line(j)
        or (t.word(j + 1) in {":", ".", ","} and t.joined(j + 1) and t.number(j + 2) is not None)
    ):
        return None
    for year in (c.today.year, c.today.year + 1):
        try:
            monday = date.fromisocalendar(year, number, 1)
        except ValueError:
            return None
        if monday + _PAST_WEEKS * WEEK >= c.today:
            return Week(i, j + 1, monday)
    return None


_Reader = Callable[[Text, int, Calendar], Day | Week | None]
#: The readers in their order, with what each begins with: a figure, or a phrase of these kinds.
_READERS: tuple[tuple[_Reader, bool, frozenset[str]], ...] = (
    (iso_date, True, frozenset()),
    (_coming_weeks, False, frozenset({"coming_weeks"})),
    (_weekday_with_date, False, frozenset({"weekdays", "weekdays_short"})),
    (_weekday, False, frozenset({"weekdays", "weekdays_short", "last", "next", "coming", "this"})),
    (calendar_date, True, frozenset({"months", "ordinals"})),
    (_in_some_time, False, frozenset({"within"})),
    (_relative, False, frozenset({"days", "tonight"})),
    (_week, False, frozenset({"weeks", "week_number"})),
    (day_of_month, True, frozenset()),
)
