"""The owner's profile: goals, gaps, guidance wanted, the mentor they look for, and whom of their contacts it concerns (P-10…P-12).

What a contact is good for is judged by plain words: whether the words of a goal, small ones aside, stand in what is
known of the contact. That finds what is written and nothing else, so where little is known the answer is
that it cannot be told, and the owner's own word on it ("serves") goes before every rule.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from inbox_agent.mentorship.ledger import content_words, small_words
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.words import Stage

#: In these a goal is being worked at with somebody.
AT_WORK: tuple[Stage, ...] = ("scheduling", "meeting", "thank-you", "active", "short-of-time", "quiet")
#: In these an ask of ours is open, and another's yes may make it needless (F-86).
ASKED: tuple[Stage, ...] = ("prospect", "outreach")
LITTLE = 4  #: fewer words known of a contact than this tell nothing
ALIKE = 5  #: letters that two forms of one word have in common at its beginning: "designing", "designer"


@dataclass(frozen=True)
class Profile:
    """What the owner wants (P-10) and from whom (P-11); every part may be empty."""

    short_term: tuple[str, ...] = ()  #: goals for the next 6–12 months
    long_term: tuple[str, ...] = ()  #: goals for 3–5 years
    missing: tuple[str, ...] = ()  #: skills and knowledge
    guidance: tuple[str, ...] = ()  #: technical, career strategy, organisational politics, emotional support
    persona: tuple[str, ...] = ()  #: experience, skills and character of the ideal mentor

    @property
    def goals(self) -> tuple[str, ...]:
        return (*self.short_term, *self.long_term)

    @property
    def empty(self) -> bool:
        return not any(getattr(self, f.name) for f in fields(self))


NAMES = tuple(f.name for f in fields(Profile))


def profile_of(values: Mapping[str, Any]) -> Profile:
    """From lists of strings by name; what is not of this shape is left out."""
    return Profile(**{name: tuple(str(v).strip() for v in values.get(name, ()) if str(v).strip()) for name in NAMES})


@dataclass(frozen=True)
class Fit:
    """What a contact is to the owner's profile. `told` is False where too little is known to say."""

    goals: tuple[str, ...] = ()  #: the goals that the contact serves
    persona: tuple[str, ...] = ()  #: the lines of the persona that the contact fits
    told: bool = True
    by_owner: bool = False  #: the owner said so


def fit(
    relationship: Relationship, profile: Profile, known: str, serves: Collection[str], small: Collection[str]
) -> Fit:
    """How a contact fits. `known` is what stands about them beside the relationship itself, `serves` the owner's word."""
    said = tuple(goal for goal in profile.goals if goal in serves)
    person = relationship.person
    text = "\n".join((person.title, person.organisation, relationship.purpose, relationship.source, known))
    words = content_words(text, small)
    persona = tuple(line for line in profile.persona if _touches(line, words, small))
    if said:
        return Fit(said, persona, by_owner=True)
    found = tuple(goal for goal in profile.goals if _touches(goal, words, small))
    return Fit(found, persona, told=bool(found) or (len(words) >= LITTLE and bool(profile.goals)))


def _touches(line: str, words: Collection[str], small: Collection[str]) -> bool:
    """Whether two words of a line stand in these, or its only one: one word in common is mostly chance."""
    wanted = content_words(line, small)
    found = [word for word in wanted if any(_alike(word, other) for other in words)]
    return len(found) >= min(2, len(wanted)) > 0


def _alike(one: str, other: str) -> bool:
    return one == other or (len(one) >= ALIKE and len(other) >= ALIKE and one[:ALIKE] == other[:ALIKE])


@dataclass(frozen=True)
class Coverage:
    """Which goals somebody works at, and which nobody does; and who of the active serves none of them any more."""

    served: Mapping[str, tuple[Relationship, ...]]
    unserved: tuple[str, ...]
    without_goal: tuple[Relationship, ...]  #: a natural end may be near (P-74); only where it can be told


def coverage(profile: Profile, contacts: Iterable[tuple[Relationship, Fit]]) -> Coverage:
    """Goals against people. Nobody is "without a goal" of whom too little is known."""
    known = list(contacts)
    served = {
        goal: tuple(r for r, fits in known if goal in fits.goals and r.stage in (*AT_WORK, *ASKED))
        for goal in profile.goals
    }
    unserved = tuple(goal for goal, people in served.items() if not any(r.stage in AT_WORK for r in people))
    without = tuple(
        r
        for r, fits in known
        if profile.goals and fits.told and not fits.goals and r.stage == "active" and r.role == "mentee"
    )
    return Coverage(served, unserved, without)


def overlapping(
    answered: Relationship, profile: Profile, contacts: Iterable[tuple[Relationship, Fit]]
) -> tuple[Relationship, ...]:
    """Who was asked for the same goal as the one that has just said yes, and has not answered: the ask may be kindly withdrawn."""
    known = list(contacts)
    goals = {goal for r, fits in known if r.id == answered.id for goal in fits.goals}
    return tuple(
        r
        for r, fits in known
        if r.id != answered.id and r.stage == "outreach" and goals & set(fits.goals) and not r.do_not_contact
    )


def stop_words(listed: Iterable[str]) -> frozenset[str]:
    """The small words of the languages that a profile or a contact may be written in."""
    return frozenset().union(*(small_words(words) for words in listed))
