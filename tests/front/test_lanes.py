"""Tasks in this process: in order within a mailbox, side by side otherwise, and how it stops."""

from __future__ import annotations

import threading
import time

from inbox_agent.front.flows import Flow, Rate, Task
from inbox_agent.front.lanes import Lanes

HANG = 60
"""Seconds: only what hangs is stopped by it, so that a busy machine fails nothing."""


def task(number: int, box: str = "box", flow: Flow = "handle") -> Task:
    return Task(flow, f"{flow}:{number:03}:0", "ada", str(number), box)


def soon() -> float:
    return time.monotonic() + HANG


def keys(*tasks: Task) -> set[str]:
    return {task.key for task in tasks}


def test_tasks_of_one_mailbox_run_in_order_and_those_of_others_beside_them() -> None:
    """One box is held up; another's tasks are done meanwhile."""
    held, ran = threading.Event(), []

    def run(task: Task) -> None:
        if task.ref == "1":
            held.wait(HANG)
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
        held.wait(HANG)
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
    """Each queue has threads of its own, and no more than it is given: two letters meet, a third never joins them."""
    sent, met = threading.Event(), threading.Barrier(2)
    guard, writing, most = threading.Lock(), 0, 0

    def run(task: Task) -> None:
        nonlocal writing, most
        if task.flow == "send":
            return
        with guard:
            writing += 1
            most = max(most, writing)
        met.wait(HANG)
        assert sent.wait(HANG)
        with guard:
            writing -= 1

    lanes = Lanes(2, run)
    letters = [task(n, flow="prepare") for n in range(6)]
    send = task(9, flow="send")
    lanes.put([*letters, send])
    assert lanes.wait(keys(send), soon())
    sent.set()
    assert lanes.wait(keys(*letters), soon())
    assert most == 2
    lanes.close(1)


def test_closing_ends_what_runs_and_begins_nothing_new() -> None:
    """A round that ends in time is waited for; what has not begun is left."""
    ran, begun = [], threading.Event()

    def run(one: Task) -> None:
        begun.set()
        while task(3, "other").key in lanes:
            time.sleep(0.01)
        ran.append(one.ref)

    lanes = Lanes(1, run)
    lanes.put([task(1), task(2), task(3, "other"), task(4, "third")])
    assert begun.wait(HANG)
    lanes.close(HANG)
    assert ran == ["1"]
    lanes.put([task(5)])
    assert lanes.wait(keys(task(5)), soon())
    assert ran == ["1"]


def test_closing_waits_no_longer_than_it_is_told() -> None:
    """A round that hangs does not hang the stop."""
    held = threading.Event()
    lanes = Lanes(1, lambda task: held.wait(HANG))
    lanes.put([task(1)])
    began = time.monotonic()
    lanes.close(0.2)
    assert time.monotonic() - began < HANG / 2
    held.set()


def test_a_rate_counts_the_starts_of_a_queue() -> None:
    """Two letters in half a second: the third and fourth wait for half a second, the fifth for a whole one."""
    began: list[float] = []
    lanes = Lanes(4, lambda task: began.append(time.monotonic()), {"model": Rate(2, 0.5)})
    letters = [task(n, flow="prepare") for n in range(5)]
    start = time.monotonic()
    lanes.put(letters)
    assert lanes.wait(keys(*letters), soon())
    for place, at in enumerate(sorted(began)):
        assert at - start >= 0.5 * (place // 2)
    lanes.close(1)


def test_a_rate_of_a_mailbox_holds_back_no_other_mailbox() -> None:
    """The third mail of one box has to wait for an hour, those of another leave."""
    ran: set[str] = set()
    lanes = Lanes(4, lambda task: ran.add(task.key), {"smtp": Rate(2, 3600)})
    mails, others = [task(n, flow="send") for n in range(3)], [task(n, "other", flow="tell") for n in range(2)]
    lanes.put([*mails, *others])
    assert lanes.wait(keys(*mails[:2], *others), soon())
    assert ran == keys(*mails[:2], *others)
    assert mails[2].key in lanes
    lanes.close(1)


def test_closing_does_not_wait_for_a_rate() -> None:
    """What the rate holds back has not begun."""
    ran: list[str] = []
    lanes = Lanes(1, lambda task: ran.append(task.ref), {"smtp": Rate(1, 60.0)})
    lanes.put([task(1, flow="send"), task(2, flow="send")])
    assert lanes.wait(keys(task(1, flow="send")), soon())
    began = time.monotonic()
    lanes.close(HANG)
    assert time.monotonic() - began < HANG / 2
    assert ran == ["1"]
