"""A draft: one letter that waits for the owner's yes, with every version of it and its states.

The states are those of contracts.md. A draft is proposed once for its *occasion* (``outreach``,
``answer:<message>``, ``check-in:<date>``); the occasion is unique per relationship, so the same look
twice proposes nothing twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from inbox_agent.mentorship.relationship import Because

DraftState = Literal[
    "waiting", "blocked", "approved", "sending", "sent", "failed", "doubt", "rejected", "snoozed", "expired", "overtaken",
]  # fmt: skip

#: states from which the owner may still decide
OPEN: frozenset[DraftState] = frozenset({"waiting", "blocked", "snoozed", "expired"})


@dataclass(frozen=True)
class Finding:
    """What a check says about a draft: passed or not, in words, and the words of the draft it rests on."""

    name: str  #: the rule, e.g. ``etiquette.P-20`` or ``grounding.name``
    ok: bool
    says: str = ""
    words: str = ""
    blocking: bool = False  #: a finding that is not ok and blocking refuses one-word approval (T-14)


@dataclass(frozen=True)
class Letter:
    """What a writer gives: words only. Recipients, threading and signature come from code (F-48, T-11)."""

    subject: str  #: without "Re:"; used only where the letter opens a thread
    text: str  #: greeting to sign-off, without the owner's name and signature block
    written_by: Literal["template", "model", "owner"] = "template"
    missing: tuple[
        str, ...
    ] = ()  #: questions to the owner for facts that the letter needs (P-22); a letter with any is blocked
    asks: tuple[
        str, ...
    ] = ()  #: the names of those facts, in the same order (drafts/facts.py), where the writer knows them
    source: str = ""  #: which template or prompt, with its sha256
    notice: str = ""  #: what the owner should know of how it came to be ("the model did not answer: timeout")
    model_call: int | None = None


@dataclass(frozen=True)
class Draft:
    """One version of a draft as kept; `version` is a small integer, `digest` the SHA-256 of T-02."""

    id: int
    version: int
    relationship_id: int
    kind: str
    occasion: str
    state: DraftState
    to: tuple[str, ...]
    subject: str
    text: str  #: as it will leave, signature included
    language: str
    message_id: str
    digest: str
    because: tuple[Because, ...]
    findings: tuple[Finding, ...]
    blocked: str  #: "" or the reason
    written_by: str
    created: datetime
    due: datetime | None = None
    expires: datetime | None = None
    wake: datetime | None = None  #: snoozed until
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    answers: int | None = None  #: the id of the contact's mail that it answers
    ask_by: Literal["mail", "digest"] = "mail"
    invitation: str = ""  #: the iCalendar part that goes with it (F-75)
