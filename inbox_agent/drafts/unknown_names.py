"""The names in a letter that stand nowhere in its sources, as far as a capital or what a word does shows a name (F-45).

In mid-sentence a capital is a name, except a noun where the language writes nouns large (`common_nouns`). The first word of a
sentence has its capital anyway; it names somebody where that somebody speaks, gives, or feels: "Mallory told me",
"Mallory is pleased". In small letters a given name is one anywhere ("ask quentin"), and any other word where it opens a
clause and speaks: "as mallory said to me". What else is small and no given name cannot be told from a word.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from inbox_agent.drafts.common_nouns import is_common
from inbox_agent.rules import Etiquette

WORD = re.compile(r"[^\W\d_][\w’'\-]*")
_ELIDED = re.compile(r"((?:[cdjlmnst]|\w{0,6}qu)’)(?=[^\W\d_]{2})", re.I)
#: A capital after these begins a sentence, a quotation or a list item, and says nothing of a name.
_BEGINS = re.compile(r"(?:^|[.!?¿¡:…–—\n“”„\"«»(‘]|\d[.)])[\s“”„\"«»(‘'\-–]*$")


def unknown_names(
    text: str, known: Collection[str], rules: Etiquette, nobody: Collection[str], given: Collection[str]
) -> Iterator[str]:
    """Each once. `known` are bare words in lower case, `nobody` those that begin a clause and name no one, `given` given names."""
    reported: set[str] = set()
    openers = _words(rules.before_subject)
    previous_end, previous_name, before = -1, False, ""
    for found in WORD.finditer(text):
        elided, word = apart(found.group(0))
        at, before = found.start() + len(elided), elided[:-1] or before
        large, opens = word[:1].isupper(), begins(text, at)
        joined = previous_name and text[previous_end:at] == " "
        common = bool(rules.nouns) and large and is_common(word, before, rules)
        if common or bare(word.casefold()) in known or word.partition("’")[0] == "I":
            names = False
        elif word.casefold() in given or bare(word.casefold()) in given or (large and (joined or not opens)):
            names = True
        elif opens:  # "quentin says hello." is no sentence without a name, either
            names = _speaks(text, word, found.end(), rules, nobody)
        else:
            clause = before.casefold() in openers or text.endswith(", ", 0, at)
            names = (
                clause
                and not _endings(rules.bare_nouns).search(word)
                and _speaks(text, word, found.end(), rules, nobody)
            )
        previous_end, previous_name, before = found.end(), large and not common, word
        if names and word.casefold() not in reported:
            reported.add(word.casefold())
            yield word


def _speaks(text: str, word: str, end: int, rules: Etiquette, nobody: Collection[str]) -> bool:
    plain = word.split("’", maxsplit=1)[0]
    if plain.casefold() in nobody:
        return False
    own = end - len(word) + len(plain)  # "Mallory’s" is one word, and its ending speaks of a person
    return bool(_any(rules.speaks).match(text[own : own + 120]))


@lru_cache(maxsize=16)
def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns))


@lru_cache(maxsize=16)
def _endings(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@lru_cache(maxsize=16)
def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


def begins(text: str, at: int) -> bool:
    """Whether a sentence, a quotation or a list item begins there."""
    if text[at - 1 : at] == " " and (text[at - 2 : at - 1].isalpha() or text[at - 2 : at - 1] == ","):
        return False  # as nearly every word stands
    return at == 0 or bool(_BEGINS.search(text[max(0, at - 12) : at]))


def apart(word: str) -> tuple[str, str]:
    """What is elided before a word, and the word: "qu’Anna" is two."""
    elided = _ELIDED.match(word) if "’" in word else None
    return (elided.group(1), word[elided.end() :]) if elided else ("", word)


def bare(word: str) -> str:
    """A word without the ending of a possessive: "Ada's", "Adas" and "Ada" are one name."""
    word = word.removesuffix("s").removesuffix("’") if word.endswith(("’s", "’")) else word
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
