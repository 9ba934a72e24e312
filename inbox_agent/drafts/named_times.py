"""What a letter has to say beside a time that it names: both clocks, and that the hour is hard on the other (P-52).

A time is found by the same reader that reads the contacts' mails, so only what is certain is judged: day and clock both
known. An hour that the contact named themself is theirs to choose.
"""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from inbox_agent.drafts import dates, expressions
from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.known_days import meetings
from inbox_agent.mail.times import find_times
from inbox_agent.mentorship.working_time import place_in, unsocial
from inbox_agent.rules import Etiquette, Rules


def without_both_zones(text: str, brief: Brief, rules: Rules, own: Etiquette) -> str:
    """A clock that is named without the zones of both, where theirs is not known without the owner's; "" where all is said."""
    named = expressions.first((own.clock,), text)
    if not named:
        return ""
    flat, theirs, ours = " ".join(text.split()), brief.relationship.person.timezone, brief.owner_timezone
    both = ((ours, own.my_time), (theirs, own.your_time))
    said = [bool(zone and _names_place(zone, flat, brief, rules)) or _says(words, flat) for zone, words in both]
    needs_both = theirs and not _same_clock(theirs, ours, brief)
    return "" if (all(said) if needs_both else any(said)) else named


def at_a_hard_hour(text: str, brief: Brief, rules: Rules, own: Etiquette) -> Iterator[str]:
    """The times outside their working day, as the letter words them, where nothing in it says that the writer sees it."""
    theirs = brief.relationship.person.timezone
    named = "\n\n".join(part for part in text.split("\n\n") if expressions.first((own.clock,), part))
    if not theirs or not named or _says(own.hard_hour, text):
        return
    place = place_in(theirs, rules.countries.by_zone)
    their_own = {m.start for m in (*brief.proposed, *filter(None, (brief.meeting,)))}
    for slot in find_times(named, brief.now, brief.owner_timezone, theirs, rules):
        if slot.start and slot.start not in their_own and unsocial(slot.start, place, rules.cadence.working_hours):
            yield slot.words


def _says(patterns: tuple[str, ...], text: str) -> bool:
    return bool(expressions.first(patterns, text))


def _names_place(zone: str, flat: str, brief: Brief, rules: Rules) -> bool:
    own = rules.dates.get(brief.language)
    return any(dates.place(zone, names).casefold() in flat.casefold() for names in (None, own))


def _same_clock(theirs: str, ours: str, brief: Brief) -> bool:
    moments = [m.start for m in meetings(brief)] or [brief.now]
    return all(m.astimezone(ZoneInfo(theirs)).utcoffset() == m.astimezone(ZoneInfo(ours)).utcoffset() for m in moments)
