"""A delivery report: for whom the mail was, whether it will be tried again, and why it did not arrive.

The machine-readable form (RFC 3464 in a multipart/report) decides where it is there. Servers that write free
text are known by who sends it — a daemon — and are read by the codes of RFC 3463 and RFC 5321 in their words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from inbox_agent.mail.addresses import read_addresses
from inbox_agent.mail.beginnings import Beginnings
from inbox_agent.mail.headers import split_head
from inbox_agent.mail.made_once import made_once
from inbox_agent.mail.message import Because, Message
from inbox_agent.mail.span import whole

MOST_LETTERS = 8000
_DAEMON_LOCALS = (
    "mailer-daemon",
    "mailer.daemon",
    "mailerdaemon",
    "microsoftexchange",
    "mail-daemon",
    "maildaemon",
    "double-bounce",
)
_DAEMON_NAMES = ("mail delivery system", "internet mail delivery", "mail delivery subsystem", "mail delivery service", "mail administrator", "mailer-daemon",
                 "microsoft outlook", "mail delivery", "system administrator", "mail system", "delivery subsystem")  # fmt: skip
_FIELD = re.compile(r"^([A-Za-z-]{1,60}):[ \t]*(.*(?:\n[ \t]+.*){0,20})", re.MULTILINE)
_ADDRESS = re.compile(r"[\w.+=#&'/-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_ENHANCED = re.compile(r"(?<![\d.])([245])\.\d{1,3}\.\d{1,3}(?![\d.])")
_REPLY = re.compile(r"(?<![\d.:-])([45])[0-5]\d(?=[ \-–:,]|\Z)(?!\s{0,3}(?:hours|minutes|seconds|days|timmar|stunden))")
_LISTED = re.compile(r"^\s{0,8}<?([\w.+=#&'/-]{1,64}@[\w.-]{1,200})>?:?\s*$", re.MULTILINE)
_MESSAGE_ID = re.compile(r"message-id:.{0,300}", re.IGNORECASE)
_QMAIL = "this is the qmail-send program"
_REASON_LINE = re.compile(r"^.{0,400}(?<![\d.])(?:[45]\d\d[ :-]|[45]\.\d{1,3}\.\d{1,3}).{0,400}$", re.MULTILINE)


class BounceWords(Protocol):
    """The phrases of one language in reports."""

    @property
    def bounce_subjects(self) -> tuple[str, ...]: ...
    @property
    def delays(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Bounce:
    """`intent` is `bounce-permanent`, `bounce-temporary`, or `notification` for a report of success."""

    intent: str
    failed: tuple[str, ...] = ()
    reason: str = ""
    because: tuple[Because, ...] = ()


def read_bounce(message: Message, own: frozenset[str], words: Mapping[str, BounceWords]) -> Bounce | None:
    """The report that this mail is, None where it is none. `own` are addresses that no report is about."""
    report = [fields for part in message.report for fields in _fields(part)]
    sign = _sign(message, words)
    if not report and not sign:
        return None
    failed = _failed_of(report) or _failed_header(message) or _failed_in_text(message, own)
    reason = _reason(report, message.text)
    intent, why = _intent(report, message, words)
    because = [Because("rfc3464", why)] if report else []
    return Bounce(intent, failed, reason, (*because, *([sign] if sign else [])))


def is_daemon(message: Message) -> Because | None:
    """Whether a mail server itself wrote this, by the From that it signs with."""
    local = message.author.key.partition("@")[0]
    name = message.author.name.casefold()
    if local.startswith(_DAEMON_LOCALS):
        return Because("from-daemon", message.author.addr)
    if name.startswith(_DAEMON_NAMES) and (local in {"", "postmaster", "root", "daemon"} or null_sender(message)):
        return Because("from-daemon", str(message.author))
    return None


def null_sender(message: Message) -> bool:
    """Whether it came from the null address, from which no person sends (RFC 3834 3.3)."""
    return message.header("Return-Path").strip() == "<>"


def _sign(message: Message, words: Mapping[str, BounceWords]) -> Because | None:
    """Outside of RFC 3464: a daemon's From, Exim's header, or a report's subject from a null sender or a postmaster."""
    if message.header("X-Failed-Recipients"):
        return Because("x-failed-recipients", message.header("X-Failed-Recipients"))
    if daemon := is_daemon(message):
        return daemon
    if _QMAIL in message.text[:600].casefold():
        return Because("qmail", "This is the qmail-send program")
    local = message.author.key.partition("@")[0]
    if (
        null_sender(message)
        or local in {"postmaster", "root", "daemon", "bounce", "bounces"}
        or message.header("Auto-Submitted")
    ):
        return subject_begins(message.subject, _bounce_subjects(words), "bounce-subjects")
    return None


@made_once
def _bounce_subjects(words: Mapping[str, BounceWords]) -> Beginnings:
    return Beginnings({code: listed.bounce_subjects for code, listed in words.items()})


def subject_begins(subject: str, phrases: Beginnings, topic: str) -> Because | None:
    """The longest listed phrase that the subject begins with, up to the end of a word: "absence temporaire", not "absence"."""
    spoken = opening(subject)
    whole = (one for one in phrases.of(spoken) if not spoken[len(one[2]) : len(one[2]) + 1].isalpha())
    code, n, _ = max(whole, key=lambda one: len(one[2]), default=("", 0, ""))
    return Because(f"machine.{code}.{topic}.{n}", subject[:200]) if code else None


def opening(subject: str) -> str:
    """A subject as phrases are compared with it."""
    return subject.casefold().replace("’", "'").lstrip("[(*\"' ")


def _fields(part: str) -> list[dict[str, str]]:
    """The groups of fields of one message/delivery-status part: the first is about the mail, each other about a recipient."""
    groups = re.split(r"\n[ \t]*\n", part[: MOST_LETTERS * 4])
    return [{name.lower(): " ".join(value.split()) for name, value in _FIELD.findall(group)} for group in groups]


def _typed(value: str) -> str:
    """Without the type in front: `rfc822; ada@x.example`, `smtp; 550 5.1.1 …`."""
    kind, semicolon, rest = value.partition(";")
    return (rest if semicolon and " " not in kind.strip() else value).strip()


def _failed_of(report: list[dict[str, str]]) -> tuple[str, ...]:
    found = []
    for group in report:
        if group.get("action", "failed").lower().startswith(("failed", "delayed")):
            # The address as it was written to says more than the one it was rewritten to.
            named = group.get("original-recipient") or group.get("final-recipient") or ""
            if address := _ADDRESS.search(_typed(named)):
                found.append(address.group())
    return tuple(dict.fromkeys(found))


def _failed_header(message: Message) -> tuple[str, ...]:
    return tuple(a.addr for a in read_addresses(message.header("X-Failed-Recipients")) if a.addr)


def _failed_in_text(message: Message, own: frozenset[str]) -> tuple[str, ...]:
    """An address that stands alone on a line, or that the returned mail was addressed to, or the first that is named."""
    not_meant = own | {message.author.key} | {a.key for a in message.to}
    text = _MESSAGE_ID.sub(" ", message.text[:MOST_LETTERS])
    named = [a for a in (*_LISTED.findall(text), *_ADDRESS.findall(text)) if a.casefold() not in not_meant]
    returned = {a.key for raw in message.attached for a in read_addresses(split_head(whole(raw))[0].first("to"))}
    meant = [a for a in named if a.casefold() in returned] or named
    return tuple(meant[:1]) or tuple(sorted(returned - not_meant))[:1]


def _reason(report: list[dict[str, str]], text: str) -> str:
    for group in report:
        if code := group.get("diagnostic-code"):
            return _typed(code)[:500]
    line = _REASON_LINE.search(text[:MOST_LETTERS])
    if line:
        return " ".join(line.group().split())[:500]
    return next((group["status"] for group in report if "status" in group), "")


def _intent(report: list[dict[str, str]], message: Message, words: Mapping[str, BounceWords]) -> tuple[str, str]:
    """Whether it is tried again, by the actions (RFC 3464 2.3.3), the codes, and at last the words; with what says so."""
    actions = [group["action"].lower() for group in report if "action" in group]
    if "failed" in " ".join(actions):
        statuses = [group.get("status", "") for group in report if "failed" in group.get("action", "").lower()]
        # A server gives up on a mail after days of trying: failed for this mail, but the address may be well.
        temporary = statuses and all(status.startswith("4") for status in statuses)
        return (
            "bounce-temporary" if temporary else "bounce-permanent"
        ), f"Action: failed, Status: {' '.join(statuses)}"
    if any("delayed" in action for action in actions):
        return "bounce-temporary", "Action: delayed"
    if actions:
        return "notification", f"Action: {actions[0]}"
    spoken = f"{message.subject}\n{message.text[:MOST_LETTERS]}".casefold()
    classes = [*_ENHANCED.findall(spoken), *_REPLY.findall(spoken)]
    if "5" in classes:
        return "bounce-permanent", "5.x.x"
    delay = next((phrase for listed in words.values() for phrase in listed.delays if phrase in spoken), "")
    if "4" in classes or delay:
        return "bounce-temporary", delay or "4.x.x"
    return "bounce-permanent", message.subject
