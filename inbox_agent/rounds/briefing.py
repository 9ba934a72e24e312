"""Gather the brief of one letter from the records: this relationship's facts and nothing else (T-12, P-04)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from inbox_agent.drafts.brief import Brief, LedgerItem, Said
from inbox_agent.mail.kept import MailRow
from inbox_agent.mail.message import Message, said_at
from inbox_agent.mail.parse import parse
from inbox_agent.mail.slots import Slot
from inbox_agent.mail.times import find_times
from inbox_agent.mentorship.ledger import for_letter
from inbox_agent.mentorship.relationship import Meeting, Relationship
from inbox_agent.mentorship.situation import Situation
from inbox_agent.mentorship.step import Step
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rounds.voice import voice_of

THREAD_MAILS = 12
THREAD_CHARACTERS = 12_000  # the newest mails first; what is older than this budget is left out


def last_heard(tx: Transaction, relationship: int) -> MailRow | None:
    """Their newest mail among the last of the thread."""
    return next((m for m in reversed(tx.mail.thread(relationship)) if m.direction == "in"), None)


def brief_for(doors: Doors, tx: Transaction, situation: Situation, step: Step, now: datetime) -> Brief:
    """All that the writer may use for the letter that is due."""
    relationship = situation.relationship
    rows = tx.mail.thread(relationship.id, THREAD_MAILS)
    answer = next((a.answer for a in reversed(situation.asked) if a.kind == "take-aways" and a.answered), "")
    language = language_of(doors, relationship.person.language, rows)
    return Brief(
        kind=step.what,
        language=language,
        owner_name=doors.account.owner.name,
        owner_about=doors.account.owner.about,
        owner_timezone=doors.account.owner.timezone,
        relationship=relationship,
        now=now,
        thread=_trimmed(rows),
        note=relationship.purpose,
        facts=tx.people.facts(relationship.id),
        meeting=situation.held if step.what == "thank-you" else situation.meeting,
        take_aways=answer or relationship.take_aways,
        original=tx.people.original(relationship.id),
        # Two people's first letters have different wordings, too: they may know each other (F-49).
        variation=len(situation.occasions) + relationship.id - 1,
        voice=voice_of(doors, tx, language),
        signature=doors.account.owner.signature or doors.account.owner.name,
        heard=_heard(situation, step),
        proposed=_proposed(doors, situation, rows),
        offers=_offers(doors, situation, step, now),
        ledger=tuple(
            LedgerItem(e.what, e.gist, e.words, e.at, e.about, e.done, e.outcome)
            for e in for_letter(tx.ledger.of(relationship.id))
        ),
        notes=tuple(n.words for n in tx.notes.of(relationship.id)),
        **_of_the_draft(doors, tx, situation),
    )


def _of_the_draft(doors: Doors, tx: Transaction, situation: Situation) -> dict[str, Any]:
    """What the owner wishes of the draft that waits, its text, and what they have said of it so far (F-61, F-64)."""
    waiting = situation.open_draft
    draft = tx.drafts.get(waiting.id) if waiting and waiting.version else None
    if draft is None:
        return {}
    text = body(doors, draft.text)
    said = tuple(a.answer for a in situation.asked if a.kind == "wish" and a.occasion.startswith(f"{draft.id}."))
    own = (text,) if draft.written_by == "owner" else ()
    if situation.wish is None:
        return {"said_of_it": (*said, *own)}
    return {"wish": situation.wish.answer, "read": text, "said_of_it": (*said, *own)}


def body(doors: Doors, text: str) -> str:
    """A draft's text without the signature that code puts under it."""
    signature = doors.account.owner.signature or doors.account.owner.name
    return text.rstrip().removesuffix(signature.rstrip()).rstrip()


def _heard(situation: Situation, step: Step) -> str:
    """What the mail that this letter answers says; a yes that asks for times is answered with times (P-30)."""
    heard = situation.heard
    if heard is None or step.occasion != f"answer:{heard.id}":
        return ""
    if step.what == "question":
        return "asks-question"  # as mentor, a question is answered with what one thinks, whatever else the mail asks
    return "asks-for-times" if "asks-for-times" in heard.also else heard.intent


def _proposed(doors: Doors, situation: Situation, rows: list[MailRow]) -> tuple[Meeting, ...]:
    """The times that the contact named in their last mail, day, clock and zone known."""
    last = next((r for r in reversed(rows) if r.direction == "in"), None)
    if last is None or last.kind == "calendar":
        return ()  # a calendar's words repeat its time, often in another zone; the meeting itself has it
    return _meetings(times_in(doors, situation.relationship, last))


def times_in(doors: Doors, relationship: Relationship, row: MailRow) -> tuple[Slot, ...]:
    """The times that a kept mail of the contact names, read against its own Date with the offset that it had."""
    message = parse(row.raw)
    at = said_at(message, row.received) if isinstance(message, Message) else row.received
    return find_times(row.text, at, relationship.person.timezone, doors.account.owner.timezone, doors.rules)


def _offers(doors: Doors, situation: Situation, step: Step, now: datetime) -> tuple[Meeting, ...]:
    """The times that the owner named when asked for them (P-30)."""
    zone = doors.account.owner.timezone
    answers = [a for a in situation.asked if a.kind == "facts" and a.answered and a.answered >= step.due]
    found = find_times(answers[-1].answer, now, zone, zone, doors.rules) if answers else ()
    return tuple(m for m in _meetings(found) if m.start > now)


def _meetings(slots: tuple[Slot, ...]) -> tuple[Meeting, ...]:
    return tuple(Meeting(0, s.start, s.minutes or 30, s.timezone, "proposed") for s in slots if s.start)


def language_of(doors: Doors, remembered: str, rows: list[MailRow]) -> str:
    """The language of their last mail (F-43), else of the contact's first appearance, else the owner's."""
    last = next((r.language for r in reversed(rows) if r.direction == "in" and r.language), "")
    wanted = last or remembered or doors.account.owner.language
    return wanted if wanted in doors.letter_languages else doors.account.owner.language


def _trimmed(rows: list[MailRow]) -> tuple[Said, ...]:
    kept: list[Said] = []
    room = THREAD_CHARACTERS
    for row in reversed(rows):
        room -= len(row.text)
        if room < 0 and kept:
            break
        kept.append(Said("owner" if row.direction == "out" else "contact", row.at, row.subject, row.text))
    return tuple(reversed(kept))
