"""The owner's own Drafts folder: letters are laid there to be sent from the owner's own mail program (F-63).

It is the only folder that the agent writes to by itself, and only where the settings name it (F-04). Each draft is
known by its Message-ID: it is put there once, and taken away by that name alone when it is settled otherwise.
"""

from __future__ import annotations

import imaplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from inbox_agent.doors.imap_server import ImapServer
from inbox_agent.doors.maildir_files import deliver
from inbox_agent.doors.wire import Client
from inbox_agent.errors import Unwell
from inbox_agent.mail.compose import usable_id

T = TypeVar("T")


class ImapDrafts:
    """A folder on the server of the owner's own account. A line is opened for each change, and closed after it."""

    def __init__(self, server: ImapServer, folder: str) -> None:
        self._server = server
        self._folder = folder

    def put(self, message_id: str, raw: bytes) -> None:
        """Lay a draft into the folder, unless it lies there. Raises `Unwell`."""
        with self._open() as client:
            if not self._find(client, message_id):
                client.append(self._folder, raw, (b"\\Draft", b"\\Seen"))

    def remove(self, message_id: str) -> None:
        """Take a draft away; one that is not there any more was sent or thrown away. Raises `Unwell`."""
        with self._open() as client:
            uids = self._find(client, message_id)
            if not uids:
                return
            client.add_flags(uids, (b"\\Deleted",), silent=True)
            if client.has_capability("UIDPLUS"):  # without it an EXPUNGE would take away what others have marked
                client.uid_expunge(uids)

    def _find(self, client: Client, message_id: str) -> list[int]:
        if not usable_id(message_id):
            return []
        return list(client.search(["HEADER", "Message-ID", message_id, "NOT", "DELETED"]))

    @contextmanager
    def _open(self) -> Iterator[Client]:
        try:
            client = self._server.connect()
            try:
                client.select_folder(self._folder)
                yield client
            finally:
                client.logout()
        except (imaplib.IMAP4.error, OSError) as fault:
            raise Unwell(
                f"Your own folder {self._folder} at {self._server.host} could not be used: {fault}.",
                "Check [own_drafts].",
            ) from fault


class MaildirDrafts:
    """A Maildir that is the owner's Drafts folder."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def put(self, message_id: str, raw: bytes) -> None:
        if not self._find(message_id):
            path = self._guarded(lambda: deliver(self._path, raw))
            self._guarded(lambda: path.rename(self._path / "cur" / f"{path.name}:2,DS"))

    def remove(self, message_id: str) -> None:
        for path in self._find(message_id):
            self._guarded(lambda path=path: path.unlink(missing_ok=True))  # type: ignore[misc]

    def _find(self, message_id: str) -> list[Path]:
        wanted = f"message-id: {message_id}".casefold().encode()
        paths = self._guarded(lambda: [p for name in ("new", "cur") for p in (self._path / name).iterdir()])
        return [p for p in paths if wanted in self._guarded(lambda p=p: p.read_bytes())[:20_000].lower()]  # type: ignore[misc]

    def _guarded(self, do: Callable[[], T]) -> T:
        try:
            return do()
        except OSError as fault:
            raise Unwell(
                f"The Maildir {self._path} could not be used: {fault.strerror}.", "Check [own_drafts]."
            ) from fault
