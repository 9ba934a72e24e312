"""A sentence in pieces of one thought each, and whether the thought is a meeting of the two.

A piece ends where another thought begins ("but", "if", a semicolon). One that refuses, tells of the past or of an
event is blocked; cut once more at its commas, what remains counts only with a cue of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from inbox_agent.mail.dates import Day
from inbox_agent.mail.hours import Clock
from inbox_agent.mail.marks import Mark, Sentence, Word
from inbox_agent.mail.time_words import Text

BLOCKING = frozenset({"refusals", "past", "events"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence with one thought: whether a meeting is spoken of in it, and its marks."""

    marks: tuple[Mark, ...]
    open: bool


def is_word(mark: Mark, *kinds: str) -> bool:
    return isinstance(mark, Word) and mark.kind in kinds


def pieces(t: Text, sentence: Sentence, is_open: Callable[[Sequence[Mark]], bool]) -> Iterator[Piece]:
    """The pieces of a sentence; `is_open` says of unblocked marks whether a meeting is spoken of."""
    if _day_range(t, sentence.marks) and not any(is_word(m, "moves") for m in sentence.marks):
        yield Piece(sentence.marks, False)
        return
    parts = [*_split(t, sentence, sentence.marks, _is_boundary)]
    for n, marks in enumerate(parts):
        if not any(is_word(m, *BLOCKING) for m in marks):
            yield Piece(marks, not _gives_way(marks, parts[n + 1 : n + 2]) and is_open(marks))
            continue
        for smaller in _split(t, sentence, marks, _is_joint):
            cued = any(is_word(m, "cues") for m in smaller) and not any(is_word(m, *BLOCKING) for m in smaller)
            yield Piece(smaller, cued)


def _gives_way(marks: Sequence[Mark], following: Sequence[Sequence[Mark]]) -> bool:
    """Whether a time without a cue of its own stands before another that has one: "Saturday at 11 I am at the fair, but
    Sunday at 14 would be good"."""
    return not any(is_word(m, "cues") for m in marks) and any(
        is_word(other[0], "boundaries")
        and any(is_word(m, "cues") for m in other)
        and any(isinstance(m, Day) for m in other)
        and any(isinstance(m, Clock) for m in other)
        for other in following
    )


def _is_boundary(t: Text, i: int) -> bool:
    return t.word(i) == ";" or (
        t.word(i) in {"–", "—", "-"} and t.tokens[i].spaced and i + 1 < len(t) and t.tokens[i + 1].spaced
    )


def _is_joint(t: Text, i: int) -> bool:
    return t.word(i) == "," or bool(t.match("and_or", i))


def _split(
    t: Text, sentence: Sentence, marks: Sequence[Mark], is_cut: Callable[[Text, int], bool]
) -> Iterator[tuple[Mark, ...]]:
    """The marks in groups, cut where between two of them stands a word that cuts."""
    group: list[Mark] = []
    for mark in marks:
        at_boundary = is_word(mark, "boundaries") and is_cut is _is_boundary
        at_joint = is_word(mark, "and_or") and is_cut is _is_joint
        between = bool(group) and any(is_cut(t, i) for i in range(group[-1].stop, mark.start))
        if group and (at_boundary or at_joint or between):
            yield tuple(group)
            group = []
        group.append(mark)
    if group:
        yield tuple(group)


def _day_range(t: Text, marks: Sequence[Mark]) -> bool:
    """Monday to Friday, Mon–Fri: opening hours and courses, no offer."""
    days = [m for m in marks if isinstance(m, Day)]
    return any(b.edge == "to" or (t.word(b.start - 1) in {"-", "–", "—"} and t.joined(b.start - 1)) for b in days[1:])


def other_words(t: Text, sentence: Sentence, marks: Sequence[Mark]) -> int:
    """How many words of a piece are neither marks nor small words of time."""
    if not marks:
        return 0
    start = sentence.start if marks[0] is sentence.marks[0] else marks[0].start
    stop = next((m.start for m in sentence.marks if m.start > marks[-1].start), sentence.stop)
    used = {i for m in marks for i in range(m.start, m.stop)}
    small = ("glue", "and_or", "at", "of", "to")
    return sum(t.tokens[i].word.isalpha() and i not in used and not t.first(small, i) for i in range(start, stop))
