"""Tokens and versions: what binds an owner's yes to exactly one text (T-01, T-02).

A token is 130 random bits in lower-case base 32, which survives every mail program and header. It travels in
the Message-ID of the mail that asks, so that any reply brings it back, and in the subject of each `mailto:`
button. The records keep its SHA-256 only. The digest of a version covers the mail exactly as it will leave.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable

from inbox_agent.mail.compose import Outgoing, compose
from inbox_agent.mail.message import Message

_TOKEN = re.compile(r"\bia-([a-z2-7]{26})\b")


def new_token(random: Callable[[int], bytes]) -> str:
    """130 bits (T-01 wants 128 at least). `random` is `secrets.token_bytes` outside of tests."""
    return base64.b32encode(random(17)).decode("ascii").lower()[:26]


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode("ascii")).hexdigest()


def token_message_id(token: str, mailbox: str) -> str:
    """The Message-ID of the mail that carries this token; `mailbox` is the agent's own address."""
    return f"<ia-{token}@{mailbox.rpartition('@')[2]}>"


def subject_tag(token: str) -> str:
    """How the token stands in the subject of a `mailto:` button."""
    return f"ia-{token}"


def tokens_in(message: Message) -> tuple[str, ...]:
    """The tokens that decide what this mail is about (T-03).

    Those of In-Reply-To and of the subject of a button; only where neither has one, the newest of References,
    where older mails of the same conversation are named too. More than one here is for the caller to judge.
    """
    direct = [m for place in (*message.in_reply_to, message.subject) for m in _TOKEN.findall(place)]
    if direct:
        return tuple(dict.fromkeys(direct))
    return tuple(m for place in reversed(message.references) for m in _TOKEN.findall(place))[:1]


def carrier(message: Message) -> str:
    """The header that carries the token that decides: a signature must cover it, or the token could be exchanged."""
    for name, values in (("in-reply-to", message.in_reply_to), ("subject", (message.subject,))):
        if any(_TOKEN.search(value) for value in values):
            return name
    return "references"


def token_of(message_id: str) -> str:
    """The token in a Message-ID of ours, "" where it is none."""
    found = _TOKEN.search(message_id)
    return found.group(1) if found else ""


def digest(mail: Outgoing, recipients: tuple[str, ...]) -> str:
    """SHA-256 over envelope recipients, headers and body as they will leave, without the Date (T-02)."""
    if mail.date is not None:
        raise ValueError("the hash of a version leaves the Date out")
    envelope = "\n".join(sorted(recipients)).encode()
    return hashlib.sha256(envelope + b"\n\n" + compose(mail)).hexdigest()
