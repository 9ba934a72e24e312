"""The same mail in another dress: what may change on the way without changing what is said (metamorphic tests).

Works on the bytes, part by part, without the readers under test: headers are folded or encoded, the text of
leaf parts gets another charset or transfer encoding. What a change cannot be applied to stays as it is.
"""

from __future__ import annotations

import base64
import quopri
import re
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message

_TEXT = ("text/plain", "text/html")


def _leaves(mail: Message) -> list[Message]:
    return [part for part in mail.walk() if part.get_content_type() in _TEXT and not part.is_multipart()]


def _letters(part: Message) -> str | None:
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    try:
        return data.decode(part.get_content_charset() or "utf-8")
    except (UnicodeDecodeError, LookupError):
        return None


def _texts(raw: bytes, encode: Callable[[Message, str], None]) -> bytes:
    mail = message_from_bytes(raw)
    for part in _leaves(mail):
        text = _letters(part)
        if text is not None:
            encode(part, text)
    return mail.as_bytes()


def _put(part: Message, text: str, charset: str, encoding: str) -> None:
    try:
        data = text.encode(charset)
    except UnicodeEncodeError:
        return
    body = (
        base64.encodebytes(data)
        if encoding == "base64"
        else quopri.encodestring(data)
        if encoding == "quoted-printable"
        else data
    )
    del part["Content-Transfer-Encoding"]
    part["Content-Transfer-Encoding"] = encoding
    if "Content-Type" not in part:
        part["Content-Type"] = "text/plain"
    part.set_param("charset", charset)
    part.set_payload(body.decode("ascii", "surrogateescape"))


def _in(charset: str, encoding: str) -> Callable[[bytes], bytes]:
    return lambda raw: _texts(raw, lambda part, text: _put(part, text, charset, encoding))


def _crlf(raw: bytes) -> bytes:
    return re.sub(rb"\r?\n", b"\r\n", raw)


def _folded(raw: bytes) -> bytes:
    """Subject and addresses are folded at each blank but the first, which would leave a first line empty."""
    head, gap, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    lines = re.split(rb"\n(?![ \t])", head)
    return b"\n".join(map(_fold, lines)) + gap + body


def _fold(line: bytes) -> bytes:
    if not line.lower().startswith((b"subject:", b"from:", b"to:")):
        return line
    name, _, value = b" ".join(line.split()).partition(b": ")
    return name + b": " + value.replace(b" ", b"\n ")


def _encoded_words(raw: bytes) -> bytes:
    """The subject as encoded words, split inside letters as careless senders do."""
    mail = message_from_bytes(raw)
    subject = next((value for name, value in mail.raw_items() if name.lower() == "subject"), "")
    if "=?" in subject:
        return raw
    data = subject.encode("utf-8", "surrogateescape")
    words = [f"=?utf-8?b?{base64.b64encode(data[at : at + 7]).decode()}?=" for at in range(0, len(data), 7)]
    del mail["Subject"]
    mail["Subject"] = "\n ".join(words)
    return mail.as_bytes()


def _upper_names(raw: bytes) -> bytes:
    head, gap, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    return re.sub(rb"(?m)^([A-Za-z-]+):", lambda m: m.group(1).upper() + b":", head) + gap + body


def _nbsp(raw: bytes) -> bytes:
    """The blanks between two words are no-break spaces; those inside a tag, where none may stand, stay."""

    def encode(part: Message, text: str) -> None:
        tags = r"(<[^<>]*>)" if part.get_content_type() == "text/html" else r"(?!)()"
        pieces = re.split(tags, text)
        pieces[::2] = [re.sub(r"(?<=[^\W\d_]) (?=\w)", "\u00a0", piece) for piece in pieces[::2]]
        _put(part, "".join(pieces), "utf-8", "quoted-printable")

    return _texts(raw, encode)


def _flowed(raw: bytes) -> bytes:
    """Plain text as format=flowed (RFC 3676): long lines go on after a space, and what looks like a mark is stuffed."""

    def encode(part: Message, text: str) -> None:
        if part.get_content_type() != "text/plain" or part.get_param("format"):
            return
        rows = []
        for row in text.replace("\r\n", "\n").split("\n"):
            bare = row if row == "-- " else row.rstrip(" ")
            stuffed = f" {bare}" if bare.startswith((" ", "From ")) else bare
            long = len(stuffed) > 76 and not stuffed.startswith(">")
            rows.append(re.sub(r"(.{40,70}?\S )(?=\S)", r"\1\n", stuffed) if long else stuffed)
        _put(part, re.sub(r"\n(?=>|From )", "\n", "\n".join(rows)), "utf-8", "quoted-printable")
        part.set_param("format", "flowed")

    return _texts(raw, encode)


def _separator(raw: bytes) -> bytes:
    """As it lies in an mbox: the separator line in front."""
    return b"From someone@x.example Wed Nov 18 12:31:00 2026\n" + raw


RE_ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "utf-8 base64": _in("utf-8", "base64"),
    "utf-8 quoted-printable": _in("utf-8", "quoted-printable"),
    "latin-1 8bit": _in("iso-8859-1", "8bit"),
    "windows-1252 quoted-printable": _in("windows-1252", "quoted-printable"),
    "utf-16 base64": _in("utf-16", "base64"),
    "crlf": _crlf,
    "folded headers": _folded,
    "encoded words": _encoded_words,
    "upper-case header names": _upper_names,
    "no-break spaces": _nbsp,
    "mbox separator": _separator,
    "format=flowed": _flowed,
}


def re_encode(raw: bytes, how: str) -> bytes:
    return RE_ENCODINGS[how](raw)
