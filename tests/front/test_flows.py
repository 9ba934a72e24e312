"""What happens to a task when its round does well, fails, or cannot reach the database."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import get_args

import pytest
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError

from inbox_agent.errors import Unwell
from inbox_agent.front.flows import PARTITIONED, QUEUES, Flow, Queue, Task, database_away, perform

NOW = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
TASK = Task("send", "send:00012.1:0", "ada", "12", "ada@home.example")
AWAY = OperationalError("SELECT 1", {}, Exception("server closed the connection"))


def sentence(cause: BaseException) -> Unwell:
    """What a door makes of a cause."""
    fault = Unwell("The database does not answer.")
    fault.__cause__ = cause
    return fault


class Notebook:
    """A `Work` that raises what it is told to, and writes down what it was asked."""

    def __init__(self, fault: BaseException | None = None) -> None:
        self.fault = fault
        self.asked: list[tuple[str, Task, datetime]] = []
        self.faults: list[BaseException] = []

    def due(self, now: datetime) -> list[Task]:
        return []

    def do(self, task: Task, now: datetime) -> None:
        self.asked.append(("do", task, now))
        if self.fault:
            raise self.fault

    def failed(self, task: Task, fault: BaseException, now: datetime) -> None:
        self.asked.append(("failed", task, now))
        self.faults.append(fault)


def test_a_round_that_does_well_is_called_once_with_the_time() -> None:
    """Nothing but the round is called, and nothing is told."""
    work = Notebook()
    assert perform(work, TASK, lambda: NOW) is None
    assert work.asked == [("do", TASK, NOW)]


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        pytest.param(
            Unwell("The mail server is down.", "Wait."), "Unwell: The mail server is down. Wait.", id="a-server"
        ),
        pytest.param(IndexError("list index out of range"), "IndexError: list index out of range", id="a-bug"),
        pytest.param(SystemExit(7), "SystemExit: 7", id="a-library-that-exits"),
        pytest.param(IntegrityError("INSERT", {}, Exception("UNIQUE")), None, id="a-row-that-is-there"),
    ],
)
def test_a_round_that_fails_is_counted_with_its_own_fault(fault: BaseException, says: str | None) -> None:
    """The fault itself, not a copy of its text, reaches `failed`; the line says its kind."""
    work = Notebook(fault)
    told = perform(work, TASK, lambda: NOW)
    assert work.faults == [fault]
    assert told is not None
    assert says is None or told == says


def test_a_bug_is_logged_with_its_trace_and_a_known_trouble_in_a_sentence(caplog: pytest.LogCaptureFixture) -> None:
    """One log line each."""
    with caplog.at_level(logging.WARNING):
        perform(Notebook(Unwell("The mail server is down.")), TASK, lambda: NOW)
        perform(Notebook(IndexError("bug")), TASK, lambda: NOW)
    known, bug = caplog.records
    assert not known.exc_info
    assert bug.exc_info
    assert "send:00012.1:0" in known.message


@pytest.mark.parametrize("fault", [AWAY, InterfaceError("SELECT 1", {}, Exception()), sentence(AWAY)])
def test_a_database_that_is_away_is_nobodys_attempt(fault: Exception) -> None:
    """It is raised for the engine to try again in place, and not counted, since that could not be written either."""
    work = Notebook(fault)
    with pytest.raises(type(fault)):
        perform(work, TASK, lambda: NOW)
    assert not work.faults


def test_other_faults_of_the_database_and_of_servers_are_counted() -> None:
    """Only a database that is away is tried in place."""
    assert not database_away(IntegrityError("INSERT", {}, Exception("UNIQUE")))
    assert not database_away(sentence(TimeoutError()))
    assert not database_away(None)


def test_every_flow_waits_in_a_queue_and_a_send_never_behind_a_model() -> None:
    """The table is complete; what leaves by SMTP shares nothing with what may be slow."""
    assert set(QUEUES) == set(get_args(Flow))
    assert set(QUEUES.values()) == set(get_args(Queue)) >= PARTITIONED
    assert QUEUES["send"] != QUEUES["prepare"]
