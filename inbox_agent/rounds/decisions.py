"""What the owner's order decides about one draft, or about the numbered drafts of a digest, by mail.

The token names the version that they saw. A yes needs its proof (T-06), anything else only the token and From (T-05); a
digest is settled whole or not at all (F-85). What is decided goes through `settle`, and what came of it is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import get_args

from inbox_agent.drafts.draft import OPEN
from inbox_agent.drafts.kept import TokenRow
from inbox_agent.mail.kept import MailRow, Taken
from inbox_agent.mail.message import Because
from inbox_agent.mail.orders import Order
from inbox_agent.mail.times import find_when
from inbox_agent.rounds import ask, confirm, corrections, time_wanted
from inbox_agent.rounds.corrections import Correction, Misread
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rounds.prove import Proof
from inbox_agent.rounds.refusals import refuse, tell_misread
from inbox_agent.rounds.settle import Decision, Settled, What, settle

SENDS = ("approve", "approve-later")


@dataclass(frozen=True)
class Said:
    """One answer of the owner while it is judged: the mail, what was made of it, and what proves it."""

    row: MailRow
    taken: Taken
    proof: Proof
    at: datetime  #: when it arrived; a yes that was confirmed with a code counts from when it was first given


def unproven(tx: Transaction, said: Said, token: TokenRow, now: datetime) -> bool:
    """Whether a yes still lacks its proof; then the owner is asked for it, or told why not even that helps (T-06)."""
    proof = said.proof
    if proof.holds:
        return False
    if proof.hopeless:
        refuse(tx, said.row, proof.how, said.taken.text, now, detail=proof.words)
    elif not confirm.ask(tx, said.row, token, proof, now):
        tx.events.add(now, "refused", Because("T-06", "too many unproven answers today"), message=said.row.id)
    return True


def of_draft(tx: Transaction, doors: Doors, said: Said, token: TokenRow, order: Order, now: datetime) -> None:
    draft, version, _, newest = token.items[0]
    row, text = said.row, said.taken.text
    if order.decision in SENDS and (token.used or token.expires <= said.at):
        _too_late(tx, row, token, draft, version, now)
        return
    if time_wanted.taken(tx, doors, draft, version, order, text, now):
        tx.tokens.use(token.hash, now)
        return
    decision = _decision(doors, order, draft, version, newest, said.at)
    if decision is None:
        refuse(tx, row, "unclear", text, now, draft=draft)
        return
    if decision.what in SENDS and unproven(tx, said, token, now):
        return
    done = settle(tx, doors, decision, now)
    if done.ok:
        tx.tokens.use(token.hash, now)
    if done.state == "undone":  # the mail that was answered is used up: the draft that waits again is asked about anew
        ask.approval(tx, draft, version, now, again=True)
    if done.state == "needs-text":
        ask.approval(tx, draft, version, now, again=True)
    undo = timedelta(minutes=doors.settings.approval.undo_minutes)
    held = decision.what == "approve" and done.at is not None and done.at > now + undo  # for their working morning
    brings_its_own = (decision.what in ("approve", "edit") and not held) or done.state == "redrafted"
    if not (done.ok and brings_its_own):  # a mail of their own: the receipt, the new approval
        _receipt(tx, row, [(None, decision, done)], text, now)


def decide(tx: Transaction, doors: Doors, row: MailRow, draft: int, order: Order, taken: Taken, now: datetime) -> None:
    """A no or a later to the question about a letter that waits for a fact is a decision about the letter."""
    decision = _decision(doors, order, draft, 0, 0, now)
    if decision is None:
        refuse(tx, row, "unclear", taken.text, now, draft=draft)
        return
    newest = replace(decision, version=None, newest=None)
    _receipt(tx, row, [(None, newest, settle(tx, doors, newest, now))], taken.text, now)


def _too_late(tx: Transaction, row: MailRow, token: TokenRow, draft: int, version: int, now: datetime) -> None:
    """A used token tells what became of the letter; an expired one brings the question anew (T-01, T-07)."""
    found = tx.drafts.get(draft)
    if found and found.state in OPEN:
        ask.approval(tx, draft, found.version, now, again=True)
        refuse(tx, row, "expired", "", now, draft=draft)
        return
    sent = next((e.at for e in tx.events.of_draft(draft) if e.what == "letter-sent"), None)
    done = Settled(False, found.state if found else "not-found", draft, sent)
    _receipt(tx, row, [(None, Decision("approve", draft, version), done)], "", now)


def _decision(doors: Doors, order: Order, draft: int, version: int, newest: int, now: datetime) -> Decision | None:
    """The order as a decision on one draft; None where it cannot be one."""
    when = find_when(order.when_text, now, doors.account.owner.timezone, doors.rules) if order.when_text else None
    if order.when_text and when is None and order.decision in ("snooze", "approve-later"):
        return None
    text = order.text or ""
    what = next((w for w in get_args(What) if w == order.decision), None)
    if what is None or (what == "approve-later" and when is None):
        return None
    return Decision(what, draft, version, when, text, "mail", newest)


def of_digest(tx: Transaction, doors: Doors, said: Said, token: TokenRow, order: Order, now: datetime) -> None:
    """One reply settles several drafts; where one item cannot be read nothing is done (F-85)."""
    row, text = said.row, said.taken.text
    if order.decision == "undo" and not order.items:
        _undo_all(tx, doors, row, token, said.taken, now)
        return
    if token.used or token.expires <= said.at:
        refuse(tx, row, "expired" if not token.used else "used", text, now)
        return
    if order.refused or order.decision == "unclear" or not order.items:
        refuse(tx, row, "unclear", text, now)
        return
    numbered: list[tuple[int, Decision]] = []
    persons: list[Correction] = []
    for item in order.items:
        wanted = Order(item.decision, when_text=item.arg or "", text=item.arg or "")
        place = token.items[item.n - 1] if 1 <= item.n <= len(token.items) else None
        if place and item.decision in corrections.OF_PERSON:
            draft = tx.drafts.get(int(place[0]))
            found = corrections.understood(tx, doors, draft.relationship_id if draft else 0, wanted, now)
            if isinstance(found, Misread):
                refuse(tx, row, found.why, text, now, whom=found.whom)
                return
            persons.append(found)
            continue
        decision = _decision(doors, wanted, place[0], place[1], place[3], said.at) if place else None
        if decision is None:
            refuse(tx, row, "unclear-item", text, now, item=item.n)
            return
        numbered.append((item.n, decision))
    proven = [d.what in SENDS for _, d in numbered] + [c.order.decision in corrections.NEED_PROOF for c in persons]
    if any(proven) and unproven(tx, said, token, now):
        return
    done: list[tuple[int | None, Decision, Settled]] = [(n, d, settle(tx, doors, d, now)) for n, d in numbered]
    tx.tokens.use(token.hash, now)
    if done:
        _receipt(tx, row, done, text, now)
    for each in persons:
        tell_misread(
            tx, row, each.relationship.id, corrections.carry_out(tx, doors, each, text, row.id, now), text, now
        )


def _undo_all(tx: Transaction, doors: Doors, row: MailRow, token: TokenRow, taken: Taken, now: datetime) -> None:
    """Stop every letter of a digest that has not left; weak proof may stop, so a used token serves (T-05)."""
    done: list[tuple[int | None, Decision, Settled]] = []
    for n, (draft, version, *_) in enumerate(token.items, 1):
        decision = Decision("undo", draft, version)
        settled = settle(tx, doors, decision, now)
        if settled.ok:
            done.append((n, decision, settled))
            ask.approval(tx, draft, version, now, again=True)
    if done:
        _receipt(tx, row, done, taken.text, now)
    else:
        refuse(tx, row, "nothing-to-undo", taken.text, now)


def _receipt(
    tx: Transaction, row: MailRow, done: list[tuple[int | None, Decision, Settled]], words: str, now: datetime
) -> None:
    items = [
        {
            "n": n,
            "draft": d.draft,
            "wanted": d.what,
            "ok": s.ok,
            "state": s.state,
            "at": s.at.isoformat() if s.at else None,
            "detail": s.detail,
        }
        for n, d, s in done
    ]
    ask.receipt(tx, f"settled:{row.id}", now, what="settled", items=items, words=words[:500])
