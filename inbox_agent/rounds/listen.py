"""A contact wrote: keep it, understand it, move the stage, and tell the owner.

Whatever was drafted before is taken back, since it was written for a thread in which they had not yet answered
(F-65). What should be answered is then due at once, because their mail is newer than our last letter. Mail of a
person who belongs to no relationship is kept and stands in the digest as unsorted (F-30): a Message-ID of ours in
their References attaches nothing, since a stranger may have forged it (R-35).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from inbox_agent.mail.identify import Arrival
from inbox_agent.mail.kept import MailRow, Taken, taken_of
from inbox_agent.mail.machine import Machine
from inbox_agent.mail.message import Because, Message, said_at
from inbox_agent.mail.parse import parse
from inbox_agent.mail.slots import Slot
from inbox_agent.mail.whereabouts import Whereabouts, of_mail
from inbox_agent.mail.zones import zone_info
from inbox_agent.mentorship.asked import Letter
from inbox_agent.mentorship.examples import by_example
from inbox_agent.mentorship.reading import Context, Reading
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.mentorship.second_opinion import Opinion, Told, Unclear, advice_in
from inbox_agent.mentorship.understand import Understood, understand
from inbox_agent.mentorship.working_time import back_at_work, kindly
from inbox_agent.rounds import ask, ledger, meaning, meetings, overlap, places, settle
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rounds.walk import walk

MOST_TOLD = 4  #: corrections that a model is shown


def person(
    tx: Transaction,
    doors: Doors,
    row: MailRow,
    message: Message,
    arrival: Arrival,
    taken: Taken,
    related: int | None,
    second: Opinion | None,
    now: datetime,
) -> None:
    """Take in a mail that a person wrote; `second` is what a model said of it, where the rules abstained (F-22)."""
    relationship = tx.people.get(related, lock=True) if related else None
    if relationship is None:
        tx.mail.take(row.id, taken)
        tx.events.add(now, "unsorted", *arrival.because, message=row.id)
        return
    understood, _, _ = _read(tx, doors, relationship, taken, said_at(message, row.received), second, now)
    reading = understood.reading
    intent = reading.intent if reading.sure else "other"
    tx.mail.take(
        row.id,
        replace(
            taken,
            intent=intent,
            also=(*(reading.also if reading.sure else ()), *(("bad-news",) if reading.bad_news else ())),
            because=reading.because,
            relationship=relationship.id,
        ),
    )
    tx.people.learn(relationship.person.id, language=taken.language)
    if row.direction == "in":
        told = of_mail(
            taken.text, arrival.reply.signature, taken.from_addr, said_at(message, row.received), doors.rules
        )
        places.learn(tx, relationship, told, now, row.id)
    tx.people.change(relationship.id, last_inbound=row.received, next_due=now, away_until=None)
    settle.withdraw(tx, relationship.id, now, "they wrote", row.id)
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
    _follow(tx, doors, relationship, understood, row.id, now)
    if not (reading.bad_news or reading.do_not_contact):
        ledger.heard(tx, doors, relationship, taken, row.id, now, reading.counsel, advice_in(second, taken.text))
    ask.notice(tx, row.id, relationship.id, now, meaning.ask(tx, relationship, reading, row.id, now))


def unclear(
    tx: Transaction, doors: Doors, row: MailRow, message: Message, taken: Taken, related: int | None, now: datetime
) -> Unclear | None:
    """The mail with what helps to read it, where a contact wrote it and the rules abstain; else None."""
    relationship = tx.people.get(related) if related else None
    if relationship is None or not taken.text.strip():
        return None
    written = said_at(message, row.received)
    understood, context, before = _read(tx, doors, relationship, taken, written, None, now)
    reading = understood.reading
    if reading.sure or reading.bad_news or reading.do_not_contact:
        return None
    return Unclear(
        row.id,
        relationship.id,
        taken.text,
        written.date(),
        taken.language,
        doors.account.owner.name,
        relationship.person.name,
        context,
        tuple(g for g in reading.guesses if g != "other"),
        before.text if before and context.last_writer == "owner" else "",
        _told(tx, relationship),
    )


def _told(tx: Transaction, relationship: Relationship) -> tuple[Told, ...]:
    """What the owner said of earlier mails of this person, and of nobody else's (T-12); the newest last."""
    mine = (e for e in tx.examples.of(relationship.id, MOST_TOLD) if e.words and e.about != "person")
    found = [Told(e.words, e.corrected, e.about) for e in mine]
    return tuple(reversed(found))


def _read(
    tx: Transaction,
    doors: Doors,
    relationship: Relationship,
    taken: Taken,
    written: datetime,
    second: Opinion | None,
    now: datetime,
) -> tuple[Understood, Context, MailRow | None]:
    """What their words mean at this place of the thread; the place, and the mail before."""

    def told(reading: Reading) -> Reading | None:
        examples = () if reading.sure else tx.examples.all()
        return by_example(reading, taken.text, taken.language, relationship.id, examples)

    before = next(iter(tx.mail.thread(relationship.id, 1)), None)
    understood, context = _understood(doors, relationship, taken.text, written, before, now, second, told)
    return understood, context, before


def _understood(
    doors: Doors,
    relationship: Relationship,
    text: str,
    written: datetime,
    before: MailRow | None,
    now: datetime,
    second: Opinion | None,
    told: Callable[[Reading], Reading | None],
) -> tuple[Understood, Context]:
    """What these words mean after the mail before them, and the place in which they stand."""
    zones = (relationship.person.timezone, doors.account.owner.timezone)
    context = _context(relationship, before, now)
    ours = Letter(before.text, before.at) if before and context.last_writer == "owner" else None
    return understand(text, written, context, *zones, doors.rules, ours, second, told), context


def _context(relationship: Relationship, before: MailRow | None, now: datetime) -> Context:
    ours = relationship.last_outbound
    return Context(
        stage=relationship.stage,
        role=relationship.role,
        language=relationship.person.language,
        last_writer="" if before is None else "owner" if before.direction == "out" else "contact",
        days_since_ours=(now - ours).days if ours else None,
    )


def _follow(
    tx: Transaction, doors: Doors, relationship: Relationship, understood: Understood, message: int, now: datetime
) -> None:
    """Change what their words change: a hard stop, a date, the stage."""
    reading = understood.reading
    before = tx.people.meeting(relationship.id)
    if before and before.state == "proposed":
        tx.people.meeting_is(before.id, "cancelled")  # a time that they named before this mail is of yesterday
    if reading.do_not_contact:
        tx.people.change(relationship.id, do_not_contact=True)
        tx.events.add(now, "do-not-contact", *reading.because, relationship=relationship.id, message=message)
    if understood.move:
        until = _pause_ends(doors, relationship, understood, now)
        stage = walk(tx, relationship, understood.move, reading.because, now, until=until, message=message)
        overlap.said_yes(tx, doors, relationship, stage, now)
        relationship = replace(relationship, stage=stage)
    moved = reading.sure and reading.intent in ("reschedules", "cancels")
    if moved or (understood.move and understood.move.on == "heard:proposes-times"):
        meetings.call_off(tx, relationship, reading.because, now)
    slot = understood.meeting
    if reading.bad_news or slot is None or slot.start is None or slot.start <= now or not reading.sure:
        return
    _learn_zone(tx, doors, relationship, slot, now)
    agreed = reading.intent == "confirms-time" and meetings.may_meet(relationship.stage)
    because = (Because("F-27", slot.words),)
    note = meetings.agree if agreed else meetings.propose
    note(tx, relationship, slot.start, slot.timezone, slot.minutes, because, now, message=message)


def as_told(
    tx: Transaction, doors: Doors, relationship: Relationship, row: MailRow, intent: str, words: str, now: datetime
) -> None:
    """The owner says what a mail means that was not clear: it is followed as if it had been heard so (F-28)."""
    told = Reading(intent, confidence=1.0, because=(Because("owner", words),), sure=True)
    message = parse(row.raw)
    written = said_at(message, row.received) if isinstance(message, Message) else row.received
    before = next((m for m in reversed(tx.mail.thread(relationship.id)) if m.id < row.id), None)
    understood, _ = _understood(doors, relationship, row.text, written, before, now, None, lambda _: told)
    tx.mail.take(row.id, replace(taken_of(row), intent=intent, because=told.because))
    tx.events.add(now, "meant", *told.because, relationship=relationship.id, message=row.id, intent=intent)
    if understood.move:
        settle.withdraw(tx, relationship.id, now, "stage")
    _follow(tx, doors, relationship, understood, row.id, now)
    tx.people.change(relationship.id, next_due=now)


def _pause_ends(doors: Doors, relationship: Relationship, understood: Understood, now: datetime) -> datetime | None:
    """When what they asked to wait for is over: the day that they named, or a decent while (P-76, F-23)."""
    cadence = doors.rules.cadence
    if understood.reading.bad_news:
        return now + timedelta(days=cadence.bad_news_days)
    if understood.back_on is None:
        return now + timedelta(days=cadence.pause_days)
    place = places.of_either(doors, relationship)
    morning = datetime.combine(understood.back_on, time(cadence.working_hours[0]), ZoneInfo(place.zone))
    return max(kindly(morning, place, cadence.working_hours), now)


def _learn_zone(tx: Transaction, doors: Doors, relationship: Relationship, slot: Slot, now: datetime) -> None:
    """Who names a time in a zone that is not the owner's, lives by that clock, unless something better is known."""
    known = tx.people.get(relationship.id) or relationship  # the same mail may have said where they live
    named = zone_info(slot.timezone) if slot.timezone not in ("", "UTC", "Etc/UTC") else None
    if named is None or slot.start is None or slot.timezone == doors.account.owner.timezone:
        return
    theirs = zone_info(known.person.timezone)
    # "15:00 CET" is Stockholm's time as well as Brussels'.
    if theirs is None or slot.start.astimezone(theirs).utcoffset() != slot.start.astimezone(named).utcoffset():
        places.learn(tx, known, Whereabouts(slot.timezone, "clock", slot.words), now)


def away(
    tx: Transaction, doors: Doors, number: int, taken: Taken, machine: Machine, related: int | None, now: datetime
) -> None:
    """An automatic answer: nothing is heard, but while they are away nobody nudges them (F-07, F-23)."""
    relationship = tx.people.get(related, lock=True) if related else None
    if relationship is None:
        return
    if machine.intent == "left-organisation":
        because = machine.because
        tx.people.suspect(taken.from_addr)
        tx.events.add(now, "left", *because, relationship=relationship.id, message=number, addr=taken.from_addr)
        successor = str(machine.successor) if machine.successor else ""
        ask.trouble(
            tx, f"left:{number}", now, what="left", relationship=relationship.id, addr=taken.from_addr, why=successor
        )
    elif machine.return_date and machine.return_date >= now.date() - timedelta(days=1):
        place = places.of_either(doors, relationship)
        until = back_at_work(machine.return_date, place, doors.rules.cadence.working_hours)
        tx.people.change(relationship.id, away_until=until, next_due=now)
        tx.events.add(
            now, "away", *machine.because, relationship=relationship.id, message=number, until=until.isoformat()
        )
