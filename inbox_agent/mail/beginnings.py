"""The phrases with which a subject or a sentence may begin, in all languages.

Nearly no mail begins with one of them, so their first letters are compared before any phrase is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

_LETTERS = 3


class Beginnings:
    """Phrases by language, in the order of the rule files."""

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        self._phrases = phrases
        self._letters = min([_LETTERS, *(len(phrase) for listed in phrases.values() for phrase in listed)])
        self._first = frozenset(phrase[: self._letters] for listed in phrases.values() for phrase in listed)

    def of(self, text: str) -> Iterator[tuple[str, int, str]]:
        """Every phrase that the text begins with: its language, its number there from 1 on, and its words."""
        if text[: self._letters] not in self._first:
            return
        for code, listed in self._phrases.items():
            for n, phrase in enumerate(listed, 1):
                if text.startswith(phrase):
                    yield code, n, phrase
