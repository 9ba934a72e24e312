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
    """A name as running text bends it ("Halinę Czerwonkę", "Eeva Laineelle") in the form of which the address is made."""
    parts = [part for part in re.split(r"[._-]+", addr.partition("@")[0].casefold()) if len(part) > 2]
    return " ".join(next((bent for part in parts if (bent := _as_in(word, part))), word) for word in name.split())


def _as_in(word: str, part: str) -> str:
    """The word with the ending of `part`, where the two differ by an ending of a Polish or Finnish case; "" if not."""
    plainly = folded(word)
    if plainly == part or len(plainly) != len(word):
        return ""
    for bent, straight in _CASES:
        if plainly.endswith(bent) and plainly.removesuffix(bent) + straight == part and len(part) > 3:
            return word[: len(word) - len(bent)] + straight
    return ""


#: Endings of cases, without accents, and what stands there in the nominative.
_CASES = (
    ("e", "a"), ("a", ""), ("iego", "i"), ("ego", "y"), ("iemu", "i"), ("emu", "y"), ("owi", ""), ("iem", ""), ("em", ""),
    ("ie", "a"), ("ej", "a"), ("y", "a"), ("i", "a"), ("lle", ""), ("lta", ""), ("lla", ""), ("sta", ""), ("n", ""), ("elle", ""), ("ille", "i"),
)  # fmt: skip
