"""A reply taken apart: what was newly written, the signature, and what was quoted.

Every line gets one role, in one pass over what separates: quote marks, attribution lines, header blocks and
markers, our own text word for word. Below a separator that is followed by quote marks, unmarked lines are new
(answers below or between); below one without, all is old. In doubt a line counts as written, since a word of a
person that is lost is worse than an old line too much. Nothing is dropped: each line is in one of the three.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from inbox_agent.mail import attribution, forward_blocks, signature
from inbox_agent.mail.attribution import Attribution
from inbox_agent.mail.forward_blocks import Block
from inbox_agent.mail.lexicon import Lexicon, lexicon
from inbox_agent.mail.lines import Line, joined, read
from inbox_agent.rules import Labels

WRITTEN, QUOTED, SIGNATURE = "w", "q", "s"
#: A quoted line of this length was perhaps wrapped, its last words left without a mark.
SPILLS_FROM, LONGEST_SPILL = 60, 24
#: How much of our own text must be met to be recognised.
KNOWN_START = 60
SHORTEST_RUN = 16


@dataclass(frozen=True)
class Reply:
    """The three parts as text. `quoted` keeps its quote marks."""

    written: str
    signature: str
    quoted: str


def split(text: str, labels: Mapping[str, Labels], known: Sequence[str] = (), names: Sequence[str] = ()) -> Reply:
    """Take a mail's text apart. `known` are texts that we sent; `names` are the writer's, for a signature that is only a name."""
    words = lexicon(labels)
    lines = read(text)
    roles = _roles(lines, words, known)
    for segment in _written_segments(lines, roles):
        for n in signature.marks([lines[m] for m in segment], words, names):
            roles[segment[n]] = SIGNATURE
    if not any(role == WRITTEN and line.bare for role, line in zip(roles, lines, strict=True)):
        _give_back(lines, roles, words)
    parts = (
        joined([line for line, role in zip(lines, roles, strict=True) if role == one])
        for one in (WRITTEN, SIGNATURE, QUOTED)
    )
    return Reply(*parts)


def _roles(lines: Sequence[Line], words: Lexicon, known: Sequence[str]) -> list[str]:
    separators: list[Attribution | Block] = [*attribution.find(lines, words), *forward_blocks.find(lines, words)]
    roles = [QUOTED if line.depth else WRITTEN for line in lines]
    _give_own_quotes(lines, roles, separators)
    for one in separators:
        if one.depth == 0:
            _mark(roles, one.first, one.end)
    old_from = min(_tails(lines, words, separators), default=len(lines))
    ours = _known_lines(lines, known)
    if ours:
        old_from = min(old_from, ours[0])
    if ours and not any(roles[n] == WRITTEN and lines[n].bare for n in range(min(old_from, len(lines)))):
        # Nothing stands above our text, so the answer stands below it or between its lines.
        for n in ours:
            roles[n] = QUOTED
    else:
        _mark(roles, old_from, len(lines))
    _mark_spills(lines, roles)
    _mark_banner(lines, roles, words)
    return roles


def _give_own_quotes(lines: Sequence[Line], roles: list[str], separators: Sequence[Attribution | Block]) -> None:
    """What a writer quotes of their own accord, above the mail that they answer, is theirs: nothing of it stands below."""
    first = min((one.first for one in separators if one.depth == 0), default=0)
    marked = [n for n in range(first) if lines[n].depth]
    if not marked or not _quote_at(lines, min(one.end for one in separators if one.depth == 0 and one.first == first)):
        return
    below = " ".join(" ".join(line.bare.split()) for line in lines[first:])
    if not any(lines[n].bare and lines[n].bare in below for n in marked):
        for n in marked:
            roles[n] = WRITTEN


def _mark(roles: list[str], start: int, end: int) -> None:
    roles[start:end] = [QUOTED] * (end - start)


def _tails(lines: Sequence[Line], words: Lexicon, separators: Sequence[Attribution | Block]) -> list[int]:
    """Where everything is old from: separators below which the old text stands without marks."""
    tails = [one.first for one in separators if one.depth == 0 and not _quote_at(lines, one.end)]
    for n, line in enumerate(lines):
        marked = line.depth == 0 and forward_blocks.is_decorated(line) and forward_blocks.marker_of(line, words)
        if marked and not _quote_at(lines, n + 1):
            tails.append(n)
    return tails


def _quote_at(lines: Sequence[Line], at: int) -> bool:
    following = next((line for line in lines[at:] if not line.blank), None)
    return following is not None and following.depth > 0


def _known_lines(lines: Sequence[Line], known: Sequence[str]) -> list[int]:
    """The unmarked lines that are ours, of the first known text that is met; empty when none is.

    Programs wrap and re-space what they quote, so the comparison is on words.
    """
    flat, starts = _flat(lines) if known else ("", {})
    for text in known:
        ours = " ".join(text.split())
        begin = ours[:KNOWN_START].rsplit(" ", 1)[0] if len(ours) > KNOWN_START else ours
        at = flat.find(" " + begin) + 1 if len(begin) >= SHORTEST_RUN else 0
        if at and (first := starts.get(at)) is not None:
            rows = {" ".join(row.split()) for row in text.split("\n")}
            return [n for n in range(first, len(lines)) if _is_ours(lines[n], ours, rows)]
    return []


def _is_ours(line: Line, ours: str, rows: Set[str]) -> bool:
    """A whole line of our text, or a longer run of its words: "ok" stands in "book", too, and is an answer."""
    told = " ".join(line.bare.split())
    if len(told) >= SHORTEST_RUN:
        return f" {told} " in f" {ours} "
    return bool(told) and told in rows


def _flat(lines: Sequence[Line]) -> tuple[str, dict[int, int]]:
    """All words of the mail with one space before each, and at which offset each line begins."""
    pieces: list[str] = []
    starts: dict[int, int] = {}
    length = 0
    for n, line in enumerate(lines):
        if line.bare and not line.depth:
            piece = " " + " ".join(line.bare.split())
            starts[length + 1] = n
            pieces.append(piece)
            length += len(piece)
    return "".join(pieces), starts


def _mark_spills(lines: Sequence[Line], roles: list[str]) -> None:
    """The last words of a quoted line that a program wrapped, without a mark, between two quoted lines."""
    for n in range(1, len(lines) - 1):
        before, line, after = lines[n - 1], lines[n], lines[n + 1]
        if line.depth or line.blank or not (before.depth and after.depth):
            continue
        if len(before.bare) >= SPILLS_FROM and len(line.bare) <= LONGEST_SPILL and line.bare[0].islower():
            roles[n] = QUOTED


def _mark_banner(lines: Sequence[Line], roles: list[str], words: Lexicon) -> None:
    """What a gateway writes above a mail from outside is nobody's word."""
    top = next((n for n, line in enumerate(lines) if not line.blank), len(lines))
    end = next((n for n in range(top, len(lines)) if lines[n].blank), len(lines))
    text = " ".join(line.bare for line in lines[top:end])
    if end - top <= 4 and words.banners.search(text) and any(line.bare for line in lines[end:]):
        _mark(roles, top, end)


def _written_segments(lines: Sequence[Line], roles: Sequence[str]) -> list[list[int]]:
    """Runs of written lines, in which a signature may stand: only the one above the first quote and the last one."""
    segments: list[list[int]] = []
    for n, role in enumerate(roles):
        if role != WRITTEN:
            continue
        if n and segments and all(lines[m].blank or roles[m] == WRITTEN for m in range(segments[-1][-1] + 1, n)):
            segments[-1].append(n)
        else:
            segments.append([n])
    written = [one for one in segments if any(lines[n].bare for n in one)]
    return written if len(written) < 2 else [written[0], written[-1]]


def _give_back(lines: Sequence[Line], roles: list[str], words: Lexicon) -> None:
    """A mail that would say nothing at all says at least its first sign-off ("Thanks! / Ada")."""
    for n, role in enumerate(roles):
        if role == SIGNATURE and lines[n].bare:
            if signature.device_line(lines[n], words) or not signature.sign_off(lines[n], words):
                return
            roles[n] = WRITTEN
            return
