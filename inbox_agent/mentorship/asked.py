"""What our own last letter asked, told and offered: the other half of a short answer.

"Works for me" is a yes to what stood before it, "Their loss!" comforts whoever told of a refusal, and "the Friday, then"
chooses one of the times that we named. So our letter is read too: for the times in it, for whether they were offered
or already fixed, for what it asked (the rules `ours` of each language), and for what it is about (`concepts`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from inbox_agent.mail.language import language_of
from inbox_agent.mail.times import Slot, find_times
from inbox_agent.mentorship.concepts import ideas_in
from inbox_agent.mentorship.phrases import Phrases, Said, fold, phrases, said
from inbox_agent.rules import Rules, Signals, Topic


@dataclass(frozen=True)
class Letter:
    """Our last letter to them: its text and when it left."""

    text: str
    at: datetime


@dataclass(frozen=True)
class Asked:
    """What a letter of ours leaves open."""

    topics: frozenset[Topic] = frozenset()
    times: tuple[Slot, ...] = ()  #: still to come, day, clock and zone known
    known: bool = False  #: whether there was a letter to read
    says: frozenset[str] = frozenset()  #: the ideas of `rules/concepts/` in it
    asks: frozenset[str] = frozenset()  #: those in its sentences that ask
    questions: int = 0  #: how many sentences ask

    @property
    def fixed(self) -> bool:
        """Whether it speaks of a time as agreed, so that another one moves it."""
        return "fixed" in self.topics


NOTHING = Asked()
_BARE_TIME = 4  #: words: "Wednesday at two", "Mittwoch um 14 Uhr"; more words name a date or a week of their own


def asked_in(letter: Letter, now: datetime, zones: tuple[str, str], languages: tuple[str, ...], rules: Rules) -> Asked:
    """Read our letter. `zones`: ours and theirs, IANA names or ""; `languages`: those that it may be in."""
    words = said(letter.text)
    files = [rules.signals[name] for name in dict.fromkeys((*languages, "en")) if name in rules.signals]
    topics = {topic for signals in files for topic in _topics(words, signals)}
    found = find_times(letter.text, letter.at, *zones, rules)
    times = tuple(slot for slot in found if slot.start is not None and slot.start >= now)
    ideas = ideas_in(words, language_of(letter.text, rules.words, languages[0]).code, rules)
    asks = [each for n, each in enumerate(ideas) if words.asked[n]]
    return Asked(frozenset(topics), times, True, frozenset().union(*ideas), frozenset().union(*asks), len(asks))


@lru_cache(maxsize=32)
def _compiled(signals: Signals) -> Phrases:
    return phrases([rule.phrase for rule in signals.ours], signals.lists)


def _topics(words: Said, signals: Signals) -> set[Topic]:
    compiled = _compiled(signals)
    return {signals.ours[n].topic for n, _, _ in compiled.find(words)}


def chosen(words: Said, doubted: frozenset[int], times: tuple[Slot, ...], rules: Rules) -> Slot | None:
    """The one of our times that an answer names by its weekday alone; None where it names none, or several."""
    named = [slot for slot in times if any(n not in doubted for n in _named(words, slot, times, rules))]
    return named[0] if len(named) == 1 else None


def meant(slot: Slot, offered: tuple[Slot, ...], rules: Rules) -> Slot:
    """The time of ours that "Wednesday at two" repeats, though an earlier Wednesday comes before it; else the time as read."""
    words = slot.words.split()
    if slot.start is None or not words or len(words) > _BARE_TIME:
        return slot
    if fold(words[0].rstrip(",")) not in _weekdays(rules)[slot.start.weekday()]:
        return slot
    for ours in offered:
        apart = ours.start - slot.start if ours.start else None
        if apart and apart.days > 0 and apart.days % 7 == 0 and not apart.seconds:
            return replace(slot, start=ours.start)
    return slot


def _named(words: Said, slot: Slot, times: tuple[Slot, ...], rules: Rules) -> tuple[int, ...]:
    """The sentences in which the weekday of a time stands, unless another of the times falls on the same weekday."""
    if slot.start is None or sum(t.start is not None and t.start.weekday() == slot.start.weekday() for t in times) > 1:
        return ()
    wanted = _weekdays(rules)[slot.start.weekday()]
    return tuple(n for n, line in enumerate(words.words.split("\n")) if not wanted.isdisjoint(line.split()))


def _weekdays(rules: Rules) -> tuple[frozenset[str], ...]:
    """The names of each weekday in every language, Monday first, with a Nordic or English ending."""
    every = [times.weekdays for times in rules.times.values()]
    names = [{fold(name) for days in every for name in days[n]} for n in range(7)]
    return tuple(frozenset(name + ending for name in day for ending in ("", "'s", "en", "na")) for day in names)
