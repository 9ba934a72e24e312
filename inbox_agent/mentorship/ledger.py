"""The ledger: what one relationship gave and promised, in whose words, what the owner did, and what came of it (P-03, P-61).

An entry rests on one sentence. What the contact gave is kept so that the next letter can open with a report and thank for
exactly that (P-61, P-62); what was promised or asked, by either side, so that nobody has to be reminded of their
word. An entry belongs to one relationship and is never shown in another (P-04). This module knows the values and what is
due of them; `mentions.py` finds them in a text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal, get_args

from inbox_agent.mentorship.phrases import fold, said

What = Literal[
    "advice", "introduction", "resource", "feedback", "encouragement", "opportunity", "promise", "ask"
]  # fmt: skip
WHATS: tuple[What, ...] = get_args(What)
By = Literal["contact", "owner"]

COMMONEST = 160
_WORD = re.compile(r"\w+")
#: What calls for a word on what became of it; feedback and encouragement are a gift that asks for nothing.
ANSWERABLE: frozenset[str] = frozenset({"advice", "introduction", "resource", "opportunity"})

TOLD = 0.6  #: the share of an outcome's own words that stand in a letter which reports it


@dataclass(frozen=True)
class Mention:
    """One thing found in a text, before it is kept."""

    what: What
    by: By
    gist: str  #: what it is, without the words that lead up to it
    words: str  #: the whole sentence
    about: str = ""  #: the person of an introduction, the link of a resource
    rule: str = ""  #: "advice.en.3"


@dataclass(frozen=True)
class Entry:
    """One line of the ledger, as kept."""

    id: int
    relationship: int
    at: datetime  #: when it was said
    what: What
    by: By
    gist: str
    words: str
    about: str = ""
    done: str = ""  #: what the owner did, in the owner's words
    outcome: str = ""  #: what came of it, in the owner's words
    due: datetime | None = None  #: of a promise with a day
    settled: datetime | None = None  #: when the owner last said what they did or what came of it
    reported: datetime | None = None  #: when a letter of ours told it back
    dropped: datetime | None = None  #: when the owner said that it was none
    message: int | None = None  #: the mail in which it was said
    leads_to: int | None = None  #: the relationship that an introduction began (F-25)

    @property
    def answered(self) -> bool:
        return bool(self.done or self.outcome)


def fingerprint(words: str) -> str:
    """The sentence without case, accents, spaces and marks: the same one said twice, or quoted again, is one."""
    return " ".join(_WORD.findall(fold(words)))[:500]


def standing(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Those that the owner has not struck out, oldest first."""
    return tuple(sorted((e for e in entries if e.dropped is None), key=lambda e: (e.at, e.id)))


def unreported(entries: Iterable[Entry], cadence: timedelta, now: datetime) -> tuple[Entry, ...]:
    """Of one relationship: what they gave longer ago than its cadence and nobody knows what became of, oldest first.

    These are the questions "what came of …?" of the digest (P-61). `cadence` is the relationship's amber limit
    (`cadence.limits`).
    """
    return tuple(
        e
        for e in standing(entries)
        if e.by == "contact" and e.what in ANSWERABLE and not e.answered and e.at + cadence <= now
    )


def reportable(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Of one relationship: what has been answered and was not told back yet; the next letter opens with it (P-61)."""
    return tuple(e for e in standing(entries) if e.by == "contact" and e.answered and e.reported is None)


def for_letter(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """What a letter may use: first what it can report on, then what they gave and nobody has answered yet."""
    open_ = tuple(e for e in standing(entries) if e.by == "contact" and not e.answered and e.reported is None)
    return (*reportable(entries), *open_)


def told_in(entry: Entry, letter: str, stop_words: Collection[str]) -> bool:
    """Whether a letter reports on this entry: most of the owner's own words on it, small words aside, stand in it."""
    wanted = content_words(f"{entry.done} {entry.outcome}", stop_words)
    return bool(wanted) and len(wanted & content_words(letter, stop_words)) >= TOLD * len(wanted)


@lru_cache(maxsize=16)
def small_words(listed: str) -> frozenset[str]:
    """The commonest words of `rules/words/<language>.toml`, folded: they say little by themselves; later ones may."""
    return frozenset(fold(word) for word in listed.split()[:COMMONEST])


def content_words(text: str, stop_words: Collection[str]) -> frozenset[str]:
    """The words of a text that say something, folded."""
    return frozenset(
        w for w in said(text).words.split() if len(w) > 2 and w not in stop_words and not w.startswith("‹")
    )
