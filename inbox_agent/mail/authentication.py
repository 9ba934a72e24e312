"""Whether the owner's own mail server says that a mail is really theirs: Authentication-Results, read strictly (RFC 8601).

Anybody may write such a header into a mail, so only those count that the receiving server itself put on top, and it
is known by the name that it writes there (its authserv-id, pinned in the settings). Among the Authentication-Results
of a mail that is the unbroken run at the very top; what stands below another name came with the mail. Within the
run four rules keep out what a server that does not strip forgeries let through: a header that gives the whole verdict
(two of spf, dkim and dmarc, or `none`) is the last of the run, since such a server has no more to say below it; each
method counts only in the first header that speaks of it; a `dmarc` that failed anywhere refuses; and one header that is
not well-formed makes the whole run worthless.

A pass counts for the domain in From alone: `dmarc=pass` with this very `header.from`, or `dkim=pass` by this domain
or one above it. A signature of a domain *below* is not enough, strictly though DMARC would take it: who may sign for
`news.home.example` need not be who writes from `home.example`.

Real servers leave the grammar in known ways, which are read: Microsoft writes no name and bare `action=none`,
Yahoo and Zoho put a comment right behind a result, Amazon adds `client-ip=…` as if it were a method, amavis names
itself in a comment, iCloud writes one header a method with a name for each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from inbox_agent.mail.addresses import domain_of
from inbox_agent.mail.message import Message
from inbox_agent.mail.trace import came_in

#: Stands for a server that writes no name at all before its results, as Microsoft's do.
NAMELESS = "-"
MOST_HEADERS = 50
MOST_CHARACTERS = 20_000
_METHODS = frozenset({"spf", "dkim", "dmarc"})
_DEEPEST = 10  #: comments within comments

#: Properties of which one result has one value: two that differ are somebody's trick.
_TELLING = ("header.from", "header.d", "header.i")
#: What a DMARC check may say without saying that the mail is forged.
_NEUTRAL = frozenset({"pass", "none", "temperror", "permerror", "neutral", "bestguesspass"})
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s;"()]+|[;()]|\s+|.', re.DOTALL)
_NAME = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z0-9_-]+|/\d+)?", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9_*](?:[a-z0-9._*-]*[a-z0-9_*])?", re.IGNORECASE)


@dataclass(frozen=True)
class Result:
    """One verdict of a header: `dkim=pass header.d=home.example`. Names are in lower case."""

    method: str
    result: str
    properties: tuple[tuple[str, str], ...] = ()

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for key, value in self.properties if key == name)


@dataclass(frozen=True)
class Stamp:
    """One Authentication-Results header: the name of the server that wrote it (NAMELESS without one), and its verdicts."""

    server: str
    results: tuple[Result, ...]

    @property
    def whole(self) -> bool:
        """Whether it says all that its server has to say: several methods at once, or that nothing was looked at."""
        return not self.results or len({r.method for r in self.results} & _METHODS) > 1


@dataclass(frozen=True)
class Verdict:
    """What the server says. `fail` is its own word that the mail is forged; `none` is no word at all."""

    says: Literal["pass", "fail", "none"]
    words: str  #: the result that decided, or why there is none, for the audit


def verdict(message: Message, pins: Sequence[str]) -> Verdict:
    """What the server with one of these names says of the address in From."""
    domain = domain_of(message.author.addr)
    run = top_run(message, pins)
    if not pins:
        return Verdict("none", "no server is pinned")
    if run is None:
        return Verdict("none", "its results cannot be read")
    if not run:
        return Verdict("none", "your server did not stamp this mail")
    for stamp in run:
        for result in stamp.results:
            if result.method == "dmarc" and result.result not in _NEUTRAL:
                return Verdict("fail", f"dmarc={result.result} ({stamp.server})")
    for method, passes in (("dmarc", _dmarc_passes), ("dkim", _dkim_passes)):
        first = next((s for s in run if any(r.method == method for r in s.results)), None)
        found = [r for r in first.results if r.method == method] if first else []
        passed = passes(found, domain)
        if first and passed:
            return Verdict("pass", f"{passed} ({first.server})")
    return Verdict("none", f"your server found no pass for {domain}")


def by_spf_alone(message: Message, pins: Sequence[str]) -> bool:
    """Whether the server vouches for From only because of the machine that handed the mail over: no signature of the domain.

    DMARC takes that (RFC 7489 4.2), and it is true of everybody who may send through the same machine.
    """
    domain = domain_of(message.author.addr)
    results = [r for stamp in top_run(message, pins) or () for r in stamp.results if r.method == "dkim"]
    return verdict(message, pins).says == "pass" and not _dkim_passes(results, domain)


def _dmarc_passes(found: list[Result], domain: str) -> str:
    """All verdicts of DMARC must be this one: there is one From, so two that differ are one too many."""
    for result in found:
        if result.result != "pass" or [_host(v) for v in result.all("header.from")] != [domain]:
            return ""
    return f"dmarc=pass header.from={domain}" if found else ""


def _dkim_passes(found: list[Result], domain: str) -> str:
    """One aligned signature is enough; others may have failed, as those of lists and forwarders do."""
    for result in found:
        signer = next((_host(v) for v in (*result.all("header.d"), *result.all("header.i"))), "")
        if result.result == "pass" and aligned(signer, domain):
            return f"dkim=pass header.d={signer}"
    return ""


def aligned(signer: str, domain: str) -> bool:
    """Whether a signature of `signer` speaks for `domain`: the same, or a domain above it that is more than an ending."""
    return signer == domain or ("." in signer and domain.endswith(f".{signer}"))


def _host(value: str) -> str:
    """The domain of a property's value: `@home.example`, `sofia@home.example` or `home.example`."""
    return domain_of(value if "@" in value else f"@{value}")


def top_run(message: Message, pins: Sequence[str]) -> list[Stamp] | None:
    """The headers at the very top that bear a pinned name, before the first that bears another; None where one is broken.

    Where the trace names the server itself, what stands below the line of the hop before it came with the mail.
    """
    run: list[Stamp] = []
    above = came_in(message, lambda host: any(names(pin, host) for pin in pins))
    fields = message.headers.fields[:above]
    for value in [f.decoded for f in fields if f.key == "authentication-results"][:MOST_HEADERS]:
        stamp = read(value)
        server = stamp.server if stamp else _first_word(value)
        if not any(names(pin, server) for pin in pins):
            break
        if stamp is None:
            return None
        run.append(stamp)
        if stamp.whole:
            break
    return run


def names(pin: str, server: str) -> bool:
    """Whether a pin means this server. A `*` stands for letters, digits and dashes within one label: `mx*.mail.example`."""
    if "*" not in pin:
        return pin.casefold() == server.casefold()
    pattern = "[a-z0-9-]*".join(map(re.escape, pin.casefold().split("*")))
    return re.fullmatch(pattern, server.casefold()) is not None


def learnt_pins(message: Message) -> tuple[str, ...]:
    """How the servers that put this mail into our mailbox call themselves, from a mail that we know to be our own.

    The name on top, and those right below it that have the same domain above their first label (iCloud has a
    name for each method). A number in the first label is one machine of many, so it is left open.
    """
    stamps = [read(value) for value in message.all("Authentication-Results")[:MOST_HEADERS]]
    if not stamps or stamps[0] is None:
        return ()
    found = [stamps[0].server]
    family = found[0].partition(".")[2]
    for stamp in stamps[1:]:
        if stamp is None or "." not in family or stamp.server.partition(".")[2] != family:
            break
        found.append(stamp.server)
    return tuple(dict.fromkeys(_open_numbers(name) for name in found))


def _open_numbers(name: str) -> str:
    first, dot, rest = name.partition(".")
    return re.sub(r"\d+", "*", first) + dot + rest if "." in rest else name


# The reader.


def read(value: str) -> Stamp | None:
    """One header as a value; None where it is not well-formed: an open comment, an open quotation, a stray sign."""
    if len(value) > MOST_CHARACTERS:
        return None
    tokens = _without_comments(value)
    if tokens is None:
        return None
    parts = _words(tokens)
    head, rest = parts[0], parts[1:]
    if any("=" in word for word in head):
        return _stamp(NAMELESS, parts)
    if not head or len(head) > 2 or not _HOST.fullmatch(head[0]) or (len(head) == 2 and head[1] != "1"):
        return None
    return _stamp(head[0].casefold(), rest)


def _first_word(value: str) -> str:
    """What a broken header would be named, as far as that can be told."""
    word = value.strip().partition(";")[0].split()
    return NAMELESS if not word or "=" in word[0] else word[0].casefold()


def _without_comments(value: str) -> list[str] | None:
    """The tokens outside of comments, a comment being white space; None where brackets or quotation marks stay open."""
    out: list[str] = []
    depth = 0
    pieces = iter(_TOKEN.findall(value))
    for piece in pieces:
        if piece == "(":
            depth += 1
            out.append(" ")
            if depth > _DEEPEST:
                return None
        elif piece == ")":
            depth -= 1
            if depth < 0:
                return None
        elif depth:
            if (len(piece) - len(piece.rstrip("\\"))) % 2:
                next(pieces, None)  # a quoted pair: the bracket behind it is a letter of the comment
        elif piece == '"':
            return None
        else:
            out.append(piece)
    return out if depth == 0 else None


def _words(tokens: list[str]) -> list[list[str]]:
    """The words between the semicolons; what stands side by side without a gap is one word."""
    parts: list[list[str]] = [[]]
    glued = False
    for piece in tokens:
        if piece == ";":
            parts.append([])
        elif piece.strip():
            if glued:
                parts[-1][-1] += piece
            else:
                parts[-1].append(piece)
        glued = bool(piece.strip()) and piece != ";"
    return parts


def _stamp(server: str, parts: list[list[str]]) -> Stamp | None:
    results: list[Result] = []
    for words in parts:
        if not words or words == ["none"]:
            continue
        result = _result(words)
        if result is None:
            return None
        results.append(result)
    return Stamp(server, tuple(results))


def _result(words: list[str]) -> Result | None:
    """`dkim = pass reason="…" header.d=home.example`: pairs, and nothing else."""
    pairs: list[tuple[str, str]] = []
    waiting = list(reversed(words))
    while waiting:
        name, sign, value = waiting.pop().partition("=")
        if not sign and waiting and waiting[-1].startswith("="):
            sign, value = "=", waiting.pop()[1:]
        if not sign or not _NAME.fullmatch(name):
            return None
        # An empty value, as some write for a null sender, is followed by another pair or by nothing.
        if not value and waiting and "=" not in waiting[-1]:
            value = waiting.pop()
        pairs.append((name.casefold(), value[1:-1] if value[:1] == '"' == value[-1:] else value))
    method, _, version = pairs[0][0].partition("/")
    properties = tuple(pairs[1:])
    if any(len({v.casefold() for k, v in properties if k == name}) > 1 for name in _TELLING):
        return None
    return Result(method if version in ("", "1") else "", pairs[0][1].casefold(), properties)
