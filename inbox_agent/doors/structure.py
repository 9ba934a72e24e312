"""What a large mail on an IMAP server consists of (BODYSTRUCTURE, RFC 3501 7.4.2), and which parts of it to ask for.

The result is what `excerpt` makes of a file: the mail with all its headers and boundaries, its text and attached
messages up to a limit, small parts whole, and of large attachments the header only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from inbox_agent.doors.excerpt import HEADER, PARTS, SMALL, TEXT

DEPTH = 20
#: Data items in one FETCH: servers take command lines of 8 kB.
_ITEMS = 60

#: Gives data items of one mail by the names that the answer gives them.
Fetch = Callable[[list[str]], Mapping[bytes, Any]]


@dataclass(frozen=True)
class Part:
    """One part: `number` as in FETCH ("1.2", "" for the whole mail), `kind` its main type in lower case, `size` in bytes."""

    number: str
    kind: str
    size: int = 0
    boundary: bytes = b""
    parts: tuple[Part, ...] = ()

    @property
    def wanted(self) -> int:
        """How many bytes of the content are worth having."""
        if self.kind in {"text", "message"}:
            return min(self.size, TEXT)
        return self.size if self.size <= SMALL else 0

    @property
    def header(self) -> str:
        """The name of the part's header in FETCH; the whole mail's is asked for before anything is known."""
        return f"[{self.number}.MIME]" if self.number else ""

    @property
    def content(self) -> str:
        return f"[{self.number or 'TEXT'}]"


def structure(body: Any, number: str = "", depth: int = 0) -> Part:
    """The tree of parts from what imapclient read. Raises `ValueError` where a server sent something else."""
    try:
        if not isinstance(body[0], list):
            size = body[6] if len(body) > 6 and isinstance(body[6], int) else 0
            return Part(number, bytes(body[0]).decode("ascii").lower(), size)
        if depth == DEPTH:
            return Part(number, "multipart")
        prefix = f"{number}." if number else ""
        parts = tuple(structure(part, f"{prefix}{n}", depth + 1) for n, part in enumerate(body[0], 1))
        return Part(number, "multipart", boundary=_boundary(body[2]), parts=parts)
    except (IndexError, TypeError, UnicodeDecodeError) as fault:
        raise ValueError(f"a BODYSTRUCTURE that cannot be read: {fault}") from None


def fetched_excerpt(fetch: Fetch) -> bytes:
    """The excerpt of one mail. Raises `ValueError` where the server's answer cannot be read."""
    found = fetch(["BODYSTRUCTURE", f"BODY.PEEK[HEADER]<0.{HEADER}>"])
    if not found.get(b"BODYSTRUCTURE") or not found.get(b"BODY[HEADER]<0>"):
        raise ValueError("an answer without structure or header")
    whole = structure(found[b"BODYSTRUCTURE"])
    asked = [item for part in islice(_all(whole), PARTS) for item in _items(part)]
    got: dict[bytes, bytes] = {}
    for at in range(0, len(asked), _ITEMS):
        answer = fetch(asked[at : at + _ITEMS])
        got |= {name: value for name, value in answer.items() if isinstance(value, bytes)}
    return b"".join(_assembled(whole, found[b"BODY[HEADER]<0>"], got))


def _boundary(parameters: Any) -> bytes:
    pairs = zip(parameters[::2], parameters[1::2], strict=False)
    return next((bytes(value) for name, value in pairs if name.upper() == b"BOUNDARY"), b"")


def _all(part: Part) -> Iterator[Part]:
    yield part
    for child in part.parts:
        yield from _all(child)


def _items(part: Part) -> Iterator[str]:
    if part.header:
        yield f"BODY.PEEK{part.header}"
    if part.wanted and not part.parts:
        yield f"BODY.PEEK{part.content}<0.{part.wanted}>"


def _assembled(part: Part, header: bytes, got: Mapping[bytes, bytes]) -> Iterator[bytes]:
    yield header
    if not part.parts:
        yield got.get(f"BODY{part.content}<0>".encode(), b"")
        yield b"\r\n"
        return
    for child in part.parts:
        yield b"--" + part.boundary + b"\r\n"
        yield from _assembled(child, got.get(f"BODY{child.header}".encode(), b"\r\n"), got)
    yield b"--" + part.boundary + b"--\r\n"
