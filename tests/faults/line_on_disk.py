"""The main line on one SQLite file, as a program: what each commit confirmed is written beside it, in order.

`python -m faults.line_on_disk FOLDER PEOPLE SYNCHRONOUS`. It is run under the shim, which sees every byte.
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from faults.letters import START, forward, reply
from stories.mailroom import Mailroom

from inbox_agent.doors.records.database import Records, Transaction


def state(connection: sqlite3.Connection) -> str:
    """Everything that our tables hold, as a hash."""
    told = hashlib.sha256()
    names = [
        r[0]
        for r in connection.execute(
            "SELECT name FROM sqlite_master WHERE name LIKE 'ia_%' AND type='table' ORDER BY name"
        )
    ]
    for name in names:
        for row in connection.execute(f"SELECT * FROM {name} ORDER BY rowid"):
            told.update(repr(row).encode())
    return told.hexdigest()


def confirm_each_commit(folder: Path) -> None:
    """From now on the state after each commit is written to `confirmed`, a line each."""
    real = Records.transaction
    look = sqlite3.connect(folder / "agent.sqlite")
    confirmed = (folder / "confirmed").open("ab", buffering=0)
    confirmed.write(state(look).encode() + b"\n")

    @contextmanager
    def transaction(self: Records, owner: str) -> Iterator[Transaction]:
        with real(self, owner) as tx:
            yield tx
        confirmed.write(state(look).encode() + b"\n")

    Records.transaction = transaction  # type: ignore[method-assign]


def main(folder: Path, people: int, synchronous: str) -> None:
    with Mailroom(folder, START) as room:
        if synchronous != "FULL":

            @sa.event.listens_for(room._records.engine, "checkout")
            def _weaker(connection: sqlite3.Connection, *_: object) -> None:
                connection.execute(f"PRAGMA synchronous={synchronous}").close()

        confirm_each_commit(folder)
        for n in range(people):
            room.get(forward(n, room.clock()))
            room.get(reply(room.told("approval")[-1], "ok", room.clock(), f"ok.{n}"))
            room.turn_to(room.clock() + timedelta(minutes=10))
        assert sorted(room.letters_to().values()) == [1] * people


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
