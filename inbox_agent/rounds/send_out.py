"""Let one mail leave, once (T-20).

`queued → sending → [mark] → sent | failed | queued | doubt`. The Message-ID is fixed when the draft is made.
The mark is committed just before the final dot: without it the mail has surely not been delivered and may be
tried again; with it and without an answer nobody can know, and the machine never sends it a second time: a
copy in the agent's own mailbox settles the doubt, or the owner's word does. Mails to the owner are different:
a second one does no harm, so where no copy comes they are sent again, with a fresh token.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from inbox_agent.drafts.approval import digest
from inbox_agent.drafts.draft import Draft
from inbox_agent.drafts.kept import OutboxRow
from inbox_agent.mail.arrival import Outcome
from inbox_agent.mail.compose import compose
from inbox_agent.mail.message import Because
from inbox_agent.mail.times import find_times
from inbox_agent.mentorship.relationship import Meeting
from inbox_agent.mentorship.stages import move
from inbox_agent.rounds import ask, copies, hold, ledger, manners, restored, tell
from inbox_agent.rounds.ports import Doors, Transaction, sentence
from inbox_agent.rounds.propose import TAKES_A_TIME, as_outgoing, uid_of
from inbox_agent.rounds.walk import walk

#: When to look for the copy of a mail whose answer was lost, counted from the try; the last is longer than the wait of
#: 600 s for the answer to the final dot, and after it the owner is asked.
LOOKS = (timedelta(minutes=1), timedelta(minutes=4), timedelta(minutes=15))
OWNER_TRIES = 10  # a mail to the owner that is refused for good is tried again each day so often
KEEP_LOOKING = timedelta(hours=12)  # a copy may still come; it settles what the owner has not
GIVE_UP = timedelta(days=5)  # RFC 5321 4.5.4.1: the give-up time is at least 4–5 days


_OPEN = ("queued", "sending", "marked", "doubt")


class _TakenOver(Exception):
    """Another process has this mail now."""


@dataclass(frozen=True)
class _Ready:
    raw: bytes
    recipients: tuple[str, ...]
    attempt: int


def send_out(doors: Doors, outbox: int, now: datetime) -> None:
    """One try for one row of the outbox, or the copy in Sent of one that has left."""
    with doors.records.transaction(doors.owner) as tx:
        row = tx.outbox.get(outbox, lock=True)
        if row is None or row.state not in (*_OPEN, "sent"):
            return
        # Who comes too early is the task that was leaving it when its process died, and goes on; any other comes in time.
        if row.state in ("queued", "doubt") and row.not_before > now:
            return
        in_doubt = row.state in ("marked", "doubt")
        look = row.state in ("queued", "sending") and restored.is_suspect(tx, row)
        ready = None if in_doubt or look or row.state == "sent" else _get_ready(tx, doors, row, now)
    if row.state == "sent":
        copies.file(doors, row, now)
    elif in_doubt:
        _settle_doubt(doors, row, now)
    elif look:
        _look_first(doors, row, now)
    elif ready:
        try:
            outcome = _hand_over(doors, row, ready, now)
        except _TakenOver:
            return  # whoever has it writes down how it ended
        with doors.records.transaction(doors.owner) as tx:
            _write_down(tx, doors, row, ready, outcome, now)


def _look_first(doors: Doors, row: OutboxRow, now: datetime) -> None:
    """A database from yesterday may hold a letter back that left today: nothing of it leaves unlooked for (T-24)."""
    found = doors.mailbox.holds(row.message_id)
    with doors.records.transaction(doors.owner) as tx:
        current = tx.outbox.get(row.id, lock=True)
        if current is None or current.turn != row.turn:
            return  # another process was faster
        if found:
            arrived(tx, doors, current, now)
        else:
            tx.outbox.change(row.id, data=row.data | {"looked": True})
    if not found:
        send_out(doors, row.id, now)


def _hand_over(doors: Doors, row: OutboxRow, ready: _Ready, now: datetime) -> Outcome:
    def mark() -> None:
        with doors.records.transaction(doors.owner) as tx:
            current = tx.outbox.get(row.id, lock=True)
            if current is None or current.state != "sending" or current.attempts != ready.attempt:
                # Another process has taken this mail over: this one must not reach the final dot.
                raise _TakenOver
            # While it leaves nobody else has to look at it; where nobody is left to write down how it ended, they do then.
            tx.outbox.change(row.id, state="marked", not_before=now + LOOKS[0])
            event, _ = tx.events.newest()
        # After the commit and before the dot: an older database that is put back one day is behind this (T-24).
        doors.records.remember(row.id, ready.attempt, event)

    return doors.sender.send(ready.raw, doors.account.mailbox.address, ready.recipients, mark)


def _get_ready(tx: Transaction, doors: Doors, row: OutboxRow, now: datetime) -> _Ready | None:
    attempt = row.attempts + 1
    if row.to_owner:
        mail = tell.write(tx, doors, row, now)
        if mail is None:
            tx.outbox.change(row.id, state="cancelled")
            return None
        tx.outbox.change(row.id, state="sending", attempts=attempt, tried=now)
        # The copy tells, by the token in its Message-ID, that a mail has left whose answer was lost: the token itself
        # is nowhere else, so nothing could be searched for.
        return _Ready(compose(mail), (*(a.addr for a in mail.to), doors.account.mailbox.address), attempt)
    draft = tx.drafts.get(row.draft or 0, lock=True)
    if draft is None or hold.holds_back(tx, doors, now) or not _may_leave(tx, doors, row, draft, now):
        return None
    tx.outbox.change(row.id, state="sending", attempts=attempt, tried=now, message_id=draft.message_id)
    tx.drafts.change(draft.id, state="sending")
    raw = compose(as_outgoing(doors, draft, now))
    # A copy to the own mailbox is what settles a doubt later (T-20). It is an envelope recipient only.
    return _Ready(raw, (*draft.to, doors.account.mailbox.address), attempt)


def _may_leave(tx: Transaction, doors: Doors, row: OutboxRow, draft: Draft, now: datetime) -> bool:
    """The last look before a letter leaves: is it still what the owner said yes to, and still right to send?"""
    if draft.state not in ("approved", "sending") or draft.version != row.version:
        tx.outbox.change(row.id, state="cancelled")
        return False
    if draft.digest != digest(as_outgoing(doors, draft, None), draft.to):
        _stop(
            tx,
            row,
            draft,
            sentence(doors, "never-changed"),
            now,
        )
        return False
    if (tx.mail.newest_in(draft.relationship_id) or 0) != row.data.get("newest", 0):
        # They wrote after the yes, perhaps while an earlier try was on its way: the letter is of yesterday (F-65).
        tx.outbox.change(row.id, state="cancelled")
        tx.drafts.change(draft.id, state="overtaken", occasion=f"{draft.occasion}~{draft.id}")
        tx.people.change(draft.relationship_id, next_due=now)
        tx.events.add(
            now, "overtaken", Because("F-65", "they wrote"), relationship=draft.relationship_id, draft=draft.id
        )
        return False
    meeting = tx.people.meeting(draft.relationship_id)
    if _agrees(draft.kind) and meeting and meeting.state == "proposed" and meeting.start <= now:
        _stop(tx, row, draft, sentence(doors, "never-passed"), now)
        return False
    verdict = manners.check(tx, doors, draft, now)
    if verdict.never:
        _stop(tx, row, draft, verdict.never, now)
        return False
    if verdict.not_before > now:
        tx.outbox.change(row.id, not_before=verdict.not_before, reply=verdict.why)
        tx.events.add(now, "held", Because("T-31", verdict.why), relationship=draft.relationship_id, draft=draft.id)
        return False
    return True


def _stop(tx: Transaction, row: OutboxRow, draft: Draft, why: str, now: datetime) -> None:
    tx.outbox.change(row.id, state="cancelled", reply=why)
    tx.drafts.change(draft.id, state="failed")
    tx.events.add(now, "not-sent", Because("T-31", why), relationship=draft.relationship_id, draft=draft.id)
    ask.trouble(tx, f"not-sent:{draft.id}.{draft.version}:{row.turn}", now, what="not-sent", draft=draft.id, why=why)


def _write_down(tx: Transaction, doors: Doors, row: OutboxRow, ready: _Ready, outcome: Outcome, now: datetime) -> None:
    current = tx.outbox.get(row.id, lock=True)
    if current is None or current.attempts != ready.attempt or current.state == "sent":
        return  # settled meanwhile by the copy, or taken over
    if outcome.state == "sent":
        arrived(tx, doors, current, now)
    elif outcome.state == "doubt":
        tx.outbox.change(row.id, state="marked", not_before=now + LOOKS[0], reply=outcome.reply)
    elif outcome.state == "queued" and now - current.created < GIVE_UP and current.attempts < 100:
        wait = timedelta(minutes=min(5 * 2 ** min(current.attempts - 1, 6), 240))  # not sooner than 5 minutes
        tx.outbox.change(row.id, state="queued", not_before=now + wait, reply=outcome.reply)
        _draft_is(tx, current, "approved")
    elif row.to_owner and current.attempts < OWNER_TRIES:
        tx.outbox.change(row.id, state="queued", not_before=now + timedelta(days=1), reply=outcome.reply)
    else:
        tx.outbox.change(row.id, state="failed", reply=outcome.reply)
        _failed(tx, current, outcome, now)


def _failed(tx: Transaction, row: OutboxRow, outcome: Outcome, now: datetime) -> None:
    _draft_is(tx, row, "failed")
    if row.to_owner:
        return  # the owner's own address refuses: `doctor` shows it, a mail could not
    draft = tx.drafts.get(row.draft or 0)
    if draft:
        because = Because("T-20", f"{outcome.code} {outcome.reply}".strip())
        tx.events.add(now, "send-failed", because, relationship=draft.relationship_id, draft=draft.id)
        ask.trouble(tx, f"failed:{row.id}", now, what="failed", draft=draft.id, why=because.words)


def _draft_is(tx: Transaction, row: OutboxRow, state: str) -> None:
    if row.draft is not None and not row.to_owner:
        tx.drafts.change(row.draft, state=state)


def _settle_doubt(doors: Doors, row: OutboxRow, now: datetime) -> None:
    """Look for the copy; after a quarter of an hour ask the owner about a letter, or tell the owner's mail anew."""
    found = not row.to_owner and doors.mailbox.holds(row.message_id)
    with doors.records.transaction(doors.owner) as tx:
        current = tx.outbox.get(row.id, lock=True)
        if current is None or current.state not in ("marked", "doubt"):
            return
        tried = current.tried or now
        ahead = [tried + look for look in LOOKS if tried + look > now]
        if found:
            arrived(tx, doors, current, now)
        elif current.state == "doubt":
            tx.outbox.change(row.id, not_before=now + KEEP_LOOKING)
        elif ahead:
            tx.outbox.change(row.id, not_before=ahead[-1] if row.to_owner else ahead[0])
        elif row.to_owner:
            tx.outbox.change(row.id, state="queued", not_before=now)
        else:
            _in_doubt(tx, current, now)


def _in_doubt(tx: Transaction, row: OutboxRow, now: datetime) -> None:
    """No copy came: only the owner can say whether it should leave once more."""
    tx.outbox.change(row.id, state="doubt", not_before=now + KEEP_LOOKING)
    _draft_is(tx, row, "doubt")
    draft = tx.drafts.get(row.draft or 0)
    if draft:
        tx.events.add(now, "doubt", Because("T-20", row.reply), relationship=draft.relationship_id, draft=draft.id)
    ask.trouble(tx, f"doubt:{row.id}:{row.attempts}", now, what="doubt", draft=row.draft, why=row.reply)


def arrived(tx: Transaction, doors: Doors, row: OutboxRow, now: datetime) -> None:
    """The server has it: the letter is part of the thread, and the stage moves."""
    if row.state == "sent":
        return
    file_at = copies.due(doors, row, now)
    tx.outbox.change(row.id, state="sent", sent=now, file_at=file_at)
    draft = tx.drafts.get(row.draft or 0) if row.draft and not row.to_owner else None
    if draft is None:
        return
    tx.drafts.change(draft.id, state="sent")
    kept = {"subject": draft.subject, "text": draft.text, "language": draft.language}
    references = (*draft.references,)
    tx.mail.store_sent(draft.message_id, now, draft.relationship_id, draft.id, references, kept)
    tx.events.add(
        now, "letter-sent", Because("F-60", f"approved {draft.id}.{draft.version}"),
        relationship=draft.relationship_id, draft=draft.id, to=list(draft.to), unasked=draft.answers is None,
    )  # fmt: skip
    relationship = tx.people.get(draft.relationship_id, lock=True)
    if relationship is None:
        return
    tx.people.change(relationship.id, last_outbound=now, next_due=now)
    meeting = tx.people.meeting(relationship.id)
    agreed = bool(
        meeting and meeting.state == "proposed" and _agrees(draft.kind) and _names(doors, draft, meeting, now)
    )
    for on in (f"sent:{draft.kind}", *(("meeting:agreed",) if agreed else ())):
        found = move(relationship.stage, on)
        if found:
            stage = walk(tx, relationship, found, (Because(found.rule, f"{draft.kind} left"),), now)
            relationship = replace(relationship, stage=stage)
    if meeting and agreed:
        tx.people.meeting_is(meeting.id, "planned")
        if draft.invitation:
            uid = uid_of(meeting.id, relationship.id, doors.account.mailbox.address)
            tx.people.name_meeting(meeting.id, uid, 0)
    ledger.sent(tx, doors, relationship, draft, now)
    ask.receipt(tx, f"sent:{draft.id}.{draft.version}", now, what="sent", draft=draft.id, at=now.isoformat())


def _names(doors: Doors, draft: Draft, meeting: Meeting, now: datetime) -> bool:
    """Whether the letter that left takes this time; the owner may have edited it into a refusal, a model have named another."""
    if draft.written_by == "template":
        return True
    zone = doors.account.owner.timezone
    return any(slot.start == meeting.start for slot in find_times(draft.text, now, zone, zone, doors.rules))


def _agrees(kind: str) -> bool:
    """Letters that accept a proposed time: once one has left, the conversation has a date."""
    return kind in TAKES_A_TIME
