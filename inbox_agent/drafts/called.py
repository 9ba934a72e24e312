"""What a person is called in a greeting, and which form of address a text uses: read from the words alone."""

from __future__ import annotations

import re
from functools import lru_cache

from inbox_agent.rules import Address

_HONORIFIC = re.compile(r"^(?:(?:dr|prof|professor|mr|mrs|ms|mx|sir|doc|docent|ing|mag)\b\.?\s+)+", re.I)
_FIRST_NAME = re.compile(r"[^\W\d_][^\W\d_’'\-]{0,30}(?:[’'\-]?[^\W\d_]){1,30}")
_ADDRESS = re.compile(r"<[^<>]{0,320}>|[^\s<>]{1,64}@[^\s<>]{1,255}")
_LONGEST = 20_000  #: characters that are looked at


def greeting_name(name: str) -> str:
    """The first name as a letter greets it: "Dr. Ada Lind", "Lind, Ada" and "ADA LIND" are all "Ada".

    "" where there is none: an initial, an address or a web address in the place of a name greets nobody.
    """
    last, comma, first = name.partition(",")
    words = _HONORIFIC.sub("", (first.strip() if comma and first.strip() else last).strip()).split()
    if not words or not _FIRST_NAME.fullmatch(words[0]):
        return ""
    written_plainly = words[0].islower() or (words[0].isupper() and len(words[0]) > 2)
    return words[0].title() if written_plainly else words[0]


def name_alone(said: str) -> str:
    """Somebody's name without the address beside it, which no letter gives away: "Jon Berg <jon@berg.example>" is "Jon Berg"."""
    return " ".join(_ADDRESS.sub(" ", said).split()).strip(" ,")


def shows(text: str, own: Address) -> str:
    """Which form a text addresses its reader with; "" where it has none, or both."""
    text = text[:_LONGEST]
    formal, informal = (bool(_any(p).search(text)) if p else False for p in (own.formal, own.informal))
    return "" if formal == informal else "formal" if formal else "informal"


@lru_cache(maxsize=64)
def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns))
