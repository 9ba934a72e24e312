"""A text as sentences of plain words, and phrases of the rule files that are looked for in it.

A phrase is a row of words as a person would write them, with a few marks:

    happy to (find|make|spare) * time     one of several, then up to three words of any kind, then "time"
    (really)? enjoyed                     may be left out
    recommend*                            any word that begins so
    {day} works                           a list of the same rule file; {number}, {url} and {addr} are built in
    ^ sure $                              the sentence begins, the sentence ends; ** is up to seven words

Case, accents and punctuation do not count, German umlauts may be written out, and no phrase reaches over the
end of a sentence. Every phrase becomes a regular expression whose only repetitions are bounded runs of whole
words, so looking for it takes time linear in the text (T-23).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ahocorasick_rs import AhoCorasick, Implementation

from inbox_agent.mentorship.quotations import whole

MOST_CHARACTERS = 20_000
MOST_LETTERS = 40  #: of one word; what is longer is no word
WRAPPED_FROM = 45  #: a line at least this long may have been broken by the mail program and not by its writer

_TOKEN = re.compile(
    r"(?P<url>(?:https?://|www\.)\S{1,500})|(?P<addr>[^\s<>@()\[\],;:]{1,64}@[^\s<>@()\[\],;:]{1,255}\w)"
    r"|(?P<word>\d{1,9}(?:[:.,]\d{1,9})?\w{0,40}|[^\W\d_]\w{0,2000}(?:['’`´-]\w{1,200}){0,6}|[👍👌✅])"
)
_ENDS = re.compile(r"[.!?…;¿¡](?:\s|[\"'”’)*_]|$)|[?!…]|:\s*\n|\n\s*\n|\n\s*[-*•–·]")
_ELEMENT = re.compile(r"\(([^()]*)\)(\??)|\{([a-z-]+)\}(\??)|(\S+)")
_APOSTROPHES = str.maketrans("’`´", "'''")
_WRITTEN_OUT = {"ä": "(?:a|ae)", "ö": "(?:o|oe)", "ü": "(?:u|ue)"}
_NUMBER = "#"  #: the key of any figure
_BUILT_IN = {"number": r" \d[^ \n]*", "url": " ‹url›", "addr": " ‹addr›"}

_MARKS = frozenset({"*", "**", "^", "$"})
_MOST_ANCHORS = 40  #: of one phrase; more alternatives are told apart by its expression

Lists = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Said:
    """A text as one string of folded words, `" … words … "` a line for each sentence, and the way back to the source."""

    source: str
    words: str
    starts: tuple[int, ...]  #: where each word begins in `words`
    spans: tuple[tuple[int, int], ...]  #: where each word stands in `source`
    asked: tuple[bool, ...]  #: whether each sentence ends in a question mark

    @cached_property
    def lines(self) -> tuple[tuple[int, int], ...]:
        """Where each sentence begins and ends in `words`."""
        ends = [found.start() for found in re.finditer("\n", self.words)]
        return tuple(zip([0, *(end + 1 for end in ends)], [*ends, len(self.words)], strict=True))

    def spoken(self, sentence: int) -> str:
        """A whole sentence as it was written, on one line, with the rest of a quotation that it stands in."""
        lines = self.words.split("\n")
        first = sum(len(line.split()) for line in lines[:sentence])
        return whole(self.source, self.spans[first][0], self.spans[first + len(lines[sentence].split()) - 1][1])

    def rest(self, start: int, stop: int) -> str:
        """The same between two places of `words`, of which the second ends a sentence."""
        first = bisect_right(self.starts, start + 1) - 1
        return whole(self.source, self.spans[first][0], self.spans[bisect_right(self.starts, stop - 1) - 1][1])

    def quote(self, start: int, stop: int) -> str:
        """The writer's own words between two places of `words`, on one line."""
        first = bisect_right(self.starts, start + 1) - 1
        last = bisect_right(self.starts, stop - 1) - 1
        return " ".join(self.source[self.spans[first][0] : self.spans[last][1]].split())


def said(text: str) -> Said:
    """Read a text of any length and kind; what lies beyond `MOST_CHARACTERS` is not read."""
    source = unicodedata.normalize("NFC", text[:MOST_CHARACTERS])
    parts: list[str] = [" "]
    starts: list[int] = []
    spans: list[tuple[int, int]] = []
    asked: list[bool] = []
    length, end = 1, 0
    for token in _TOKEN.finditer(source):
        between = source[end : token.start()]
        if starts and _breaks(source, end, between):
            asked.append("?" in between)
            parts.append("\n ")
            length += 2
        word = f"‹{token.lastgroup}›" if token.lastgroup != "word" else fold(token[0])[:MOST_LETTERS]
        starts.append(length)
        spans.append(token.span())
        parts.append(word + " ")
        length += len(word) + 1
        end = token.end()
    asked.append("?" in source[end:])
    return Said(source, "".join(parts), tuple(starts), tuple(spans), tuple(asked))


def _breaks(source: str, end: int, between: str) -> bool:
    """Whether a sentence ends between two words: by its mark, a paragraph, an item, or a line cut short."""
    if between == " ":
        return False
    if _ENDS.search(between):
        # "kl. 14" and "a.m. 9" go on: a full stop before a figure ends nothing.
        return not (between.strip() == "." and source[end + len(between)].isdigit())
    return "\n" in between and end - source.rfind("\n", 0, end) < WRAPPED_FROM


@lru_cache(maxsize=20_000)  # the words of a language come again in every mail
def fold(word: str) -> str:
    """A word without case, accents and the kinds of apostrophe."""
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_APOSTROPHES))
    return "".join(c for c in plain if not unicodedata.combining(c))


@dataclass(frozen=True)
class Prepared:
    """A phrase as the source of an expression over `Said.words`, and its anchors."""

    source: str
    anchors: frozenset[str]


class Phrases:
    """Many phrases, and by which words of a text each could stand in it.

    Looking for hundreds of expressions in every mail costs more than reading it. So of each phrase the rarest words that
    stand side by side in it are kept as its anchors. One automaton (Aho and Corasick, 1975) finds all anchors in one pass
    over the text, and only there a phrase is looked for; its expression is made when that first happens.
    """

    def __init__(self, all_of_them: Sequence[Prepared]) -> None:
        self._sources = tuple(one.source for one in all_of_them)
        self._patterns: dict[int, re.Pattern[str]] = {}
        owners: dict[str, list[int]] = {}
        keyless = []
        for n, one in enumerate(all_of_them):
            for anchor in one.anchors:
                owners.setdefault(anchor, []).append(n)
            if not one.anchors:
                keyless.append(n)
        self._keyless = tuple(keyless)
        self._owners = tuple(owners.values())
        self._anchors = AhoCorasick(list(owners), implementation=Implementation.ContiguousNFA)

    def find(self, words: Said, text: str = "") -> Iterator[tuple[int, int, re.Match[str]]]:
        """Every place of a phrase, as its number, the sentence and the match, in the order of the phrases.

        `text` stands for `words.words` where some of its words are masked; its length is the same.
        """
        text = text or words.words
        lines = words.lines
        begins = [begin for begin, _ in lines]
        wanted = {(n, sentence) for n in self._keyless for sentence in range(len(lines))}
        for which, start, _ in self._anchors.find_matches_as_indexes(text, overlapping=True):
            sentence = bisect_right(begins, start) - 1
            wanted.update((n, sentence) for n in self._owners[which])
        for n, sentence in sorted(wanted):
            for found in self._pattern(n).finditer(text, *lines[sentence]):
                yield n, sentence, found

    def _pattern(self, n: int) -> re.Pattern[str]:
        if n not in self._patterns:
            self._patterns[n] = re.compile(self._sources[n])
        return self._patterns[n]


def phrases(texts: Sequence[str], lists: Lists) -> Phrases:
    """Make phrases ready to be looked for together. Raises `KeyError` for a list that the rule file does not have."""
    return Phrases([prepared(text, lists) for text in texts])


def prepared(text: str, lists: Lists) -> Prepared:
    """One phrase made ready, by the lists of its own rule file. Raises `KeyError` for a list that this does not have."""
    return Prepared(_source(text, lists), _anchors(text, lists))


def _anchors(phrase: str, lists: Lists) -> frozenset[str]:
    """Rows of letters of `Said.words` of which one must stand where the phrase does; none where any text may."""
    best = frozenset[str]()
    row = frozenset({" "})  # the words side by side so far, each row ending in a blank
    for group, may_lack, listed, list_may_lack, word in [*_ELEMENT.findall(phrase), ("", "", "", "", "*")]:
        exact, keys = frozenset[str](), frozenset[str]()
        if not may_lack and not list_may_lack and word not in _MARKS:
            alternatives = group.split("|") if group else ["{" + listed + "}"] if listed else [word]
            exact, keys = _exact(alternatives, lists), _longest(alternatives, lists)
        if exact and len(row) * len(exact) <= _MOST_ANCHORS:
            row = frozenset(before + after for before in row for after in exact)
        else:
            best = _rarer(best, row - {" "})
            row = exact if exact and len(exact) <= _MOST_ANCHORS else frozenset({" "})
            row = frozenset(" " + one for one in row) if exact and row != {" "} else row
        if keys and _NUMBER not in keys:
            best = _rarer(
                best, frozenset(f" {key}".removesuffix("*") + ("" if key.endswith("*") else " ") for key in keys)
            )
    return best


def _rarer(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    return max((one, other), key=lambda anchors: _rarity(anchors) if anchors else float("-inf"))


def _exact(alternatives: Sequence[str], lists: Lists) -> frozenset[str]:
    """Every way to write these, each word with a blank behind it; nothing where they cannot be listed."""
    found: set[str] = set()
    for one in alternatives:
        rows = {""}
        for word in one.split():
            if word.startswith("{"):
                spelled = _exact(lists[word[1:-1]], lists) if word[1:-1] not in _BUILT_IN else frozenset[str]()
            elif word in _MARKS or word.endswith("*"):
                spelled = frozenset[str]()
            else:
                spelled = frozenset(way + " " for way in spellings(word))
            rows = {before + after for before in rows for after in spelled}
            if not rows or len(rows) > _MOST_ANCHORS:
                return frozenset()
        found |= rows
    return frozenset(found) if len(found) <= _MOST_ANCHORS and "" not in found else frozenset()


def _longest(alternatives: Sequence[str], lists: Lists) -> frozenset[str]:
    """Of each alternative its longest word, in each way to write it; nothing where an alternative has no word."""
    keys: set[str] = set()
    for one in alternatives:
        words = [word for word in one.split() if word not in _MARKS]
        if not words:
            return frozenset()
        word = max(words, key=lambda w: 0 if w.startswith("{") else len(w))
        if not word.startswith("{"):
            keys |= spellings(word)
        elif word[1:-1] in _BUILT_IN:
            keys.add(_NUMBER if word == "{number}" else _BUILT_IN[word[1:-1]].strip())
        else:
            keys |= _longest(lists[word[1:-1]], lists)
    return frozenset(keys)


def spellings(word: str) -> set[str]:
    """Every way in which a word may stand in `Said.words`; its trailing `*` is kept."""
    found = {""}
    for letter in unicodedata.normalize("NFC", word.casefold()):
        written = _WRITTEN_OUT.get(letter)
        endings = written[3:-1].split("|") if written else [letter if letter == "*" else fold(letter)]
        found = {before + ending for before in found for ending in endings}
    return found


def _rarity(keys: frozenset[str]) -> float:
    """How seldom any of these words is expected: long words are rarer than short ones."""
    return -sum(3.0 ** -len(key) for key in keys)


def pattern(phrase: str, lists: Lists) -> re.Pattern[str]:
    """The phrase as an expression over `Said.words`. Raises `KeyError` for a list that the rule file does not have."""
    return re.compile(_source(phrase, lists))


def _source(phrase: str, lists: Lists) -> str:
    return "".join(_element(found, lists) for found in _ELEMENT.findall(phrase)) + "(?= )"


def _element(found: tuple[str, ...], lists: Lists) -> str:
    group, may_lack, listed, list_may_lack, word = found
    if group:
        return "(?:" + "|".join(_words(one, lists) for one in group.split("|")) + ")" + may_lack
    if listed:
        return _list(listed, lists) + list_may_lack
    return _word(word)


def _list(name: str, lists: Lists) -> str:
    if name in _BUILT_IN:
        return _BUILT_IN[name]
    return "(?:" + "|".join(_words(one, lists) for one in lists[name]) + ")"


def _words(phrase: str, lists: Lists) -> str:
    return "".join(_list(word[1:-1], lists) if word.startswith("{") else _word(word) for word in phrase.split())


def _word(word: str) -> str:
    marks = {"*": r"(?: [^ \n]+){0,3}", "**": r"(?: [^ \n]+){0,7}", "^": r"(?:(?<=\n)|\A)", "$": r"(?= (?:\n|\Z))"}
    if word in marks:
        return marks[word]
    stem = word.endswith("*")
    letters = unicodedata.normalize("NFC", word.removesuffix("*").casefold())
    return " " + "".join(_WRITTEN_OUT.get(c) or re.escape(fold(c)) for c in letters) + (r"[^ \n]*" if stem else "")
