"""Opening the database: SQLite in one durable file, or PostgreSQL; the rest of the records does not care.

SQLite runs in WAL with `synchronous=FULL`, because with NORMAL a power cut forgets commits that were already
confirmed (T-21), and every transaction takes the write lock at its start, so that two never meet half-way and
fail with "database is locked" after the wait of 60 s (R-17).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import StaticPool

from inbox_agent.doors.records.drafts import Drafts
from inbox_agent.doors.records.events import Events
from inbox_agent.doors.records.examples import Examples
from inbox_agent.doors.records.forgetting import Forgetting
from inbox_agent.doors.records.identities import Identities
from inbox_agent.doors.records.ledger import Ledger
from inbox_agent.doors.records.mail import Mail
from inbox_agent.doors.records.model_calls import ModelCalls
from inbox_agent.doors.records.notes import Notes
from inbox_agent.doors.records.origin import Origin
from inbox_agent.doors.records.outbox import Outbox
from inbox_agent.doors.records.owners import Owners
from inbox_agent.doors.records.people import People
from inbox_agent.doors.records.profiles import Profiles
from inbox_agent.doors.records.questions import Questions
from inbox_agent.doors.records.sessions import Sessions
from inbox_agent.doors.records.tokens import Tokens
from inbox_agent.doors.records.waiting import Waiting
from inbox_agent.errors import Unwell, WrongUse

log = logging.getLogger(__name__)

LOCK_SECONDS = 60


def open_engine(url: str) -> sa.Engine:
    """An engine for `sqlite:///path`, `sqlite://` (in memory, one shared connection) or `postgresql://…`."""
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError as fault:
        raise WrongUse(
            f"'{url}' is not a database URL.", "Use sqlite:///PATH or postgresql://USER@HOST/NAME."
        ) from fault
    if parsed.get_backend_name() == "postgresql":
        return _postgresql(parsed)
    if parsed.get_backend_name() != "sqlite":
        raise WrongUse(
            f"The database '{parsed.get_backend_name()}' is not known.", "Use sqlite:///PATH or postgresql://…."
        )
    return _sqlite(parsed)


def _postgresql(url: sa.URL) -> sa.Engine:
    try:
        import psycopg  # noqa: F401, PLC0415 (only where it is used: the extra may be missing)
    except ImportError as fault:
        raise WrongUse(
            "PostgreSQL needs the extra 'postgresql'.", "Run: pip install 'inbox-agent[postgresql]'"
        ) from fault
    return sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=20,
        max_overflow=20,
        pool_pre_ping=True,
        hide_parameters=True,
    )


def _sqlite(url: sa.URL) -> sa.Engine:
    in_memory = url.database in (None, "", ":memory:")
    if not in_memory:
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    arguments: dict[str, Any] = {
        "connect_args": {"timeout": LOCK_SECONDS, "check_same_thread": False},
        "hide_parameters": True,
    }
    if in_memory:
        arguments["poolclass"] = StaticPool
    else:
        # The engine's threads share this pool; one smaller than the threads stands still for 30 s at a time.
        arguments |= {"pool_size": 40, "max_overflow": 10}
    engine = sa.create_engine(url, **arguments)
    sa.event.listen(engine, "connect", _pragmas)
    # Not by an event: an engine that anything listens to asks its listeners at every statement.
    engine.dialect.do_begin = _begin  # type: ignore[method-assign, assignment]
    return engine


def _begin(connection: Any) -> None:
    connection.execute("BEGIN IMMEDIATE").close()


def _pragmas(connection: Any, record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={LOCK_SECONDS * 1000}"):
        connection.execute(f"PRAGMA {pragma}").close()


class Transaction:
    """What one owner's rounds may ask of the records, a noun each; everything in it is kept, or nothing is."""

    def __init__(self, connection: sa.Connection, owner: str) -> None:
        self.connection = connection
        self.owner = owner
        self.owners = Owners(connection, owner)
        self.mail = Mail(connection, owner)
        self.people = People(connection, owner)
        self.drafts = Drafts(connection, owner)
        self.tokens = Tokens(connection, owner)
        self.questions = Questions(connection, owner)
        self.outbox = Outbox(connection, owner)
        self.events = Events(connection, owner)
        self.ledger = Ledger(connection, owner)
        self.identities = Identities(connection, owner)
        self.profiles = Profiles(connection, owner)
        self.notes = Notes(connection, owner)
        self.examples = Examples(connection, owner)
        self.model_calls = ModelCalls(connection, owner)
        self.sessions = Sessions(connection, owner)
        self.forgetting = Forgetting(connection, owner)
        self.waiting = Waiting(connection, owner)


class Records:
    """The database of all owners."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self.origin = Origin(engine)
        self.disk_failed = False

    @contextmanager
    def transaction(self, owner: str) -> Iterator[Transaction]:
        """One transaction of one owner. Raises `Unwell` where the database cannot be reached, written or read."""
        try:
            with self.engine.begin() as connection:
                yield Transaction(connection, owner)
        except OperationalError as fault:
            if "disk i/o error" in str(fault.orig).lower():
                # Pages that the disk refused once may look written at the next try: letters wait for a person.
                self.disk_failed = True
                log.error("the disk does not take what the database writes; no letter is sent: %s", fault.orig)
            raise unwell(fault) from fault

    def check(self) -> None:
        """Raise `Unwell` with the way back where an SQLite file is damaged, also where nothing has yet met the damage."""
        if self.engine.dialect.name != "sqlite":
            return
        try:
            with self.engine.connect() as connection:
                found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        except DBAPIError as fault:
            raise unwell(fault) from fault
        if found != "ok":
            raise damaged()

    def sweep(self) -> tuple[Path, ...]:
        """Overwrite what was deleted: the pages of the file, its write-ahead log, and the copies of older versions beside it.

        Which copies were removed. PostgreSQL reuses the space by itself; its own backups are its keeper's.
        """
        if self.engine.dialect.name != "sqlite" or not self.engine.url.database:
            return ()
        raw = self.engine.raw_connection()
        try:  # outside of any transaction, which SQLAlchemy's own connections begin by themselves
            for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                raw.cursor().execute(statement)
        finally:
            raw.close()
        file = Path(self.engine.url.database)
        copies = tuple(sorted(file.parent.glob(f"{file.name}.before-*.bak")))
        for copy in copies:
            copy.unlink()
        return copies

    def was_replaced(self) -> bool:
        """Whether this is an older database than the one used last: a backup was put back (T-24)."""
        try:
            return self.origin.is_older()
        except DBAPIError as fault:
            raise unwell(fault) from fault

    def accept(self) -> None:
        """From now on this database is the one; called when what follows from `was_replaced` is kept."""
        try:
            self.origin.accept()
        except DBAPIError as fault:
            raise unwell(fault) from fault

    def remember(self, outbox: int, attempt: int, event: int) -> None:
        """As `rounds.keeping.Records`."""
        self.origin.remember(outbox, attempt, event)

    def revision(self) -> str | None:
        """The revision of the tables; None where there are none."""
        with self.engine.connect() as connection:
            if not sa.inspect(connection).has_table("ia_revision"):
                return None
            return connection.execute(sa.text("SELECT version_num FROM ia_revision")).scalar()

    def close(self) -> None:
        self.origin.close()
        self.engine.dispose()


def damaged() -> Unwell:
    return Unwell(
        "The database file is damaged.", "Stop the agent and put back a backup (name.before-*.bak lies beside it)."
    )


def unwell(fault: DBAPIError) -> Unwell:
    """The database's trouble as a sentence; nothing of the statement or its values is in it."""
    cause = str(fault.orig).strip().splitlines()[0] if fault.orig else "it does not answer"
    if "locked" in cause:
        return Unwell(
            "The database has been locked by another program for a minute.",
            "Close what else has the file open; the work is tried again.",
        )
    if any(word in cause for word in ("readonly", "read-only", "unable to open database file")):
        # SQLite needs to write a file beside the database even to read it.
        return Unwell(
            "The database cannot be written to.",
            "Check the rights of the file and its folder; nothing is sent until then.",
        )
    if "disk I/O error" in cause:
        return Unwell(
            "The disk does not take what the database writes.",
            "Check the disk (dmesg, smartctl) before anything else; no letter is sent until you say so.",
        )
    if "full" in cause:
        return Unwell("The disk is full.", "Free some space; nothing was lost, the work is tried again.")
    if "malformed" in cause or "not a database" in cause:
        return damaged()
    return Unwell(
        f"The database does not answer: {cause}.", "Check that it runs and that the URL in [database] is right."
    )
