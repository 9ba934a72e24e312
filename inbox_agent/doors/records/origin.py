"""Whether the database is the one that was here before, or an older one that was put back in its place (T-24).

A restored backup knows nothing of the letters that left after it was made, and would send them again. Nothing
inside it can tell. So beside an SQLite file lies a small file with the last row that was marked as leaving,
written after the mark and before the final dot: a database that has not got so far is an older one. PostgreSQL
tells it by the timeline of the server and the numbers of the database and of a table, which a recovery or a
reload of a dump changes.
"""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import sqlalchemy as sa

from inbox_agent.doors.records.schema import events, outbox, owners
from inbox_agent.errors import Unwell

_IDENTITY = sa.text("""
SELECT concat_ws('/',
  CASE WHEN has_function_privilege('pg_control_checkpoint()', 'execute')
       THEN (SELECT timeline_id::text FROM pg_control_checkpoint()) ELSE '' END,
  (SELECT oid::text FROM pg_database WHERE datname = current_database()),
  'ia_owners'::regclass::oid::text)
""")


class Origin:
    """Keeps and compares the sign of one database."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        database = engine.url.database if engine.dialect.name == "sqlite" else None
        self._beside = Path(f"{Path(database).resolve()}.last-sent") if database and database != ":memory:" else None
        self._lock = threading.Lock()
        self._handle: int | None = None

    def is_older(self) -> bool:
        """Whether this is an older database than the one that was used last. Says so until `accept` is called."""
        with self._engine.begin() as connection:
            if self._engine.dialect.name == "postgresql":
                now = connection.execute(_IDENTITY).scalar_one()
                known = connection.execute(sa.select(owners.c.origin).where(owners.c.origin != "")).scalars().all()
                return any(each != now for each in known)
            return self._is_behind(connection)

    def accept(self) -> None:
        """From now on this database is the one."""
        if self._engine.dialect.name == "postgresql":
            with self._engine.begin() as connection:
                now = connection.execute(_IDENTITY).scalar_one()
                connection.execute(sa.update(owners).where(owners.c.origin != now).values(origin=now))
        elif self._beside and self.is_older():
            self._beside.unlink()

    def remember(self, row: int, attempt: int, event: int) -> None:
        """Note that this row of the outbox was marked for the n-th time, and the newest event then; durable on return.

        Raises `Unwell` where it cannot be written.
        """
        if self._beside is None:
            return
        # One sector, so that a power cut leaves the old line or the new one.
        line = json.dumps({"outbox": row, "attempt": attempt, "event": event}).ljust(120) + "\n"
        with self._lock:
            try:
                if self._handle is None:
                    self._handle = os.open(self._beside, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
                os.pwrite(self._handle, line.encode(), 0)
                os.fdatasync(self._handle)
            except OSError as fault:
                raise Unwell(
                    f"{self._beside} cannot be written: {fault.strerror}.",
                    "Check the disk and the folder's rights; nothing is sent until then.",
                ) from fault

    def close(self) -> None:
        with self._lock:
            if self._handle is not None:
                os.close(self._handle)
                self._handle = None

    def _is_behind(self, connection: sa.Connection) -> bool:
        try:
            last = json.loads(self._beside.read_text("utf-8")) if self._beside else None
        except (OSError, ValueError):
            return False
        if last is None or connection.execute(sa.select(owners.c.owner).limit(1)).first() is None:
            return False  # nothing was ever here, or the owner has begun anew
        row = connection.execute(
            sa.select(outbox.c.attempts, outbox.c.state).where(outbox.c.id == last["outbox"])
        ).first()
        if row is None:
            # Either it is not there yet, or its person was forgotten since: then the audit has gone on.
            newest = connection.execute(sa.select(sa.func.max(events.c.id))).scalar() or 0
            return bool(newest < last["event"])
        return bool(row.attempts < last["attempt"] or (row.attempts == last["attempt"] and row.state == "sending"))
