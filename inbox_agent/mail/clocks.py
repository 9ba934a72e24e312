"""Clock times as people write them, read at one place of a text.

Twelve-hour speech is settled by what stands beside it (pm, "in the evening") and otherwise by business hours: of
3:00 and 15:00 the one between 08:00 and 19:00 is meant. Where neither is, a 24-hour language means what it says
and English is asked. "Halb drei", "halv tre" and "half drie" are 2:30, "half four" is 4:30: rules say so.

A bare number is a clock only where something says so: "at 3", "kl 15", "3pm", "15 Uhr", "14–15" after a day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time
from typing import Literal

from inbox_agent.mail.days import count
from inbox_agent.mail.time_words import Text

Edge = Literal["", "deadline", "window", "from", "about"]

_DAY_FROM, _DAY_TO = 8 * 60, 19 * 60
_HALF_DAY = 12 * 60
_DASHES = {"-", "–", "—"}
_LONGEST_CALL = 90  #: a longer range is a window to choose from, not a length


@dataclass(frozen=True, slots=True)
class Clock:
    """Words `start` to before `stop` tell this time: minutes since midnight, `sure` once morning or evening is known.

    `end` is the other end of a range. An `edge` says that it is no start: a deadline, a window, about that time.
    """

    start: int
    stop: int
    minutes: int
    sure: bool
    edge: Edge = ""
    end: int | None = None
    said: bool = True  #: said in a form that is nothing but a clock

    @property
    def length(self) -> int | None:
        return self.end - self.minutes if self.end is not None and self.end > self.minutes else None


def read_clock(t: Text, i: int, *, after_day: bool = False, after_clock: bool = False) -> Clock | None:
    """The clock or range at `i`. `after_day` and `after_clock` say what stands just before ("Thursday 14–15", "at 2 or 3")."""
    if between := t.match("between", i):
        return _window(t, i, between.stop)
    edge, led, j = _lead(t, i)
    if not t.same_line(j) and j > i:
        return None
    first = _range(t, j, led=led or after_clock, after_day=after_day, stretch=edge == "from") or _core(t, j, led=led or after_clock, after_day=after_day)
    if not first:
        return None
    if after := t.match("edges_after", first.stop):
        return replace(first, start=i, stop=after.stop, edge=after.value)  # type: ignore[arg-type]
    if edge == "from" and first.end is None:
        edge = "window"
    if edge == "from" or not edge:
        edge = "window" if first.length and first.length > _LONGEST_CALL else ""
    return replace(first, start=i, edge=edge, said=first.said or (led and first.sure))


def _lead(t: Text, i: int) -> tuple[Edge, bool, int]:
    """The words before a clock: "at", "kl", and those that make it an edge ("before", "senast kl", "about")."""
    edge: Edge = ""
    j = i
    for _ in range(3):
        at, limit = t.match("at", j), t.match("edges", j)
        if limit and (not at or limit.stop > at.stop):  # "à partir de" and not "à"
            edge = edge or limit.value  # type: ignore[assignment]
            j = limit.stop
        elif at:
            j = at.stop
        else:
            break
    return edge, j > i, j


def _window(t: Text, i: int, j: int) -> Clock | None:
    """Between 2 and 4 pm: a stretch to choose from, never a start."""
    first = _core(t, t.skip(j, ("at",), marks="", most=1), led=True)
    link = t.first(("and_or", "to"), first.stop) if first else None
    second = _core(t, t.skip(link[1].stop, ("at",), marks="", most=1), led=True) if link else None
    if not first or not second:
        return None
    return Clock(i, second.stop, first.minutes, True, "window", second.minutes)


def _range(t: Text, i: int, *, led: bool, after_day: bool, stretch: bool) -> Clock | None:
    """14–15, 2 to 3 pm, 9:00–9:45 Uhr, de 14h à 15h. Two bare numbers need a word that says they are hours.

    After "from" (`stretch`) "10 to 11" is a range and not ten minutes to eleven.
    """
    first = _digits(t, i, led=True, after_day=False, in_range=True) if t.number(i) is not None and (stretch or t.word(i + 1) in _DASHES) else None
    first = _halves(t, first) if first else _core(t, i, led=True)
    if not first or not t.same_line(first.stop):
        return None
    dash = t.word(first.stop) in _DASHES
    link = t.match("to", first.stop)
    if not dash and not link:
        return None
    j = link.stop if link else first.stop + 1
    second = _core(t, t.skip(j, ("at",), marks="", most=1), led=True)
    if not second or not t.same_line(j) or not (led or first.said or second.said or (dash and after_day)):
        return None
    return _spanning(first, second)


def _spanning(first: Clock, second: Clock) -> Clock:
    """Both ends on one side of noon where only one says which; a range does not run backwards."""
    start, end = first.minutes, second.minutes
    if not first.sure and second.sure:
        readings = [m for m in (start, start + _HALF_DAY) if m < end]
        start = max(readings, default=start)
        return replace(second, start=first.start, minutes=start, sure=True, end=end, said=True)
    if first.sure and not second.sure and end <= start:
        end += _HALF_DAY
    if not first.sure and end <= start:
        end += _HALF_DAY
    return Clock(first.start, second.stop, start, first.sure, "", end, first.said or second.said)


def _core(t: Text, i: int, *, led: bool, after_day: bool = False) -> Clock | None:
    """A time of day with its suffix, without what leads to it."""
    found = _noon(t, i) or _spoken(t, i, led) or _past_or_to(t, i, led) or _digits(t, i, led=led, after_day=after_day) or _hour_word(t, i, led)
    return _halves(t, found) if found else None


def _noon(t: Text, i: int) -> Clock | None:
    noon = t.match("noon", i)
    if not noon:
        return None
    after = t.match("after_hour", noon.stop)
    return Clock(i, after.stop if after else noon.stop, _HALF_DAY + (int(after.value) if after else 0), True)


def _hour(t: Text, i: int) -> tuple[int, int] | None:
    """An hour in digits or a word."""
    found = count(t, i)
    return found if found and 0 <= found[0] <= 24 and t.same_line(i) else None


def _spoken(t: Text, i: int, led: bool) -> Clock | None:
    """Half past two, quarter to four, viertel nach vier, kvart över ett, halb drei."""
    before = t.match("before_hour", i)
    hour = _hour(t, before.stop) if before else None
    if not before or not hour or not 1 <= hour[0] <= 12 or _is_unit(t, hour[1]):
        return None
    stop = _suffix_word(t, hour[1])
    return Clock(i, stop, (hour[0] % 12) * 60 + int(before.value) if hour[0] < 12 else _HALF_DAY + int(before.value), False)


def _past_or_to(t: Text, i: int, led: bool) -> Clock | None:
    """Ten past three, tio över tre, fünf vor halb drei."""
    minutes = count(t, i)
    if not minutes or not 1 <= minutes[0] <= 29:
        return None
    j = t.skip(minutes[1], ("unit_minute",), marks="", most=1)
    link = t.first(("minutes_past", "minutes_to"), j)
    if not link:
        return None
    sign = 1 if link[0] == "minutes_past" else -1
    if whole := _spoken(t, link[1].stop, led):
        return replace(whole, start=i, minutes=whole.minutes + sign * minutes[0])
    hour = _hour(t, link[1].stop)
    if not hour or not 1 <= hour[0] <= 12 or _is_unit(t, hour[1]) or (hour[0] == 1 and not led and t.number(hour[1] - 1) is None):
        return None
    if not led and t.number(i) is not None and t.match("to", j):
        return None  # "10 to 3" is as likely a range or a score
    return Clock(i, _suffix_word(t, hour[1]), (hour[0] % 12 or 12) * 60 + sign * minutes[0], False)


def _suffix_word(t: Text, j: int) -> int:
    found = t.match("oclock", j)
    return found.stop if found else j


def _digits(t: Text, i: int, *, led: bool, after_day: bool, in_range: bool = False) -> Clock | None:
    """15:30, 15.30, 15h30, 15 h, 15 Uhr 30, 3pm, 1500 hrs, and a bare 15 where something leads to it."""
    hour = t.number(i)
    if hour is None or _inside_number(t, i):
        return None
    written = t.word(i)
    if len(written) == 4 and hour < 2400 and hour % 100 < 60 and t.word(i + 1) in {"hrs", "hours"}:
        return Clock(i, i + 2, hour // 100 * 60 + hour % 100, True)
    if hour > 24 or len(written) > 2:
        return None
    sure = hour > 12 or hour == 0 or (written[0] == "0" and len(written) == 2)
    minute, stop, colon = _minutes(t, i)
    if minute is not None:
        if hour == 24 and minute:
            return None
        said = colon or _says_hour(t, stop)
        round_ = t.lexicon.words.clock == 24 and minute % 15 == 0 and len(written) == 2  # "13.00 passar": no date, seldom a price
        if not (said or led or after_day or round_) or _is_unit(t, stop):
            return None
        stop = stop if colon and t.word(stop) != "(" and not t.match("oclock", stop) else _suffix_word(t, stop)
        return Clock(i, stop, hour % 24 * 60 + minute, sure, said=said)
    return _whole_hour(t, i, hour, sure, led=led or after_day, bare=led, in_range=in_range)


def _minutes(t: Text, i: int) -> tuple[int | None, int, bool]:
    """The minutes after an hour, where they end, and whether a colon or an h says that they are minutes."""
    mark, minute = t.word(i + 1), t.number(i + 2)
    two_digits = minute is not None and minute < 60 and len(t.word(i + 2)) == 2
    if mark in {":", "."} and t.joined(i + 1) and t.joined(i + 2) and two_digits:
        stop = i + 3
        if t.word(stop) == ":" and t.joined(stop) and t.joined(stop + 1) and len(t.word(stop + 1)) == 2:
            stop += 2  # seconds
        elif t.word(stop) in {".", "/"} and t.joined(stop) and t.joined(stop + 1) and t.number(stop + 1) is not None and mark == ".":
            return None, i + 1, False  # 3.12.2026, 1.2.3
        return minute, stop, mark == ":"
    oclock = t.match("oclock", i + 1)
    if oclock and t.same_line(oclock.stop) and (m := t.number(oclock.stop)) is not None and m < 60 and len(t.word(oclock.stop)) == 2:
        ends = oclock.stop + 1
        if (t.joined(oclock.stop) or mark != "h" or not t.joined(i + 1)) and not _is_unit(t, ends) and t.word(ends) not in {":", "h", "."} | _DASHES | {"/"}:
            return m, ends, True
        if t.word(ends) == "." and not (t.joined(ends + 1) and t.number(ends + 1) is not None):
            return m, ends, True
        if t.joined(oclock.stop) and t.word(ends) in _DASHES:
            return m, ends, True
    return None, i + 1, False


def _says_hour(t: Text, j: int) -> bool:
    return bool(t.first(("oclock", "am", "pm"), j))


def _whole_hour(t: Text, i: int, hour: int, sure: bool, *, led: bool, bare: bool, in_range: bool) -> Clock | None:
    if oclock := t.match("oclock", i + 1):
        # "20 h" of French and "2 hours" of English: where the word is a unit as well, something must lead to the clock.
        if not led and t.match("unit_hour", i + 1):
            return None
        return Clock(i, oclock.stop, hour % 24 * 60, sure)
    if _says_hour(t, i + 1):
        return Clock(i, i + 1, hour % 24 * 60, sure)
    bare = bare or bool(t.match("edges_after", i + 1) and t.joined(i + 1))  # "11ish"
    if not bare or not (t.lexicon.words.bare_hours or in_range) or (not in_range and _more_than_hour(t, i + 1)):
        return None
    return Clock(i, i + 1, hour % 24 * 60, sure, said=False)


def _inside_number(t: Text, i: int) -> bool:
    """Whether the digits are the rest of a longer number, a price or a version."""
    before = t.word(i - 1)
    if i == 0 or t.tokens[i].line == 2:
        return False
    if t.joined(i) and (before in {".", ",", ":", "/", "#", "+", "_", "=", "&"} and t.joined(i - 1) and t.number(i - 2) is not None):
        return True
    return (t.joined(i) and (before in {"#", "+", "_", "="} or (before.isalpha() and before != "t"))) or before in {"€", "$", "£", "¥"}


_CURRENCY = {"€", "$", "£", "¥", "%", "°", "kr", "eur", "usd", "sek", "chf", "euro", "euros", "km", "kg", "m", "x", "×", "°c", "mb", "gb"}


def _is_unit(t: Text, j: int) -> bool:
    """Whether a unit follows, so that the number before it counts something."""
    return t.same_line(j) and (t.word(j) in _CURRENCY or bool(t.first(("unit_minute", "unit_day", "unit_week", "unit_month", "ordinal_marks" if t.joined(j) else "unit_minute"), j)))


def _more_than_hour(t: Text, j: int) -> bool:
    """Whether the bare number before `j` begins something else: an address, a price, a date, a fraction."""
    if not t.same_line(j) or j >= len(t) or t.match("parts", j):
        return False
    if _is_unit(t, j) or t.match("unit_hour", j) or t.match("months", j) or t.match("of", j):
        return True
    mark = t.word(j)
    if mark in {".", ",", "/", "-", "–", ":"} and t.joined(j + 1) and t.number(j + 1) is not None:
        return True
    raw = t.tokens[j].raw
    known = t.first(("parts", "and_or", "here", "there", "cities", "regions", "weekdays", "weekdays_short", "zones", "time_of"), j)
    return (raw[:1].isupper() and not raw.isupper() and not known) or t.number(j) is not None


def _hour_word(t: Text, i: int, led: bool) -> Clock | None:
    """At three, three o'clock, trois heures, a las tres."""
    hour = t.match("numbers", i)
    if not hour or not 1 <= int(hour.value) <= 24:
        return None
    oclock = t.match("oclock", hour.stop)
    said = bool(oclock and (led or not t.match("unit_hour", hour.stop))) or _says_hour(t, hour.stop) and not oclock
    if not said and (not led or t.match("articles", i) or not t.lexicon.words.bare_hours or _more_than_hour(t, hour.stop)):
        return None
    stop = oclock.stop if oclock and said else hour.stop
    value = int(hour.value)
    return Clock(i, stop, value % 24 * 60, value > 12, said=said)


def _halves(t: Text, clock: Clock) -> Clock:
    """What follows an hour: et demie, y cuarto, moins dix; am and pm; in the afternoon."""
    minutes, stop = clock.minutes, clock.stop
    if minutes % 60 == 0:
        if after := t.match("after_hour", stop):
            minutes, stop = minutes + int(after.value), after.stop
        elif sign := t.first(("plus", "minus"), stop):
            added = t.match("numbers", sign[1].stop) or t.match("numbers", stop)
            if added and 5 <= int(added.value) < 60:
                minutes, stop = minutes + (1 if sign[0] == "plus" else -1) * int(added.value), added.stop
    half = t.first(("am", "pm"), stop)
    clock = replace(clock, minutes=minutes, stop=stop)
    if half and minutes < 13 * 60:
        return replace(_in_half(clock, half[0]), stop=half[1].stop, said=True)
    return clock


def _in_half(clock: Clock, half: str) -> Clock:
    """The clock before or after noon, as words beside it say."""
    if clock.sure and clock.minutes >= 13 * 60:
        return clock
    minutes = clock.minutes % _HALF_DAY + (_HALF_DAY if half == "pm" else 0)
    shift = minutes - clock.minutes
    end = clock.end + shift if clock.end is not None and clock.end + shift <= 24 * 60 else clock.end
    return replace(clock, minutes=minutes, sure=True, end=end)


def settle(t: Text, clock: Clock, part: str) -> Clock | None:
    """The time of day that is meant; None where morning and evening are as likely. `part` is am, pm or ""."""
    if clock.sure or not 0 <= clock.minutes < 13 * 60:
        return clock
    if part:
        return _in_half(clock, part)
    if _DAY_FROM <= clock.minutes < _DAY_TO:
        return replace(clock, sure=True)
    if _DAY_FROM <= clock.minutes + _HALF_DAY < _DAY_TO:
        return _in_half(clock, "pm")
    return replace(clock, sure=True) if t.lexicon.words.clock == 24 else None


def time_of(clock: Clock) -> time:
    """The start as a time of day."""
    return time(clock.minutes // 60 % 24, clock.minutes % 60)
