"""A person as a vCard 4.0 (RFC 6350), for address books."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def as_vcard(name: str, addresses: Sequence[str], organisation: str = "", title: str = "", note: str = "") -> str:
    """One card with CRLF line ends, folded at 75 octets. FN must be there, so a person without a name has their address for one."""
    lines = ["BEGIN:VCARD", "VERSION:4.0", f"FN:{_escaped(name or next(iter(addresses), '?'))}"]
    lines += [f"EMAIL:{_escaped(addr)}" for addr in addresses]
    lines += [
        f"{key}:{_escaped(value)}" for key, value in (("ORG", organisation), ("TITLE", title), ("NOTE", note)) if value
    ]
    lines.append("END:VCARD")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _escaped(text: str) -> str:
    """RFC 6350 3.4; control characters cannot stand in a value at all."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(c for c in text if c == "\n" or c.isprintable())
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")


def _folded(line: str) -> Iterator[str]:
    """Parts of at most 75 octets, each but the first behind a blank, and no character cut in two."""
    part, room = "", 75
    for character in line:
        size = len(character.encode())
        if size > room:
            yield part
            part, room = " ", 74
        part += character
        room -= size
    yield part
