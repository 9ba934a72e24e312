"""What is written in the engine's tables: which task waits where, what runs, and what ended badly.

The tables lie in the same database as the records, so a task can be written in the transaction that makes it
due. Everything here needs the tables only, and no engine that runs; the command line and the page use it beside
the agent. Reads and writes go straight to the database, and raise when it is away.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, DBOSPortableJSONSerializer, EnqueueOptions, WorkflowStatus

from inbox_agent.errors import WrongUse
from inbox_agent.front.flows import PARTITIONED, QUEUES, SUSPECT, Queue, Rate, Task

NAME = "inbox-agent"
#: Pinned: the default is a hash of the sources, and every edit would strand the work that waits. A workflow whose
#: steps change gets a new name instead, and the old one stays until no row carries it.
VERSION = "1"
#: The names of the three workflows: one task; a look at what is due; a look that is to be taken at a moment.
TASK, LOOK, ALARM = "task", "look", "alarm"
#: Queues beside those of the flows. Work of the dead that had run on a lane waits in `returned`; what was there at
#: `SUSPECT` deaths in `suspects`, where each piece has a process of its own, two at a time. Looks have a queue of
#: their own, so that they never wait behind work.
RETURNED, SUSPECTS, LOOKS = "returned", "suspects", "looks"
APART_AT_ONCE = 2
#: Seconds between two looks at a queue, each of which costs 3 ms of computing. A mailbox's letters leave one at each look,
#: and each has its moment: so `smtp` is looked at more often than the rest. What is seldom there can wait a little.
PUNCTUAL, SELDOM = 0.1, 0.5
#: In a queue, what has no moment of its own waits behind letters. 0, the engine's own value, comes first.
AFTER_LETTERS = 1

LIVE = ("ENQUEUED", "PENDING")
FAULTY = ("ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
POOL = 40


@dataclass(frozen=True)
class Trouble:
    """A workflow that ended badly, for `doctor`, the digest and the page."""

    key: str
    flow: str
    owner: str
    ref: str
    says: str
    at: datetime


def open_engine(url: str) -> sa.Engine:
    """The engine's own connections to the database that the records use, too.

    Its own, because it polls: the records begin each transaction by taking SQLite's write lock, and the polls
    would stand in their way. Here only what writes takes it.
    """
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return sa.create_engine(parsed.set(drivername="postgresql+psycopg"), pool_size=POOL, pool_pre_ping=True)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        raise WrongUse(f"The agent cannot run on {parsed}.", "Use sqlite:///PATH or postgresql://USER@HOST/NAME.")
    # A pool smaller than the threads stands still for 30 s at a time.
    engine = sa.create_engine(parsed, pool_size=POOL, connect_args={"check_same_thread": False})
    sa.event.listen(engine, "connect", _pragmas)
    return engine


def _pragmas(connection: Any, record: object) -> None:
    connection.isolation_level = "IMMEDIATE"
    for pragma in ("busy_timeout=60000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def queues() -> list[str]:
    """The names of all queues."""
    return [*sorted({*QUEUES.values()}), RETURNED, SUSPECTS, LOOKS]


def task_of(order: Mapping[str, Any]) -> Task:
    """The task that a workflow was given."""
    return Task(**order)


class Book:
    """The engine's tables behind their few verbs."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        # Without retries of its own: who asks is told at once that the database is away, and decides.
        self._client = DBOSClient(
            system_database_engine=engine,
            serializer=DBOSPortableJSONSerializer(),
            application_name=NAME,
            retry_connection_errors=False,
            lazy=True,
        )

    def exists(self) -> bool:
        schema = None if self.engine.dialect.name == "sqlite" else "dbos"
        return sa.inspect(self.engine).has_table("queues", schema=schema)

    def make(self) -> None:
        """Create the tables, or bring them to this version of the engine; several processes may do so at once.

        Always, and not only where the tables are missing: another starter may be half-way, or have died there.
        """
        DBOS.migrate(self.engine.url.render_as_string(hide_password=False))

    def declare(self, workers: int, polling: float, rates: Mapping[Queue, Rate], shared: bool) -> None:
        """Write down how each queue is served; of several workers the last to start decides.

        `shared`: all tasks go through the queues, and not only what others order.
        """
        for queue in sorted({*QUEUES.values()}):
            rate = rates.get(queue)
            limit: Any = {"limit": rate.starts, "period": rate.seconds} if rate else None
            apart = queue in PARTITIONED
            self._client.register_queue(
                queue,
                worker_concurrency=workers,
                partition_concurrency=1 if apart else None,
                limiter=None if apart else limit,
                partition_limiter=limit if apart else None,
                polling_interval_sec=min(polling, PUNCTUAL) if shared and queue == "smtp" else polling,
            )
        seldom, often = max(polling, SELDOM), max(polling, 0.2)
        self._client.register_queue(RETURNED, worker_concurrency=workers, polling_interval_sec=seldom)
        self._client.register_queue(SUSPECTS, worker_concurrency=APART_AT_ONCE, polling_interval_sec=seldom)
        self._client.register_queue(LOOKS, global_concurrency=1, polling_interval_sec=often)

    # Writing

    def add(self, connection: sa.Connection, task: Task) -> None:
        """Have a task run, as part of the caller's transaction. A known key is left alone."""
        name = QUEUES[task.flow]
        order = EnqueueOptions(workflow_name=TASK, queue_name=name, workflow_id=task.key, app_version=VERSION)
        if name in PARTITIONED:
            order["queue_partition_key"] = task.partition or task.owner or "all"
        if name == "smtp" and task.flow != "send":
            order["priority"] = AFTER_LETTERS
        self._client.enqueue_in_transaction(connection, order, asdict(task))

    def add_all(self, tasks: Sequence[Task]) -> None:
        """Have these tasks run, all or none."""
        if tasks:
            with self.engine.begin() as connection:
                for task in tasks:
                    self.add(connection, task)

    def add_look(self, key: str = "") -> None:
        """Have whoever runs look at what is due; once for a key."""
        order = EnqueueOptions(workflow_name=LOOK, queue_name=LOOKS, app_version=VERSION)
        order["workflow_id"] = key or f"look:{uuid.uuid4().hex}"
        self._client.enqueue(order)

    def add_alarm(self, connection: sa.Connection, at: datetime) -> None:
        """Have whoever runs look at what is due at this time, as part of the caller's transaction."""
        order = EnqueueOptions(workflow_name=ALARM, queue_name=LOOKS, app_version=VERSION)
        order["workflow_id"] = f"alarm:{uuid.uuid4().hex}"
        self._client.enqueue_in_transaction(connection, order, at.isoformat())

    # Reading

    def states(self, keys: Sequence[str]) -> dict[str, str]:
        """How far these are; a key that was never written is missing."""
        found: dict[str, str] = {}
        for first in range(0, len(keys), 500):
            asked = list(keys[first : first + 500])
            rows = self._client.list_workflows(workflow_ids=asked, load_input=False, load_output=False)
            found |= {row.workflow_id: row.status for row in rows}
        return found

    def troubles(self, limit: int = 100) -> list[Trouble]:
        """What ended badly, newest first."""
        return [_trouble(row) for row in self._client.list_workflows(status=list(FAULTY), sort_desc=True, limit=limit)]

    def tidy(self, keep: timedelta) -> int:
        """Forget what ended longer ago than `keep`; how many. The engine dates them by the system's clock."""
        before = (datetime.now(UTC) - keep).isoformat()
        count = 0
        while rows := self._client.list_workflows(
            status=["SUCCESS", *FAULTY], completed_before=before, limit=500, load_input=False, load_output=False
        ):
            self._client.delete_workflows([row.workflow_id for row in rows])
            count += len(rows)
        return count

    # The work of the dead

    def workers_with_work(self) -> set[str]:
        """The processes that have begun something and not ended it, alive or dead."""
        rows = self._client.list_workflows(status="PENDING", load_input=False, load_output=False)
        return {row.executor_id for row in rows if row.executor_id}

    def give_back(self, worker: str) -> list[str]:
        """Let the work of a dead process run again, and note the death with each piece of it; the keys of all.

        Any of them may have been what it died of, or none.
        """
        rows = self._client.list_workflows(status="PENDING", executor_id=worker, load_input=False, load_output=False)
        for row in rows:
            deaths = _deaths(row) + 1
            # Two writes: a crash between them notes a death too many, the other order would lose one.
            self._client.update_workflow_attributes(row.workflow_id, {"deaths": deaths})
            suspect = row.name == TASK and deaths >= SUSPECT
            self._client.resume_workflow(
                row.workflow_id, queue_name=SUSPECTS if suspect else row.queue_name or RETURNED
            )
        return [row.workflow_id for row in rows]

    def is_suspect(self, key: str) -> bool:
        """Whether this was there at so many deaths that it should run in a process of its own."""
        rows = self._client.list_workflows(workflow_ids=[key], load_input=False, load_output=False)
        return any(_deaths(row) >= SUSPECT for row in rows)


def _deaths(row: WorkflowStatus) -> int:
    return int((row.attributes or {}).get("deaths", 0))


def _task_in(row: WorkflowStatus) -> Task:
    assert row.input is not None, "listed without what it was given"
    return task_of(row.input["args"][0])


def _trouble(row: WorkflowStatus) -> Trouble:
    says = str(row.error) if row.error else "it was ended from outside"
    ended = datetime.fromtimestamp((row.completed_at or row.updated_at or 0) / 1000, UTC)
    if row.name != TASK:
        return Trouble(row.workflow_id, row.name, "", "", says, ended)
    task = _task_in(row)
    return Trouble(task.key, task.flow, task.owner, task.ref, says, ended)
