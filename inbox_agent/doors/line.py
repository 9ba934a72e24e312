"""What every line to a mail server has in common: how it is protected, and how often a login may be tried.

TLS is verified and never optional (T-41): a server that does not offer STARTTLS where it is expected, or whose
certificate does not fit its name, is refused and not spoken to in plain. Plain exists for loopback only, and
only when it was asked for by name. A login that fails is not tried again for 15 minutes (R-24), since
providers lock an account after a handful of wrong passwords.
"""

from __future__ import annotations

import ipaddress
import ssl
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from inbox_agent.errors import Refused, Unwell, WrongUse

Security = Literal["tls", "starttls", "plain-loopback"]

#: Seconds between two tries of a login that failed (R-24).
LOGIN_PAUSE = 15 * 60


class Unsafe(Refused, Unwell):
    """The line cannot be trusted: exit code 4, and for a round the same as a server that is down."""


class LoginFailed(Unwell):
    """The server does not take the name and password; not tried again before the pause is over."""


def is_loopback(host: str) -> bool:
    """Whether this names the machine itself, without asking DNS, which could be made to say so of any name."""
    if host.rstrip(".").casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_security(host: str, security: Security) -> None:
    """Raise `WrongUse` where plain text was asked for beyond the machine itself."""
    if security == "plain-loopback" and not is_loopback(host):
        raise WrongUse(
            f"The server {host} is not on this machine, so its mail may not travel in plain text.",
            "Set security to 'tls' or 'starttls'; 'plain-loopback' is for 127.0.0.1, ::1 and localhost.",
        )


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """Verifies name and chain, against the system's authorities or, where given, against `ca_file` alone."""
    try:
        context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    except OSError as fault:
        raise WrongUse(
            f"The certificates in {ca_file} cannot be read: {fault}.", "Mend ca_file or leave it out."
        ) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def untrusted(host: str, fault: ssl.SSLError) -> Unsafe:
    """The sentence for a TLS handshake that failed."""
    if isinstance(fault, ssl.SSLCertVerificationError):
        return Unsafe(
            f"The certificate of {host} cannot be trusted: {fault.verify_message}.",
            "Check the server's name; for a certificate authority of your own name its file as ca_file.",
        )
    return Unsafe(
        f"There is no TLS with {host}: {fault.reason or fault}.",
        "Check the port and security: usually 993 and 465 speak 'tls', 143 and 587 'starttls'.",
    )


def no_starttls(host: str, port: int) -> Unsafe:
    """The sentence for a server that does not offer STARTTLS, or has it stripped on the way (R-50)."""
    return Unsafe(
        f"The server {host}:{port} does not offer STARTTLS, so nothing was sent to it.",
        "Try security 'tls' with port 993 (IMAP) or 465 (SMTP), or another network: something between may remove STARTTLS.",
    )


def without(secret: str, reply: str) -> str:
    """A server's words with the password struck out, should it have echoed it (T-40)."""
    return reply.replace(secret, "***") if secret else reply


class Logins:
    """Remembers the last failed login of one account. Share it among all connections of the account."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, pause: float = LOGIN_PAUSE) -> None:
        self._clock = clock
        self._pause = pause
        self._failed: tuple[float, LoginFailed] | None = None

    def check(self) -> None:
        """Raise the failure of last time again while the pause lasts."""
        if self._failed and self.wait() > 0:
            _, fault = self._failed
            minutes = max(1, round(self.wait() / 60))
            raise LoginFailed(fault.sentence, f"{fault.mend} The next try is in {minutes} min.")

    def wait(self) -> float:
        """Seconds until a login may be tried."""
        return max(0.0, self._failed[0] + self._pause - self._clock()) if self._failed else 0.0

    def failed(self, fault: LoginFailed) -> LoginFailed:
        self._failed = (self._clock(), fault)
        return fault

    def passed(self) -> None:
        self._failed = None


def certificate_ends(shown: object) -> datetime | None:
    """The last moment of a certificate, from what Python tells of it."""
    ends = shown.get("notAfter") if isinstance(shown, dict) else None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if isinstance(ends, str) else None
