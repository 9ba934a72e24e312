"""The owner answered one of our mails: an order, or words that we asked for.

The token says what the answer is about; the words say what to do. Only a line that is nothing but a command acts
(T-04), and what is not understood is sent back with what was read, never guessed. The order of judgement is that
of T-03; what a yes needs beside its token and From is asked in `prove` (docs/approval.md).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from inbox_agent.drafts.edited import edited_letter
from inbox_agent.drafts.kept import TokenRow
from inbox_agent.mail import orders
from inbox_agent.mail.identify import Arrival
from inbox_agent.mail.kept import MailRow, Taken, taken_of
from inbox_agent.mail.message import Because
from inbox_agent.mail.orders import Order
from inbox_agent.rounds import answers, ask, confirm, corrections, decisions, ledger, letter_by_mail
from inbox_agent.rounds.corrections import Correction
from inbox_agent.rounds.decisions import SENDS, Said, unproven
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rounds.prove import Proof
from inbox_agent.rounds.refusals import refuse, tell_misread

#: What no reading of the words can make an order, and what the owner is told: letters that are shown turned about; a thumb
#: or a reaction, which one touches to say "seen", or by mistake.
_NEVER_AN_ORDER = {"direction": "unclear", "sign": "sign"}


def command(
    tx: Transaction,
    doors: Doors,
    row: MailRow,
    arrival: Arrival,
    tokens: list[TokenRow],
    taken: Taken,
    proof: Proof,
    now: datetime,
) -> None:
    """Judge one mail of the owner that carries a token of ours, in the order of T-03."""
    tx.mail.take(row.id, taken)
    if arrival.order and arrival.order.refused in _NEVER_AN_ORDER:
        refuse(tx, row, _NEVER_AN_ORDER[arrival.order.refused], taken.text, now)
        return
    if not tokens:
        _without_token(tx, doors, row, arrival.order, taken, proof, now)
        return
    if len({t.items for t in tokens}) > 1:
        refuse(tx, row, "two-drafts", taken.text, now)
        return
    token = tx.tokens.get(tokens[0].hash, lock=True)
    if token is None:
        return
    taken, spoken = _entries_spoken_of(tx, doors, row, taken, token, now)
    if spoken and not taken.text:
        return
    said = Said(row, taken, proof, now)
    if token.about == "confirm":
        _confirmed(tx, doors, said, token, now)
        return
    order = _as_edit(tx, token, _order(doors, taken, token), arrival)
    _note(tx, said, token, order, now)
    _carry_out(tx, doors, said, token, order, now)


def _without_token(
    tx: Transaction, doors: Doors, row: MailRow, order: Order | None, taken: Taken, proof: Proof, now: datetime
) -> None:
    """A command out of the blue says to what it belongs only where it asks for a letter."""
    if order and order.decision == "draft":
        _letter(tx, doors, Said(row, taken, proof, now), None, order, now)
    elif order and order.refused == "letter":
        refuse(tx, row, "draft-kind", taken.text, now, kinds=letter_by_mail.kinds(doors))
    else:
        refuse(tx, row, "no-token", taken.text, now)


def _letter(tx: Transaction, doors: Doors, said: Said, token: TokenRow | None, order: Order, now: datetime) -> None:
    missed = letter_by_mail.asked(tx, doors, said.row, order, token, said.proof, now)
    if missed:
        not_begun(tx, doors, said.row, missed, said.taken.text, now)


def not_begun(
    tx: Transaction, doors: Doors, row: MailRow, missed: letter_by_mail.NotBegun, words: str, now: datetime
) -> None:
    """Why there is no letter that the owner asked for."""
    told = {"whom": missed.whom, "number": missed.number, "kinds": letter_by_mail.kinds(doors), "detail": missed.detail}
    refuse(tx, row, missed.why, words, now, relationship=missed.relationship, **told)


def _entries_spoken_of(
    tx: Transaction, doors: Doors, row: MailRow, taken: Taken, token: TokenRow, now: datetime
) -> tuple[Taken, bool]:
    """What is left of a mail once its lines about the ledger were carried out; the text of a letter is left alone."""
    if _order(doors, taken, token).decision in ("edit", "note", "draft"):
        return taken, False
    rest, spoken = ledger.take_lines(tx, doors, taken.text, now)
    if spoken:
        ask.receipt(tx, f"ledger:{row.id}", now, what="ledger", entries=[entry.id for entry in spoken])
    return replace(taken, text=rest), bool(spoken)


def _names(doors: Doors) -> tuple[str, ...]:
    owner = doors.account.owner
    return tuple(n for n in (owner.name, *owner.name.split()[:1], owner.signature) if n)


def _order(doors: Doors, taken: Taken, token: TokenRow) -> Order:
    language = taken.language or doors.account.owner.language
    return orders.read(taken.text, doors.rules.orders, language, token.about == "digest", _names(doors))


def _note(tx: Transaction, said: Said, token: TokenRow, order: Order, now: datetime) -> None:
    because = (*order.because, said.proof.because)
    number = said.row.id
    tx.events.add(
        now,
        "owner-said",
        *because,
        relationship=token.relationship,
        message=number,
        decision=order.decision,
        about=token.about,
    )


def _carry_out(tx: Transaction, doors: Doors, said: Said, token: TokenRow, order: Order, now: datetime) -> None:
    if order.decision == "draft":
        _letter(tx, doors, said, token, order, now)
    elif order.decision in corrections.OF_RELATIONSHIP and token.relationship and token.about != "digest":
        _relationship(tx, doors, said, token, token.relationship, order, now)
    elif token.about == "question":
        if order.decision == "approve" and answers.lets_go(tx, token) and unproven(tx, said, token, now):
            return
        answers.question(tx, doors, said.row, token, order, said.taken, now)
    elif token.about == "digest":
        decisions.of_digest(tx, doors, said, token, order, now)
    elif token.about == "draft":
        decisions.of_draft(tx, doors, said, token, order, now)
    else:
        refuse(tx, said.row, "unclear", said.taken.text, now)


def _confirmed(tx: Transaction, doors: Doors, said: Said, token: TokenRow, now: datetime) -> None:
    """The answer to the question whether it was the owner: by token, From and code, once, in time (T-06 c)."""
    number, asked, code_hash = token.items[0]
    before, bound = tx.mail.get(int(number)), tx.tokens.get(str(asked), lock=True)
    code, order = confirm.read(said.taken.text, doors, said.taken.language, _names(doors))
    _note(tx, said, token, order, now)
    if before is None or bound is None or said.proof.hopeless:
        refuse(
            tx,
            said.row,
            said.proof.how if said.proof.hopeless else "unsound",
            said.taken.text,
            now,
            detail=said.proof.words,
        )
    elif order.decision in ("reject", "stop", "undo"):
        tx.tokens.use(token.hash, now)
        refuse(tx, said.row, "not-confirmed", said.taken.text, now)
    elif token.used or token.expires <= now:
        refuse(tx, said.row, "code-void", said.taken.text, now)
    elif confirm.code_hash(code) != code_hash:
        confirm.wrong(tx, said.row, token, now)
        refuse(tx, said.row, "code-wrong", said.taken.text, now)
    elif order.decision != "approve":
        refuse(tx, said.row, "unclear", said.taken.text, now)
    else:
        tx.tokens.use(token.hash, now)
        first = Said(
            before, taken_of(before), Proof("code", f"answered with the code in mail {said.row.id}"), before.received
        )
        _carry_out(tx, doors, first, bound, _order(doors, first.taken, bound), now)


def _as_edit(tx: Transaction, token: TokenRow, order: Order, arrival: Arrival) -> Order:
    """An answer that is the letter itself, changed, above or within the quotation, is the owner's own text (F-61).

    Also below an ok: whoever changed our text and wrote ok above it does not mean the text as it was.
    """
    reply = arrival.reply
    if order.decision == "edit" and order.text:
        return replace(order, text=_with_sign_off(order.text, reply.signature))
    clear = order.decision not in ("unclear", "redraft", "edit", "note")
    if token.about != "draft" or (clear and order.decision not in SENDS):
        return order
    draft = tx.drafts.get(int(token.items[0][0]))
    if draft is None:
        return order
    text = edited_letter(reply.written, reply.signature, reply.quoted, draft.text, draft.subject, clear=clear)
    return Order("edit", text=text, because=(Because("F-61", "the letter itself, changed"),)) if text else order


def _with_sign_off(text: str, signature: str) -> str:
    """The end of an edited letter is the letter's, though it looks like the mail's; a signature block is not."""
    lines = signature.strip().splitlines()
    return f"{text}\n\n{signature.strip()}" if lines and len(lines) <= 3 and not signature.startswith("--") else text


def _relationship(
    tx: Transaction, doors: Doors, said: Said, token: TokenRow, number: int, order: Order, now: datetime
) -> None:
    """The owner's word on the relationship itself, carried out where it is understood and proven enough."""
    found = corrections.understood(tx, doors, number, order, said.at)
    if isinstance(found, Correction):
        if order.decision in corrections.NEED_PROOF and unproven(tx, said, token, now):
            return
        wrong = corrections.carry_out(tx, doors, found, said.taken.text, said.row.id, now)
    else:
        wrong = found
    tell_misread(tx, said.row, number, wrong, order.text or said.taken.text, now)
