"""A mailbox that is a Maildir folder: the embedded default, and a second kind of account beside IMAP (F-01).

mbsync, offlineimap and mail servers write to such a folder, and mail programs move and flag what is in it while
we look; we only ever read, and rename nothing (F-04). The format is in `maildir_files`, the way out beside it in
`maildir_outbox`; whoever uses Maildirs finds all of it here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from inbox_agent.doors.excerpt import WHOLE, excerpt
from inbox_agent.doors.maildir_files import UIDVALIDITY, create, deliver, uid_of
from inbox_agent.doors.maildir_outbox import MaildirSender, Posted, posted
from inbox_agent.errors import Unwell
from inbox_agent.mail.arrival import Arrived, Item, Old, Spot

__all__ = ["MaildirMailbox", "MaildirSender", "Posted", "create", "deliver", "posted", "uid_of"]


@dataclass(frozen=True)
class _File:
    path: Path
    uid: int
    time: float
    fresh: bool  #: lies in `new`


class MaildirMailbox:
    """Mail that arrives in a Maildir. `folders` are INBOX, the folder itself, and Maildir++ names below it (`Work` is `.Work`).

    `sent` is the outbox beside it, in which `holds` looks as well. Used by one thread at a time.
    """

    def __init__(
        self, path: Path, folders: tuple[str, ...] = ("INBOX",), sent: Path | None = None, whole_up_to: int = WHOLE
    ) -> None:
        self._path = path
        self._folders = folders
        self._sent = sent
        self._whole_up_to = whole_up_to

    def fetch(self, seen: Callable[[str, int], Set[int] | None], since: datetime) -> Iterator[Item]:
        """As `rounds.ports.Mailbox`. On a first visit all of `new` is taken, whatever its age: nobody was ever shown it."""
        for folder in self._folders:
            known = seen(folder, UIDVALIDITY)
            files = self._files(self._place(folder))
            if known is None:
                old = [f for f in files if not f.fresh and f.time < since.timestamp()]
                yield Old(folder, UIDVALIDITY, tuple(f.uid for f in old))
                known = {f.uid for f in old}
            for file in files:
                if file.uid not in known and (arrived := self._read(folder, file)):
                    yield arrived

    def holds(self, message_id: str) -> bool:
        """Whether a mail with this Message-ID lies in the mailbox or in the outbox."""
        wanted = _header_line(message_id)
        sent = self._sent or self._path / ".Sent"
        places = [self._place(folder) for folder in self._folders] + ([sent] if (sent / "new").is_dir() else [])
        return any(wanted.search(_head(f.path)) for place in places for f in self._files(place))

    def keep_sent(self, message_id: str, raw: bytes) -> bool:
        """As `rounds.ports.Mailbox`: the folder for sent mail is the Maildir++ folder `.Sent`, where there is one."""
        place = self._path / ".Sent"
        if self._sent or not (place / "new").is_dir():
            return False
        wanted = _header_line(message_id)
        if any(wanted.search(_head(f.path)) for f in self._files(place)):
            return False
        deliver(place, raw)
        return True

    def check(self) -> str:
        found = [f"{len(self._files(self._place(folder)))} mails in {folder}" for folder in self._folders]
        return f"Maildir {self._path}: {', '.join(found)}."

    def close(self) -> None:
        """Nothing is kept open."""

    def deliver(self, raw: bytes, at: datetime | None = None) -> Path:
        """Put a mail into INBOX, as a mail server would: for the demo and the command `add`."""
        return deliver(self._path, raw, at)

    def _place(self, folder: str) -> Path:
        return self._path if folder == "INBOX" else self._path / f".{folder}"

    def _files(self, place: Path) -> list[_File]:
        """All mails of one folder, oldest first, each once.

        `new` is read before `cur`: a mail that another program moves meanwhile is seen twice and not never.
        """
        found: dict[int, _File] = {}
        try:
            for name in ("new", "cur"):
                with os.scandir(place / name) as entries:
                    for entry in entries:
                        if (file := _stat(entry, name == "new")) is not None:
                            found[file.uid] = file
        except OSError as fault:
            raise Unwell(
                f"The Maildir {place} cannot be read: {fault.strerror}.",
                "Check the path and its permissions; it needs the folders new, cur and tmp.",
            ) from fault
        return sorted(found.values(), key=lambda f: (f.time, f.path.name))

    def _read(self, folder: str, file: _File) -> Arrived | None:
        """The mail, cut where it is too large; None when another program has removed it meanwhile."""
        path = _moved(file)
        if path is None:
            return None
        try:
            with path.open("rb") as opened:
                cut = os.fstat(opened.fileno()).st_size > self._whole_up_to
                raw = excerpt(opened) if cut else opened.read()
        except OSError as fault:
            raise Unwell(f"The mail {path} cannot be read: {fault.strerror}.", "Check its permissions.") from fault
        return Arrived(Spot(folder, UIDVALIDITY, file.uid), raw, datetime.fromtimestamp(file.time, UTC), cut)


def _stat(entry: os.DirEntry[str], fresh: bool) -> _File | None:
    if entry.name.startswith("."):
        return None
    try:
        if not entry.is_file():
            return None
        return _File(Path(entry.path), uid_of(entry.name), entry.stat().st_mtime, fresh)
    except FileNotFoundError:
        return None


def _moved(file: _File) -> Path | None:
    """Where the mail lies now: reading mail in another program moves it from `new` to `cur` and changes its flags."""
    if file.path.exists():
        return file.path
    cur = file.path.parent.parent / "cur"
    return next((p for p in cur.iterdir() if uid_of(p.name) == file.uid), None)


def _header_line(message_id: str) -> re.Pattern[bytes]:
    return re.compile(rb"^message-id:\s*" + re.escape(message_id.encode()) + rb"\s*$", re.I | re.M)


def _head(path: Path) -> bytes:
    """The header of a mail, unfolded; empty when it has gone."""
    try:
        with path.open("rb") as file:
            head = file.read(256_000)
    except FileNotFoundError:
        return b""
    return re.sub(rb"\r?\n[ \t]+", b" ", re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0])
