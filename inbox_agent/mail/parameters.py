"""Content-Type and Content-Disposition: a value and its parameters (RFC 2045 5, 2183, 2231).

Tolerated: missing quotes, doubled parameters (the first counts), encoded words where RFC 2231 belongs,
names continued over several parameters, and raw 8-bit names.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from inbox_agent.mail.charset import to_text
from inbox_agent.mail.headers import decode_words

_PARAMETER = re.compile(r';\s{0,99}([^\s=;"]{1,60})\s{0,9}=\s{0,9}(?:"((?:[^"\\]|\\.)*)"?|([^;]*))', re.DOTALL)
_SECTION = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?")
_ESCAPE = re.compile(r'\\(["\\])')


def read_parameters(value: str) -> tuple[str, dict[str, str]]:
    """The value before the first semicolon in lower case, and the parameters by lower-case name."""
    if not value:
        return "", {}
    main, _, _ = value[:2000].partition(";")
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    plain: dict[str, str] = {}
    for key, quoted, bare in _PARAMETER.findall(value[:20_000]):
        found = _SECTION.fullmatch(key.lower())
        text = _ESCAPE.sub(r"\1", quoted) if quoted else bare.strip().strip('"')
        if found and (found.group(2) or found.group(3)):
            sections.setdefault(found.group(1), {}).setdefault(int(found.group(2) or 0), (text, bool(found.group(3))))
        else:
            plain.setdefault(key.lower(), decode_words(text))
    return main.strip().strip("\"'").lower(), plain | {name: _put_together(parts) for name, parts in sections.items()}


def _put_together(parts: dict[int, tuple[str, bool]]) -> str:
    """RFC 2231 3 and 4: sections in order; the first names the charset, percent signs where it is marked."""
    charset, data = "", b""
    for number in sorted(parts):
        text, encoded = parts[number]
        if encoded and not data and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        data += unquote_to_bytes(text) if encoded else text.encode("utf-8", "replace")
    return decode_words(to_text(data, charset))
