"""A contact wrote: keep it, understand it, move the stage, and tell the owner.

Whatever was drafted before is taken back, since it was written for a thread in which they had not yet answered
(F-65). What should be answered is then due at once, because their mail is newer than our last letter. Mail of a
person who belongs to no relationship is kept and stands in the digest as unsorted (F-30): a Message-ID of ours in
their References attaches nothing, since a stranger may have forged it (R-35).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from inbox_agent.mail.identify import Arrival
from inbox_agent.mail.kept import MailRow, Taken
from inbox_agent.mail.machine import Machine
from inbox_agent.mail.message import Because, Message, said_at
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.mentorship.signals import Context
from inbox_agent.mentorship.stages import Move, move
from inbox_agent.mentorship.understand import Understood, understand
from inbox_agent.rounds import ask, settle
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.words import Stage

A_DECENT_WHILE = timedelta(days=60)  # after bad news on their side every timer stands still (P-76)
DEFAULT_MINUTES = 30  # of a conversation whose length nobody named


def person(
    tx: Transaction,
    doors: Doors,
    row: MailRow,
    message: Message,
    arrival: Arrival,
    taken: Taken,
    related: int | None,
    now: datetime,
) -> None:
    """Take in a mail that a person wrote."""
    relationship = tx.people.get(related, lock=True) if related else None
    if relationship is None:
        tx.mail.take(row.id, taken)
        tx.events.add(now, "unsorted", *arrival.because, message=row.id)
        return
    zones = (relationship.person.timezone, doors.account.owner.timezone)
    understood = understand(
        taken.text, said_at(message, row.received), _context(tx, relationship, now), *zones, doors.rules
    )
    reading = understood.reading
    intent = reading.intent if reading.sure else "other"
    tx.mail.take(
        row.id,
        replace(
            taken,
            intent=intent,
            also=reading.also if reading.sure else (),
            because=reading.because,
            relationship=relationship.id,
        ),
    )
    tx.people.learn(relationship.person.id, language=taken.language)
    tx.people.change(relationship.id, last_inbound=row.received, next_due=now)
    settle.withdraw(tx, relationship.id, now, "they wrote")
    tx.events.add(
        now,
        "heard",
        *reading.because,
        relationship=relationship.id,
        message=row.id,
        intent=intent,
        sure=reading.sure,
        guesses=list(reading.guesses),
    )
    _follow(tx, relationship, understood, row.id, now)
    ask.notice(tx, row.id, relationship.id, now)


def _context(tx: Transaction, relationship: Relationship, now: datetime) -> Context:
    rows = tx.mail.thread(relationship.id, 1)
    ours = relationship.last_outbound
    return Context(
        stage=relationship.stage,
        role=relationship.role,
        language=relationship.person.language,
        last_writer=("owner" if rows[-1].direction == "out" else "contact") if rows else "",
        days_since_ours=(now - ours).days if ours else None,
    )


def _follow(tx: Transaction, relationship: Relationship, understood: Understood, message: int, now: datetime) -> None:
    """Change what their words change: a hard stop, a date, the stage."""
    reading = understood.reading
    stage = relationship.stage
    before = tx.people.meeting(relationship.id)
    if before and before.state == "proposed":
        tx.people.meeting_is(before.id, "cancelled")  # a time that they named before this mail is of yesterday
    if reading.do_not_contact:
        tx.people.change(relationship.id, do_not_contact=True)
        tx.events.add(now, "do-not-contact", *reading.because, relationship=relationship.id, message=message)
    if understood.move:
        stage = _go(tx, relationship.id, stage, understood.move, reading.because, message, now)
        if understood.move.on in ("heard:reschedules", "heard:cancels", "heard:proposes-times"):
            meeting = tx.people.meeting(relationship.id)
            if meeting and meeting.state != "took-place":
                tx.people.meeting_is(meeting.id, "cancelled")
    if reading.bad_news:
        tx.people.change(relationship.id, pause_until=now + A_DECENT_WHILE)
        return
    slot = understood.meeting
    if slot is None or slot.start is None or slot.start <= now or not reading.sure:
        return
    agreed = move(stage, "meeting:agreed") if reading.intent == "confirms-time" else None
    state = "planned" if agreed else "proposed"
    tx.people.set_meeting(relationship.id, slot.start, slot.timezone, slot.minutes or DEFAULT_MINUTES, state)
    tx.events.add(
        now,
        f"meeting-{state}",
        Because("F-27", slot.words),
        relationship=relationship.id,
        message=message,
        start=slot.start.isoformat(),
    )
    if agreed:
        _go(tx, relationship.id, stage, agreed, (Because("F-27", slot.words),), message, now)


def _go(
    tx: Transaction, number: int, before: str, found: Move, because: tuple[Because, ...], message: int, now: datetime
) -> Stage:
    tx.people.change(number, stage=found.to, since=now)
    tx.events.add(
        now, "stage", *because, relationship=number, message=message, before=before, after=found.to, on=found.on
    )
    return found.to


def bounce(tx: Transaction, row: MailRow, message: Message, machine: Machine, now: datetime) -> None:
    """A letter of ours came back (F-74): the address is suspect and the owner is told."""
    if machine.intent != "bounce-permanent":
        return
    for failed in machine.failed:
        related = tx.people.by_address(failed)
        if related is None:
            continue
        tx.people.suspect(failed)
        because = Because("F-74", machine.reason or failed)
        tx.events.add(now, "bounced", because, relationship=related, message=row.id, addr=failed)
        ask.trouble(
            tx, f"bounce:{row.id}:{related}", now, what="bounce", relationship=related, addr=failed, why=machine.reason
        )
