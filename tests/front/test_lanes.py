"""Tasks in this process: in order within a mailbox, side by side otherwise, and how it stops."""

from __future__ import annotations

import threading
import time

from inbox_agent.front.flows import Flow, Queue, Rate, Task
from inbox_agent.front.lanes import Lanes


def task(number: int, box: str = "box", flow: Flow = "handle") -> Task:
    return Task(flow, f"{flow}:{number:03}:0", "ada", str(number), box)


def soon() -> float:
    return time.monotonic() + 5


def keys(*tasks: Task) -> set[str]:
    return {task.key for task in tasks}


def test_tasks_of_one_mailbox_run_in_order_and_those_of_others_beside_them() -> None:
    """One box is held up; another's tasks are done meanwhile."""
    held, ran = threading.Event(), []

    def run(task: Task) -> None:
        if task.ref == "1":
            held.wait(5)
        ran.append(task.ref)

    lanes = Lanes(4, run)
    first, second, other = task(1), task(2), task(3, "other")
    lanes.put([first, second, other])
    assert lanes.wait(keys(other), soon())
    assert ran == ["3"]
    held.set()
    assert lanes.wait(keys(first, second), soon())
    assert ran == ["3", "1", "2"]
    lanes.close(1)


def test_a_task_that_is_here_already_is_not_done_twice() -> None:
    """Waiting or running; once it has ended, its key is free."""
    held, ran = threading.Event(), []

    def run(task: Task) -> None:
        held.wait(5)
        ran.append(task.ref)

    lanes = Lanes(1, run)
    lanes.put([task(1), task(2)])
    lanes.put([task(1), task(2)])
    assert task(1).key in lanes
    assert task(2).key in lanes
    held.set()
    assert lanes.wait(keys(task(1), task(2)), soon())
    assert ran == ["1", "2"]
    assert task(1).key not in lanes
    lanes.close(1)


def test_a_slow_model_never_holds_up_a_send() -> None:
    """Each queue has threads of its own, and no more than it is given."""
    held, most, now = threading.Event(), 0, []

    def run(task: Task) -> None:
        nonlocal most
        now.append(task)
        most = max(most, len([one for one in now if one.flow == "prepare"]))
        if task.flow == "prepare":
            held.wait(5)
        now.remove(task)

    lanes = Lanes(2, run)
    letters = [task(n, flow="prepare") for n in range(6)]
    send = task(9, flow="send")
    lanes.put([*letters, send])
    assert lanes.wait(keys(send), soon())
    held.set()
    assert lanes.wait(keys(*letters), soon())
    assert most == 2
    lanes.close(1)


def test_closing_ends_what_runs_and_begins_nothing_new() -> None:
    """A round that ends in time is waited for; what has not begun is left."""
    ran, begun = [], threading.Event()

    def run(task: Task) -> None:
        begun.set()
        time.sleep(0.2)
        ran.append(task.ref)

    lanes = Lanes(1, run)
    lanes.put([task(1), task(2), task(3, "other"), task(4, "third")])
    begun.wait(5)
    began = time.monotonic()
    lanes.close(5)
    assert time.monotonic() - began < 2
    assert ran == ["1"]
    lanes.put([task(5)])
    assert lanes.wait(keys(task(5)), soon())
    assert ran == ["1"]


def test_closing_waits_no_longer_than_it_is_told() -> None:
    """A round that hangs does not hang the stop."""
    held = threading.Event()
    lanes = Lanes(1, lambda task: held.wait(5))
    lanes.put([task(1)])
    began = time.monotonic()
    lanes.close(0.2)
    assert time.monotonic() - began < 2
    held.set()


def test_a_rate_counts_the_starts_of_a_queue_or_of_each_mailbox() -> None:
    """Two in half a second: the third letter of the model waits, and the third mail of one mailbox, no other's."""
    began: dict[str, float] = {}

    def run(task: Task) -> None:
        began[task.key] = time.monotonic()

    rates: dict[Queue, Rate] = {"model": Rate(2, 0.5), "smtp": Rate(2, 0.5)}
    lanes = Lanes(4, run, rates)
    letters = [task(n, flow="prepare") for n in range(5)]
    mails = [task(n, flow="send") for n in range(5)]
    others = [task(n, "other", flow="tell") for n in range(2)]
    start = time.monotonic()
    lanes.put([*letters, *mails, *others])
    assert lanes.wait(keys(*letters, *mails, *others), soon())
    for rated in (letters, mails):
        waited = sorted(round((began[one.key] - start) / 0.5) for one in rated)
        assert waited == [0, 0, 1, 1, 2]
    assert all(began[one.key] - start < 0.4 for one in others)
    lanes.close(1)


def test_closing_does_not_wait_for_a_rate() -> None:
    """What the rate holds back has not begun."""
    ran: list[str] = []
    lanes = Lanes(1, lambda task: ran.append(task.ref), {"smtp": Rate(1, 60.0)})
    lanes.put([task(1, flow="send"), task(2, flow="send")])
    assert lanes.wait(keys(task(1, flow="send")), soon())
    began = time.monotonic()
    lanes.close(5)
    assert time.monotonic() - began < 1
    assert ran == ["1"]
