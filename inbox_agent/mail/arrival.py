"""How a mail comes in and how one goes out, seen from the doors: the values that mailboxes and senders give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True)
class Spot:
    """Where a mail lies (RFC 3501 2.3.1.1): the key of the ledger of what was seen (T-22)."""

    folder: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True)
class Arrived:
    """A mail as fetched. `cut` says that only headers and text parts of a too large mail are here (T-23)."""

    spot: Spot
    raw: bytes
    received: datetime | None  #: INTERNALDATE or the file's time
    cut: bool = False


@dataclass(frozen=True)
class Old:
    """History that a first visit passes over (F-06): marked as seen, never fetched."""

    folder: str
    uidvalidity: int
    uids: tuple[int, ...]


SendState = Literal["sent", "failed", "queued", "doubt"]


@dataclass(frozen=True)
class Outcome:
    """How a hand-over to SMTP ended (T-20). `code` and `reply` are the server's (RFC 5321 4.2)."""

    state: SendState
    code: int = 0
    reply: str = ""
    refused: tuple[str, ...] = ()  #: recipients refused at RCPT
