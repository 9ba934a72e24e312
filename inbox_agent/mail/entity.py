"""The tree of parts of a mail (RFC 2045, 2046), cut out of the bytes within fixed bounds (T-23).

`email.feedparser` reads a mail line by line and knows no bounds: a hundred thousand parts or two thousand
levels (R-58) are built before anybody can look. Here the delimiters are found by one regular expression a
level, the bodies are views on the one block of bytes, and after 200 parts or 20 levels nothing is cut any
further. It is a few times faster than the standard library as well, which leaves the time to the reading.

Tolerated: a missing or wrong `boundary` (the first delimiter in the body tells it), no closing delimiter,
a multipart that was encoded as a whole, parts without a header, and a header without a blank line after it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from inbox_agent.mail.headers import Head, split_head
from inbox_agent.mail.parameters import read_parameters
from inbox_agent.mail.transfer import decoded

MOST_PARTS = 200
MOST_LEVELS = 20
_GUESS = re.compile(rb"(?:\A|\n|\r)--([^\r\n]{1,200}?)[ \t]{0,9}\r?\n(?:Content-|\r?\n)", re.IGNORECASE)
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}")


@dataclass(frozen=True)
class Entity:
    """One part: what its header says of it, its body still encoded, and its parts where it is a multipart."""

    head: Head
    content_type: str
    parameters: dict[str, str]
    disposition: str  #: "inline", "attachment", or "" where the header says neither
    filename: str
    body: memoryview
    parts: tuple[Entity, ...] = ()

    def content(self, most: int | None = None) -> bytes:
        """The decoded body; with `most`, at least its first `most` bytes, read from no more than is needed."""
        raw = self.body if most is None else self.body[: 3 * most]
        return decoded(bytes(raw), self.head.first("content-transfer-encoding"))


@dataclass
class Budget:
    """How many parts may still be cut out of this mail, and what was odd."""

    parts: int = MOST_PARTS
    remarks: list[str] = field(default_factory=list)


def read_entity(data: memoryview, budget: Budget, default: str = "text/plain", level: int = 0) -> Entity:
    """The part in these bytes, with its parts as far as the budget goes."""
    head, body = split_head(data)
    content_type, parameters = read_parameters(head.first("content-type"))
    if not _TYPE.fullmatch(content_type):
        content_type = {"text": "text/plain", "multipart": "multipart/mixed", "html": "text/html"}.get(
            content_type, default
        )
    disposition, also = read_parameters(head.first("content-disposition"))
    parts: tuple[Entity, ...] = ()
    if content_type.startswith("multipart/"):
        body, slices = _split(
            body, parameters.get("boundary", ""), head.first("content-transfer-encoding"), budget, level
        )
        inner = "message/rfc822" if content_type == "multipart/digest" else "text/plain"
        parts = tuple(read_entity(piece, budget, inner, level + 1) for piece in slices)
        if not parts:
            content_type = "text/plain"
    filename = also.get("filename") or parameters.get("name") or ""
    return Entity(head, content_type, parameters, disposition, filename, body, parts)


def _split(
    body: memoryview, boundary: str, encoding: str, budget: Budget, level: int
) -> tuple[memoryview, list[memoryview]]:
    """The body of a multipart, decoded if it had to be, and the bytes of its parts."""
    if level >= MOST_LEVELS:
        budget.remarks.append(f"nested deeper than {MOST_LEVELS} levels: the rest is left out")
        return memoryview(b""), []
    slices = _slices(body, boundary, budget)
    if not slices and encoding:
        body = memoryview(decoded(bytes(body), encoding))
        slices = _slices(body, boundary, budget)
    if not slices and (guess := _GUESS.search(body[:100_000])):
        budget.remarks.append("boundary missing")
        slices = _slices(body, bytes(guess.group(1)).decode("latin-1"), budget)
    return body, slices


def _slices(body: memoryview, boundary: str, budget: Budget) -> list[memoryview]:
    """What stands between the delimiters (RFC 2046 5.1.1); the last part may lack its end."""
    if not boundary:
        return []
    mark = re.escape(boundary.rstrip().encode("utf-8", "replace"))
    delimiter = re.compile(rb"(?:\A|\r\n|\n|\r)--" + mark + rb"(--)?[ \t]*(?=[\r\n]|\Z)")
    found: list[memoryview] = []
    start: int | None = None
    for match in delimiter.finditer(body):
        if start is not None:
            found.append(_without_line_end(body[start : match.start()]))
        start = None if match.group(1) else match.end()
        if start is None:
            break
        if budget.parts <= 0:
            budget.remarks.append(f"more than {MOST_PARTS} parts: the rest is left out")
            start = None
            break
        budget.parts -= 1
    if start is not None and start < len(body):
        found.append(_without_line_end(body[start:]))
    return found


def _without_line_end(piece: memoryview) -> memoryview:
    """The line end that closes the delimiter's own line is not the part's."""
    if bytes(piece[:2]) == b"\r\n":
        return piece[2:]
    return piece[1:] if bytes(piece[:1]) in {b"\r", b"\n"} else piece
