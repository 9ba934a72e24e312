"""The line above a quote that says who wrote it and when: "On Mon, 2 Nov 2026 at 10:12, Ada Byron wrote:".

It ends with a colon (Zoho: with dashes), holds a verb of writing, and may be wrapped over four lines. Prose
can look like that ("In 1843 she wrote:"), so without an address, or a day and a clock, it counts only when a
quote follows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from inbox_agent.mail.lexicon import Lexicon, plain
from inbox_agent.mail.lines import Line
from inbox_agent.mail.message import Address
from inbox_agent.mail.people import ADDRESS, clean_name, name_at, name_before

MOST_LINES = 4
LONGEST = 400
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)|\d{1,2}[./]\d{1,2}[./]\d{2}")
_ADDRESS_LAST = re.compile(r"(<|\s)[^<>\s@]{1,64}@[^<>\s@:]{1,100}>?\s?[:：]$")
#: GroupWise sets the line between marks of its own.
_BETWEEN = ">>>"
_FIRST_WORD = re.compile(r"[^\W_]+")
_ENDINGS = (":", "：", "*", "_", "---")
_STARTS_WITH_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}(?![\d.])")


@dataclass(frozen=True)
class Attribution:
    """Lines `first`…`end` (exclusive), joined; `quoted` says that a quoted line follows."""

    first: int
    end: int
    depth: int
    text: str
    quoted: bool


def find(lines: Sequence[Line], words: Lexicon) -> list[Attribution]:
    """Every attribution in order, none overlapping."""
    found: list[Attribution] = []
    floor = 0
    for at, line in enumerate(lines):
        if _could_end(line.bare) and (one := _ending_at(lines, at, floor, words)):
            found.append(one)
            floor = one.end
    return found


def _could_end(bare: str) -> bool:
    if bare.endswith(_BETWEEN):
        return bare.startswith(_BETWEEN)
    if not bare.endswith(_ENDINGS) or len(bare) > LONGEST:
        return False
    return bare.rstrip("*_ ").endswith((":", "：")) or bare.endswith("---")


def _ending_at(lines: Sequence[Line], at: int, floor: int, words: Lexicon) -> Attribution | None:
    quoted = _quote_follows(lines, at)
    shortest: Attribution | None = None
    for first in range(at, max(floor - 1, at - MOST_LINES), -1):
        if lines[first].blank or lines[first].depth != lines[at].depth:
            break
        text = " ".join(line.bare for line in lines[first : at + 1])
        if (
            len(text) > LONGEST
            or not (words.verbs.search(text) or _is_plain(text, quoted))
            or not _proven(text, quoted, words)
        ):
            continue
        one = Attribution(first, at + 1, lines[at].depth, text, quoted)
        if _opens(text, words):
            return one
        shortest = shortest or one
    return shortest


def _proven(text: str, quoted: bool, words: Lexicon) -> bool:
    """An address, a quote below, or day, clock and a full name: "On 2 November 1998 at 10:12 she wrote:" is a story."""
    if ADDRESS.search(text) or (quoted and len(text) <= 160):
        return True
    dated = _CLOCK.search(text) and _YEAR.search(text)
    return bool(dated) and len(writer(text, words).name.split()) > 1


def _is_plain(text: str, quoted: bool) -> bool:
    """Year, clock and an address before the colon, as programs of any language print them; bare only above a quote."""
    if not (_CLOCK.search(text) and _YEAR.search(text)):
        return False
    if text.endswith(_BETWEEN):
        return ADDRESS.search(text) is not None
    last = _ADDRESS_LAST.search(text[-120:])
    return last is not None and (quoted or last[1] == "<")


def _opens(text: str, words: Lexicon) -> bool:
    """Whether an attribution can begin here: with its opening word, a weekday or a day, and a number after it."""
    if not any(c.isdigit() for c in text):
        return False
    text = text.lstrip("-*_ ")
    if words.openers.match(text):
        return True
    # A day opens the line in Norwegian or Finnish; a clock is the second half of a wrapped one.
    first = None if _STARTS_WITH_CLOCK.match(text) else _FIRST_WORD.match(text)
    return first is not None and (plain(first[0]) in words.weekdays or first[0].isdigit())


def _quote_follows(lines: Sequence[Line], at: int) -> bool:
    following = next((line for line in lines[at + 1 : at + 4] if not line.blank), None)
    return following is not None and following.depth > lines[at].depth


def writer(text: str, words: Lexicon) -> Address:
    """Who wrote, by an attribution line: name and address, either of them may be ""."""
    if hit := ADDRESS.search(text):
        before = text[: hit.start()].rstrip(" <([\"'*")
        quoted = re.search(r"[\"“]([^\"“”]{2,80})[\"”]$", text[: hit.start()].rstrip(" <(["))
        found = name_before(before, len(before), words)
        name = clean_name(quoted[1]) if quoted else found.name if found else ""
        return Address(name, hit.group())
    for verb in words.verbs.finditer(text):
        after = name_at(text, verb.end(), words)
        before = text[: verb.start()].rstrip(" ,")
        if found := after or name_before(before, len(before), words):
            return Address(found.name, "")
    return Address("", "")
