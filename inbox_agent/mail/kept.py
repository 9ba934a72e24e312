"""Mail as the records give it back: a row as a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inbox_agent.mail.message import Because


@dataclass(frozen=True)
class MailRow:
    """One kept mail. `text` holds the newly written words only; `raw` is empty for letters of ours."""

    id: int
    message_id: str
    direction: str  #: "in" or "out"
    state: str  #: fetched, taken, set-aside
    at: datetime  #: when it was written, as far as that can be believed
    received: datetime
    raw: bytes
    attempts: int
    kind: str
    intent: str
    because: tuple[Because, ...]
    from_addr: str
    subject: str
    text: str
    language: str
    references: tuple[str, ...]
    relationship: int | None
    draft: int | None


@dataclass(frozen=True)
class Taken:
    """What was made of a mail."""

    kind: str  #: as in contracts.md
    at: datetime
    message_id: str = ""
    intent: str = ""
    because: tuple[Because, ...] = ()
    from_addr: str = ""
    subject: str = ""
    text: str = ""
    language: str = ""
    references: tuple[str, ...] = ()
    relationship: int | None = None
    also: tuple[str, ...] = ()  #: what else the mail says, as intents


def taken_of(row: MailRow) -> Taken:
    """What was made of a mail that was taken in before."""
    return Taken(
        row.kind,
        row.at,
        row.message_id,
        row.intent,
        row.because,
        row.from_addr,
        row.subject,
        row.text,
        row.language,
        row.references,
        row.relationship,
    )


@dataclass(frozen=True)
class Aside:
    """What could not be handled: the mail or the relationship, and why."""

    id: int
    at: datetime
    cause: str
    message: int | None
    relationship: int | None
