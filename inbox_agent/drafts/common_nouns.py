"""Which capitalised words are no names in a language that writes every noun with a capital (German).

A list of common nouns, compounds that end in one of them, regular endings and verbs used as nouns count as words;
any other capital may be a name, and so has to stand in the sources like every name (F-45).
"""

from __future__ import annotations

from functools import lru_cache

from inbox_agent.rules import Etiquette

_ENDINGS = ("", "s", "es", "n", "en", "e", "er", "ern", "ens", "innen", "in")
_PLAIN = str.maketrans("äöü", "aou")
_SHORTEST_HEAD = 4  #: letters of the noun that a compound ends in


def is_common(word: str, before: str, rules: Etiquette) -> bool:
    """Whether `word`, capitalised in mid-sentence, is a noun of the language; `before` is the word in front of it."""
    low = word.lower()
    if word in rules.pronouns or low.endswith(rules.noun_endings):
        return True
    if low.endswith(("en", "eln", "ern")) and before.lower() in rules.before_verbal_noun:
        return True
    if low.endswith("es") and before.lower() in rules.before_adjective:
        return True
    nouns = _nouns(rules.nouns)
    return _known(low.rpartition("-")[2], nouns)


def _known(word: str, nouns: frozenset[str]) -> bool:
    """The noun itself in one of its forms, or a compound that ends in one."""
    for stem in (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending)):
        for form in (stem, stem.translate(_PLAIN)):
            if form in nouns or any(form[at:] in nouns for at in range(3, len(form) - _SHORTEST_HEAD + 1)):
                return True
    return False


@lru_cache(maxsize=8)
def _nouns(words: str) -> frozenset[str]:
    listed = words.split()
    return frozenset(listed) | {word.translate(_PLAIN) for word in listed}
