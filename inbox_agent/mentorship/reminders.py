"""The clocks that are told to the owner beside everything else: the brief before a conversation, the 24 hours after it.

They run whether or not a draft waits: a brief is no letter, and the hours of a thank-you are counted just because
its draft, or the owner's lines, are still awaited (P-31, P-33). Each is an occasion that is told once; what was
missed (a machine that slept through the night before) is not told when it is of no use any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from inbox_agent.mentorship.relationship import Because
from inbox_agent.mentorship.situation import Situation
from inbox_agent.mentorship.step import Step
from inbox_agent.rules import Cadence

#: Stages in which no conversation is looked forward to, whatever the calendar says.
SILENT = ("paused", "declined", "ended", "resting", "mismatch")


def reminders(situation: Situation, cadence: Cadence) -> Iterator[Step]:
    """Every brief and countdown of this relationship that was not told yet, soonest first."""
    if situation.relationship.stage not in SILENT:
        yield from (s for s in _briefs(situation, cadence) if s.occasion not in situation.told)
        yield from (s for s in _countdown(situation, cadence) if s.occasion not in situation.told)


def _briefs(situation: Situation, cadence: Cadence) -> Iterator[Step]:
    meeting = situation.meeting
    if meeting is None or meeting.state != "planned":
        return
    why = Because("P-31", f"the conversation begins at {meeting.start:%Y-%m-%d %H:%M} UTC")
    first = meeting.start - timedelta(hours=cadence.brief_hours)
    again = meeting.start - timedelta(minutes=cadence.brief_again_minutes)
    # A conversation that was agreed within the last minutes needs one brief, not two at once.
    yield Step("tell", "brief", first, why, f"brief:{meeting.id}", until=again)
    if cadence.brief_again_minutes:
        yield Step("tell", "brief", again, why, f"brief-again:{meeting.id}", until=meeting.start)


def thank_you_deadline(situation: Situation, cadence: Cadence) -> datetime | None:
    """Until when the thank-you for the last conversation should have left; None where none is due."""
    held = situation.held
    if situation.relationship.stage != "thank-you" or held is None:
        return None
    thanked = situation.last_sent("thank-you")
    return None if thanked and thanked.at >= held.end else held.end + timedelta(hours=cadence.thank_you_hours)


def _countdown(situation: Situation, cadence: Cadence) -> Iterator[Step]:
    """What waits for the owner while the 24 hours run: their lines, or their yes."""
    deadline, held = thank_you_deadline(situation, cadence), situation.held
    if deadline is None or held is None:
        return
    name = f"{situation.relationship.id}:meeting:{held.id}"
    question = next((a for a in situation.asked if a.kind == "take-aways" and a.occasion == name), None)
    draft = situation.open_draft
    lines_awaited = question is not None and question.answered is None
    yes_awaited = draft is not None and draft.kind == "thank-you" and draft.state in ("waiting", "blocked", "snoozed")
    if not (lines_awaited or yes_awaited):
        return
    hours = sorted(cadence.thank_you_countdown, reverse=True)
    for before, after in zip(hours, (*hours[1:], 0), strict=True):
        why = Because("P-33", f"{before} hours left for the thank-you")
        due, until = deadline - timedelta(hours=before), deadline - timedelta(hours=after)
        yield Step("tell", "countdown", due, why, f"countdown:{held.id}:{before}", until=until)
