"""Clocks with what leads to them and follows: "at 3", "14–15", "between 2 and 4", "before noon", "15:00 onwards".

A range of up to ninety minutes is a meeting with its length; a longer one is a window to choose from, and asked.
"""

from __future__ import annotations

from dataclasses import replace

from inbox_agent.mail.hours import HALF_DAY, Clock, Edge, read_digits, read_time, with_suffix
from inbox_agent.mail.time_words import DASHES, Text

#: With phrases of which kinds a time of day begins, where no digit does.
TIME_KINDS = frozenset({"noon", "before_hour", "numbers", "hours"})
CLOCK_KINDS = TIME_KINDS | {"between", "at", "edges"}
_LEADS = frozenset({"at", "edges"})
_LONGEST_CLOCK = 16  #: words and marks
_LONGEST_CALL = 90  #: a longer range is a window to choose from, not a length


def clock_begins(t: Text, i: int) -> bool:
    """Whether a clock can begin at word `i`: one look into a dictionary, since most words are none."""
    return _begins(t, i, CLOCK_KINDS)


def holds_clock(t: Text) -> bool:
    """Whether a text holds a clock at all, wherever it stands: most letters do not, and need not be read for their days."""
    # What a clock follows only makes it likelier; after another clock there is that one.
    # Figures are looked at first, since they mostly are one.
    places = sorted(t.places(CLOCK_KINDS), key=lambda i: t.number(i) is None)
    return any(read_clock(t, i, after_day=True) for i in places)


def _begins(t: Text, i: int, kinds: frozenset[str]) -> bool:
    return t.number(i) is not None or not kinds.isdisjoint(t.kinds(i))


def read_clock(t: Text, i: int, *, after_day: bool = False, after_clock: bool = False) -> Clock | None:
    """The clock or range at `i`. `after_day` and `after_clock` say what stands just before ("Thursday 14–15", "at 2 or 3")."""
    if between := t.match("between", i):
        return _window(t, i, between.stop)
    edge, led, j = _lead(t, i)
    if not _begins(t, j, TIME_KINDS) or (not t.same_line(j) and j > i):
        return None
    first = _range(t, j, led=led or after_clock, after_day=after_day, stretch=edge == "from") or read_time(
        t, j, led=led or after_clock, after_day=after_day
    )
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
        if _LEADS.isdisjoint(t.kinds(j)):
            break
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
    first = read_time(t, t.skip(j, ("at",), marks="", most=1), led=True)
    link = t.first(("and_or", "to"), first.stop) if first else None
    second = read_time(t, t.skip(link[1].stop, ("at",), marks="", most=1), led=True) if link else None
    if not first or not second:
        return None
    return Clock(i, second.stop, first.minutes, True, "window", second.minutes)


def _range(t: Text, i: int, *, led: bool, after_day: bool, stretch: bool) -> Clock | None:
    """14–15, 2 to 3 pm, 9:00–9:45 Uhr, de 14h à 15h. Two bare numbers need a word that says they are hours.

    After "from" (`stretch`) "10 to 11" is a range and not ten minutes to eleven.
    """
    if t.links.isdisjoint(range(i + 1, i + _LONGEST_CLOCK)):
        return None
    first = (
        read_digits(t, i, led=True, after_day=False, in_range=True)
        if t.number(i) is not None and (stretch or t.word(i + 1) in DASHES)
        else None
    )
    first = with_suffix(t, first) if first else read_time(t, i, led=True)
    if not first or not t.same_line(first.stop):
        return None
    dash = t.word(first.stop) in DASHES
    link = t.match("to", first.stop)
    if not dash and not link:
        return None
    j = link.stop if link else first.stop + 1
    second = read_time(t, t.skip(j, ("at",), marks="", most=1), led=True)
    if not second or not t.same_line(j) or not (led or first.said or second.said or (dash and after_day)):
        return None
    return _spanning(first, second)


def _spanning(first: Clock, second: Clock) -> Clock:
    """Both ends on one side of noon where only one says which; a range does not run backwards."""
    start, end = first.minutes, second.minutes
    if not first.sure and second.sure:
        readings = [m for m in (start, start + HALF_DAY) if m < end]
        start = max(readings, default=start)
        return replace(second, start=first.start, minutes=start, sure=True, end=end, said=True)
    if first.sure and not second.sure and end <= start:
        end += HALF_DAY
    if not first.sure and end <= start:
        end += HALF_DAY
    return Clock(first.start, second.stop, start, first.sure, "", end, first.said or second.said)
