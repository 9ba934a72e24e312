"""The day on which somebody is back, out of an out-of-office reply in any of the languages of `rules/machine`.

Only a day that the words give a part to is taken: the first day back ("tillbaka den 4 januari"), the end of
the absence ("until 3 January"), or its last day ("t/m 3 januari", so back the day after). "Back" outweighs an
end; the first day away says nothing. A day without a year is the next such day from the mail's date on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, Protocol

Part = Literal["back", "until", "through", "from", ""]
MOST_LETTERS = 4000
_SENTENCE = re.compile(r"(?<=[^\d\s.][.!?])\s+(?=[^\W\d_a-zà-ÿ])|\n\s*\n")
_ORDINAL = r"(?:st|nd|rd|th|er|re|º|ª|°|:e|:a|\.)?"
_ISO = r"(?P<y0>\d{4})-(?P<m0>\d{2})-(?P<d0>\d{2})"
_NUMBERS = (
    r"(?P<d1>\d{1,2})(?P<mark>[./-])\s?(?P<m1>\d{1,2})(?P<more>(?P=mark))?(?:\s?(?P<y1>\d{4}|(?<=[./-])\d{2})(?!\d))?"
)
_SPAN = re.compile(r"\d\.?\s?[-–—]\s?$")
_SHORT_WEEKDAY = 5


class MachineDates(Protocol):
    """The words of one language that days of absence are named with."""

    @property
    def months(self) -> Sequence[Sequence[str]]: ...
    @property
    def weekdays(self) -> Sequence[Sequence[str]]: ...
    @property
    def tomorrow(self) -> Sequence[str]: ...
    @property
    def back(self) -> Sequence[str]: ...
    @property
    def until(self) -> Sequence[str]: ...
    @property
    def through(self) -> Sequence[str]: ...
    @property
    def from_(self) -> Sequence[str]: ...
    def __hash__(self) -> int: ...


@dataclass(frozen=True)
class ReturnDate:
    """The first day back, or the end that was named, and the words that say so."""

    day: date
    words: str
    back: bool = False  #: the first day back, and not an end that was named


@dataclass(frozen=True)
class _Mention:
    start: int
    end: int
    day: date


@dataclass(frozen=True)
class _Patterns:
    dates: re.Pattern[str]
    weekdays: re.Pattern[str]
    tomorrow: re.Pattern[str]
    parts: re.Pattern[str]
    part_of: dict[str, Part]
    month_of: dict[str, int]
    weekday_of: dict[str, int]


def find_return_date(text: str, said: date | None, words: MachineDates, month_first: bool = False) -> ReturnDate | None:
    """The day of return in a text that was sent on the day `said`; None where none is told.

    `month_first` says that 1/4 may be the fourth of January; then the reading that lies nearer counts.
    """
    if said and not 1900 <= said.year <= 2200:
        said = None  # a clock that is off by centuries says nothing, and has no tomorrow
    patterns = _patterns(words)
    found: dict[Part, list[ReturnDate]] = {"back": [], "until": [], "through": []}
    for sentence in _SENTENCE.split(text[:MOST_LETTERS].casefold()):
        mentions = _mentions(sentence, said, patterns, month_first)
        for part, mention in _with_parts(sentence, mentions, patterns):
            day = mention.day + timedelta(days=part == "through")
            if part in found and (said is None or day >= said - timedelta(days=30)):
                found[part].append(ReturnDate(day, " ".join(sentence[:300].split()), part == "back"))
    ends = found["until"] + found["through"]
    return found["back"][0] if found["back"] else max(ends, key=lambda r: r.day, default=None)


def _with_parts(sentence: str, mentions: Sequence[_Mention], patterns: _Patterns) -> Iterable[tuple[Part, _Mention]]:
    """Each day with the part that the words around it give it."""
    before = 0
    previous: Part = ""
    for n, mention in enumerate(mentions):
        last = n + 1 == len(mentions)
        left = sentence[before : mention.start]
        right = sentence[mention.end : len(sentence) if last else mentions[n + 1].start]
        leads = [patterns.part_of[m.group()] for m in patterns.parts.finditer(left)]
        if _SPAN.search(left) or (not leads and _joins(left, previous)):
            leads = ["until"]  # 21.–28. December; from 21 December and 4 January
        part = _part(leads, right, last, patterns)
        yield part, mention
        before, previous = mention.end, part


def _joins(left: str, previous: Part) -> bool:
    return left.strip() in {"-", "–", "—"} or (previous == "from" and len(left.strip()) <= 3)


def _part(leads: list[Part], right: str, last: bool, patterns: _Patterns) -> Part:
    """The nearest word before the day decides, but "back" outweighs what is no end; words behind it may correct that."""
    lead = leads[-1] if leads else ""
    behind = patterns.parts.match(right.lstrip(" ,()"))
    follow = patterns.part_of[behind.group()] if behind else ""
    if follow == "through" and lead in {"until", ""}:
        return "through"
    if lead in {"until", "through"}:
        return lead
    if "back" in leads or (last and any(patterns.part_of[m.group()] == "back" for m in patterns.parts.finditer(right))):
        return "back"
    return lead or follow


def _mentions(sentence: str, said: date | None, patterns: _Patterns, month_first: bool) -> list[_Mention]:
    """Every day that is named, first to last; a weekday beside a date is part of the date."""
    found: list[_Mention] = []
    for match in patterns.dates.finditer(sentence):
        found += _dated(match, said, patterns, month_first)
    if said:
        for match in patterns.weekdays.finditer(sentence):
            if not any(-4 <= m.start - match.end() <= 10 or 0 <= match.start() - m.end <= 4 for m in found):
                ahead = (patterns.weekday_of[match.group()] - said.weekday() - 1) % 7 + 1
                found.append(_Mention(match.start(), match.end(), said + timedelta(days=ahead)))
        found += [_Mention(m.start(), m.end(), said + timedelta(days=1)) for m in patterns.tomorrow.finditer(sentence)]
    return sorted(found, key=lambda m: m.start)


def _dated(match: re.Match[str], said: date | None, patterns: _Patterns, month_first: bool) -> list[_Mention]:
    g = match.groupdict()
    start, end = match.span()
    if g["y0"]:
        days = [_day(int(g["y0"]), int(g["m0"]), int(g["d0"]))]
    elif g["d1"]:
        if g["mark"] == "-" and not g["y1"]:
            return []  # a span of days or of hours
        days = [_next(g["y1"], int(g["m1"]), int(g["d1"]), said)]
        if month_first and g["mark"] == "/":
            days.append(_next(g["y1"], int(g["d1"]), int(g["m1"]), said))
    elif g["d2"]:
        days = [_next(g["y2"], patterns.month_of[g["m2"]], int(g["d2"]), said)]
    else:
        month = patterns.month_of[g["m3"]]
        days = [_next(g["y3"], month, int(g["last"] or g["d3"]), said)]
        if g["last"]:
            start = match.start("last")
    known = [day for day in days if day]
    ahead = [day for day in known if said and day >= said]
    return [_Mention(start, end, min(ahead or known))] if known else []


def _next(year: str | None, month: int, day: int, said: date | None) -> date | None:
    """That day in the year named, or the next such day; a few weeks back is still this year's."""
    if year:
        return _day(int(year) + (2000 if len(year) == 2 else 0), month, day)
    if said is None:
        return None
    this = _day(said.year, month, day)
    return this if this and this >= said - timedelta(days=60) else _day(said.year + 1, month, day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1900 <= year <= 2200 else None
    except ValueError:
        return None


@lru_cache(maxsize=64)
def _patterns(words: MachineDates) -> _Patterns:
    month_of = {name: n for n, names in enumerate(words.months, 1) for name in names}
    weekday_of = {name: n for n, names in enumerate(words.weekdays) for name in names if len(name) >= _SHORT_WEEKDAY}
    parts: tuple[tuple[Part, Sequence[str]], ...] = (
        ("back", words.back), ("until", words.until), ("through", words.through), ("from", words.from_),
    )  # fmt: skip
    part_of = {word.casefold(): part for part, listed in parts for word in listed}
    month = _any(month_of)
    day_month = rf"(?P<d2>\d{{1,2}}){_ORDINAL}\s?(?:of\s|de\s|d')?(?:the\s)?(?P<m2>{month})\b\.?(?:,?\s(?:de\s|del\s)?(?P<y2>\d{{4}}))?"
    month_day = rf"\b(?P<m3>{month})\.?\s(?:the\s)?(?P<d3>\d{{1,2}}){_ORDINAL}(?:\s?[-–]\s?(?P<last>\d{{1,2}}){_ORDINAL})?(?!\d|[:.]\d)(?:,?\s(?P<y3>\d{{4}}))?"
    return _Patterns(
        dates=re.compile(rf"(?<![\d:])(?:{_ISO}|{day_month}|{_NUMBERS})(?!\d|:\d)|{month_day}"),
        weekdays=re.compile(rf"\b(?:{_any(weekday_of)})\b"),
        tomorrow=re.compile(rf"\b(?:{_any(words.tomorrow)})\b"),
        parts=re.compile(rf"(?<!\w)(?:{_any(part_of)})(?!\w)"),
        part_of=part_of,
        month_of=month_of,
        weekday_of=weekday_of,
    )


def _any(words: Iterable[str]) -> str:
    """The words as alternatives, longest first, any run of blanks for a blank."""
    return "|".join(re.escape(word.casefold()) for word in sorted(words, key=len, reverse=True))
