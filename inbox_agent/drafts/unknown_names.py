"""The names in a letter that stand nowhere in its sources, as far as a capital or what a word does shows a name (F-45).

In mid-sentence a capital is a name, except a noun where the language writes nouns large (`common_nouns`). The first word of a
sentence has its capital anyway; it names somebody where that somebody speaks, gives, or feels: "Mallory told me",
"Mallory is pleased", also in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from inbox_agent.drafts.common_nouns import is_common
from inbox_agent.rules import Etiquette

WORD = re.compile(r"[^\W\d_][\w’'\-]*")
#: A capital after these begins a sentence, a quotation or a list item, and says nothing of a name.
_BEGINS = re.compile(r"(?:^|[.!?¿¡:…–—\n“”„\"«»(‘]|\d[.)])[\s“”„\"«»(‘'\-–]*$")


def unknown_names(text: str, known: Collection[str], rules: Etiquette, nobody: Collection[str]) -> Iterator[str]:
    """Each once. `known` are bare words in lower case, `nobody` those that begin a sentence and name no one."""
    reported: set[str] = set()
    previous_end, previous_name, before = -1, False, ""
    for found in WORD.finditer(text):
        word = found.group(0)
        joined = previous_name and text[previous_end : found.start()] == " "
        opens = begins(text, found.start())
        common = bool(rules.nouns) and word[:1].isupper() and is_common(word, before, rules)
        previous_end, previous_name, before = found.end(), word[:1].isupper() and not common, word
        if (
            common
            or not (word[:1].isupper() or opens)  # "quentin says hello." is no sentence without a name, either
            or (opens and not joined and not _speaks(text, word, found.end(), rules, nobody))
            or bare(word.casefold()) in known
            or word.split("’")[0].split("'")[0] == "I"
        ):
            continue
        if word.casefold() not in reported:
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


def begins(text: str, at: int) -> bool:
    """Whether a sentence, a quotation or a list item begins there."""
    if text[at - 1 : at] == " " and (text[at - 2 : at - 1].isalpha() or text[at - 2 : at - 1] == ","):
        return False  # as nearly every word stands
    return at == 0 or bool(_BEGINS.search(text[max(0, at - 12) : at]))


def bare(word: str) -> str:
    """A word without the ending of a possessive: "Ada's", "Adas" and "Ada" are one name."""
    word = word.removesuffix("s").removesuffix("’") if word.endswith(("’s", "’")) else word
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
