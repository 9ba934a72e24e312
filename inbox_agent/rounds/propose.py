"""Turn a letter's words into a draft that waits: checked, addressed, threaded, hashed, and asked about.

Recipients, Message-ID, threading and signature come from the records and from code, never from the writer
(F-48, T-11). The bytes that the hash of the version covers are the bytes that will leave (T-02).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from inbox_agent.drafts import checks, etiquette, grounding, portfolio
from inbox_agent.drafts.approval import digest, new_token
from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.draft import Draft, Finding, Letter
from inbox_agent.drafts.kept import NewVersion
from inbox_agent.mail import invite as calendar_part
from inbox_agent.mail.calendar import read as read_calendar
from inbox_agent.mail.compose import Outgoing, plain_address
from inbox_agent.mail.kept import MailRow
from inbox_agent.mail.message import Address, Message
from inbox_agent.mail.parse import parse
from inbox_agent.mail.threads import reply_headers, reply_subject
from inbox_agent.mail.times import find_times
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.mentorship.situation import Situation
from inbox_agent.mentorship.step import Step
from inbox_agent.rounds import ask
from inbox_agent.rounds.briefing import last_heard
from inbox_agent.rounds.manners import is_robot
from inbox_agent.rounds.ports import Doors, Transaction, sentence

#: How often the owner is asked for the facts of one letter; a misunderstanding must not become a loop (T-31).
MOST_QUESTIONS = 3
#: How long a letter is one that its receiver may still show to a colleague.
RECENT = timedelta(days=60)

#: Letters that take a proposed time: once one has left, the conversation has a date.
TAKES_A_TIME = ("accept-and-schedule", "reschedule")


def review(doors: Doors, brief: Brief, letter: Letter) -> tuple[Finding, ...]:
    """What etiquette (F-44) and grounding (F-45) say of a letter, and which of their checks it has passed."""
    language = doors.account.owner.language
    findings = (
        *etiquette.check(letter.text, letter.subject, brief, doors.rules, language),
        *grounding.check(letter.text, letter.subject, brief, doors.rules, language),
    )
    return checks.with_passed(findings, brief, doors.rules)


def propose(
    tx: Transaction,
    doors: Doors,
    situation: Situation,
    number: int,
    step: Step,
    brief: Brief,
    letter: Letter,
    findings: tuple[Finding, ...],
    now: datetime,
) -> None:
    """Keep the letter as the newest version of draft `number` and ask the owner, in this transaction."""
    relationship = situation.relationship
    before = tx.drafts.get(number)
    text = letter.text.strip() + "\n" + brief.signature
    to, named = answer_to(tx, doors, relationship)
    version = address(
        tx,
        doors,
        relationship.id,
        to,
        (before.version if before else 0) + 1,
        letter.subject,
        text,
        invitation=invite(doors, situation, step.what, now),
    )
    findings = (*findings, *beside_the_others(tx, doors, brief, letter.text, now))
    missing = letter.missing + (() if version.to else (no_address(doors),))
    kept = replace(
        version,
        language=brief.language,
        findings=(*findings, *named),
        blocked=_blocked(missing, findings),
        written_by=letter.written_by,
        source=letter.source,
        notice=letter.notice,
        model_call=letter.model_call,
    )
    tx.drafts.add_version(number, kept, now)
    tx.events.add(
        now,
        "drafted",
        step.because,
        relationship=relationship.id,
        draft=number,
        kind=step.what,
        version=kept.number,
        by=letter.written_by,
    )
    if missing and kept.number > MOST_QUESTIONS:
        return  # asked often enough: it waits in the queue, and the digest names it
    if missing:
        ask.question(
            tx,
            doors,
            situation,
            "facts",
            f"{number}.{kept.number}",
            step.because,
            now,
            missing=list(missing),
            asks=list(letter.asks),
            draft=number,
        )
    elif step.ask_by == "mail":
        ask.approval(tx, number, kept.number, now)


def beside_the_others(tx: Transaction, doors: Doors, brief: Brief, text: str, now: datetime) -> tuple[Finding, ...]:
    """What the letter looks like beside those to other people (F-49)."""
    if brief.kind not in (*portfolio.FIRST, *portfolio.NUDGES):
        return ()
    recent = tx.drafts.recent((*portfolio.FIRST, *portfolio.NUDGES), now - RECENT)
    known = tx.people.some({number for number, _, _ in recent} - {brief.relationship.id})
    others = []
    for number, kind, written in recent:
        if other := known.get(number):
            person = other.person
            others.append(
                portfolio.Other(other.id, person.called, person.organisation, person.addresses, kind, written)
            )
    found = portfolio.check(text, brief, others, doors.rules, doors.account.owner.language)
    return found or (Finding(portfolio.NAME, True),)


def answer_to(tx: Transaction, doors: Doors, relationship: Relationship) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """Whom a letter goes to: where they asked for answers, else where they last wrote from, else the address known first.

    A Reply-To of another domain is honoured and named in the request for approval (F-71, T-32). It never names the
    owner, the mailbox itself, a robot, or several.
    """
    known = relationship.person.addresses
    last = last_heard(tx, relationship.id)
    if last is None:
        return known[:1], ()
    wrote = next((a for a in known if a.casefold() == last.from_addr.casefold()), "")
    message = parse(last.raw)
    asked = message.reply_to if isinstance(message, Message) else ()
    if len(asked) == 1 and _may_be_written_to(doors, asked[0].addr) and asked[0].key != last.from_addr.casefold():
        addr = asked[0].addr
        if addr.rpartition("@")[2].casefold() == last.from_addr.rpartition("@")[2].casefold():
            return (addr,), ()
        says = sentence(doors, "reply-to", {"addr": addr, "wrote": last.from_addr})
        return (addr,), (Finding("reply-to", False, says, addr),)
    return ((wrote,) if wrote else known[:1]), ()


def _may_be_written_to(doors: Doors, addr: str) -> bool:
    own = {a.casefold() for a in (*doors.account.owner.addresses, doors.account.mailbox.address)}
    return plain_address(addr) and addr.casefold() not in own and not is_robot(addr)


def address(
    tx: Transaction,
    doors: Doors,
    relationship: int,
    to: tuple[str, ...],
    number: int,
    subject: str,
    text: str,
    *,
    invitation: str = "",
) -> NewVersion:
    """A version with everything that code decides: recipients, threading, Message-ID and hash."""
    last = _last_in_thread(tx.mail.thread(relationship))
    in_reply_to, references = reply_headers(last.message_id, last.references) if last else ("", ())
    title = reply_subject(last.subject) if last else subject
    mailbox = doors.account.mailbox.address
    message_id = f"<{new_token(doors.random)}@{mailbox.rpartition('@')[2]}>"
    mail = outgoing(doors, to, title, text, message_id, in_reply_to, references, None, invitation)
    return NewVersion(
        number=number,
        to=to,
        subject=title,
        text=text,
        language="",
        message_id=message_id,
        digest=digest(mail, to) if to else "",
        in_reply_to=in_reply_to,
        references=references,
        findings=(),
        blocked="",
        written_by="owner",
        invitation=invitation,
    )


def invite(doors: Doors, situation: Situation, kind: str, now: datetime) -> str:
    """The invitation that goes with a letter which takes a time, "" where it takes none or they have sent one (F-75)."""
    meeting, person = situation.meeting, situation.relationship.person
    if kind not in TAKES_A_TIME or meeting is None or meeting.state != "proposed" or meeting.start <= now:
        return ""
    if meeting.uid or not person.addresses:
        return ""
    owner, mailbox = doors.account.owner, doors.account.mailbox.address
    uid = uid_of(meeting.id, situation.relationship.id, mailbox)
    summary = " / ".join(n for n in (owner.name, person.name) if n)
    who = Address(person.name, person.addresses[0])
    return calendar_part.invitation(
        uid, meeting.start, meeting.minutes, meeting.timezone, summary, Address(owner.name, mailbox), who, now
    )


def uid_of(meeting: int, relationship: int, mailbox: str) -> str:
    """The name of a date in calendars; an answer to the invitation brings it back."""
    return f"ia-{relationship}-{meeting}@{mailbox.rpartition('@')[2]}"


def invited_to(draft: Draft) -> datetime | None:
    """When the conversation is to which the draft's invitation asks."""
    found = read_calendar(draft.invitation.encode())
    return found[0].start if found else None


def still_invites(doors: Doors, draft: Draft, text: str, now: datetime) -> str:
    """The draft's invitation, where the owner's own text still names its time; they may have edited it into a refusal."""
    start = invited_to(draft)
    if start is None:
        return ""
    zone = doors.account.owner.timezone
    named = any(slot.start == start for slot in find_times(text, now, zone, zone, doors.rules))
    return draft.invitation if named else ""


def outgoing(
    doors: Doors,
    to: tuple[str, ...],
    subject: str,
    text: str,
    message_id: str,
    in_reply_to: str,
    references: tuple[str, ...],
    date: datetime | None,
    invitation: str = "",
) -> Outgoing:
    """A letter to a contact as it leaves: from the mailbox's address, in the owner's name."""
    sender = Address(doors.account.owner.name, doors.account.mailbox.address)
    return Outgoing(
        sender,
        tuple(Address("", a) for a in to),
        subject,
        text,
        message_id,
        date,
        in_reply_to=in_reply_to,
        references=references,
        invitation=invitation,
    )


def as_outgoing(doors: Doors, draft: Draft, date: datetime | None) -> Outgoing:
    return outgoing(
        doors,
        draft.to,
        draft.subject,
        draft.text,
        draft.message_id,
        draft.in_reply_to,
        draft.references,
        date,
        draft.invitation,
    )


def _last_in_thread(rows: list[MailRow]) -> MailRow | None:
    return next((row for row in reversed(rows) if row.message_id), None)


def _blocked(missing: tuple[str, ...], findings: tuple[Finding, ...]) -> str:
    if missing:
        return "A fact is missing: " + " ".join(missing)
    says = [f"{f.says} ({f.words})" if f.words else f.says for f in findings if not f.ok and f.blocking]
    return "; ".join(says)


def no_address(doors: Doors) -> str:
    """The question that a letter to somebody without an address waits for."""
    return sentence(doors, "no-address")
