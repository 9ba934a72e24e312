"""Whether names and addresses are of one person: their words as addresses spell them, and as running text bends them.

Addresses drop accents and case; umlauts are dropped or written out ("jorg", "joerg"), so both spellings count.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "đ": "d", "ı": "i"})
_SEPARATORS = re.compile(r"[\s.\-]+")


@lru_cache(maxsize=4096)
def spellings(word: str) -> tuple[str, ...]:
    """A word in small letters without accents, and with its umlauts written out where it has any."""
    told = unicodedata.normalize("NFC", word).casefold()
    return tuple(dict.fromkeys((_bare(told), _bare(told.translate(_UMLAUTS)))))


def folded(word: str) -> str:
    """The first of the spellings: without accents and case."""
    return spellings(word)[0]


def _bare(word: str) -> str:
    spelled = unicodedata.normalize("NFKD", word.translate(_LETTERS))
    return "".join(c for c in spelled if c.isalnum() and not unicodedata.combining(c))


def same_person(name: str, addr: str) -> bool:
    """Whether an address looks like it belongs to this name: a word of the name is in its local part."""
    local = folded(addr.partition("@")[0])
    words = [forms for word in _SEPARATORS.split(name) if len((forms := spellings(word))[0]) > 1]
    return any(len(form) > 2 and form in local for forms in words for form in forms) or (
        len(words) > 1 and local == "".join(forms[0][0] for forms in words)
    )


def shares_word(one: str, other: str) -> bool:
    """Whether two names have a word in common ("Sofia" and "Sofia Lange")."""
    return bool({folded(w) for w in one.split() if len(w) > 1} & {folded(w) for w in other.split() if len(w) > 1})


def uninflected(name: str, addr: str) -> str:
    """A name as running text bends it ("Halinę Czerwonkę", "Eeva Laineelle") in the form of which the address is made.

    The given name of a Polish family name that was bent follows it, also where the address leaves it out.
    """
    parts = [part for part in _ADDRESS_PARTS.split(addr.casefold()) if len(part) > 2]
    told = name.split()
    ends = [next((end for part in parts if (end := _ending(word, part))), None) for word in told]
    straight = [_with(word, *end) if end else word for word, end in zip(told, ends, strict=True)]
    family = ends[-1][0] if len(told) > 1 and ends[-1] else ""
    if family in _MASCULINE or family in _FEMININE:
        straight = [one if end else _given(one, family) for one, end in zip(straight, ends, strict=True)]
    return " ".join(straight)


def _ending(word: str, part: str) -> tuple[str, str] | None:
    """The ending of a Polish or Finnish case and the nominative's, where the word and `part` differ by just that."""
    plainly = folded(word)
    if plainly == part or len(plainly) != len(word) or len(part) < 4:
        return None
    fits = (case for case in _CASES if plainly.endswith(case[0]) and plainly.removesuffix(case[0]) + case[1] == part)
    return next(fits, None)


def _with(word: str, bent: str, straight: str) -> str:
    return word[: len(word) - len(bent)] + straight


def _given(word: str, family: str) -> str:
    """A Polish given name beside a family name in this case: Eugeniusza, Marka and Pawła; Anny, Zofii and Agnieszki."""
    endings = _GIVEN_MEN if family in _MASCULINE else _GIVEN_WOMEN
    bent, straight = next((pair for pair in endings if word.endswith(pair[0])), ("", ""))
    return _with(word, bent, straight)


#: Endings of cases, without accents, and what stands there in the nominative.
_CASES = (
    ("e", "a"), ("a", ""), ("iego", "i"), ("ego", "y"), ("iemu", "i"), ("emu", "y"), ("owi", ""), ("iem", ""), ("em", ""),
    ("ie", "a"), ("iej", "a"), ("ej", "a"), ("y", "a"), ("i", "a"), ("selle", "nen"), ("selta", "nen"), ("sta", "nen"), ("sen", "nen"), ("lle", ""), ("lta", ""), ("lla", ""), ("sta", ""), ("n", ""), ("elle", ""), ("ille", "i"),
)  # fmt: skip
_MASCULINE, _FEMININE = frozenset({"iego", "ego", "iemu", "emu"}), frozenset({"ej", "iej"})
_GIVEN_MEN = (
    ("ika", "ik"), ("yka", "yk"), ("ka", "ek"), ("wła", "weł"), ("a", ""), ("kowi", "ek"), ("owi", ""),
)  # fmt: skip
_GIVEN_WOMEN = (("ii", "ia"), ("ki", "ka"), ("gi", "ga"), ("y", "a"), ("i", "ia"), ("ie", "a"))
_ADDRESS_PARTS = re.compile(r"[@._-]+")
