"""What `init` knows before it asks, which servers it settles on, and the values that come into the file."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from inbox_agent.doors.discovery import Found, World, discover
from inbox_agent.errors import WrongUse
from inbox_agent.rules.providers import Place

if TYPE_CHECKING:
    from inbox_agent.front.setup.ask import Answers

Tell = Callable[[str], object]
NOTHING = Found()


@dataclass(frozen=True)
class Before:
    """What an older configuration says; everything "" where there is none."""

    text: str = ""
    address: str = ""
    name: str = ""
    owner: str = ""
    password: tuple[str, str, str] = ("", "", "")  #: command, file, variable
    found: Found = NOTHING
    timezone: str = ""
    language: str = ""


def known(path: Path) -> Before:
    """The configuration that is there. Raises `WrongUse` for one that is not TOML: it is not written over."""
    if not path.exists():
        return Before()
    try:
        text = path.read_text("utf-8")
        content = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise WrongUse(
            f"{path} cannot be read: {fault}.", "Mend it, or name another file with --config; nothing was changed."
        ) from fault
    if "owners" in content and "owner" not in content:
        raise WrongUse(f"{path} has several owners.", "Add another one by hand, as config.example.toml shows.")
    owner, mailbox, outgoing = (content.get(n, {}) for n in ("owner", "mailbox", "outgoing"))
    return Before(
        text,
        mailbox.get("address", ""),
        owner.get("name", ""),
        next(iter(owner.get("addresses", [])), ""),
        tuple(mailbox.get(f"password_{k}", "") for k in ("command", "file", "env")),
        Found(_place(mailbox, 993), _place(outgoing, 465), mailbox.get("user", ""), "your configuration"),
        owner.get("timezone", ""),
        owner.get("language", ""),
    )


def _place(table: dict[str, Any], port: int) -> Place | None:
    if not table.get("host"):
        return None
    return Place(host=table["host"], port=table.get("port", port), security=table.get("security", "tls"))


def find(
    address: str,
    imap: Place | None,
    smtp: Place | None,
    before: Before,
    tell: Sequence[Tell],
    world: World | None = None,
) -> Found:
    """The servers: those named, else those of the file for the same mailbox, else those that are found."""
    from inbox_agent import rules  # noqa: PLC0415

    same = before.found if before.address.casefold() == address.casefold() else NOTHING
    if imap and smtp:
        found = Found(how="your own words")
    elif same.whole:
        found = same
    else:
        for say in tell:
            say(f"Looking for the servers of {address.rpartition('@')[2]} …")
        found = discover(address, rules.load().providers, world or World())
    if imap:
        found = replace(found, imap=imap)
    if smtp:
        found = replace(found, smtp=smtp)
    if not found.imap or not found.smtp:
        side = "--imap and --smtp" if not found.imap and not found.smtp else "--smtp" if found.imap else "--imap"
        raise WrongUse(
            f"The servers of {address.rpartition('@')[2]} could not be found.",
            f"Your provider's help names them: give them with {side}, for example --imap imap.home.example --smtp smtp.home.example.",
        )
    for say in tell:
        say(f"Reading: {_says(found.imap)}   Sending: {_says(found.smtp)}   (from {found.how})")
    return found


def _says(place: Place) -> str:
    return f"{place.host}, port {place.port}, {place.security}"


def values(
    address: str, found: Found, answers: Answers, ca_file: str | None, before: Before
) -> dict[str, dict[str, Any]]:
    """What comes into the file. Defaults are left out, so that it says only what is needed."""
    assert found.imap
    assert found.smtp
    user = found.user if found.user and found.user != address else None
    return {
        "owner": {
            "name": answers.name,
            "addresses": _addresses(answers.owner, before),
            "timezone": before.timezone or _zone(),
            "language": before.language or _language(),
        },
        "mailbox": {
            "address": address,
            **_side(found.imap, 993, ca_file),
            "user": user,
            "password_command": answers.command or None,
            "password_file": answers.file or None,
            "password_env": answers.env or None,
        },
        "outgoing": _side(found.smtp, 465, ca_file),
    }


def _addresses(owner: str, before: Before) -> list[str]:
    there = tomllib.loads(before.text).get("owner", {}).get("addresses", []) if before.text else []
    return there if owner in there else [owner, *(a for a in there if a != before.owner)]


def _side(place: Place, usual: int, ca_file: str | None) -> dict[str, Any]:
    return {
        "host": place.host,
        "port": place.port if place.port != usual else None,
        "security": place.security if place.security != "tls" else None,
        **({"ca_file": ca_file} if ca_file else {}),
    }


def _zone() -> str:
    """This machine's time zone by its IANA name, UTC where it has none."""
    named = os.environ.get("TZ", "").lstrip(":")
    link = Path("/etc/localtime")
    linked = str(link.resolve()).partition("/zoneinfo/")[2] if link.is_symlink() else ""
    written = Path("/etc/timezone").read_text("utf-8").strip() if Path("/etc/timezone").is_file() else ""
    for name in (named, linked, written):
        try:
            if name and ZoneInfo(name):
                return "UTC" if name in ("Etc/UTC", "Etc/UCT", "UTC") else name
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return "UTC"


def _language() -> str:
    """The language of this terminal, where the mails to the owner exist in it."""
    from inbox_agent.shipped import shipped  # noqa: PLC0415

    said = next((v for n in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(n))), "")
    spoken = said[:2].lower()
    return spoken if (shipped("prompts") / "mails" / spoken / "approval.j2").is_file() and len(spoken) == 2 else "en"
