"""A disk that is really full: a file system of a few megabytes in memory (R-12, R-13), where the shim only plays one."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from faults.letters import START, asked, forward, say_ok, states
from stories.mailroom import Mailroom

from inbox_agent.errors import Unwell

UNDO = timedelta(minutes=6)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A folder on a file system of its own with twelve megabytes."""
    if os.geteuid() != 0:
        pytest.skip(
            "only root may mount a file system of its own; the shim of test_disk.py plays the full disk for everybody"
        )
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(place)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        # A container may forbid it even to root.
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place: Path) -> Path:
    """Take what is left, to the last byte."""
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (65_536, 1):
            try:
                while file.write(b"x" * size):
                    pass
            except OSError:
                continue
    assert shutil.disk_usage(place).free == 0
    return ballast


def test_r12_mail_that_comes_to_a_full_disk_is_read_when_there_is_room(small: Path) -> None:
    """R-12: it is told in a sentence, nothing is lost, and the owner is asked once."""
    with Mailroom(small, START) as room:
        room.turn_to(START)
        waiting = forward(0, START)
        ballast = fill(small)
        # The mail itself has to lie somewhere: it comes into the place of a little of the ballast.
        os.truncate(ballast, ballast.stat().st_size - 8_192)
        with pytest.raises(Unwell, match="The disk is full"):
            room.get(waiting)
        ballast.unlink()
        room.turn_to(START + UNDO)
        room._work.poll_at_once()
        room.turn_to(START + 2 * UNDO)
        assert (len(room.told("approval")), states(room)) == (1, ["waiting"])


def test_r13_a_yes_that_comes_to_a_full_disk_counts_when_there_is_room(small: Path) -> None:
    """R-13: the token and the letter's row are kept together or not at all; then the letter leaves, once."""
    with asked(small) as room:
        ballast = fill(small)
        os.truncate(ballast, ballast.stat().st_size - 8_192)
        with pytest.raises(Unwell, match="The disk is full"):
            say_ok(room)
        with room.transaction() as tx:
            assert tx.outbox.by_key("letter:1.1") is None
        assert states(room) == ["waiting"]
        ballast.unlink()
        room._work.poll_at_once()
        for n in range(1, 4):
            room.turn_to(START + n * UNDO)
        assert (room.letters_to(), states(room)) == ({"contact0@lagoa.example": 1}, ["sent"])
