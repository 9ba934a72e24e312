"""A single time of day as people write it, read at one place of a text.

Twelve-hour speech is settled by what stands beside it (pm, "in the evening") and otherwise by business hours: of
3:00 and 15:00 the one between 08:00 and 19:00 is meant. Where neither is, a 24-hour language means what it says
and English is asked. "Halb drei", "halv tre" and "half drie" are 2:30, "half four" is 4:30: rules say so.

A bare number is a time only where something says so: "at 3", "kl 15", "3pm", "15 Uhr", "14–15" after a day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time
from typing import Literal

from inbox_agent.mail.counted import count, inside_number, more_than_hour, unit_follows
from inbox_agent.mail.time_words import DASHES, Text

Edge = Literal["", "deadline", "window", "from", "about"]

_DAY_FROM, _DAY_TO = 8 * 60, 19 * 60
HALF_DAY = 12 * 60


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


def read_time(t: Text, i: int, *, led: bool, after_day: bool = False) -> Clock | None:
    """A time of day with its suffix, without what leads to it."""
    kinds, digits = t.kinds(i), t.number(i) is not None
    counts = digits or "numbers" in kinds
    # Each reader begins with words of its own kinds, and most words are of none.
    found = _noon(t, i) if "noon" in kinds else None
    found = found or (_spoken(t, i, led) if "before_hour" in kinds else None)
    found = found or (_past_or_to(t, i, led) if counts else None)
    found = found or (read_digits(t, i, led=led, after_day=after_day) if digits else None)
    found = found or (_hour_word(t, i, led) if "numbers" in kinds or "hours" in kinds else None)
    return with_suffix(t, found) if found else None


def _noon(t: Text, i: int) -> Clock | None:
    noon = t.match("noon", i)
    if not noon:
        return None
    after = t.match("after_hour", noon.stop)
    return Clock(i, after.stop if after else noon.stop, HALF_DAY + (int(after.value) if after else 0), True)


def _hour(t: Text, i: int) -> tuple[int, int] | None:
    """An hour in digits or a word."""
    found = count(t, i)
    return found if found and 0 <= found[0] <= 24 and t.same_line(i) else None


def _spoken(t: Text, i: int, led: bool) -> Clock | None:
    """Half past two, quarter to four, viertel nach vier, kvart över ett, halb drei."""
    before = t.match("before_hour", i)
    hour = _hour(t, before.stop) if before else None
    if not before or not hour or not 1 <= hour[0] <= 12 or unit_follows(t, hour[1]):
        return None
    stop = _suffix_word(t, hour[1])
    return Clock(
        i, stop, (hour[0] % 12) * 60 + int(before.value) if hour[0] < 12 else HALF_DAY + int(before.value), False
    )


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
    if (
        not hour
        or not 1 <= hour[0] <= 12
        or unit_follows(t, hour[1])
        or (hour[0] == 1 and not led and t.number(hour[1] - 1) is None)
    ):
        return None
    if not led and t.number(i) is not None and t.match("to", j):
        return None  # "10 to 3" is as likely a range or a score
    return Clock(i, _suffix_word(t, hour[1]), (hour[0] % 12 or 12) * 60 + sign * minutes[0], False)


def _suffix_word(t: Text, j: int) -> int:
    found = t.match("oclock", j)
    return found.stop if found else j


def read_digits(t: Text, i: int, *, led: bool, after_day: bool, in_range: bool = False) -> Clock | None:
    """15:30, 15.30, 15h30, 15 h, 15 Uhr 30, 3pm, 1500 hrs, and a bare 15 where something leads to it."""
    hour = t.number(i)
    if hour is None or inside_number(t, i):
        return None
    written = t.word(i)
    if len(written) == 4 and hour < 2400 and hour % 100 < 60 and t.word(i + 1) in {"hrs", "hours"}:
        return Clock(i, i + 2, hour // 100 * 60 + hour % 100, True)
    if hour > 24 or len(written) > 2:
        return None
    sure = hour > 12 or hour == 0 or (written[0] == "0" and len(written) == 2)
    minute, stop, colon = _minutes(t, i)
    if minute is None:
        return _whole_hour(t, i, sure, led=led or after_day, bare=led, in_range=in_range)
    said = colon or _says_hour(t, stop)
    # "13.00 passar": with full hours and quarters it is no date, and seldom a price.
    quarters = t.lexicon.words.clock == 24 and minute % 15 == 0 and len(written) == 2
    if not (said or led or after_day or quarters) or unit_follows(t, stop) or (hour == 24 and minute):
        return None
    return Clock(i, _suffix_word(t, stop), hour % 24 * 60 + minute, sure, said=said)


def _minutes(t: Text, i: int) -> tuple[int | None, int, bool]:
    """The minutes after an hour, where they end, and whether a colon or an h says that they are minutes."""
    if t.word(i + 1) in {":", "."} and t.joined(i + 1) and t.joined(i + 2):
        return _after_mark(t, i)
    oclock = t.match("oclock", i + 1)
    minute = _tworead_digits(t, oclock.stop) if oclock and t.same_line(oclock.stop) else None
    if not oclock or minute is None:
        return None, i + 1, False
    j = oclock.stop
    # "15h30" and "15 Uhr 30", but not "15h 30 personnes" or the next clock of "14 h 15 h".
    after = t.word(j + 1)
    clock_follows = after in {":", "h", "/"} or (after == "." and t.joined(j + 2) and t.number(j + 2) is not None)
    if clock_follows or (not t.joined(j) and (unit_follows(t, j + 1) or after in DASHES)):
        return None, i + 1, False
    return minute, j + 1, True


def _after_mark(t: Text, i: int) -> tuple[int | None, int, bool]:
    """15:30, 15:30:00, 15.30; not 3.12.2026 or 1.2.3."""
    mark, minute, stop = t.word(i + 1), _tworead_digits(t, i + 2), i + 3
    more = t.joined(stop) and t.joined(stop + 1) and t.number(stop + 1) is not None
    if minute is None or (mark == "." and more and t.word(stop) in {".", "/"}):
        return None, i + 1, False
    seconds = mark == ":" and more and t.word(stop) == ":"
    return minute, stop + 2 if seconds else stop, mark == ":"


def _tworead_digits(t: Text, i: int) -> int | None:
    minute = t.number(i)
    return minute if minute is not None and minute < 60 and len(t.word(i)) == 2 else None


def _says_hour(t: Text, j: int) -> bool:
    return bool(t.first(("oclock", "am", "pm"), j))


def _whole_hour(t: Text, i: int, sure: bool, *, led: bool, bare: bool, in_range: bool) -> Clock | None:
    """15 Uhr, 15 h, 3pm, and a bare 15."""
    hour = t.number(i) or 0
    if oclock := t.match("oclock", i + 1):
        # "20 h" of French and "2 hours" of English: where the word is a unit as well, something must lead to the clock.
        if not led and t.match("unit_hour", i + 1):
            return None
        return Clock(i, oclock.stop, hour % 24 * 60, sure)
    if _says_hour(t, i + 1):
        return Clock(i, i + 1, hour % 24 * 60, sure)
    bare = bare or bool(t.match("edges_after", i + 1) and t.joined(i + 1))  # "11ish"
    if not bare or not (t.lexicon.words.bare_hours or in_range) or (not in_range and more_than_hour(t, i + 1)):
        return None
    return Clock(i, i + 1, hour % 24 * 60, sure, said=False)


def _hour_word(t: Text, i: int, led: bool) -> Clock | None:
    """At three, three o'clock, trois heures, a las tres."""
    if alone := t.match("hours", i):
        return Clock(i, alone.stop, int(alone.value) % 24 * 60, False)
    hour = t.match("numbers", i)
    if not hour or not 1 <= int(hour.value) <= 24:
        return None
    oclock = t.match("oclock", hour.stop)
    said = bool(oclock and (led or not t.match("unit_hour", hour.stop))) or (_says_hour(t, hour.stop) and not oclock)
    if not said and (
        not led or t.match("articles", i) or not t.lexicon.words.bare_hours or more_than_hour(t, hour.stop)
    ):
        return None
    stop = oclock.stop if oclock and said else hour.stop
    value = int(hour.value)
    return Clock(i, stop, value % 24 * 60, value > 12, said=said)


def with_suffix(t: Text, clock: Clock) -> Clock:
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
    minutes = clock.minutes % HALF_DAY + (HALF_DAY if half == "pm" else 0)
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
    if _DAY_FROM <= clock.minutes + HALF_DAY < _DAY_TO:
        return _in_half(clock, "pm")
    return replace(clock, sure=True) if t.lexicon.words.clock == 24 else None


def time_of(clock: Clock) -> time:
    """The start as a time of day."""
    return time(clock.minutes // 60 % 24, clock.minutes % 60)
