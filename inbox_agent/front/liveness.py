"""Who is alive: one agent on an SQLite file, any number on PostgreSQL, and whose work is to be given back.

The engine recovers work per process, and has no opinion on which processes are dead; without this file the
work of a killed one stays where it was for ever (engine.md, pitfall 1).

On SQLite one process may work: an exclusive lock on a file beside the database falls with the process, however
it dies, and whoever holds it knows that everybody else is dead.

On PostgreSQL each process holds a session's advisory lock under its own name, which falls with its connection.
A name that has pending work and whose lock is free *at two sightings* is dead. All locks fall together when the
server restarts, and then nobody is dead: so each process takes its own lock again before it judges others, and
nobody is judged while the server is young or our own connection is. This needs a connection of its own straight
to the server: a pooler that shares sessions out by transaction would drop the locks at once.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from inbox_agent.errors import Refused

#: Seconds after a restart of the server, or the loss of our connection, in which nobody is called dead:
#: several times what a living worker needs to take its lock again.
GRACE = 8.0


class FileLock:
    """The right to be the one agent of an SQLite file; it falls when the process ends, also by kill -9."""

    def __init__(self, database: Path) -> None:
        real = database.resolve()
        self._database = real
        self._path = real.with_name(real.name + ".lock")
        self._held: int | None = None

    def take(self) -> None:
        """Raises `Refused` when another agent has it."""
        # Not truncated on opening: until the lock is ours the words in the file are somebody else's.
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 32).decode("ascii", "replace").strip() or "unknown"
            os.close(handle)
            raise Refused(
                f"Another agent (process {holder}) runs on {self._database}.",
                "Stop it first; all other commands work beside it.",
            ) from None
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        self._held = handle

    def drop(self) -> None:
        """Let another agent start. The file stays: removing it would let two agents lock two files of one name."""
        if self._held is not None:
            os.close(self._held)
            self._held = None


def lock_key(name: str) -> int:
    """The advisory lock of a name: 64 bits, so that two names never share one by chance."""
    return int.from_bytes(hashlib.sha256(f"inbox-agent.alive.{name}".encode()).digest()[:8], "big", signed=True)


class Census:
    """Holds one worker's lock, and judges which others have lost theirs."""

    def __init__(
        self, url: sa.URL, name: str, grace: float = GRACE, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        # A session lock lives and dies with its connection, so this one is kept open, outside any pool.
        self._engine = sa.create_engine(
            url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 5}
        )
        self._connection: sa.Connection | None = None
        self._name, self._grace, self._ticks = name, grace, ticks
        self._judge_from = ticks()
        self._free_once: set[str] = set()

    def hold(self) -> bool:
        """See to it that our own lock is held. False while the server is away or our work is being given back."""
        try:
            return self._has_own() or self._take_own()
        except SQLAlchemyError:
            self._lost()
            return False

    def dead(self, names: Iterable[str]) -> list[str]:
        """One sighting: which of these names were without a lock now and at the last sighting."""
        if not self.hold():
            return []
        try:
            held, age = self._held()
        except SQLAlchemyError:
            self._lost()
            return []
        if age < self._grace or self._ticks() < self._judge_from:
            self._free_once.clear()
            return []
        free = {name for name in names if name != self._name and lock_key(name) not in held}
        dead = sorted(free & self._free_once)
        self._free_once = free
        return dead

    @contextmanager
    def bury(self, name: str) -> Iterator[bool]:
        """Take the dead one's lock while its work is given back: one survivor does it, and a dead one that lives
        after all cannot come back before it is done. False when another has it."""
        assert self._connection is not None, "only who was judged dead can be buried"
        taken = self._ask("SELECT pg_try_advisory_lock(:key)", name)
        try:
            yield taken
        finally:
            if taken:
                self._ask("SELECT pg_advisory_unlock(:key)", name)

    def close(self) -> None:
        """Leave: our lock falls."""
        self._lost()
        self._engine.dispose()

    def _has_own(self) -> bool:
        return self._connection is not None and lock_key(self._name) in self._held()[0]

    def _take_own(self) -> bool:
        self._lost()
        self._connection = self._engine.connect()
        taken = self._ask("SELECT pg_try_advisory_lock(:key)", self._name)
        if not taken:
            self._lost()
        return taken

    def _lost(self) -> None:
        if self._connection is not None:
            self._judge_from = self._ticks() + self._grace
            self._connection.invalidate()
            self._connection.close()
        self._connection = None
        self._free_once.clear()

    def _ask(self, question: str, name: str) -> bool:
        assert self._connection is not None
        return bool(self._connection.execute(sa.text(question), {"key": lock_key(name)}).scalar())

    def _held(self) -> tuple[set[int], float]:
        """All advisory locks of this database, and for how many seconds the server has run."""
        assert self._connection is not None
        rows = self._connection.execute(sa.text(HELD)).all()
        return {_signed(row.high, row.low) for row in rows if row.high is not None}, float(rows[0].age)


#: PostgreSQL shows a 64-bit key as two unsigned halves (objsubid 1); the age comes also when no lock is held.
HELD = """
SELECT extract(epoch FROM clock_timestamp() - pg_postmaster_start_time()) AS age,
       locks.classid::bigint AS high, locks.objid::bigint AS low
FROM (SELECT 1) AS one LEFT JOIN pg_locks AS locks
  ON locks.locktype = 'advisory' AND locks.objsubid = 1 AND locks.granted
  AND locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def _signed(high: int, low: int) -> int:
    return int.from_bytes(((high << 32) | low).to_bytes(8, "big"), "big", signed=True)
