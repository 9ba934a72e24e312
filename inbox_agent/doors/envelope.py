"""A mail and its envelope in the form that SMTP wants them: line ends, dots, addresses, the parameters of MAIL."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inbox_agent.mail.arrival import Outcome
from inbox_agent.mail.compose import plain_address

if TYPE_CHECKING:
    from aiosmtplib import SMTP


@dataclass(frozen=True)
class Submitted:
    """A mail ready for the wire."""

    body: bytes  #: dot-stuffed, with CRLF, without the final dot
    sender: str
    recipients: tuple[str, ...]
    eight_bit: bool


def wrong_address(sender: str, recipients: tuple[str, ...]) -> Outcome | None:
    """The refusal where an address is none: checked here and not left to the library, which trims it until it fits."""
    wrong = [a for a in (sender, *recipients) if not plain_address(a)]
    if wrong or not recipients:
        return Outcome("failed", 553, f"not an address that mail can be sent to: {', '.join(wrong) or 'none given'}")
    return None


def submitted(raw: bytes, sender: str, recipients: tuple[str, ...]) -> Submitted:
    """The mail ready for the wire."""
    return Submitted(_on_the_wire(raw), sender, recipients, not raw.isascii())


def _on_the_wire(raw: bytes) -> bytes:
    """CRLF line ends (RFC 5321 2.3.8) and a second dot before each line that begins with one (4.5.2)."""
    text = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    if not text.endswith(b"\r\n"):
        text += b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", text)


def path(address: str) -> bytes:
    """An address as it stands in a command: an international domain as RFC 5890 spells it in ASCII."""
    local, _, domain = address.rpartition("@")
    host = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    return f"<{local}@{host}>".encode()


def options(client: SMTP, mail: Submitted) -> list[bytes] | Outcome:
    """The parameters of MAIL, or the refusal where the server lacks what this mail needs."""
    chosen = [b"SIZE=%d" % len(mail.body)] if client.supports_extension("size") else []
    try:
        international = any(not path(a).isascii() for a in (mail.sender, *mail.recipients))
    except UnicodeError:
        return Outcome("failed", 553, "an address has a domain that cannot be")
    for needed, keyword, option in (
        (mail.eight_bit, "8bitmime", b"BODY=8BITMIME"),
        (international, "smtputf8", b"SMTPUTF8"),
    ):
        if needed and not client.supports_extension(keyword):
            return Outcome("failed", 550, f"the server does not offer {keyword.upper()}, which this mail needs")
        if needed:
            chosen.append(option)
    return chosen
