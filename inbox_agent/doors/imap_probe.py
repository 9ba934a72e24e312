"""What an IMAP server shows of itself before and after the login: for `doctor`, which reads and changes nothing."""

from __future__ import annotations

import contextlib
import imaplib
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from inbox_agent.doors.imap_server import ImapServer
from inbox_agent.doors.line import certificate_ends
from inbox_agent.doors.wire import Client

T = TypeVar("T")


@dataclass(frozen=True)
class Greeting:
    """Before the login. `protocol` is "" on a line in plain, where there is no certificate either."""

    words: str
    protocol: str
    certificate_ends: datetime | None


@dataclass(frozen=True)
class Account:
    """After the login: the folders, those marked for sent mail (RFC 6154), and when the newest mail arrived by the server's clock."""

    folders: tuple[str, ...]
    sent: str
    idle: bool
    mails: dict[str, int]  #: in those of the wanted folders that exist
    newest: datetime | None


def greeting(server: ImapServer) -> Greeting:
    """Open a line and look. Raises `Unwell` for a server out of reach and `Unsafe` for one that is not to be trusted."""
    return _told(server, lambda: _greeting(server))


def account(server: ImapServer, wanted: tuple[str, ...]) -> Account:
    """Log in and look around. Raises `Unwell`, `LoginFailed`."""
    return _told(server, lambda: _account(server, wanted))


def _told(server: ImapServer, look: Callable[[], T]) -> T:
    try:
        return look()
    except (imaplib.IMAP4.error, OSError, ValueError, KeyError) as fault:
        raise server.unreachable(fault) from None


@contextlib.contextmanager
def _ending(client: Client) -> Iterator[Client]:
    try:
        yield client
    finally:
        client.hang_up()


def _greeting(server: ImapServer) -> Greeting:
    with _ending(server.open()) as client:
        words = client.welcome.decode("ascii", "replace") if isinstance(client.welcome, bytes) else str(client.welcome)
        line = client.wire.sock
        if not isinstance(line, ssl.SSLSocket):
            return Greeting(words, "", None)
        return Greeting(words, line.version() or "", certificate_ends(line.getpeercert()))


def _account(server: ImapServer, wanted: tuple[str, ...]) -> Account:
    with _ending(server.connect()) as client:
        listed = client.list_folders()
        names = tuple(name for _, _, name in listed)
        sent = next((name for flags, _, name in listed if b"\\sent" in {f.lower() for f in flags}), "")
        mails = {}
        newest: datetime | None = None
        for name in (n for n in wanted if n in names):
            count = int(client.select_folder(name, readonly=True).get(b"EXISTS", 0))
            mails[name] = count
            if count:
                found = client.fetch(client.search([f"{count}:{count}"]), ["INTERNALDATE"])
                moments = [f[b"INTERNALDATE"] for f in found.values() if f.get(b"INTERNALDATE")]
                newest = max([*moments, *([newest] if newest else [])], default=None)
        return Account(names, sent, client.has_capability("IDLE"), mails, newest)
