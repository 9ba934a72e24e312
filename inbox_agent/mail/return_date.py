"""The day on which somebody is back, out of an out-of-office reply in any of the languages of `rules/machine`.

Only a day that the words give a part to is taken: the first day back ("tillbaka den 4 januari"), the end of
the absence ("until 3 January"), or its last day ("t/m 3 januari", so back the day after). "Back" outweighs an
end; the first day away says nothing, and a month ("t.o.m. augusti") only counts where no day is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, Protocol

from inbox_agent.mail.named_days import Mention, NamedDays, any_of, mentions

Part = Literal["back", "until", "through", "from", ""]
MOST_LETTERS = 4000
_SENTENCE = re.compile(r"(?<=[^\d\s.][.!?])\s+(?=[^\W\d_a-zà-ÿ])|\n\s*\n")
_SPAN = re.compile(r"\d\.?\s?[-–—]\s?$")


class MachineDates(NamedDays, Protocol):
    """The words of one language that say what part a day plays in an absence."""

    @property
    def back(self) -> Sequence[str]: ...
    @property
    def until(self) -> Sequence[str]: ...
    @property
    def through(self) -> Sequence[str]: ...
    @property
    def from_(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class ReturnDate:
    """The first day back, or the end that was named, and the words that say so."""

    day: date
    words: str
    back: bool = False  #: the first day back, and not an end that was named


@dataclass(frozen=True)
class _Parts:
    pattern: re.Pattern[str]
    part_of: dict[str, Part]


def find_return_date(text: str, said: date | None, words: MachineDates, month_first: bool = False) -> ReturnDate | None:
    """The day of return in a text that was sent on the day `said`; None where none is told.

    `month_first` says that 1/4 may be the fourth of January; then the reading that lies nearer counts.
    """
    if said and not 1900 <= said.year <= 2200:
        said = None  # a clock that is off by centuries says nothing, and has no tomorrow
    parts = _parts(words)
    exact: list[tuple[Part, ReturnDate]] = []
    vague: list[tuple[Part, ReturnDate]] = []
    for sentence in _SENTENCE.split(text[:MOST_LETTERS].casefold()):
        named = mentions(sentence, said, words, month_first)
        for part, mention in _with_parts(sentence, named, parts):
            day = _day_back(part, mention)
            if part in {"back", "until", "through"} and (said is None or day >= said - timedelta(days=30)):
                told = ReturnDate(day, " ".join(sentence[:300].split()), part == "back")
                (vague if mention.vague else exact).append((part, told))
    found = exact or vague
    back = [one for part, one in found if part == "back"]
    return back[0] if back else max((one for _, one in found), key=lambda r: r.day, default=None)


def _day_back(part: Part, mention: Mention) -> date:
    """Whoever is away through a day or a month is back on the day after."""
    return (mention.last or mention.day) + timedelta(days=1) if part == "through" else mention.day


def _with_parts(sentence: str, named: Sequence[Mention], parts: _Parts) -> Iterable[tuple[Part, Mention]]:
    """Each day with the part that the words around it give it."""
    before = 0
    previous: Part = ""
    for n, mention in enumerate(named):
        last = n + 1 == len(named)
        left = sentence[before : mention.start]
        right = sentence[mention.end : len(sentence) if last else named[n + 1].start]
        leads = [parts.part_of[m.group()] for m in parts.pattern.finditer(left)]
        if _SPAN.search(left) or (not leads and _joins(left, previous)):
            leads = ["until"]  # 21.–28. December; from 21 December and 4 January
        part = _part(leads, right, last, parts)
        yield part, mention
        before, previous = mention.end, part


def _joins(left: str, previous: Part) -> bool:
    return left.strip() in {"-", "–", "—"} or (previous == "from" and len(left.strip()) <= 3)


def _part(leads: list[Part], right: str, last: bool, parts: _Parts) -> Part:
    """The nearest word before the day decides, but "back" outweighs what is no end; words behind it may correct that."""
    lead = leads[-1] if leads else ""
    behind = parts.pattern.match(right.lstrip(" ,()"))
    follow = parts.part_of[behind.group()] if behind else ""
    if follow == "through" and lead in {"until", ""}:
        return "through"
    if lead in {"until", "through"}:
        return lead
    if "back" in leads or (last and any(parts.part_of[m.group()] == "back" for m in parts.pattern.finditer(right))):
        return "back"
    return lead or follow


@lru_cache(maxsize=64)
def _parts(words: MachineDates) -> _Parts:
    listed: tuple[tuple[Part, Sequence[str]], ...] = (
        ("back", words.back), ("until", words.until), ("through", words.through), ("from", words.from_),
    )  # fmt: skip
    part_of = {word.casefold(): part for part, phrases in listed for word in phrases}
    return _Parts(re.compile(rf"(?<!\w)(?:{any_of(part_of)})(?!\w)"), part_of)
