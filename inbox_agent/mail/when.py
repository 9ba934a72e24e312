"""When a command means ("tomorrow 9", "3w", "nästa fredag"), and the day to come back on ("try me in September").

Both read with the grammar of meeting times, in other manners. A *command* must be understood whole: one word that
says nothing of time, and it is no time. A bare day means eight in the morning; of two readings the earlier counts,
since asking again too soon costs less than too late. A *day to come back on* stands somewhere in a mail: dates that
words of return lead to ("back on", "ab dem") count before others, and of several the last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from inbox_agent.mail.clocks import read_clock
from inbox_agent.mail.counted import count
from inbox_agent.mail.dates import Calendar, Week
from inbox_agent.mail.days import add_months, in_week, read_day
from inbox_agent.mail.hours import Clock, settle, time_of
from inbox_agent.mail.marks import touches
from inbox_agent.mail.time_words import YEARS, Text, languages, lexicons, readable, tokens, words_of
from inbox_agent.mail.zone_words import read_zone
from inbox_agent.mail.zones import People, Zone, place, zone_info
from inbox_agent.rules import Rules

_MORNING, _AFTERNOON, _EVENING = time(8), time(13), time(18)
_LONGEST_COMMAND = 200  #: characters
_HORIZON = timedelta(days=400)
_SMALL_LETTERS = {"d": "unit_day", "w": "unit_week", "m": "unit_month", "h": "unit_hour"}
_SHORT_MONTH = 5  #: "may" and "march" are words too: they need a preposition


# --- commands ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Command:
    """What the words of a command have said so far."""

    day: date | None = None
    clock: Clock | None = None
    span: timedelta | None = None  #: hours and minutes from now
    zone: Zone | None = None
    part: str = ""
    tonight: bool = False
    week: Week | None = None


def find_when(text: str, now: datetime, zone: str, rules: Rules) -> datetime | None:
    """The moment that a command names, aware and after `now`; None where it names none or is not wholly understood.

    A bare day means 08:00 in `zone` (IANA, the owner's); 3d, 3w and 3m count days, weeks and months to that hour,
    3h counts from now. A bare clock is the next one.
    """
    key = zone if zone_info(zone) else "Etc/UTC"
    here = now.astimezone(zone_info(key) or UTC)
    if len(text) > _LONGEST_COMMAND or now.year not in YEARS:
        return None
    text = readable(text)
    words = tokens(text)
    known = lexicons(rules)
    likely = languages(words_of(text), known)
    for lexicon in (*likely, *(other for other in known.all if other not in likely)):
        t = Text(text, words, lexicon)
        calendar = Calendar(here.date(), key in rules.zones.month_first, command=True)
        command = _read_command(t, calendar, rules)
        found = _moment(t, command, here, key, rules) if command else None
        if found and found > now:
            return found
    return None


def _read_command(t: Text, c: Calendar, rules: Rules) -> _Command | None:
    """The parts of a command; None as soon as a word is not understood."""
    command, i = _Command(), 0
    while i < len(t):
        stop = _read_part(t, i, c, command, rules)
        if stop is None:
            return None
        i = stop
    return command


def _read_part(t: Text, i: int, c: Calendar, command: _Command, rules: Rules) -> int | None:
    """Where the part of the command at `i` ends, once it is noted."""
    stop = (None if command.day else _span(t, i, c, command) or _note_day(t, i, c, command)) or _note_clock(
        t, i, command, rules
    )
    if stop:
        return stop
    small = t.first(("later", "glue", "at", "edges", "place", "within"), i)
    return small[1].stop if small else i + 1 if t.word(i) in {",", ".", ":", "!"} else None


def _note_day(t: Text, i: int, c: Calendar, command: _Command) -> int | None:
    """The day, week or month at `i`."""
    day = read_day(t, i, c)
    if isinstance(day, Week):
        command.week = day
        return day.stop
    if day and day.date:
        command.tonight = bool(t.match("tonight", i))
        command.day = in_week(day, command.week, c).date if day.weekday_only and command.week else day.date
        return day.stop
    if month := _month_only(t, i, c) or _months_ahead(t, i, c):
        command.day = month[0]
        return month[1]
    return None


def _note_clock(t: Text, i: int, command: _Command, rules: Rules) -> int | None:
    """The part of the day, the clock or its zone at `i`."""
    if part := t.match("parts", i):
        command.part = str(part.value)
        return part.stop
    led = command.day is not None or command.week is not None
    clock = None if command.clock else read_clock(t, i, after_day=led, after_clock=led)
    if clock and clock.edge in {"", "deadline", "about"}:
        command.clock = clock
        return clock.stop
    if command.clock and (zone := read_zone(t, i, rules.zones)):
        command.zone = zone
        return zone.stop
    return None


def _span(t: Text, i: int, c: Calendar, command: _Command) -> int | None:
    """3w, 2 days, in two hours: noted in the command; where it ends."""
    lead = t.match("within", i)
    number = count(t, lead.stop if lead else i)
    if command.span or not number or not 0 < number[0] <= 999:
        return None
    letter = t.word(number[1])
    unit = _SMALL_LETTERS.get(letter) if t.joined(number[1]) and t.number(number[1] + 1) is None else None
    stop = number[1] + 1
    if not unit:
        word = t.first(("unit_minute", "unit_hour", "unit_day", "unit_week", "unit_month"), number[1])
        if not word:
            return None
        unit, stop = word[0], word[1].stop
    n = number[0]
    if unit in {"unit_minute", "unit_hour"}:
        command.span = timedelta(minutes=n if unit == "unit_minute" else n * 60)
    else:
        days = timedelta(n * 7 if unit == "unit_week" else n)
        command.day = add_months(c.today, n) if unit == "unit_month" else c.today + days
    return stop


def _moment(t: Text, command: _Command, now: datetime, zone: str, rules: Rules) -> datetime | None:
    if command.span:
        return None if command.clock or command.week else now + command.span
    day = command.day or (command.week.monday if command.week else None)
    clock = settle(t, command.clock, command.part) if command.clock else None
    if (command.clock and not clock) or (not day and not clock):
        return None
    if not day and command.part and not clock:
        return None
    parts = {"am": _MORNING, "pm": _EVENING if command.tonight else _AFTERNOON}
    hour = time_of(clock) if clock else parts.get(command.part, _EVENING if command.tonight else _MORNING)
    people = People(now, zone, zone)
    first = place(day or now.date(), hour, command.zone, people, rules.zones).start
    if first and not day and first <= now:
        return place(now.date() + timedelta(1), hour, command.zone, people, rules.zones).start
    return first


# --- the day to come back on ---------------------------------------------------------------------------------------


def find_day(text: str, said_at: datetime, rules: Rules) -> date | None:
    """The day that a mail asks to come back on, after the day of `said_at`; None where none is certain.

    "In September" is its first day, "mid-September" the fifteenth, "next week" its Monday; "after the summer" is none.
    """
    if said_at.year not in YEARS:
        return None
    text = readable(text)
    words = tokens(text)
    for lexicon in languages(words_of(text), lexicons(rules)):
        t = Text(text, words, lexicon)
        days = list(_days_in(t, Calendar(said_at.date(), None, command=True)))
        found = [(day, led) for day, led in days if day and timedelta(0) < day - said_at.date() <= _HORIZON]
        if found:
            return max([day for day, led in found if led] or [day for day, _ in found])
        if days:
            return None  # a day is named, but it is doubtful or past: another language would only guess
    return None


def _days_in(t: Text, c: Calendar) -> Iterator[tuple[date | None, bool]]:
    """Every day of the text, None for a doubtful one, with whether words of return lead to it (or to its range)."""
    i, week, lead_stop = 0, None, -1
    while i < len(t):
        lead = t.match("back", i)
        found = read_day(t, i, c)
        if not found and lead:
            lead_stop, i = lead.stop, lead.stop
            continue
        is_led = lead_stop >= 0 and touches(
            t, lead_stop, i, ("glue", "of", "back", "place", "at", "within", "month_parts", "to"), ",-–—"
        )
        if isinstance(found, Week):
            week = found
            yield found.monday, is_led
        elif found:
            day = in_week(found, week, c).date if found.weekday_only and week else found.date
            yield None if found.gone else day, is_led
        elif month := _month_only(t, i, c) or _months_ahead(t, i, c):
            yield month[0], is_led
            i = month[1]
            continue
        if found and is_led:
            lead_stop = found.stop  # "from 21 December to 3 January": the end is led to as well
        i = max(found.stop, i + 1) if found else i + 1


def _month_only(t: Text, i: int, c: Calendar) -> tuple[date, int] | None:
    """In September, Mitte März, fin janvier 2027: the day that it begins with, and where it ends."""
    part = t.match("month_parts", i)
    j = t.skip(part.stop, ("of", "glue", "place", "within"), marks="-", most=2) if part else i
    month = t.match("months", j)
    if not month or not t.same_line(j):
        return None
    if (
        not part
        and len(t.word(j)) <= _SHORT_MONTH
        and not t.first(("within", "place", "of", "back", "edges", "glue", "at", "to"), i - 1)
    ):
        return None
    year = t.number(month.stop)
    stop = month.stop + 1 if year and 2000 <= year <= 2099 else month.stop
    day = int(part.value) if part else 1
    found = date(year if year and stop > month.stop else c.today.year, int(month.value) + 1, day)
    if stop == month.stop and (found.year, found.month) < (c.today.year, c.today.month):
        found = found.replace(year=found.year + 1)
    return found, stop


def _months_ahead(t: Text, i: int, c: Calendar) -> tuple[date, int] | None:
    """Next month: its first day. "Next year" is the first of January."""
    ahead = t.match("months_ahead", i)
    if not ahead:
        return None
    months = int(ahead.value)
    first = c.today.replace(day=1)
    return add_months(first, months) if months else first.replace(first.year + 1, 1), ahead.stop
