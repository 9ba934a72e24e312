"""Does the owner's mail server say who wrote each mail, and under which name? Learnt from a mail that we send ourselves.

Only a mail with a Message-ID that nobody could have guessed teaches the name: every stranger can write a mail that
looks like ours. Whether the server stamps nearly everything is measured on the mail of the last two months; a server
that leaves some out lets a forged header stand on top of those, so below 95 % its word is not relied on (T-06).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from inbox_agent.drafts.approval import new_token
from inbox_agent.errors import Unwell
from inbox_agent.mail.authentication import by_spf_alone as by_spf
from inbox_agent.mail.authentication import learnt_pins, top_run, verdict
from inbox_agent.mail.compose import Outgoing, compose
from inbox_agent.mail.kept import MailRow
from inbox_agent.mail.message import Address, Message
from inbox_agent.mail.parse import parse
from inbox_agent.mail.trace import never_left
from inbox_agent.rounds.fetch import fetch
from inbox_agent.rounds.ports import Doors

ENOUGH = 0.95
FEWEST = 5  #: mails; of fewer nothing can be said
MOST = 200
TWO_MONTHS = timedelta(days=60)


@dataclass(frozen=True)
class Stamping:
    """How many of so many mails from elsewhere the server stamped."""

    stamped: int
    counted: int

    @property
    def enough(self) -> bool:
        return self.counted < FEWEST or self.stamped >= ENOUGH * self.counted

    def __str__(self) -> str:
        return f"{self.stamped} of {self.counted} mails from elsewhere in the last two months"


def measure(doors: Doors, pins: tuple[str, ...], now: datetime) -> Stamping:
    """How much of the mail that came over the network bears the server's own headers on top."""
    mails = _from_elsewhere(doors, now)
    return Stamping(sum(bool(top_run(mail, pins)) for mail in mails), len(mails))


def by_spf_alone(doors: Doors, pins: tuple[str, ...], now: datetime) -> Stamping:
    """How many of the owner's own mails nothing but SPF proves: whoever may send through the same host could write them."""
    own = {addr.casefold() for addr in doors.account.owner.addresses}
    proven = [m for m in _from_elsewhere(doors, now) if m.author.key in own and verdict(m, pins).says == "pass"]
    return Stamping(sum(by_spf(mail, pins) for mail in proven), len(proven))


def share(doors: Doors, now: datetime) -> Stamping:
    """How much of it bears anybody's Authentication-Results at all, where the server's name is not known yet."""
    mails = _from_elsewhere(doors, now)
    return Stamping(sum(bool(mail.all("Authentication-Results")) for mail in mails), len(mails))


def _from_elsewhere(doors: Doors, now: datetime) -> list[Message]:
    with doors.records.transaction(doors.owner) as tx:
        raws = [row.raw for row in tx.mail.arrived_since(now - TWO_MONTHS, MOST)]
    return [mail for mail in map(parse, raws) if isinstance(mail, Message) and not never_left(mail)]


@dataclass(frozen=True)
class Returned:
    """The test mail as it came back: the names that were learnt from it, who it says it is from, and when the server got it."""

    pins: tuple[str, ...]
    author: str
    received: datetime


def round_trip(doors: Doors, now: Callable[[], datetime], wait: Callable[[], bool]) -> Returned:
    """Send one mail from the mailbox to itself, and learn from its arrival how the server names itself.

    `wait` lets time pass between two looks, and says whether there is time for another. Raises `Unwell` where the
    mail does not leave or does not arrive.
    """
    mailbox = doors.account.mailbox.address
    message_id = f"<test-{new_token(doors.random)}@{mailbox.rpartition('@')[2]}>"
    me = Address("inbox-agent", mailbox)
    text = "A test: inbox-agent doctor has sent this mail to itself. You may delete it.\n"
    mail = Outgoing(me, (me,), "inbox-agent: a test", text, message_id, now(), from_robot=True, label="test")
    outcome = doors.sender.send(compose(mail), mailbox, (mailbox,), lambda: None)
    if outcome.state != "sent":
        raise Unwell(f"The test mail did not leave: {outcome.reply}", "Check [outgoing].")
    row = _arrival(doors, message_id, now, wait)
    found = parse(row.raw)
    pins = learnt_pins(found) if isinstance(found, Message) else ()
    kept = pins if pins and measure(doors, pins, now()).enough else ()
    with doors.records.transaction(doors.owner) as tx:
        tx.owners.get(now())
        tx.owners.learn_server(kept)
    return Returned(kept, found.author.addr if isinstance(found, Message) else "", row.received)


def _arrival(doors: Doors, message_id: str, now: Callable[[], datetime], wait: Callable[[], bool]) -> MailRow:
    while True:
        fetch(doors, now(), now() - timedelta(days=1))
        with doors.records.transaction(doors.owner) as tx:
            for row in tx.mail.arrived_since(now() - timedelta(hours=1), MOST):
                if message_id.encode() in row.raw[:20_000]:
                    return row
        if not wait():
            raise Unwell(
                "The test mail left, but did not arrive in the mailbox.",
                "Look for it in the spam folder, and check that the address in [mailbox] is this mailbox's own.",
            )
