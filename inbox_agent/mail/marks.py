"""A text cut into sentences, each with its marks: the days, clocks, zones, lengths and telling words in order.

One pass from the first word to the last; at each place the longest reading wins and its words are used up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from inbox_agent.mail.clocks import CLOCK_KINDS, clock_begins, read_clock
from inbox_agent.mail.counted import count
from inbox_agent.mail.dates import Calendar, Day, Week
from inbox_agent.mail.days import in_week, read_day
from inbox_agent.mail.hours import Clock
from inbox_agent.mail.time_words import Text
from inbox_agent.mail.zone_words import SMALL_ZONES, ZONE_KINDS, read_zone
from inbox_agent.mail.zones import Zone
from inbox_agent.rules import Zones

_LONGEST_SENTENCE = 300  #: words; a longer one is cut
_SHORTEST, _LONGEST = 5, 240  #: minutes of a conversation


@dataclass(frozen=True, slots=True)
class Length:
    """Words that say how long: half an hour, 20 minutes."""

    start: int
    stop: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Word:
    """A telling word, by its kind in the rules ("cues", "refusals", "parts" …)."""

    start: int
    stop: int
    kind: str
    value: int | str = 0


Mark = Day | Week | Clock | Zone | Length | Word


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words `start` to before `stop`. `paragraph` counts blank lines before it."""

    start: int
    stop: int
    marks: tuple[Mark, ...]
    paragraph: int
    question: bool


_FIRST_WORDS = ("harmless", "instead")
_FIRST_KINDS = frozenset(_FIRST_WORDS)
#: With phrases of which kinds a length and a day can begin, where no digit does.
_LENGTH_KINDS = frozenset({"durations", "within", "numbers"})
_DAY_KINDS = frozenset(
    {
        *("coming_weeks", "weekdays", "weekdays_short", "last", "next", "coming", "this", "months", "ordinals"),
        *("within", "days", "tonight", "weeks", "week_number"),
    }
)
_LEADS = ("between", "at", "edges")
_LEAD_KINDS = frozenset(_LEADS)
_ENDS = frozenset("?!….")
_TELLING_WORDS = ("refusals", "past", "events", "moves", "cues", "boundaries", "parts", "edges", "and_or", "to")
_TELLING_KINDS = frozenset(_TELLING_WORDS)
#: With phrases of which kinds any mark begins.
_MARKING_KINDS = (
    _FIRST_KINDS
    | _LENGTH_KINDS
    | _DAY_KINDS
    | _LEAD_KINDS
    | _TELLING_KINDS
    | CLOCK_KINDS
    | ZONE_KINDS
    | {"imperatives"}
)


#: Kinds of which a mark is read; the rest only tell.
_READ_KINDS = _MARKING_KINDS - _TELLING_KINDS | _LEAD_KINDS | {"parts"}


def _may_be_zone(t: Text, i: int) -> bool:
    return t.tokens[i].raw[0].isupper() or t.word(i) in SMALL_ZONES


def sentences(t: Text, c: Calendar, zones: Zones) -> tuple[Sentence, ...]:
    """Every sentence of the text with its marks."""
    return tuple(_Scan(t, c, zones).run())


class _Scan:
    """The pass over one text. What must be remembered: the marks of this sentence, and the week last named."""

    def __init__(self, t: Text, c: Calendar, zones: Zones) -> None:
        self.t, self.c, self.zones = t, c, zones
        self.marks: list[Mark] = []
        self.start = 0  #: where this sentence begins
        self.week: Week | None = None
        self.week_here = False

    def run(self) -> Iterator[Sentence]:
        t, i, paragraph = self.t, 0, 0
        end, telling = len(t), set(t.places(_MARKING_KINDS))
        while i < end:
            token = t.tokens[i]
            if token.line > 1 or i - self.start >= _LONGEST_SENTENCE:
                if i > self.start:
                    yield self._close(i, paragraph)
                paragraph += token.line == 3
            # Most words tell nothing of time; a capital may begin the name of a zone.
            mark = self._read(i) if i in telling or _may_be_zone(t, i) else None
            if mark:
                self.marks.append(mark)
                i = max(mark.stop, i + 1)
                continue
            i += 1
            if token.word in _ENDS and _ends(t, i):
                yield self._close(i, paragraph)
        if self.start < end:
            yield self._close(end, paragraph)

    def _close(self, stop: int, paragraph: int) -> Sentence:
        start, self.start = self.start, stop
        marks, self.marks, self.week_here = tuple(self.marks), [], False
        return Sentence(
            start, stop, marks, paragraph, any(self.t.word(k) == "?" for k in range(max(start, stop - 2), stop))
        )

    def _read(self, i: int) -> Mark | None:
        """The mark at word `i`; None for a word that tells nothing of time."""
        t = self.t
        kinds, digits = t.kinds(i), t.tokens[i].number is not None
        if not digits and not kinds:
            return read_zone(t, i, self.zones)
        if not digits and _READ_KINDS.isdisjoint(kinds) and not _may_be_zone(t, i):
            return self._telling(i)
        if i == self.start and (order := t.match("imperatives", i)):
            return Word(i, order.stop, "cues")
        if not _FIRST_KINDS.isdisjoint(kinds) and (found := t.first(_FIRST_WORDS, i)):
            return Word(i, found[1].stop, found[0])
        read = (
            (self._clock(i) if not _LEAD_KINDS.isdisjoint(kinds) and t.first(_LEADS, i) else None)
            or (read_length(t, i) if digits or not _LENGTH_KINDS.isdisjoint(kinds) else None)
            or (self._day(i) if digits or not _DAY_KINDS.isdisjoint(kinds) else None)
            or (self._part(i) if "parts" in kinds else None)
            or (self._clock(i) if clock_begins(t, i) else None)
        )
        return read or read_zone(t, i, self.zones) or self._telling(i)

    def _clock(self, i: int) -> Clock | None:
        last = next(
            (m for m in reversed(self.marks) if not (isinstance(m, Word) and m.kind in {"and_or", "parts"})), None
        )
        near = last is not None and touches(self.t, last.stop, i, ("glue", "and_or", "parts"))
        return read_clock(
            self.t,
            i,
            after_day=near and isinstance(last, Day),
            after_clock=near and isinstance(last, Clock) and i > last.stop,
        )

    def _part(self, i: int) -> Word | None:
        found = self.t.match("parts", i)
        return Word(i, found.stop, "parts", found.value) if found else None

    def _telling(self, i: int) -> Word | None:
        if _TELLING_KINDS.isdisjoint(self.t.kinds(i)):
            return None
        found = self.t.first(_TELLING_WORDS, i)
        return Word(i, found[1].stop, found[0], found[1].value) if found else None

    def _day(self, i: int) -> Day | Week | None:
        found = read_day(self.t, i, self.c)
        if isinstance(found, Week):
            self.week, self.week_here = found, True
            return found
        if not found:
            return None
        if found.weekday_only and self.week:
            found = self._of_week(found, self.week)
        if found.later and any(isinstance(m, Day) and m.date and m.date > self.c.today for m in self.marks):
            found = replace(found, date=found.later, doubt="", later=None)  # "not Friday, but Monday" goes forward
        if self.t.match("tonight", i):
            self.marks.append(Word(i, i, "parts", "pm"))
        elif part := next((p for k in range(i, found.stop) if (p := self.t.match("day_parts", k))), None):
            self.marks.append(Word(i, i, "parts", part.value))
        last = self.marks[-1] if self.marks else None
        if isinstance(last, Word) and last.kind in {"edges", "to"} and touches(self.t, last.stop, i, ("glue",)):
            return replace(found, edge="to" if last.kind == "to" else str(last.value))
        return found

    def _of_week(self, day: Day, week: Week) -> Day:
        """A week named in the same sentence decides; one named earlier makes a weekday outside it doubtful."""
        inside = in_week(day, week, self.c)
        if self.week_here or inside.date == day.date:
            return inside
        if week.monday <= self.c.monday():
            return day  # "this week is full. Monday at 10?" is the coming Monday
        return replace(day, date=None, doubt=f"which week {self.t.quote(day.start, day.stop)} lies in")


def _ends(t: Text, i: int) -> bool:
    """Whether the word before `i` ends a sentence: a full stop before a small letter is an abbreviation's."""
    mark = t.word(i - 1)
    if mark in {"?", "!", "…"}:
        return True
    if mark != ".":
        return False
    return i >= len(t) or (t.tokens[i].spaced and not t.tokens[i].raw[:1].islower())


def read_length(t: Text, i: int) -> Length | Word | None:
    """How long: a phrase of the rules, "20 minutes", "1.5 hours". "In 20 minutes" and "20 minutes late" are no length."""
    found, hour = t.match("durations", i), t.match("before_hour", i)
    if found and not (
        hour and hour.stop > found.stop
    ):  # Finnish "vartin" is a quarter of an hour, "vartin yli" one past
        return Length(i, found.stop, int(found.value))
    lead = t.match("within", i)
    number = count(t, lead.stop if lead else i)
    if not number:
        return None
    n, j = float(number[0]), number[1]
    if t.word(j) in {".", ","} and t.joined(j) and t.joined(j + 1) and t.word(j + 1) == "5":
        n, j = n + 0.5, j + 2
    j = j + 1 if t.word(j) == "-" and t.joined(j) else j
    unit = t.first(("unit_minute", "unit_hour"), j)
    if not unit or not t.same_line(j):
        return None
    minutes = int(n * (60 if unit[0] == "unit_hour" else 1))
    if minutes > _LONGEST and t.match("oclock", j) and not lead:
        return None  # "15 heures" is a clock
    if lead or not _SHORTEST <= minutes <= _LONGEST:
        return Word(i, unit[1].stop, "span")
    return Length(i, unit[1].stop, minutes)


def touches(t: Text, i: int, j: int, kinds: tuple[str, ...], marks: str = ",(") -> bool:
    """Whether nothing but small words of these kinds and light marks stand between word `i` and word `j`."""
    return i <= j <= i + 8 and t.skip(i, kinds, marks, most=6) >= j
