"""The mail inside a mail: where the owner's words end, and whose mail begins there, when and about what.

A forward comes as an attachment (RFC 2046 5.2.1), below a block of labels, or below an attribution line. The
first of them counts: of a forward of a forward that is the outermost. A reply from Outlook looks the same
from the inside, so the subject's prefix, the marker and the threading headers say which it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from inbox_agent.mail import attribution, dateline, forward_blocks, parse, quoting
from inbox_agent.mail.attribution import Attribution
from inbox_agent.mail.forward_blocks import Block
from inbox_agent.mail.lexicon import Lexicon, lexicon, plain
from inbox_agent.mail.likeness import shares_word
from inbox_agent.mail.lines import Line, read, unquoted
from inbox_agent.mail.message import Address, Message, Unreadable
from inbox_agent.mail.own_name import is_name
from inbox_agent.mail.people import mailboxes
from inbox_agent.rules import Labels

MOST_PREFIXES = 8
#: How people begin what they write below a mail about it.
_POINTS_UP = re.compile(r"\^{1,3}(?=\s|[^\W\d_])|[↑⬆☝👆]")


@dataclass(frozen=True)
class Original:
    """A forwarded mail as far as it was printed, and the owner's words around it."""

    sender: Address
    to: tuple[Address, ...]  #: To and Cc together
    subject: str
    date: datetime | None
    text: str
    note: str
    rule: str  #: how it was found
    words: str  #: the line that it rests on
    reply_to: tuple[Address, ...] = ()
    cards: tuple[bytes, ...] = ()
    organisation: str = ""  #: of the sender, where a header names it


def find(message: Message, labels: Mapping[str, Labels]) -> Original | None:
    """The mail that this one forwards; None when it forwards none."""
    words = lexicon(labels)
    lines = read(message.text)
    prefix, subject = without_prefixes(message.subject, words)
    first = _first(lines, words, subject)
    if first and _forwards(message, first, prefix, words):
        return _inline(message, labels, lines, first, subject)
    if message.attached and not message.report:
        return _attached(message, labels)
    return None


def without_prefixes(subject: str, words: Lexicon) -> tuple[str, str]:
    """The kind of the outermost prefix ("forward", "reply" or ""), and the subject without it.

    Only prefixes of the outer kind are taken off: "Fwd: Re: Looms" forwards a mail with the subject "Re: Looms".
    """
    kind, rest = "", subject.strip()
    for _ in range(MOST_PREFIXES):
        head, colon, tail = rest.partition(":")
        told = plain(head.strip("[] ").split("[")[0])
        this = "forward" if told in words.forward_prefixes else "reply" if told in words.reply_prefixes else ""
        if not colon or not this or (kind and this != kind):
            break
        kind, rest = this, tail.strip()
        if this == "forward":
            break
    return kind, rest


def _first(lines: Sequence[Line], words: Lexicon, subject: str) -> Block | Attribution | None:
    """The first block or attribution; a marker that has only an attribution below it belongs to that."""
    found: list[Block | Attribution] = [*forward_blocks.find(lines, words, subject), *attribution.find(lines, words)]
    return min(found, key=lambda one: one.first, default=None)


def _forwards(message: Message, first: Block | Attribution, prefix: str, words: Lexicon) -> bool:
    if isinstance(first, Block) and first.marker == "forward":
        # A quoted forward in a reply was forwarded before; this mail only answers.
        return prefix != "reply" or first.depth == 0
    if prefix:
        return prefix == "forward"
    return isinstance(first, Block) and not message.in_reply_to


def _inline(
    message: Message, labels: Mapping[str, Labels], lines: list[Line], first: Block | Attribution, subject: str
) -> Original:
    words = lexicon(labels)
    top, whole = _with_marker(lines, first.first, words), lines
    if isinstance(first, Block) and _is_conversation(lines, first, words):
        first, lines = _of_other(lines, first, message, words)
    end = first.end
    stop, below = _end_of_original(lines, end, words)
    if stop == len(lines) and isinstance(first, Block):
        stop = below = _owners_ending(lines, first, message, words)
    body = lines[end:stop]
    depth = next((line.depth for line in body if not line.blank), 0)
    note = "\n\n".join(filter(None, (_note(part, message, labels) for part in (whole[:top], lines[below:]))))
    seen = " ".join(line.bare for line in lines[first.first : end])[:200]
    text = unquoted(body, depth)
    if isinstance(first, Attribution):
        when = dateline.read(first.text, words, message.date)
        return Original(
            attribution.writer(first.text, words), (), subject, when, text, note, "forward.attribution", seen
        )
    return _printed(first, words, subject, message.date, text, note, seen)


def forwarded_on(outer: Original, labels: Mapping[str, Labels]) -> Original | None:
    """The mail that a forwarded mail itself forwards, with the owner's note on the outer one; None where it forwards none."""
    words = lexicon(labels)
    lines = read(outer.text)
    subject = without_prefixes(outer.subject, words)[1]
    first = _first(lines, words, subject)
    if not isinstance(first, Block):
        return None
    depth = next((line.depth for line in lines[first.end :] if not line.blank), 0)
    text = unquoted(lines[first.end :], depth)
    seen = " ".join(line.bare for line in lines[first.first : first.end])[:200]
    return _printed(first, words, subject, outer.date, text, outer.note, seen)


def _printed(
    first: Block, words: Lexicon, subject: str, before: datetime | None, text: str, note: str, seen: str
) -> Original:
    """What a block prints of a mail; `before` is when it was forwarded, which a date without its zone is read by."""
    senders = mailboxes(first.value("from"), words)
    to = (*mailboxes(first.value("to"), words), *mailboxes(first.value("cc"), words))
    when = dateline.read(first.value("date"), words, before)
    told = first.values.get("subject", subject)
    rule = f"forward.{first.marker or 'block'}"
    return Original(
        senders[0] if senders else Address("", ""),
        to,
        told,
        when,
        text,
        note,
        rule,
        seen,
        mailboxes(first.value("reply-to"), words),
        organisation=first.value("organisation"),
    )


def _is_conversation(lines: Sequence[Line], first: Block, words: Lexicon) -> bool:
    """Gmail's "Forward all" prints a whole thread, the oldest mail first."""
    return any(plain(line.bare) in words.conversation_markers for line in lines[first.first : first.end])


def _of_other(lines: list[Line], first: Block, message: Message, words: Lexicon) -> tuple[Block, list[Line]]:
    """The last mail of a forwarded thread that is not the forwarder's own, and the lines up to its end."""
    blocks = [one for one in forward_blocks.find(lines, words) if one.depth == first.depth]
    theirs = [one for one in blocks if (of := mailboxes(one.value("from"), words)) and of[0].key != message.author.key]
    if not theirs:
        return first, lines
    after = next((one.first for one in blocks if one.first >= theirs[-1].end), len(lines))
    subject = theirs[-1].value("subject") or first.value("subject")
    return replace(theirs[-1], values={**theirs[-1].values, "subject": subject}), lines[:after]


def _with_marker(lines: Sequence[Line], first: int, words: Lexicon) -> int:
    """Rules, markers and blank lines right above belong to what follows."""
    top = first
    for before in range(first - 1, max(-1, first - 6), -1):
        line = lines[before]
        if forward_blocks.is_rule(line) or forward_blocks.marker_of(line, words):
            top = before
        elif not line.blank:
            break
    return top


def _end_of_original(lines: Sequence[Line], end: int, words: Lexicon) -> tuple[int, int]:
    """Where the forwarded text stops and where the owner's words below it begin: after a line that says so, at one
    that points up, or after the last quote mark of a text that is marked to its end."""
    for n in range(end, len(lines)):
        if forward_blocks.is_decorated(lines[n]) and plain(lines[n].bare) in words.end_markers:
            return n, n + 1
    for n in range(end + 1, len(lines)):
        if _POINTS_UP.match(lines[n].bare) and lines[n - 1].blank:
            return n, n
    following = next((line for line in lines[end:] if not line.blank), None)
    if following is None or following.depth == 0:
        return len(lines), len(lines)
    last = max(n for n in range(end, len(lines)) if lines[n].depth)
    return last + 1, last + 1


def _owners_ending(lines: Sequence[Line], first: Block, message: Message, words: Lexicon) -> int:
    """Where the owner's words begin at the end of a mail that their own name closes: one paragraph, which speaks of the
    sender by name, below a line with the sender's name. Else the number of lines."""
    written = [n for n in range(first.end, len(lines)) if not lines[n].blank]
    senders = mailboxes(first.value("from"), words)
    if len(written) < 3 or not senders or not senders[0].name or not message.author.name:
        return len(lines)
    last = written[-1]
    if not is_name(lines[last], (message.author.name,)) or shares_word(senders[0].name, message.author.name):
        return len(lines)
    if _first(lines[first.end :], words, ""):
        return len(lines)  # a quoted mail of the owner's own ends so, too
    above = [n for n in written if n < last]
    start = above[-1]
    while start - 1 >= first.end and not lines[start - 1].blank:
        start -= 1
    text = " ".join(line.bare for line in lines[start:last])
    signed = any(is_name(lines[n], (senders[0].name,)) for n in above if n < start)
    capitals = " ".join(word.strip(",.;:!?()") for word in text.split() if word[:1].isupper())
    return start if signed and shares_word(capitals, senders[0].name) else len(lines)


def _note(lines: Sequence[Line], message: Message, labels: Mapping[str, Labels]) -> str:
    text = "\n".join(line.text for line in lines)
    return quoting.split(text, labels, names=(message.author.name,)).written if text.strip() else ""


def _attached(message: Message, labels: Mapping[str, Labels]) -> Original | None:
    inner = parse.parse(message.attached[0])
    if isinstance(inner, Unreadable):
        return None
    note = _note(read(message.text), message, labels)
    people = (*inner.to, *inner.cc)
    return Original(
        inner.author,
        people,
        inner.subject,
        inner.date,
        inner.text,
        note,
        "forward.attachment",
        str(inner.author),
        inner.reply_to,
        inner.cards,
        inner.header("Organization") or inner.header("Organisation"),
    )
