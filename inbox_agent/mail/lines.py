"""A mail's text as lines with their quote depth: what the readers of forwards and replies walk over.

The guard against hostile length stands here, before every reader: blank lines are collapsed, 1,500 lines are
looked at, and of each line 1,000 characters (T-23). What lies beyond is kept as one last line, so that
nothing that somebody wrote is lost.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from inbox_agent.mail.visible import visible

MOST_LINES = 1500
MOST_CHARACTERS = 1000

_MARKS = re.compile(r"[ \t]{0,3}(?:>[ \t]?)+")
#: The Bat! marks what it quotes with the writer's initials.
_INITIALS = re.compile(r"[^\W\d_]{1,4}> ?")
_FEWEST_INITIALS = 3  #: lines that begin alike; fewer may be anybody's words
#: What may stand after a first quote mark and be another one, or be nothing at all.
_MORE_MARKS = frozenset(["", ">", " ", "\t"])


class Line(NamedTuple):
    """One line. `text` is whole and as written; `bare` has no quote marks and is what patterns look at."""

    text: str
    bare: str
    depth: int = 0

    @property
    def blank(self) -> bool:
        return not self.bare


def read(text: str) -> list[Line]:
    """The lines of a text, bounded; blank lines in a row are one."""
    lines: list[Line] = []
    rows = visible(text).split("\n")
    if ">" in text and (initials := _initials_in(rows)):
        rows = [">" + row.removeprefix(initials) if row.startswith(initials) else row for row in rows]
    for n, row in enumerate(rows):
        if len(lines) >= MOST_LINES:
            rest = "\n".join(rows[n:])
            if rest.strip():
                lines.append(_line(rest))
            break
        if not lines or lines[-1].bare or (row and not row.isspace()):
            # Most rows are neither marked nor long, and a mail has hundreds.
            lines.append(
                _line(row) if row.lstrip()[:1] == ">" or len(row) > MOST_CHARACTERS else Line(row.rstrip(), row.strip())
            )
    return lines


def _initials_in(rows: list[str]) -> str:
    """The initials with their mark that stand before quoted lines, "" where there are none."""
    found = Counter(hit[0].rstrip() for row in rows[:MOST_LINES] if (hit := _INITIALS.match(row)))
    most = found.most_common(1)
    return most[0][0] if most and most[0][1] >= _FEWEST_INITIALS else ""


def _line(row: str) -> Line:
    if row.startswith(">>>") and row.rstrip().endswith(">>>") and len(row.strip()) > 6:
        return Line(row.rstrip(), row.strip()[:MOST_CHARACTERS])
    if row.startswith("> ") and row[2:3] not in _MORE_MARKS and len(row) <= MOST_CHARACTERS:
        return Line(row.rstrip(), row[2:].strip(), 1)
    looked_at = row.partition("\n")[0][:MOST_CHARACTERS]
    marks = _MARKS.match(looked_at)
    if not marks:
        return Line(row.rstrip(), looked_at.strip())
    return Line(row.rstrip(), looked_at[marks.end() :].strip(), marks.group().count(">"))


def unquoted(lines: list[Line], depth: int) -> str:
    """These lines as text with `depth` quote marks taken off each."""
    return "\n".join(_without_marks(line, depth) for line in lines).strip("\n")


def _without_marks(line: Line, depth: int) -> str:
    row = line.text
    for _ in range(min(depth, line.depth)):
        row = row.lstrip(" \t").removeprefix(">").removeprefix(" ")
    return row


def joined(lines: list[Line]) -> str:
    """These lines as text, without blank ends and with one blank line at most between paragraphs."""
    rows: list[str] = []
    for line in lines:
        if line.bare or (rows and rows[-1]):
            rows.append(line.text if line.bare else "")
    return "\n".join(rows).strip()
