"""The engine, embedded on an SQLite file and on PostgreSQL: what is due is done, once, whatever dies meanwhile.

Nothing of the engine is replaced: the work is a small one over tables in the same database (`errands`), and what
is killed are real processes.
"""

from __future__ import annotations

import contextlib
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from errands import Errands, effects, errands, now, starts
from servers.postgresql import PostgreSQL

from inbox_agent.errors import Refused, Unwell, WrongUse
from inbox_agent.front.book import Book, open_engine
from inbox_agent.front.clock import HandClock, SystemClock
from inbox_agent.front.engine import Outside, Runtime
from inbox_agent.front.flows import SUSPECT, Rate, Task

LATER = timedelta(hours=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'agent.db'}"
    return request.getfixturevalue("postgresql").fresh()  # type: ignore[no-any-return]


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'agent.db'}"


def runtime(url: str, work: Errands, **options: object) -> Runtime:
    options = {"polling": 0.05, **options}
    return Runtime(url, embedded=url.startswith("sqlite"), work=work, **options)  # type: ignore[arg-type]


def until(true: Callable[[], object], seconds: float = 90.0) -> None:
    """Wait for something that another thread or process brings about."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.02)


class Process:
    """An agent in a process of its own."""

    def __init__(self, url: str, pause: float = 0.02) -> None:
        mode = "embedded" if url.startswith("sqlite") else "shared"
        program = Path(__file__).with_name("errands.py")
        self._child = subprocess.Popen(
            [sys.executable, str(program), url, mode, str(pause)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.pid = self._child.pid

    def up(self) -> Process:
        assert self._child.stdout
        line = self._child.stdout.readline()
        assert line == "up\n", self._child.communicate()[1]
        return self

    def kill(self) -> None:
        """kill -9."""
        self._child.kill()
        self._child.communicate()

    def end(self) -> float:
        """SIGTERM; how many seconds it took to end well."""
        began = time.monotonic()
        self._child.send_signal(signal.SIGTERM)
        _, errors = self._child.communicate(timeout=60)
        assert self._child.returncode == 0, errors
        return time.monotonic() - began

    def wait(self) -> tuple[int, str]:
        """How it ended by itself."""
        _, errors = self._child.communicate(timeout=60)
        return self._child.returncode, errors


# What is due


def test_what_is_due_is_done_once_and_the_same_look_twice_does_nothing(url: str) -> None:
    """Twelve errands of every flow: each has one effect; a second call finds nothing to do."""
    work = Errands(url)
    for flow in ("poll", "handle", "prepare", "send", "tell", "digest"):
        work.add(2, flow=flow)  # type: ignore[arg-type]
    with runtime(url, work) as agent:
        assert agent.run_due() == 12
        assert agent.run_due() == 0
    assert work.states() == ["done"] * 12
    assert len(work.rows(effects)) == 12


def test_what_becomes_due_by_a_task_is_done_in_the_same_call(url: str) -> None:
    """An errand that leads to another counts two."""
    work = Errands(url)
    work.add(1, kind="chain")
    with runtime(url, work) as agent:
        assert agent.run_due() == 2
    assert work.undone() == 0


def test_a_restart_knows_what_was_done(url: str) -> None:
    """A second runtime on the same tables does only what is new."""
    work = Errands(url)
    work.add(3)
    with runtime(url, work) as agent:
        agent.run_due()
    work.add(2)
    with runtime(url, work) as agent:
        assert agent.run_due() == 2
    assert work.twice() == []


def test_errands_of_one_mailbox_wait_for_each_other_and_those_of_two_do_not(url: str) -> None:
    """In time, no two of one box overlap; over all boxes some do."""
    work = Errands(url, pause=0.05)
    work.add(12, boxes=3)
    with runtime(url, work) as agent:
        agent.run_due()
    spans = {row.errand: (row.began, row.ended) for row in work.rows(effects)}
    box = {row.id: row.box for row in work.rows()}

    def overlap(a: int, b: int) -> bool:
        return spans[a][0] < spans[b][1] and spans[b][0] < spans[a][1]

    pairs = [(a, b) for a in spans for b in spans if a < b]
    assert not [pair for pair in pairs if box[pair[0]] == box[pair[1]] and overlap(*pair)]
    assert [pair for pair in pairs if overlap(*pair)]


def test_errands_of_one_mailbox_are_done_in_the_order_of_their_keys(url: str) -> None:
    """What came first is done first, though all came due in one look."""
    work = Errands(url)
    work.add(15)
    with runtime(url, work) as agent:
        agent.run_due()
    done = [row.errand for row in work.rows(effects)]
    assert done == sorted(done)


def test_a_hundred_small_tasks_take_a_few_seconds(url: str) -> None:
    """No speed goal, but a limit that catches waiting: embedded, nothing waits for the ten seconds between polls."""
    work = Errands(url)
    work.add(100, flow="prepare")
    with runtime(url, work, polling=10.0 if url.startswith("sqlite") else 0.05) as agent:
        began = time.monotonic()
        assert agent.run_due() == 100
        assert time.monotonic() - began < 30


def test_waiting_for_what_is_due_costs_little_where_one_thing_is_due(file_url: str) -> None:
    """The demo asks a hundred and fifty times. Each that waited for a poll would take ten seconds."""
    work = Errands(file_url)
    with runtime(file_url, work, polling=10.0) as agent:
        began = time.monotonic()
        for _ in range(40):
            work.add(1)
            assert agent.run_due() == 1
        assert time.monotonic() - began < 30


def test_a_simulated_now_decides_what_is_due(file_url: str) -> None:
    """`--now` stands for the clock in `due` and in the round, and only during the call."""
    work = Errands(file_url)
    work.add(1)
    with work.engine.begin() as connection:
        connection.execute(sa.update(errands).values(next_try=(now() + LATER).timestamp()))
    with runtime(file_url, work) as agent:
        assert agent.run_due() == 0
        assert agent.run_due(now() + 2 * LATER) == 1


# What fails


def test_a_failing_task_is_tried_under_new_keys_and_set_aside_at_last(url: str) -> None:
    """Three attempts as the rows say, each kept where `errors` lists it; the other errands are done at once."""
    work, clock = Errands(url), HandClock(now())
    work.add(1, kind="broken")
    work.add(2)
    with runtime(url, work, clock=clock) as agent:
        assert agent.run_due() == 3
        assert work.states() == ["waiting", "done", "done"]
        for _ in range(3):
            clock.turn_to(clock() + LATER)
            agent.run_due()
        troubles = agent.errors()
    assert work.states() == ["aside", "done", "done"]
    assert [trouble.key for trouble in troubles] == ["handle:00001:2", "handle:00001:1", "handle:00001:0"]
    assert {trouble.says for trouble in troubles} == {"ValueError: the letter has no date"}
    assert (troubles[0].flow, troubles[0].owner, troubles[0].ref) == ("handle", "ada", "1")


def test_a_task_that_fails_twice_is_done_at_the_third_attempt(url: str) -> None:
    """What failed can be done later: its key says which attempt it is."""
    work, clock = Errands(url), HandClock(now())
    work.add(1, kind="twice")
    with runtime(url, work, clock=clock) as agent:
        counts = []
        for _ in range(4):
            counts.append(agent.run_due())
            clock.turn_to(clock() + LATER)
    assert counts == [1, 1, 1, 0]
    assert work.states() == ["done"]


def test_a_round_that_ends_the_thread_is_counted_like_any_other(file_url: str) -> None:
    """`sys.exit` in a library neither ends the agent nor leaves the task hanging."""
    work = Errands(file_url)
    work.add(1, kind="exits")
    with runtime(file_url, work) as agent:
        agent.run_due()
    assert work.rows()[0].cause == "SystemExit: 7"


def test_a_key_that_comes_back_in_one_call_is_told_as_a_bug(file_url: str) -> None:
    """Without this, waiting for what is due would never end."""

    class Forgetful(Errands):
        def do(self, task: Task, now: datetime) -> None:
            pass

    work = Forgetful(file_url)
    work.add(1)
    with runtime(file_url, work) as agent, pytest.raises(RuntimeError, match="handle:00001:0"):
        agent.run_due()


def test_a_task_that_ended_and_is_still_due_gets_a_new_key(url: str) -> None:
    """A key never runs twice; without this the errand would wait for ever, unseen."""

    class Forgetful(Errands):
        forgets = True

        def do(self, task: Task, now: datetime) -> None:
            if not self.forgets:
                super().do(task, now)

    work, clock = Forgetful(url), HandClock(now())
    work.add(1)
    with runtime(url, work, clock=clock) as agent:
        with pytest.raises(RuntimeError):
            agent.run_due()
        work.forgets = False
        agent.run_due()
        assert work.rows()[0].cause.startswith("Ended:")
        clock.turn_to(clock() + LATER)
        agent.run_due()
    assert work.states() == ["done"]


def test_a_database_that_is_away_is_tried_in_place_and_not_counted(file_url: str) -> None:
    """Two faults of the database, then it is back: one attempt, and nobody was told."""

    class Flickering(Errands):
        faults = 2

        def do(self, task: Task, now: datetime) -> None:
            if self.faults:
                self.faults -= 1
                raise sa.exc.OperationalError("SELECT 1", {}, Exception("database is locked"))
            super().do(task, now)

    work = Flickering(file_url)
    work.add(1)
    with runtime(file_url, work) as agent:
        assert agent.run_due() == 1
        assert agent.errors() == []
    assert (work.rows()[0].state, work.rows()[0].attempts) == ("done", 0)


def test_what_does_not_end_in_time_is_told_and_stays_due(file_url: str) -> None:
    """A pass that hangs ends with a sentence."""
    work = Errands(file_url, pause=1.0)
    work.add(1)
    with runtime(file_url, work) as agent, pytest.raises(Unwell, match="1 tasks did not end"):
        agent.run_due(timeout=0.1)


# Waking, nudging, running on


@pytest.fixture
def forever() -> Iterator[Callable[[Runtime], None]]:
    """Runs an agent on and on in a thread, until the test ends."""
    stop, threads = threading.Event(), []

    def go(agent: Runtime) -> None:
        threads.append(threading.Thread(target=agent.run_forever, args=(stop,)))
        threads[-1].start()

    go.stop = stop  # type: ignore[attr-defined]
    yield go
    stop.set()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()


def far_errand(work: Errands, due: datetime | None = None) -> Task:
    """An errand that no look finds for an hour, or until its time."""
    work.add(1, flow="send")
    with work.engine.begin() as connection:
        connection.execute(sa.update(errands).values(next_try=(due or now() + LATER).timestamp()))
    return Task("send", "send:00001:0", "ada", "1", "box0")


def test_a_task_that_is_woken_runs_at_its_time_and_not_before(url: str, forever: Callable[[Runtime], None]) -> None:
    """A second ahead; it waits for no turn, and alone for no slow queue."""
    work = Errands(url)
    slow = {"polling": 10.0} if url.startswith("sqlite") else {}
    with runtime(url, work, **slow) as agent:
        forever(agent)
        time.sleep(0.5)
        at = now() + timedelta(seconds=1)
        far_errand(work, at)
        with work.engine.begin() as connection:
            agent.wake(connection, at)
        until(lambda: work.states() == ["done"], 8)
        forever.stop.set()  # type: ignore[attr-defined]
    assert work.rows(effects)[0].began >= at.timestamp() - 0.01


def test_a_wake_up_that_is_rolled_back_never_was(url: str, forever: Callable[[Runtime], None]) -> None:
    """Neither the row of the caller nor the task exists; the key is free for later."""
    work = Errands(url)
    task = far_errand(work)
    with runtime(url, work) as agent:
        forever(agent)
        with work.engine.connect() as connection:
            connection.execute(sa.update(errands).values(next_try=0))
            agent.wake(connection, now())
            connection.rollback()
        time.sleep(0.5)
        assert Book(open_engine(url)).states([task.key]) == {}
        assert work.states() == ["waiting"]
        with work.engine.begin() as connection:
            connection.execute(sa.update(errands).values(next_try=0))
            agent.wake(connection, now())
        until(lambda: work.states() == ["done"])
        forever.stop.set()  # type: ignore[attr-defined]


def test_a_simulated_clock_wakes_nothing(file_url: str) -> None:
    """The engine waits in real time, a simulation does not; its look finds the row."""
    work, clock = Errands(file_url), HandClock(now())
    far_errand(work)
    with runtime(file_url, work, clock=clock) as agent:
        with work.engine.begin() as connection:
            agent.wake(connection, now())
        assert agent._until_alarm() == 0.5  # as without any
        clock.turn_to(now() + 2 * LATER)
        assert agent.run_due() == 1


def test_running_on_does_what_is_due_at_once_and_what_comes_when_nudged(
    url: str, forever: Callable[[Runtime], None]
) -> None:
    """At the start, by a nudge, by a named task, and by what a task leads to; never only at the next minute."""
    work = Errands(url)
    work.add(2, kind="chain")
    with runtime(url, work) as agent:
        forever(agent)
        until(lambda: work.states() == ["done"] * 4)
        work.add(1)
        agent.nudge()
        until(lambda: work.states() == ["done"] * 5)
        with work.engine.begin() as connection:
            connection.execute(sa.insert(errands).values(flow="poll", box="box0", kind="plain", next_try=4e9))
        agent.nudge(Task("poll", "poll:00006:0", "ada", "6", "box0"))
        until(lambda: work.states() == ["done"] * 6)
        forever.stop.set()  # type: ignore[attr-defined]


def test_a_hand_from_outside_wakes_and_nudges_the_agent_that_runs(url: str, forever: Callable[[Runtime], None]) -> None:
    """What the command line and the page do, with connections of their own; what they wake is done in its moment."""
    work = Errands(url)
    with runtime(url, work) as agent:
        forever(agent)
        outside = Outside(url)
        work.add(1)
        outside.nudge()
        until(lambda: work.states() == ["done"])
        at = now() + timedelta(seconds=2)
        with work.engine.begin() as connection:
            row = {"flow": "send", "box": "box0", "kind": "plain", "next_try": at.timestamp()}
            connection.execute(sa.insert(errands).values(row))
            outside.wake(connection, at)
        until(lambda: work.states() == ["done"] * 2, 8)
        outside.close()
        forever.stop.set()  # type: ignore[attr-defined]
    assert work.rows(effects)[-1].began >= at.timestamp() - 0.01


def test_a_wake_up_from_outside_that_is_rolled_back_never_was(url: str, forever: Callable[[Runtime], None]) -> None:
    """The order is part of the caller's transaction."""
    work = Errands(url)
    with runtime(url, work) as agent:
        forever(agent)
        time.sleep(1.2)  # the look at the start is over
        outside = Outside(url)
        with work.engine.connect() as connection:
            outside.wake(connection, now())
            connection.rollback()
        work.add(1)
        time.sleep(1.5)
        assert work.states() == ["waiting"]
        outside.close()
        forever.stop.set()  # type: ignore[attr-defined]


def test_a_hand_from_outside_does_no_harm_where_no_agent_ever_ran(url: str) -> None:
    """An approval by command before the first run is a row, and the first run finds it."""
    work = Errands(url)
    work.add(1, flow="send")
    outside = Outside(url)
    with work.engine.begin() as connection:
        connection.execute(sa.update(errands).values(attempts=1))
        outside.wake(connection, now())
    outside.nudge()
    assert outside.errors() == []
    outside.close()
    with runtime(url, work) as agent:
        assert agent.run_due() == 1


def test_a_rate_holds_back_the_model_and_nothing_else(url: str) -> None:
    """Two starts in three seconds: the third letter waits, all mails are handled at once."""
    work = Errands(url)
    work.add(3, flow="prepare")
    work.add(6, flow="handle", boxes=6)
    with runtime(url, work, model=Rate(2, 3.0)) as agent:
        agent.run_due(timeout=60)
    began = {row.errand: row.began for row in work.rows(effects)}
    letters = sorted(began[number] for number in (1, 2, 3))
    assert letters[2] - letters[0] > 2.5
    assert max(began[number] for number in range(4, 10)) < letters[2]


def test_a_jump_of_the_clock_is_told_and_nothing_stops(file_url: str, forever: Callable[[Runtime], None]) -> None:
    """T-25: the wall clock goes back ten years while the agent runs; it is told, and work that is due is done."""
    jumps: list[timedelta] = []
    clock = JumpingClock()
    work = Errands(file_url)
    with runtime(file_url, work, clock=clock, jumped=jumps.append) as agent:
        forever(agent)
        until(lambda: clock.asked > 2)
        clock.offset = -timedelta(days=3650)
        until(lambda: jumps)
        work.add(1)
        agent.nudge()
        until(lambda: work.states() == ["done"])
        forever.stop.set()  # type: ignore[attr-defined]
    assert jumps[0] < -timedelta(days=3649)


class JumpingClock(SystemClock):
    """The system's clock, with somebody's hand on it."""

    def __init__(self) -> None:
        self.offset, self.asked = timedelta(), 0

    def __call__(self) -> datetime:
        self.asked += 1
        return super().__call__() + self.offset


# What is over


def test_what_ended_long_ago_is_forgotten_by_the_daily_task(url: str) -> None:
    """Its row is gone from the engine's tables; what ended lately stays."""
    work = Errands(url)
    work.add(3)
    with runtime(url, work, keep=timedelta(0)) as agent:
        agent.run_due()
        book = Book(open_engine(url))
        keys = [f"handle:{n:05}:0" for n in (1, 2, 3)]
        assert len(book.states(keys)) == 3
        time.sleep(0.05)
        work.add(1, flow="retention")
        agent.run_due()
        assert book.states(keys) == {}
    with runtime(url, work) as agent:
        work.add(1)
        agent.run_due()
        assert book.tidy(timedelta(days=14)) == 0


def test_stopping_leaves_a_long_round_to_the_next_start(url: str) -> None:
    """Within two seconds, whatever runs; what has not ended is done by the next start, once."""
    work = Errands(url, pause=3.0)
    work.add(1)
    agent = runtime(url, work)
    agent.start()
    agent.nudge()
    threading.Thread(target=lambda: _quietly(agent), daemon=True).start()
    until(lambda: work.rows(starts))
    began = time.monotonic()
    assert agent.stop() is False
    assert time.monotonic() - began < 60  # two seconds, on a machine that does nothing else
    until(lambda: work.rows(effects))  # the round ends in its thread, after the engine is gone
    work.pause = 0.0
    with runtime(url, work) as agent:
        agent.run_due(timeout=60)
    assert work.states() == ["done"]
    assert work.twice() == []


def _quietly(agent: Runtime) -> None:
    with contextlib.suppress(Exception):
        agent.run_due()


def test_the_engine_writes_nothing_to_the_terminal(file_url: str, capfd: pytest.CaptureFixture[str]) -> None:
    """A failed round is told once, by our own log; the engine's chatter is not for users."""
    work = Errands(file_url)
    work.add(1, kind="broken")
    with runtime(file_url, work) as agent:
        agent.run_due()
    out, err = capfd.readouterr()
    assert out == ""
    assert err == ""


# One agent on a file, any number on a server


def test_a_second_agent_on_one_file_is_refused_in_a_sentence(file_url: str) -> None:
    """Exit 4, with the process that has it; also through another name of the file."""
    first = Process(file_url).up()
    link = Path(file_url.removeprefix("sqlite:///")).with_name("other.db")
    link.symlink_to(Path(file_url.removeprefix("sqlite:///")))
    for url in (file_url, f"sqlite:///{link}"):
        with pytest.raises(Refused, match=rf"Another agent \(process {first.pid}\)") as refusal:
            runtime(url, Errands(file_url)).start()
        assert refusal.value.exit_code == 4
    first.kill()
    with runtime(file_url, Errands(file_url)) as agent:  # the lock has fallen with the process
        assert agent.run_due() == 0


@pytest.mark.parametrize("bad", ["sqlite://", "mysql://ada@127.0.0.1/x"])
def test_a_database_that_cannot_carry_the_engine_is_refused(bad: str, file_url: str) -> None:
    """In memory there is nothing to come back to."""
    with pytest.raises(WrongUse):
        Runtime(bad, embedded=True, work=Errands(file_url)).start()


def test_a_server_that_is_not_there_is_told_in_a_sentence(file_url: str) -> None:
    """And the runtime can be started again afterwards."""
    work = Errands(file_url)
    with pytest.raises(Unwell):
        Runtime("postgresql://ada@127.0.0.1:1/none", embedded=False, work=work).start()
    with runtime(file_url, work) as agent:
        assert agent.run_due() == 0


def test_an_agent_ends_within_two_seconds_of_being_asked(url: str) -> None:
    """SIGTERM while it works."""
    Errands(url).add(50)
    process = Process(url).up()
    time.sleep(0.3)
    assert process.end() < 60  # two, on a machine that does nothing else


# What is killed


@pytest.mark.slow
def test_nothing_is_lost_or_done_twice_over_kills_at_random_moments(file_url: str) -> None:
    """Twenty-two processes are killed with -9 at random moments (seed printed); the next start does the rest."""
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    dice = random.Random(seed)
    work = Errands(file_url)
    for _ in range(22):
        work.add(10, boxes=4)
        work.add(4, flow="prepare", kind="chain")
        process = Process(file_url, pause=0.01).up()
        time.sleep(dice.uniform(0.0, 0.35))
        process.kill()
    left = work.undone()
    with runtime(file_url, work) as agent:
        agent.run_due(timeout=60)
    assert left, "the kills came too late to mean anything"
    assert set(work.states()) == {"done"}
    assert work.twice() == []
    assert len(work.rows(effects)) == len(work.rows())
    assert len(work.rows(starts)) > len(work.rows()), "no kill fell into a round"


@pytest.mark.slow
def test_a_task_that_kills_its_process_is_set_aside_and_the_others_live(url: str) -> None:
    """T-23: two agents die of it, the third lives and sees it kill three processes of its own; the others are all done."""
    work = Errands(url)
    work.add(1, kind="kills")
    work.add(6, boxes=6)
    deaths = 0
    while work.undone():
        process = Process(url, pause=0.3).up()
        until(lambda alive=process: alive._child.poll() is not None or not work.undone(), 60)
        if process._child.poll() is None:
            process.end()
        else:
            process.kill()
            deaths += 1
        assert deaths <= SUSPECT
    assert deaths == SUSPECT
    assert work.states() == ["aside"] + ["done"] * 6
    assert work.rows()[0].cause == "Deadly: its process died 3 times, with nothing else in it"
    assert work.twice() == []


@pytest.mark.slow
def test_kills_that_fall_into_one_healthy_task_again_and_again_set_nothing_aside(url: str) -> None:
    """T-23: it is there at four deaths in a row, in the agent and apart from it, and is done at last."""
    work = Errands(url)
    work.add(1)
    for died in range(4):
        process = Process(url, pause=20.0).up()
        until(lambda died=died: len(work.rows(starts)) > died)
        process.kill()
    workers = [row.worker for row in work.rows(starts)]
    assert len(set(workers)) == 4
    process = Process(url).up()
    until(lambda: not work.undone())
    process.end()
    assert work.states() == ["done"]
    assert work.twice() == []


@pytest.mark.slow
def test_several_that_kill_are_all_set_aside_by_one_agent_that_lives(file_url: str) -> None:
    """T-23: a flood of such mail costs two deaths of the agent, not two for each."""
    work = Errands(file_url)
    work.add(3, kind="kills", boxes=3)
    for _ in range(SUSPECT):
        assert Process(file_url, pause=0.5).wait()[0] == -signal.SIGKILL
    process = Process(file_url).up()
    until(lambda: not work.undone())
    process.end()
    assert work.states() == ["aside"] * 3


def test_each_death_is_noted_with_what_was_there_and_the_second_makes_it_suspect(url: str) -> None:
    """In the tables: first it goes back to where it was, then to the suspects; a look is never one of them."""
    book = Book(open_engine(url))
    book.make()
    book.declare(4, 0.1, {}, shared=True)
    book.add_all([Task("handle", "handle:00001:0", "ada", "1", "box0")])
    book.add_look("minute:1")
    keys = ["handle:00001:0", "minute:1"]
    seen = []
    for _ in range(4):
        _begin(book, "dead")
        assert book.workers_with_work() == {"dead"}
        assert sorted(book.give_back("dead")) == keys
        assert set(book.states(keys).values()) == {"ENQUEUED"}
        seen.append((_queues(book, keys), book.is_suspect(keys[0])))
    assert seen[0] == (["mail", "looks"], False)
    assert seen[1:] == [(["suspects", "looks"], True)] * 3


def _begin(book: Book, worker: str) -> None:
    """What a worker's taking up leaves in the tables."""
    with book.engine.begin() as connection:
        connection.execute(
            sa.text(f"UPDATE {_table(book)} SET status = 'PENDING', executor_id = :worker"), {"worker": worker}
        )


def _queues(book: Book, keys: list[str]) -> list[str]:
    with book.engine.begin() as connection:
        rows = connection.execute(sa.text(f"SELECT workflow_uuid, queue_name FROM {_table(book)}")).all()
    found = {row.workflow_uuid: row.queue_name for row in rows}
    return [found[key] for key in keys]


def _table(book: Book) -> str:
    return "workflow_status" if book.engine.dialect.name == "sqlite" else "dbos.workflow_status"


@pytest.mark.slow
def test_of_two_workers_one_is_killed_and_the_other_does_all_the_rest(postgresql: PostgreSQL) -> None:
    """Eight mailboxes on PostgreSQL, two real processes, kill -9 of one in mid-work: nothing lost, nothing twice."""
    url = postgresql.fresh()
    work = Errands(url)
    work.add(80, boxes=8)
    one, two = Process(url, pause=0.2), Process(url, pause=0.2)
    one.up(), two.up()
    until(lambda: len(work.rows(effects)) > 15 and work.in_a_round(one.pid))
    one.kill()
    until(lambda: not work.undone(), 60)
    workers = {row.worker for row in work.rows(effects)}
    two.end()
    assert workers == {one.pid, two.pid}
    assert work.states() == ["done"] * 80
    assert work.twice() == []
    assert len(work.rows(starts)) > 80, "the kill fell into no round"


@pytest.mark.slow
def test_workers_that_start_at_once_on_an_empty_database_all_come_up(postgresql: PostgreSQL) -> None:
    """None meets the tables of another half made."""
    url = postgresql.fresh()
    work = Errands(url)
    work.add(12, boxes=12)
    workers = [Process(url) for _ in range(4)]
    for worker in workers:
        worker.up()
    until(lambda: not work.undone())
    for worker in workers:
        worker.end()
    assert work.twice() == []


@pytest.mark.slow
def test_a_restart_of_the_server_makes_nobody_dead(postgresql: PostgreSQL) -> None:
    """All locks fall at once; two workers go on, and no errand of a living one is begun a second time."""
    url = postgresql.fresh()
    work = Errands(url)
    work.add(8, boxes=8)
    one, two = Process(url, pause=6.0), Process(url, pause=6.0)
    one.up(), two.up()
    until(lambda: len(work.rows(starts)) == 8)
    postgresql.restart()
    work.engine.dispose()
    until(lambda: not work.undone(), 60)
    work.add(8, boxes=8)
    assert len(work.rows(starts)) == 8, "a living worker's errand was taken for a dead one's"
    one.end(), two.end()
    assert work.twice() == []
