"""The tree of parts of a mail (RFC 2045, 2046), cut out of the bytes within fixed bounds (T-23).

`email.feedparser` reads a mail line by line and knows no bounds: a hundred thousand parts or two thousand
levels (R-58) are built before anybody can look. Here the delimiters are searched for as they stand in the
bytes, a body is a stretch of the one block and no copy, and after 200 parts or 20 levels nothing is cut any
further. It is a few times faster than the standard library as well, which leaves the time to the reading.

Tolerated: a missing or wrong `boundary` (the first delimiter in the body tells it), no closing delimiter,
a multipart that was encoded as a whole, parts without a header, and a header without a blank line after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from inbox_agent.mail.headers import Head, split_head
from inbox_agent.mail.parameters import read_parameters
from inbox_agent.mail.span import Span, whole
from inbox_agent.mail.transfer import decoded

MOST_PARTS = 200
MOST_LEVELS = 20
_GUESS = re.compile(rb"(?:\A|\n|\r)--([^\r\n]{1,200}?)[ \t]{0,9}\r?\n(?:Content-|\r?\n)", re.IGNORECASE)
_REST_OF_DELIMITER = re.compile(rb"(--)?[ \t]*(?:\r\n|\n|\r|\Z)")
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}")


@dataclass(frozen=True)
class Entity:
    """One part: what its header says of it, its body still encoded, and its parts where it is a multipart."""

    head: Head
    content_type: str
    parameters: dict[str, str]
    disposition: str  #: "inline", "attachment", or "" where the header says neither
    filename: str
    body: Span
    parts: tuple[Entity, ...] = ()

    def content(self, most: int | None = None) -> bytes:
        """The decoded body; with `most`, at least its first `most` bytes, read from no more than is needed."""
        raw = self.body.bytes(None if most is None else 3 * most)
        return decoded(raw, self.head.first("content-transfer-encoding"))


@dataclass
class Budget:
    """How many parts may still be cut out of this mail, and what was odd."""

    parts: int = MOST_PARTS
    remarks: list[str] = field(default_factory=list)


def read_entity(data: Span, budget: Budget, default: str = "text/plain", level: int = 0) -> Entity:
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


def _split(body: Span, boundary: str, encoding: str, budget: Budget, level: int) -> tuple[Span, list[Span]]:
    """The body of a multipart, decoded if it had to be, and its parts."""
    if level >= MOST_LEVELS:
        budget.remarks.append(f"nested deeper than {MOST_LEVELS} levels: the rest is left out")
        return whole(b""), []
    mark = boundary.rstrip().encode("utf-8", "replace")
    parts = _between(body, mark, budget)
    if not parts and encoding:
        body = whole(decoded(body.bytes(), encoding))
        parts = _between(body, mark, budget)
    if not parts and (guess := _GUESS.search(body.bytes(100_000))):
        budget.remarks.append("boundary missing")
        parts = _between(body, guess.group(1), budget)
    return body, parts


def _between(body: Span, mark: bytes, budget: Budget) -> list[Span]:
    """What stands between the delimiters (RFC 2046 5.1.1); the last part may lack its end."""
    found: list[Span] = []
    start: int | None = None
    for before, after, closes in _delimiters(body, b"--" + mark) if mark else ():
        if start is not None:
            found.append(Span(body.data, min(start, before), before))
        start = None
        if closes:
            break
        if budget.parts <= 0:
            budget.remarks.append(f"more than {MOST_PARTS} parts: the rest is left out")
            break
        budget.parts -= 1
        start = after
    if start is not None and start < body.end:
        found.append(Span(body.data, start, body.end))
    return found


def _delimiters(body: Span, delimiter: bytes) -> Iterator[tuple[int, int, bool]]:
    """For each delimiter line: where the part before it ends, where the next begins, and whether it closes.

    The line end before a delimiter belongs to it, and only blanks may follow it on its line.
    """
    data, at = body.data, body.start
    while (at := data.find(delimiter, at, body.end)) >= 0:
        line = _REST_OF_DELIMITER.match(data, at + len(delimiter), body.end)
        if line and (at == body.start or data[at - 1] in b"\r\n"):
            before = max(body.start, at - 2 if data[at - 2 : at] == b"\r\n" else at - 1)
            yield before, line.end(), bool(line.group(1))
        at = line.end() if line else at + len(delimiter)
