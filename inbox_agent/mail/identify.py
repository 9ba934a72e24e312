"""What kind of mail this is, from form alone: whose it is, whether a machine wrote it, what was newly written.

The order is the order of trust. Our own mail first (a copy of what we sent); then machines, from their headers
and form; then the owner, whose mail with one of our tokens is a command or an answer and otherwise a contact to
reach; everybody else is a person, and a person's mail is never hidden (F-30).
"""

from __future__ import annotations

from dataclasses import dataclass

from inbox_agent.mail import forward, orders, quoting
from inbox_agent.mail.bounce import null_sender
from inbox_agent.mail.forward import Forward
from inbox_agent.mail.language import Guess, language_of
from inbox_agent.mail.machine import Machine, handed_on, machine_of
from inbox_agent.mail.message import Because, Message
from inbox_agent.mail.orders import Order
from inbox_agent.mail.quoting import Reply
from inbox_agent.mail.visible import TURNED
from inbox_agent.rules import Rules

_HANDED_ON = ("Resent-From", "Resent-Sender")
#: The part by which Gmail tells that somebody touched a sign, not that they wrote.
_REACTION = "text/vnd.google.email-reaction+json"


@dataclass(frozen=True)
class Selves:
    """Whose addresses these are, case folded: the owner's own, and the mailbox that the agent writes from."""

    owner: frozenset[str]
    mailbox: frozenset[str]


@dataclass(frozen=True)
class Arrival:
    """A mail with what its form tells. `kind` is one of contracts.md, before any word is understood."""

    kind: str
    because: tuple[Because, ...]
    reply: Reply
    language: Guess  #: of the person who is written to
    machine: Machine | None = None
    forward: Forward | None = None
    order: Order | None = None  #: what the owner's words command, as far as words alone tell
    spoken: Guess | None = None  #: of the owner's own words above a forward; else `language` is that of the mail


def from_owner(message: Message, selves: Selves) -> bool:
    """Whether this claims to be the owner's: exactly one From, and no Sender that says otherwise (T-03).

    Nor anybody who handed it on: RFC 5322 3.6.6 has a Resent-From for each, and a Resent-Sender beside it where they differ.
    """
    if len(message.from_) != 1 or len(message.all("From")) > 1:
        return False
    if any(a.key not in selves.owner for a in message.sender) or any(message.all(name) for name in _HANDED_ON):
        return False
    return message.author.key in selves.owner


def identify(
    message: Message,
    selves: Selves,
    rules: Rules,
    *,
    answers_us: bool,
    known: tuple[str, ...] = (),
    remembered: str = "",
) -> Arrival:
    """The kind of a mail. `answers_us` says that it carries a token of ours, `known` are texts that we sent."""
    reply = quoting.split(message.text, rules.labels, known, (message.author.name,))
    language = language_of(reply.written or message.text, rules.words, remembered)
    if message.author.key in selves.mailbox:
        return Arrival("own", (Because("own", message.author.addr),), reply, language)
    machine = machine_of(message, selves.mailbox, rules.machine, reply.written)
    if machine:
        return Arrival(machine.kind, machine.because, reply, language, machine)
    if not (from_owner(message, selves) or (not selves.owner and _has_the_form_of_owners(message, rules, selves))):
        return Arrival("correspondence", (Because("from", message.author.addr),), reply, language)
    if null_sender(message):
        # No person sends from the null address (RFC 3834 3.3). Of the owner's mail alone this is believed: theirs could
        # send a letter, while a stranger's must not be hidden for what a gateway may have done to it (F-30).
        because = (Because("rfc3834", "Return-Path: <>"),)
        return Arrival("auto-reply", because, reply, language, Machine("auto-reply", "", because))
    if sign := handed_on(message.headers):
        # What a list hands on anybody on it may have written: a contact's answer is read all the same, an order never (T-03).
        return Arrival("list", (sign,), reply, language, Machine("list", "newsletter", (sign,)))
    return _of_owner(message, selves, rules, reply, language, answers_us)


def _of_owner(
    message: Message, selves: Selves, rules: Rules, reply: Reply, language: Guess, answers_us: bool
) -> Arrival:
    """An answer to us, a contact to reach, a command that lost its thread, or none of these.

    Only an answer can be obeyed; a command without a token is recognised so that the owner can be told so.
    """
    order = orders.read(reply.written, rules.orders, language_hint=language.code)
    if TURNED in message.remarks:  # what the owner's screen shows is not what the words are (T-04)
        order = Order("unclear", text=reply.written, refused="direction")
    elif any(part.content_type == _REACTION for part in message.attachments):
        order = Order("unclear", text=reply.written, refused="sign")
    clear = order.decision != "unclear"
    found = None if answers_us else forward.read(message, rules.labels, selves.owner, selves.mailbox)
    # A name above a forwarded mail ("Dag", "Sun", "Will") may be a word that orders something, and some programs
    # send a forward as an answer to what is forwarded: without a token of ours it is a person whom the owner names.
    names_somebody = found is not None and found.kind == "forward-contact" and bool(found.original_text)
    if answers_us or (message.in_reply_to and clear and not names_somebody):
        return Arrival("command", order.because or (Because("token", message.subject),), reply, language, order=order)
    if order.decision == "draft" and (found is None or not found.original_text):
        # To whom it is meant decides: to a person who is known, or to one whom this very line names for the first time.
        return Arrival("command", order.because, reply, language, forward=found, order=order)
    if found and found.kind != "not-a-contact":
        theirs = _language_of_contact(found, language, rules)
        spoken = language if found.owner_note else None
        return Arrival(found.kind, _reasons(found), reply, theirs, forward=found, spoken=spoken)
    if clear or message.in_reply_to or order.refused == "letter":
        return Arrival("command", order.because, reply, language, order=order)
    return Arrival("not-a-contact", _reasons(found) if found else (), reply, language, forward=found)


def _has_the_form_of_owners(message: Message, rules: Rules, selves: Selves) -> bool:
    """Where nobody says whose mail it is (`explain` without --owner): whether only an owner would have sent it."""
    found = forward.read(message, rules.labels, selves.owner, selves.mailbox)
    return bool(found and found.kind != "not-a-contact") and not message.in_reply_to


def _reasons(found: Forward) -> tuple[Because, ...]:
    return tuple(Because(rule, words) for rule, words in found.because)


def _language_of_contact(found: Forward, owners: Guess, rules: Rules) -> Guess:
    """The language that the contact writes in, from the forwarded words; the note's where there are none."""
    return language_of(found.original_text, rules.words, "") if found.original_text.strip() else owners
