"""What a person's mail means for a relationship: signal, meeting times, and the stage that follows (pure).

The agent's rounds and the command `explain` both read a mail through this one function, so that what `explain`
says is what the agent would do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from inbox_agent.mail.times import Slot, find_times
from inbox_agent.mail.when import find_day
from inbox_agent.mentorship.signals import Context, Reading, hear
from inbox_agent.mentorship.stages import Move, move
from inbox_agent.rules import Rules
from inbox_agent.words import Stage


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
    text: str, said_at: datetime, context: Context, writer_zone: str, reader_zone: str, rules: Rules
) -> Understood:
    """Read newly written words of a contact. `said_at` is aware; zones are IANA names, "" where not known."""
    slots = find_times(text, said_at, writer_zone, reader_zone, rules)
    exact = tuple(s for s in slots if s.start is not None)
    reading = hear(text, context, rules, has_slots=bool(exact))
    only = exact[0] if len(exact) == 1 and len(slots) == 1 else None
    meeting = only if only and reading.intent in ("proposes-times", "confirms-time", "accepts", "reschedules") else None
    found = move(context.stage, f"heard:{reading.intent}") if reading.sure else None
    if reading.bad_news:  # nothing else that the mail says is acted upon now (P-76)
        meeting, found = None, move(context.stage, "heard:bad-news")
    stage = found.to if found else context.stage
    if meeting and reading.intent == "confirms-time" and reading.sure:
        agreed = move(stage, "meeting:agreed")
        stage = agreed.to if agreed else stage
    back_on = find_day(text, said_at, rules) if reading.sure and "pauses" in (reading.intent, *reading.also) else None
    return Understood(reading, slots, meeting, found, stage, back_on)
