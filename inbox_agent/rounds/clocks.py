"""What the owner is told when a clock of theirs runs: the brief before a conversation, the countdown after it (P-31, P-33).

A brief says what the thread, the notes and the ledger of this one relationship hold, and nothing else (P-04). Both are
written when they leave, so that they are true then; what has been settled meanwhile is not told.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from inbox_agent.drafts.brief import Said
from inbox_agent.drafts.draft import Draft
from inbox_agent.drafts.kept import OutboxRow
from inbox_agent.drafts.open_questions import open_questions
from inbox_agent.drafts.owner_mails import Countdown, MeetingBrief
from inbox_agent.mentorship.kept import Question
from inbox_agent.mentorship.ledger import ANSWERABLE, for_letter
from inbox_agent.mentorship.relationship import Because
from inbox_agent.mentorship.reminders import thank_you_deadline
from inbox_agent.mentorship.step import Step
from inbox_agent.rounds.briefing import brief_for
from inbox_agent.rounds.ports import Doors, Transaction

MOST_SAID = 3  #: mails of the thread that a brief shows beside the first message
LONGEST = 700  #: characters of each
SOON = timedelta(hours=3)


def brief(tx: Transaction, doors: Doors, row: OutboxRow, now: datetime) -> MeetingBrief | None:
    """The brief for a conversation that is still to come."""
    situation = tx.people.situation(int(row.data["relationship"]))
    meeting = situation.meeting if situation else None
    if situation is None or meeting is None or meeting.id != row.data.get("meeting"):
        return None
    if meeting.state != "planned" or meeting.start <= now:
        return None
    relationship = situation.relationship
    person = relationship.person
    known = brief_for(doors, tx, situation, Step("tell", "brief", now, Because("P-31")), now)
    thread = tx.mail.thread(relationship.id, 200)
    first = next((m for m in thread if m.direction == "out"), None)
    later = [m for m in thread if m is not first][-MOST_SAID:]
    told = any(str(meeting.minutes) in m.text for m in thread)
    owed = for_letter(tx.ledger.of(relationship.id))
    return MeetingBrief(
        person=person.called,
        who=", ".join(p for p in (person.title, person.organisation) if p),
        start=meeting.start,
        their_zone=person.timezone or meeting.timezone,
        minutes=meeting.minutes if told or meeting.uid else 0,
        soon=meeting.start - now <= SOON,
        purpose=relationship.purpose,
        notes=known.notes[-5:],
        first_message=_short(first.text) if first else "",
        said=tuple(
            Said("owner" if m.direction == "out" else "contact", m.at, m.subject, _short(m.text)) for m in later
        ),
        take_aways=relationship.take_aways,
        open_advice=tuple(e.gist for e in owed if e.what in ANSWERABLE and not e.answered)[:3],
        questions=open_questions(known, doors.templates, doors.rules, doors.account.owner.language),
    )


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def countdown(tx: Transaction, doors: Doors, row: OutboxRow, now: datetime) -> Countdown | None:
    """How long the thank-you still has, and what it waits for; None once it has left or the hours are over."""
    situation = tx.people.situation(int(row.data["relationship"]))
    end = thank_you_deadline(situation, doors.rules.cadence) if situation else None
    if situation is None or end is None or end <= now:
        return None
    draft = situation.open_draft
    waits = draft is not None and draft.kind == "thank-you" and draft.state in ("waiting", "blocked", "snoozed")
    if not waits and question_of(tx, situation.relationship.id) is None:
        return None
    person = situation.relationship.person
    return Countdown(
        person=person.called,
        deadline=end,
        hours_left=max(1, round((end - now) / timedelta(hours=1))),
        waits_for="approval" if waits else "take-aways",
        number=draft.id if draft and waits else None,
    )


def question_of(tx: Transaction, relationship: int) -> Question | None:
    """The question about the last conversation that the owner has not answered."""
    waiting = [q for q in tx.questions.open() if q.relationship == relationship and q.kind == "take-aways"]
    return waiting[-1] if waiting else None


def deadline(tx: Transaction, doors: Doors, draft: Draft) -> datetime | None:
    """By when a letter should leave: the thank-you within its hours, the request for an agenda a day before (P-46)."""
    cadence = doors.rules.cadence
    situation = tx.people.situation(draft.relationship_id)
    if situation is None:
        return None
    if draft.kind == "thank-you":
        return thank_you_deadline(situation, cadence)
    meeting = situation.meeting
    if draft.kind == "agenda-request" and meeting and meeting.state == "planned":
        return meeting.start - timedelta(hours=cadence.agenda_hours)
    return None
