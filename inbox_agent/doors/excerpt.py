"""A large mail cut down to its headers and its text (T-23), from a file that is read once from top to bottom.

Everything that says what the mail *is* stays as it was: all headers, all boundaries, the header of each part.
Of the contents stay the text and attached messages up to a limit, and parts small enough to be a calendar or a
contact card; a large attachment becomes a part with its header and nothing in it. So the result is an ordinary
MIME message (RFC 2046 5.1) that any reader reads, and a part that is empty was not fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import BinaryIO

#: Larger mails are fetched as headers and text only (T-23).
WHOLE = 10_000_000
#: Of one text part or attached message; more than the reader's 200 kB, since base64 adds a third.
TEXT = 300_000
#: A part of another kind is kept where it is at most this large: calendars, contact cards.
SMALL = 64_000
#: Of all headers of one part, and the number of parts that are looked at.
HEADER = 256_000
PARTS = 200

_LINE = 65_536
_TYPE = re.compile(rb"^content-type:[ \t]*([\w.+-]+)/([\w.+-]+)", re.I | re.M)
_BOUNDARY = re.compile(rb'boundary\*?=[ \t]*(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))', re.I)


@dataclass
class _Part:
    """One part as it is read: first its header, then as much of its content as is wanted."""

    header: bytearray = field(default_factory=bytearray)
    content: bytearray = field(default_factory=bytearray)
    in_header: bool = True
    size: int = 0
    limit: int = 0
    whole_or_none: bool = False

    def read_header(self, line: bytes) -> None:
        if line in (b"\r\n", b"\n"):
            self.in_header = False
        if len(self.header) < HEADER or not self.in_header:
            self.header += line

    def decide(self) -> bytes:
        """Settle what to keep of the content; gives the boundary where this is a multipart."""
        unfolded = re.sub(rb"\r?\n[ \t]", b" ", bytes(self.header))
        found = _TYPE.search(unfolded)
        kind = found.group(1).lower() if found else b"text"
        if kind == b"multipart":
            boundary = _BOUNDARY.search(unfolded, found.end() if found else 0)
            return (boundary.group(1) or boundary.group(2)) if boundary else b""
        self.whole_or_none = kind not in (b"text", b"message")
        self.limit = SMALL if self.whole_or_none else TEXT
        return b""

    def read_content(self, line: bytes) -> None:
        self.size += len(line)
        if self.size <= self.limit:
            self.content += line
        elif self.whole_or_none:
            self.content.clear()

    def written(self) -> bytes:
        ended = not self.content or self.content.endswith(b"\n")
        return bytes(self.header + self.content) + (b"" if ended else b"\r\n")


def excerpt(file: BinaryIO) -> bytes:
    """Headers and text of the mail in `file`. Takes memory for what it keeps, not for what it reads."""
    kept = bytearray()
    boundaries: list[bytes] = []
    part, parts, at_start = _Part(), 1, True
    while line := file.readline(_LINE):
        depth = _depth(line, boundaries) if at_start else None
        at_start = line.endswith(b"\n")
        if depth is not None:
            kept += part.written() + line
            closing = line.rstrip() != b"--" + boundaries[depth]
            del boundaries[depth if closing else depth + 1 :]
            part, parts = _Part(in_header=not closing), parts + 1
            if parts > PARTS:
                break
        elif not part.in_header:
            part.read_content(line)
        else:
            part.read_header(line)
            if not part.in_header and (boundary := part.decide()):
                boundaries.append(boundary)
    return bytes(kept + part.written())


def _depth(line: bytes, boundaries: list[bytes]) -> int | None:
    """Which of the open boundaries this line is, the innermost first; None where it is none."""
    if not line.startswith(b"--"):
        return None
    name = line.rstrip()[2:]
    return next((d for d in range(len(boundaries) - 1, -1, -1) if name in (boundaries[d], boundaries[d] + b"--")), None)
