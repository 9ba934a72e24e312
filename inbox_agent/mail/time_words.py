"""A text as words, each with what it may mean in the telling of time in one language.

The grammar of days and clocks (`days.py`, `clocks.py`) is one for all languages; the words are data
(`rules/times/`). Here they meet: a `Lexicon` holds the phrases of one language by kind ("weekdays", "at",
"refusals"), and a `Text` answers "which phrase of that kind begins at this word, and where does it end?"
Each question costs one look into a dictionary, so reading a text takes time linear in its length (T-23).

Accents are optional and German umlauts may be written out, since phones and old keyboards drop them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from inbox_agent.mail.made_once import made_once
from inbox_agent.rules import Rules, Times, Zones

_TOKEN = re.compile(r"\d+|[^\W\d_]+|[^\w\s]|_")
_SHORT_FORM = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,3}\.\Z")
_APOSTROPHES = frozenset("’‘`´")
DASHES = frozenset("-–—")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_WRAPPED_FROM = 50  #: a line at least this long may have been broken by the mail program rather than by its writer
_LONGEST_NUMBER = 4
_LONGEST_TEXT = 30_000
YEARS = range(1900, 9000)  #: a Date header may claim others (R-55); nothing is planned from there
_MOST_KNOWN = 20_000  #: words whose phrases a lexicon keeps at hand

#: A hundred times a mail, so without the checks of a named tuple's own constructor.
_made = tuple.__new__
Value = int | str
Entries = dict[str, list[tuple[tuple[str, ...], Value]]]  #: the phrases that begin with a word, by kind
_NO_KINDS = frozenset[str]()


class Phrase(NamedTuple):
    """What a phrase found in a text is worth, and the index of the word after it."""

    value: Value
    stop: int


class Token(NamedTuple):
    """A word, a run of digits or a mark. `line`: 3 opens a paragraph, 2 a line or item, 1 is a wrapped line."""

    word: str  #: casefolded
    raw: str
    start: int
    stop: int
    spaced: bool  #: white space stands before it
    line: int = 0
    number: int | None = None  #: of at most four digits


def readable(source: str) -> str:
    """As much of a text as is read, with composed letters: an offer stands further up than 30,000 characters."""
    return unicodedata.normalize("NFC", source[:_LONGEST_TEXT])


def words_of(source: str) -> list[str]:
    """The words, numbers and marks of a text, casefolded: enough to tell its language, and whether to read on."""
    return _TOKEN.findall(source.casefold())


def tokens(source: str) -> tuple[Token, ...]:
    """The words, numbers and marks of a text in order."""
    found: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(source):
        start, stop = match.span()
        raw = match[0]
        number = None
        if raw.isalpha():
            word = raw.casefold()
        else:
            word = raw = "'" if raw in _APOSTROPHES else raw
            number = int(raw) if raw[0].isdecimal() and stop - start <= _LONGEST_NUMBER else None
        spaced = start > end
        line = _line_break(source, end, start) if spaced and "\n" in source[end:start] else 0
        found.append(_made(Token, (word, raw, start, stop, spaced or not found, line, number)))
        end = stop
    return tuple(found)


def _line_break(source: str, end: int, start: int) -> int:
    """Whether the writer ended a line here, or the mail program wrapped it: then the next word found no room."""
    if source.count("\n", end, start) > 1:
        return 3
    line_start = source.rfind("\n", max(0, end - 200), end) + 1
    length = end - line_start
    starts_item = source[start] in "-*•–—·>" or (source[start].isdecimal() and source[start + 1 : start + 2] in ")")
    # "kl.\n10" was wrapped inside: the stop is that of a short form.
    shortened = source[start].isdecimal() and _SHORT_FORM.search(source, max(0, end - 6), end)
    ended = source[end - 1 : end] in ".!?:;" and not shortened
    return 2 if starts_item or ended or length < _WRAPPED_FROM else 1


class Opening(NamedTuple):
    """What may begin with one word: the phrases by kind, the kinds of those that are this word alone, and all kinds by
    the word that follows, where it makes more: "the" begins a hundred phrases, of which the next word leaves one or none."""

    entries: Entries
    alone: frozenset[str]
    followed: dict[str, frozenset[str]]


class Lexicon:
    """The phrases of one language by their first word and kind, longest first."""

    def __init__(self, language: str, words: Times, zones: Zones) -> None:
        self.language = language
        self.words = words
        self._phrases: dict[str, Entries] = {}
        self._known: dict[str, Opening] = {}
        self._stems: dict[str, dict[str, Value]] = {}
        self.vocabulary: dict[str, int] = {}
        for kind, phrase, value in _language_phrases(words):
            self._add(kind, phrase, value)
        self.vocabulary = dict.fromkeys(self._phrases, 2)
        self.vocabulary |= {form: 3 for word in words.common for form in _spellings(word)}
        for kind, phrase, value in _zone_phrases(zones):
            self._add(kind, phrase, value)
        for kinds in self._phrases.values():
            for entries in kinds.values():
                entries.sort(key=lambda entry: -len(entry[0]))

    def _add(self, kind: str, phrase: str, value: Value) -> None:
        for form in _spellings(phrase):
            if form.endswith("*"):
                self._stems.setdefault(form[:-1], {}).setdefault(kind, value)
                continue
            parts = tuple(token.word for token in tokens(form))
            entries = self._phrases.setdefault(parts[0], {}).setdefault(kind, [])
            if all(parts != known for known, _ in entries):
                entries.append((parts, value))

    def of(self, words: Sequence[str]) -> list[Opening]:
        """What may begin with each of these words; stems count as the whole word."""
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        known = self._known
        for word in words:
            if word not in known:
                known[word] = _opening(self._find(word))
        return [known[word] for word in words]

    def kinds(self, words: Sequence[str]) -> list[frozenset[str]]:
        """The kinds of all phrases that may begin with each of these words, by it and the word that follows."""
        return list(map(_kinds_before, self.of(words), (*words[1:], "")))

    def _find(self, word: str) -> Entries:
        entries = self._phrases.get(word, {})
        stemmed = [self._stems[word[:n]] for n in range(3, min(len(word), 24) + 1) if word[:n] in self._stems]
        if stemmed:
            entries = {kind: list(known) for kind, known in entries.items()}
            for kinds in stemmed:
                for kind, value in kinds.items():
                    entries.setdefault(kind, []).append(((word,), value))
        return entries


def _opening(entries: Entries) -> Opening:
    alone = frozenset(kind for kind, found in entries.items() if any(len(parts) == 1 for parts, _ in found))
    seconds: dict[str, set[str]] = {}
    for kind, found in entries.items():
        for parts, _ in found:
            if len(parts) > 1:
                seconds.setdefault(parts[1], set()).add(kind)
    return Opening(entries, alone, {second: alone | kinds for second, kinds in seconds.items()})


def _kinds_before(opening: Opening, following: str) -> frozenset[str]:
    return opening.followed.get(following, opening.alone) if opening.followed else opening.alone


def _spellings(phrase: str) -> Iterator[str]:
    """The phrase as it stands, without accents, and with umlauts written out."""
    phrase = unicodedata.normalize("NFC", phrase).casefold().replace("’", "'")
    bare = "".join(c for c in unicodedata.normalize("NFD", phrase) if not unicodedata.combining(c))
    yield from dict.fromkeys((phrase, bare, phrase.translate(_UMLAUTS)))


_PLAIN_KINDS = (
    "ordinal_marks", "of", "glue", "articles", "at", "oclock", "am", "pm", "noon", "minutes_past", "minutes_to", "plus", "minus",
    "to", "between", "and_or", "week_after", "week_number", "next", "coming", "this", "last", "within",
    "unit_minute", "unit_hour", "unit_day", "unit_week", "unit_month", "tonight", "here", "there", "time", "time_of",
    "place", "beside", "moves", "cues", "imperatives", "harmless", "refusals", "past", "events", "boundaries", "instead", "back", "later",
)  # fmt: skip
_VALUED_KINDS = (
    "numbers", "hours", "ordinals", "days", "weeks", "coming_weeks", "parts", "before_hour", "after_hour", "edges", "edges_after", "durations",
    "zones", "months_ahead", "month_parts",
)  # fmt: skip


def _language_phrases(words: Times) -> Iterator[tuple[str, str, Value]]:
    for kind in _PLAIN_KINDS:
        yield from ((kind, phrase, 0) for phrase in getattr(words, kind))
    for kind in _VALUED_KINDS:
        yield from ((kind, phrase, value) for phrase, value in getattr(words, kind).items())
    for kind in ("weekdays", "weekdays_short", "months"):
        for index, names in enumerate(getattr(words, kind)):
            yield from ((kind, name, index) for name in names)
    for index, names in enumerate(words.weekdays):
        for ending, part in words.day_parts.items():
            yield from (("weekdays", name + ending, index) for name in names)
            yield from (("day_parts", name + ending, part) for name in names)


def _zone_phrases(zones: Zones) -> Iterator[tuple[str, str, Value]]:
    yield from (("cities", name, zone) for name, zone in zones.cities.items())
    yield from (("regions", name, zone) for name, zone in zones.regions.items())


class Text:
    """A text read with one lexicon."""

    def __init__(self, source: str, words: tuple[Token, ...], lexicon: Lexicon) -> None:
        self.source = source
        self.tokens = words
        self.lexicon = lexicon
        self._length = len(words)
        self._words = [token.word for token in words]
        self._numbers = [token.number for token in words]
        self._entries = [opening.entries for opening in lexicon.of(self._words)]
        self._kinds = lexicon.kinds(self._words)
        self._line_end = [0] * len(words)  #: where the line of each word ends
        end = len(words)
        for i in range(len(words) - 1, -1, -1):
            self._line_end[i] = end
            end = i if words[i].line >= 2 else end

    def __len__(self) -> int:
        return self._length

    def match(self, kind: str, i: int) -> Phrase | None:
        """The longest phrase of a kind that begins at word `i`. No phrase crosses the end of a line."""
        if i >= self._length or (found := self._entries[i].get(kind)) is None:
            return None
        following = self._words[i + 1] if i + 1 < self._length else ""
        for parts, value in found:
            size = len(parts)
            if size == 1 or (
                parts[1] == following
                and i + size <= self._line_end[i]
                and (size == 2 or tuple(self._words[i : i + size]) == parts)
            ):
                return _made(Phrase, (value, i + size))
        return None

    def kinds(self, i: int) -> frozenset[str]:
        """The kinds of which a phrase may begin at word `i`."""
        return self._kinds[i] if i < self._length else _NO_KINDS

    @cached_property
    def links(self) -> frozenset[int]:
        """Where a dash stands or a word that leads to the end of a range."""
        return frozenset(i for i in range(self._length) if self._words[i] in DASHES or "to" in self._kinds[i])

    def places(self, kinds: frozenset[str]) -> list[int]:
        """Where a figure stands, or a word with which a phrase of these kinds may begin."""
        return [
            i
            for i, (here, number) in enumerate(zip(self._kinds, self._numbers, strict=True))
            if number is not None or not kinds.isdisjoint(here)
        ]

    def first(self, kinds: Iterable[str], i: int) -> tuple[str, Phrase] | None:
        """The first of several kinds that has a phrase here."""
        here = self.kinds(i)
        for kind in kinds:
            if kind in here and (found := self.match(kind, i)):
                return kind, found
        return None

    def word(self, i: int) -> str:
        return self._words[i] if 0 <= i < self._length else ""

    def number(self, i: int) -> int | None:
        return self._numbers[i] if 0 <= i < self._length else None

    def joined(self, i: int) -> bool:
        """Whether word `i` follows the one before it without white space."""
        return 0 < i < self._length and not self.tokens[i].spaced

    def same_line(self, i: int) -> bool:
        return 0 <= i < self._length and self.tokens[i].line < 2

    def skip(self, i: int, kinds: tuple[str, ...], marks: str = ",", most: int = 3) -> int:
        """The index after at most `most` phrases of these kinds or single marks."""
        for _ in range(most):
            if not self.same_line(i):
                break
            if self.word(i) and self.word(i) in marks:
                i += 1
            elif found := self.first(kinds, i):
                i = found[1].stop
            else:
                break
        return i

    def quote(self, start: int, stop: int) -> str:
        """The words from `start` to before `stop` as they stand in the source, on one line."""
        if not start < stop <= len(self.tokens):
            return ""
        return " ".join(self.source[self.tokens[start].start : self.tokens[stop - 1].stop].split())


class Lexicons(NamedTuple):
    """The lexicons of all languages, and how much each word speaks for which of them."""

    all: tuple[Lexicon, ...]
    spoken: dict[str, tuple[tuple[int, int], ...]]  #: word → (place of the lexicon, weight)


@made_once
def lexicons(rules: Rules) -> Lexicons:
    """Every language's lexicon, built once for a set of rules."""
    known = tuple(Lexicon(language, words, rules.zones) for language, words in rules.times.items())
    spoken: dict[str, list[tuple[int, int]]] = {}
    for n, lexicon in enumerate(known):
        for word, weight in ((w, n) for w, n in lexicon.vocabulary.items() if w.isalpha()):
            spoken.setdefault(word, []).append((n, weight))
    return Lexicons(known, {word: tuple(weights) for word, weights in spoken.items()})


def languages(words: Sequence[str], known: Lexicons) -> tuple[Lexicon, ...]:
    """The lexicons that may be meant, the likeliest first: by how many of the first 400 words are theirs, those that it has most often counting more."""
    scores = [0] * len(known.all)
    for word in words[:400]:
        for n, weight in known.spoken.get(word, ()):
            scores[n] += weight
    best = max(scores, default=0)
    likely = [n for n, score in enumerate(scores) if score and score * 2 >= best] or [0]
    return tuple(known.all[n] for n in sorted(likely, key=lambda n: -scores[n]))
