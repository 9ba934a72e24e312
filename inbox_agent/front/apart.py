"""One task in a process of its own, so that a mail that kills its process leaves the agent alive (T-23).

From the death of the agent nobody can tell who is guilty: any of the tasks that ran, or none of them, where a
machine fails or its memory goes to a neighbour. So the agent's own deaths never set anything aside. What was there at
two of them is done in a process with nothing else in it, while the agent lives and watches. Only what ends that
process, too, three times with pauses between them, is guilty; a kill of both proves nothing and counts for nothing.

Agent and process speak in lines of JSON over a pipe each: the order goes in; `begun` comes out when everything is
ready, then how it ended. A process that ends before `begun` says nothing about the task. The pipe that carried the order
stays open, and its end tells the process that the agent has died, which ends it: the work of the dead belongs to the next.
"""

from __future__ import annotations

import ctypes
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import datetime

from inbox_agent.errors import Unwell
from inbox_agent.front.flows import DatabaseAway, Deadly, Task, Work, database_away, fail, perform

log = logging.getLogger(__name__)

#: Seconds before each further try: a shortage of memory may have passed by then.
PAUSES = (2.0, 10.0)


class Apart:
    """Starts `command`, which calls `serve`, for one task after the other."""

    def __init__(self, command: Sequence[str], pauses: Sequence[float] = PAUSES) -> None:
        self._command, self._pauses = list(command), pauses

    def perform(self, work: Work, task: Task, clock: Callable[[], datetime], fixed: datetime | None) -> str | None:
        """Like `flows.perform`, elsewhere. `work` is asked only to count the failure; `fixed` stands for the other's clock."""
        log.warning("%s for %s runs in a process of its own: two have died with it", task.key, task.owner)
        deaths = 0
        for pause in (0.0, *self._pauses):
            time.sleep(pause)
            ended, code = self._once(task, fixed)
            if not ended:
                fault = Unwell("A process of its own could not be started for it.", "Look for the cause in the log.")
                return fail(work, task, fault, clock())
            if ended[-1] == "away":
                raise DatabaseAway
            if ended[-1] != "begun":
                return ended[-1] or None
            deaths += 1
            log.warning("%s for %s ended its process with %d", task.key, task.owner, code)
        return fail(work, task, Deadly(f"its process died {deaths} times, with nothing else in it"), clock())

    def _once(self, task: Task, fixed: datetime | None) -> tuple[list[str], int]:
        """What was said in turn, and the code with which the process ended."""
        order = json.dumps({"task": asdict(task), "now": fixed and fixed.isoformat()})
        # A group of its own: Ctrl-C at the terminal is for the agent.
        with subprocess.Popen(  # noqa: S603 (the command is our own)
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, process_group=0
        ) as process:
            assert process.stdin
            assert process.stdout
            try:
                process.stdin.write(order + "\n")
                process.stdin.flush()
            except BrokenPipeError:
                pass  # it has ended already, as its silence tells
            said = [json.loads(line) for line in process.stdout]
            return said, process.wait()


def serve(work_of: Callable[[str], AbstractContextManager[Work]], clock: Callable[[], datetime]) -> None:
    """The other side, in its own process: do the one task that is ordered, with the work of its owner."""
    told = _only_ours()
    order = json.loads(sys.stdin.readline() or "null")
    if order is None:
        return
    threading.Thread(target=_end_with_the_agent, name="agent's end", daemon=True).start()
    task = Task(**order["task"])
    now = datetime.fromisoformat(order["now"]) if order["now"] else None
    with work_of(task.owner) as work:
        _say(told, "begun")
        try:
            _say(told, perform(work, task, lambda: now or clock()) or "")
        except Exception as fault:
            if not database_away(fault):
                raise
            _say(told, "away")


def _only_ours() -> int:
    """What libraries print goes to the log; the pipe to the agent is ours. Signals to end are the agent's to obey."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    if sys.platform == "linux":
        # Even where no thread of ours comes to run any more. The number is PR_SET_PDEATHSIG, prctl(2).
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    told = os.dup(1)
    os.dup2(2, 1)
    return told


def _say(told: int, word: str) -> None:
    os.write(told, json.dumps(word).encode() + b"\n")


def _end_with_the_agent() -> None:
    sys.stdin.read()
    os._exit(1)
