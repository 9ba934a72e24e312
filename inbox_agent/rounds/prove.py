"""How we know that a mail is the owner's own (T-06), beyond the token that it carries and the From that it claims.

In this order: it was written on the machine that holds the mailbox; the owner's own server says so; their domain
signed it and the signature is checked here. From is never a proof. Where none of these holds, a yes is not lost:
the owner is asked once more, with a code (rounds/confirm.py).

This runs before the transaction in which the mail is taken in, because it may ask the DNS.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from inbox_agent.drafts.approval import carrier
from inbox_agent.mail import authentication, orders, quoting, signatures
from inbox_agent.mail.addresses import domain_of
from inbox_agent.mail.message import Because, Message
from inbox_agent.mail.parse import other_form
from inbox_agent.mail.trace import never_left
from inbox_agent.rounds.ports import Doors

#: A yes that was written before it was asked for is somebody's replay; clocks differ by so much at the most.
CLOCKS_DIFFER = timedelta(days=1)
_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True)
class Proof:
    """What proves a mail. `how` is "" where nothing does; where the mail can be read in two ways not even a code would help."""

    how: Literal["here", "server", "signature", "code", "unsound", "two-forms", ""]
    words: str

    @property
    def holds(self) -> bool:
        return self.how in ("here", "server", "signature", "code")

    @property
    def hopeless(self) -> bool:
        return self.how in ("unsound", "two-forms")

    @property
    def because(self) -> Because:
        return Because("T-06", f"{self.how or 'unproven'}: {self.words}")


NOT_ASKED = Proof("", "nothing was asked")


def prove(doors: Doors, raw: bytes, message: Message, now: datetime) -> Proof:
    """The best proof that there is of one mail from an address of the owner."""
    if fault := signatures.unsound(raw, message):
        return Proof("unsound", fault)
    if _says_otherwise(doors, raw, message):
        return Proof("two-forms", "its plain text and its HTML say different things")
    account = doors.account
    if account.on_this_machine and doors.settings.approval.trust_this_machine and never_left(message):
        return Proof("here", "written on the machine that holds the mailbox")
    said = authentication.verdict(message, pins(doors, now))
    if said.says == "pass":
        return Proof("server", said.words)
    if said.says == "fail":
        return Proof("", said.words)
    domain = domain_of(message.author.addr)
    needed = (*signatures.ALWAYS_SIGNED, *(name for name in (carrier(message),) if name != "subject"))
    for signature in signatures.worth_checking(message, domain, needed, now):
        if doors.keys.proves(raw, signature):
            return Proof("signature", f"DKIM of {signature.domain}, selector {signature.selector}")
    return Proof("", f"{said.words}, and no signature of {domain} covers it whole")


def _says_otherwise(doors: Doors, raw: bytes, message: Message) -> bool:
    """Whether the other form of the text, which another program would have shown, has other new words (T-04).

    A plain text that only stands in for the HTML orders nothing and contradicts nothing.
    """
    other = other_form(raw)
    if other is None:
        return False
    one, two = (quoting.split(m.text, doors.rules.labels, (), (message.author.name,)).written for m in (message, other))
    if message.from_html and orders.read(two, doors.rules.orders).decision == "unclear":
        return False
    return _WORD.findall(one.casefold()) != _WORD.findall(two.casefold())


def pins(doors: Doors, now: datetime) -> tuple[str, ...]:
    """The names of the owner's own server: those of the settings, else those that `doctor` has learnt."""
    if doors.account.mailbox.authserv_ids:
        return doors.account.mailbox.authserv_ids
    with doors.records.transaction(doors.owner) as tx:
        return tx.owners.get(now).authserv_ids


def replayed(proof: Proof, message_date: datetime | None, issued: datetime) -> bool:
    """Whether a proven mail was written long before the question that it answers."""
    travelled = proof.how in ("server", "signature")
    return travelled and (message_date is None or message_date < issued - CLOCKS_DIFFER)
