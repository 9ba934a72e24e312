"""One task does what waits together, and nothing of it twice or out of turn (T-20, T-23, T-25)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from faults.letters import START, asked, forward, say_ok, states
from stories.mailroom import Mailroom

from inbox_agent.doors import maildir
from inbox_agent.front import work
from inbox_agent.front.flows import Deadly, Task
from inbox_agent.front.work import AgentWork

UNDO = timedelta(minutes=6)


def due(work: AgentWork, room: Mailroom, flow: str) -> list[Task]:
    return [task for task in work.due(room.clock()) if task.flow == flow]


def let_pass(room: Mailroom) -> AgentWork:
    """The undo windows are over, and nobody has looked."""
    room.clock.turn_to(room.clock() + UNDO)
    return AgentWork({"me": room.doors}, real_clock=True, ticks=float)


def test_the_task_of_a_letter_lets_the_others_go_and_theirs_find_nothing_left(tmp_path: Path) -> None:
    """Three letters by the first of three tasks; each once, whichever task runs, and however often."""
    with asked(tmp_path, 3) as room:
        say_ok(room)
        now = let_pass(room)
        tasks = due(now, room, "send")
        assert len(tasks) == 3
        now.do(tasks[0], room.clock())
        assert len(room.letters()) == 3
        for task in tasks:
            now.do(task, room.clock())
        assert len(room.letters()) == 3
        assert set(states(room)) == {"sent"}


def test_a_letter_that_fails_in_the_task_of_another_is_counted_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second of three; it is tried again in its own time, and the other two have left."""
    with asked(tmp_path, 3) as room:
        say_ok(room)
        now = let_pass(room)
        first, second, _ = due(now, room, "send")
        monkeypatch.setattr(work, "send_out", _breaking(work.send_out, {int(second.ref)}))
        now.do(first, room.clock())
        monkeypatch.undo()
        assert sorted(states(room)) == ["approved", "sent", "sent"]
        room.clock.turn_to(room.clock() + timedelta(minutes=2))
        (again,) = due(now, room, "send")
        now.do(again, room.clock())
        assert set(states(room)) == {"sent"}


def test_a_jump_of_the_clock_stops_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """T-25: it is noted while the first of three letters is on its way."""
    with asked(tmp_path, 3) as room:
        say_ok(room)
        now = let_pass(room)
        first, *_ = due(now, room, "send")
        healthy = work.send_out

        def jumps(*of: object) -> None:
            healthy(*of)  # type: ignore[arg-type]
            now.clock_jumped(timedelta(days=3650))

        monkeypatch.setattr(work, "send_out", jumps)
        now.do(first, room.clock())
        assert len(room.letters()) == 1
        assert due(now, room, "send") == []
        assert sorted(states(room)) == ["approved", "approved", "sent"]


def test_what_is_deadly_in_the_task_of_another_is_the_letter_that_was_leaving(tmp_path: Path) -> None:
    """Not the letter under whose name the process died, which has left."""
    with asked(tmp_path, 2) as room:
        say_ok(room)
        now = let_pass(room)
        first, second = due(now, room, "send")
        with room.transaction() as tx:
            tx.outbox.change(int(first.ref), state="sent", sent=room.clock())
            tx.outbox.change(int(second.ref), state="sending", tried=room.clock())
        now.failed(first, Deadly("its process died 3 times"), room.clock())
        with room.transaction() as tx:
            rows = [tx.outbox.get(int(task.ref)) for task in (first, second)]
        assert [row.state for row in rows if row] == ["sent", "failed"]


def test_what_fails_is_counted_alone_and_the_rest_is_handled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """T-23: the second of three forwards breaks; two are asked about at once, and the third when it can be."""
    with Mailroom(tmp_path, START) as room:
        for n in range(3):
            maildir.deliver(room.inbox, forward(n, room.clock()), room.clock())
        now = AgentWork({"me": room.doors}, real_clock=True, ticks=float)
        nudges: list[int] = []
        now.nudge = lambda: nudges.append(1)
        (poll,) = due(now, room, "poll")
        now.do(poll, room.clock())
        healthy, breaks = work.take_in, {2}
        monkeypatch.setattr(work, "take_in", _breaking(healthy, breaks))
        (task,) = due(now, room, "handle")
        now.do(task, room.clock())
        with room.transaction() as tx:
            assert [tx.mail.get(n).state for n in (1, 2, 3)] == ["taken", "fetched", "taken"]  # type: ignore[union-attr]
        assert len(nudges) == 3, "what one mail makes due does not wait for the others"
        assert due(now, room, "handle") == []
        room.clock.turn_to(room.clock() + timedelta(minutes=2))
        breaks.clear()
        (again,) = due(now, room, "handle")
        assert again.key != task.key
        now.do(again, room.clock())
        with room.transaction() as tx:
            assert len(tx.people.all()) == 3


def _breaking(healthy: Callable[..., None], breaks: set[int]) -> Callable[..., None]:
    def take_in(doors: object, number: int, now: object) -> None:
        if number in breaks:
            raise ValueError("a header that raises")
        healthy(doors, number, now)

    return take_in


def test_of_a_batch_that_kills_the_first_that_is_left_is_guilty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T-23: of three mails the first is handled; the second is set aside, the third has a task of its own."""
    with Mailroom(tmp_path, START) as room:
        for n in range(3):
            maildir.deliver(room.inbox, forward(n, room.clock()), room.clock())
        now = AgentWork({"me": room.doors}, real_clock=True, ticks=float)
        (poll,) = due(now, room, "poll")
        now.do(poll, room.clock())
        (task,) = due(now, room, "handle")
        monkeypatch.setattr(work, "take_in", _killed_after(1, work.take_in))
        with pytest.raises(KeyboardInterrupt):
            now.do(task, room.clock())
        monkeypatch.undo()
        now.failed(task, Deadly("its process died 3 times"), room.clock())
        with room.transaction() as tx:
            assert [tx.mail.get(n).state for n in (1, 2, 3)] == ["taken", "set-aside", "fetched"]  # type: ignore[union-attr]
        (rest,) = due(now, room, "handle")
        assert rest.ref == "3"


def _killed_after(count: int, healthy: Callable[..., None]) -> Callable[..., None]:
    done: list[int] = []

    def take_in(doors: object, number: int, now: object) -> None:
        if len(done) == count:
            raise KeyboardInterrupt
        done.append(number)
        healthy(doors, number, now)

    return take_in
