"""The block of labels that a mail program prints above a mail which it forwards or quotes.

    ---------- Forwarded message ---------
    From: Ada Byron <ada@lab.example>
    Date: Mon, Nov 2, 2026 at 10:12 AM
    Subject: Looms
    To: …

Programs differ in the marker above (Outlook prints none, or a line of underscores), in the order and language
of the labels, in decoration (`*From:*`), in quote marks before each line (iOS), and in what a line break does
to a long value. So the reader looks at structure: labels that it knows, one under the other, with what must be
a continuation joined to the value before it. A block counts when it has a sender and enough beside it; without
a marker it needs a date, and a sender that reads like one, for prose has colons, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inbox_agent.mail.lexicon import Lexicon, plain
from inbox_agent.mail.lines import Line
from inbox_agent.mail.people import ADDRESS

_BRACKETS = re.compile(r"\([^()]{0,100}\)")
_RULE = re.compile(r"[-_=*~—–‐\s]{5,}")
_MARKED_LABEL = re.compile(r"(-{3,} ?[^-]{3,80}-{3,}) +(.+)")
_DECORATED = re.compile(r"[-_=*~—–‐]{2,}")
#: The name of a header that programs print as it is: "User-Agent", "Message-ID".
_HEADER_NAME = re.compile(r"[A-Z][A-Za-z]{0,15}(?:-[A-Z][A-Za-z]{0,15}){1,3}")
LONGEST_LABEL = 24
LONGEST_BLOCK = 60
LEAST_BARE_LABELS, MOST_BARE_LABELS = 3, 8
#: A line this long, followed by a short one, was wrapped and not ended (most programs wrap at 72–78).
WRAPPED_AT = 58


@dataclass(frozen=True)
class Block:
    """Lines `first`…`end` (exclusive) print the header of a mail; values are joined and without decoration."""

    first: int  #: the marker or rule above the labels included
    end: int
    depth: int  #: quote marks before its labels
    marker: str  #: "forward", "original" or ""
    values: Mapping[str, str]

    def value(self, field: str) -> str:
        return self.values.get(field, "")


def find(lines: Sequence[Line], words: Lexicon, subject: str = "") -> list[Block]:
    """Every block in order. `subject` is that of the mail without its prefixes: it settles where a wrapped one ends."""
    found: list[Block] = []
    # Few mails hold a marker, and without one only a line with a colon can begin a block.
    marked = words.markers.search("\n".join(line.bare for line in lines)) is not None
    at = 0
    while at < len(lines):
        bare = lines[at].bare
        block = _block_at(lines, at, words, subject) if marked or ":" in bare or "：" in bare else None
        if block:
            found.append(block)
        at = block.end if block else at + 1
    return found


def is_rule(line: Line) -> bool:
    """A line drawn across the mail."""
    return bool(_RULE.fullmatch(line.bare)) if line.bare else False


def is_decorated(line: Line) -> bool:
    """A line that begins with a drawn one: "-----Original Message-----"."""
    return bool(_DECORATED.match(line.bare))


def marker_of(line: Line, words: Lexicon) -> str:
    """ "forward" or "original" for a line that says that another mail begins here, else ""."""
    if not line.bare or len(line.bare) > 120:
        return ""
    told = plain(line.bare)
    decorated = is_decorated(line) or line.bare.rstrip("*_ ").endswith(":")
    if told in words.forward_markers:
        return "forward"
    if told in words.original_markers and decorated:
        return "original"
    # "---- Forwarded by Ada Byron on 02/11/2026 ----": the words begin with a marker.
    if decorated and told.startswith(words.marker_beginnings):
        return "forward"
    return ""


def label_of(text: str, words: Lexicon) -> tuple[str, str] | None:
    """The header field that a line names and the value beside it."""
    head, colon, value = text.partition(":")
    # "Message du 12/11/26 20:14": the marker of Orange and La Poste is the date's label.
    if colon and head[-1:].isdigit() and (hit := words.dated_markers.match(text)):
        return "date", text[hit.end() :].strip()
    if not colon:
        head, colon, value = text.partition("：")
    if not colon or len(head) > LONGEST_LABEL + 6:
        return None
    field = words.fields.get(plain(head.lstrip("|• ")))
    if field is None and _HEADER_NAME.fullmatch(head):
        field = "other"
    return (field, _undecorated(value)) if field else None


def _undecorated(value: str) -> str:
    value = value.strip()
    bold = value.startswith("*") or value.endswith("*")
    return value.strip("* \t") if bold else value


def _block_at(lines: Sequence[Line], at: int, words: Lexicon, subject: str) -> Block | None:
    lines, marker = _marker_apart(lines, at, words)
    marker = marker or marker_of(lines[at], words)
    start = at if lines[at].bare and label_of(lines[at].bare, words) else _next_written(lines, at + 1) if marker else at
    if marker and start < len(lines) and not label_of(lines[start].bare, words):
        lines = _with_colons(lines, start, words)
    if start >= len(lines) or not label_of(lines[start].bare, words):
        return None
    values, end = _read_labels(lines, start, words, subject)
    if not (_enough(values) if marker else _enough_unmarked(values)):
        return None
    # Zoho closes the labels with the same marker once more.
    after = _next_written(lines, end)
    if (
        marker
        and after < len(lines)
        and after <= end + 1
        and marker_of(lines[after], words) == marker
        and not _opens(lines, after, words)
    ):
        end = after + 1
    return Block(_top(lines, at, words), end, lines[start].depth, marker, values)


def _marker_apart(lines: Sequence[Line], at: int, words: Lexicon) -> tuple[Sequence[Line], str]:
    """Yahoo's plain text has the first label on the line of the marker: "----- Forwarded Message ----- From: Ada"."""
    both = _MARKED_LABEL.fullmatch(lines[at].bare[:400])
    if not both or not label_of(both[2], words):
        return lines, ""
    marker = marker_of(lines[at]._replace(bare=both[1]), words)
    return ([*lines[:at], lines[at]._replace(bare=both[2]), *lines[at + 1 :]], marker) if marker else (lines, "")


def _with_colons(lines: Sequence[Line], start: int, words: Lexicon) -> Sequence[Line]:
    """eM Client prints labels without colons, at least three below each other: `From "Ada" <ada@lab.example>`."""
    end, told = start, []
    while end < min(len(lines), start + MOST_BARE_LABELS):
        head, blank, rest = lines[end].bare.partition(" ")
        if not blank or plain(head) not in words.fields:
            break
        told.append(lines[end]._replace(bare=f"{head}: {rest}"))
        end += 1
    return [*lines[:start], *told, *lines[end:]] if len(told) >= LEAST_BARE_LABELS else lines


def _opens(lines: Sequence[Line], marker: int, words: Lexicon) -> bool:
    following = _next_written(lines, marker + 1)
    return following < len(lines) and label_of(lines[following].bare, words) is not None


def _next_written(lines: Sequence[Line], at: int) -> int:
    while at < len(lines) and (lines[at].blank or is_rule(lines[at])):
        at += 1
    return at


def _top(lines: Sequence[Line], at: int, words: Lexicon) -> int:
    """Where the block begins to the eye: a rule or a marker right above belongs to it."""
    top = at
    for before in range(at - 1, max(-1, at - 4), -1):
        if is_rule(lines[before]) or marker_of(lines[before], words):
            top = before
        elif not lines[before].blank:
            break
    return top


def _enough(values: Mapping[str, str]) -> bool:
    return bool(values.get("from")) or (bool(values.get("subject")) and "date" in values)


def _enough_unmarked(values: Mapping[str, str]) -> bool:
    if not values.get("from") or not ({"to", "subject"} & values.keys()) or not _reads_like_sender(values["from"]):
        return False
    addressed = bool(ADDRESS.search(values["from"] + " " + values.get("to", "")))
    dated = any(c.isdigit() for c in values.get("date", ""))
    # "From: Stockholm / To: Umeå / Date: 12 November" is a journey: without a subject there is an address.
    return (dated and (addressed or "subject" in values)) or (addressed and "subject" in values)


def _reads_like_sender(value: str) -> bool:
    """An address, or a few words that begin with capitals: prose after "From:" is neither."""
    if ADDRESS.search(value):
        return len(value) < 400
    tokens = [token for token in re.split(r"[\s,]+", _BRACKETS.sub(" ", value)) if token]
    return (
        0 < len(tokens) <= 6
        and tokens[0][0].isupper()
        and tokens[-1][0].isupper()
        and not value.endswith((".", "!", "?"))
    )


def _read_labels(lines: Sequence[Line], start: int, words: Lexicon, subject: str) -> tuple[dict[str, str], int]:
    """The values from `start` on, and the line after the last of them."""
    values: dict[str, str] = {}
    current, at, end = "", start, start
    while at < min(len(lines), start + LONGEST_BLOCK) and lines[at].depth == lines[start].depth:
        line = lines[at]
        if line.blank or is_rule(line):
            if not _goes_on_after_blank(lines, at, words, values, current):
                break
        elif named := label_of(line.bare, words):
            pairs = _split_one_line(*named, words, subject)
            if any(field in values and field != "other" for field, _ in pairs):
                break
            values.update((field, value) for field, value in pairs if field != "other" or value)
            current, end = pairs[-1][0], at + 1
        elif current and _continues(lines, at, words, values, current=current, subject=subject):
            values[current] = f"{values.get(current, '')} {_undecorated(line.bare)}".strip()
            end = at + 1
        else:
            break
        at += 1
    return values, end


def _goes_on_after_blank(
    lines: Sequence[Line], at: int, words: Lexicon, values: Mapping[str, str], current: str
) -> bool:
    """Some programs leave a blank line between the labels, or between a label and its value."""
    written = _next_written(lines, at + 1)
    if written >= len(lines):
        return False
    following = label_of(lines[written].bare, words)
    if following:
        return following[0] not in values and not {"from", "date", "subject"} <= values.keys()
    return bool(current) and not values.get(current)


def _continues(
    lines: Sequence[Line], at: int, words: Lexicon, values: Mapping[str, str], *, current: str, subject: str
) -> bool:
    """Whether a line without a label goes on with the value above it."""
    value, line = values.get(current, ""), lines[at].bare
    if not value:
        return True
    if _label_follows(lines, at + 1, words, values):
        return True
    if current in {"from", "to", "cc", "reply-to"}:
        return value.endswith((",", ";", "<", "(")) or ("@" in line and len(line) < 200 and line[0] in "<([\"'")
    if current == "subject":
        if subject:
            grown = f"{value} {line}".casefold()
            return grown in subject.casefold() and value.casefold() != subject.casefold()
        return len(value) >= WRAPPED_AT and (at + 1 >= len(lines) or lines[at + 1].blank)
    return False


def _label_follows(lines: Sequence[Line], at: int, words: Lexicon, values: Mapping[str, str]) -> bool:
    for line in lines[at : at + 3]:
        if line.blank:
            return False
        if (named := label_of(line.bare, words)) and named[0] not in values:
            return True
    return False


def _split_one_line(field: str, value: str, words: Lexicon, subject: str) -> list[tuple[str, str]]:
    """`From: Ada <…> Sent: … To: … Subject: …` on one line, as broken HTML leaves it: every label with its value."""
    pairs = [(field, "")]
    kept: list[str] = []
    for token in value.split(" "):
        named = words.fields.get(plain(token)) if token.rstrip("*").endswith(":") else None
        if named and named not in {name for name, _ in pairs} and named != "other":
            pairs[-1] = (pairs[-1][0], _undecorated(" ".join(kept)))
            pairs.append((named, ""))
            kept = []
        else:
            kept.append(token)
    pairs[-1] = (pairs[-1][0], _undecorated(" ".join(kept)))
    names = {name for name, _ in pairs}
    if len(pairs) < 3 or not ("from" in names and names & {"date", "to"}):
        return [(field, value)]
    last, text = pairs[-1]
    if last == "subject" and subject and text.casefold().startswith(subject.casefold()):
        pairs[-1] = (last, text[: len(subject)])
    return pairs
