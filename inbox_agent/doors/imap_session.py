"""One kept line to an IMAP server, with one folder open for reading: commands that are tried anew when the line drops.

Every retry of this door is here: three tries within some seconds for a line that was refused or cut, none for a
server that was silent until the timeout, since it would cost the same again. What the server then still does
wrong has one of three names: `Dropped`, `BadAnswer`, `Renumbered`.
"""

from __future__ import annotations

import contextlib
import imaplib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from tenacity import Retrying, before_sleep_log, retry_if_exception, stop_after_attempt, wait_random_exponential

from inbox_agent.doors.imap_server import ImapServer
from inbox_agent.doors.wire import SMALL_ANSWER, Client
from inbox_agent.errors import Unwell

T = TypeVar("T")
log = logging.getLogger(__name__)

#: What a server says, beside its other answers, when mail comes or goes. It stays until the folder is opened anew.
_SIGNS = ("EXISTS", "EXPUNGE", "VANISHED")


class Dropped(Unwell):
    """The line cannot be opened, or was lost again and again in the middle of a command."""


class BadAnswer(Unwell):
    """The server refused a command, or its answer cannot be read. The line itself is sound."""


class Renumbered(Exception):
    """The folder has a new UIDVALIDITY since it was looked at: the UIDs at hand mean nothing any more."""


@dataclass(frozen=True)
class Folder:
    """A folder as EXAMINE tells it; `uidnext` is 0 where the server does not say."""

    name: str
    uidvalidity: int
    exists: int
    uidnext: int


class Session:
    """The line of one mailbox door. Opens itself when it is needed; used by one thread at a time."""

    def __init__(self, server: ImapServer) -> None:
        self.server = server
        self._client: Client | None = None
        self._open: Folder | None = None  #: as it was when it was opened
        self._retrying = Retrying(
            stop=stop_after_attempt(3),
            wait=wait_random_exponential(multiplier=0.2, max=2),
            retry=retry_if_exception(_may_pass),
            before_sleep=before_sleep_log(log, logging.INFO),
            reraise=True,
        )

    def ask(self, command: Callable[[Client], T], folder: Folder | None = None, budget: int = SMALL_ANSWER) -> T:
        """Run a command, in a folder where one is given; its answer may have `budget` bytes."""
        try:
            answer: T = self._retrying(self._once, command, folder, budget)
            return answer
        except (imaplib.IMAP4.abort, OSError) as fault:
            told = self.server.unreachable(fault)
            raise Dropped(told.sentence, told.mend) from None

    def ask_once(self, command: Callable[[Client], T]) -> T:
        """Run a command that changes something, and do not repeat it when the line drops: it may have been done."""
        try:
            return self._once(command, None, SMALL_ANSWER)
        except (imaplib.IMAP4.abort, OSError) as fault:
            told = self.server.unreachable(fault)
            raise Dropped(told.sentence, told.mend) from None

    def examine(self, name: str) -> Folder:
        """Open a folder for reading only, and what the server says of it."""
        return self.ask(lambda client: self._examine(client, name))

    def quiet(self, folder: Folder) -> bool:
        """Whether this folder is open, and no mail has come or gone since it was opened in that state (one NOOP).

        Never tried anew: a new line knows nothing of what was said on the old one.
        """
        if self._client is None or self._open != folder:
            return False
        try:
            self._client.wire.allow(SMALL_ANSWER)
            self._client.noop()
        except (imaplib.IMAP4.error, OSError, ValueError):
            self.drop()
            return False
        return not any(sign in self._client.wire.untagged_responses for sign in _SIGNS)

    def search(self, folder: Folder, criteria: list[Any]) -> list[int]:
        """UIDs, ascending (RFC 3501 6.4.4)."""
        return sorted(self.ask(lambda client: client.search(criteria), folder))

    def drop(self) -> None:
        """Cut the line without a word."""
        if self._client is not None:
            self._client.hang_up()
        self._client = self._open = None

    def close(self) -> None:
        """Say goodbye and hang up."""
        if self._client is not None:
            with contextlib.suppress(imaplib.IMAP4.error, OSError):
                self._client.wire.allow(SMALL_ANSWER)
                self._client.logout()
        self.drop()

    def _once(self, command: Callable[[Client], T], folder: Folder | None, budget: int) -> T:
        if self._client is None:
            self._client = self.server.connect()
        try:
            self._reopen(self._client, folder)
            self._client.wire.allow(budget)
            return command(self._client)
        except (imaplib.IMAP4.abort, OSError):
            self.drop()
            raise
        except (imaplib.IMAP4.error, ValueError, IndexError, KeyError, TypeError) as fault:
            # The library raises any of these on an answer that is not IMAP.
            raise BadAnswer(
                f"The mail server {self.server.host} does not do what it is asked: {fault}.",
                "Look at the folder in another mail program; the next poll tries again.",
            ) from None

    def _reopen(self, client: Client, folder: Folder | None) -> None:
        """Open the folder that a command is for, where it is not open any more."""
        opened = self._open
        if folder is None or (opened and (opened.name, opened.uidvalidity) == (folder.name, folder.uidvalidity)):
            return
        if self._examine(client, folder.name).uidvalidity != folder.uidvalidity:
            raise Renumbered(folder.name)

    def _examine(self, client: Client, name: str) -> Folder:
        self._open = None
        client.wire.allow(SMALL_ANSWER)
        try:
            said: dict[bytes, Any] = client.select_folder(name, readonly=True)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as fault:
            raise BadAnswer(
                f"The folder {name} of {self.server.user} cannot be opened: {fault}.",
                "Check the folder's name in the settings; it may have been renamed.",
            ) from None
        folder = Folder(name, said.get(b"UIDVALIDITY", 0), said.get(b"EXISTS", 0), said.get(b"UIDNEXT", 0))
        for sign in _SIGNS:
            client.wire.untagged_responses.pop(sign, None)
        self._open = folder
        return folder


def _may_pass(fault: BaseException) -> bool:
    return isinstance(fault, imaplib.IMAP4.abort | OSError) and not isinstance(fault, TimeoutError)
