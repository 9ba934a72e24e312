"""Disks that are full, broken, locked or from yesterday (R-12 … R-18)."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from faults.letters import START, asked, forward, reply, say_ok, states
from faults.shim import preloaded
from servers.postgresql import PostgreSQL
from stories.mailroom import Mailroom

from inbox_agent.doors.records import database, migrate
from inbox_agent.doors.records.database import Records, open_engine
from inbox_agent.errors import Unwell
from inbox_agent.rounds import restored

TESTS = Path(__file__).parent.parent
UNDO = timedelta(minutes=6)
ONE = {"contact0@lagoa.example": 1}


def under_the_shim(shim: Path, tmp_path: Path, scenario: str) -> dict[str, Any]:
    """What the scenario of `bad_disk` saw."""
    place = tmp_path / "place"
    place.mkdir()
    environment = preloaded(shim, place / "agent.sqlite", control=tmp_path / "control") | {"PYTHONPATH": str(TESTS)}
    command = [sys.executable, "-m", "faults.bad_disk", str(place), scenario]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_r12_a_disk_that_is_full_while_mail_is_read_loses_none(shim: Path, tmp_path: Path) -> None:
    """R-12: the trouble is told in a sentence, and the mail is read once there is room."""
    saw = under_the_shim(shim, tmp_path, "full_while_reading")
    assert "The disk is full" in saw["said"]
    assert (saw["asked"], saw["states"]) == (1, ["waiting"])


def test_r13_a_disk_that_is_full_at_the_yes_leaves_nothing_half_done(shim: Path, tmp_path: Path) -> None:
    """R-13: the token and the letter's row are kept together or not at all, and the same yes counts later."""
    saw = under_the_shim(shim, tmp_path, "full_at_the_yes")
    assert "The disk is full" in saw["said"]
    assert (saw["half"], saw["before"]) == (False, ["waiting"])
    assert (saw["letters"], saw["states"]) == (ONE, ["sent"])


def test_r14_an_fsync_that_fails_stops_letters_until_the_owner_says_so(shim: Path, tmp_path: Path) -> None:
    """R-14: the letter does not leave unmarked, nor at the next try, which might only look well."""
    saw = under_the_shim(shim, tmp_path, "fsync_fails")
    assert "The disk does not take" in saw["said"]
    assert (saw["during"], saw["after"]) == ({}, {})
    assert ["Check the disk first" in q for q in saw["questions"]] == [True]
    assert saw["letters"] == ONE


def test_short_writes_are_finished(shim: Path, tmp_path: Path) -> None:
    """A disk may take a part of what it is given: the rest follows, and the letter leaves once (R-10)."""
    saw = under_the_shim(shim, tmp_path, "short_writes")
    assert (saw["letters"], saw["states"]) == (ONE, ["sent"])


def test_r18_a_database_that_cannot_be_written_sends_nothing(shim: Path, tmp_path: Path) -> None:
    """R-18: it does not start, and says why; with its rights back the letter leaves."""
    saw = under_the_shim(shim, tmp_path, "read_only")
    assert "cannot be written" in saw["said"]
    assert saw["letters"] == ONE


@pytest.mark.parametrize("damage", ["cut in half", "pages overwritten", "an index that lies"])
def test_r15_a_damaged_database_is_refused_with_the_way_back(tmp_path: Path, damage: str) -> None:
    """R-15: also where the damage lies in a page that nothing has met yet."""
    with asked(tmp_path, 3):
        pass
    path = tmp_path / "agent.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if damage == "an index that lies":
            connection.execute("PRAGMA writable_schema=ON")
            connection.execute(
                "UPDATE sqlite_master SET rootpage=(SELECT rootpage FROM sqlite_master WHERE name='ia_events') "
                "WHERE name='ix_ia_outbox_owner_message_id'"
            )
    content = bytearray(path.read_bytes())
    if damage == "cut in half":
        path.write_bytes(content[: len(content) // 2])
    elif damage == "pages overwritten":
        content[len(content) // 3 : len(content) // 3 + 20_000] = b"\xff" * 20_000
        path.write_bytes(content)
    records = Records(open_engine(f"sqlite:///{path}"))
    with pytest.raises(Unwell, match=r"damaged.*put back a backup"):
        records.check()
    records.close()


def test_r15_a_sound_database_passes_the_check(tmp_path: Path) -> None:
    """R-15: the check can also say yes."""
    with asked(tmp_path) as room:
        room.doors.records.check()  # type: ignore[attr-defined]


def test_r16_yesterdays_backup_sends_nothing_again(tmp_path: Path) -> None:
    """R-16, T-24: its tokens are void, and a letter that has left since is found in Sent and not sent again."""
    with asked(tmp_path, 2) as room:
        yesterday = tmp_path / "yesterday.sqlite"
        with sqlite3.connect(tmp_path / "agent.sqlite") as source, sqlite3.connect(yesterday) as copy:
            source.backup(copy)
        first, second = room.told("approval")
        room.get(reply(first, "ok", room.clock(), "first"))
        room.turn_to(START + UNDO)
        assert room.letters_to() == ONE
    _put_back(yesterday, tmp_path / "agent.sqlite")

    with Mailroom(tmp_path, START + timedelta(hours=2)) as room:
        records = room.doors.records
        assert isinstance(records, Records)
        assert records.was_replaced()
        restored.note(room.doors, room.clock())
        records.accept()
        assert not records.was_replaced()
        room.turn_to(START + timedelta(hours=3))
        assert any("older one" in m.text for m in room.told("trouble"))
        # The old yes comes again from the mailbox, which the old database has not read; and a new old one.
        room.get(reply(second, "ok", room.clock(), "second"))
        room.turn_to(START + timedelta(hours=4))
        assert room.letters_to() == ONE, "a token of before the restore has let a letter leave"
        # Asked anew, the owner says yes to both: the first has left already.
        for n, mail in enumerate(room.told("approval")[2:]):
            room.get(reply(mail, "ok", room.clock(), f"anew.{n}"))
        room.turn_to(START + timedelta(hours=6))
        assert room.letters_to() == ONE | {"contact1@lagoa.example": 1}
        assert states(room) == ["sent", "sent"]


def _put_back(backup: Path, path: Path) -> None:
    for name in ("", "-wal", "-shm"):
        path.with_name(path.name + name).unlink(missing_ok=True)
    shutil.copyfile(backup, path)


def test_r16_a_dump_that_was_loaded_again_is_noticed_on_postgresql(postgresql: PostgreSQL, postgresql_url: str) -> None:
    """R-16: another database under the same name has other numbers."""
    records = Records(open_engine(postgresql_url))
    migrate.upgrade(records.engine)
    with records.transaction("me") as tx:
        tx.owners.get(START)
    assert not records.was_replaced()
    records.accept()
    assert not records.was_replaced()
    bin_ = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    name = postgresql_url.rpartition("/")[2]
    where = ["-h", "127.0.0.1", "-p", str(postgresql.port), "-U", "agent"]
    dump = subprocess.run([str(bin_ / "pg_dump"), *where, "--clean", name], check=True, capture_output=True).stdout
    records.close()
    subprocess.run([str(bin_ / "psql"), "-q", *where, name], input=dump, check=True, capture_output=True)
    again = Records(open_engine(postgresql_url))
    assert again.was_replaced()
    again.accept()
    assert not again.was_replaced()
    again.close()


def test_r16_a_database_that_was_moved_or_begun_anew_is_no_backup(tmp_path: Path) -> None:
    """R-16: nobody is alarmed where nothing was put back."""
    with asked(tmp_path) as room:
        say_ok(room)
        room.turn_to(START + UNDO)
    with Mailroom(tmp_path, START + UNDO) as room:
        assert not room.doors.records.was_replaced()  # type: ignore[attr-defined]
    (tmp_path / "agent.sqlite").unlink()
    with Mailroom(tmp_path, START + UNDO) as room:
        assert not room.doors.records.was_replaced()  # type: ignore[attr-defined]


def test_r17_a_database_that_is_locked_is_waited_for_and_then_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-17: a lock of a moment costs a moment; one that stays is told with its mend, and nothing is lost.

    The wait is a minute (`LOCK_SECONDS`); here it is a second.
    """
    assert database.LOCK_SECONDS == 60
    monkeypatch.setattr(database, "LOCK_SECONDS", 1)
    with asked(tmp_path) as room:
        other = sqlite3.connect(tmp_path / "agent.sqlite", check_same_thread=False, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        threading.Timer(0.4, lambda: other.execute("ROLLBACK")).start()
        room.get(forward(1, room.clock()))
        assert len(room.told("approval")) == 2
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unwell, match="locked by another program"):
            room.get(forward(2, room.clock()))
        other.execute("ROLLBACK")
        other.close()
        room.turn_to(room.clock() + UNDO)
        assert len(room.told("approval")) == 3
