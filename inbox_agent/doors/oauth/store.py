"""What a sign-in leaves behind: one file per mailbox that only its owner may read, written before it is used.

Some providers give a new refresh token with each use and end the old one. So what came is on the disk before the token
that came with it is tried; and a lock keeps two processes from using one refresh token at once.
"""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inbox_agent.errors import Refused, Unwell


class Store:
    """Text in a file of mode 0600."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One process at a time."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self.path.with_name(self.path.name + ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def read(self) -> str:
        """ "" where nobody has signed in yet. Raises `Refused` for a file that others may read."""
        try:
            mode = self.path.stat().st_mode
            text = self.path.read_text("utf-8")
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as fault:
            raise Unwell(f"{self.path} cannot be read: {type(fault).__name__}.", "Check its rights.") from None
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise Refused(f"Others on this machine may read {self.path}.", f"Run: chmod 600 {self.path}")
        return text

    def write(self, text: str) -> None:
        """Whole or not at all, and on the disk when this returns."""
        fresh = self.path.with_name(self.path.name + ".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)
