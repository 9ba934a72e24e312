"""A small `Work` over two tables of the engine's own database, and a process that runs it: what the engine is tested with.

An errand is done in two transactions with a pause between them, so that a kill can fall before, between and
after; its effect is guarded by its row, as a round's is. `kind` says what happens on the way.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from inbox_agent.front.apart import Apart, serve
from inbox_agent.front.engine import Runtime
from inbox_agent.front.flows import Deadly, Flow, Task

meta = sa.MetaData()
errands = sa.Table(
    "ia_errands",
    meta,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("flow", sa.Text, nullable=False),
    sa.Column("box", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, default="waiting"),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("next_try", sa.Float, nullable=False, default=0.0),
    sa.Column("cause", sa.Text, nullable=False, default=""),
)
#: No UNIQUE on purpose: what is done twice must be seen.
effects = sa.Table(
    "ia_effects",
    meta,
    sa.Column("n", sa.Integer, primary_key=True),
    sa.Column("errand", sa.Integer, nullable=False),
    sa.Column("worker", sa.Integer, nullable=False),
    sa.Column("began", sa.Float, nullable=False),
    sa.Column("ended", sa.Float, nullable=False),
)
starts = sa.Table(
    "ia_starts",
    meta,
    sa.Column("n", sa.Integer, primary_key=True),
    sa.Column("errand", sa.Integer, nullable=False),
    sa.Column("worker", sa.Integer, nullable=False),
)


def open_records(url: str) -> sa.Engine:
    """Connections like those of the records: on SQLite each transaction takes the write lock at its start."""
    if url.startswith("postgresql"):
        return sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    engine = sa.create_engine(url, poolclass=NullPool, connect_args={"timeout": 60})

    @sa.event.listens_for(engine, "connect")
    def _settle(connection: sqlite3.Connection, record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=60000"):
            connection.execute(f"PRAGMA {pragma}").close()

    sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


class Errands:
    """The `Work` of the tests."""

    def __init__(self, url: str, pause: float = 0.0) -> None:
        self.engine = open_records(url)
        self.pause = pause
        meta.create_all(self.engine)

    def add(self, count: int, kind: str = "plain", flow: Flow = "handle", boxes: int = 1) -> None:
        rows = [{"flow": flow, "kind": kind, "box": f"box{n % boxes}"} for n in range(count)]
        with self.engine.begin() as connection:
            connection.execute(sa.insert(errands), rows)

    def due(self, now: datetime) -> list[Task]:
        wanted = sa.select(errands).where(errands.c.state == "waiting", errands.c.next_try <= now.timestamp())
        with self.engine.begin() as connection:
            return [_task(row) for row in connection.execute(wanted.order_by(errands.c.id))]

    def do(self, task: Task, now: datetime) -> None:
        number = int(task.ref)
        with self.engine.begin() as connection:
            row = connection.execute(sa.select(errands).where(errands.c.id == number)).one()
            connection.execute(sa.insert(starts).values(errand=number, worker=os.getpid()))
        began = time.time()
        time.sleep(self.pause)
        self._happen(row.kind, row.attempts)
        with self.engine.begin() as connection:
            done = sa.update(errands).where(errands.c.id == number, errands.c.state == "waiting").values(state="done")
            if connection.execute(done.returning(errands.c.id)).first() is None:
                return
            connection.execute(
                sa.insert(effects).values(errand=number, worker=os.getpid(), began=began, ended=time.time())
            )
            if row.kind == "chain":
                connection.execute(sa.insert(errands).values(flow="prepare", kind="plain", box=row.box))

    def _happen(self, kind: str, attempts: int) -> None:
        if kind == "broken" or (kind == "twice" and attempts < 2):
            raise ValueError("the letter has no date")
        if kind == "exits":
            sys.exit(7)
        if kind == "kills":
            os.kill(os.getpid(), signal.SIGKILL)
        if kind == "prints":
            print('"begun"')
        if kind == "away":
            raise sa.exc.OperationalError("SELECT 1", {}, Exception("the server is gone"))

    def failed(self, task: Task, fault: BaseException, now: datetime) -> None:
        """Three attempts, a minute and two minutes apart; a deadly one has none. A key counts once."""
        number, attempt = int(task.ref), int(task.key.rpartition(":")[2])
        aside = isinstance(fault, Deadly) or attempt >= 2
        with self.engine.begin() as connection:
            connection.execute(
                sa.update(errands)
                .where(errands.c.id == number, errands.c.attempts == attempt)
                .values(
                    attempts=attempt + 1,
                    state="aside" if aside else "waiting",
                    next_try=(now + timedelta(minutes=attempt + 1)).timestamp(),
                    cause=f"{type(fault).__name__}: {fault}",
                )
            )

    def rows(self, table: sa.Table = errands) -> Sequence[sa.Row[tuple[object, ...]]]:
        with self.engine.begin() as connection:
            return connection.execute(sa.select(table).order_by(table.primary_key.columns[0])).all()

    def states(self) -> list[str]:
        return [row.state for row in self.rows()]

    def undone(self) -> int:
        return self.states().count("waiting")

    def in_a_round(self, worker: int) -> bool:
        """Whether this process has begun something and not ended it."""
        return sum(row.worker == worker for row in self.rows(starts)) > sum(
            row.worker == worker for row in self.rows(effects)
        )

    def twice(self) -> list[int]:
        """The errands with more than one effect."""
        seen = [row.errand for row in self.rows(effects)]
        return sorted({number for number in seen if seen.count(number) > 1})


def _task(row: sa.Row[tuple[object, ...]]) -> Task:
    return Task(row.flow, f"{row.flow}:{row.id:05}:{row.attempts}", "ada", str(row.id), row.box)


def apart(url: str, pause: float = 0.0) -> Apart:
    """Does one errand in a process of its own."""
    return Apart([sys.executable, __file__, url, "apart", str(pause)], pauses=(0.05, 0.05))


def main(url: str, mode: str, pause: str) -> None:
    """Run errands until SIGTERM; says "up" when it has begun. Or the one that was ordered, apart."""
    work = Errands(url, float(pause))
    if mode == "apart":

        @contextmanager
        def work_of(owner: str) -> Iterator[Errands]:
            yield work

        serve(work_of, now)
        return
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    embedded = mode == "embedded"
    with Runtime(url, embedded=embedded, work=work, polling=0.1, workers=4, apart=apart(url, float(pause))) as runtime:
        print("up", flush=True)
        runtime.run_forever(stop)


def now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    main(*sys.argv[1:])
