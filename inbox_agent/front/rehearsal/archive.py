"""An archive of mail on disk, mbox file or Maildir with its subfolders, as mails in the order of time."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

from inbox_agent.errors import NotFound, WrongUse

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Kept:
    """One mail of an archive, and when it came, as far as that can be believed."""

    at: datetime
    raw: bytes


def read(path: Path, now: datetime) -> list[Kept]:
    """Every mail of the archive, oldest first. Raises `NotFound` and `WrongUse` for what is no archive.

    A mail whose Date cannot be (it is missing, or lies before mail or after `now`) is taken to have come when the one
    before it in the archive did.
    """
    found: list[Kept] = []
    last = EARLIEST
    for raw in _mails(path):
        at = _date(raw)
        believable = at is not None and EARLIEST <= at <= now + timedelta(days=1)
        last = at if at and believable else last
        found.append(Kept(last, raw))
    return sorted(found, key=lambda kept: kept.at)


def _mails(path: Path) -> Iterator[bytes]:
    if not path.exists():
        raise NotFound(f"There is no archive {path}.", "Name an mbox file or a Maildir folder.")
    if path.is_dir():
        yield from _maildir(path)
        return
    with path.open("rb") as file:
        head = file.read(5)
    if head and head != b"From ":
        raise WrongUse(
            f"{path} is no mbox file: it does not begin with a line 'From …'.",
            "Name an mbox file (Google Takeout and Thunderbird make them) or a Maildir folder; for single mails there is: inbox-agent explain FILE.eml",
        )
    box = mailbox.mbox(path, create=False)
    try:
        for key in box.iterkeys():
            yield box.get_bytes(key)
    finally:
        box.close()


def _maildir(path: Path) -> Iterator[bytes]:
    """A Maildir and every Maildir below it, whether nested or named with dots (Maildir++)."""
    places = [p for p in (path, *sorted(q for q in path.rglob("*") if q.is_dir())) if (p / "cur").is_dir()]
    if not places:
        raise WrongUse(f"{path} is no Maildir: it has no folder 'cur'.", "Name a Maildir folder or an mbox file.")
    for place in places:
        for part in ("cur", "new"):
            for file in sorted((place / part).glob("*")):
                if file.is_file():
                    yield file.read_bytes()


def _date(raw: bytes) -> datetime | None:
    """The Date header of a mail, aware; None where it has none that can be read."""
    head = raw[:65_536].replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("latin-1")
    line = next((h for h in head.split("\n") if h[:5].casefold() == "date:"), "")
    try:
        at = parsedate_to_datetime(line[5:].strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
