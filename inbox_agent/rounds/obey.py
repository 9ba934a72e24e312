"""The owner answered one of our mails: an order, or words that we asked for.

The token says what the answer is about; the words say what to do. Only a line that is nothing but a command acts
(T-04), and what is not understood is sent back with what was read, never guessed. The order of judgement is that
of T-03; what a yes needs beside its token and From is asked in `prove` (docs/approval.md).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import get_args

from inbox_agent.drafts.draft import OPEN
from inbox_agent.drafts.edited import edited_letter
from inbox_agent.drafts.kept import TokenRow
from inbox_agent.mail import orders
from inbox_agent.mail.identify import Arrival
from inbox_agent.mail.kept import MailRow, Taken, taken_of
from inbox_agent.mail.message import Because, Message
from inbox_agent.mail.orders import Order
from inbox_agent.mail.times import find_when
from inbox_agent.rounds import answers, ask, confirm, corrections, ledger, letter_by_mail
from inbox_agent.rounds.corrections import Correction, Misread
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rounds.prove import Proof
from inbox_agent.rounds.settle import Decision, Settled, What, settle

SENDS = ("approve", "approve-later")
#: What no reading of the words can make an order, and what the owner is told: letters that are shown turned about; a thumb
#: or a reaction, which one touches to say "seen", or by mistake.
_NEVER_AN_ORDER = {"direction": "unclear", "sign": "sign"}
MOST_TOLD = 5  #: mails a day about answers that were refused


@dataclass(frozen=True)
class Said:
    """One answer of the owner while it is judged: the mail, what was made of it, and what proves it."""

    row: MailRow
    taken: Taken
    proof: Proof
    at: datetime  #: when it arrived; a yes that was confirmed with a code counts from when it was first given


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
    told = {"whom": missed.whom, "number": missed.number, "kinds": letter_by_mail.kinds(doors)}
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
        if order.decision == "approve" and answers.lets_go(tx, token) and _unproven(tx, said, token, now):
            return
        answers.question(tx, doors, said.row, token, order, said.taken, now)
    elif token.about == "digest":
        _digest(tx, doors, said, token, order, now)
    elif token.about == "draft":
        _draft(tx, doors, said, token, order, now)
    else:
        refuse(tx, said.row, "unclear", said.taken.text, now)


def _unproven(tx: Transaction, said: Said, token: TokenRow, now: datetime) -> bool:
    """Whether a yes still lacks its proof; then the owner is asked for it, or told why not even that helps (T-06)."""
    proof = said.proof
    if proof.holds:
        return False
    if proof.hopeless:
        refuse(tx, said.row, proof.how, said.taken.text, now, detail=proof.words)
    elif not confirm.ask(tx, said.row, token, proof, now):
        tx.events.add(now, "refused", Because("T-06", "too many unproven answers today"), message=said.row.id)
    return True


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


def refuse(tx: Transaction, row: MailRow, why: str, words: str, now: datetime, **data: object) -> None:
    """Nothing is done, and the owner is told what was read."""
    tx.events.add(now, "refused", Because("T-04", why), message=row.id)
    ask.receipt(tx, f"refused:{row.id}", now, what="refused", why=why, words=words[:500], **data)


def not_the_owner(tx: Transaction, row: MailRow, message: Message, now: datetime) -> None:
    """Somebody else's mail carries a token of ours: the owner should know that it has got about, a few times a day."""
    words = f"{message.header('From')[:200]} ({message.subject[:100]})"
    tx.events.add(now, "refused", Because("T-03", f"not the owner: {words}"), message=row.id)
    tell_refused(tx, row, "not-yours", now, who=words)


def tell_refused(tx: Transaction, row: MailRow, why: str, now: datetime, **data: object) -> None:
    """Tell the owner of a mail that nobody could have sent in good faith, but let nobody fill their mailbox so."""
    today = tx.events.count("told-refused", now - timedelta(days=1))
    if today < MOST_TOLD:
        tx.events.add(now, "told-refused", Because("T-03", why), message=row.id)
        ask.trouble(tx, f"refused:{row.id}", now, what=why, **data)


def _draft(tx: Transaction, doors: Doors, said: Said, token: TokenRow, order: Order, now: datetime) -> None:
    draft, version, _, newest = token.items[0]
    row, text = said.row, said.taken.text
    if order.decision in SENDS and (token.used or token.expires <= said.at):
        _too_late(tx, row, token, draft, version, now)
        return
    decision = _decision(doors, order, draft, version, newest, said.at)
    if decision is None:
        refuse(tx, row, "unclear", text, now, draft=draft)
        return
    if decision.what in SENDS and _unproven(tx, said, token, now):
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


def _digest(tx: Transaction, doors: Doors, said: Said, token: TokenRow, order: Order, now: datetime) -> None:
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
    if any(proven) and _unproven(tx, said, token, now):
        return
    done: list[tuple[int | None, Decision, Settled]] = [(n, d, settle(tx, doors, d, now)) for n, d in numbered]
    tx.tokens.use(token.hash, now)
    if done:
        _receipt(tx, row, done, text, now)
    for each in persons:
        _told(tx, row, each.relationship.id, corrections.carry_out(tx, doors, each, text, row.id, now), text, now)


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


def _relationship(
    tx: Transaction, doors: Doors, said: Said, token: TokenRow, number: int, order: Order, now: datetime
) -> None:
    """The owner's word on the relationship itself, carried out where it is understood and proven enough."""
    found = corrections.understood(tx, doors, number, order, said.at)
    if isinstance(found, Correction):
        if order.decision in corrections.NEED_PROOF and _unproven(tx, said, token, now):
            return
        wrong = corrections.carry_out(tx, doors, found, said.taken.text, said.row.id, now)
    else:
        wrong = found
    _told(tx, said.row, number, wrong, order.text or said.taken.text, now)


def _told(tx: Transaction, row: MailRow, number: int, wrong: Misread | None, words: str, now: datetime) -> None:
    if wrong:
        refuse(tx, row, wrong.why, words, now, whom=wrong.whom, relationship=number)


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
