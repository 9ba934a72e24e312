"""What a person's mail means for a relationship: signal, meeting times, and the stage that follows (pure).

The agent's rounds and the command `explain` both read a mail through this one function, so that what `explain`
says is what the agent would do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from inbox_agent.mail.times import Slot, find_times
from inbox_agent.mail.when import find_day
from inbox_agent.mentorship.asked import Letter, asked_in, chosen, meant
from inbox_agent.mentorship.phrases import said
from inbox_agent.mentorship.reading import Context, Reading
from inbox_agent.mentorship.second_opinion import Opinion, weigh
from inbox_agent.mentorship.second_opinion import back_on as day_told
from inbox_agent.mentorship.signals import hear
from inbox_agent.mentorship.stages import Move, move
from inbox_agent.rules import Rules
from inbox_agent.words import Stage

NAMES_A_TIME = ("proposes-times", "confirms-time", "accepts", "reschedules")


@dataclass(frozen=True)
class Understood:
    """The reading, every slot that was found, the one time that is agreed or proposed, and the move."""

    reading: Reading
    slots: tuple[Slot, ...]
    meeting: Slot | None  #: the one time named, day, clock and zone known
    move: Move | None
    stage_after: Stage
    back_on: date | None = None  #: the day that a "not now" asks to come back on (F-23)


def understand(
    text: str,
    said_at: datetime,
    context: Context,
    writer_zone: str,
    reader_zone: str,
    rules: Rules,
    letter: Letter | None = None,
    second: Opinion | None = None,
    told: Callable[[Reading], Reading | None] | None = None,
) -> Understood:
    """Read newly written words of a contact. `said_at` is aware; zones are IANA names, "" where not known; `letter` is
    our own last one, where it was the last word before theirs; `second` is a model's opinion of this mail, which is
    weighed where the rules abstain; `told` gives, for the reading of the rules, what the owner has said that it means, or
    None: that goes before both.
    """
    slots = find_times(text, said_at, writer_zone, reader_zone, rules)
    if letter:
        asked = asked_in(letter, said_at, (reader_zone, writer_zone), (context.language,), rules)
        context = replace(context, asked=asked, offered=bool(asked.times) or asked.fixed)
    offered = context.asked.times
    slots = tuple(meant(slot, offered, rules) for slot in slots)
    exact = tuple(s for s in slots if s.start is not None)
    starts = {slot.start for slot in offered}
    ours = all(slot.start in starts for slot in exact) if exact and offered else None
    heard = hear(text, context, rules, bool(slots), ours)  # a time of which only the zone is not known is a time
    reading = (told(heard) if told else None) or weigh(heard, second, text, context)
    meeting = _meeting(text, reading, slots, offered, rules)
    found = move(context.stage, f"heard:{reading.intent}") if reading.sure else None
    if reading.bad_news:  # nothing else that the mail says is acted upon now (P-76)
        meeting, found = None, move(context.stage, "heard:bad-news")
    stage = found.to if found else context.stage
    if meeting and reading.intent == "confirms-time" and reading.sure:
        agreed = move(stage, "meeting:agreed")
        stage = agreed.to if agreed else stage
    back_on = find_day(text, said_at, rules) if reading.sure and "pauses" in (reading.intent, *reading.also) else None
    if back_on is None and reading.sure and reading.intent == "pauses":
        back_on = day_told(second, text, said_at.date())
    return Understood(reading, slots, meeting, found, stage, back_on)


def _meeting(
    text: str, reading: Reading, slots: tuple[Slot, ...], offered: tuple[Slot, ...], rules: Rules
) -> Slot | None:
    """The one time that they name; where they only agree, the one that we offered, or the one of ours that they choose."""
    if reading.intent not in NAMES_A_TIME:
        return None
    if slots:
        return slots[0] if len(slots) == 1 and slots[0].start is not None else None
    if reading.intent != "confirms-time" or not reading.sure:
        return None
    if len(offered) == 1:
        return offered[0]
    return chosen(said(text), frozenset(), offered, rules)
