"""What is run for a due piece of work: one task, one round, and what happens when the round fails.

Nothing here knows the engine: `front/engine.py` calls these few lines inside its durable workflows, and
`front/assemble.py` gives the `Work`. A wait is a row of ours that becomes due, never a sleeping workflow: each
minute `due` is asked what is to be done now, each answer becomes a workflow under the task's own key, and a
key that ran is never run again. So the same look twice does nothing twice, and a lost wake-up costs a minute.

**Who tries again.** Three things can go wrong with a task, and each has one place that tries it again:

- *The round fails* (a server is down, a mail breaks the parser): `Work.failed` counts the attempt in our rows
  and writes when to try next, or sets the task aside for a person. The next key carries the new number. The
  engine does not repeat it: eight tries within a minute help nobody whose server is down for an hour.
- *The database is away*: nothing can be counted then, and the task is not to blame. The engine repeats the
  step in place (`database_away`), 8 times within half a minute.
- *The process dies*: the engine gives the task to the next process. One that was there at `SUSPECT` deaths is done
  in a process of its own (`front/apart.py`). If it ends that one, too, it fails with `Deadly`, which sets it aside.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from sqlalchemy.exc import InterfaceError, OperationalError

from inbox_agent.errors import InboxAgentError

log = logging.getLogger(__name__)

Flow = Literal["poll", "handle", "prepare", "send", "tell", "file", "digest", "review", "retention"]
Queue = Literal["poll", "mail", "model", "smtp"]

#: Where each flow waits for its turn. Queues are counted and limited apart: a slow model never stops a send.
QUEUES: dict[Flow, Queue] = {
    "poll": "poll",
    "handle": "mail",
    "prepare": "model",
    "send": "smtp",
    "tell": "smtp",
    "file": "smtp",
    "digest": "mail",
    "review": "mail",
    "retention": "mail",
}

#: Queues in which tasks of one partition (a mailbox, an owner) are done one after the other.
PARTITIONED: frozenset[Queue] = frozenset({"poll", "mail", "smtp"})

#: A task that was there when the agent died this many times may be what kills it, and is done apart from the agent.
SUSPECT = 2


@dataclass(frozen=True)
class Task:
    """One thing that is due. `key` is unique for ever and says which attempt it is ("send:0012.1:0").

    Tasks of one partition that come due in the same look run in the order of their keys, so numbers in them are
    padded with zeros wherever order matters.
    """

    flow: Flow
    key: str
    owner: str
    ref: str  #: the id, in the records, of what it is about
    partition: str  #: the mailbox or owner whose tasks wait for each other


@dataclass(frozen=True)
class Rate:
    """At most so many starts in so many seconds of real time: of a queue, or of each partition where it has them."""

    starts: int
    seconds: float


class Work(Protocol):
    """What the flows ask of the rounds; `front/assemble.py` builds it."""

    def due(self, now: datetime) -> list[Task]:
        """What is to be done now: reads rows only, and cheaply. A task that was done or has failed is not in it."""

    def do(self, task: Task, now: datetime) -> None:
        """One round for one task: transactional in itself, and harmless when it is called again."""

    def failed(self, task: Task, fault: BaseException, now: datetime) -> None:
        """Count the attempt and write when to try next, or set the task aside; a `Deadly` one at once.

        Afterwards `due` does not give this key again.
        """


class Deadly(Exception):
    """A process that did nothing else died under this task again and again."""


class DatabaseAway(Exception):
    """The database failed in another process, which could not count it."""


class Ended(Exception):
    """The task came due once more although it had ended: nothing of what it did was kept."""


def perform(work: Work, task: Task, clock: Callable[[], datetime]) -> str | None:
    """Do one task; where the round fails, have it counted. Gives what went wrong in a line, None if nothing did.

    Only a database that is away is raised, since then it cannot be counted.
    """
    began = time.monotonic()
    try:
        work.do(task, clock())
    except (Exception, SystemExit) as fault:  # a piece of work is set aside for a person here, and nowhere above
        if database_away(fault):
            raise
        return fail(work, task, fault, clock())
    seconds = round(time.monotonic() - began, 3)
    log.info("%s for %s done", task.key, task.owner, extra=_fields(task) | {"seconds": seconds})
    return None


def _fields(task: Task) -> dict[str, Any]:
    """What a program reads of a task in the log."""
    return {"flow": task.flow, "task": task.key, "owner": task.owner, "ref": task.ref}


def fail(work: Work, task: Task, fault: BaseException, now: datetime) -> str:
    """Have the failure counted, and say it once in the log."""
    tell(task, fault)
    work.failed(task, fault, now)
    return f"{type(fault).__name__}: {fault}"


def tell(task: Task, fault: BaseException, **more: int) -> None:
    """A failure in the log: a sentence where we know it, else where it happened.

    What an unforeseen fault says may be a line of somebody's mail: it is kept with the task, and not logged (T-40).
    """
    known = isinstance(fault, InboxAgentError | Deadly | Ended)
    said = fault if known else type(fault).__name__
    log.warning(
        "%s for %s failed: %s",
        task.key,
        task.owner,
        said,
        exc_info=None if known else fault,
        extra=_fields(task) | more,
    )


def database_away(fault: BaseException | None) -> bool:
    """Whether the database itself is what failed: locked, gone, full; also where a door has made a sentence of it."""
    while fault is not None:
        if isinstance(fault, OperationalError | InterfaceError | DatabaseAway):
            return True
        fault = fault.__cause__
    return False
