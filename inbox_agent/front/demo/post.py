"""Mail as people's programs write it: forwards and replies in the layouts of Gmail and Outlook, English and Swedish.

The demo is a client like any other: what the agent reads here has the shape of real mail, quotes and header
blocks included.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from html import escape
from typing import Literal

Layout = Literal["gmail", "outlook"]

MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
    "sv": ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"),
}  # fmt: skip
DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
}


@dataclass(frozen=True)
class Party:
    """Somebody with a mailbox, a language and a mail program."""

    name: str
    addr: str
    language: str = "en"
    layout: Layout = "gmail"

    def __str__(self) -> str:
        return f"{self.name} <{self.addr}>"


@dataclass(frozen=True)
class Received:
    """A mail that somebody got, as far as an answer needs it."""

    message_id: str
    references: str
    sender: str
    subject: str
    text: str
    at: datetime


def day(moment: datetime, language: str) -> str:
    """``Thursday 3 December`` or ``torsdag 3 december``, as a person writes it in a mail."""
    return f"{DAYS[language][moment.weekday()]} {moment.day} {MONTHS[language][moment.month - 1]}"


def mail(
    sender: Party, to: str, subject: str, text: str, at: datetime, message_id: str, html: str = ""
) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = formataddr((sender.name, sender.addr))
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    message.set_content(text, cte="quoted-printable" if not text.isascii() else "7bit")
    if html:
        message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message


def forward(
    owner: Party,
    to: str,
    original: Party,
    subject: str,
    sent: datetime,
    text: str,
    note: str,
    at: datetime,
    message_id: str,
) -> bytes:
    """What the owner's program makes of "forward": their note, the program's block of headers, and the mail itself."""
    body = f"{note}\n\n{_block(owner, original, subject, sent)}\n\n{text}\n"
    prefix = "Fwd: " if owner.layout == "gmail" else {"en": "FW: ", "sv": "VB: "}[owner.language]
    return mail(owner, to, prefix + subject, body, at, message_id).as_bytes()


def _block(owner: Party, original: Party, subject: str, sent: datetime) -> str:
    english = owner.language == "en"
    if owner.layout == "gmail":
        mark = "---------- Forwarded message ---------"
        when = f"{sent:%a, %b} {sent.day}, {sent.year} at {sent:%H:%M}" if english else _swedish(sent)
        head = ("From", "Date", "Subject", "To") if english else ("Från", "Date", "Subject", "To")
        return f"{mark}\n{head[0]}: {original}\n{head[1]}: {when}\n{head[2]}: {subject}\n{head[3]}: {owner}\n"
    line = "_" * 32
    when = (
        f"{DAYS['en'][sent.weekday()]}, {MONTHS['en'][sent.month - 1]} {sent.day}, {sent.year} {sent:%H:%M}"
        if english
        else f"den {sent.day} {MONTHS['sv'][sent.month - 1]} {sent.year} {sent:%H:%M}"
    )
    labels = ("From", "Sent", "To", "Subject") if english else ("Från", "Skickat", "Till", "Ämne")
    return f"{line}\n{labels[0]}: {original}\n{labels[1]}: {when}\n{labels[2]}: {owner}\n{labels[3]}: {subject}"


def _swedish(at: datetime) -> str:
    short = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")[at.weekday()]
    return f"{short} {at.day} {MONTHS['sv'][at.month - 1][:3]}. {at.year} kl {at:%H:%M}"


def reply(sender: Party, got: Received, text: str, at: datetime, message_id: str) -> bytes:
    """An answer above the quoted mail, threaded, in the layout of the sender's program."""
    subject = (
        got.subject
        if got.subject.lower().startswith(("re:", "sv:"))
        else f"{'SV' if sender.layout == 'outlook' and sender.language == 'sv' else 'Re'}: {got.subject}"
    )
    quote, html = _quoted(sender, got)
    message = mail(
        sender,
        got.sender,
        subject,
        f"{text}\n\n{quote}\n",
        at,
        message_id,
        f"<div>{escape(text).replace(chr(10), '<br>')}</div>{html}" if html else "",
    )
    message["In-Reply-To"] = got.message_id
    message["References"] = f"{got.references} {got.message_id}".strip()
    return message.as_bytes()


def _quoted(sender: Party, got: Received) -> tuple[str, str]:
    if sender.layout == "gmail":
        opening = (
            f"On {got.at:%a, %b} {got.at.day}, {got.at.year} at {got.at:%H:%M} {got.sender} wrote:"
            if sender.language == "en"
            else f"Den {_swedish(got.at)} skrev {got.sender}:"
        )
        lines = "\n".join(f"> {line}".rstrip() for line in got.text.strip().splitlines())
        html = f'<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{escape(opening)}<br></div><blockquote class="gmail_quote">{escape(got.text).replace(chr(10), "<br>")}</blockquote></div>'
        return f"{opening}\n\n{lines}", html
    labels = ("From", "Sent", "To", "Subject") if sender.language == "en" else ("Från", "Skickat", "Till", "Ämne")
    when = f"{got.at.day} {MONTHS[sender.language][got.at.month - 1]} {got.at.year} {got.at:%H:%M}"
    return (
        f"{'_' * 32}\n{labels[0]}: {got.sender}\n{labels[1]}: {when}\n{labels[2]}: {sender}\n{labels[3]}: {got.subject}\n\n{got.text.strip()}",
        "",
    )
