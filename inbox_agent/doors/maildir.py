"""A mailbox and an outbox that are Maildir folders: the embedded default, and mbsync's and offlineimap's.

A Maildir (https://cr.yp.to/proto/maildir.html) is three folders: a mail is written to `tmp`, and a rename puts
it whole into `new`; whoever shows it to a person moves it to `cur` and appends its flags after `:2,`. Other
programs may deliver, move and flag at any time; we only ever read, and rename nothing (F-04).

The ledger wants a number for each mail that survives all of that (T-22). The part of the name before the flags
is unique for ever by the rules of Maildir, so the number is 63 bits of its SHA-256. Two alternatives were
weighed: a list of numbers in a file of ours would have to be locked against a second agent, restored together
with the mail, and lies when it is lost; inode numbers are given again. Fields such as `,S=4021` and `,U=17`, which Dovecot and mbsync
append to a name later on, are left out. Because such a number never means another mail, the UIDVALIDITY of a
Maildir is always 1.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import socket
import time
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from inbox_agent.doors.excerpt import WHOLE, excerpt
from inbox_agent.errors import Unwell
from inbox_agent.mail.arrival import Arrived, Old, Outcome, Spot
from inbox_agent.mail.compose import plain_address

UIDVALIDITY = 1

_FIELDS = re.compile(r"(,[A-Z][A-Z0-9]*=[^,:]*)+$")
_ENVELOPE = re.compile(rb"(Return-Path|Delivered-To): <([^>\r\n]*)>\r?\n")
_delivered = count(1)


def create(folder: Path) -> None:
    """Make an empty Maildir, readable by its owner only. One that is there already stays as it is."""
    for name in ("", "tmp", "new", "cur"):
        (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)


def deliver(folder: Path, raw: bytes, at: datetime | None = None) -> Path:
    """Put a mail into the `new` of a Maildir, whole or not at all, on the disk when this returns.

    `at` becomes the file's time, which is what `Arrived.received` tells; None leaves it at now.
    """
    waiting = _write(folder, raw, at)
    return _publish(waiting)


def uid_of(name: str) -> int:
    """The number of a mail in the ledger, from its file name in `new` or `cur`."""
    unique = _FIELDS.sub("", name.partition(":")[0])
    return int.from_bytes(hashlib.sha256(os.fsencode(unique)).digest()[:8], "big") >> 1


def _write(folder: Path, raw: bytes, at: datetime | None) -> Path:
    """A complete file in `tmp`, safe on the disk, waiting for its rename."""
    now = time.time()
    host = socket.gethostname().replace("/", "\\057").replace(":", "\\072")
    name = f"{int(now)}.M{int(now % 1 * 1e6)}P{os.getpid()}Q{next(_delivered)}R{secrets.token_hex(4)}.{host}"
    path = folder / "tmp" / name
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(raw)
        file.flush()
        if at:
            os.utime(file.fileno(), (at.timestamp(), at.timestamp()))
        os.fsync(file.fileno())
    return path


def _publish(waiting: Path) -> Path:
    """The rename that makes a mail final, and the fsync that makes the rename so."""
    final = waiting.parent.parent / "new" / waiting.name
    waiting.rename(final)
    _sync(final.parent)
    return final


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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

    def fetch(self, seen: Callable[[str, int], Set[int] | None], since: datetime) -> Iterator[Arrived | Old]:
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
        wanted = re.compile(rb"^message-id:\s*" + re.escape(message_id.encode()) + rb"\s*$", re.I | re.M)
        places = [self._place(folder) for folder in self._folders] + ([self._sent] if self._sent else [])
        return any(wanted.search(_head(f.path)) for place in places for f in self._files(place))

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


def _head(path: Path) -> bytes:
    """The header of a mail, unfolded; empty when it has gone."""
    try:
        with path.open("rb") as file:
            head = file.read(256_000)
    except FileNotFoundError:
        return b""
    return re.sub(rb"\r?\n[ \t]+", b" ", re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0])


@dataclass(frozen=True)
class Posted:
    """A mail in an outbox Maildir: its envelope, and its bytes as they were sent."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    path: Path


def posted(outbox: Path) -> list[Posted]:
    """What lies in an outbox, oldest first."""
    paths = sorted(
        (p for name in ("new", "cur") for p in (outbox / name).iterdir()), key=lambda p: (p.stat().st_mtime, p.name)
    )
    return [_posted(path) for path in paths]


def _posted(path: Path) -> Posted:
    raw, at = path.read_bytes(), 0
    envelope: dict[bytes, list[str]] = {b"Return-Path": [], b"Delivered-To": []}
    while line := _ENVELOPE.match(raw, at):
        envelope[line.group(1)].append(line.group(2).decode())
        at = line.end()
    return Posted("".join(envelope[b"Return-Path"]), tuple(envelope[b"Delivered-To"]), raw[at:], path)


class MaildirSender:
    """A way out that keeps every mail as a file: the embedded default, where nothing leaves the machine.

    As a mail server does on final delivery (RFC 5321 4.4), a `Return-Path` line and a `Delivered-To` line for
    each recipient are put before the mail; what follows them are its bytes as sent. When `address`, the
    mailbox's own, is among the recipients, the self-copy of T-20 is delivered to `mailbox`; None where the
    mailbox is no Maildir, and then the copy is among those `refused`.
    """

    def __init__(self, outbox: Path, address: str, mailbox: Path | None) -> None:
        self._outbox = outbox
        self._address = address
        self._mailbox = mailbox

    def send(self, raw: bytes, sender: str, recipients: tuple[str, ...], mark: Callable[[], None]) -> Outcome:
        """As `rounds.ports.Sender`. The rename into `new` is what the final dot is to SMTP."""
        wrong = [a for a in (sender, *recipients) if not plain_address(a)]
        if wrong or not recipients:
            return Outcome(
                "failed", 553, f"not an address that mail can be sent to: {', '.join(wrong) or 'none given'}"
            )
        own = tuple(r for r in recipients if r.casefold() == self._address.casefold())
        try:
            waiting = self._stage(raw, sender, recipients, own)
        except OSError as fault:
            return Outcome("queued", 452, f"{fault.strerror}: {fault.filename or self._outbox}")
        try:
            mark()
        except BaseException:
            _discard(waiting)
            raise
        return self._release(waiting, own)

    def _stage(self, raw: bytes, sender: str, recipients: tuple[str, ...], own: tuple[str, ...]) -> list[Path]:
        """The outbox file, and the self-copy where there is one, complete in `tmp`."""
        waiting = [_write(self._outbox, _envelope(raw, sender, recipients), None)]
        try:
            if own and self._mailbox:
                waiting.append(_write(self._mailbox, _envelope(raw, sender, own), None))
        except OSError:
            _discard(waiting)
            raise
        return waiting

    def _release(self, waiting: list[Path], own: tuple[str, ...]) -> Outcome:
        outgoing, *copies = waiting
        final = self._outbox / "new" / outgoing.name
        try:
            outgoing.rename(final)
        except OSError as fault:
            # The rename did not happen, which is an answer: the mail has surely not left, mark or not.
            _discard(waiting)
            return Outcome("queued", 452, f"{fault.strerror}: {final}")
        try:
            _sync(final.parent)
        except OSError as fault:
            return Outcome("doubt", 0, f"{fault.strerror}: {final.parent}")
        try:
            for copy in copies:
                _publish(copy)
        except OSError:
            return Outcome("sent", 250, f"{final.name}", refused=own)
        return Outcome("sent", 250, final.name, refused=() if copies else own)

    def check(self) -> str:
        for folder in filter(None, (self._outbox, self._mailbox)):
            if not all(os.access(folder / name, os.W_OK | os.X_OK) for name in ("tmp", "new")):
                raise Unwell(f"No mail can be written to the Maildir {folder}.", "Check the path and its permissions.")
        return f"Outbox {self._outbox}: {len(posted(self._outbox))} mails. Nothing leaves this machine."

    def close(self) -> None:
        """Nothing is kept open."""


def _envelope(raw: bytes, sender: str, recipients: tuple[str, ...]) -> bytes:
    lines = [f"Return-Path: <{sender}>", *(f"Delivered-To: <{r}>" for r in recipients)]
    end = b"\r\n" if b"\r\n" in raw[:1000] else b"\n"
    return b"".join(line.encode() + end for line in lines) + raw


def _discard(waiting: list[Path]) -> None:
    for path in waiting:
        path.unlink(missing_ok=True)
