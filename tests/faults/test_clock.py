"""Clocks that are wrong at the start, that jump, and hours that come twice or never (R-52 … R-54)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from faults.letters import START, asked, forward, reply, say_ok
from servers.machine import lacking
from stories.mailroom import CONFIG, Mailroom, StrictWork

from inbox_agent.doors import maildir
from inbox_agent.doors.records import schema
from inbox_agent.doors.records.database import Records, open_engine

UNDO = timedelta(minutes=6)
ONE = {"contact0@lagoa.example": 1}
LIBRARY = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")


def watched(room: Mailroom) -> None:
    """From now on the room's clock is taken for the system's, which may be wrong."""
    room._work = StrictWork({"me": room.doors}, real_clock=True, ticks=float)


def held(room: Mailroom) -> str:
    with room.transaction() as tx:
        return tx.owners.get(room.clock()).held_why


@pytest.mark.parametrize(
    ("years", "why"), [(-10, "clock-behind"), (10, "clock-ahead")], ids=["ten years behind", "ten years ahead"]
)
def test_r52_a_clock_that_is_years_off_at_the_start_sends_nothing(tmp_path: Path, years: int, why: str) -> None:
    """R-52, T-25: the owner is asked once, mail is read meanwhile, and a yes lets the letter go once."""
    with asked(tmp_path) as room:
        say_ok(room)
    with Mailroom(tmp_path, START + timedelta(days=years * 365)) as room:
        watched(room)
        room.get(forward(1, room.clock()))
        if years < 0:  # an approved letter is due years from now, by that clock
            with room.transaction() as tx:
                tx.outbox.change(tx.outbox.by_key("letter:1.1").id, not_before=room.clock())  # type: ignore[union-attr]
        room.turn_to(room.clock() + timedelta(hours=1))
        assert held(room) == why
        assert (room.letters_to(), len(room.told("asking"))) == ({}, 1)
        assert len(room.told("approval")) == 2, "reading and asking go on"
        room.get(reply(room.told("asking")[0], "ok", room.clock(), "go-on"))
        room.turn_to(room.clock() + timedelta(hours=1))
        assert (room.letters_to(), len(room.told("asking"))) == (ONE, 1)


def test_r52_a_clock_that_is_right_again_asks_once_more(tmp_path: Path) -> None:
    """R-52: after ten years ahead were believed, today lies before what was done last."""
    with asked(tmp_path, at=START + timedelta(days=3650)):
        pass
    with Mailroom(tmp_path, START) as room:
        watched(room)
        room.turn_to(START + UNDO)
        assert held(room) == "clock-behind"
        room.get(reply(room.told("asking")[0], "ok", room.clock(), "go-on"))
        room.turn_to(START + 2 * UNDO)
        assert held(room) == ""


def test_r52_a_month_away_and_a_simulated_clock_are_no_fault(tmp_path: Path) -> None:
    """R-52: downtime costs time and no question; `--now` may stand anywhere."""
    with asked(tmp_path):
        pass
    with Mailroom(tmp_path, START + timedelta(days=31)) as room:
        watched(room)
        room.turn_to(room.clock() + UNDO)
        assert held(room) == ""
    with Mailroom(tmp_path, START - timedelta(days=3650)) as room:
        room.turn_to(room.clock() + UNDO)
        assert held(room) == ""


def test_r53_a_jump_while_running_holds_letters(tmp_path: Path) -> None:
    """R-53: what was due by the wrong clock waits for the owner's word."""
    with asked(tmp_path) as room:
        watched(room)
        say_ok(room)
        room._work.clock_jumped(timedelta(days=2, hours=1))
        room.turn_to(START + UNDO)
        assert (held(room), room.letters_to()) == ("clock-jumped", {})
        assert "+2 d 01:00:00" in room.told("asking")[0].text


# The real command under libfaketime


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A configuration on two Maildirs and a database of its own."""
    if not LIBRARY.exists():
        lacking("libfaketime is not on this machine: install the Debian package libfaketime")
    for name in ("inbox", "outbox"):
        maildir.create(tmp_path / name)
    values = {
        "language": "en",
        "role": "mentee",
        "inbox": str(tmp_path / "inbox"),
        "outbox": str(tmp_path / "outbox"),
        "url": f"sqlite:///{tmp_path / 'agent.sqlite'}",
    }
    config = tmp_path / "config.toml"
    config.write_text(CONFIG.format(**{k: json.dumps(v) for k, v in values.items()}), "utf-8")
    config.chmod(0o600)
    return config


def faked(place: Path) -> dict[str, str]:
    """The clock is what stands in the file `clock`: `+10y`, `-10y` or `+0`; waiting runs on true time."""
    return {
        **os.environ,
        "LD_PRELOAD": str(LIBRARY),
        "FAKETIME_TIMESTAMP_FILE": str(place.with_name("clock")),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


def why_held(place: Path) -> str:
    engine = open_engine(f"sqlite:///{place.with_name('agent.sqlite')}")
    with Records(engine).transaction("me") as tx:
        return str(tx.connection.execute(sa.select(schema.owners.c.held_why)).scalar() or "")


@pytest.fixture
def running(place: Path) -> Iterator[subprocess.Popen[bytes]]:
    place.with_name("clock").write_text("+0\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "inbox_agent", "run", "--config", str(place)],
        env=faked(place),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    yield process
    process.terminate()
    process.wait(timeout=60)


@pytest.mark.slow
def test_r53_the_system_clock_is_set_while_the_command_runs(place: Path, running: subprocess.Popen[bytes]) -> None:
    """R-53 as it is: libfaketime moves the clock of the real agent by a year, and it holds letters by itself."""
    maildir.deliver(place.with_name("inbox"), forward(0, datetime.now(UTC)))
    _until(lambda: any(place.with_name("outbox").glob("new/*")), running)
    place.with_name("clock").write_text("+300d\n")
    _until(lambda: why_held(place) == "clock-jumped", running)


@pytest.mark.slow
def test_r52_the_command_starts_ten_years_ago(place: Path) -> None:
    """R-52 as it is: a pass at the right time, then one with a clock that lies ten years behind."""
    command = [sys.executable, "-m", "inbox_agent", "run", "--once", "--config", str(place)]
    maildir.deliver(place.with_name("inbox"), forward(0, datetime.now(UTC)))
    for clock, why in (("+0\n", ""), ("-10y\n", "clock-behind")):
        place.with_name("clock").write_text(clock)
        done = subprocess.run(command, env=faked(place), capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert why_held(place) == why


def _until(says: object, running: subprocess.Popen[bytes], seconds: float = 90) -> None:
    assert callable(says)
    end = time.monotonic() + seconds
    while not says():
        assert running.poll() is None, "the agent has ended"
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.3)
