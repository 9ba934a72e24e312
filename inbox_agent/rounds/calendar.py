"""A calendar wrote: an invitation, an answer to ours, a move or a cancellation (F-12, P-30).

Their calendar is a form of their word, so it counts as an exchange and goes the roads that words go. A time becomes
a date where both have said it: we had named it and they invite to it, or they accept the invitation that we sent. An
invitation out of the blue, or a move, is a proposal that a letter of ours takes, for the owner's yes. A time whose
zone is not certain is asked about and never guessed (P-52). Invitations of strangers stand in the digest (F-30).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from inbox_agent.mail.calendar import Invitation
from inbox_agent.mail.kept import MailRow, Taken
from inbox_agent.mail.machine import Machine
from inbox_agent.mail.message import Because
from inbox_agent.mail.times import find_times
from inbox_agent.mail.whereabouts import Whereabouts
from inbox_agent.mentorship.relationship import Meeting, Relationship
from inbox_agent.mentorship.stages import move
from inbox_agent.rounds import ask, meetings, places, settle
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rounds.walk import walk


def calendar(
    tx: Transaction, doors: Doors, row: MailRow, machine: Machine, taken: Taken, related: int | None, now: datetime
) -> None:
    """Take in one mail of a calendar. Only its first event counts: a series is one mentoring with one next date."""
    event = machine.invitations[0]
    number = related or _among(tx, event)
    relationship = tx.people.get(number, lock=True) if number else None
    if relationship is None:
        tx.mail.take(row.id, taken)
        tx.events.add(now, "unsorted", *machine.because, message=row.id)
        return
    text = taken.text or " · ".join(p for p in (event.summary, event.location) if p)
    tx.mail.take(row.id, replace(taken, relationship=relationship.id, text=text))
    tx.people.change(relationship.id, last_inbound=row.received, next_due=now, away_until=None)
    before = tx.people.meeting(relationship.id)
    if _same(event, before) and machine.intent in ("calendar-request", "calendar-accepted"):
        _same_time(tx, relationship, event, before, machine, row, now)
        return
    because = machine.because
    tx.events.add(
        now, "heard", *because, relationship=relationship.id, message=row.id, intent=machine.intent, sure=True
    )
    named = _named_by_us(tx, doors, relationship, event)
    settle.withdraw(tx, relationship.id, now, "they wrote", row.id)
    if machine.intent in ("calendar-declined", "calendar-cancelled"):
        _off(tx, relationship, event, before, because, row.id, now)
    elif event.start and event.start > now:
        _date(tx, doors, relationship, event, named and machine.intent == "calendar-request", because, row.id, now)
    elif event.start is None:
        _without_a_time(tx, relationship, because, row.id, now)
    ask.notice(tx, row.id, relationship.id, now)


def _among(tx: Transaction, event: Invitation) -> int | None:
    """A calendar service writes in its own name: then the known contact among the event's people is meant, if it is one."""
    people = (*((event.organizer,) if event.organizer else ()), *(a.who for a in event.attendees))
    found = {number for who in people if (number := tx.people.by_address(who.addr))}
    return found.pop() if len(found) == 1 else None


def _same(event: Invitation, meeting: Meeting | None) -> bool:
    return bool(meeting and meeting.state in ("planned", "proposed") and event.start == meeting.start)


def _same_time(
    tx: Transaction,
    relationship: Relationship,
    event: Invitation,
    meeting: Meeting | None,
    machine: Machine,
    row: MailRow,
    now: datetime,
) -> None:
    """The date that stands already, now in a calendar: a proposed one becomes planned once both have said it."""
    assert meeting is not None
    because = machine.because
    tx.events.add(
        now, "heard", *because, relationship=relationship.id, message=row.id, intent=machine.intent, sure=True
    )
    accepted = machine.intent == "calendar-accepted"
    if meeting.state == "planned" or not (accepted and meetings.may_meet(relationship.stage)):
        tx.people.name_meeting(meeting.id, event.uid, event.sequence)
        return
    settle.withdraw(tx, relationship.id, now, "they wrote", row.id)
    zone, minutes = meeting.timezone, event.minutes or meeting.minutes
    meetings.agree(
        tx, relationship, meeting.start, zone, minutes, because, now,
        message=row.id, uid=event.uid, sequence=event.sequence,
    )  # fmt: skip
    ask.notice(tx, row.id, relationship.id, now)


def _named_by_us(tx: Transaction, doors: Doors, relationship: Relationship, event: Invitation) -> bool:
    """Whether our last letter offered this very time."""
    ours = next((m for m in reversed(tx.mail.thread(relationship.id)) if m.direction == "out"), None)
    if ours is None or event.start is None:
        return False
    zones = (doors.account.owner.timezone, relationship.person.timezone)
    return any(slot.start == event.start for slot in find_times(ours.text, ours.received, *zones, doors.rules))


def _off(
    tx: Transaction,
    relationship: Relationship,
    event: Invitation,
    before: Meeting | None,
    because: tuple[Because, ...],
    message: int,
    now: datetime,
) -> None:
    """They do not come, or took the event back; an event that we know nothing of takes nothing back."""
    known = before and before.state != "took-place" and (not before.uid or not event.uid or before.uid == event.uid)
    if not known:
        return
    meetings.call_off(tx, relationship, because, now)
    found = move(relationship.stage, "heard:cancels")
    if found:
        walk(tx, relationship, found, because, now, message=message)


def _date(
    tx: Transaction,
    doors: Doors,
    relationship: Relationship,
    event: Invitation,
    agreed: bool,
    because: tuple[Because, ...],
    message: int,
    now: datetime,
) -> None:
    """An invitation to a time: agreed where we had named it, else proposed, and then a move where a date stood."""
    assert event.start is not None
    named = event.timezone not in ("", "UTC", "Etc/UTC")  # a moment in UTC is nobody's clock on the wall
    zone = event.timezone if named else relationship.person.timezone or doors.account.owner.timezone
    if named and event.organizer:
        by_them = event.organizer.key in {a.casefold() for a in relationship.person.addresses}
        if by_them:
            places.learn(tx, relationship, Whereabouts(event.timezone, "calendar", event.timezone), now, message)
    found = move(relationship.stage, "heard:proposes-times")
    if found:
        stage = walk(tx, relationship, found, because, now, message=message)
        relationship = replace(relationship, stage=stage)
    note = meetings.agree if agreed and meetings.may_meet(relationship.stage) else meetings.propose
    note(
        tx, relationship, event.start, zone, event.minutes, because, now,
        message=message, uid=event.uid, sequence=event.sequence,
    )  # fmt: skip


def _without_a_time(
    tx: Transaction, relationship: Relationship, because: tuple[Because, ...], message: int, now: datetime
) -> None:
    """The next step asks the owner when it is (`next_step`, F-27)."""
    before = tx.people.meeting(relationship.id)
    if before and before.state == "proposed":
        tx.people.meeting_is(before.id, "cancelled")
    found = move(relationship.stage, "heard:proposes-times")
    if found:
        walk(tx, relationship, found, because, now, message=message)
