"""Take one stored mail in: find out what it is and whose, and let the right round make something of it.

One mail, one transaction: the judgement, the stage, and the row that says what is due next are kept together or
not at all. A mail that breaks the reading, or is tried in vain too often, is set aside with its bytes and cause;
the rest goes on (T-23).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from inbox_agent.drafts.approval import token_hash, token_of, tokens_in
from inbox_agent.drafts.kept import TokenRow
from inbox_agent.errors import InboxAgentError
from inbox_agent.mail import letter_order
from inbox_agent.mail.identify import Arrival, Selves, from_owner, identify
from inbox_agent.mail.kept import MailRow, Taken
from inbox_agent.mail.message import Address, Because, Message, Unreadable, said_at
from inbox_agent.mail.parse import parse
from inbox_agent.mentorship.second_opinion import Opinion
from inbox_agent.rounds import (
    ask,
    bounces,
    calendar,
    letter_by_mail,
    listen,
    obey,
    own_drafts,
    profile,
    set_aside,
    welcome,
)
from inbox_agent.rounds.overheard import addressed, with_close, wrote
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rounds.prove import NOT_ASKED, Proof, prove, replayed
from inbox_agent.rounds.refusals import not_the_owner
from inbox_agent.rounds.send_out import arrived


def selves(doors: Doors) -> Selves:
    """The addresses that are the owner's and the agent's."""
    account = doors.account
    return Selves(
        frozenset(a.casefold() for a in account.owner.addresses), frozenset({account.mailbox.address.casefold()})
    )


def take_in(doors: Doors, number: int, now: datetime) -> None:
    """Handle the stored mail with this id; a mail that was handled before is left alone."""
    with doors.records.transaction(doors.owner) as tx:
        row = tx.mail.get(number)
    if row is None or row.state != "fetched":
        return
    message = parse(row.raw)
    proof = _proof(doors, row, message, now) if isinstance(message, Message) else NOT_ASKED
    second = _second_opinion(doors, row, message, now) if isinstance(message, Message) else None
    with doors.records.transaction(doors.owner) as tx:
        row = tx.mail.get(number)
        if row is None or row.state != "fetched":
            return
        if isinstance(message, Unreadable):
            set_aside.put(tx, row, message.cause, now)
            return
        if tx.forgetting.forgotten(message.author.addr):
            tx.forgetting.empty(number)
            tx.events.add(now, "mail-forgotten", Because("T-44"), message=number)
            return
        tokens = [t for t in (tx.tokens.get(token_hash(x)) for x in tokens_in(message)) if t]
        if tokens and replayed(proof, message.date, tokens[0].issued):
            proof = Proof("", "it was written before the question that it answers")
        related = tx.people.by_address(message.author.addr)
        arrival = _identified(tx, doors, message, related, bool(tokens))
        _dispatch(tx, doors, _Mail(row, message, arrival, tokens, proof, second), related, now)


def _identified(tx: Transaction, doors: Doors, message: Message, related: int | None, answers_us: bool) -> Arrival:
    return identify(
        message,
        selves(doors),
        doors.rules,
        answers_us=answers_us,
        known=_known(tx, related),
        remembered=_language(tx, related),
    )


def _second_opinion(doors: Doors, row: MailRow, message: Message, now: datetime) -> Opinion | None:
    """What a model says of a contact's mail on which the rules abstain (F-22).

    It is asked before the transaction in which the mail is judged, never inside it. Where it fails, the mail is judged
    without it: the owner is told of it as of any mail that is not clear.
    """
    if doors.hearer is None:
        return None
    with doors.records.transaction(doors.owner) as tx:
        related = tx.people.by_address(message.author.addr)
        if related is None:
            return None
        arrival = _identified(tx, doors, message, related, answers_us=bool(tokens_in(message)))
        if arrival.kind != "correspondence" or arrival.forward:
            return None
        unclear = listen.unclear(tx, doors, row, message, as_taken(row, message, arrival), related, now)
    if unclear is None:
        return None
    try:
        return doors.hearer.hear(unclear, now)
    except InboxAgentError:
        return None  # counted and logged where it failed


MOST_ANSWERED = 5  #: Message-IDs in In-Reply-To that are looked up


@dataclass(frozen=True)
class _Mail:
    """One mail with what was found out about it before anything is done."""

    row: MailRow
    message: Message
    arrival: Arrival
    tokens: list[TokenRow]
    proof: Proof
    second: Opinion | None


def _proof(doors: Doors, row: MailRow, message: Message, now: datetime) -> Proof:
    """What proves a mail; only one that claims to be the owner's, and can order something, is worth the look."""
    mine = from_owner(message, selves(doors)) and (
        tokens_in(message) or letter_order.begins(message.text, doors.rules.orders)
    )
    return prove(doors, row.raw, message, now) if mine else NOT_ASKED


def _dispatch(tx: Transaction, doors: Doors, mail: _Mail, related: int | None, now: datetime) -> None:
    row, message, arrival = mail.row, mail.message, mail.arrival
    arrival = _as_the_records_know(tx, mail)
    taken = as_taken(row, message, arrival)
    readers = () if mail.tokens or arrival.machine or arrival.kind == "own" else addressed(message, selves(doors))
    if readers:
        _by_hand(tx, doors, mail, readers, taken, now)
    elif arrival.kind == "command":
        obey.command(tx, doors, row, arrival, mail.tokens, taken, mail.proof, now)
    elif not mail.tokens and from_owner(message, selves(doors)) and profile.wanted(doors, message):
        profile.send_form(tx, doors, row, taken, now)
    elif arrival.forward and arrival.kind != "not-a-contact":
        welcome.contact(tx, doors, row, arrival, taken, now)
    elif arrival.kind == "correspondence":
        if mail.tokens:
            not_the_owner(tx, row, message, now)
        listen.person(tx, doors, row, message, arrival, taken, related, mail.second, now)
    elif arrival.kind == "calendar" and arrival.machine:
        calendar.calendar(tx, doors, row, arrival.machine, taken, related, now)
    else:
        tx.mail.take(row.id, taken)
        tx.events.add(now, f"mail-{arrival.kind}", *arrival.because, message=row.id)
        if arrival.kind == "own":
            _copy_of_ours(tx, doors, message, now)
        elif arrival.kind == "bounce" and arrival.machine:
            bounces.bounce(tx, doors, row, arrival.machine, now)
        elif arrival.kind == "auto-reply" and arrival.machine:
            listen.away(tx, doors, row.id, taken, arrival.machine, related, now)
        elif arrival.kind == "not-a-contact":
            ask.receipt(tx, f"no-contact:{row.id}", now, what="no-contact", subject=message.subject)


def _as_the_records_know(tx: Transaction, mail: _Mail) -> Arrival:
    """What a mail is where its form alone does not tell: a copy of ours, or a contact to reach in words that ask for a letter."""
    arrival = mail.arrival
    if _came_back_rewritten(tx, mail.message, arrival):
        return replace(arrival, kind="own")
    if arrival.kind == "list" and _answers_a_letter(tx, mail.message):
        return replace(arrival, kind="correspondence", machine=None)
    new = arrival.kind == "command" and not mail.tokens and letter_by_mail.names_somebody_new(tx, arrival)
    return replace(arrival, kind="note-contact") if new else arrival


def _by_hand(
    tx: Transaction, doors: Doors, mail: _Mail, readers: tuple[Address, ...], taken: Taken, now: datetime
) -> None:
    """The owner wrote to somebody themself: a letter of ours that lay in their Drafts, or one of their own."""
    if not own_drafts.was_sent(tx, doors, mail.row, mail.message, mail.arrival, taken, now):
        text = with_close(taken.text, mail.arrival.reply.signature, doors.account.owner.name)
        wrote(tx, doors, mail.row, readers, replace(taken, text=text), now)


def as_taken(row: MailRow, message: Message, arrival: Arrival) -> Taken:
    """What is kept of a mail whatever it is; the time is the mail's own only where that can be true."""
    return Taken(
        kind=arrival.kind,
        at=min(said_at(message, row.received), row.received),
        message_id=message.message_id,
        intent=arrival.machine.intent if arrival.machine else "",
        because=arrival.because,
        from_addr=message.author.addr,
        subject=message.subject,
        text=arrival.reply.written,
        language=arrival.language.code,
        references=message.references,
    )


def _answers_a_letter(tx: Transaction, message: Message) -> bool:
    """Whether somebody answers a letter that went to them, be it through a list: a person is never hidden (F-30)."""
    rows = (tx.outbox.by_message_id(one) for one in message.in_reply_to[:MOST_ANSWERED])
    drafts = (tx.drafts.get(row.draft) for row in rows if row and row.draft and not row.to_owner)
    return any(draft and message.author.key in map(str.casefold, draft.to) for draft in drafts)


def _came_back_rewritten(tx: Transaction, message: Message, arrival: Arrival) -> bool:
    """Whether this is the copy of a letter of ours to which the server gave another From (R-51).

    Its Message-ID alone would not do: the contact knows it and could hide a mail behind it. All its words must be ours.
    """
    maybe = message.message_id and arrival.kind in ("correspondence", "list", "notification")
    row = tx.outbox.by_message_id(message.message_id) if maybe else None
    draft = tx.drafts.get(row.draft) if row and row.draft else None
    return bool(draft and message.text.split() == draft.text.split())


def _copy_of_ours(tx: Transaction, doors: Doors, message: Message, now: datetime) -> None:
    """Our own mail came back: whatever doubt there was, the server had it (T-20)."""
    row = tx.outbox.by_message_id(message.message_id)
    token = token_of(message.message_id)
    issued = tx.tokens.get(token_hash(token)) if token else None
    if row is None and issued and issued.outbox:
        row = tx.outbox.get(issued.outbox)
    if row and row.state != "sent":
        arrived(tx, doors, row, now)


def _known(tx: Transaction, related: int | None) -> tuple[str, ...]:
    """Our own letters to this person, newest first: where a reply quotes one, the quote begins (F-11)."""
    rows = tx.mail.thread(related) if related else []
    return tuple(row.text for row in reversed(rows) if row.direction == "out")[:3]


def _language(tx: Transaction, related: int | None) -> str:
    relationship = tx.people.get(related) if related else None
    return relationship.person.language if relationship else ""
