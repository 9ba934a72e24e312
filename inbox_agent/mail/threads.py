"""Which mails belong together, and the headers of an answer (RFC 5322 3.6.4, F-71).

A mail names what it answers in In-Reply-To, and the line of its forebears in References, oldest first. An
answer repeats the whole line and adds the mail that it answers. Subjects gather `Re:` in every language on
the way; for comparing they are stripped off, and an answer carries exactly one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from inbox_agent.mail.message import Message
from inbox_agent.mail.visible import one_line

MOST_REFERENCES = 50
_USABLE = re.compile(r"<[!-;=?-~]{1,900}>")
#: How programs and people mark an answer or a forward before the subject, in Latin and other letters.
_PREFIXES = (
    "re", "r", "ré", "rép", "sv", "vs", "antw", "antwort", "aw", "odp", "res", "rif", "ynt", "vá", "απ", "σχετ", "回复", "回覆", "答复", "答覆", "返信", "отв",
    "fwd", "fw", "fyi", "vb", "vl", "wg", "weiterleitung", "tr", "rv", "enc", "doorst", "i", "pd", "videresendt", "videresend", "inoltro", "ilt", "továbbítás", "转发", "轉寄", "пересл",
)  # fmt: skip
_PREFIX = re.compile(rf"(?:{'|'.join(sorted(map(re.escape, _PREFIXES), key=len, reverse=True))})(?:[\[(]\d{{1,3}}[\])]|\^\d{{1,3}}|\s?\d{{1,2}})?\s{{0,3}}[:：]\s{{0,9}}", re.IGNORECASE)  # fmt: skip


def thread_ids(message: Message) -> tuple[str, ...]:
    """The Message-IDs that this mail answers, the nearest first: In-Reply-To, then References from the newest back."""
    return tuple(dict.fromkeys((*message.in_reply_to, *reversed(message.references))))


def reply_headers(message_id: str, references: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """In-Reply-To and References of an answer to the mail `message_id`, whose own References are given, oldest first.

    The line is kept whole up to fifty; of a longer one the first, which names the thread, and the newest stay.
    What is no usable Message-ID is left out; ("", …) where `message_id` is none.
    """
    answered = message_id if _USABLE.fullmatch(message_id) else ""
    line = [i for i in dict.fromkeys(references) if _USABLE.fullmatch(i) and i != answered]
    if answered:
        line.append(answered)
    if len(line) > MOST_REFERENCES:
        line = [line[0], *line[-(MOST_REFERENCES - 1) :]]
    return answered, tuple(line)


def base_subject(subject: str) -> str:
    """The subject without any `Re:`, `Fwd:` and their like, on one line."""
    text = one_line(subject)
    at = 0
    while prefix := _PREFIX.match(text, at):
        at = prefix.end()
    return text[at:].strip() or (text if not at else "")


def reply_subject(subject: str) -> str:
    """The subject of an answer: one `Re:`, no control characters; a forward mark is part of what is answered."""
    text = one_line(subject)
    at = 0
    while (prefix := _PREFIX.match(text, at)) and not _forwards(prefix.group()):
        at = prefix.end()
    return f"Re: {text[at:].strip()}".strip()


def _forwards(prefix: str) -> bool:
    word = re.split(r"[\W\d]", prefix, maxsplit=1)[0].casefold()
    return word in _PREFIXES and _PREFIXES.index(word) >= _PREFIXES.index("fwd")
