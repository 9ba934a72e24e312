"""What the records keep about people beside the relationship itself: rows as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from inbox_agent.mail.message import Because
from inbox_agent.words import Kind, Role


@dataclass(frozen=True)
class NewContact:
    """A person whom the owner wants to reach, as far as the forward or the note told."""

    name: str
    addr: str
    role: Role
    kind: Kind
    organisation: str = ""
    title: str = ""
    language: str = ""
    timezone: str = ""
    purpose: str = ""
    original: str = ""
    source: str = ""
    referrer: str = ""


@dataclass(frozen=True)
class NextRow:
    """The one thing that is due next, as stored; `attempts` counts failed tries to do it."""

    what: str | None
    due: datetime | None
    why: str
    attempts: int


@dataclass(frozen=True)
class DueRow:
    """A row whose moment has come: mail to handle, a relationship to prepare, a letter to send, a mail to tell the owner,
    a letter to file in Sent."""

    what: Literal["handle", "prepare", "send", "tell", "file"]
    id: int  #: of several mails that are handled in one go the first
    turn: int  #: raised by every change of the row, so that each look at it is a task of its own
    at: datetime


@dataclass(frozen=True)
class Question:
    """A question to the owner: take-aways, facts, meeting-time, who or meaning."""

    id: int
    kind: str
    occasion: str
    relationship: int | None
    asked: datetime
    answered: datetime | None
    answer: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Event:
    """One line of the audit."""

    at: datetime
    what: str
    because: tuple[Because, ...]
    data: dict[str, Any]
    draft: int | None
    message: int | None


@dataclass(frozen=True)
class OwnerRow:
    """`polled` is the last good poll, `tried` the last of any kind, `fault` what went wrong with it."""

    created: datetime
    polled: datetime | None = None
    tried: datetime | None = None
    fault: str = ""
    digest_due: datetime | None = None
    tidied: datetime | None = None
    held: datetime | None = None  #: since when no letter leaves until the owner says so
    held_why: str = ""
    restored: datetime | None = None  #: when the database was last found to be an older one (T-24)
    review_due: datetime | None = None  #: the next end of a year in the owner's zone (P-80)
    authserv_ids: tuple[str, ...] = ()  #: how the owner's server names itself in Authentication-Results


@dataclass(frozen=True)
class Note:
    """What the owner noted about a relationship."""

    id: int
    at: datetime
    words: str


@dataclass(frozen=True)
class Example:
    """A correction of the owner's, as an example: from these words this was judged, and the owner said that (F-28).

    `about` is "stage" (judged and corrected are stages), "ledger" (judged is what an entry was taken for, corrected
    what it is, "none" for nothing) or "person" (a mail that was taken for a contact and is none, or the other way round).
    """

    id: int
    at: datetime
    about: str
    words: str  #: of the mail that was judged; "" where no mail was
    language: str
    judged: str
    corrected: str
    relationship: int | None
    message: int | None
