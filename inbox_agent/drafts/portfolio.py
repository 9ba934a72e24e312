"""What one letter looks like beside the owner's others: the same to two people, two in one team, nothing new (F-49).

People talk. A letter that two of them compare, or two requests that meet in one team, say that nobody was meant; and
a nudge that repeats the letter before it says nothing but "answer me". None of this blocks: the owner may well have
a reason, and sees the finding beside the letter. The other letters are compared here and go into no brief (P-04).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.draft import Finding
from inbox_agent.rules import Rules

#: Letters that ask somebody new, and letters that write once more without an answer.
FIRST = ("outreach", "outreach-follow-up")
NUDGES = ("outreach-follow-up", "check-in", "keep-in-touch")

_LONGEST = 8_000  #: characters
_SHINGLE = 4  #: words
#: Measured on our own templates: two letters in one wording for different works share 55 to 75 of 100, two in
#: different wordings fewer than 25, a letter with another name in it more than 90.
_ALIKE = 0.8
_REPEATED = 0.5
#: Mail providers whose addresses say nothing of where somebody works.
_ANYBODYS = re.compile(
    r"^(?:gmail|googlemail|outlook|hotmail|live|msn|yahoo|ymail|icloud|me|mac|aol|gmx|web|proton|protonmail|pm|fastmail|"
    r"hey|zoho|mail|posteo|mailbox|orange|free|laposte|wanadoo|sfr|telia|bredband2|comhem|t-online|freenet|telefonica)\.",
    re.I,
)


NAME = "portfolio.F-49"  #: of its findings


@dataclass(frozen=True)
class Other:
    """Another letter of the owner's, that waits or was sent not long ago."""

    relationship: int
    person: str
    organisation: str
    addresses: tuple[str, ...]
    kind: str
    text: str


def check(
    text: str, brief: Brief, others: Sequence[Other], rules: Rules, owner_language: str = "en"
) -> tuple[Finding, ...]:
    """What the owner should see of this letter beside `others`; the newest of them first."""
    own = rules.etiquette.get(owner_language) or rules.etiquette["en"]
    return tuple(_findings(text[:_LONGEST], brief, others, own.says))


def _findings(text: str, brief: Brief, others: Sequence[Other], says: dict[str, str]) -> Iterator[Finding]:
    mine = brief.relationship.id
    shingles = _shingles(text)
    for other in others:
        if other.relationship != mine and _shared(shingles, _shingles(other.text)) >= _ALIKE:
            yield _finding("near_identical", says, "", other=other.person)
            break
    if brief.kind in FIRST:
        for other in others:
            team = _team(brief, other) if other.relationship != mine and other.kind in FIRST else ""
            if team:
                yield _finding("same_team", says, "", other=other.person, organisation=team)
                break
    if brief.kind in NUDGES:
        before = next((s.text for s in reversed(brief.thread) if s.who == "owner"), "")
        if before and _shared(shingles, _shingles(before)) >= _REPEATED:
            yield _finding("nothing_new", says, "")


def _team(brief: Brief, other: Other) -> str:
    """The organisation that both belong to: by its name, or by the domain of their addresses."""
    person = brief.relationship.person
    named = person.organisation.strip()
    if named and named.casefold() == other.organisation.strip().casefold():
        return named
    domains = {a.rpartition("@")[2].casefold() for a in person.addresses}
    shared = domains & {a.rpartition("@")[2].casefold() for a in other.addresses}
    return next((d for d in sorted(shared) if not _ANYBODYS.match(d)), "")


@lru_cache(maxsize=512)  # each letter is compared with the same letters of late
def _shingles(text: str) -> frozenset[int]:
    """Runs of words of the letter without its first and last line, which letters may share; each as its hash."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    words = re.findall(r"\w+", " ".join(lines[1:-1] if len(lines) > 2 else lines).casefold())
    return frozenset(hash(tuple(words[at : at + _SHINGLE])) for at in range(len(words) - _SHINGLE + 1))


def _shared(one: frozenset[int], other: frozenset[int]) -> float:
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller >= _SHINGLE else 0.0


def _finding(name: str, says: dict[str, str], words: str, /, **facts: str) -> Finding:
    return Finding(NAME, False, says[name].format(**facts), words)
