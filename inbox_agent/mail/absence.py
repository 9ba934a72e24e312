"""What an automatic reply says: away until when, or gone for good and who came after (F-07, F-23).

The phrases are data, per language. A reply in several languages is read in all of them, since the second
half often repeats the first more exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Protocol

from inbox_agent.mail.message import Address, Because
from inbox_agent.mail.return_date import MachineDates, ReturnDate, find_return_date

MOST_LETTERS = 4000
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_HONORIFICS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "mx",
        "dr",
        "prof",
        "herr",
        "herrn",
        "frau",
        "hr",
        "fru",
        "m",
        "mme",
        "mlle",
        "sr",
        "sra",
        "dott",
        "dhr",
        "mevr",
        "mw",
        "pan",
        "pani",
    ]
)
_NAME = re.compile(
    r"(?:[^\W\d_a-zà-öø-ÿß][\w'’-]{0,30}\.?)(?:[ \t\n](?:von|van|de|der|da|di|du|af|bin|al|la|le|den)){0,2}(?:[ \t\n][^\W\d_a-zà-öø-ÿß][\w'’-]{0,30}\.?){1,3}"
)


class AbsenceWords(MachineDates, Protocol):
    """The phrases of one language by which an automatic reply is understood."""

    @property
    def absences(self) -> Sequence[str]: ...
    @property
    def left(self) -> Sequence[str]: ...
    @property
    def receipts(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Absence:
    """`intent` is `out-of-office`, `left-organisation`, or `notification` for a mere receipt."""

    intent: str
    return_date: date | None = None
    successor: Address | None = None
    because: tuple[Because, ...] = ()


def read_absence(text: str, said: date | None, words: Mapping[str, AbsenceWords], not_meant: frozenset[str]) -> Absence:
    """Understand the words of an automatic reply. `not_meant` are addresses (case folded) that are no successor."""
    spoken = text[:MOST_LETTERS].casefold().replace("’", "'")
    spoken = " ".join(spoken.split())
    gone = first_phrase(spoken, {code: listed.left for code, listed in words.items()}, "left")
    away = {code: first_phrase(spoken, {code: listed.absences}, "absences") for code, listed in words.items()}
    told = [reason for reason in away.values() if reason]
    receipt = first_phrase(spoken, {code: listed.receipts for code, listed in words.items()}, "receipts")
    back = _return_date(text, said, words, [code for code, reason in away.items() if reason] or list(words))
    # "I left Brua on 31 December" is for good; who "left for the mountains and is back on Monday" is only away.
    if gone and not (back and back.back):
        return Absence("left-organisation", None, _successor(text[:MOST_LETTERS], not_meant), (gone,))
    if receipt and not told and not (back and back.back):  # the office's hours end somewhere, too
        return Absence("notification", because=(receipt,))
    day = (Because("return-date", back.words),) if back else ()
    return Absence("out-of-office", back.day if back else None, None, (*told[:1], *day))


def first_phrase(spoken: str, phrases: Mapping[str, Iterable[str]], topic: str) -> Because | None:
    """The first listed phrase that stands in the text, at the borders of words, as a because; those with a gap last."""
    for code, listed in phrases.items():
        for n, phrase in enumerate(listed, 1):
            if "…" in phrase:
                continue
            at = spoken.find(phrase.casefold())
            if at >= 0 and not spoken[max(0, at - 1) : at].isalnum():
                return Because(f"machine.{code}.{topic}.{n}", spoken[at : at + len(phrase)])
    for code, listed in phrases.items():
        for n, phrase in enumerate(listed, 1):
            if "…" in phrase and (hit := _with_gap(phrase).search(spoken)):
                return Because(f"machine.{code}.{topic}.{n}", hit.group())
    return None


@lru_cache(maxsize=512)
def _with_gap(phrase: str) -> re.Pattern[str]:
    """The phrase with a few words of one sentence in its gap."""
    parts = (re.escape(part.strip()) for part in phrase.casefold().split("…"))
    return re.compile(r"\b" + r"\s(?:(?:[^\s.!?]+|\d+\.)\s){1,6}?".join(parts) + r"\b")


def _return_date(
    text: str, said: date | None, words: Mapping[str, AbsenceWords], codes: list[str]
) -> ReturnDate | None:
    """In whichever language: the first that names the day back, else the first that names an end."""
    read = (find_return_date(text, said, words[code], month_first=code == "en") for code in codes)
    found = [day for day in read if day]
    return next((day for day in found if day.back), next(iter(found), None))


def _successor(text: str, not_meant: frozenset[str]) -> Address | None:
    """The first address that is named, with the name that stands before it."""
    for match in _ADDRESS.finditer(text):
        addr = match.group().rstrip(".")
        if addr.casefold() not in not_meant:
            return Address(_name_before(text, match.start(), addr), addr)
    return None


def _name_before(text: str, at: int, addr: str) -> str:
    """The name that the address was made of, or the last one in front of it."""
    names = [_without_honorifics(name) for name in _NAME.findall(text[max(0, at - 160) : at])]
    local = addr.partition("@")[0].casefold()
    alike = [name for name in names if any(word.casefold()[:4] in local for word in name.split() if len(word) > 2)]
    fitting = alike or names
    return fitting[-1] if fitting else ""


def _without_honorifics(name: str) -> str:
    words = name.split()
    while len(words) > 1 and words[0].rstrip(".").casefold() in _HONORIFICS:
        words = words[1:]
    return " ".join(words)
