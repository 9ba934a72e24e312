"""format=flowed undone (RFC 3676 4.1 – 4.5): lines that end in a space go on in the next one.

Lines flow only within one depth of quoting, never into or out of a signature separator, and a leading
space that was stuffed in goes away. A paragraph comes out as one line, its quote marks as `> `.
"""

from __future__ import annotations

import re

_QUOTE = re.compile(r">*")


def unflow(text: str, delsp: bool = False) -> str:
    """The text with every flowed paragraph on one line; `delsp` is the parameter of that name (4.1)."""
    out: list[str] = []
    paragraph: list[str] = []
    depth = 0
    for line in text.split("\n"):
        now = len(_QUOTE.match(line).group())  # type: ignore[union-attr]
        content = line[now:].removeprefix(" ")
        if paragraph and (now != depth or content == "-- "):
            out.append(_line(depth, paragraph))
            paragraph = []
        depth = now
        flows = content.endswith(" ") and content != "-- "
        paragraph.append(content[:-1] if flows and delsp else content)
        if not flows:
            out.append(_line(depth, paragraph))
            paragraph = []
    if paragraph:
        out.append(_line(depth, paragraph))
    return "\n".join(out)


def _line(depth: int, paragraph: list[str]) -> str:
    text = "".join(paragraph)
    return f"{'>' * depth} {text}".rstrip(" ") if depth else text
