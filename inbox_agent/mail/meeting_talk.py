"""Whether a meeting is spoken of where a day and a clock stand: by a word that says so, or by the form of the line.

A piece of a sentence with a cue ("works", "shall we") speaks of one; so do a bare line of day and clock near a cue, a
date in figures beside its clock, and a short answer that begins with its time.
"""

from __future__ import annotations

from collections.abc import Sequence

from inbox_agent.mail.dates import Day
from inbox_agent.mail.hours import Clock
from inbox_agent.mail.marks import Mark, Sentence, touches
from inbox_agent.mail.pieces import is_word, other_words
from inbox_agent.mail.time_words import Text
from inbox_agent.mail.zones import Zone

_BARE_WORDS = 2  #: so many other words may stand on a bare line of day and clock
TO_CLOCK = ("glue", "at", "parts", "oclock")  #: what may stand between a day and its clock
_PLACE_WORDS = 3  #: so many beside a date in figures with its clock: where, or "yes, and"
_SHORT_ANSWER = 80  #: words and marks of a letter that need not say that a meeting is meant
_SHORT_TEXT = 25  #: in a text this short a bare day and clock is the message
_CUE_BEFORE, _CUE_AFTER = 6, 2  #: a bare line is an offer if a cue is this many sentences away


class Talk:
    """The sentences of one text, and where in them a meeting is spoken of."""

    def __init__(self, t: Text, all_: Sequence[Sentence]) -> None:
        self.t = t
        self.cued = [any(is_word(m, "cues") for m in s.marks) for s in all_]

    def of_meeting(self, n: int, sentence: Sentence, marks: Sequence[Mark]) -> bool:
        """Whether these marks of the sentence `n` are of a meeting."""
        if any(is_word(m, "cues") for m in marks):
            return True
        if self._dated(sentence, marks) or self._begins(sentence, marks):
            return True
        others = other_words(self.t, sentence, marks)
        if sentence.question and others <= _BARE_WORDS * 3:
            return True
        near = any(self.cued[max(0, n - _CUE_BEFORE) : n + _CUE_AFTER + 1])
        return others <= (_BARE_WORDS if near else 1 if len(self.t) <= _SHORT_TEXT else -1)

    def _dated(self, sentence: Sentence, marks: Sequence[Mark]) -> bool:
        """Whether a date in figures and a clock stand together with few words beside them, up to the commas around:
        "Sunday 6 December at 10 by the gate, bring boots" needs no other cue."""
        t = self.t
        dates = [
            m for m in marks if isinstance(m, Day) and any(t.number(k) is not None for k in range(m.start, m.stop))
        ]
        for day in dates:
            for clock in (m for m in marks if isinstance(m, Clock)):
                first, last = (day, clock) if day.start < clock.start else (clock, day)
                if touches(t, first.stop, last.start, TO_CLOCK):
                    return self._words_around(sentence, first.start, last.stop, marks) <= _PLACE_WORDS
        return False

    def _begins(self, sentence: Sentence, marks: Sequence[Mark]) -> bool:
        """Whether a short answer begins with day and clock, and ends there or goes on with a place: "Tomorrow half
        eleven at the barn, bring boots." What goes on with anybody's deed is no offer."""
        t = self.t
        told = [m for m in marks if isinstance(m, Day | Clock)][:2]
        if len(t) > _SHORT_ANSWER or len(told) < 2 or isinstance(told[0], type(told[1])):
            return False
        first, last = told
        stop = end_of_parts(sentence.marks, last, zones=True)
        near = touches(t, end_of_parts(sentence.marks, first), last.start, TO_CLOCK)
        if first.start - sentence.start > 1 or not near or any(isinstance(m, Day) and m.gone for m in told):
            return False
        return stop >= sentence.stop or not t.word(stop).isalnum() or bool(t.first(("beside", "and_or"), stop))

    def _words_around(self, sentence: Sentence, start: int, stop: int, marks: Sequence[Mark]) -> int:
        t = self.t
        while start > sentence.start and t.word(start - 1) != ",":
            start -= 1
        while stop < sentence.stop and t.word(stop) != ",":
            stop += 1
        return other_words(t, Sentence(start, stop, tuple(marks), sentence.paragraph, False), marks)


def end_of_parts(marks: Sequence[Mark], mark: Mark, *, zones: bool = False) -> int:
    """Where a day or clock ends with the part of the day, and if asked the zone, that follows it."""
    stop = mark.stop
    for m in marks:
        if (is_word(m, "parts") and stop <= m.start <= stop + 1) or (zones and isinstance(m, Zone) and m.start == stop):
            stop = m.stop
    return stop
