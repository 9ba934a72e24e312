"""Which DKIM signatures of a mail would prove its author, before any of them is checked (RFC 6376).

A signature that is merely valid proves too little. One with `l=` lets anybody append text; one that leaves out a
header lets anybody change it; one that lists a header once lets anybody add a second on top. So a signature is worth
checking only if it covers the whole body and every header that decides something here, each of which stands in the
mail exactly once; if it is of the author's own domain; and if it has not run out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from inbox_agent.mail.authentication import aligned
from inbox_agent.mail.headers import MOST_HEADER_BYTES
from inbox_agent.mail.message import Message

#: T-06; the header that carries the token is required beside them.
ALWAYS_SIGNED = ("from", "subject", "date", "to")
ALGORITHMS = ("rsa-sha256", "ed25519-sha256")
MOST_SIGNATURES = 10
_CLOCKS_DIFFER = timedelta(minutes=15)
_BLANK = re.compile(r"\s+")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_HEAD = re.compile(rb"(?:[!-9;-~]+:[^\r\n\x00]*\r?\n(?:[ \t][^\r\n\x00]*\r?\n)*)+")
#: Headers of which two would let one reader see another mail than the next one does.
_ONCE = ("from", "sender", "subject", "date", "to", "message-id", "in-reply-to", "references", "content-type", "content-transfer-encoding", "mime-version")  # fmt: skip


@dataclass(frozen=True)
class Signature:
    """One that is worth checking: its place among the DKIM-Signature headers, and whose it is."""

    place: int
    domain: str
    selector: str
    algorithm: str
    identity: str  #: the domain of `i=`


def unsound(raw: bytes, message: Message) -> str:
    """Why the header of a mail cannot be trusted to be read by everybody alike (T-03); "" where it can.

    A strange line, a bare CR or a second Subject is read in one way by the server that judged the mail and perhaps
    in another by us: such a mail may still say no, but never yes.
    """
    end = _HEAD_END.search(raw, 0, MOST_HEADER_BYTES + 4)
    if end is None:
        return f"its header is longer than {MOST_HEADER_BYTES // 1000} kB or does not end"
    head = raw[: end.start()] + b"\n"
    if not _HEAD.fullmatch(head):
        return "a line of its header is none"
    twice = next((name for name in _ONCE if len(message.all(name)) > 1), "")
    return f"it has more than one {twice.title()}" if twice else ""


def worth_checking(message: Message, domain: str, needed: tuple[str, ...], now: datetime) -> Iterator[Signature]:
    """The signatures that would prove that `domain` wrote this mail, with everything in `needed` as it stands."""
    if any(len(message.all(name)) != 1 for name in needed):
        return
    for place, value in enumerate(message.all("DKIM-Signature")[:MOST_SIGNATURES]):
        tags = tags_of(value)
        if tags is None or "l" in tags or tags.get("v") != "1" or tags.get("a", "").lower() not in ALGORITHMS:
            continue
        signer = tags.get("d", "").lower()
        identity = tags.get("i", f"@{signer}").rpartition("@")[2].lower()
        signed = [name.lower() for name in tags.get("h", "").split(":")]
        if not aligned(signer, domain) or not (identity == signer or identity.endswith(f".{signer}")):
            continue
        if all(name in signed for name in needed) and tags.get("s") and in_time(tags, now):
            yield Signature(place, signer, tags["s"], tags["a"].lower(), identity)


def tags_of(value: str) -> dict[str, str] | None:
    """A tag list (RFC 6376 3.2) without its white space; None where it is none, or names a tag twice."""
    found: dict[str, str] = {}
    for piece in _BLANK.sub("", value).split(";"):
        name, sign, content = piece.partition("=")
        if not piece:
            continue
        if not sign or not name or name in found:
            return None
        found[name] = content
    return found


def in_time(tags: dict[str, str], now: datetime) -> bool:
    """Whether a signature was made already and has not run out (`t=`, `x=`)."""
    made, ends = (_moment(tags[name]) if name in tags else None for name in ("t", "x"))
    if ("t" in tags and made is None) or ("x" in tags and ends is None):
        return False
    return not (made and made > now + _CLOCKS_DIFFER) and not (ends and (ends < now or (made and ends < made)))


def _moment(seconds: str) -> datetime | None:
    if not seconds.isascii() or not seconds.isdigit() or len(seconds) > 11:
        return None
    return datetime.fromtimestamp(int(seconds), UTC)
