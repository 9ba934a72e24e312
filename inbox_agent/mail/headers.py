"""The header of a mail or part: fields out of bytes, tolerant of all that real senders get wrong.

The standard library's header classes raise on some of it (T-23, R-60), so this reader knows no errors: every
byte string has some reading. Encoded words (RFC 2047) are joined as *bytes* before they are decoded, because
senders split them inside a character. Raw 8-bit values are read as UTF-8 or else as the West's codepage.
Structured values are never decoded before they are taken apart, so no encoded word can add an address, a
verdict or a parameter.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from inbox_agent.mail.charset import to_text
from inbox_agent.mail.span import Span
from inbox_agent.mail.transfer import from_base64
from inbox_agent.mail.visible import one_line

MOST_HEADER_BYTES = 256_000  # T-23
_LINE = re.compile(rb"\r\n|\n|\r")
_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_NEXT_FIELD = re.compile(r"\n(?![ \t])")
#: Cheaper than a named tuple's own constructor, which counts its arguments.
_made = tuple.__new__
_WHITE = " \t\n\r\x0b\x0c"
MOST_NAME = 200
_KNOWN = re.compile(rb"(?:from|to|cc|subject|date|message-id|mime-version|content-[a-z-]+|received|x-[a-z-]+|reply-to|references|in-reply-to)[ \t]*:", re.IGNORECASE)  # fmt: skip
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?")
_ID = re.compile(r"<([^<>]{1,998})>")
_BARE_ID = re.compile(r"[^\s<>\"',;@]{1,500}@[^\s<>\"',;@]{1,300}")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d{1,6})?(?: ?(?:Z|[+-]\d\d:?\d\d))?")
#: Headers that servers write; an encoded word in them is nobody's words, so it stays as it is.
_TRACE = ("received", "authentication-results", "arc-", "dkim-", "x-received", "x-ms-exchange-authentication")


class Field(NamedTuple):
    """One header field. A mail has dozens, of which few are ever looked at: a value is unfolded and decoded when it is asked for."""

    key: str  #: the name in lower case
    name: str  #: as written
    raw: str  #: the value as it came, folds included, each byte a letter (ISO 8859-1)

    @property
    def value(self) -> str:
        """The value on one line, in letters, with its encoded words as they are."""
        raw = self.raw
        value = " ".join([row.strip(_WHITE) for row in raw.split("\n")]) if "\n" in raw else raw.strip(_WHITE)
        return value if value.isascii() and "\x1b$" not in value else to_text(value.encode("latin-1"))

    @property
    def decoded(self) -> str:
        """The value as a person would read it, on one line. Most values are so already."""
        value = self.value
        if value.isascii() and value.isprintable() and "=?" not in value and "  " not in value:
            return value
        return one_line(value) if self.key.startswith(_TRACE) else decode_words(value)


@dataclass(frozen=True)
class Head:
    """All fields of one header, in order. Names are asked for in lower case."""

    fields: tuple[Field, ...] = ()
    cut: bool = False  #: whether there was more than may be read

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """The topmost field of each name; the name that comes last in the header stands first."""
        return {field.key: field for field in reversed(self.fields)}

    def first(self, name: str) -> str:
        """The first value of a field, not decoded; "" where there is none."""
        field = self.by_name.get(name)
        return field.value if field else ""

    def all(self, name: str) -> list[str]:
        if name not in self.by_name:
            return []
        return [field.value for field in self.fields if field.key == name]

    def decoded(self, name: str) -> str:
        """The first value of a field as a person would read it."""
        field = self.by_name.get(name)
        return field.decoded if field else ""

    def all_decoded(self, name: str) -> tuple[str, ...]:
        """Every value of a field as a person would read it, topmost first."""
        if name not in self.by_name:
            return ()
        return tuple(field.decoded for field in self.fields if field.key == name)


def split_head(part: Span) -> tuple[Head, Span]:
    """Part header and body at the first blank line, or at the first line that can be no header."""
    data, start = part.data, part.start
    if first := _LINE.match(data, start, part.end):
        return Head(()), part.behind(first.end())
    end, body = _blank_line(data, start, part.end)
    fields, rest = _fields(data[start : min(end, start + MOST_HEADER_BYTES)])
    cut = end - start > MOST_HEADER_BYTES
    return Head(tuple(fields), cut), part.behind(body if rest is None or cut else start + rest)


def _blank_line(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Where the header ends and the body begins, for line ends of every kind."""
    at, length = end, 0
    for gap in (b"\r\n\r\n", b"\n\n", b"\r\r", b"\n\r\n"):
        found = data.find(gap, start, min(end, at + len(gap)))
        if 0 <= found < at:
            at, length = found, len(gap)
    return at, at + length


def _fields(block: bytes) -> tuple[list[Field], int | None]:
    """The fields of a block of header lines, and where the body begins if a line in it is none."""
    text = block.decode("latin-1").replace("\r\n", "\n")
    found: list[Field] = []
    for row in _NEXT_FIELD.split(text.removesuffix("\n")):
        name, colon, raw = row.partition(":")
        name = name.rstrip(" \t")
        # What RFC 5322 allows in a name is what can be printed in ASCII, without blanks.
        if not (colon and name.isascii() and name.isprintable() and " " not in name and 0 < len(name) <= MOST_NAME):
            return _odd_fields(block)
        found.append(_made(Field, (name.lower(), name, raw)))
    return (found, None) if "\r" not in text else _odd_fields(block)


def _odd_fields(block: bytes) -> tuple[list[Field], int | None]:
    """The same line by line, where a line is neither a field nor a fold."""
    found: list[tuple[str, list[str]]] = []
    lines = block.splitlines(keepends=True)
    at = 0
    body = None
    for n, line in enumerate(lines):
        start = _FIELD.match(line)
        if start:
            found.append((start.group(1).decode("ascii"), [line[start.end() :].strip().decode("latin-1")]))
        elif found and (line[:1] in b" \t" or any(map(_KNOWN.match, lines[n + 1 : n + 20]))):
            # A fold; or one that lost its indent, since known header names follow below.
            found[-1][1].append(line.strip().decode("latin-1"))
        else:
            body = at
            break
        at += len(line)
    return [Field(name.lower(), name, "\n".join(rows)) for name, rows in found], body


def decode_words(value: str) -> str:
    """A header value with its encoded words decoded (RFC 2047), visible and on one line.

    Tolerated: words without spaces around them, spaces and question marks inside, a language suffix
    (RFC 2231 5), base64 that lost its padding or goes on in the next word.
    """
    return one_line(_joined(value)) if "=?" in value else one_line(value)


def _joined(value: str) -> str:
    out: list[str] = []
    words: list[tuple[str, str, str]] = []  # charset, encoding, text of neighbours that belong together
    at = 0
    while (start := value.find("=?", at)) >= 0:
        head = _WORD.match(value, start)
        end = value.find("?=", head.end()) if head else start
        if end < 0:
            break  # nothing further is closed, so nothing further is a word
        gap = value[at:start]
        if not head:
            out += [_decoded(words), gap, "=?"]
            words, at = [], start + 2
            continue
        if not words or gap.strip() or not _same(words[-1], head):
            out += [_decoded(words), gap if not words or gap.strip() else ""]
            words = []
        words.append((head.group(1), head.group(2).lower(), value[head.end() : end]))
        at = end + 2
    return "".join([*out, _decoded(words), value[at:]])


def _same(word: tuple[str, str, str], head: re.Match[str]) -> bool:
    return word[0].lower() == head.group(1).lower()


def _decoded(words: list[tuple[str, str, str]]) -> str:
    """Neighbouring words of one charset: bytes first, letters after."""
    if not words:
        return ""
    data = b"".join(
        _bytes(encoding, [text for _, _, text in run]) for encoding, run in groupby(words, key=lambda w: w[1])
    )
    return to_text(data, words[0][0].partition("*")[0])


def _bytes(encoding: str, texts: list[str]) -> bytes:
    if encoding == "q":
        return b"".join(map(_from_q, texts))
    pieces = [text.strip().encode("ascii", "ignore") for text in texts]
    # Words that are only together a whole number of quanta were cut inside one.
    if any(len(piece) % 4 for piece in pieces) and sum(map(len, pieces)) % 4 == 0:
        return from_base64(b"".join(pieces))
    return b"".join(map(from_base64, pieces))


def _from_q(text: str) -> bytes:
    return binascii.a2b_qp(text.encode("utf-8", "surrogateescape"), header=True)


def message_ids(value: str) -> tuple[str, ...]:
    """The Message-IDs of an In-Reply-To or References field, with their brackets, first to last.

    One that was folded in the middle is put together; one that was sent as an encoded word is decoded.
    """
    if "=?" in value:
        value = decode_words(value)
    ids = ["<" + "".join(one_line(i).split()) + ">" for i in _ID.findall(value)] or [
        f"<{i}>" for i in _BARE_ID.findall(value)
    ]
    return tuple(dict.fromkeys(i for i in ids if i != "<>"))[:200]


def read_date(value: str) -> datetime | None:
    """A Date field as an aware time; None where it cannot be one. A missing or unknown zone counts as UTC.

    A year that no mail can be of (R-55) is no date either: the next day or another zone may not exist there.
    """
    found = _read_date(value.strip()[:200])
    return found if found and 1900 <= found.year <= 2200 else None


def _read_date(value: str) -> datetime | None:
    try:
        if found := _ISO_DATE.match(value):
            written = found.group().replace(" +", "+").replace(" -", "-")
            time = datetime.fromisoformat(written)
            return time if time.tzinfo else time.replace(tzinfo=UTC)
        parts = parsedate_tz(value)
        return datetime(*parts[:6], tzinfo=timezone(timedelta(seconds=parts[9] or 0))) if parts else None
    except (ValueError, TypeError, IndexError, AttributeError, OverflowError):
        # A day or offset that does not exist; and what the standard library's parser raises on fuzz (T-23).
        return None
