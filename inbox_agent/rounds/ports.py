"""The doors to the world by their shape: all that a round may ask of mail servers, database and writers.

Rounds import this file and never `inbox_agent.doors`; `front/assemble.py` puts real doors behind these
shapes, and mypy checks there that they fit. Every verb is synchronous. Times are aware; ids are those of
the records. A door retries by itself what may pass, and then raises `errors.Unwell`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from inbox_agent.drafts.writer import Writer
from inbox_agent.mail.arrival import Mailbox, Sender
from inbox_agent.mail.signatures import Signature
from inbox_agent.mentorship.second_opinion import Hearer
from inbox_agent.rounds.keeping import Records, Transaction
from inbox_agent.rules import Rules
from inbox_agent.settings import Account, Settings

__all__ = ["Doors", "Keys", "Mailbox", "Records", "Sender", "Transaction", "Wake", "Writer"]


class Wake(Protocol):
    """Tells the engine, in the caller's own transaction, that a row becomes due; it only saves waiting for the next look."""

    def look(self, transaction: Transaction, at: datetime) -> None: ...


class Keys(Protocol):
    """The keys that domains publish for their signatures (DKIM)."""

    def proves(self, raw: bytes, signature: Signature) -> bool:
        """Whether this signature of the mail is right; no answer from the DNS is a no."""


class OwnDrafts(Protocol):
    """The Drafts folder of the owner's own account (F-63)."""

    def put(self, message_id: str, raw: bytes) -> None:
        """Lay a draft there, unless it lies there already. Raises `Unwell`."""

    def remove(self, message_id: str) -> None:
        """Take it away where it still lies there. Raises `Unwell`."""

    def sent(self, lying: Mapping[str, tuple[str, ...]], since: datetime) -> Sequence[bytes]:
        """Of the drafts (Message-ID → readers) those that lie there no more: what the account's Sent holds to their
        readers since then. The door decides how often it looks. Raises `Unwell`."""


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
    keys: Keys
    own_drafts: OwnDrafts | None  #: None: letters are laid into no folder of the owner's
    writer: Writer
    by_template: Writer  #: the writer that needs nobody
    hearer: Hearer | None  #: reads a mail on which the rules abstain (F-22); None: the owner is asked at once
    reviser: Writer | None  #: fulfils a wish for a draft (F-61); None: only what a rule can do is done
    templates: Mapping[str, str]  #: the sources of the mails to the owner, by name
    voice_page: Callable[[str], str]  #: what the owner wrote of their voice in a language; "" where nothing
    letter_languages: frozenset[str]  #: the languages in which letters can be written
    random: Callable[[int], bytes]
    wake: Wake


def sentence(doors: Doors, key: str, values: Mapping[str, object] | None = None) -> str:
    """A sentence of `rules/sentences/` in the owner's language, with its values put in.

    In English where the owner's language lacks it, as a user's own file may.
    """
    own, english = (doors.rules.sentences[code].root for code in (doors.account.owner.language, "en"))
    pattern = own.get(key) or english.get(key) or own["unclear"]
    return (
        pattern.format_map({k: str(v) for k, v in (values or {}).items()} | {"words": ""})
        if "{" in pattern
        else pattern
    )
