"""Contact cards: vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), as phones and programs really write them.

Read line by line and tolerantly: folded lines, quoted-printable values of 2.1 with their soft breaks, groups
(`item1.EMAIL`), charsets, a missing END. A card with neither a name nor an address is no card.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

from inbox_agent.mail.people import ADDRESS, addresses

MOST_BYTES = 400_000  # a photo may be in it
MOST_CARDS = 200
_ESCAPED = re.compile(r"\\([nN,;:\\])")
_UNESCAPED_SEMICOLON = re.compile(r"(?<!\\);")


@dataclass(frozen=True)
class Card:
    """A person by their card; facts that it does not hold are "". The preferred address comes first."""

    name: str
    addresses: tuple[str, ...] = ()
    organisation: str = ""
    title: str = ""
    language: str = ""


@dataclass(frozen=True)
class _Property:
    name: str
    parameters: frozenset[str]  #: upper case, "TYPE=PREF" and the bare "PREF" of 2.1 alike as written
    value: str


def read(raw: bytes, most: int = MOST_CARDS, most_bytes: int = MOST_BYTES) -> tuple[Card, ...]:
    """The cards in a file, in order; an empty tuple when it holds none. Never raises.

    The caps are those of a mail's attachment; a whole address book has higher ones.
    """
    cards: list[Card] = []
    properties: list[_Property] = []
    for one in _properties(raw[:most_bytes]):
        if one.name == "BEGIN":
            properties = []
        elif one.name == "END":
            cards += _card(properties)
            properties = []
        else:
            properties.append(one)
        if len(cards) >= most:
            return tuple(cards)
    return (*cards, *_card(properties))


def _properties(raw: bytes) -> Iterator[_Property]:
    text = _decoded(raw)
    for line in _unfolded(text):
        head, colon, value = _head_and_value(line)
        if not colon:
            continue
        name, *parameters = head.split(";")
        told = frozenset(parameter.strip().upper() for parameter in parameters)
        if told & {"ENCODING=QUOTED-PRINTABLE", "QUOTED-PRINTABLE"}:
            value = _from_quoted_printable(value, told)
        yield _Property(name.rpartition(".")[2].strip().upper(), told, value.strip())


def _decoded(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _unfolded(text: str) -> Iterator[str]:
    """Logical lines: folds (RFC 6350 3.2) and the soft line breaks of quoted-printable joined."""
    line = ""
    for row in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if line and row[:1] in (" ", "\t"):
            line += row[1:]
        elif line.endswith("=") and "QUOTED-PRINTABLE" in line.partition(":")[0].upper():
            line = line[:-1] + row
        else:
            yield line
            line = row
    yield line


def _head_and_value(line: str) -> tuple[str, str, str]:
    """The first colon outside of quotes ends the name and its parameters."""
    quoted = False
    for n, c in enumerate(line[:2000]):
        quoted ^= c == '"'
        if c == ":" and not quoted:
            return line[:n], ":", line[n + 1 :]
    return line, "", ""


def _from_quoted_printable(value: str, parameters: frozenset[str]) -> str:
    charset = next((p.partition("=")[2] for p in parameters if p.startswith("CHARSET=")), "UTF-8")
    raw = quopri.decodestring(value.encode("utf-8", "replace"))
    try:
        return raw.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return raw.decode("cp1252", "replace")


def _card(properties: list[_Property]) -> list[Card]:
    found = Card(
        name=_name(properties),
        addresses=_addresses(properties),
        organisation=_first(properties, "ORG", part=0),
        title=_first(properties, "TITLE") or _first(properties, "ROLE"),
        language=_first(properties, "LANG").partition("-")[0].lower()[:3],
    )
    return [found] if found.name or found.addresses else []


def _name(properties: list[_Property]) -> str:
    full = " ".join(_first(properties, "FN").split())
    if full and not ADDRESS.fullmatch(full):
        return full
    family, given = _first(properties, "N", part=0), _first(properties, "N", part=1)
    return " ".join(f"{given} {family}".split())


def _addresses(properties: list[_Property]) -> tuple[str, ...]:
    told = [one for one in properties if one.name == "EMAIL"]
    told.sort(key=lambda one: not any("PREF" in parameter for parameter in one.parameters))
    return addresses("\n".join(one.value.removeprefix("mailto:") for one in told))


def _first(properties: list[_Property], name: str, part: int | None = None) -> str:
    value = next((one.value for one in properties if one.name == name and one.value.strip(" ;")), "")
    if part is not None:
        parts = _UNESCAPED_SEMICOLON.split(value)
        value = parts[part] if part < len(parts) else ""
    return _ESCAPED.sub(lambda hit: " " if hit[1] in "nN" else hit[1], value).strip()
