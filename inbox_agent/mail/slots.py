"""Days, clocks, zones and lengths of one text, put together to the times that are offered in it.

A *false* meeting is worse than a missed one, so a time counts only where a meeting is spoken of: in a piece of a
sentence that holds a cue ("works", "shall we"), or on a bare line of day and clock near one (an offered list). A
piece that refuses, tells of the past or of an event ("my train", "the conference", opening hours) gives none; the
next piece of the same sentence may ("not Thursday at 3, but Friday at 11 works").

Within a sentence a clock belongs to the day that it touches ("3pm on Thursday", "Thursday at 2 or 3"), then to the
last day before it; days joined by "or" share the clocks that follow. Without a day in its own sentence it takes the
last one of the same paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from inbox_agent.mail.dates import Day, Week
from inbox_agent.mail.hours import Clock, settle, time_of
from inbox_agent.mail.marks import Length, Mark, Sentence, Word, touches
from inbox_agent.mail.meeting_talk import TO_CLOCK, Talk, end_of_parts
from inbox_agent.mail.pieces import BLOCKING, Piece, is_word, pieces
from inbox_agent.mail.time_words import Text
from inbox_agent.mail.zones import People, Zone, place
from inbox_agent.rules import Zones

_MOST_SLOTS = 40
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Slot:
    """A time that was offered or agreed: `start` is aware, in `timezone` (IANA), or None with the `doubt` to ask about.

    `minutes` is the length that was said, `words` are theirs.
    """

    start: datetime | None
    timezone: str
    minutes: int | None
    words: str
    doubt: str = ""


def slots(t: Text, all_: Sequence[Sentence], people: People, zones: Zones) -> tuple[Slot, ...]:
    """Every time that the sentences offer, in their order, each moment once."""
    return _Assembly(t, all_, people, zones).run()


class _Assembly:
    def __init__(self, t: Text, all_: Sequence[Sentence], people: People, zones: Zones) -> None:
        self.t, self.all, self.people, self.zones = t, all_, people, zones
        self.talk = Talk(t, all_)
        self.zone = _only_zone(t, all_)
        self.length = _only_length(all_)
        self.days: tuple[Day, ...] = ()
        self.paragraph = -1

    def run(self) -> tuple[Slot, ...]:
        found: list[Slot] = []
        for n, sentence in enumerate(self.all):
            if sentence.paragraph != self.paragraph:
                self.paragraph, self.days = sentence.paragraph, ()
            found += self._of_sentence(n, sentence)
            if len(found) > _MOST_SLOTS:
                break
        sure = [s for s in found if s.start]
        # A clock without a day is asked about only where nothing else was offered.
        return tuple(_once(s for s in found if s.start or not sure or s.doubt != _NO_DAY))

    def _of_sentence(self, n: int, sentence: Sentence) -> Iterator[Slot]:
        if not any(isinstance(m, Clock) for m in sentence.marks):
            self._remember(sentence.marks)
            return
        for piece in pieces(self.t, sentence, lambda marks: self.talk.of_meeting(n, sentence, marks)):
            if piece.open:
                yield from self._of_piece(sentence, piece)
            self._remember(piece.marks)

    def _remember(self, marks: Sequence[Mark]) -> None:
        days = [m for m in marks if isinstance(m, Day)]
        if days:
            self.days = _cluster(self.t, marks, days[-1])

    # --- day, clock, zone ---

    def _of_piece(self, sentence: Sentence, piece: Piece) -> Iterator[Slot]:
        given_up = _given_up(self.t, sentence, piece.marks)
        last: Slot | None = None
        for k, clock in enumerate(piece.marks):
            if not isinstance(clock, Clock) or clock.edge == "deadline":
                continue
            days = self._days_for(piece.marks, k)
            if any(d.edge == "deadline" or d.start in given_up for d in days) or _until(sentence, days):
                continue
            if last and self._restates(sentence, clock, days, last):
                continue
            for slot in self._at(sentence, piece.marks, k, clock, days):
                last = slot
                yield slot

    def _restates(self, sentence: Sentence, clock: Clock, days: tuple[Day, ...], last: Slot) -> bool:
        """Whether a clock in brackets, or after a stroke, tells the last moment again in another zone."""
        if (
            self.t.word(clock.start - 1) not in {"(", "/", "=", "["}
            or not last.start
            or not (zone := self._zone_of(sentence, clock))
        ):
            return False
        return any(self._moment(d.date, clock, zone) == last.start for d in days if d.date) or any(
            self._moment(last.start.date() + timedelta(n), clock, zone) == last.start for n in (-1, 0, 1)
        )

    def _moment(self, day: date | None, clock: Clock, zone: Zone) -> datetime | None:
        settled = settle(self.t, clock, "")
        return place(day, time_of(settled), zone, self.people, self.zones).start if day and settled else None

    def _days_for(self, marks: Sequence[Mark], k: int) -> tuple[Day, ...]:
        """The days of the clock at `k`: touched before, touched after, last before in the sentence or paragraph."""
        clock = marks[k]
        before = next((m for m in reversed(marks[:k]) if isinstance(m, Day | Clock)), None)
        if isinstance(before, Day) and touches(self.t, end_of_parts(marks, before), clock.start, TO_CLOCK):
            return _cluster(self.t, marks, before)
        after = next((m for m in marks[k + 1 :] if isinstance(m, Day | Clock | Week)), None)
        if isinstance(after, Day) and touches(self.t, end_of_parts(marks, clock, zones=True), after.start, ("glue",)):
            return _cluster(self.t, marks, after)
        day = next((m for m in reversed(marks[:k]) if isinstance(m, Day)), None)
        if day:
            return _cluster(self.t, marks, day)
        if isinstance(after, Day) and not any(isinstance(m, Day) for m in marks[:k]) and after.start - clock.stop <= 6:
            return _cluster(self.t, marks, after)
        return self.days

    def _at(
        self, sentence: Sentence, marks: Sequence[Mark], k: int, clock: Clock, days: tuple[Day, ...]
    ) -> Iterator[Slot]:
        minutes = clock.length or _length_in(sentence.marks) or self.length
        words = self.t.quote(
            min([clock.start, *(d.start for d in days if d.start >= sentence.start)]),
            max([clock.stop, *(d.stop for d in days if d.stop <= sentence.stop)]),
        )
        settled = settle(self.t, clock, _part(self.t, marks, k))
        if not days:
            if clock.said and clock.edge in {"", "about"} and (sentence.question or _next_to_cue(marks, clock)):
                yield Slot(None, "", minutes, words, _NO_DAY)
            return
        for day in days:
            if day.gone or (not day.date and not day.doubt):
                continue
            yield self._slot(sentence, day, clock, settled, Slot(None, "", minutes, words))

    def _slot(self, sentence: Sentence, day: Day, clock: Clock, settled: Clock | None, blank: Slot) -> Slot:
        """The blank slot filled with its moment or its doubt."""
        doubt = day.doubt or _edge_doubt(clock, day) or ("" if settled else _NO_HALF)
        if day.later and settled and self._passed(day.later - _WEEK, settled, sentence):
            day, doubt = replace(day, date=day.later), _edge_doubt(clock, day)
        if doubt or not settled or not day.date:
            return replace(blank, doubt=doubt)
        placed = place(day.date, time_of(settled), self._zone_of(sentence, clock) or self.zone, self.people, self.zones)
        return replace(blank, start=placed.start, timezone=placed.timezone, doubt=placed.doubt)

    def _passed(self, today: date, clock: Clock, sentence: Sentence) -> bool:
        """Whether that hour of the day of writing was over: "Monday at 9", written on a Monday at 10, is the next one."""
        start = place(today, time_of(clock), self._zone_of(sentence, clock) or self.zone, self.people, self.zones).start
        return start is not None and start <= self.people.said_at

    def _zone_of(self, sentence: Sentence, clock: Clock) -> Zone | None:
        """The zone that stands at the clock, else the only one of its sentence."""
        zones = [m for m in sentence.marks if isinstance(m, Zone)]
        ends = [end_of_parts(sentence.marks, clock)]
        # "15:00 on 3 December in Stockholm": the zone may stand behind the day.
        ends += [m.stop for m in sentence.marks if isinstance(m, Day) and touches(self.t, ends[0], m.start, ("glue",))]
        for end in ends:
            if at := next((z for z in zones if touches(self.t, end, z.start, ("glue", "parts"), ",([")), None):
                return at
        return next(
            (
                z
                for z in zones
                if not z.weak and self.t.word(z.start - 1) != "(" and not _bracketed(self.t, sentence, z)
            ),
            None,
        )


_NO_DAY = "on which day"
_NO_HALF = "whether the morning or the evening is meant"


def _next_to_cue(marks: Sequence[Mark], clock: Clock) -> bool:
    """Whether a word of meeting stands at the clock: "15:00 works", "let's say 4 pm"."""
    return any(is_word(m, "cues") and (0 <= m.start - clock.stop <= 2 or 0 <= clock.start - m.stop <= 2) for m in marks)


def _edge_doubt(clock: Clock, day: Day) -> str:
    if clock.edge == "window" or day.edge in {"window", "from"}:
        return "at what time within the stretch that is named"
    return "at what time exactly" if clock.edge == "about" else ""


def _bracketed(t: Text, sentence: Sentence, zone: Zone) -> bool:
    """Whether a zone belongs to a clock in brackets: "15:00 (9:00 in New York)" says nothing of the first."""
    for k in range(zone.start - 1, max(sentence.start, zone.start - 6) - 1, -1):
        if t.word(k) == ")":
            return False
        if t.word(k) == "(":
            return t.number(k + 1) is not None
    return False


def _part(t: Text, marks: Sequence[Mark], k: int) -> str:
    """Morning or evening, said after the clock or between its day and it."""
    clock = marks[k]
    clocks = [m for m in marks if isinstance(m, Clock)]
    for m in marks:
        if isinstance(m, Word) and m.kind == "parts" and clock.stop <= m.start <= clock.stop + 2:
            return str(m.value)
    previous = max((c.stop for c in clocks if c.stop <= clock.start), default=-1)
    # "quarter past nine in the morning or quarter to one": the part belongs to the clock that it follows.
    theirs = next((m.stop for m in marks if is_word(m, "parts") and previous <= m.start <= previous + 1), previous)
    before = [m for m in marks if isinstance(m, Word) and m.kind == "parts" and theirs <= m.start <= clock.start]
    return str(before[-1].value) if before else ""


def _cluster(t: Text, marks: Sequence[Mark], day: Day) -> tuple[Day, ...]:
    """The day with those that "or" or a comma joins to it: "Tuesday or Wednesday at 16:00"."""
    days = [m for m in marks if isinstance(m, Day)]
    at = days.index(day)
    first = last = at
    while first and touches(t, days[first - 1].stop, days[first].start, ("glue", "and_or")):
        first -= 1
    while last + 1 < len(days) and touches(t, days[last].stop, days[last + 1].start, ("glue", "and_or")):
        last += 1
    return tuple(days[first : last + 1])


def _given_up(t: Text, sentence: Sentence, marks: Sequence[Mark]) -> set[int]:
    """The days that are given up: after "instead of", and those moved *from*."""
    found: set[int] = set()
    for mark, following in pairwise(marks):
        if is_word(mark, "instead") and isinstance(following, Day | Clock):
            found |= {m.start for m in marks if isinstance(m, Day) and m.start >= following.start}
    days = [m for m in marks if isinstance(m, Day)]
    if any(is_word(m, "moves") for m in sentence.marks):
        joined = [any(is_word(m, "and_or") and a.stop <= m.start < b.start for m in marks) for a, b in pairwise(days)]
        found |= {a.start for a, together in zip(days, joined, strict=False) if not together}
        if len(days) == 1 and any(m.start > days[0].stop and (isinstance(m, Week) or is_word(m, "to")) for m in marks):
            found.add(days[0].start)  # "postpone Thursday's call to the week after"
    return found


def _until(sentence: Sentence, days: Sequence[Day]) -> bool:
    """Whether "to" leads to the only day of a sentence that moves nothing: "send it to me till Monday at 9"."""
    named = [m for m in sentence.marks if isinstance(m, Day)]
    moved = any(is_word(m, "moves") for m in sentence.marks)
    return not moved and len(named) == 1 and any(day is named[0] and day.edge == "to" for day in days)


def _only_zone(t: Text, all_: Sequence[Sentence]) -> Zone | None:
    """The zone that the text names for all its clocks: the only one, not at a clock ("all times CET")."""
    named: dict[tuple[object, ...], Zone] = {}
    for sentence in all_:
        clocks = {m.stop for m in sentence.marks if isinstance(m, Clock)}
        for zone in (m for m in sentence.marks if isinstance(m, Zone) and not m.weak):
            if not any(stop <= zone.start <= stop + 1 for stop in clocks):
                named[(zone.key, zone.offset, zone.whose, zone.name)] = zone
    return next(iter(named.values())) if len(named) == 1 else None


def _length_in(marks: Sequence[Mark]) -> int | None:
    lengths = {m.minutes for m in marks if isinstance(m, Length)}
    return lengths.pop() if len(lengths) == 1 else None


def _only_length(all_: Sequence[Sentence]) -> int | None:
    return _length_in([m for s in all_ if not any(is_word(m, *BLOCKING) for m in s.marks) for m in s.marks])


def _once(found: Iterator[Slot]) -> Iterator[Slot]:
    """Each moment, and each doubt, once."""
    seen: set[object] = set()
    for slot in found:
        key = slot.start or (slot.words, slot.doubt)
        if key not in seen:
            seen.add(key)
            yield slot
