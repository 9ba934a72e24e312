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
from email.policy import SMTP
from email.quoprimime import body_encode
from email.utils import format_datetime
from functools import lru_cache

from inbox_agent.mail.message import Address

LONGEST_LINE = 76
_POLICY = SMTP.clone(max_line_length=LONGEST_LINE)
_INTERNATIONAL = _POLICY.clone(utf8=True)
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\u2028\u2029]+")
_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\x00-\x1f\x7f]+@[^\s@<>\"(),:;\\\[\]\x00-\x1f\x7f]+")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]+>")
_PLAIN = re.compile(r"[!-~](?:[ -~]*[!-~])?")
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
    """The whole mail with CRLF line ends, ready for SMTP or a Maildir.

    The parts are joined here and not by `EmailMessage`, which parses each header that it is given and takes thirty times as
    long; what is hard, a header beyond ASCII or of more than one line, is still folded by the standard library. The bytes
    are those that `EmailMessage` writes (`tests/mail/test_compose.py`).
    """
    # A name beyond ASCII can only stand in a header as it is (RFC 6532); whether the server takes it, SMTP tells.
    international = not all(a.addr.rpartition("@")[0].isascii() for a in (mail.sender, *mail.to))
    lines = [
        _addresses("From", (mail.sender,), international),
        _addresses("To", mail.to, international),
        _words("Subject", clean(mail.subject), international),
    ]
    if mail.date:
        lines.append(f"Date: {format_datetime(mail.date)}\r\n".encode("ascii"))
    if mail.from_robot:
        lines.append(b"Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n")
        lines.append(_words("X-Inbox-Agent", mail.label, international))
    return b"".join([_ids(mail), *lines, _body(mail)])


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


def _body(mail: Outgoing) -> bytes:
    """The text; or, one after the other, the forms of the same mail that the reader's program chooses from."""
    text = flow(mail.text) + "\n"
    encoding, payload = _encoded(text, plainly=text.isascii())
    kind = 'Content-Type: text/plain; charset="utf-8"; format="flowed"\r\n\r\n'
    if not (mail.html or mail.invitation):
        return f"Content-Transfer-Encoding: {encoding}\r\nMIME-Version: 1.0\r\n{kind}{payload}".encode("ascii")
    parts = [f"Content-Transfer-Encoding: {encoding}\r\n{kind}{payload}"]
    quoted = "Content-Transfer-Encoding: quoted-printable\r\n"
    if mail.html:
        head = f'Content-Type: text/html; charset="utf-8"\r\n{quoted}MIME-Version: 1.0\r\n\r\n'
        parts.append(head + _encoded(mail.html)[1])
    if mail.invitation:
        head = f'{quoted}Content-Type: text/calendar; charset="utf-8"; method="REQUEST"\r\nMIME-Version: 1.0\r\n\r\n'
        parts.append(head + _encoded(mail.invitation)[1])
    # A boundary of our own making keeps the bytes the same each time they are composed (T-02).
    mark = "=_" + re.sub(r"[^A-Za-z0-9]", "", mail.message_id)[:40]
    kind = f'Content-Type: multipart/alternative; boundary="{mark}"'
    kind = kind if len(kind) <= LONGEST_LINE else kind.replace("; ", ";\r\n ")
    head = f"MIME-Version: 1.0\r\n{kind}\r\n\r\n"
    return (head + "".join(f"--{mark}\r\n{part}\r\n" for part in parts) + f"--{mark}--\r\n").encode("ascii")


def _encoded(text: str, plainly: bool = False) -> tuple[str, str]:
    """The encoding of a part and its lines in it; `plainly` as they are where none is too long."""
    lines = text.encode().splitlines()
    if plainly and max(map(len, lines), default=0) <= LONGEST_LINE:
        return "7bit", "".join(line.decode("ascii") + "\r\n" for line in lines)
    quoted = body_encode(b"".join(line + b"\n" for line in lines).decode("latin-1"), LONGEST_LINE)
    return "quoted-printable", quoted.replace("\n", "\r\n")


@lru_cache(maxsize=256)
def _addresses(name: str, addresses: tuple[Address, ...], international: bool) -> bytes:
    return _folded(name, [_header(a) for a in addresses], international)


def _words(name: str, words: str, international: bool) -> bytes:
    line = f"{name}: {words}"
    if _PLAIN.fullmatch(words) and len(line) <= LONGEST_LINE and "=?" not in words:
        return line.encode("ascii") + b"\r\n"
    return _folded_words(name, words, international)


@lru_cache(maxsize=256)  # the same letter is composed for its version, for its check and to leave
def _folded_words(name: str, words: str, international: bool) -> bytes:
    return _folded(name, words, international)


def _folded(name: str, value: str | list[HeaderAddress], international: bool) -> bytes:
    policy = _INTERNATIONAL if international else _POLICY
    return policy.fold_binary(*policy.header_store_parse(name, value))


def _header(address: Address) -> HeaderAddress:
    if not plain_address(address.addr):
        raise ValueError(f"not an address that mail can be sent to: {address.addr!r}")
    local, _, domain = address.addr.rpartition("@")
    domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    return HeaderAddress(display_name=clean(address.name), username=local, domain=domain)
