"""Carry out what the owner decided about a draft, whether by mail, command line or page: one `Decision`, one place.

Everything happens in the caller's transaction: the draft's new state, the row that lets the letter leave, and
the event that tells why. A decision names the version that the owner saw; another version needs another yes
(F-64), and so does a thread in which the contact has written since (F-65).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.draft import OPEN, Draft, Letter
from inbox_agent.mail.message import Because
from inbox_agent.mentorship.stages import correction, move
from inbox_agent.mentorship.step import Step
from inbox_agent.mentorship.working_time import kindly
from inbox_agent.rounds import ask, briefing, clocks, overlap, places, revise
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rounds.propose import address, no_address, review, still_invites
from inbox_agent.rounds.walk import walk

What = Literal["approve", "approve-later", "reject", "snooze", "edit", "redraft", "undo", "stop", "close", "stage"]

AWAKE = timedelta(hours=3)  # somebody who wrote so lately reads an answer, whatever the hour


@dataclass(frozen=True)
class Decision:
    """What the owner wants done with one draft."""

    what: What
    draft: int
    version: int | None = None  #: the version they saw; None: whatever is newest (only what stops may leave it out)
    when: datetime | None = None  #: for snooze and approve-later
    text: str = ""  #: for edit: the new text; for redraft: the wish; for stage: the stage
    by: Literal["mail", "cli", "page"] = "mail"
    newest: int | None = None  #: the newest mail of the thread when they were asked (0: none)


@dataclass(frozen=True)
class Settled:
    """What became of a decision. `state` is a word for programs, `at` when the letter leaves or is asked about again."""

    ok: bool
    state: str
    draft: int
    at: datetime | None = None
    detail: str = ""


def settle(tx: Transaction, doors: Doors, decision: Decision, now: datetime) -> Settled:
    """Judge and carry out; nothing is changed where `ok` is false."""
    draft = tx.drafts.get(decision.draft, lock=True)
    if draft is None:
        return Settled(False, "not-found", decision.draft)
    if decision.what in ("stop", "close", "stage"):
        return _relationship(tx, doors, draft, decision, now)
    if decision.what == "undo":
        return _undo(tx, draft, decision, now)
    refused = _refused(tx, draft, decision)
    if refused:
        return refused
    return {
        "approve": _approve,
        "approve-later": _approve,
        "reject": _reject,
        "snooze": _snooze,
        "edit": _edit,
        "redraft": _redraft,
    }[decision.what](tx, doors, draft, decision, now)


def _refused(tx: Transaction, draft: Draft, decision: Decision) -> Settled | None:
    # A letter that failed or is in doubt leaves once more, or is let go, only by the owner's own word (T-20).
    once_more = draft.state in ("doubt", "failed") and decision.what in ("approve", "approve-later", "reject", "edit")
    once_more = once_more or (draft.state == "failed" and decision.what == "redraft")
    if draft.state not in OPEN and not once_more:
        sent = next((e.at for e in tx.events.of_draft(draft.id) if e.what == "letter-sent"), None)
        return Settled(False, draft.state, draft.id, sent)
    if decision.version is not None and decision.version != draft.version:
        return Settled(False, "changed", draft.id)
    if decision.what in ("approve", "approve-later"):
        if draft.blocked:
            return Settled(False, "blocked", draft.id, detail=draft.blocked)
        newest = tx.mail.newest_in(draft.relationship_id) or 0
        if decision.newest is not None and newest != decision.newest:
            return Settled(False, "overtaken", draft.id)
    return None


def _approve(tx: Transaction, doors: Doors, draft: Draft, decision: Decision, now: datetime) -> Settled:
    undo = timedelta(minutes=doors.settings.approval.undo_minutes)
    at = max(decision.when, now) if decision.when else _kindly(tx, doors, draft, now + undo, now)
    key = f"letter:{draft.id}.{draft.version}"
    # What they had written when the owner said yes: a newer mail of theirs stops the letter (F-65).
    data = {"newest": tx.mail.newest_in(draft.relationship_id) or 0}
    outbox = tx.outbox.add(
        key,
        "letter",
        at,
        now,
        to_owner=False,
        draft_id=draft.id,
        version=draft.version,
        message_id=draft.message_id,
        data=data,
    )
    if outbox is None:  # approved once before, then undone: the same version may be approved anew
        row = tx.outbox.by_key(key)
        if row is None or row.state not in ("cancelled", "doubt", "failed"):
            return Settled(False, "approved", draft.id, row.not_before if row else None)
        outbox = row.id
        tx.outbox.change(outbox, state="queued", not_before=at, created=now, reply="", data=data)
    tx.drafts.change(draft.id, state="approved")
    _note(tx, draft, decision, now, leaves=at.isoformat())
    doors.wake.look(tx, at)
    return Settled(True, "approved", draft.id, at)


def _kindly(tx: Transaction, doors: Doors, draft: Draft, at: datetime, now: datetime) -> datetime:
    """When a letter leaves to which the owner named no time: not in the contact's night, weekend or holiday (F-68).

    Only where their place is known; a contact who wrote within the last hours is awake, and a letter with a deadline
    does not miss it for manners.
    """
    relationship = tx.people.get(draft.relationship_id)
    if relationship is None:
        return at
    heard = relationship.last_inbound
    if draft.answers is not None and heard and now - heard <= AWAKE:
        return at
    kind = kindly(at, places.of_contact(doors, relationship), doors.rules.cadence.working_hours)
    deadline = clocks.deadline(tx, doors, draft)
    return at if deadline and kind > deadline else kind


def _reject(tx: Transaction, doors: Doors, draft: Draft, decision: Decision, now: datetime) -> Settled:
    tx.drafts.change(draft.id, state="rejected")
    row = tx.outbox.by_key(f"letter:{draft.id}.{draft.version}")
    if row and row.state in ("doubt", "failed"):
        tx.outbox.change(row.id, state="cancelled")
    tx.people.change(draft.relationship_id, next_due=now)
    _note(tx, draft, decision, now)
    return Settled(True, "rejected", draft.id)


def _snooze(tx: Transaction, doors: Doors, draft: Draft, decision: Decision, now: datetime) -> Settled:
    wake = decision.when or now + timedelta(days=1)
    tx.drafts.change(draft.id, state="snoozed", wake=wake)
    tx.people.change(draft.relationship_id, next_due=now)
    _note(tx, draft, decision, now, until=wake.isoformat())
    return Settled(True, "snoozed", draft.id, wake)


def _edit(tx: Transaction, doors: Doors, draft: Draft, decision: Decision, now: datetime) -> Settled:
    """The owner's own text is a new version; it is checked, marked where needed, and asked about anew (F-64)."""
    text = decision.text.strip()
    if not text:
        return Settled(False, "empty", draft.id)
    situation = tx.people.situation(draft.relationship_id)
    if situation is None:
        return Settled(False, "not-found", draft.id)
    step = Step("draft", draft.kind, now, draft.because[0] if draft.because else Because("owner"), draft.occasion)
    brief: Brief = briefing.brief_for(doors, tx, situation, step, now)
    version = address(
        tx,
        doors,
        draft.relationship_id,
        draft.to,
        draft.version + 1,
        draft.subject,
        text,
        invitation=still_invites(doors, draft, text, now),
    )
    # What the owner writes needs no source: their own word is one. The checks are shown, but block nothing.
    findings = tuple(
        f for f in review(doors, brief, Letter(draft.subject, text, "owner")) if not f.name.startswith("grounding")
    )
    shown = tuple(replace(f, blocking=False) for f in findings)
    blocked = "" if version.to else no_address(doors)
    tx.drafts.add_version(draft.id, replace(version, language=draft.language, findings=shown, blocked=blocked), now)
    _note(tx, draft, decision, now, version=version.number)
    ask.approval(tx, draft.id, version.number, now)
    return Settled(True, "edited", draft.id, detail=str(version.number))


def _redraft(tx: Transaction, doors: Doors, draft: Draft, decision: Decision, now: datetime) -> Settled:
    """Another version: at once where a rule can make it, else the model's in the next look, else the owner's own."""
    text = decision.text.strip()
    if not text:
        return Settled(False, "empty", draft.id)
    number = revise.by_rule(tx, doors, draft, text, now)
    if number is None and (draft.state not in OPEN or not doors.settings.model.provider):
        return Settled(False, "needs-text", draft.id)
    if number is None:
        revise.keep(tx, draft, text, now)
    _note(tx, draft, decision, now, wish=text, version=number)
    return Settled(True, "redrafted" if number else "redrafting", draft.id, detail=str(number or ""))


def _undo(tx: Transaction, draft: Draft, decision: Decision, now: datetime) -> Settled:
    row = tx.outbox.by_key(f"letter:{draft.id}.{draft.version}")
    if draft.state != "approved" or row is None or row.state != "queued":
        return Settled(False, draft.state, draft.id)
    tx.outbox.change(row.id, state="cancelled")
    tx.drafts.change(draft.id, state="waiting")
    _note(tx, draft, decision, now)
    return Settled(True, "undone", draft.id)


def _relationship(tx: Transaction, doors: Doors, draft: Draft, decision: Decision, now: datetime) -> Settled:
    number, what, text = draft.relationship_id, decision.what, decision.text
    done = (
        restage(tx, doors, number, text, now, draft.id)
        if what == "stage"
        else relate(tx, number, what, text, now, draft.id)
    )
    return Settled(done, decision.what if done else "no-such-stage", draft.id, detail=decision.text)


def restage(tx: Transaction, doors: Doors, number: int, to: str, now: datetime, draft: int | None = None) -> bool:
    """Where the two stand, in the owner's word, which may say that there was a yes (F-86). Whether it meant anything."""
    before = tx.people.get(number)
    done = relate(tx, number, "stage", to, now, draft)
    after = tx.people.get(number) if done else None
    if before and after:
        overlap.said_yes(tx, doors, before, after.stage, now)
    return done


def relate(tx: Transaction, number: int, what: str, text: str, now: datetime, draft: int | None = None) -> bool:
    """The owner's word on the relationship itself: stop, close, or a stage. Whether it meant anything."""
    relationship = tx.people.get(number, lock=True)
    if relationship is None:
        return False
    found = move(relationship.stage, f"owner:{text or what}") or (
        correction(relationship.stage, text) if what == "stage" else None
    )
    if what == "stage" and found is None:
        return False
    if what == "stage" and text != "mismatch":  # that one is a wish, and corrects nothing
        _as_example(tx, number, relationship.stage, text, now)
    withdraw(tx, number, now, what)
    if what == "stop":
        tx.people.change(number, do_not_contact=True)
    if found:
        walk(tx, relationship, found, (Because("owner", text or what),), now)
    else:
        tx.events.add(now, f"owner-{what}", Because("owner", what), relationship=number, draft=draft)
    tx.people.change(number, next_due=now)
    return True


def _as_example(tx: Transaction, number: int, judged: str, corrected: str, now: datetime) -> None:
    """A corrected stage is kept with the words of theirs that it had been judged by (F-28)."""
    last = briefing.last_heard(tx, number)
    tx.examples.add(
        "stage", now, judged=judged, corrected=corrected, words=last.text if last else "",
        language=last.language if last else "", relationship=number, message=last.id if last else None,
    )  # fmt: skip


def withdraw(tx: Transaction, relationship: int, now: datetime, why: str, message: int | None = None) -> list[int]:
    """Take back every draft that has not left: it was written for a situation that is no more (F-65)."""
    gone = []
    for draft in tx.drafts.of(relationship):
        if draft.state not in (*OPEN, "approved", "failed"):
            continue
        row = tx.outbox.by_key(f"letter:{draft.id}.{draft.version}")
        if row and row.state == "queued":
            tx.outbox.change(row.id, state="cancelled")
        # Its occasion is free again: the thank-you that their new mail overtook is written anew. What the owner
        # closed or stopped is not.
        occasion = draft.occasion if why in ("close", "stop") else f"{draft.occasion}~{draft.id}"
        tx.drafts.change(draft.id, state="overtaken", occasion=occasion)
        because = Because("F-65", why)
        tx.events.add(
            now, "overtaken", because, relationship=relationship, draft=draft.id, message=message, was=draft.state
        )
        if message is None and why in ("it took place", "it came back"):
            ask.overtaken(tx, draft, why, now)
        gone.append(draft.id)
    return gone


def _note(tx: Transaction, draft: Draft, decision: Decision, now: datetime, **data: Any) -> None:
    tx.events.add(
        now,
        f"owner-{decision.what}",
        Because("owner", decision.by),
        relationship=draft.relationship_id,
        draft=draft.id,
        **data,
    )
