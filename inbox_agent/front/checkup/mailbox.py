"""What is checked at the mailbox: its server, the login, the folders, and the clock beside the server's."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from inbox_agent.doors import imap_probe
from inbox_agent.doors.imap_server import ImapServer
from inbox_agent.errors import Unwell
from inbox_agent.front.checkup.check import Check, Warned

SOON = timedelta(days=14)  #: a certificate that ends within it is told
OFF = timedelta(minutes=2)  #: more than this between two clocks is told


@dataclass
class ImapCheckup:
    """One mailbox on an IMAP server."""

    server: ImapServer
    folders: tuple[str, ...]
    wants_idle: bool
    wants_sent: bool
    now: Callable[[], datetime]  #: this machine's own clock

    def checks(self) -> list[Check]:
        return [
            Check("mailbox", self.reach),
            Check("TLS", self.tls, ("mailbox",)),
            Check("login", self.login, ("mailbox",)),
            Check("folders", self.folders_there, ("mailbox", "login")),
            Check("sent mail", self.sent, ("mailbox", "login")),
            Check("IDLE", self.idle, ("mailbox", "login")),
            Check("clock", self.clock, ("mailbox", "login")),
        ]

    @cached_property
    def _greeting(self) -> imap_probe.Greeting:
        return imap_probe.greeting(self.server)

    @cached_property
    def _account(self) -> imap_probe.Account:
        return imap_probe.account(self.server, self.folders)

    def reach(self) -> str:
        return f"{self.server.host}:{self.server.port} says: {self._greeting.words[:160]}"

    def tls(self) -> str | Warned:
        if not self._greeting.protocol:
            return "plain text, which never leaves this machine."
        return certificate(self._greeting.protocol, self._greeting.certificate_ends, self.server.host, self.now())

    def login(self) -> str:
        return f"logged in as {self.server.user}, {len(self._account.folders)} folders." if self._account else ""

    def folders_there(self) -> str:
        missing = [name for name in self.folders if name not in self._account.mails]
        if missing:
            near = {n: difflib.get_close_matches(n, self._account.folders, 1, 0.5) for n in missing}
            told = ", ".join(f"{n} (did you mean {near[n][0]}?)" if near[n] else n for n in missing)
            raise Unwell(
                f"There is no folder {told}.",
                f"Set folders in [mailbox] to some of: {', '.join(self._account.folders[:20])}.",
            )
        return ", ".join(f"{count} mails in {name}" for name, count in self._account.mails.items()) + "."

    def sent(self) -> str | Warned:
        if self._account.sent:
            return f"{self._account.sent} is marked as the folder for sent mail."
        if not self.wants_sent:
            return "no folder is marked for sent mail, and no copy is wanted."
        return Warned(
            "No folder is marked for sent mail (\\Sent), so no copy of a letter is kept on the server.",
            "Mark one in the server's settings, or set sent_copy = false in [outgoing].",
        )

    def idle(self) -> str:
        if self._account.idle:
            return "offered" + ("." if self.wants_idle else ", and not wanted in [mailbox].")
        return "not offered, so mail is seen at the next poll."

    def clock(self) -> str:
        newest = self._account.newest
        if newest is None:
            return f"{self.now():%Y-%m-%d %H:%M} UTC; no mail to compare it with."
        check_clock(newest, self.now(), both=False)
        return f"{self.now():%Y-%m-%d %H:%M} UTC, not before the newest mail; --send-test compares it to the second."


def certificate(protocol: str, ends: datetime | None, host: str, now: datetime) -> str | Warned:
    """What to say of a line's protection."""
    if ends is None:
        return f"{protocol}."
    days = (ends - now).days
    told = f"{protocol}, certificate of {host} good for {days} more days, until {ends:%Y-%m-%d}."
    return Warned(told, "Renew the certificate, or tell who keeps the server.") if ends - now < SOON else told


def check_clock(server: datetime, here: datetime, both: bool) -> timedelta:
    """The difference between two clocks. Raises `Unwell` where ours is wrong; `both` if it could also be seen to be ahead."""
    difference = here - server.astimezone(UTC)
    if difference < -OFF or (both and difference > OFF):
        way = "behind" if difference < timedelta() else "ahead of"
        raise Unwell(
            f"This machine's clock is {abs(round(difference.total_seconds()))} s {way} the mail server's.",
            "Turn on time synchronisation (timedatectl set-ntp true): letters would leave at wrong times.",
        )
    return difference
