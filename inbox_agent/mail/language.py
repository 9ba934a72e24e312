"""In which language a mail is written: its small words and its letters, weighed against lists of words.

A short mail holds few words, but half of them are the commonest of its language. A word that only one
language has is strong, one that many share (`de`, `en`, `om`) is weak, so each counts by how few lists hold
it. Words that are in no list speak by their letters: how usual their groups of three are among the listed
words of each language. Where the mail says too little, the language remembered of this person stands (F-43).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from math import log
from typing import Protocol

MOST_LETTERS = 1200
MOST_WORDS = 150
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LETTERS_WEIGH = 0.25  #: of one unlisted word against one listed word that no other language has
_ENOUGH = 0.2
_WORD_SURE = 0.9
_PLENTY = 5.0
_LOOK_EVERY = 30


class ListedWords(Protocol):
    """One file of `rules/words`: words, separated by blanks."""

    @property
    def words(self) -> str: ...


@dataclass(frozen=True)
class Guess:
    """An ISO 639-1 code, "" where nobody can tell, and how sure that is from 0 to 1."""

    code: str
    sure: float


@dataclass(frozen=True)
class _Lists:
    """The word lists turned round: which languages a word, or a group of three letters, speaks for."""

    codes: tuple[str, ...]
    words: Mapping[str, tuple[tuple[int, float], ...]]
    listed: tuple[frozenset[str], ...]


def language_of(text: str, words: Mapping[str, ListedWords], remembered: str = "") -> Guess:
    """The language of a text among those of `words`; `remembered` decides where the text does not."""
    lists = _turned(tuple((code, listed.words) for code, listed in words.items()))
    scores = dict(zip(lists.codes, _scores(text, lists), strict=True))
    ranked = sorted(scores, key=lambda code: -scores[code])
    if not ranked or scores[ranked[0]] < _ENOUGH:
        return Guess(remembered, 0.3 if remembered else 0.0)
    best = scores[ranked[0]]
    second = max(0.0, scores[ranked[1]]) if len(ranked) > 1 else 0.0
    sure = min(1.0, best / 3) * min(1.0, 2 * (best - second) / best)
    kept = scores.get(remembered, -best)
    if remembered != ranked[0] and (kept > 0.75 * best or best - kept < _WORD_SURE):
        # One telling word is not enough against all their mails so far.
        return Guess(remembered, round(1 - sure, 2))
    return Guess(ranked[0], round(sure, 2))


def _scores(text: str, lists: _Lists) -> list[float]:
    scores = [0.0] * len(lists.codes)
    plain = text[:MOST_LETTERS].replace("’", "'").lower()
    if "@" in plain or "://" in plain or "www." in plain:
        plain = " ".join(w for w in plain.split() if "@" not in w and "://" not in w and "www." not in w)
    unlisted = []
    for count, found in enumerate(islice(_WORD.finditer(plain), MOST_WORDS), 1):
        word = found[0]
        # An elided article or pronoun stands for itself: l'heure, c'est, dell'anno.
        said = lists.words.get(word) or ("'" in word and lists.words.get(word.partition("'")[0] + "'"))
        if said:
            for n, weight in said:
                scores[n] += weight
        else:
            unlisted.append(word)
        if count % _LOOK_EVERY == 0 and _settled(scores):
            return scores
    if not _settled(scores):
        say = _letters_say(lists.listed)
        for word in unlisted:
            for n, weight in enumerate(_by_letters(word, say)):
                scores[n] += weight
    return scores


def _settled(scores: list[float]) -> bool:
    """Whether the listed words leave no doubt, so that letters need not be asked."""
    second, best = sorted(scores)[-2:] if len(scores) > 1 else (0.0, max(scores, default=0.0))
    return best > _PLENTY and best > 2 * second


def _by_letters(word: str, say: Mapping[str, tuple[float, ...]]) -> tuple[float, ...]:
    """What an unlisted word says: the mean over its groups of three letters."""
    known = [say[three] for three in _threes(word) if three in say]
    if len(word) < 3 or not known:
        return ()
    return tuple(_LETTERS_WEIGH * sum(column) / len(known) for column in zip(*known, strict=True))


def _threes(word: str) -> Iterable[str]:
    padded = f" {word} "
    return (padded[at : at + 3] for at in range(len(padded) - 2))


@lru_cache(maxsize=4)
def _turned(files: tuple[tuple[str, str], ...]) -> _Lists:
    """Count once what the lists say; they change only with the rule files."""
    codes = tuple(code for code, _ in files)
    listed = tuple(frozenset(words.replace("’", "'").lower().split()) for _, words in files)
    holders: dict[str, list[int]] = defaultdict(list)
    for n, words in enumerate(listed):
        for word in words:
            holders[word].append(n)
    words_say = {word: tuple((n, 1 / len(having)) for n in having) for word, having in holders.items()}
    return _Lists(codes, words_say, listed)


@lru_cache(maxsize=4)
def _letters_say(listed: tuple[frozenset[str], ...]) -> dict[str, tuple[float, ...]]:
    """For each group of three, how much likelier it is in a language than in all of them on average (log base e)."""
    counts = [Counter(three for word in words for three in _threes(word)) for words in listed]
    totals = [sum(count.values()) for count in counts]
    threes = set().union(*counts)
    says: dict[str, tuple[float, ...]] = {}
    for three in threes:
        shares = [
            (count[three] + 0.3) / (total + 0.3 * len(threes)) for count, total in zip(counts, totals, strict=True)
        ]
        mean = sum(shares) / len(shares)
        says[three] = tuple(log(share / mean) for share in shares)
    return says
