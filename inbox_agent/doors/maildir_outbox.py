"""A way out that keeps every mail as a file in a Maildir: the embedded default, where nothing leaves the machine."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from inbox_agent.doors.envelope import wrong_address
from inbox_agent.doors.maildir_files import publish, sync, write
from inbox_agent.errors import Unwell
from inbox_agent.mail.arrival import Outcome

_ENVELOPE = re.compile(rb"(Return-Path|Delivered-To): <([^>\r\n]*)>\r?\n")


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
    """Sends into an outbox.

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
        if refusal := wrong_address(sender, recipients):
            return refusal
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
        waiting = [write(self._outbox, _envelope(raw, sender, recipients), None)]
        try:
            if own and self._mailbox:
                waiting.append(write(self._mailbox, _envelope(raw, sender, own), None))
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
            sync(final.parent)
        except OSError as fault:
            return Outcome("doubt", 0, f"{fault.strerror}: {final.parent}")
        try:
            for copy in copies:
                publish(copy)
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
