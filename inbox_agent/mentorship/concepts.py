"""Which ideas stand in which sentence of a text: words of any language that mean the same, under one name (`rules/concepts/`).

A rule of `rules/signals/` says what a phrase means; an idea only says what a sentence is about ("no time", "another person",
"next week"), and that is the same in every language, so that what was learnt from English mail helps to read Danish.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from inbox_agent.mail.made_once import made_once
from inbox_agent.mentorship.phrases import Said, spellings
from inbox_agent.rules import Concepts, Rules

MOST_SPELLINGS = 16  #: of one phrase; umlauts may be written out
_FIGURE, _LINK = "{number}", "{url}"

Ideas = tuple[
    dict[str, tuple[int, int]], ...
]  #: of each sentence, with the first words that say it (numbers in `Said.spans`)
_Known = dict[str, list[tuple[str, tuple[str, ...], bool]]]


def ideas_in(words: Said, language: str, rules: Rules) -> Ideas:
    """The ideas of each sentence, in their order. `language`: ISO 639-1; one that has no file is read as English."""
    finder = _finder(rules.concepts[language if language in rules.concepts else "en"])
    found = []
    begins = 0
    for line in words.words.split("\n"):
        sentence = line.split()
        found.append(finder.find(sentence, begins))
        begins += len(sentence)
    return tuple(found)


class _Finder:
    """Looks every word of a sentence up: as a whole, and by its first letters."""

    def __init__(self, ideas: Mapping[str, Sequence[str]]) -> None:
        self._whole: _Known = {}
        self._stems: _Known = {}
        for idea, phrases in ideas.items():
            for phrase in phrases:
                self._add(idea, phrase)
        self._lengths = tuple(sorted({len(stem) for stem in self._stems}))

    def _add(self, idea: str, phrase: str) -> None:
        if phrase in (_FIGURE, _LINK):
            self._whole.setdefault(phrase, []).append((idea, (), False))
            return
        spelled = (sorted(spellings(word)) for word in phrase.removeprefix("^ ").split())
        for first, *rest in list(product(*spelled))[:MOST_SPELLINGS]:
            known = self._stems if first.endswith("*") else self._whole
            known.setdefault(first.removesuffix("*"), []).append((idea, tuple(rest), phrase.startswith("^ ")))

    def find(self, sentence: list[str], begins: int) -> dict[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        for n, word in enumerate(sentence):
            key = _FIGURE if word[0].isdigit() else _LINK if word == "‹url›" else word
            known = self._whole.get(key, ())
            for length in self._lengths:
                if length > len(word):
                    break
                known = (*known, *self._stems.get(word[:length], ()))
            for idea, rest, first_of_all in known:
                if idea in found or (first_of_all and n):
                    continue
                after = sentence[n + 1 : n + 1 + len(rest)]
                if not rest or (len(after) == len(rest) and all(map(_is, after, rest))):
                    found[idea] = (begins + n, begins + n + len(rest))
        return found


def _is(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


@made_once
def _finder(concepts: Concepts) -> _Finder:
    return _Finder(concepts.ideas)
