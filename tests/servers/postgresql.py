"""A PostgreSQL of our own: a fresh cluster on a socket in a folder that vanishes, and a fresh database per test."""

from __future__ import annotations

import itertools
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from servers.machine import as_plain_user, folder, free_port, lacking, plain_user, program, stop, wait_for


class PostgreSQL:
    """A cluster of our own, in which we are the superuser `agent`. It forgets everything at a power cut, so it is fast."""

    def __init__(self, place: Path, postgres: str) -> None:
        self.place = place
        self.port = free_port()
        self._postgres = postgres
        self._count = itertools.count(1)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self.place),
            "fsync": "off",
            "max_connections": "300",
        }
        options = [argument for name, value in settings.items() for argument in ("-c", f"{name}={value}")]
        log = self.place / "log"
        with log.open("ab") as written:
            self._process = subprocess.Popen(
                [self._postgres, "-D", self.place / "data", "-p", str(self.port), *options],
                stdout=written,
                stderr=written,
                cwd=self.place,
                **as_plain_user(),
            )
        process = self._process
        wait_for(self.port, lambda: process.poll() is None, log)
        self.wait()

    def stop(self) -> None:
        """Stop at once, whoever is connected: the usual signal would wait for tests that have left a connection open."""
        if self._process:
            stop(self._process, signal.SIGINT)

    def restart(self) -> None:
        self.stop()
        self.start()

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of a database, over TCP on loopback."""
        return f"postgresql+psycopg://agent@127.0.0.1:{self.port}/{database}"

    def fresh(self) -> str:
        """Make an empty database and give its URL."""
        name = f"test{next(self._count)}"
        self.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected."""
        self.execute(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")

    def wait(self, seconds: float = 60) -> None:
        """Return once it takes statements: it listens a little earlier than that."""
        import psycopg  # noqa: PLC0415

        end = time.monotonic() + seconds
        while True:
            try:
                return self.execute("SELECT 1")
            except psycopg.OperationalError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def execute(self, statement: str) -> None:
        import psycopg  # noqa: PLC0415

        with psycopg.connect(
            host="127.0.0.1", port=self.port, user="agent", dbname="postgres", autocommit=True
        ) as line:
            line.execute(statement)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    try:
        import psycopg  # noqa: F401, PLC0415
    except ImportError:
        lacking("psycopg is not installed: pip install 'inbox-agent[postgresql]'")
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True)
    initdb = program("initdb", "postgresql", *versions)
    postgres = program("postgres", "postgresql", *versions)
    user = plain_user()
    with folder("postgresql") as place:
        shutil.chown(place, user.pw_uid, user.pw_gid)
        made = subprocess.run(
            [initdb, "-D", place / "data", "-U", "agent", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
            capture_output=True, text=True, check=False, cwd=place, **as_plain_user(),
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        server = PostgreSQL(place, postgres)
        try:
            server.start()
            yield server
        finally:
            server.stop()


@pytest.fixture
def postgresql_url(postgresql: PostgreSQL) -> Iterator[str]:
    """An empty PostgreSQL database for one test, as a SQLAlchemy URL."""
    url = postgresql.fresh()
    yield url
    postgresql.drop(url)
