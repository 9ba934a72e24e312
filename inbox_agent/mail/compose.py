"""A letter or a mail to the owner as bytes: the one place that writes headers (T-11).

Text is sent as format=flowed (RFC 3676): every paragraph is one line of the draft and may be reflowed by the
reader's program. Letters to a contact are a person's mail and carry no sign of a machine; mail to the owner is
`Auto-Submitted: auto-generated` (RFC 3834) and asks robots not to answer (T-30).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from inbox_agent.mail.message import Address

_POLICY = SMTP.clone(max_line_length=76)
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\u2028\u2029]+")
_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\x00-\x1f\x7f]+@[^\s@<>\"(),:;\\\[\]\x00-\x1f\x7f]+")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]+>")
FLOWED_WIDTH = 72


@dataclass(frozen=True)
class Outgoing:
    """Everything that a mail is made of. `date` None leaves the Date header out (for the version's hash, T-02)."""

    sender: Address
    to: tuple[Address, ...]
    subject: str
    text: str
    message_id: str
    date: datetime | None
    html: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    from_robot: bool = False
    label: str = ""  #: what kind of mail to the owner it is, so that they can filter by it
    invitation: str = ""  #: an iCalendar part that goes with it (`invite.py`)


def plain_address(addr: str) -> bool:
    """Whether this is one bare addr-spec that can go into an envelope: no quotes, comments, spaces or control characters."""
    return bool(_ADDRESS.fullmatch(addr)) and len(addr) <= 320


def usable_id(message_id: str) -> bool:
    """Whether a Message-ID of somebody else's mail can stand in a header of ours."""
    return bool(_MESSAGE_ID.fullmatch(message_id)) and len(message_id) <= 900


def clean(text: str) -> str:
    """A header value without control characters and line ends: an incoming subject may carry any."""
    return " ".join(_CONTROL.sub(" ", text).split())


def flow(text: str) -> str:
    """Wrap each line at 72 columns with a trailing space where it goes on (RFC 3676 4.2), space-stuffed."""
    return "\n".join(_flow_line(line.rstrip()) for line in text.split("\n"))


def _flow_line(line: str) -> str:
    if line == "--":
        return "-- "
    pieces: list[str] = []
    quoted = line.startswith(">")
    while len(line) > FLOWED_WIDTH and not quoted:
        at = line.rfind(" ", 1, FLOWED_WIDTH)
        if at < 1:
            at = line.find(" ", FLOWED_WIDTH)
        if at < 1:
            break
        pieces.append(_stuffed(line[:at]) + " ")
        line = line[at + 1 :]
    return "\n".join([*pieces, line if quoted else _stuffed(line)])


def _stuffed(line: str) -> str:
    return " " + line if line.startswith((" ", ">", "From ")) else line


def compose(mail: Outgoing) -> bytes:
    """The whole mail with CRLF line ends, ready for SMTP or a Maildir."""
    # A name beyond ASCII can only stand in a header as it is (RFC 6532); whether the server takes it, SMTP tells.
    international = not all(a.addr.rpartition("@")[0].isascii() for a in (mail.sender, *mail.to))
    message = EmailMessage(policy=_POLICY.clone(utf8=True) if international else _POLICY)
    message["From"] = _header(mail.sender)
    message["To"] = [_header(a) for a in mail.to]
    message["Subject"] = clean(mail.subject)
    if mail.date:
        message["Date"] = format_datetime(mail.date)
    if mail.from_robot:
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        message["X-Inbox-Agent"] = mail.label
    _body(message, mail)
    return _ids(mail) + message.as_bytes()


def _ids(mail: Outgoing) -> bytes:
    """The headers that hold Message-IDs, one ID a line.

    Written by hand because `email` folds an ID of more than 60 characters, as Exchange makes them, into an
    RFC 2047 encoded word that no mail program threads by.
    """
    lines = [f"Message-ID: {mail.message_id}"]
    if usable_id(mail.in_reply_to):
        lines.append(f"In-Reply-To: {mail.in_reply_to}")
    if references := [i for i in mail.references if usable_id(i)]:
        lines.append("References: " + "\r\n ".join(references))
    return "".join(line + "\r\n" for line in lines).encode("ascii")


def _body(message: EmailMessage, mail: Outgoing) -> None:
    message.set_content(flow(mail.text) + "\n", cte="quoted-printable" if not mail.text.isascii() else None)
    message.set_param("format", "flowed")
    if mail.html:
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    if mail.invitation:
        message.add_alternative(
            mail.invitation, subtype="calendar", cte="quoted-printable", params={"method": "REQUEST"}
        )
    if message.is_multipart():
        # A boundary of our own making keeps the bytes the same each time they are composed (T-02).
        message.set_boundary("=_" + re.sub(r"[^A-Za-z0-9]", "", mail.message_id)[:40])


def _header(address: Address) -> HeaderAddress:
    if not plain_address(address.addr):
        raise ValueError(f"not an address that mail can be sent to: {address.addr!r}")
    local, _, domain = address.addr.rpartition("@")
    domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    return HeaderAddress(display_name=clean(address.name), username=local, domain=domain)
