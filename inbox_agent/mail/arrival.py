"""How a mail comes in and how one goes out: what mailboxes and senders give, and what each of them must do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol


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


@dataclass(frozen=True)
class Restarted:
    """UIDs from `uidnext` on are given out once more, under the same UIDVALIDITY: the folder was put back from a backup.

    No server may do so (RFC 3501 2.3.1.1), and a mail under a number that the ledger knows would never be read.
    """

    folder: str
    uidvalidity: int
    uidnext: int


#: What a mailbox gives as it is read.
Item = Arrived | Old | Restarted


SendState = Literal["sent", "failed", "queued", "doubt"]


@dataclass(frozen=True)
class Outcome:
    """How a hand-over to SMTP ended (T-20). `code` and `reply` are the server's (RFC 5321 4.2)."""

    state: SendState
    code: int = 0
    reply: str = ""
    refused: tuple[str, ...] = ()  #: recipients refused at RCPT


class Mailbox(Protocol):
    """A place where mail arrives: IMAP or Maildir. It never marks, moves or deletes (F-04)."""

    def fetch(self, seen: Callable[[str, int], Set[int] | None], since: datetime) -> Iterator[Item]:
        """Every mail whose UID is not in the ledger, oldest first, a folder after the other.

        `seen(folder, uidvalidity)` gives the UIDs of the ledger, None for a folder never visited under any
        UIDVALIDITY: its mail received before `since` comes as one `Old`. After a changed UIDVALIDITY
        everything is yielded again (an empty set is given) and the records recognise what they know. Where the
        ledger knows UIDs that the server has yet to give out, `Restarted` comes first, and `seen` is asked again.
        The caller commits each item before it asks for the next.
        """

    def holds(self, message_id: str) -> bool:
        """Whether a mail with this Message-ID lies in the mailbox or in Sent (settles a doubt, T-20)."""

    def keep_sent(self, message_id: str, raw: bytes) -> bool:
        """Put a mail of ours into the folder for sent mail, unless it is there; whether it was put there.

        Nothing is done where there is no such folder, or where the provider fills it. Called again after a
        failure it never makes a second copy. Raises `Unwell` where it cannot be told or done.
        """

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
