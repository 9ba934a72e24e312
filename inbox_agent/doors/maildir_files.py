"""The Maildir format (https://cr.yp.to/proto/maildir.html): how a mail is put into a folder whole, and what numbers it.

A Maildir is three folders: a mail is written to `tmp`, and a rename puts it whole into `new`; whoever shows it to
a person moves it to `cur` and appends its flags after `:2,`. Other programs may deliver, move and flag at any time.

The ledger wants a number for each mail that survives all of that (T-22). The part of the name before the flags
is unique for ever by the rules of Maildir, so the number is 63 bits of its SHA-256. Two alternatives were
weighed: a list of numbers in a file of ours would have to be locked against a second agent, restored together
with the mail, and lies when it is lost; inode numbers are given again. Fields such as `,S=4021` and `,U=17`,
which Dovecot and mbsync append to a name later on, are left out. Because such a number never means another
mail, the UIDVALIDITY of a Maildir is always 1.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import socket
import time
from datetime import datetime
from itertools import count
from pathlib import Path

UIDVALIDITY = 1

_FIELDS = re.compile(r"(,[A-Z][A-Z0-9]*=[^,:]*)+$")
_delivered = count(1)


def create(folder: Path) -> None:
    """Make an empty Maildir, readable by its owner only. One that is there already stays as it is."""
    for name in ("", "tmp", "new", "cur"):
        (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)


def deliver(folder: Path, raw: bytes, at: datetime | None = None) -> Path:
    """Put a mail into the `new` of a Maildir, whole or not at all, on the disk when this returns.

    `at` becomes the file's time, which is what `Arrived.received` tells; None leaves it at now.
    """
    waiting = write(folder, raw, at)
    return publish(waiting)


def uid_of(name: str) -> int:
    """The number of a mail in the ledger, from its file name in `new` or `cur`."""
    unique = _FIELDS.sub("", name.partition(":")[0])
    return int.from_bytes(hashlib.sha256(os.fsencode(unique)).digest()[:8], "big") >> 1


def write(folder: Path, raw: bytes, at: datetime | None) -> Path:
    """A complete file in `tmp`, safe on the disk, waiting for its rename."""
    now = time.time()
    host = socket.gethostname().replace("/", "\\057").replace(":", "\\072")
    name = f"{int(now)}.M{int(now % 1 * 1e6)}P{os.getpid()}Q{next(_delivered)}R{secrets.token_hex(4)}.{host}"
    path = folder / "tmp" / name
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(raw)
        file.flush()
        if at:
            os.utime(file.fileno(), (at.timestamp(), at.timestamp()))
        os.fsync(file.fileno())
    return path


def publish(waiting: Path) -> Path:
    """The rename that makes a mail final, and the fsync that makes the rename so."""
    final = waiting.parent.parent / "new" / waiting.name
    waiting.rename(final)
    sync(final.parent)
    return final


def sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
