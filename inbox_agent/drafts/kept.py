"""Drafts, tokens and outgoing mail as the records keep them: rows as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from inbox_agent.drafts.draft import Finding
from inbox_agent.mentorship.relationship import Because


@dataclass(frozen=True)
class NewDraft:
    relationship: int
    kind: str
    occasion: str
    because: tuple[Because, ...]
    due: datetime | None = None
    answers: int | None = None
    ask_by: Literal["mail", "digest"] = "mail"


@dataclass(frozen=True)
class NewVersion:
    number: int
    to: tuple[str, ...]
    subject: str
    text: str
    language: str
    message_id: str
    digest: str
    in_reply_to: str
    references: tuple[str, ...]
    findings: tuple[Finding, ...]
    blocked: str
    written_by: str
    source: str = ""
    notice: str = ""
    model_call: int | None = None
    invitation: str = ""  #: the iCalendar part that goes with it (F-75)


@dataclass(frozen=True)
class VersionNotes:
    """How a version came to be: the template or prompt, what the owner should know of it, the model call."""

    source: str
    notice: str
    model_call: int | None


@dataclass(frozen=True)
class TokenRow:
    """What a reply may decide. Items of a draft or digest: (draft, version, digest, newest mail of the thread or 0);
    of a confirmation: (the mail that said yes, the hash of the token that it used, the hash of the code)."""

    hash: str
    about: Literal["draft", "digest", "question", "confirm", "notice"]
    items: tuple[tuple[Any, ...], ...]
    issued: datetime
    expires: datetime
    relationship: int | None = None
    used: datetime | None = None
    outbox: int | None = None


@dataclass(frozen=True)
class OutboxRow:
    """A mail on its way: a letter to a contact, or one of our own mails to the owner."""

    id: int
    key: str
    mail: str
    to_owner: bool
    state: str
    not_before: datetime
    attempts: int
    turn: int
    message_id: str
    draft: int | None
    version: int | None
    created: datetime
    data: dict[str, Any] = field(default_factory=dict)
    tried: datetime | None = None
    sent: datetime | None = None
    reply: str = ""
    file_at: datetime | None = None  #: when to see to it that a copy lies in Sent (F-72)


@dataclass(frozen=True)
class ModelCall:
    id: int
    at: datetime
    provider: str
    prompt: str
    answer: str
    tokens_in: int
    tokens_out: int
    cost: float | None = None  #: in the owner's currency; None where no price was set
