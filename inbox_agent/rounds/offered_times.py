"""Of several times that a contact named, the first that suits the owner is taken, so that the answer is ready at once (P-30).

It suits where it is still to come, is no hour of the owner's night, and lies beside no conversation of theirs that is
known. Only the time itself comes of that, nothing about whom else they meet (P-04). Where none suits, the owner is asked;
the letter that takes it waits for a yes like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from inbox_agent.mail.message import Because
from inbox_agent.mail.slots import Slot
from inbox_agent.mentorship.situation import Situation
from inbox_agent.mentorship.step import Step
from inbox_agent.rounds import meetings
from inbox_agent.rounds.briefing import last_heard, times_in
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rounds.propose import TAKES_A_TIME

AWAKE = (7, 21)  #: the owner's own hours for a conversation, by the clock on their wall
LEAD = timedelta(hours=1)  #: a time so near can hardly be agreed on by mail


def take(tx: Transaction, doors: Doors, situation: Situation, step: Step, now: datetime) -> bool:
    """Note the first time of their last mail that suits; whether one was noted."""
    relationship, noted = situation.relationship, situation.meeting
    if step.what not in TAKES_A_TIME or (noted and noted.state in ("proposed", "planned") and noted.start > now):
        return False
    last = last_heard(tx, relationship.id)
    if last is None or last.kind == "calendar":
        return False
    named = [s for s in times_in(doors, relationship, last) if s.start]
    if len(named) < 2:
        return False
    until = max(s.start for s in named if s.start) + timedelta(days=1)
    busy = [
        (m.start, m.end)
        for number, m in tx.people.meetings_until(until)
        if number != relationship.id and m.start > now - timedelta(days=1)
    ]
    zone, soonest = doors.account.owner.timezone, now + LEAD
    found = next((s for s in named if s.start and s.start >= soonest and _suits(s, busy, zone)), None)
    if found is None or found.start is None:
        return False
    because = (Because("P-30", f"{found.words}: the first of {len(named)} that suits"),)
    meetings.propose(tx, relationship, found.start, found.timezone, found.minutes, because, now, message=last.id)
    return True


def _suits(slot: Slot, busy: Sequence[tuple[datetime, datetime]], zone: str) -> bool:
    begins = slot.start
    assert begins is not None
    ends = begins + timedelta(minutes=slot.minutes or meetings.DEFAULT_MINUTES)
    free = all(ends <= start or end <= begins for start, end in busy)
    return free and AWAKE[0] <= begins.astimezone(ZoneInfo(zone)).hour < AWAKE[1]
