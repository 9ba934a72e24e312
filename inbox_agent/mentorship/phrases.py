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
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import chain

from ahocorasick_rs import AhoCorasick, Implementation

from inbox_agent.mentorship.quotations import whole

MOST_CHARACTERS = 20_000
MOST_LETTERS = 40  #: of one word; what is longer is no word
WRAPPED_FROM = 45  #: a line at least this long may have been broken by the mail program and not by its writer

_TOKEN = re.compile(
    r"(?P<url>(?:https?://|www\.)\S{1,500}|(?<![@\w.])(?:[a-z0-9-]{2,63}\.){1,4}[a-z]{2,24}/[\w~%?#=&./+-]{0,200}\w|(?<![@\w.])(?:[a-z0-9-]{2,63}\.){2,4}[a-z]{3,24}(?![\w@.-]))|(?P<addr>[^\s<>@()\[\],;:]{1,64}@[^\s<>@()\[\],;:]{1,255}\w)"
    r"|(?P<word>\d{1,9}(?:[:.,]\d{1,9})?\w{0,40}|[^\W\d_]\w{0,2000}(?:['’`´-]\w{1,200}){0,6}|[👍👌✅])"
)
_ENDS = re.compile(r"[.!?…;¿¡](?:\s|[\"'”’)*_]|$)|[?!…]|:\s*\n|\n\s*\n|\n\s*[-*•–·]")
_ELEMENT = re.compile(r"\(([^()]*)\)(\??)|\{([a-z-]+)\}(\??)|(\S+)")
_APOSTROPHES = str.maketrans("’`´", "'''")
_WRITTEN_OUT = {"ä": "(?:a|ae)", "ö": "(?:o|oe)", "ü": "(?:u|ue)"}
_NUMBER = "#"  #: the key of any figure
_BUILT_IN = {"number": r" \d[^ \n]*", "url": " ‹url›", "addr": " ‹addr›"}

_MARKS = frozenset({"*", "**", "^", "$"})
_MOST_NEEDS = 3
_ANYWHERE = -1  #: the place of a phrase that may stand at any word of a sentence
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
    sentences: tuple[tuple[str, ...], ...]  #: the words of each sentence
    begins: tuple[int, ...]  #: where each sentence begins in `words`

    @cached_property
    def each(self) -> tuple[str, ...]:
        """Every word, at its number."""
        return tuple(chain.from_iterable(self.sentences))

    @cached_property
    def bags(self) -> tuple[frozenset[str], ...]:
        """The words of each sentence, as a set."""
        return tuple(map(frozenset, self.sentences))

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """Where each sentence ends in `words`."""
        return (*(begin - 1 for begin in self.begins[1:]), len(self.words))

    @property
    def lines(self) -> tuple[tuple[int, int], ...]:
        """Where each sentence begins and ends in `words`."""
        return tuple(zip(self.begins, self.ends, strict=True))

    def spoken(self, sentence: int) -> str:
        """A whole sentence as it was written, on one line, with the rest of a quotation that it stands in."""
        first = sum(map(len, self.sentences[:sentence]))
        last = first + len(self.sentences[sentence]) - 1
        return whole(self.source, self.spans[first][0], self.spans[last][1])

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
    sentences: list[tuple[str, ...]] = []
    words: list[str] = []  # of this sentence
    starts: list[int] = []
    spans: list[tuple[int, int]] = []
    asked: list[bool] = []
    begins = [0]
    length, end = 1, 0
    for token in _TOKEN.finditer(source):
        span = token.span()
        # Between most words stands a blank, at which no sentence ends.
        if words and source[end : span[0]] != " " and _breaks(source, end, source[end : span[0]]):
            asked.append("?" in source[end : span[0]])
            sentences.append(tuple(words))
            words = []
            begins.append(length + 1)
            length += 2
        # A letter that is only a mark on another one folds to nothing, and stays as it is.
        word = (fold(token[0])[:MOST_LETTERS] or token[0]) if token.lastgroup == "word" else f"‹{token.lastgroup}›"
        words.append(word)
        starts.append(length)
        spans.append(span)
        length += len(word) + 1
        end = span[1]
    asked.append("?" in source[end:])
    sentences.append(tuple(words))
    lines = "\n".join([f" {' '.join(row)} " for row in sentences]) if starts else " "
    return Said(source, lines, tuple(starts), tuple(spans), tuple(asked), tuple(sentences), tuple(begins))


def _breaks(source: str, end: int, between: str) -> bool:
    """Whether a sentence ends between two words: by its mark, a paragraph, an item, or a line cut short."""
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
    """A phrase as the source of an expression over `Said.words`, and where its anchors stand in it."""

    source: str
    anchors: frozenset[str]
    least: int  #: so many words of the phrase stand before an anchor
    most: int
    opens: bool  #: whether the phrase stands at the beginning of a sentence only
    firsts: frozenset[str]  #: the words of which one is its first; empty where any may be
    needs: tuple[frozenset[str], ...]  #: of each of these sets a word stands in it


class Phrases:
    """Many phrases, and by which words of a text each could stand in it.

    Looking for hundreds of expressions in every mail costs more than reading it. So of each phrase the rarest words that
    stand side by side in it are kept as its anchors. One automaton (Aho and Corasick, 1975) finds all anchors in one pass
    over the text; how many words of a phrase stand before its anchor is known, so the phrase is tried at those words
    alone. Its expression is made when that first happens.
    """

    def __init__(self, all_of_them: Sequence[Prepared]) -> None:
        self._sources = tuple(one.source for one in all_of_them)
        self._patterns: dict[int, re.Pattern[str]] = {}
        owners: dict[str, list[tuple[int, Prepared]]] = {}
        for n, one in enumerate(all_of_them):
            for anchor in one.anchors:
                owners.setdefault(anchor, []).append((n, one))
        self._keyless = tuple((n, one.opens) for n, one in enumerate(all_of_them) if not one.anchors)
        self._owners = tuple(owners.values())
        self._anchors = AhoCorasick(list(owners), implementation=Implementation.ContiguousNFA)

    def find(self, words: Said, text: str = "") -> Iterator[tuple[int, int, re.Match[str]]]:
        """Every place of a phrase, as its number, the sentence and the match, in the order of the phrases.

        `text` stands for `words.words` where some of its words are masked; its length is the same.
        """
        text = text or words.words
        last, end = -1, 0
        for n, sentence, place in sorted({*self._places(words, text), *self._anywhere(words)}):
            if n != last:
                last, end = n, 0
            if place == _ANYWHERE:
                yield from (
                    (n, sentence, found)
                    for found in self._pattern(n).finditer(text, words.begins[sentence], words.ends[sentence])
                )
            elif place >= end and (found := self._pattern(n).match(text, place, words.ends[sentence])):
                end = found.end()  # none begins within the one before
                yield n, sentence, found

    def _places(self, words: Said, text: str) -> Iterator[tuple[int, int, int]]:
        """The phrases of which an anchor is found: number, sentence, and the blank before the word that may be the first."""
        begins, starts, each, bags = words.begins, words.starts, words.each, words.bags
        for which, start, _ in self._anchors.find_matches_as_indexes(text, overlapping=True):
            sentence = bisect_right(begins, start) - 1
            begin, at = begins[sentence], bisect_left(starts, start + 1)
            for n, one in self._owners[which]:
                if any(map(bags[sentence].isdisjoint, one.needs)):
                    continue
                if one.opens:
                    first = bisect_left(starts, begin + 1)
                    if not one.firsts or each[first] in one.firsts:
                        yield n, sentence, begin
                    continue
                for first in range(max(0, at - one.most), at - one.least + 1):
                    if starts[first] > begin and (not one.firsts or each[first] in one.firsts):
                        yield n, sentence, starts[first] - 1

    def _anywhere(self, words: Said) -> Iterator[tuple[int, int, int]]:
        """The phrases without an anchor, in every sentence."""
        for n, opens in self._keyless:
            yield from ((n, sentence, begin if opens else _ANYWHERE) for sentence, begin in enumerate(words.begins))

    def _pattern(self, n: int) -> re.Pattern[str]:
        if n not in self._patterns:
            self._patterns[n] = re.compile(self._sources[n])
        return self._patterns[n]


def phrases(texts: Sequence[str], lists: Lists) -> Phrases:
    """Make phrases ready to be looked for together. Raises `KeyError` for a list that the rule file does not have."""
    return Phrases([prepared(text, lists) for text in texts])


def prepared(text: str, lists: Lists) -> Prepared:
    """One phrase made ready, by the lists of its own rule file. Raises `KeyError` for a list that this does not have."""
    return Prepared(
        _source(text, lists), *_anchors(text, lists), text.startswith("^ "), _firsts(text, lists), _needs(text, lists)
    )


@dataclass(frozen=True)
class _Anchors:
    """Rows of letters of `Said.words` of which one must stand where the phrase does, and the words before it in the phrase."""

    rows: frozenset[str] = frozenset()
    least: int = 0
    most: int = 0

    def rarer(self, other: _Anchors) -> _Anchors:
        return max((self, other), key=lambda one: _rarity(one.rows) if one.rows else float("-inf"))


def _anchors(phrase: str, lists: Lists) -> tuple[frozenset[str], int, int]:
    """The rarest anchors of a phrase; none where any text may stand in it."""
    best = _Anchors()
    least = most = 0  # words of the phrase so far
    row = _Anchors(frozenset({" "}))  # the words side by side so far, each row ending in a blank
    for group, may_lack, listed, list_may_lack, word in [*_ELEMENT.findall(phrase), ("", "", "", "", "*")]:
        exact, keys = frozenset[str](), frozenset[str]()
        alternatives = group.split("|") if group else ["{" + listed + "}"] if listed else [word]
        shortest, longest = _length(alternatives, lists)
        behind = least + (0 if may_lack or list_may_lack else shortest), most + longest
        if not may_lack and not list_may_lack and word not in _MARKS:
            exact, keys = _exact(alternatives, lists), _longest(alternatives, lists)
        if exact and len(row.rows) * len(exact) <= _MOST_ANCHORS:
            row = replace(row, rows=frozenset(before + after for before in row.rows for after in exact))
        else:
            best = best.rarer(replace(row, rows=row.rows - {" "}))
            begins = exact if len(exact) <= _MOST_ANCHORS else frozenset[str]()
            row = _Anchors(frozenset(" " + one for one in begins), least, most)
            row = row if begins else _Anchors(frozenset({" "}), *behind)
        if keys and _NUMBER not in keys:
            rows = frozenset(f" {key}".removesuffix("*") + ("" if key.endswith("*") else " ") for key in keys)
            best = best.rarer(_Anchors(rows, least, most + longest - 1))
        least, most = behind
    return best.rows, best.least, best.most


def _needs(phrase: str, lists: Lists) -> tuple[frozenset[str], ...]:
    """For the parts of a phrase that may not lack, the words of which one must be there; where there are several such parts."""
    found = []
    for group, may_lack, listed, list_may_lack, word in _ELEMENT.findall(phrase):
        if may_lack or list_may_lack or word in _MARKS:
            continue
        keys = _longest(group.split("|") if group else ["{" + listed + "}"] if listed else [word], lists)
        if keys and not any(key == _NUMBER or key.endswith("*") for key in keys):
            found.append(keys)
    rarest = sorted(found, key=_rarity, reverse=True)[:_MOST_NEEDS]
    return tuple(rarest) if len(rarest) > 1 else ()


def _firsts(phrase: str, lists: Lists) -> frozenset[str]:
    """Every word that may be the first of a phrase; nothing where they cannot be listed."""
    found = frozenset[str]()
    for group, may_lack, listed, list_may_lack, word in _ELEMENT.findall(phrase.removeprefix("^ ")):
        firsts = _first_of(group.split("|") if group else ["{" + listed + "}"] if listed else [word], lists)
        if not firsts:
            return frozenset()
        found |= firsts
        if not may_lack and not list_may_lack:
            return found
    return frozenset()


def _first_of(alternatives: Sequence[str], lists: Lists) -> frozenset[str]:
    found = frozenset[str]()
    for one in alternatives:
        word = one.split()[0]
        if word in _MARKS or word.endswith("*") or word[1:-1] in _BUILT_IN:
            return frozenset()
        more = _first_of(lists[word[1:-1]], lists) if word.startswith("{") else frozenset(spellings(word))
        if not more:
            return frozenset()
        found |= more
    return found


def _length(alternatives: Sequence[str], lists: Lists) -> tuple[int, int]:
    """The fewest and the most words that one of these may be."""
    sums = []
    for one in alternatives:
        parts = [_word_length(word, lists) for word in one.split()]
        sums.append((sum(few for few, _ in parts), sum(many for _, many in parts)))
    return min(few for few, _ in sums), max(many for _, many in sums)


def _word_length(word: str, lists: Lists) -> tuple[int, int]:
    if word in _MARKS:
        return 0, {"*": 3, "**": 7}.get(word, 0)
    if word.startswith("{") and word[1:-1] not in _BUILT_IN:
        return _length(lists[word[1:-1]], lists)
    return 1, 1


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
