"""One mail as a value: what its headers and its visible text say, once the bytes have been read.

`parse.parse` is the only maker of a `Message`. Everything that later floors need of a mail is a field
here, decoded and bounded, so nothing above this floor touches the `email` package or raw bytes.
Header names and terms are those of RFC 5322; machine headers those of RFC 3834, 2919 and 3464.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from inbox_agent.mail.headers import Head

#: How far a Date may lie from the arrival: mail waits on the way for a day or two, clocks are wrong by years.
BELIEVABLE = timedelta(days=2)


@dataclass(frozen=True)
class Because:
    """Why something was judged so: a numbered rule (``accepts.en.7``, ``P-71``, ``owner``) and the words it rests on."""

    rule: str
    words: str = ""


@dataclass(frozen=True)
class Address:
    """A mailbox of RFC 5322 3.4: a display name, decoded (may be empty), and an addr-spec.

    `addr` keeps its local part as written; its domain is lower case. `key` compares without case.
    """

    name: str
    addr: str

    @property
    def key(self) -> str:
        return self.addr.casefold()

    def __str__(self) -> str:
        return f"{self.name} <{self.addr}>" if self.name and self.addr else self.name or self.addr


@dataclass(frozen=True)
class Attachment:
    """A part that is not the visible text. `content` is decoded; empty when it was not fetched."""

    filename: str
    content_type: str
    content: bytes
    inline: bool = False


@dataclass(frozen=True)
class Message:
    """A readable mail. Lists are tuples, times are aware, text uses ``\\n`` and no invisible characters."""

    message_id: str  #: with its angle brackets; "" where the mail has none
    date: datetime | None  #: the Date header, aware; None where missing or unreadable
    subject: str
    from_: tuple[Address, ...]
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    sender: tuple[Address, ...] = ()
    in_reply_to: tuple[str, ...] = ()  #: Message-IDs with angle brackets
    references: tuple[str, ...] = ()  #: oldest first
    headers: Head = field(default_factory=Head)  #: of the mail itself; a value is decoded when it is asked for
    text: str = ""  #: the visible text; HTML already turned into text (mail/html.py)
    from_html: bool = False  #: whether `text` was made from HTML
    attachments: tuple[Attachment, ...] = ()
    attached: tuple[bytes, ...] = ()  #: message/rfc822 parts as raw bytes, outermost first
    calendars: tuple[bytes, ...] = ()  #: text/calendar parts and .ics files
    cards: tuple[bytes, ...] = ()  #: text/vcard parts and .vcf files
    report: tuple[str, ...] = ()  #: message/delivery-status fields as text, one string a part (RFC 3464)
    remarks: tuple[str, ...] = ()  #: what was odd: "winmail.dat", "cut at 200 kB", "charset x-foo unknown"

    def header(self, name: str) -> str:
        """The first value of a header, "" where there is none."""
        return self.headers.decoded(name.lower())

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a header, topmost first."""
        return self.headers.all_decoded(name.lower())

    @property
    def author(self) -> Address:
        """The first From address; an empty one where the header is missing."""
        return self.from_[0] if self.from_ else Address("", "")


def said_at(message: Message, received: datetime) -> datetime:
    """When a mail was written: its own Date with the offset that it has, where that can be true (R-55), else `received`."""
    return message.date if message.date and abs(received - message.date) < BELIEVABLE else received


@dataclass(frozen=True)
class Unreadable:
    """Bytes that cannot be read as a mail, and why (T-23): a value, never an exception."""

    cause: str
