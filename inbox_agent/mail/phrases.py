"""Many phrases looked for at once: whole words in any case, the longest of those that begin at one place.

A regular expression that lists two hundred phrases tries each of them at every letter, which took longer than
all the rest of reading a mail. So one automaton (Aho and Corasick, 1975) first runs over the text and finds the
longest word of each phrase; the phrase itself is looked for only around such a word, and mostly nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, Implementation

#: So many blanks more than one may stand in a phrase: a line break and its indent.
_SLACK = 40


class Phrases:
    """Phrases of literal words; any run of blanks stands for one. A phrase "^so" is found where a clause begins."""

    def __init__(self, phrases: Iterable[str]) -> None:
        by_word: dict[str, list[str]] = {}
        for phrase in dict.fromkeys(phrase.strip() for phrase in phrases):
            if phrase:
                by_word.setdefault(_longest_word(phrase), []).append(phrase)
        self._words = AhoCorasick(list(by_word), implementation=Implementation.DFA)
        self._phrases = list(by_word.values())
        self._reaches = [max(map(len, alike)) + _SLACK for alike in by_word.values()]
        self._farthest = 2 * max(self._reaches, default=0)

    def search(self, text: str) -> re.Match[str] | None:
        """The first phrase."""
        first: re.Match[str] | None = None
        for hit in self._hits(text):
            if first and hit.start() > first.start() + self._farthest:
                break
            first = min(first or hit, hit, key=_order)
        return first

    def match(self, text: str) -> re.Match[str] | None:
        """The phrase that the text begins with."""
        found = self.search(text[: self._farthest])
        return found if found and found.start() == 0 else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every phrase in order, none overlapping."""
        end = 0
        for hit in self.every(text):
            if hit.start() >= end:
                yield hit
                end = hit.end()

    def every(self, text: str) -> Iterator[re.Match[str]]:
        """Every phrase in order, also one that begins within another: "introduce you to" within "let me introduce you to"."""
        last = -1
        for hit in sorted(self._hits(text), key=_order):
            if hit.start() > last:
                yield hit
                last = hit.start()

    def _hits(self, text: str) -> Iterator[re.Match[str]]:
        lower = text.lower()
        if len(lower) != len(text):  # the few letters that are two in lower case would move all places
            lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
        for which, start, end in self._words.find_matches_as_indexes(lower, overlapping=True):
            yield from self._around(text, which, start, end)

    def _around(self, text: str, which: int, start: int, end: int) -> Iterator[re.Match[str]]:
        """The phrases with this word that hold its place."""
        reach = self._reaches[which]
        for phrase in self._phrases[which]:
            for hit in _whole(phrase).finditer(text, max(0, start - reach), end + reach):
                if hit.start() <= start and end <= hit.end():
                    yield hit


def _order(hit: re.Match[str]) -> tuple[int, int]:
    return hit.start(), -hit.end()


@lru_cache(maxsize=8192)
def _whole(phrase: str) -> re.Pattern[str]:
    """One phrase as a pattern, made when it is first looked for; "^meet" is found where a clause begins: "Olle, meet Sofia"."""
    clause = r"(?:^|(?<=[,.!?:;–]\s))" if phrase.startswith("^") else ""
    words = re.escape(phrase.removeprefix("^")).replace(r"\ ", r"\s+")
    return re.compile(rf"(?<!\w){clause}{words}(?!\w)", re.IGNORECASE | re.MULTILINE)


def _longest_word(phrase: str) -> str:
    return max(phrase.removeprefix("^").lower().split(), key=len)
