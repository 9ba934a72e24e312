"""Lists of mailboxes, as real headers hold them (RFC 5322 3.4, 4.4, and what comes close).

The value is taken apart *before* any encoded word in it is decoded: `=?utf-8?q?ada=40a.example=2C?=` is a
name that looks like an address, and stays a name. Tolerated: names with bare commas ("Lovelace, Ada"),
semicolons between mailboxes, missing or doubled angle brackets, names in comments, groups, routes, and
quotes that nobody closed.
"""

from __future__ import annotations

import re

from inbox_agent.mail.headers import decode_words
from inbox_agent.mail.message import Address

MOST_ADDRESSES = 200  # T-23
_TOKEN = re.compile(
    r'(?P<spec>"(?:[^"\\]|\\.)*"@[^\s,;<>"]+)'  # an addr-spec with a quoted local part
    r'|"(?P<quoted>(?:[^"\\]|\\.)*)(?:"|\Z)'  # a quoted string, closed or running to the end
    r"|<+(?P<angle>[^<>]*)>*"
    r"|(?P<comment>\()"
    r"|(?P<mark>[,;:])"
    r'|(?P<plain>(?:\\.|[^"<>(),;:\\])+|.)',
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ROUTE = re.compile(r"@[^:]{1,300}:")
_DECORATION = " \t'\"`´‘’“”"


class _Mailbox:
    """One mailbox while its tokens come in."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.comment = ""
        self.angle = ""

    def finish(self) -> Address | None:
        name = " ".join("".join(self.words).split())
        addr = self.angle
        if not addr and "@" in name:
            words = name.replace(" @", "@").replace("@ ", "@").split(" ")
            addr = next(word for word in words if "@" in word)
            name = " ".join(word for word in words if word != addr)
        addr = _addr(addr)
        name = decode_words(name).strip(_DECORATION) or decode_words(self.comment).strip(_DECORATION)
        if name.casefold() == addr.casefold():
            name = ""
        return Address(name, addr) if name or addr else None


def _addr(written: str) -> str:
    """The addr-spec without blanks, `mailto:` and source route, its domain in lower case; "" where it has no @."""
    unspaced = written if '"' in written else "".join(written.split())
    addr = _ROUTE.sub("", unspaced).removeprefix("mailto:").strip(",;'<>[]")
    local, at, domain = addr.rpartition("@")
    return f"{local}@{domain.lower().rstrip('.')}" if at and local and domain and len(addr) <= 998 else ""


def read_addresses(value: str, most: int = MOST_ADDRESSES) -> tuple[Address, ...]:
    """The mailboxes of one field, in order, at most `most`. One that has only a name has an empty `addr`."""
    found: list[Address] = []
    mailbox = _Mailbox()
    at = 0
    while at < len(value) and len(found) < most:
        token = _TOKEN.match(value, at)
        if token is None:  # pragma: no cover - the last alternative takes any character
            break
        at = token.end()
        mark = token["mark"]
        if token["quoted"] is not None:
            mailbox.words.append(_ESCAPE.sub(r"\1", token["quoted"]) + " ")
        elif token["angle"] is not None or token["spec"]:
            mailbox.angle = mailbox.angle or token["spec"] or token["angle"]
        elif token["comment"]:
            text, at = _comment(value, at)
            mailbox.comment = mailbox.comment or text
        elif mark == ":" and not mailbox.angle and "@" not in "".join(mailbox.words):
            mailbox = _Mailbox()  # the words were the name of a group
        elif mark and not (mark == "," and _name_goes_on(mailbox, value, at)):
            _keep(found, mailbox)
            mailbox = _Mailbox()
        else:
            mailbox.words.append(mark or token["plain"])
    _keep(found, mailbox)
    return tuple(found[:most])


def _keep(found: list[Address], mailbox: _Mailbox) -> None:
    if address := mailbox.finish():
        found.append(address)


_NEXT_MAILBOX = re.compile(r"[^,;<>@\"]{1,100}<")


def _name_goes_on(mailbox: _Mailbox, value: str, at: int) -> bool:
    """Whether a comma stands inside a name: words without an address before it, a name with one behind it."""
    words = "".join(mailbox.words).strip()
    return bool(words) and not mailbox.angle and "@" not in words and bool(_NEXT_MAILBOX.match(value, at))


def _comment(value: str, at: int) -> tuple[str, int]:
    """The text of a comment that opened before `at`, nested ones included, and where it ends."""
    start, depth = at, 1
    while at < len(value) and depth:
        if value[at] == "\\":
            at += 1
        elif value[at] in "()":
            depth += 1 if value[at] == "(" else -1
        at += 1
    return value[start : at - (depth == 0)], at


def domain_of(addr: str) -> str:
    """The domain of an addr-spec as DNS has it: lower case, in ASCII (RFC 5890), without a final dot."""
    domain = addr.rpartition("@")[2].casefold().rstrip(".")
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
