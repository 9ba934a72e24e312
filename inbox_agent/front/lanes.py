"""Doing tasks in this process: some at once, those of one mailbox one after the other.

Where one process does all the work, a task need not go through the engine's queues to be durable: it is due by
its own row until it is done, and the engine records the run itself. What a queue would add is a look at the
database before each task, which costs five times the run. So the embedded agent puts tasks on these lanes
instead; the queues remain for what is ordered by others, given back, or shared among machines.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Set
from concurrent.futures import ThreadPoolExecutor

from inbox_agent.front.flows import PARTITIONED, QUEUES, Queue, Rate, Task


class Lanes:
    """A pool of `workers` threads for each queue, so that a slow model never holds up a send; a lane per partition.

    `run` does one task and never raises.
    """

    def __init__(self, workers: int, run: Callable[[Task], None], rates: Mapping[Queue, Rate] | None = None) -> None:
        self._run = run
        self._rates = rates or {}
        self._begun: defaultdict[tuple[Queue, str], deque[float]] = defaultdict(deque)
        self._changed = threading.Condition()
        self._lanes: dict[tuple[Queue, str], deque[Task]] = {}
        self._waiting: set[str] = set()
        self._running: set[str] = set()
        self._closed = False
        self._pools = {
            name: ThreadPoolExecutor(workers, thread_name_prefix=name) for name in sorted({*QUEUES.values()})
        }

    def put(self, tasks: Iterable[Task]) -> None:
        """Have them done, in this order within a partition; one that is here already is left as it is."""
        with self._changed:
            for task in tasks:
                if task.key in self or self._closed:
                    continue
                self._waiting.add(task.key)
                queue = QUEUES[task.flow]
                name = (queue, task.partition if queue in PARTITIONED else task.key)
                if name in self._lanes:
                    self._lanes[name].append(task)
                else:
                    self._lanes[name] = deque([task])
                    self._pools[queue].submit(self._walk, name)

    def __contains__(self, key: str) -> bool:
        return key in self._waiting or key in self._running

    def wait(self, keys: Set[str], until: float) -> bool:
        """Whether all of these have ended by the time `until` of the monotonic clock."""
        with self._changed:
            left = max(0.0, until - time.monotonic())
            return self._changed.wait_for(lambda: not keys & (self._waiting | self._running), left)

    def close(self, patience: float) -> None:
        """Begin nothing new, and wait up to `patience` seconds for what runs."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._changed.notify_all()
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)
        self.wait(self._running, time.monotonic() + patience)

    def _walk(self, name: tuple[Queue, str]) -> None:
        """Do the tasks of one lane until it is empty."""
        while task := self._next(name):
            self._run(task)
            with self._changed:
                self._running.discard(task.key)
                self._changed.notify_all()

    def _next(self, name: tuple[Queue, str]) -> Task | None:
        """Take the lane's next task, when its queue's rate allows one more; None when the lane is empty."""
        with self._changed:
            while not self._closed and (seconds := self._too_early(name)) > 0:
                self._changed.wait(seconds)
            if self._closed or not self._lanes[name]:
                del self._lanes[name]
                return None
            task = self._lanes[name].popleft()
            self._waiting.discard(task.key)
            self._running.add(task.key)
            return task

    def _too_early(self, name: tuple[Queue, str]) -> float:
        """How many seconds until one more may begin; where it may at once, it counts as begun."""
        queue, lane = name
        rate = self._rates.get(queue)
        if not rate or not self._lanes[name]:
            return 0.0
        begun = self._begun[queue, lane if queue in PARTITIONED else ""]
        now = time.monotonic()
        while begun and begun[0] <= now - rate.seconds:
            begun.popleft()
        if len(begun) >= rate.starts:
            return begun[0] + rate.seconds - now
        begun.append(now)
        return 0.0
