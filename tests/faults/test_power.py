"""Power cuts: the writes of the whole line are noted, cut at random, and the database is opened again (R-10, T-21)."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest
from faults.counts import count, seed
from faults.line_on_disk import state
from faults.shim import File, operations, preloaded

TESTS = Path(__file__).parent.parent


@dataclass
class Cuts:
    """What a number of cuts came to."""

    cuts: int = 0
    forgotten: int = 0  #: cuts after which a confirmed commit was not there
    damaged: int = 0  #: cuts after which the database was not sound

    def told(self) -> str:
        return json.dumps(
            {"cuts": self.cuts, "confirmed facts lost": self.forgotten, "damaged databases": self.damaged}
        )


def recorded(shim: Path, folder: Path, people: int, synchronous: str) -> Path:
    """The line is walked once, with every write noted."""
    place, log = folder / "place", folder / "log"
    place.mkdir()
    environment = preloaded(shim, place / "agent.sqlite", log) | {"PYTHONPATH": str(TESTS)}
    # What was confirmed is noted in the same order as what was written.
    environment["SHIM_ROOT"] = str(place)
    command = [sys.executable, "-m", "faults.line_on_disk", str(place), str(people), synchronous]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return log


def cut(log: Path, folder: Path, times: int, number: int) -> Cuts:
    """Cut the power so many times, each at another moment after the first confirmed commit."""
    chance, cuts = random.Random(number), Cuts()
    ops = [op for op in operations(log) if Path(op.path).name in ("agent.sqlite", "agent.sqlite-wal", "confirmed")]
    begins = next(n for n, op in enumerate(ops) if op.path.endswith("confirmed"))
    moments = sorted(chance.randrange(begins + 1, len(ops) + 1) for _ in range(times))
    confirmed = [line for op in ops if op.path.endswith("confirmed") for line in op.data.decode().split()]
    files: dict[str, File] = defaultdict(File)
    told, at = 0, 0
    for moment in moments:
        for op in ops[at:moment]:
            if op.path.endswith("confirmed"):
                told += 1
            else:
                files[Path(op.path).name].do(op)
        at = moment
        _open_again({name: file.after_a_cut(chance) for name, file in files.items()}, folder, confirmed, told, cuts)
    return cuts


def _open_again(contents: dict[str, bytes], folder: Path, confirmed: list[str], told: int, cuts: Cuts) -> None:
    place = folder / f"cut{cuts.cuts}"
    place.mkdir()
    for name, content in contents.items():
        (place / name).write_bytes(content)
    cuts.cuts += 1
    try:
        with sqlite3.connect(place / "agent.sqlite") as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            found = state(connection)
    except sqlite3.DatabaseError:
        sound, found = False, ""
    cuts.damaged += not sound
    # The last that was confirmed, or the one that was being written and had not yet been told.
    cuts.forgotten += found not in confirmed[told - 1 : told + 1]
    for path in place.iterdir():
        path.unlink()
    place.rmdir()


def test_a_power_cut_forgets_no_confirmed_commit(
    tmp_path: Path, shim: Path, record_property: pytest.RecordProperty
) -> None:
    """R-10: at whatever write, the database is sound afterwards and knows everything that was confirmed."""
    number = seed()
    print(f"FAULTS_SEED={number} repeats it")
    cuts = cut(recorded(shim, tmp_path, count(2, 8), "FULL"), tmp_path, count(40, 200), number)
    record_property("seed", number)
    record_property("runs", cuts.cuts)
    record_property("result", cuts.told())
    assert (cuts.forgotten, cuts.damaged) == (0, 0)


def test_with_weaker_syncs_the_same_cuts_do_forget(tmp_path: Path, shim: Path) -> None:
    """The test above can fail: with `synchronous=NORMAL` confirmed commits are lost (T-21)."""
    cuts = cut(recorded(shim, tmp_path, 1, "NORMAL"), tmp_path, 40, 7)
    assert cuts.forgotten > 0
    assert cuts.damaged == 0
