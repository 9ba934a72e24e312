"""A letter of ours came back: its address is not written to again, and the same letter is offered to another (F-74).

A delivery report can be forged, so it counts only for an address that a letter of ours really went to. Nothing
is sent by it: the letter addressed anew is a new draft, and needs a yes like any other.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from inbox_agent.drafts.approval import digest
from inbox_agent.drafts.draft import Draft
from inbox_agent.drafts.kept import NewDraft
from inbox_agent.mail.compose import plain_address
from inbox_agent.mail.kept import MailRow
from inbox_agent.mail.machine import Machine
from inbox_agent.mail.message import Because
from inbox_agent.mentorship.kept import Question
from inbox_agent.rounds import ask, settle
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rounds.propose import address, outgoing


def bounce(tx: Transaction, doors: Doors, row: MailRow, machine: Machine, now: datetime) -> None:
    """Take in a report that mail could not be delivered."""
    if machine.intent != "bounce-permanent":
        return
    for failed in machine.failed:
        if failed.casefold() in (a.casefold() for a in doors.account.owner.addresses):
            # a mail to the owner that would tell them of it would only come back, too; `doctor` tells it.
            because = Because("R-63", machine.reason or failed)
            tx.events.add(now, "owner-unreachable", because, message=row.id, addr=failed)
            continue
        number = tx.people.by_address(failed)
        letter = _last_letter(tx, number, failed) if number else None
        if number is None or letter is None:
            continue
        tx.people.suspect(failed)
        _withdraw_to(tx, number, failed, now)
        because = Because("F-74", machine.reason or failed)
        tx.events.add(now, "bounced", because, relationship=number, draft=letter.id, message=row.id, addr=failed)
        relationship = tx.people.get(number)
        others = relationship.person.addresses if relationship else ()
        if others:
            _addressed_anew(tx, doors, letter, others[0], because, now)
            continue
        tx.owners.get(now)
        ask.question(
            tx,
            doors,
            tx.people.situation(number),
            "address",
            f"{letter.id}:{failed}",
            because,
            now,
            letter=letter.id,
            addr=failed,
            why=machine.reason,
        )


def answered(tx: Transaction, doors: Doors, asked: Question, words: str, now: datetime) -> str:
    """The owner names another address of the person; "" or why these words are none."""
    letter = tx.drafts.get(int(asked.data["letter"]))
    relationship = tx.people.get(asked.relationship) if asked.relationship else None
    if letter is None or relationship is None:
        tx.questions.answer(asked.id, words, now)
        return ""
    found = next((w for w in (w.strip("<>()[],;:.\"'") for w in words.split()) if plain_address(w)), "")
    belongs_to = tx.people.by_address(found) if found else None
    if not found or found.casefold() == str(asked.data["addr"]).casefold() or belongs_to not in (None, relationship.id):
        return "no-other-address"
    if belongs_to is None:
        tx.people.add_address(relationship.person.id, found, now)
    tx.questions.answer(asked.id, words, now)
    _addressed_anew(tx, doors, letter, found, Because("owner", words), now)
    return ""


def _withdraw_to(tx: Transaction, relationship: int, addr: str, now: datetime) -> None:
    """What waits for an address that does not work is taken back; it is written anew once there is another (F-65)."""
    if any(
        addr.casefold() in (to.casefold() for to in draft.to)
        for draft in tx.drafts.of(relationship)
        if draft.state != "sent"
    ):
        settle.withdraw(tx, relationship, now, "it came back")


def _last_letter(tx: Transaction, relationship: int, addr: str) -> Draft | None:
    """The last letter that went to this address."""
    gone = [d for d in tx.drafts.of(relationship) if d.state in ("sent", "sending", "doubt")]
    return next((d for d in reversed(gone) if addr.casefold() in {a.casefold() for a in d.to}), None)


def _addressed_anew(tx: Transaction, doors: Doors, letter: Draft, addr: str, because: Because, now: datetime) -> None:
    """The same words to another address, as a new draft; in the thread of the letter, not in answer to it."""
    occasion = f"readdressed:{letter.id}:{addr.casefold()}"[:120]
    new = NewDraft(letter.relationship_id, letter.kind, occasion, (because, *letter.because), answers=letter.answers)
    number = tx.drafts.add(new, now)
    if number is None:
        return
    version = address(tx, doors, letter.relationship_id, (addr,), 1, letter.subject, letter.text)
    mail = outgoing(
        doors, (addr,), letter.subject, letter.text, version.message_id, letter.in_reply_to, letter.references, None
    )
    kept = replace(
        version,
        subject=letter.subject,
        language=letter.language,
        in_reply_to=letter.in_reply_to,
        references=letter.references,
        digest=digest(mail, (addr,)),
        findings=letter.findings,
        written_by=letter.written_by,
    )
    tx.drafts.add_version(number, kept, now)
    tx.events.add(
        now,
        "drafted",
        because,
        relationship=letter.relationship_id,
        draft=number,
        kind=letter.kind,
        version=1,
        by=letter.written_by,
    )
    ask.approval(tx, number, 1, now)
