"""What a contact's mail gives that is worth keeping: pieces of advice, and the person whom it sends the owner to.

Both rest on the same phrase rules as the intent, so advice is found in a mail that mainly accepts, and a colleague's
address in one that mainly declines (F-25, F-26).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from re import Pattern

from inbox_agent.mail.lexicon import lexicon
from inbox_agent.mail.message import Address
from inbox_agent.mail.people import same_person
from inbox_agent.mail.people_in_text import with_addresses
from inbox_agent.mentorship.evidence import ENOUGH, Evidence, Place, gather
from inbox_agent.mentorship.phrases import Said, fold, pattern, said
from inbox_agent.rules import Rules, Signals

#: Words that advise nothing but a time: "you could call me on Thursday".
PLANS = (
    "agrees",
    "asks-for-times",
    "proposes-times",
    "confirms-time",
    "reschedules",
    "suggests-other",
    "makes-introduction",
)


@dataclass(frozen=True)
class Advice:
    """`what` to do, without the words that lead up to it, and the whole sentence that says so."""

    what: str
    words: str


def advice_in(text: str, language: str, rules: Rules) -> tuple[Advice, ...]:
    """Each sentence of a contact's own words that advises something, in order. `language`: ISO 639-1 of the mail."""
    words = said(text)
    found = gather(words, (language,), Place("active", "mentee", False), rules)
    plans = {hit.sentence for hit in found.hits if hit.rule.intent in PLANS and hit.rule.weight >= ENOUGH}
    advises = {hit.sentence for hit in found.hits if hit.rule.intent == "gives-advice" and hit.rule.weight >= ENOUGH}
    signals = rules.signals.get(language) or rules.signals["en"]
    return tuple(Advice(_what(words, n, signals), words.spoken(n)) for n in sorted(advises - plans))


def _what(words: Said, sentence: int, signals: Signals) -> str:
    """What follows the words that open a piece of advice; the whole sentence where nothing opens it or nothing follows."""
    line = words.words.split("\n")[sentence]
    begins = sum(len(other) + 1 for other in words.words.split("\n")[:sentence])
    ends = [found.end() for opener in _openers(signals) for found in opener.finditer(line)]
    last = begins + len(line) - 1
    return words.quote(begins + max(ends), last) if ends and line[max(ends) :].strip() else words.spoken(sentence)


@lru_cache(maxsize=32)
def _openers(signals: Signals) -> tuple[Pattern[str], ...]:
    """An opener that must stand at the beginning of its sentence is part of the advice: "Don't hurry"."""
    return tuple(pattern(phrase, signals.lists) for phrase in signals.advice if not phrase.startswith("^"))


def introduction_in(text: str, language: str, rules: Rules, without: Collection[str] = ()) -> Address | None:
    """The person, with an address, whom the contact sends the owner to; `without` are addresses already known."""
    words = said(text)
    places = (Place("outreach", "mentee", False), Place("active", "mentee", False))
    if not any(_sends_on(gather(words, (language,), place, rules)) for place in places):
        return None
    relations = {fold(word) for signals in rules.signals.values() for word in signals.lists.get("relation", ())}
    for person in with_addresses(text, lexicon(rules.labels), {addr.casefold() for addr in without}):
        name = _bare(person.name, relations)
        # An address without a person's name is as likely the writer's own new one.
        if " " in name or (name and same_person(name, person.addr)):
            return Address(name, person.addr)
    return None


def _bare(name: str, relations: Collection[str]) -> str:
    """A name without "Kollegin" before it."""
    first, _, rest = name.partition(" ")
    return rest if rest and fold(first) in relations else name


def _sends_on(found: Evidence) -> bool:
    return any(found.score(intent) >= ENOUGH for intent in ("suggests-other", "makes-introduction"))
