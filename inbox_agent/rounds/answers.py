"""The owner's answer to a question: take-aways, missing facts, a meeting time, or who was meant (P-22, P-33, F-08)."""

from __future__ import annotations

from datetime import datetime, timedelta

from inbox_agent.drafts.kept import TokenRow
from inbox_agent.drafts.purpose import read_answers
from inbox_agent.mail import note
from inbox_agent.mail.forward import Contact, Forward
from inbox_agent.mail.kept import MailRow, Taken
from inbox_agent.mail.message import Because
from inbox_agent.mail.orders import Order
from inbox_agent.mail.times import find_times
from inbox_agent.mentorship.kept import Question
from inbox_agent.mentorship.stages import move
from inbox_agent.rounds import listen, obey, welcome
from inbox_agent.rounds.ports import Doors, Transaction


def question(
    tx: Transaction, doors: Doors, row: MailRow, token: TokenRow, order: Order, taken: Taken, now: datetime
) -> None:
    """Take the owner's words as the answer to what was asked; an answer may be bettered by a later one."""
    asked = tx.questions.get(int(token.items[0][0]))
    words = taken.text.strip()
    if asked is None or not words:
        obey.refuse(tx, row, "unclear", words, now)
        return
    {"take-aways": _take_aways, "facts": _facts, "meeting-time": _meeting_time, "who": _who}[asked.kind](
        tx, doors, row, asked, words, now
    )


def _answered(tx: Transaction, row: MailRow, asked: Question, words: str, now: datetime) -> None:
    tx.questions.answer(asked.id, words, now)
    tx.events.add(now, "answered", Because("owner", words), relationship=asked.relationship, message=row.id, question=asked.id)
    if asked.relationship:
        tx.people.change(asked.relationship, next_due=now)


def _take_aways(tx: Transaction, doors: Doors, row: MailRow, asked: Question, words: str, now: datetime) -> None:
    if asked.relationship is None:
        return
    did_not = doors.rules.purpose_says_did_not_happen(words)
    if did_not:
        _did_not_happen(tx, asked.relationship, now)
    else:
        tx.people.change(asked.relationship, take_aways=words)
    _answered(tx, row, asked, words, now)


def _did_not_happen(tx: Transaction, number: int, now: datetime) -> None:
    relationship = tx.people.get(number, lock=True)
    meeting = tx.people.meeting(number)
    found = move(relationship.stage, "meeting:did-not-happen") if relationship else None
    if relationship is None or found is None:
        return
    if meeting:
        tx.people.meeting_is(meeting.id, "cancelled")
    tx.people.change(number, stage=found.to, since=now)
    tx.events.add(now, "stage", Because("owner", "did not happen"), relationship=number, before=relationship.stage, after=found.to, on=found.on)


def _facts(tx: Transaction, doors: Doors, row: MailRow, asked: Question, words: str, now: datetime) -> None:
    if asked.relationship is None:
        return
    wanted = tuple(asked.data.get("missing", ()))
    found = read_answers(words, wanted)
    tx.people.change(asked.relationship, facts=tx.people.facts(asked.relationship) | found)
    _times(tx, doors, asked.relationship, words, now)
    _answered(tx, row, asked, words, now)


def _times(tx: Transaction, doors: Doors, number: int, words: str, now: datetime) -> bool:
    """A time in the answer is the one that our letter will take."""
    zone = doors.account.owner.timezone
    slots = [s for s in find_times(words, now, zone, zone, doors.rules) if s.start and s.start > now]
    if len(slots) != 1 or slots[0].start is None:
        return False
    tx.people.set_meeting(number, slots[0].start, slots[0].timezone, slots[0].minutes or listen.DEFAULT_MINUTES, "proposed")
    return True


def _meeting_time(tx: Transaction, doors: Doors, row: MailRow, asked: Question, words: str, now: datetime) -> None:
    """They agreed to a time that could not be read, and the owner says which."""
    if asked.relationship is None:
        return
    if not _times(tx, doors, asked.relationship, words, now):
        obey.refuse(tx, row, "no-time", words, now)
        return
    meeting = tx.people.meeting(asked.relationship)
    relationship = tx.people.get(asked.relationship, lock=True)
    found = move(relationship.stage, "meeting:agreed") if relationship else None
    if meeting and relationship and found:
        tx.people.meeting_is(meeting.id, "planned")
        tx.people.change(relationship.id, stage=found.to, since=now)
        tx.events.add(
            now, "stage", Because("owner", words), relationship=relationship.id, message=row.id, before=relationship.stage, after=found.to, on=found.on
        )
    _answered(tx, row, asked, words, now)


def _who(tx: Transaction, doors: Doors, row: MailRow, asked: Question, words: str, now: datetime) -> None:
    """Which of several people: the number in the list, the name, the address, or a person not in the list."""
    candidates = [Contact(**c) for c in asked.data.get("candidates", ())]
    kept = asked.data.get("forward", {})
    chosen = _choose(candidates, words) or _named(doors, words)
    if chosen is None:
        obey.refuse(tx, row, "who", words, now)
        return
    meant = Forward(
        contact=chosen,
        owner_note=kept.get("owner_note", ""),
        original_text=kept.get("original_text", ""),
        original_subject=kept.get("original_subject", ""),
        because=(("owner", words),),
    )
    number = welcome.settle_on(tx, doors, meant, chosen, chosen.language, now, row.id)
    _answered(tx, row, asked, words, now)
    tx.people.change(number, next_due=now + timedelta())


def _choose(candidates: list[Contact], words: str) -> Contact | None:
    said = words.strip().strip(".)").casefold()
    if said.isdigit():
        return candidates[int(said) - 1] if 1 <= int(said) <= len(candidates) else None
    matching = [c for c in candidates if said and (said in c.name.casefold() or (c.addr and c.addr.casefold() in said))]
    return matching[0] if len(matching) == 1 else None


def _named(doors: Doors, words: str) -> Contact | None:
    found = note.read(words, doors.rules.labels)
    return found.contact if found else None
