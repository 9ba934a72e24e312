"""What each mail to the owner says, gathered from the records as they are when it leaves.

The outbox keeps only which mail it is and what it is about; a matter that has been settled meanwhile gives None, and
nothing is sent. `tell` puts the words, the token and the buttons around it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from inbox_agent.drafts import owner_mails
from inbox_agent.drafts.approval import subject_tag
from inbox_agent.drafts.draft import OPEN, Draft
from inbox_agent.drafts.kept import OutboxRow
from inbox_agent.drafts.mail_form import Button
from inbox_agent.drafts.profile_lines import example, form
from inbox_agent.mail.kept import MailRow
from inbox_agent.mail.message import Address
from inbox_agent.mentorship.cadence import limits
from inbox_agent.mentorship.digest import next_moment
from inbox_agent.mentorship.kept import Event, Question
from inbox_agent.mentorship.ledger import ANSWERABLE, Entry, standing
from inbox_agent.mentorship.next_step import LATER_STAGES
from inbox_agent.mentorship.situation import Situation
from inbox_agent.rounds import clocks, confirm, expiry, meaning, profile, receipts, yearly
from inbox_agent.rounds.briefing import last_heard
from inbox_agent.rounds.ports import Doors, Transaction, sentence
from inbox_agent.rounds.prepare import due_next
from inbox_agent.rounds.propose import invited_to
from inbox_agent.rounds.weekly import DigestContent, gather


def review_value(tx: Transaction, doors: Doors, year: int) -> owner_mails.Review | None:
    """The review of a year in words; None where there is nothing to tell."""
    found = yearly.gather(tx, doors, year)
    if found.empty:
        return None
    goals = profile.covered(tx, tx.people.all(), doors.account.owner.language, doors.rules)
    return owner_mails.Review(
        year,
        tuple(
            owner_mails.Giver(r.relationship.person.called, tuple(_line(e) for e in r.entries)) for r in found.received
        ),
        tuple(owner_mails.Passing(h.entry.gist, tuple(r.person.called for r in h.people)) for h in found.helps),
        sum(not e.answered for r in found.received for e in r.entries if e.what in ANSWERABLE),
        goals.unserved,
        tuple(r.person.called for r in goals.without_goal),
        tuple(owner_mails.Asked(r.person.called, asks, 365) for r, asks in found.asked),
        tuple(
            owner_mails.Received(
                g.relationship.person.called, tuple(_line(e) for e in g.entries), g.sessions, _hours(g.minutes), g.told
            )
            for g in found.given
        ),
        tuple(r.person.called for r in found.grown),
        sum(g.sessions for g in found.given),
        _hours(sum(g.minutes for g in found.given)),
    )


def _hours(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def _line(entry: Entry) -> owner_mails.Kept:
    return owner_mails.Kept(entry.id, entry.what, entry.gist, at=entry.at, done=entry.done, outcome=entry.outcome)


def value_of(
    tx: Transaction, doors: Doors, row: OutboxRow, draft: Draft | None, token: str, now: datetime
) -> owner_mails.Value | None:
    if row.mail == "approval":
        return _approval(tx, doors, row, draft, token, now)
    if row.mail == "asking":
        return _confirm(tx, doors, row, now) if "confirm" in row.data else _asking(tx, doors, int(row.data["question"]))
    if row.mail == "answer-notice":
        return _notice(tx, doors, row, now)
    if row.mail == "brief":
        return clocks.brief(tx, doors, row, now)
    if row.mail == "countdown":
        return clocks.countdown(tx, doors, row, now)
    if row.mail == "digest":
        content = gather(tx, doors, now, datetime.fromisoformat(row.data["since"]))
        return None if content.empty else digest_value(doors, content, str(row.data.get("week", "")), now)
    if row.mail == "review":
        return review_value(tx, doors, int(row.data["year"]))
    if row.mail == "receipt":
        return receipts.receipt(tx, doors, row.data)
    return receipts.trouble(tx, doors, row.data)


def _approval(
    tx: Transaction, doors: Doors, row: OutboxRow, draft: Draft | None, token: str, now: datetime
) -> owner_mails.Approval | None:
    if draft is None or draft.version != row.version or draft.state not in OPEN:
        return None
    if row.data.get("reminder") and draft.state != "waiting":
        return None  # decided, snoozed or asked about otherwise meanwhile
    relationship = tx.people.get(draft.relationship_id)
    notes = tx.drafts.notes(draft.id)
    if relationship is None or notes is None:
        return None
    return owner_mails.Approval(
        number=draft.id,
        version=draft.version,
        letter=draft.kind,
        person=relationship.person.called,
        to=tuple(str(Address(relationship.person.name, a)) for a in draft.to),
        subject=draft.subject,
        text=draft.text,
        why=draft.because,
        checks=draft.findings,
        expires=expiry.ends(doors, row, draft, now),
        undo_minutes=doors.settings.approval.undo_minutes,
        blocked=draft.blocked,
        their_last_words=_last_words(tx, draft.relationship_id),
        notice=notes.notice,
        reminder=bool(row.data.get("reminder")),
        changed=_what_changed(tx, doors, draft, relationship.person.called) if draft.version == 1 else "",
        deadline=clocks.deadline(tx, doors, draft),
        invitation=invited_to(draft),
        buttons=_buttons(doors, draft, token),
    )


def _buttons(doors: Doors, draft: Draft, token: str) -> tuple[Button, ...]:
    labels = [(sentence(doors, f"button-{name}"), sentence(doors, f"word-{name}")) for name in ("send", "later", "no")]
    subject = f"[{draft.id}] {subject_tag(token)}"
    mailbox = doors.account.mailbox.address
    wanted = labels[1:] if draft.blocked else labels
    return tuple(Button(label, owner_mails.mailto(mailbox, subject, word)) for label, word in wanted)


def _asking(tx: Transaction, doors: Doors, number: int) -> owner_mails.Asking | None:
    asked = tx.questions.get(number)
    if asked is None or asked.answered:
        return None
    relationship = tx.people.get(asked.relationship) if asked.relationship else None
    data: dict[str, Any] = asked.data
    source = tx.mail.get(int(data["message"])) if data.get("message") else None
    meeting = (
        tx.people.meeting(asked.relationship, held=True) if asked.relationship and asked.kind == "take-aways" else None
    )
    hours = timedelta(hours=doors.rules.cadence.thank_you_hours)
    return owner_mails.Asking(
        about=asked.kind,  # type: ignore[arg-type]
        person=relationship.person.called if relationship else "",
        number=data.get("draft"),
        questions=_what_happened(doors, asked) or tuple(data.get("missing", ())),
        candidates=tuple(str(Address(c["name"], c["addr"])) for c in data.get("candidates", ())),
        their_words=_their_words(tx, asked, source),
        letter=str(data.get("letter", "")),
        subject=source.subject if source else "",
        deadline=meeting.end + hours if meeting else None,
        **(_form(tx, doors) if asked.kind == "profile" else {}),
    )


def _their_words(tx: Transaction, asked: Question, source: MailRow | None) -> str:
    """The words that the question is about: their last mail, or the mail that asked for a letter in the owner's name."""
    if asked.kind == "letter":
        return source.text if source else ""
    return _last_words(tx, asked.relationship) if asked.relationship and asked.kind != "take-aways" else ""


def _form(tx: Transaction, doors: Doors) -> dict[str, Any]:
    """The form with what is known, and an example of a filled one where nothing is."""
    words, known = doors.rules.profile, tx.profiles.get()
    own = words.get(doors.account.owner.language) or words["en"]
    return {"form": form(known, own.labels), "example": example(own) if known.empty else ""}


def _confirm(tx: Transaction, doors: Doors, row: OutboxRow, now: datetime) -> owner_mails.Asking | None:
    """The code that makes a yes count which nothing else proved; nothing where the yes has meanwhile been used."""
    said, asked = tx.mail.get(int(row.data["confirm"])), tx.tokens.get(str(row.data["token"]))
    if said is None or asked is None or asked.used:
        return None
    draft = tx.drafts.get(int(row.data["draft"])) if row.data.get("draft") else None
    relationship = tx.people.get(draft.relationship_id) if draft else None
    return owner_mails.Asking(
        about="confirm",
        person=relationship.person.called if relationship else "",
        number=draft.id if draft else None,
        their_words=said.text,
        subject=said.subject,
        deadline=now + timedelta(hours=doors.settings.approval.code_hours),
        code=confirm.new_code(doors.random),
        why=str(row.data.get("why", "")),
    )


def _what_happened(doors: Doors, asked: Question) -> tuple[str, ...]:
    """For questions that begin with what went wrong."""
    if asked.kind == "go-on":
        return (sentence(doors, f"held-{asked.data['why']}", asked.data),)
    return (sentence(doors, "bounced-to", asked.data),) if asked.kind == "address" else ()


def _notice(tx: Transaction, doors: Doors, row: OutboxRow, now: datetime) -> owner_mails.AnswerNotice | None:
    message = tx.mail.get(int(row.data["message"]))
    situation = tx.people.situation(int(row.data["relationship"]))
    if message is None or situation is None:
        return None
    relationship = situation.relationship
    events = [e for e in tx.events.of(relationship.id) if e.message == message.id]
    heard = next((e for e in events if e.what == "heard"), None)
    moved = [e for e in events if e.what == "stage"]
    meeting = tx.people.meeting(relationship.id) if any(e.what.startswith("meeting-") for e in events) else None
    asked = tx.questions.get(int(row.data["question"])) if row.data.get("question") else None
    return owner_mails.AnswerNotice(
        guesses=meaning.choices(doors, asked) if asked and not asked.answered else (),
        person=relationship.person.called,
        subject=message.subject,
        their_words=message.text,
        intent=message.intent,
        sure=bool(heard and heard.data.get("sure")),
        why=message.because,
        stage_before=str(moved[0].data.get("before") or "") if moved else "",
        stage_after=str(moved[-1].data.get("after")) if moved else "",
        meeting=meeting.start if meeting else None,
        meeting_zone=meeting.timezone if meeting else "",
        letter=_letter_that_follows(doors, situation, now),
        again=_again(situation, message),
        withdrawn=tuple(_withdrawn(tx, e) for e in events if e.what == "overtaken" and e.draft),
        kept=tuple(
            owner_mails.Kept(e.id, e.what, e.gist)
            for e in standing(tx.ledger.of(relationship.id))
            if e.message == message.id
        ),
    )


def _again(situation: Situation, message: MailRow) -> datetime | None:
    """When a letter takes up that they asked to wait; None where no letter does."""
    relationship = situation.relationship
    waits = relationship.stage == "paused" and message.intent == "pauses"
    return relationship.pause_until if waits and (relationship.paused_from or "active") not in LATER_STAGES else None


def _withdrawn(tx: Transaction, event: Event) -> owner_mails.Withdrawn:
    draft = tx.drafts.get(event.draft or 0)
    return owner_mails.Withdrawn(event.draft or 0, draft.kind if draft else "", event.data.get("was") == "approved")


def _what_changed(tx: Transaction, doors: Doors, draft: Draft, person: str) -> str:
    """Why the letter of this kind that the owner saw before this one is void; "" where there was none (F-65)."""
    before = [d for d in tx.drafts.of(draft.relationship_id) if d.id < draft.id]
    if not before or before[-1].state != "overtaken" or before[-1].kind != draft.kind:
        return ""
    events = [e for e in tx.events.of_draft(before[-1].id) if e.what == "overtaken"]
    if not events or not events[-1].because:
        return ""
    why = events[-1].because[0].words.replace(" ", "-")
    return sentence(doors, f"changed-{why}", {"person": person})


def _letter_that_follows(doors: Doors, situation: Situation, now: datetime) -> str:
    """The letter that is drafted for this mail, or will be within the minute."""
    if situation.open_draft:
        return situation.open_draft.kind
    step = due_next(doors, situation, now)
    return step.what if step and step.act == "draft" and step.due <= now else ""


def digest_value(doors: Doors, content: DigestContent, week: str, now: datetime) -> owner_mails.Digest:
    settings = doors.settings.digest
    entries = tuple(
        owner_mails.Entry(
            n=n,
            person=item.relationship.person.called,
            who=", ".join(p for p in (item.relationship.person.title, item.relationship.person.organisation) if p),
            days=item.silent.days,
            health="red" if item.health == "red" else "amber",
            letter=item.draft.kind,
            number=item.draft.id,
            to=item.draft.to,
            subject=item.draft.subject,
            text=item.draft.text,
            blocked=item.draft.blocked,
            why=item.draft.because,
            fullness=round(10 * item.silent / limits(item.relationship, doors.rules.cadence)[1]),
            asked=item.asked,
        )
        for n, item in enumerate(content.items, 1)
    )
    return owner_mails.Digest(
        week=week,
        people=entries,
        expires=next_moment(now, settings.day, settings.time, doors.account.owner.timezone),
        undo_minutes=doors.settings.approval.undo_minutes,
        more=content.more,
        waiting=tuple(
            owner_mails.Waiting(d.id, r.person.called, d.kind, d.created, d.blocked) for r, d in content.waiting
        ),
        rested=tuple(r.person.called for r in content.rested),
        promised=tuple(
            owner_mails.Promised(e.id, r.person.called, e.gist or e.words, e.due or e.at, e.by == "owner", bool(e.due))
            for r, e in content.promised
        ),
        unserved=content.unserved,
        without_goal=tuple(r.person.called for r in content.without_goal),
        loaded=tuple(
            owner_mails.Asked(load.relationship.person.called, load.asks, doors.rules.cadence.asks_days)
            for load in content.loaded
        ),
        upcoming=tuple(owner_mails.Upcoming(r.person.called, what, at) for r, what, at in content.coming),
        unreported=tuple(
            owner_mails.Unreported(e.id, r.person.called, e.what, e.gist or e.words, e.at)
            for r, e in content.unreported
        ),
        unsorted=tuple(owner_mails.Unsorted("", m.from_addr, m.subject, m.received) for m in content.unsorted),
        stuck=tuple(
            owner_mails.Stuck(d.id, r.person.called, d.kind, d.created, d.state == "doubt") for r, d in content.stuck
        ),
        asides=tuple(
            owner_mails.SetAside(
                mail.subject if mail else aside.cause,
                mail.from_addr if mail else r.person.called if r else "",
                aside.at,
            )
            for aside, mail, r in content.asides
        ),
    )


def _last_words(tx: Transaction, relationship: int) -> str:
    last = last_heard(tx, relationship)
    return last.text if last else ""
