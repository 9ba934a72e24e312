"""The owner's own Drafts folder: letters are laid there to be sent from the owner's own mail program (F-63).

It is the only folder that the agent writes to by itself, and only where the settings name it (F-04). Each draft is
known by its Message-ID: it is put there once, and taken away by that name alone when it is settled otherwise. One that
lies there no more was sent or thrown away, so the account's Sent is looked at, for mail to its readers and no other.
"""

from __future__ import annotations

import imaplib
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from inbox_agent.doors.imap_server import ImapServer
from inbox_agent.doors.maildir_files import deliver
from inbox_agent.doors.wire import Client
from inbox_agent.errors import Unwell
from inbox_agent.mail.compose import usable_id

T = TypeVar("T")
SENT = b"\\Sent"  #: the folder's special use (RFC 6154)
MOST_SENT = 50  #: mails that are looked at
MOST_BYTES = 1_000_000  #: a letter of ours has no attachments


class ImapDrafts:
    """A folder on the server of the owner's own account. A line is opened for each change, and closed after it.

    `every`: seconds between two looks at what was sent, since each is a login of its own.
    """

    def __init__(self, server: ImapServer, folder: str, every: float = 300.0) -> None:
        self._server = server
        self._folder = folder
        self._every = every
        self._looked = -every

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

    def sent(self, lying: Mapping[str, tuple[str, ...]], since: datetime) -> Sequence[bytes]:
        if time.monotonic() - self._looked < self._every:
            return ()
        with self._open() as client:
            gone = {to for message_id, readers in lying.items() if not self._find(client, message_id) for to in readers}
            folder = client.find_special_folder(SENT) if gone else None
            found = _mails_to(client, folder, gone, since) if folder else []
        self._looked = time.monotonic()
        return found

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


def _mails_to(client: Client, folder: str, readers: Collection[str], since: datetime) -> list[bytes]:
    client.select_folder(folder, readonly=True)
    day = (since - timedelta(days=1)).date()  # the server's day may be another
    uids = {uid for to in readers if to.isascii() for uid in client.search(["TO", to, "SINCE", day])}
    sizes = client.fetch(sorted(uids)[-MOST_SENT:], ["RFC822.SIZE"]) if uids else {}
    small = [uid for uid, of in sizes.items() if of[b"RFC822.SIZE"] <= MOST_BYTES]
    return [client.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"] for uid in small]


class MaildirDrafts:
    """A Maildir that is the owner's Drafts folder; its Sent is the one beside it (`.Sent` by the custom of Maildir++)."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def sent(self, lying: Mapping[str, tuple[str, ...]], since: datetime) -> Sequence[bytes]:
        gone = {to.encode() for message_id, readers in lying.items() if not self._find(message_id) for to in readers}
        folder = next((p for name in (".Sent", "Sent") if (p := self._path.with_name(name)).is_dir()), None)
        if not gone or folder is None:
            return ()
        mails = self._guarded(lambda: _recent(folder, since))
        return [raw for raw in mails if any(to in raw[:20_000] for to in gone)]

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


def _recent(folder: Path, since: datetime) -> list[bytes]:
    paths = [p for name in ("new", "cur") for p in (folder / name).iterdir()]
    return [p.read_bytes() for p in sorted(p for p in paths if _is_recent(p, since))[-MOST_SENT:]]


def _is_recent(path: Path, since: datetime) -> bool:
    about = path.stat()
    return about.st_mtime >= since.timestamp() - 86_400 and about.st_size <= MOST_BYTES
