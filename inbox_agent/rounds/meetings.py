"""A conversation got a date, lost it, took place or did not: the one place that writes it down, whoever said so.

A date comes from words that both agreed on (F-27), from a calendar (F-12), from a letter of ours that takes a time,
or from the owner's own word ("met Ada today", F-10). From the first conversation on `active` people meet without
leaving their stage (`stages.NURTURED`); what is due before and after is `next_step`'s.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from inbox_agent.mail.message import Because
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.mentorship.stages import NURTURED, correction, move
from inbox_agent.rounds.ports import Transaction
from inbox_agent.rounds.walk import walk
from inbox_agent.words import Stage

DEFAULT_MINUTES = 30  # of a conversation whose length nobody named
SAME = timedelta(hours=12)  # two words about a conversation so near each other are about one


def may_meet(stage: Stage) -> bool:
    """Whether a date may be agreed on in this stage."""
    return stage in NURTURED or move(stage, "meeting:agreed") is not None


def agree(
    tx: Transaction,
    relationship: Relationship,
    start: datetime,
    timezone: str,
    minutes: int | None,
    because: tuple[Because, ...],
    now: datetime,
    *,
    message: int | None = None,
    uid: str = "",
    sequence: int = 0,
) -> Stage:
    """Both have agreed: the conversation has a date. The stage where the relationship stands now."""
    tx.people.set_meeting(
        relationship.id, start, timezone, minutes or DEFAULT_MINUTES, "planned", uid=uid, sequence=sequence
    )
    _tell(tx, relationship, "planned", start, because, message, now)
    found = move(relationship.stage, "meeting:agreed")
    return walk(tx, relationship, found, because, now, message=message) if found else relationship.stage


def propose(
    tx: Transaction,
    relationship: Relationship,
    start: datetime,
    timezone: str,
    minutes: int | None,
    because: tuple[Because, ...],
    now: datetime,
    *,
    message: int | None = None,
    uid: str = "",
    sequence: int = 0,
) -> None:
    """They named a time; a letter of ours that leaves with it makes a date of it."""
    tx.people.set_meeting(
        relationship.id, start, timezone, minutes or DEFAULT_MINUTES, "proposed", uid=uid, sequence=sequence
    )
    _tell(tx, relationship, "proposed", start, because, message, now)


def call_off(tx: Transaction, relationship: Relationship, because: tuple[Because, ...], now: datetime) -> bool:
    """The date is off, whoever said so; whether there was one."""
    meeting = tx.people.meeting(relationship.id)
    if meeting is None or meeting.state == "took-place":
        return False
    tx.people.meeting_is(meeting.id, "cancelled")
    _tell(tx, relationship, "cancelled", meeting.start, because, None, now)
    return True


def met(
    tx: Transaction,
    relationship: Relationship,
    at: datetime,
    because: tuple[Because, ...],
    now: datetime,
    *,
    minutes: int | None = None,
    message: int | None = None,
) -> Stage:
    """The owner says that they met, at this moment (that is not ahead): the 24 hours of the thank-you run from its end.

    Each conversation is asked about and thanked for by itself, so it becomes a meeting of its own, unless it is
    the one that has just been planned for that time.
    """
    length = timedelta(minutes=minutes or DEFAULT_MINUTES)
    held = tx.people.meeting(relationship.id, held=True)
    if relationship.stage == "thank-you" and held and abs(held.start - at) <= SAME:
        return relationship.stage
    planned = tx.people.meeting(relationship.id)
    if planned and planned.state == "planned" and abs(planned.start - at) <= SAME:
        tx.people.meeting_is(planned.id, "took-place")
    else:
        start = min(at, now - length)
        tx.people.set_meeting(
            relationship.id, start, relationship.person.timezone, int(length.total_seconds() // 60), "took-place"
        )
    found = move(relationship.stage, "meeting:held") or correction(relationship.stage, "thank-you")
    return walk(tx, relationship, found, because, now, message=message) if found else relationship.stage


def did_not_happen(tx: Transaction, relationship: Relationship, now: datetime) -> None:
    """The owner says so of a conversation that the clock took for held (P-33)."""
    found = move(relationship.stage, "meeting:did-not-happen")
    meeting = tx.people.meeting(relationship.id, held=relationship.stage == "thank-you")
    if found is None:
        return
    if meeting:
        tx.people.meeting_is(meeting.id, "cancelled")
    walk(tx, relationship, found, (Because("owner", "did not happen"),), now)


def _tell(
    tx: Transaction,
    relationship: Relationship,
    state: str,
    start: datetime,
    because: tuple[Because, ...],
    message: int | None,
    now: datetime,
) -> None:
    tx.events.add(
        now, f"meeting-{state}", *because, relationship=relationship.id, message=message, start=start.isoformat()
    )
