"""One task in a process of its own: what it did, how it failed, and that neither outlives the other's death wrongly (T-23)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from errands import Errands, apart, effects, now, starts

from inbox_agent.front.apart import Apart
from inbox_agent.front.flows import DatabaseAway, Task

HOLDER = """
import sys
from errands import Errands, apart, now
work = Errands(sys.argv[1])
apart(sys.argv[1], pause=60).perform(work, work.due(now())[0], now, None)
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'agent.db'}"


def one(work: Errands, kind: str = "plain") -> Task:
    work.add(1, kind=kind)
    return work.due(now())[0]


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.02)


def alive(process: int) -> bool:
    """Also one that nobody has waited for yet counts as ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("kind", ["plain", "prints"])
def test_a_healthy_task_is_done_elsewhere(url: str, kind: str) -> None:
    """Once, in another process; what a library prints there confuses nobody."""
    work = Errands(url)
    assert apart(url).perform(work, one(work, kind), now, None) is None
    assert work.states() == ["done"]
    (row,) = work.rows(effects)
    assert row.worker != os.getpid()


def test_what_fails_is_counted_there_and_told_here(url: str) -> None:
    """Like any other failure: one attempt, tried again later."""
    work = Errands(url)
    assert apart(url).perform(work, one(work, "broken"), now, None) == "ValueError: the letter has no date"
    assert (work.rows()[0].state, work.rows()[0].attempts) == ("waiting", 1)


def test_what_kills_is_tried_three_times_and_set_aside(url: str) -> None:
    """T-23: each time in another process, and none of them is ours."""
    work = Errands(url)
    said = apart(url).perform(work, one(work, "kills"), now, None)
    assert said == "Deadly: its process died 3 times, with nothing else in it"
    assert work.states() == ["aside"]
    workers = {row.worker for row in work.rows(starts)}
    assert len(workers) == 3
    assert os.getpid() not in workers


def test_a_kill_that_was_chance_leaves_the_task_to_the_next_process(url: str) -> None:
    """One that is ended from outside in mid-work is done by the next."""
    work = Errands(url)
    task = one(work)

    def end_the_first() -> None:
        until(lambda: work.rows(starts))
        os.kill(work.rows(starts)[0].worker, signal.SIGKILL)

    killer = threading.Thread(target=end_the_first)
    killer.start()
    assert apart(url, pause=1.0).perform(work, task, now, None) is None
    killer.join()
    assert work.states() == ["done"]
    assert len(work.rows(starts)) == 2


def test_a_process_that_does_not_come_up_is_not_the_tasks_fault(url: str) -> None:
    """A configuration that was broken meanwhile, say: an attempt that failed, and nothing deadly."""
    work = Errands(url)
    said = Apart([sys.executable, "-c", "raise SystemExit(2)"]).perform(work, one(work), now, None)
    assert said is not None
    assert said.startswith("Unwell: A process of its own could not be started")
    assert (work.rows()[0].state, work.rows()[0].attempts) == ("waiting", 1)


def test_a_database_that_is_away_there_is_tried_again_here(url: str) -> None:
    """Nothing is counted."""
    work = Errands(url)
    with pytest.raises(DatabaseAway):
        apart(url).perform(work, one(work, "away"), now, None)
    assert (work.rows()[0].state, work.rows()[0].attempts) == ("waiting", 0)


def test_the_process_ends_with_the_agent_and_not_with_the_terminal(url: str) -> None:
    """Ctrl-C and the service manager's SIGTERM are the agent's to obey; its kill -9 ends both at once."""
    work = Errands(url)
    one(work)
    agent = subprocess.Popen([sys.executable, "-c", HOLDER, url], cwd=Path(__file__).parent)
    until(lambda: work.rows(starts))
    child = work.rows(starts)[0].worker
    for gentle in (signal.SIGINT, signal.SIGTERM):
        os.kill(child, gentle)
    time.sleep(0.3)
    assert alive(child)
    agent.kill()
    agent.wait()
    until(lambda: not alive(child))
    assert work.states() == ["waiting"]
