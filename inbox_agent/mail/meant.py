"""Who is meant by a mail of the owner's, as values: a contact, or several who may be meant, and all that was said.

This is what `forward`, `note` and `card` give, and what takes a new person in (F-08, F-09).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from inbox_agent.mail.message import Address

Kind = Literal["forward-contact", "note-contact", "vcard", "not-a-contact"]


@dataclass(frozen=True)
class Contact:
    """Who is meant; facts that the mail does not state are "". `language` is ISO 639-1, where it is stated."""

    name: str
    addr: str
    organisation: str = ""
    title: str = ""
    language: str = ""


@dataclass(frozen=True)
class Forward:
    """What the owner sent in. Without a `contact` the owner is asked, or it is `not-a-contact`."""

    contact: Contact | None = None
    candidates: tuple[Contact, ...] = ()  #: several possible people: the owner says which
    referrer: Address | None = None  #: who introduced them
    original_subject: str = ""
    original_date: datetime | None = None  #: aware; None where the mail does not say or cannot be read for sure
    original_text: str = ""
    owner_note: str = ""  #: the owner's own words, without their signature: the purpose (F-09)
    kind: Kind = "forward-contact"
    because: tuple[tuple[str, str], ...] = ()  #: (rule, the words that it rests on)
