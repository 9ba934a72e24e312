"""The lines of iCalendar and vCard files: unfolded, with name, parameters and value (RFC 5545 3.1, RFC 6350 3.2).

Written here because the libraries stop where a file begins with a byte-order mark, is cut off, or has one
line without a colon, and because a calendar must not learn the meaning of a zone's name from another mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from inbox_agent.mail.charset import to_text

MOST_BYTES = 500_000
MOST_LINES = 20_000
_FOLD = re.compile(rb"(?:\r\n|\n|\r)[ \t]")
_PARAMETER = re.compile(r';([^=;:"]{1,60})=((?:"[^"]*"|[^";:,])*(?:,(?:"[^"]*"|[^";:,])*)*)')
_NAME = re.compile(r"(?:[A-Za-z0-9-]{1,60}\.)?([A-Za-z0-9-]{1,60})")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True)
class Line:
    """One property: its name in upper case, its parameters by upper-case name, its value as written."""

    name: str
    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value with its escapes undone (RFC 5545 3.3.11)."""
        return _ESCAPED.sub(lambda m: "\n" if m.group(1) in "nN" else m.group(1), self.value)


@dataclass
class Component:
    """What stands between BEGIN and END: properties and components within."""

    name: str
    lines: list[Line] = field(default_factory=list)
    parts: list[Component] = field(default_factory=list)

    def first(self, name: str) -> Line | None:
        return next((line for line in self.lines if line.name == name), None)

    def text(self, name: str) -> str:
        line = self.first(name)
        return line.text.strip() if line else ""

    def all(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]

    def walk(self, name: str) -> Iterator[Component]:
        """The components of that name at any depth, in order."""
        waiting = [self]
        while waiting:
            one = waiting.pop(0)
            if one.name == name:
                yield one
            waiting = one.parts + waiting


def read_components(data: bytes) -> Component:
    """All components of a file under one root without a name; a missing END is no matter."""
    root = Component("")
    open_parts = [root]
    for line in read_lines(data):
        value = line.value.strip().upper()
        if line.name == "BEGIN":
            part = Component(value)
            if len(open_parts) <= 20:
                open_parts[-1].parts.append(part)
            open_parts.append(part)
        elif line.name == "END":
            while len(open_parts) > 1:
                if open_parts.pop().name == value:
                    break
        else:
            open_parts[-1].lines.append(line)
    return root


def read_lines(data: bytes) -> Iterator[Line]:
    """Every line that is a property; what is none is passed over."""
    text = to_text(_FOLD.sub(b"", data[:MOST_BYTES].removeprefix(b"\xef\xbb\xbf"))).lstrip("\ufeff")
    for written in re.split(r"[\r\n]+", text)[:MOST_LINES]:
        name = _NAME.match(written.strip())
        if not name:
            continue
        rest, at = written.strip(), name.end()
        parameters: dict[str, str] = {}
        while parameter := _PARAMETER.match(rest, at):
            parameters.setdefault(parameter.group(1).upper(), parameter.group(2).replace('"', ""))
            at = parameter.end()
        colon = rest.find(":", at)
        if colon >= 0:
            yield Line(name.group(1).upper(), parameters, rest[colon + 1 :])
