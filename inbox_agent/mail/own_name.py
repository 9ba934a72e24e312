"""Whether a line of a mail is its writer's own name: in full, the first name alone, initials, or the head of a card."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from inbox_agent.mail.lexicon import plain
from inbox_agent.mail.lines import Line

#: What sets a name off from what stands beside it.
SET_OFF = re.compile(r"\s+[|·•–—/]\s+|\s*[|·•]\s*|,\s+|\s+-\s+|\s{3,}|\s(?=\()")


@dataclass(frozen=True)
class OwnName:
    """The writer's names as lines are compared with them."""

    whole: frozenset[str]  #: each name, and its first word
    first: frozenset[str]
    words: tuple[frozenset[str], ...]  #: of each name
    names: tuple[str, ...]

    @staticmethod
    @lru_cache(maxsize=256)
    def of(names: tuple[str, ...]) -> OwnName:
        known = tuple(name for name in names if name.split())
        first = frozenset(plain(first_name(name)) for name in known)
        words = tuple(frozenset(plain(word) for word in name.split()) for name in known)
        return OwnName(first | {plain(name) for name in known}, first, words, known)


def headed_by(line: Line, names: Sequence[str]) -> bool:
    """Whether the line begins with the full name, set off from what follows, or is a dash and the name."""
    own = OwnName.of(tuple(names))
    head = SET_OFF.split(line.bare.strip("*_ "), maxsplit=1)[0].lstrip("—–-/~ ")
    told = {plain(word) for word in head.split() if not word.endswith(".")}
    if not told or not any(told <= words for words in own.words):
        return False
    return len(told) > 1 or (len(head) < len(line.bare) and told <= own.first)


def is_name(line: Line, names: Sequence[str]) -> bool:
    own = OwnName.of(tuple(names))
    return plain(line.bare.strip("*_/–—-~ ")) in own.whole or any(are_initials(line.bare, name) for name in own.names)


def first_name(name: str) -> str:
    """The first word that is no abbreviated title: Ada of "Prof. Dr. Ada Byron"."""
    told = name.split()
    return next((word for word in told if not word.endswith(".")), told[0] if told else "")


def are_initials(row: str, name: str) -> bool:
    """ "JB" for Jean-Baptiste Kermadec."""
    letters = row[:12].replace(".", "").replace(" ", "")
    if not (2 <= len(letters) <= 4 and letters.isupper()):
        return False
    initials = "".join(part[0] for part in re.split(r"[\s-]+", name) if part)
    return initials.upper().startswith(letters)


def name_like(line: Line) -> bool:
    """A line that may be a name: a few words, the first and the last with a capital."""
    tokens = line.bare.strip("*_, ").split()
    return (
        0 < len(tokens) <= 6
        and tokens[0][0].isupper()
        and tokens[-1].strip("()")[:1].isupper()
        and not line.bare.endswith((".", "!", ":"))
    )
