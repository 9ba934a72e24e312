"""Content-Transfer-Encoding undone (RFC 2045 6): every byte string has some reading, none raises."""

from __future__ import annotations

import binascii
import re

_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
_WHOLE_BASE64 = re.compile(rb"[A-Za-z0-9+/\r\n]+")
_FOREIGN_LINE = re.compile(rb"[\r\n][^A-Za-z0-9+/=\s]")
_PADDING = re.compile(rb"=[=\s]*")


def from_base64(data: bytes) -> bytes:
    """Base64 read as far as it goes: foreign characters, lost padding and a cut end are passed over.

    Behind the last quantum stands either a second piece that was encoded by itself, which counts, or the
    footer that a list server appended in plain text, which does not.
    """
    foreign = _FOREIGN_LINE.search(data)
    if foreign and len(data[: foreign.start()].translate(None, _NOT_BASE64)) % 4 == 0:
        data = data[: foreign.start()]
    first, *others = _PADDING.split(data)
    pieces = [_piece(first)]
    for other in others:
        if not _WHOLE_BASE64.fullmatch(other) or len(b"".join(other.split())) % 4 == 1:
            break
        pieces.append(_piece(other))
    return b"".join(pieces)


def _piece(data: bytes) -> bytes:
    kept = data.translate(None, _NOT_BASE64)
    kept = kept[: len(kept) - (len(kept) % 4 == 1)]
    return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))


def from_uuencode(data: bytes) -> bytes:
    """The lines between `begin` and `end`, as long as they can be read."""
    out: list[bytes] = []
    inside = False
    for line in data.splitlines():
        if line.startswith(b"begin "):
            inside = True
        elif inside and line.strip() in {b"end", b"`", b""}:
            break
        elif inside:
            try:
                out.append(binascii.a2b_uu(line))
            except binascii.Error:
                break
    return b"".join(out)


def decoded(data: bytes, encoding: str) -> bytes:
    """The content of a part by the encoding that its header names; an unknown one counts as none."""
    name = encoding.partition(";")[0].strip().strip("\"'").lower()
    if name in {"base64", "base-64", "b"}:
        return from_base64(data)
    if name in {"quoted-printable", "quoted-printeable", "quotedprintable", "qp"}:
        return binascii.a2b_qp(data)
    if name in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        return from_uuencode(data)
    return data
