"""Waits on an IMAP server and says at once when mail has come (IDLE, RFC 2177); it only signals and never fetches.

A watcher is an extra, never the truth: the minute's poll goes on beside it, and what a signal means the poll
finds out. It has a line of its own, since a line that idles can do nothing else. The line is renewed before
the half hour after which servers hang up, which is also how a line is found dead that died without a word. On
each new line it signals once, because mail may have come while nobody listened.
"""

from __future__ import annotations

import imaplib
import logging
import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

from inbox_agent.doors.imap_server import TIMEOUT, ImapServer
from inbox_agent.doors.line import Logins, Security
from inbox_agent.doors.wire import SMALL_ANSWER, Client
from inbox_agent.errors import Unwell

log = logging.getLogger(__name__)

#: Seconds after which IDLE is begun anew; RFC 2177 asks for less than 29 minutes.
RENEW = 25 * 60
#: Seconds between two lines: doubled from the first to the last while they fail.
FIRST_PAUSE = 1.0
LAST_PAUSE = 5 * 60
#: How long a `stop` may go unheard.
_TICK = 0.5


class Watcher:
    """Watches one folder of one account. `watch` is the body of a thread; one thread at a time.

    Arguments as for `ImapServer`; `renew` and `first_pause` are seconds.
    """

    def __init__(
        self,
        host: str,
        port: int,
        security: Security,
        *,
        user: str,
        password: Callable[[], str],
        folder: str = "INBOX",
        timeout: float = TIMEOUT,
        ca_file: Path | None = None,
        logins: Logins | None = None,
        renew: float = RENEW,
        first_pause: float = FIRST_PAUSE,
    ) -> None:
        self._server = ImapServer(host, port, security, user, password, timeout, ca_file, logins or Logins())
        self._folder = folder
        self._renew = renew
        self._first_pause = first_pause

    def watch(self, on_change: Callable[[], None], stop: threading.Event) -> None:
        """Call `on_change` when mail comes, until `stop` is set; return at once where the server has no IDLE.

        What the server or the line does is never raised: the watcher waits a little longer each time and begins
        anew. `on_change` must not raise.
        """
        pause = self._first_pause
        while not stop.is_set():
            begun = time.monotonic()
            try:
                if not self._one_line(on_change, stop):
                    log.info("%s has no IDLE; mail is seen at the next poll", self._server.host)
                    return
            except (Unwell, imaplib.IMAP4.error, OSError, ValueError) as fault:
                log.warning("watching %s at %s broke off: %s", self._folder, self._server.host, fault)
            # A line that held for a while was a good one: its end is no reason to wait for long.
            if time.monotonic() - begun > LAST_PAUSE:
                pause = self._first_pause
            stop.wait(max(self._server.logins.wait(), pause * random.uniform(0.5, 1)))  # noqa: S311 — spreads reconnects
            pause = min(2 * pause, LAST_PAUSE)

    def _one_line(self, on_change: Callable[[], None], stop: threading.Event) -> bool:
        """Idle on one connection until it ends; False where the server cannot."""
        client = self._server.connect()
        try:
            if not client.has_capability("IDLE"):
                return False
            client.wire.allow(SMALL_ANSWER)
            client.select_folder(self._folder, readonly=True)
            fresh = True
            while not stop.is_set():
                self._one_idle(client, on_change, stop, fresh)
                fresh = False
            return True
        finally:
            client.hang_up()

    def _one_idle(self, client: Client, on_change: Callable[[], None], stop: threading.Event, fresh: bool) -> None:
        """One IDLE command, from its beginning to its renewal. Raises `abort` when the line ends."""
        wire = client.wire
        wire.allow(SMALL_ANSWER)
        tag = wire._command("IDLE")
        came = fresh
        # Mail that comes before the server is ready to idle is told before its `+`.
        while (said := wire._get_response()) is not None:
            came = came or _is_mail(said)
            if wire.tagged_commands.get(tag):
                raise imaplib.IMAP4.abort(f"IDLE was refused: {said!r}")
        renew = time.monotonic() + self._renew
        wire.sock.settimeout(_TICK)
        while True:
            if came:
                on_change()
            if stop.is_set() or time.monotonic() >= renew:
                break
            came = self._heard(client)
        wire.sock.settimeout(self._server.timeout)
        wire.allow(SMALL_ANSWER)
        wire.send(b"DONE\r\n")
        while not wire.tagged_commands.get(tag):
            if _is_mail(wire._get_response()):
                on_change()
        del wire.tagged_commands[tag]

    def _heard(self, client: Client) -> bool:
        """Whether mail came within a tick."""
        client.wire.allow(SMALL_ANSWER)
        try:
            said = client.wire._get_response()
        except TimeoutError:
            return False
        if "BYE" in client.wire.untagged_responses:
            raise imaplib.IMAP4.abort(f"the server said goodbye: {said!r}")
        return _is_mail(said)


def _is_mail(said: bytes | None) -> bool:
    return said is not None and said.startswith(b"* ") and said.rstrip().endswith(b" EXISTS")
