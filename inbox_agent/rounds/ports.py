"""The doors to the world by their shape: all that a round may ask of mail servers, database and writers.

Rounds import this file and never `inbox_agent.doors`; `front/assemble.py` puts real doors behind these
shapes, and mypy checks there that they fit. Every verb is synchronous. Times are aware; ids are those of
the records. A door retries by itself what may pass, and then raises `errors.Unwell`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.draft import Letter
from inbox_agent.mail.arrival import Arrived, Old, Outcome, Spot
from inbox_agent.rounds.keeping import Records, Transaction
from inbox_agent.rules import Rules
from inbox_agent.settings import Account, Settings

__all__ = [
    "Arrived",
    "Doors",
    "Mailbox",
    "Old",
    "Outcome",
    "Records",
    "Sender",
    "Spot",
    "Transaction",
    "Wake",
    "Writer",
]


class Mailbox(Protocol):
    """A place where mail arrives: IMAP or Maildir. It never marks, moves or deletes (F-04)."""

    def fetch(self, seen: Callable[[str, int], Set[int] | None], since: datetime) -> Iterator[Arrived | Old]:
        """Every mail whose UID is not in the ledger, oldest first, a folder after the other.

        `seen(folder, uidvalidity)` gives the UIDs of the ledger, None for a folder never visited under any
        UIDVALIDITY: its mail received before `since` comes as one `Old`. After a changed UIDVALIDITY
        everything is yielded again (an empty set is given) and the records recognise what they know.
        The caller commits each item before it asks for the next.
        """

    def holds(self, message_id: str) -> bool:
        """Whether a mail with this Message-ID lies in the mailbox or in Sent (settles a doubt, T-20)."""

    def check(self) -> str:
        """Connect, log in, open the folders; a line on what was found. For `doctor`."""

    def close(self) -> None: ...


class Sender(Protocol):
    """A way out: SMTP submission or an outbox folder."""

    def send(self, raw: bytes, sender: str, recipients: tuple[str, ...], mark: Callable[[], None]) -> Outcome:
        """Hand one mail over. `mark` is called once, just before the final dot, and must be durable when it returns.

        Before the mark any error means `queued` (4xx, connection) or `failed` (5xx); after it an error
        without an answer means `doubt`. It never raises for what the server or the line does.
        """

    def check(self) -> str:
        """Connect, STARTTLS, log in; a line on what was found. For `doctor`."""

    def close(self) -> None: ...


class Writer(Protocol):
    """Writes a letter from a brief, in words only."""

    def write(self, brief: Brief, findings: tuple[str, ...] = ()) -> Letter:
        """One letter. `findings` are what the checks said of the last try (a repair). Raises `errors.Unwell` when it cannot."""


class Wake(Protocol):
    """Tells the engine, in the caller's own transaction, that a row becomes due; it only saves waiting for the next look."""

    def send(self, transaction: Transaction, outbox: int, at: datetime) -> None: ...


@dataclass(frozen=True)
class Doors:
    """Everything that the rounds of one owner may use of the world."""

    owner: str  #: the account's name in the records
    account: Account
    settings: Settings
    rules: Rules
    records: Records
    mailbox: Mailbox
    sender: Sender
    writer: Writer
    templates: Mapping[str, str]  #: the sources of the mails to the owner, by name
    letter_languages: frozenset[str]  #: the languages in which letters can be written
    random: Callable[[int], bytes]
    wake: Wake
