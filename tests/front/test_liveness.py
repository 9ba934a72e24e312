"""Who is alive: the lock on a file, and the census among workers on a real server."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from servers.postgresql import PostgreSQL

from inbox_agent.errors import Refused
from inbox_agent.front.liveness import Census, FileLock, lock_key

# On a file


def test_one_agent_has_the_lock_of_a_file_and_the_next_is_refused(tmp_path: Path) -> None:
    """The sentence names the file and the process that has it."""
    first, second = FileLock(tmp_path / "agent.db"), FileLock(tmp_path / "agent.db")
    first.take()
    with pytest.raises(Refused, match=rf"\(process {os.getpid()}\) runs on .*agent\.db"):
        second.take()
    first.drop()
    second.take()
    second.drop()


def test_two_files_have_two_locks(tmp_path: Path) -> None:
    """Agents of two owners do not stand in each other's way."""
    one, two = FileLock(tmp_path / "one.db"), FileLock(tmp_path / "two.db")
    one.take(), two.take()
    one.drop(), two.drop()


def test_a_lock_is_not_inherited_by_a_program_that_was_started(tmp_path: Path) -> None:
    """A password command that hangs on must not keep the next agent out."""
    lock = FileLock(tmp_path / "agent.db")
    lock.take()
    program = "print('up', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", program], close_fds=False, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        assert child.stdout.readline() == "up\n"
        lock.drop()
        FileLock(tmp_path / "agent.db").take()
        child.communicate("\n")


# Among workers


@pytest.fixture
def place(postgresql: PostgreSQL) -> sa.URL:
    return sa.make_url(postgresql.fresh()).set(drivername="postgresql+psycopg")


@pytest.fixture
def survivor(place: sa.URL) -> Iterator[Census]:
    with closing(Census(place, "survivor", grace=0.0)) as census:
        yield census


def test_dead_is_whose_lock_is_free_at_two_sightings(survivor: Census) -> None:
    """One sighting is not enough; nobody is dead who has no work, and never oneself."""
    assert survivor.dead(["gone", "survivor"]) == []
    assert survivor.dead(["gone", "survivor"]) == ["gone"]
    assert survivor.dead([]) == []
    assert survivor.dead(["gone"]) == []


def test_who_holds_a_lock_is_alive(survivor: Census, place: sa.URL) -> None:
    """Until the connection is closed, as it is when a process is killed."""
    with closing(Census(place, "other", grace=0.0)) as other:
        assert other.hold()
        for _ in range(3):
            assert survivor.dead(["other"]) == []
    assert survivor.dead(["other"]) == []
    assert survivor.dead(["other"]) == ["other"]


def test_who_comes_back_between_two_sightings_is_alive(survivor: Census, place: sa.URL) -> None:
    """Free, held, free: that is one sighting, not two."""
    assert survivor.dead(["other"]) == []
    with closing(Census(place, "other", grace=0.0)) as other:
        other.hold()
        assert survivor.dead(["other"]) == []
    assert survivor.dead(["other"]) == []


def test_one_survivor_buries_and_the_dead_cannot_come_back_meanwhile(survivor: Census, place: sa.URL) -> None:
    """While the work is given back, nobody else gives it back, and its owner, if alive after all, waits."""
    second, ghost = Census(place, "second", grace=0.0), Census(place, "gone", grace=0.0)
    with closing(second), closing(ghost):
        survivor.hold(), second.hold()
        with survivor.bury("gone") as first_in:
            assert first_in
            with second.bury("gone") as second_in:
                assert not second_in
            assert not ghost.hold()
        assert ghost.hold()
        with second.bury("gone") as possible:
            assert not possible


def test_workers_of_two_databases_do_not_see_each_other(survivor: Census, postgresql: PostgreSQL) -> None:
    """A lock of the same name in another database of the server is another lock."""
    elsewhere = sa.make_url(postgresql.fresh()).set(drivername="postgresql+psycopg")
    with closing(Census(elsewhere, "other", grace=0.0)) as other:
        other.hold()
        survivor.dead(["other"])
        assert survivor.dead(["other"]) == ["other"]


def test_after_a_restart_of_the_server_nobody_is_judged_for_a_while(postgresql: PostgreSQL) -> None:
    """Own lock first, then patience: all locks had fallen, and nobody was dead."""
    place = sa.make_url(postgresql.fresh()).set(drivername="postgresql+psycopg")
    ticks = [100.0]
    with closing(Census(place, "survivor", grace=60.0, ticks=lambda: ticks[0])) as survivor:
        ticks[0] += 1000
        postgresql.restart()
        for _ in range(5):
            # The server says that it is young, whatever our own clock says.
            assert survivor.dead(["other"]) == []
        assert survivor.hold()


def test_after_the_loss_of_the_own_connection_nobody_is_judged_for_a_while(place: sa.URL) -> None:
    """A server that has dropped us may have dropped everybody; the sightings before it count for nothing."""
    ticks = [100.0]
    time.sleep(1)  # the server may have been restarted by the test before, and would be too young
    with closing(Census(place, "survivor", grace=0.5, ticks=lambda: ticks[0])) as survivor:
        assert survivor.dead(["other"]) == []
        _drop_all(place)
        assert survivor.dead(["other"]) == []  # noticed here at the latest
        assert survivor.hold()
        for _ in range(3):
            assert survivor.dead(["other"]) == []
        ticks[0] += 1.0
        assert survivor.dead(["other"]) == []
        assert survivor.dead(["other"]) == ["other"]


def test_a_server_that_is_away_makes_nobody_dead_and_raises_nothing(postgresql: PostgreSQL) -> None:
    """The own lock is taken again as soon as the server is back."""
    place = sa.make_url(postgresql.fresh()).set(drivername="postgresql+psycopg")
    with closing(Census(place, "survivor", grace=0.0)) as survivor:
        survivor.hold()
        postgresql.stop()
        try:
            assert survivor.dead(["other"]) == []
            assert not survivor.hold()
        finally:
            postgresql.start()
        assert survivor.hold()


def _drop_all(place: sa.URL) -> None:
    engine = sa.create_engine(place, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(
            sa.text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    engine.dispose()


def test_the_lock_of_a_name_is_the_same_in_every_process() -> None:
    """A fixed number for a fixed name: processes of different starts must agree on it."""
    assert lock_key("ada") == lock_key("ada") != lock_key("bo")
    assert -(2**63) <= lock_key("ada") < 2**63
