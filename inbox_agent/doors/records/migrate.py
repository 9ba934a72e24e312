"""Bringing the database to this version of the program, at start, once, whoever comes first.

At head nothing is touched. A revision that this program does not know means that a newer one was here: it is
refused in a sentence and nothing is changed. An SQLite file is copied beside itself before the first change,
with SQLite's own backup so that the copy is whole, and all revisions run in one transaction; on PostgreSQL an
advisory lock lets one process upgrade while the others wait and then find nothing to do.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

from inbox_agent.doors.records.database import unwell
from inbox_agent.errors import Refused

ADVISORY_LOCK = 0x1A_B0C5  # any number that nobody else uses in this database


def revision(connection: sa.Connection) -> str | None:
    """The revision that the database is at; None for a new one."""
    if not sa.inspect(connection).has_table("ia_revision"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM ia_revision")).scalar()


def head() -> str:
    """The newest revision that this program knows."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    if found is None:
        raise RuntimeError("the program was shipped without its migrations")
    return found


def pending(engine: sa.Engine) -> bool:
    """Whether there is something to upgrade. Raises `Refused` for a newer database, `Unwell` for a broken one."""
    try:
        with engine.connect() as connection:
            return _pending(connection)
    except DBAPIError as fault:
        raise unwell(fault) from fault


def upgrade(engine: sa.Engine) -> bool:
    """Bring the database to head; whether anything was done."""
    if not pending(engine):
        return False
    _back_up(engine)
    try:
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:n)"), {"n": ADVISORY_LOCK})
            if not _pending(connection):
                return False  # another process was faster
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            return True
    except DBAPIError as fault:
        raise unwell(fault) from fault


def _pending(connection: sa.Connection) -> bool:
    current = revision(connection)
    if current is None:
        return True
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if current not in known:
        raise Refused(
            f"The database is at revision {current}, which this version of inbox-agent does not know.",
            "Install the newer version that made it, or point [database] url at another database.",
        )
    return current != head()


def _back_up(engine: sa.Engine) -> None:
    database = engine.url.database
    if engine.dialect.name != "sqlite" or not database or database == ":memory:" or not Path(database).exists():
        return
    with engine.connect() as connection:
        current = revision(connection)
    if current is None:
        return
    target = Path(database).with_name(f"{Path(database).name}.before-{head()}.bak")
    with sqlite3.connect(database) as source, sqlite3.connect(target) as copy:
        source.backup(copy)
    target.chmod(0o600)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
