"""Bytes into a `Message`: the one place where a mail is read, and where no mail can break anything (T-23).

The order is: bounds, header, the tree of parts, then the visible text. Of several forms of the same text the
plain one is taken, unless it is a stub that says "this mail needs HTML". What is not visible text is kept
beside it by what it is: attached mails (RFC 2046 5.2), delivery reports (RFC 3464), calendar parts, cards,
and everything else as attachments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from inbox_agent.mail import html
from inbox_agent.mail.addresses import MOST_ADDRESSES, read_addresses
from inbox_agent.mail.alternatives import says_more
from inbox_agent.mail.charset import codec_of, meta_charset, to_text
from inbox_agent.mail.entity import Budget, Entity, read_entity
from inbox_agent.mail.flowed import unflow
from inbox_agent.mail.headers import MOST_HEADER_BYTES, Head, message_ids, read_date
from inbox_agent.mail.message import Address, Attachment, Message, Unreadable
from inbox_agent.mail.span import whole
from inbox_agent.mail.visible import TURNED, one_line, turns, visible

#: A text is looked at to choose among alternatives, and read once more where it is chosen.
html_to_text = lru_cache(maxsize=2)(html.to_text)

MOST_BYTES = 10_000_000
MOST_TEXT = 200_000
MOST_HTML = 1_000_000  #: of source; most of an HTML mail is style
_STUB = 400  #: a plain text shorter than this may only say that the mail is to be seen as HTML
_TEXTS = frozenset({"text/plain", "text/html"})
_SAME_TEXT_AGAIN = frozenset({"text/x-amp-html", "text/watch-html"})  #: for phones and watches, never alone
_ATTACHED = frozenset({"message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers"})
_REPORTS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_CALENDARS = frozenset({"text/calendar", "application/ics", "text/x-vcalendar"})
_CARDS = frozenset({"text/vcard", "text/x-vcard", "text/directory", "application/vcard"})
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_HTML_DOCUMENT = re.compile(r"\s{0,99}<(?:!doctype html|html[\s>])", re.IGNORECASE)
_WHERE_MAIL_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]*(?:>?From (?!:)[^\r\n]*(?:\r\n|\n|\r))?")


@dataclass
class _Sorted:
    """The leaves of a mail by what they are. `texts` are those that make the visible text, in order."""

    texts: list[Entity] = field(default_factory=list)
    attachments: list[Entity] = field(default_factory=list)
    attached: list[bytes] = field(default_factory=list)
    calendars: list[bytes] = field(default_factory=list)
    cards: list[bytes] = field(default_factory=list)
    report: list[str] = field(default_factory=list)
    of_machine: bool = False  #: a delivery report, whose two texts differ by design and which is read as a machine's
    the_other: bool = False  #: of two forms of a text the one is taken that `parse` leaves
    two_forms: bool = False


def parse(raw: bytes) -> Message | Unreadable:
    """Read a mail; never raises, takes linear time, and keeps to the bounds of T-23 (what it cut stands in `remarks`)."""
    return _read(raw, _Sorted())


def other_form(raw: bytes) -> Message | None:
    """The mail with the form of its text that `parse` leaves: its HTML for the plain one, mostly. None where it has one form."""
    found = _Sorted(the_other=True)
    message = _read(raw, found)
    return message if found.two_forms and isinstance(message, Message) else None


def _read(raw: bytes, found: _Sorted) -> Message | Unreadable:
    budget = Budget()
    if len(raw) > MOST_BYTES:
        budget.remarks.append(f"cut at {MOST_BYTES // 1_000_000} MB")
        raw = raw[:MOST_BYTES]
    if b"\r\r\n" in raw[:1000]:
        raw = raw.replace(b"\r\r\n", b"\r\n")
    start = _WHERE_MAIL_BEGINS.match(raw)
    entity = read_entity(whole(raw).behind(start.end() if start else 0), budget)
    if not entity.head.fields:
        return Unreadable("It has no header, so it is not a mail." if raw.strip() else "It is empty.")
    _sort(entity, found, alone=True)
    if not found.texts:
        found.texts = _named_texts(found.attachments)[:1]
    text, from_html = _visible_text(found.texts, budget.remarks)
    return _message(entity.head, found, text, from_html, budget.remarks)


def _message(head: Head, found: _Sorted, text: str, from_html: bool, remarks: list[str]) -> Message:
    if head.cut:
        remarks.append(f"header cut at {MOST_HEADER_BYTES // 1000} kB")
    recipients = _Recipients()
    ids = message_ids(head.first("message-id"))
    return Message(
        message_id=ids[0] if ids else "",
        date=read_date(head.first("date")),
        subject=head.decoded("subject"),
        from_=recipients.read(head.all("from")[:1]),
        to=recipients.read(head.all("to")),
        cc=recipients.read(head.all("cc")),
        reply_to=recipients.read(head.all("reply-to")[:1]),
        sender=recipients.read(head.all("sender")[:1]),
        in_reply_to=message_ids(" ".join(head.all("in-reply-to"))),
        references=message_ids(" ".join(head.all("references"))),
        headers=head,
        text=text,
        from_html=from_html,
        attachments=tuple(_attachment(part, remarks) for part in found.attachments),
        attached=tuple(found.attached),
        calendars=tuple(found.calendars),
        cards=tuple(found.cards),
        report=tuple(found.report),
        remarks=tuple(dict.fromkeys(remarks)),
    )


class _Recipients:
    """Reads address fields within one budget of addresses for the whole mail."""

    def __init__(self) -> None:
        self._left = MOST_ADDRESSES

    def read(self, values: Iterable[str]) -> tuple[Address, ...]:
        found: list[Address] = []
        for value in values:
            addresses = read_addresses(value, self._left)
            self._left -= len(addresses)
            found += addresses
        return tuple(found)


def _sort(part: Entity, found: _Sorted, alone: bool = False) -> None:
    """Put every leaf where it belongs. `alone`: the part is the whole mail, so it is text even if it has a name."""
    if part.content_type == "multipart/alternative" and part.parts:
        _choose(part.parts, found)
        return
    if part.parts:
        found.of_machine = found.of_machine or any(child.content_type in _REPORTS for child in part.parts)
        for child in part.parts:
            _sort(child, found)
        return
    name, kind = part.filename.lower(), part.content_type
    if kind in _CALENDARS or name.endswith(".ics"):
        found.calendars.append(part.content())
    elif kind in _CARDS or name.endswith(".vcf"):
        found.cards.append(part.content())
    elif kind in _REPORTS:
        found.report.append(visible(to_text(part.content(MOST_TEXT)[:MOST_TEXT])))
    elif kind in _ATTACHED or (name.endswith(".eml") and not kind.startswith("image/")):
        found.attached.append(part.content())
    elif kind in _TEXTS and (alone or not (part.filename or part.disposition == "attachment")):
        found.texts.append(part)
    elif kind not in _SAME_TEXT_AGAIN:
        found.attachments.append(part)


def _named_texts(parts: Iterable[Entity]) -> list[Entity]:
    """Text parts that have a file name but are shown in the mail (RFC 2183 2.1), which counts where no other text is."""
    return [part for part in parts if part.content_type in _TEXTS and part.disposition != "attachment"]


def _choose(parts: Iterable[Entity], found: _Sorted) -> None:
    """Of alternatives (RFC 2046 5.1.4) one text is taken, while everything that is not text is kept from all."""
    plain: list[Entity] = []
    rich: list[Entity] = []
    for part in parts:
        before, found.texts = found.texts, []
        _sort(part, found)
        chosen = rich if any(text.content_type == "text/html" for text in found.texts) else plain
        if not chosen:
            chosen += found.texts
        found.texts = before
    takes_rich = bool(rich) and (_is_stub(plain, rich) or (not found.of_machine and _hides(plain, rich)))
    if plain and rich:
        found.two_forms = True
        takes_rich = takes_rich is not found.the_other
    found.texts += rich if takes_rich else plain


def _is_stub(plain: list[Entity], rich: list[Entity]) -> bool:
    """Whether the plain text only stands in for the HTML: empty, or a few words beside a long document."""
    if sum(len(part.body) for part in plain) > 3 * _STUB:
        return False  # no encoding makes a text more than three times as long
    words = "".join(_plain(part, []) for part in plain).strip()
    if len(words) >= _STUB:
        return False
    return not words or len("".join(_html(part, []) for part in rich)) > 4 * len(words) + _STUB


def _hides(plain: list[Entity], rich: list[Entity]) -> bool:
    """Whether the plain text has words that no reader of the HTML sees; then the HTML is what was said."""
    if sum(len(part.body) for part in rich) > MOST_HTML:
        return False
    return says_more(*("\n".join(read(part, []) for part in parts) for read, parts in ((_plain, plain), (_html, rich))))


def _visible_text(parts: list[Entity], remarks: list[str]) -> tuple[str, bool]:
    """The text of all parts that make it, and whether any of it was HTML."""
    texts: list[str] = []
    from_html = False
    for part in parts:
        rich = part.content_type == "text/html"
        text = _html(part, remarks) if rich else _plain(part, remarks)
        if not rich and _HTML_DOCUMENT.match(text):
            text, rich = html_to_text(text), True
        from_html = from_html or rich
        texts.append(text.strip("\n"))
    return "\n\n".join(text for text in texts if text.strip()), from_html


def _plain(part: Entity, remarks: list[str]) -> str:
    data = part.content(MOST_TEXT)
    if len(data) > MOST_TEXT:
        remarks.append(f"text cut at {MOST_TEXT // 1000} kB")
    written = to_text(data[:MOST_TEXT], _charset(part, remarks))
    if turns(written):
        remarks.append(TURNED)
    text = visible(written)
    if part.parameters.get("format", "").lower() == "flowed":
        return unflow(text, part.parameters.get("delsp", "").lower() == "yes")
    return text


def _html(part: Entity, remarks: list[str]) -> str:
    data = part.content(MOST_HTML)
    if len(data) > MOST_HTML:
        remarks.append(f"HTML cut at {MOST_HTML // 1000} kB")
    written = to_text(data[:MOST_HTML], _charset(part, remarks) or meta_charset(data))
    if turns(written):
        remarks.append(TURNED)
    text = html_to_text(written)
    if len(text) > MOST_TEXT:
        remarks.append(f"text cut at {MOST_TEXT // 1000} kB")
    return text[:MOST_TEXT]


def _charset(part: Entity, remarks: list[str]) -> str:
    name = part.parameters.get("charset", "")
    if name and not codec_of(name):
        remarks.append(f"charset {one_line(name)[:40]} unknown")
    return name


def _attachment(part: Entity, remarks: list[str]) -> Attachment:
    name = one_line(part.filename)
    if part.content_type in _TNEF or name.lower() == "winmail.dat":
        remarks.append("winmail.dat")
    if part.content_type in {"application/pkcs7-mime", "application/pgp-encrypted"}:
        remarks.append("encrypted")
    inline = part.disposition == "inline" or bool(part.head.first("content-id"))
    return Attachment(name, part.content_type, part.content(), inline)
