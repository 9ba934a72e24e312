"""The owner's answer to a question, by mail or on the page: take-aways, missing facts, a meeting time, or who was meant (P-22, P-33, F-08)."""

from __future__ import annotations

from datetime import datetime

from inbox_agent.drafts.kept import TokenRow
from inbox_agent.drafts.labelled import labels_of, read_answers
from inbox_agent.mail import note
from inbox_agent.mail.compose import plain_address
from inbox_agent.mail.forward import Contact, Forward
from inbox_agent.mail.kept import MailRow, Taken
from inbox_agent.mail.message import Because
from inbox_agent.mail.orders import Order
from inbox_agent.mail.slots import Slot
from inbox_agent.mail.times import find_times
from inbox_agent.mentorship.kept import Question
from inbox_agent.rounds import bounces, decisions, hold, letter_by_mail, meaning, meetings, obey, profile, welcome
from inbox_agent.rounds.briefing import last_heard, times_in
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rounds.refusals import refuse


def lets_go(tx: Transaction, token: TokenRow) -> bool:
    """Whether a yes to this question lets letters leave, and so needs all that a yes to a letter needs (T-05)."""
    asked = tx.questions.get(int(token.items[0][0]))
    return asked is not None and asked.kind == "go-on"


def question(
    tx: Transaction, doors: Doors, row: MailRow, token: TokenRow, order: Order, taken: Taken, now: datetime
) -> None:
    """Take the owner's words as the answer to what was asked; an answer may be bettered by a later one."""
    asked = tx.questions.get(int(token.items[0][0]))
    words = taken.text.strip()
    if asked is None or not words:
        refuse(tx, row, "unclear", words, now)
        return
    # A bare time is an answer where times were asked for, and "ask me again then" where they were not.
    decides = order.decision == "reject" or (order.decision == "snooze" and "times" not in asked.data.get("asks", ()))
    if asked.kind == "facts" and asked.data.get("draft") and decides:
        decisions.decide(tx, doors, row, int(asked.data["draft"]), order, taken, now)
        return
    if asked.kind == "letter":
        _letter(tx, doors, row, asked, order, words, now)
        return
    if asked.kind == "go-on":
        hold.answered(tx, row, asked, order, words, now)
        return
    if asked.kind == "address" and order.decision == "reject":
        tx.questions.answer(asked.id, words, now)  # there is no other one
        return
    if misread := by_word(tx, doors, asked, words, now, row.id):
        refuse(tx, row, misread, words, now)


def _letter(
    tx: Transaction, doors: Doors, row: MailRow, asked: Question, order: Order, words: str, now: datetime
) -> None:
    """Whether it was the owner who asked for a letter; once it is said, a later word changes nothing."""
    if asked.answered:
        refuse(tx, row, "letter-used", words, now)
    elif order.decision == "approve":
        tx.questions.answer(asked.id, words, now)
        if missed := letter_by_mail.confirmed(tx, doors, asked, now):
            obey.not_begun(tx, doors, row, missed, words, now)
    elif order.decision in ("reject", "stop"):
        tx.questions.answer(asked.id, words, now)
    else:
        refuse(tx, row, "unclear", words, now)


#: The questions that words of the owner's answer, wherever they are said. The others prove who is there, or let letters leave.
BY_WORD = ("take-aways", "facts", "meeting-time", "address", "meaning", "who", "profile")


def by_word(
    tx: Transaction, doors: Doors, asked: Question, words: str, now: datetime, message: int | None = None
) -> str:
    """Take these words for the answer; "" or, where they are none, the sentence of `rules/sentences/` that says why."""
    if asked.kind == "address":
        return bounces.answered(tx, doors, asked, words, now)
    if asked.kind == "meaning":
        return meaning.answered(tx, doors, asked, words, now, message)
    if asked.kind == "profile":
        return profile.answered(tx, doors, asked, words, now, message)
    if asked.kind == "who":
        return _who(tx, doors, asked, words, now, message)
    if asked.kind == "meeting-time":
        misread = _meeting_time(tx, doors, asked, words, now, message)
        if misread:
            return misread
    elif asked.kind == "take-aways":
        _take_aways(tx, doors, asked, words, now)
    else:
        _facts(tx, doors, asked, words, now)
    _answered(tx, message, asked, words, now)
    return ""


def _answered(tx: Transaction, message: int | None, asked: Question, words: str, now: datetime) -> None:
    tx.questions.answer(asked.id, words, now)
    tx.events.add(
        now, "answered", Because("owner", words), relationship=asked.relationship, message=message, question=asked.id
    )
    if asked.relationship:
        tx.people.change(asked.relationship, next_due=now)


def _take_aways(tx: Transaction, doors: Doors, asked: Question, words: str, now: datetime) -> None:
    relationship = tx.people.get(asked.relationship, lock=True) if asked.relationship else None
    if relationship is None:
        return
    if _says_did_not_happen(doors, words):
        meetings.did_not_happen(tx, relationship, now)
    else:
        tx.people.change(relationship.id, take_aways=words)


def _says_did_not_happen(doors: Doors, words: str) -> bool:
    """Whether the whole answer says so, in any language: "it didn't happen" among take-aways is a take-away."""
    said = " ".join(words.casefold().replace("’", "'").split()).rstrip(".! ")
    return any(said in language.did_not_happen for language in doors.rules.answers.values())


def _facts(tx: Transaction, doors: Doors, asked: Question, words: str, now: datetime) -> None:
    if asked.relationship is None:
        return
    wanted = tuple(asked.data.get("asks") or asked.data.get("missing", ()))
    found = read_answers(words, wanted, labels_of(doors.rules))
    tx.people.change(asked.relationship, facts=tx.people.facts(asked.relationship) | found)
    _address(tx, asked.relationship, words, now)
    _take_their_time(tx, doors, asked.relationship, words, now)


def _address(tx: Transaction, number: int, words: str, now: datetime) -> None:
    """An address in the answer, where none was known, is the contact's."""
    relationship = tx.people.get(number)
    found = next((w.strip("<>()[],;:.") for w in words.split() if "@" in w), "")
    if (
        relationship
        and not relationship.person.addresses
        and plain_address(found)
        and tx.people.by_address(found) is None
    ):
        tx.people.add_address(relationship.person.id, found, now)


def _take_their_time(tx: Transaction, doors: Doors, number: int, words: str, now: datetime) -> None:
    """Where the owner picks one of the times that the contact offered, it is the one that our letter takes."""
    last = last_heard(tx, number)
    relationship = tx.people.get(number)
    if last is None or relationship is None:
        return
    offered = {s.start for s in times_in(doors, relationship, last) if s.start}
    mine = [s for s in _slots(doors, words, now) if s.start in offered]
    if len(mine) == 1 and mine[0].start:
        tx.people.set_meeting(
            number, mine[0].start, mine[0].timezone, mine[0].minutes or meetings.DEFAULT_MINUTES, "proposed"
        )


def _slots(doors: Doors, words: str, now: datetime) -> list[Slot]:
    """The times to come that the owner names, in their own zone where they name none."""
    zone = doors.account.owner.timezone
    return [s for s in find_times(words, now, zone, zone, doors.rules) if s.start and s.start > now]


def _meeting_time(
    tx: Transaction, doors: Doors, asked: Question, words: str, now: datetime, message: int | None
) -> str:
    """They agreed to a time that could not be read, and the owner says which."""
    slots = _slots(doors, words, now)
    if len(slots) != 1 or slots[0].start is None:
        return "no-time"
    relationship = tx.people.get(asked.relationship, lock=True) if asked.relationship else None
    if relationship:
        slot = slots[0]
        because = (Because("owner", words),)
        meetings.agree(tx, relationship, slots[0].start, slot.timezone, slot.minutes, because, now, message=message)
    return ""


def _who(tx: Transaction, doors: Doors, asked: Question, words: str, now: datetime, message: int | None) -> str:
    """Which of several people: the number in the list, the name, the address, or a person not in the list."""
    candidates = [Contact(**c) for c in asked.data.get("candidates", ())]
    kept = asked.data.get("forward", {})
    chosen = _choose(candidates, words) or _named(doors, words)
    if chosen is None:
        return "who"
    meant = Forward(
        contact=chosen,
        owner_note=kept.get("owner_note", ""),
        original_text=kept.get("original_text", ""),
        original_subject=kept.get("original_subject", ""),
        because=(("owner", words),),
    )
    number = welcome.settle_on(tx, doors, meant, chosen, chosen.language, now, message or asked.data["message"])
    _answered(tx, message, asked, words, now)
    if number is not None:
        tx.people.change(number, next_due=now)
    return ""


def _choose(candidates: list[Contact], words: str) -> Contact | None:
    said = words.strip().strip(".)").casefold()
    if said.isdigit():
        return candidates[int(said) - 1] if 1 <= int(said) <= len(candidates) else None
    matching = [c for c in candidates if said and (said in c.name.casefold() or (c.addr and c.addr.casefold() in said))]
    return matching[0] if len(matching) == 1 else None


def _named(doors: Doors, words: str) -> Contact | None:
    found = note.read(words, doors.rules.labels)
    return found.contact if found else None
