"""The engine: DBOS, embedded on SQLite or shared on PostgreSQL, behind the few verbs that the front needs.

With `front/book.py` the only modules that import dbos, and imported only where something is run: it costs half a
second. What a workflow does stands in `flows`, where it waits in `book` and `lanes`, who is dead in `liveness`;
this file starts the engine, looks at what is due, and stops it. The two modes differ in the URL, in the lock (a
file, or PostgreSQL's), and in that one process alone puts tasks on lanes of its own.

A task is one workflow under its own key. The engine guarantees that a key runs to its end once, over crashes;
everything else (when, how often, whether still wanted) is decided by rows of ours, read again inside the round.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Sequence, Set
from contextlib import ExitStack
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from queue import PriorityQueue
from types import TracebackType
from typing import ClassVar

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetWorkflowID, StepOptions
from sqlalchemy.exc import SQLAlchemyError

from inbox_agent.errors import Unwell
from inbox_agent.front.apart import Apart
from inbox_agent.front.book import ALARM, LIVE, LOOK, NAME, TASK, VERSION, Book, Trouble, open_engine, queues, task_of
from inbox_agent.front.clock import JumpWatch, SystemClock
from inbox_agent.front.flows import Ended, Queue, Rate, Task, Work, database_away, fail, perform
from inbox_agent.front.lanes import Lanes
from inbox_agent.front.liveness import Census, FileLock

__all__ = ["Outside", "Rate", "Runtime", "Trouble"]

log = logging.getLogger(__name__)

#: Seconds between two sightings of the others: the work of a dead one is taken up within two of them.
SIGHTING = 0.7


class RoundFailed(Exception):
    """How a workflow ends whose round failed: its failure has been counted already."""


class Runtime:
    """One running agent, started and stopped as a context manager; one at a time in a process.

    `polling` is how often, in seconds, each of the engine's queues is looked at: the time until a task of a queue
    starts, against idle work. `workers` bounds how many tasks of a queue this process does at once. The rates
    protect the model, and SMTP for each mailbox; they count real time, so a clock that is turned by hand switches
    them off. `every` is how often, in seconds, it looks at what is due when nothing nudges it. `jumped` is told when the system's clock jumps (T-25).
    """

    _one_a_process: ClassVar[threading.Lock] = threading.Lock()  # the engine keeps its state in globals

    def __init__(
        self,
        url: str,
        *,
        embedded: bool,
        work: Work,
        clock: Callable[[], datetime] | None = None,
        polling: float | None = None,
        workers: int = 8,
        model: Rate | None = None,
        smtp: Rate | None = None,
        executor_id: str | None = None,
        every: float = 60.0,
        keep: timedelta = timedelta(days=14),
        jumped: Callable[[timedelta], None] | None = None,
        apart: Apart | None = None,
    ) -> None:
        self._url, self._embedded, self._work = url, embedded, work
        self._clock = clock or SystemClock()
        self._simulated = not isinstance(self._clock, SystemClock)
        self._pinned: datetime | None = None
        # A look at all queues costs 20 ms of computing. Alone, little waits in them; among others, everything does.
        self._polling = polling or (1.0 if embedded else 0.25)
        self._workers = workers
        rates: dict[Queue, Rate | None] = {"model": model, "smtp": smtp}
        self._rates = {queue: rate for queue, rate in rates.items() if rate and not self._simulated}
        # Unique in both modes: whoever has another name is alive by its lock or dead, so the work of the dead is
        # given back by the same lines, and these can count deaths.
        self._name = executor_id or f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._keep, self._jumped, self._apart, self._every = keep, jumped, apart, every
        self._nudged = threading.Event()
        self._wanted: deque[Task] = deque()
        self._alarms: PriorityQueue[float] = PriorityQueue()  # moments of the monotonic clock
        self._busy: set[str] = set()
        self._returned: set[str] = set()  #: what the dead left behind, and was given back at our start
        self._era = ""

    # Starting and stopping

    def start(self) -> None:
        """Take the lock, make the engine's tables, launch it, and give back what dead processes left behind.

        Raises `Refused` when another agent runs on this SQLite file, `Unwell` when the database cannot be opened.
        """
        if not self._one_a_process.acquire(blocking=False):
            raise RuntimeError("a runtime is running in this process already")
        with ExitStack() as undo:
            undo.callback(self._one_a_process.release)
            engine = open_engine(self._url)
            undo.callback(engine.dispose)
            self._book = Book(engine)
            self._stopping = threading.Event()
            self._lanes = Lanes(self._workers, self._on_lane, self._rates)
            try:
                self._take_lock(engine.url, undo)
                self._launch(undo)
                self._take_over(undo)
            except SQLAlchemyError as fault:
                raise _cannot_open(fault) from fault
            self._undo = undo.pop_all()

    def _take_lock(self, url: sa.URL, undo: ExitStack) -> None:
        if self._embedded:
            lock = FileLock(Path(str(url.database)))
            lock.take()
            undo.callback(lock.drop)
            return
        self._census = Census(url, self._name)
        undo.callback(self._census.close)
        if not self._census.hold():
            raise Unwell("The database gives this process no lock.", "Check that it runs and the URL in [database].")

    def _launch(self, undo: ExitStack) -> None:
        # The queues must be there when the engine first looks for them: it looks again after a second only.
        self._book.make()
        self._book.declare(self._workers, self._polling, self._rates, shared=not self._embedded)
        _quiet_logs()
        DBOS(config=self._config())
        undo.callback(self._halt)
        self._register()
        DBOS.listen_queues(queues())
        DBOS.launch()

    def _config(self) -> DBOSConfig:
        return DBOSConfig(
            name=NAME,
            system_database_url=self._book.engine.url.render_as_string(hide_password=False),
            system_database_engine=self._book.engine,
            serializer=DBOSPortableJSONSerializer(),
            application_version=VERSION,
            executor_id=self._name,
            log_level="WARNING",
            enable_otlp=False,
            notification_listener_polling_interval_sec=0.2,  # we await none; its thread ends sooner
        )

    def _take_over(self, undo: ExitStack) -> None:
        """Alone, everybody else is dead; among others, it takes a thread that watches them."""
        if self._embedded:
            for name in self._others():
                self._returned |= set(self._give_back(name))
            return
        watcher = threading.Thread(target=self._watch, name="liveness", daemon=True)
        watcher.start()
        undo.callback(watcher.join, timeout=2)
        undo.callback(self._stopping.set)

    def stop(self) -> bool:
        """Take up nothing new, give what runs a second to end, and leave; the next start does what has not ended.

        False when a round still runs in its thread: the interpreter would wait for it, so the caller may prefer
        to end the process at once, as a crash would, which loses nothing.
        """
        self._undo.close()
        return not self._busy

    def _halt(self) -> None:
        self._stopping.set()
        self._lanes.close(patience=1.0)
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=1 if self._busy else 0)

    def __enter__(self) -> Runtime:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # What is run

    def _register(self) -> None:
        """The three workflows, under names of their own, since a row names what it runs."""

        @DBOS.workflow(name=TASK)
        def task(order: dict[str, str]) -> None:
            self._run(task_of(order))

        @DBOS.workflow(name=LOOK)
        def look() -> None:
            DBOS.run_step(_in_place("look"), self._look)

        @DBOS.workflow(name=ALARM)
        def alarm(at: str) -> None:
            self._set_alarm(datetime.fromisoformat(at))

        self._workflow = task

    def _run(self, task: Task) -> None:
        self._busy.add(task.key)
        try:
            fault = DBOS.run_step(_in_place("round"), self._round, task)
            if task.flow == "retention":
                DBOS.run_step(_in_place("tidy"), self._book.tidy, self._keep)
        finally:
            self._busy.discard(task.key)
        self._nudged.set()  # what this task has made due is not left to the next minute
        if fault:
            raise RoundFailed(fault)

    def _round(self, task: Task) -> str | None:
        # What runs on a lane runs for the first time.
        if self._apart and task.key not in self._lanes and self._book.is_suspect(task.key):
            return self._apart.perform(self._work, task, self._now, self._now() if self._simulated else self._pinned)
        return perform(self._work, task, self._now)

    def _on_lane(self, task: Task) -> None:
        try:
            with SetWorkflowID(task.key):
                self._workflow(asdict(task))
        except RoundFailed:
            pass  # counted, told and kept by now
        except Exception:
            # The thread goes on with other tasks; this one has ended in ERROR, or the next start takes it up.
            log.exception("%s could not be run", task.key)

    def _now(self) -> datetime:
        return self._pinned or self._clock()

    def _look(self) -> None:
        self._dispatch(self._work.due(self._now()))

    def _dispatch(self, tasks: Sequence[Task]) -> None:
        """See to it that each of these runs; those that run or wait already are left alone."""
        tasks = [task for task in tasks if task.key not in self._lanes]
        known = self._book.states([task.key for task in tasks])
        new = [task for task in tasks if task.key not in known]
        if self._embedded:
            self._lanes.put(new)
        else:
            self._book.add_all(new)
        self._count_ended([task for task in tasks if known.get(task.key, "PENDING") not in LIVE])

    def _count_ended(self, suspects: Sequence[Task]) -> None:
        """A key never runs twice, so a task that is due although it ended would wait for ever: its round kept
        nothing, not even its failure. It is counted as failed, which gives it a new key.

        A task may have ended between our two questions; only one that is due even now is meant.
        """
        if not suspects:
            return
        due = {task.key for task in self._work.due(self._now())}
        for task in suspects:
            if task.key in due:
                fail(self._work, task, Ended("it ended, and its rows say that it is still to be done"), self._now())

    # Looking

    def run_due(self, now: datetime | None = None, timeout: float = 600.0) -> int:
        """Do everything that is due, and what becomes due by it, until nothing is; the number of tasks done.

        What a dead process had begun is ended first: its row may say that it is still being done.

        `now` stands for the clock meanwhile (`--now`). Raises `Unwell` when it is not done within `timeout`
        seconds. A key that comes back within one call is a bug in `Work` and raises.
        """
        self._pinned = now
        done: set[str] = set()
        until = time.monotonic() + timeout
        try:
            self._wait(self._returned, until)
            self._returned.clear()
            while tasks := self._work.due(self._now()):
                keys = {task.key for task in tasks}
                if again := keys & done:
                    raise RuntimeError(f"due again under the same key after it was done: {', '.join(sorted(again))}")
                self._dispatch(tasks)
                self._wait(keys, until)
                done |= keys
        finally:
            self._pinned = None
        return len(done)

    def _wait(self, keys: Set[str], until: float) -> None:
        """First for the lanes, which tell at once; then for the engine's queues, which must be asked."""
        self._lanes.wait(keys, until)
        pause = min(self._polling / 2, 0.02)
        while waiting := [key for key, state in self._book.states(sorted(keys)).items() if state in LIVE]:
            if time.monotonic() > until:
                raise Unwell(
                    f"{len(waiting)} tasks did not end in time.", "Run it again: what was not done is still due."
                )
            time.sleep(pause)

    def run_forever(self, stop: threading.Event) -> None:
        """Look at once and then every so often, whenever a task has ended, and when nudged, until `stop` is set.

        A database that is away ends nothing: the next turn looks again.
        """
        watch = None if self._simulated else JumpWatch(self._clock)
        next_turn = time.monotonic()
        while not stop.is_set():
            if watch and (jump := watch.jumped()):
                self._tell_jump(jump)
            try:
                if time.monotonic() >= next_turn:
                    # Waiting runs on the monotonic clock (T-25), the name of the turn comes from the wall.
                    turn, into = divmod(self._clock().timestamp(), self._every)
                    next_turn = time.monotonic() + self._every - into
                    self._take_turn(int(turn))
                if self._nudged.wait(self._until_alarm()):
                    self._answer_nudges()
            except SQLAlchemyError as fault:
                log.warning("the database is away, the next look comes in its turn: %s", fault)

    def _until_alarm(self) -> float:
        """For how many seconds to wait for a nudge; when the time of an alarm has come, it is one."""
        with self._alarms.mutex:
            left = min(self._alarms.queue, default=float("inf")) - time.monotonic()
        if left <= 0:
            self._alarms.get_nowait()
            self._nudged.set()
        return max(0.0, min(0.5, left))

    def _take_turn(self, turn: int) -> None:
        """Alone we look; of several workers one does, whoever is first to name the turn."""
        if self._embedded:
            self._look()
        else:
            self._book.add_look(f"turn:{turn}:{self._every:g}:{self._era}")

    def _answer_nudges(self) -> None:
        """One look for all that came together; then a pause, so that looking never takes most of a busy time."""
        began = time.monotonic()
        self._nudged.clear()
        self._dispatch([self._wanted.popleft() for _ in range(len(self._wanted))])
        self._look()
        self._stopping.wait(2 * (time.monotonic() - began))

    def _tell_jump(self, jump: timedelta) -> None:
        log.error("the system's clock has jumped by %s", jump, extra={"seconds": jump.total_seconds()})
        # Turns that were named before the jump may come again, and would not be looked at.
        self._era = uuid.uuid4().hex
        if self._jumped:
            self._jumped(jump)

    def nudge(self, *tasks: Task) -> None:
        """Have these tasks done, and everything that is due, at once. From any thread; it never waits or fails."""
        self._wanted.extend(tasks)
        self._nudged.set()

    def wake(self, connection: sa.Connection, at: datetime) -> None:
        """Look at this time: the row that the caller writes in its transaction is due then.

        Nothing is written here, so nothing can be rolled back; where this process has died by then, the next turn of
        another finds the row. A delayed task of the engine would begin up to two seconds late. With a simulated clock it
        does nothing, since the engine waits in real time.
        """
        if not self._simulated:
            self._set_alarm(at)

    def _set_alarm(self, at: datetime) -> None:
        seconds = (at - self._clock()).total_seconds()
        self._alarms.put(time.monotonic() + max(seconds, 0.0) + 0.01)

    def errors(self, limit: int = 100) -> list[Trouble]:
        """The workflows that ended badly, newest first."""
        return self._book.troubles(limit)

    # The work of the dead

    def _watch(self) -> None:
        """The thread of the census. A database that is away is nobody's death."""
        while not self._stopping.wait(SIGHTING):
            if not self._census.hold():
                continue
            try:
                for name in self._census.dead(self._others()):
                    with self._census.bury(name) as alone:
                        if alone:
                            self._give_back(name)
            except SQLAlchemyError as fault:
                log.warning("the database is away, the work of others waits: %s", fault)

    def _others(self) -> set[str]:
        return self._book.workers_with_work() - {self._name}

    def _give_back(self, name: str) -> list[str]:
        keys = self._book.give_back(name)
        told = {"tasks": len(keys)}
        log.warning("process %s died over %d tasks; they are taken up again", name, len(keys), extra=told)
        return keys


class Outside:
    """A hand into the engine for processes that do not run it: commands and the page, while `run` works.

    Where no agent has ever run there is nothing to wake: the first one looks at the rows anyway.
    """

    def __init__(self, url: str, clock: Callable[[], datetime] | None = None) -> None:
        self._clock = clock or SystemClock()
        self._book = Book(open_engine(url))
        self._there = self._book.exists()

    def wake(self, connection: sa.Connection, at: datetime) -> None:
        """Have whoever runs look at this time, as part of the caller's own transaction: rolled back, nothing was ordered.

        The order is read within a second, which is before any undo window ends; where whoever reads it dies before the
        time has come, the next turn of another finds the row.
        """
        if self._there and isinstance(self._clock, SystemClock):
            self._book.add_alarm(connection, at)

    def nudge(self, *tasks: Task) -> None:
        """Have these tasks done, and everything that is due, at once by whoever runs."""
        if self._there:
            self._book.add_all(tasks)
            self._book.add_look()

    def errors(self, limit: int = 100) -> list[Trouble]:
        """The workflows that ended badly, newest first."""
        return self._book.troubles(limit) if self._there else []

    def close(self) -> None:
        self._book.engine.dispose()


def _in_place(name: str) -> StepOptions:
    """Only a database that is away is tried again in place: 8 times within half a minute (flows tells why)."""
    return StepOptions(
        name=name,
        retries_allowed=True,
        max_attempts=8,
        interval_seconds=0.25,
        backoff_rate=2.0,
        should_retry=database_away,
    )


def _cannot_open(fault: SQLAlchemyError) -> Unwell:
    cause = str(getattr(fault, "orig", None) or fault).strip().partition("\n")[0]
    return Unwell(f"The database cannot be opened: {cause}.", "Check that it runs and the URL in [database].")


def _quiet_logs() -> None:
    """The engine's log goes where ours goes; it would tell each failed round once more, with its whole trace."""
    logger = logging.getLogger("dbos")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())  # else it writes to the terminal by itself
        logger.addFilter(lambda record: not (record.exc_info and isinstance(record.exc_info[1], RoundFailed)))
