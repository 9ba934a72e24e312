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

MOST_KNOWN = 20_000  #: words whose ideas are kept at hand: those of a language come again in every mail
MOST_SPELLINGS = 16  #: of one phrase; umlauts may be written out
_FIGURE, _LINK = "{number}", "{url}"

Ideas = tuple[
    dict[str, tuple[int, int]], ...
]  #: of each sentence, with the first words that say it (numbers in `Said.spans`)
_Phrase = tuple[str, tuple[str, ...], bool]  #: the idea, the words behind the first, and whether it begins a sentence
_Numbered = tuple[int, str, tuple[str, ...], bool]
_Known = dict[str, list[_Phrase]]


def ideas_in(words: Said, language: str, rules: Rules) -> Ideas:
    """The ideas of each sentence, in their order. `language`: ISO 639-1; one that has no file is read as English."""
    finder = _finder(rules.concepts[language if language in rules.concepts else "en"])
    found = []
    begins = 0
    for sentence in words.sentences:
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
        self._known: dict[str, _Start] = {}

    def _add(self, idea: str, phrase: str) -> None:
        if phrase in (_FIGURE, _LINK):
            self._whole.setdefault(phrase, []).append((idea, (), False))
            return
        spelled = (sorted(spellings(word)) for word in phrase.removeprefix("^ ").split())
        for first, *rest in list(product(*spelled))[:MOST_SPELLINGS]:
            known = self._stems if first.endswith("*") else self._whole
            known.setdefault(first.removesuffix("*"), []).append((idea, tuple(rest), phrase.startswith("^ ")))

    def find(self, sentence: Sequence[str], begins: int) -> dict[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        known = self._known
        for n, word in enumerate(sentence):
            start = known.get(word) or self._look_up(word)
            if start is _NOTHING:
                continue
            for _, idea, rest, first_of_all in start.before(sentence[n + 1] if n + 1 < len(sentence) else ""):
                if idea in found or (first_of_all and n):
                    continue
                after = sentence[n + 1 : n + 1 + len(rest)]
                if not rest or (len(after) == len(rest) and all(map(_is, after, rest))):
                    found[idea] = (begins + n, begins + n + len(rest))
        return found

    def _look_up(self, word: str) -> _Start:
        """The phrases that begin with a word: as a whole first, then by its first letters."""
        phrases = [*self._whole.get(_FIGURE if word[0].isdigit() else _LINK if word == "‹url›" else word, ())]
        for length in self._lengths:
            if length > len(word):
                break
            phrases += self._stems.get(word[:length], ())
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[word] = _Start(phrases) if phrases else _NOTHING
        return self._known[word]


class _Start:
    """The phrases that begin with one word, by the word behind it: "you" begins two hundred, of which a sentence has one."""

    def __init__(self, phrases: Sequence[_Phrase]) -> None:
        self._whatever_follows: list[_Numbered] = []  # the phrases of one word, and those with an open second word
        self._by_second: dict[str, list[_Numbered]] = {}
        for n, (idea, rest, first_of_all) in enumerate(phrases):
            alone = not rest or rest[0].endswith("*")
            row = self._whatever_follows if alone else self._by_second.setdefault(rest[0], [])
            row.append((n, idea, rest, first_of_all))

    def before(self, second: str) -> Sequence[_Numbered]:
        """The phrases that may stand here, in their order."""
        more = self._by_second.get(second)
        return sorted((*self._whatever_follows, *more)) if more else self._whatever_follows


_NOTHING = _Start(())


def _is(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


@made_once
def _finder(concepts: Concepts) -> _Finder:
    return _Finder(concepts.ideas)
