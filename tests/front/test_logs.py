"""The log: one line a record, with its time and fields, and no word of anybody's mail (F-93, T-40)."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from inbox_agent.errors import Unwell
from inbox_agent.front import logs
from inbox_agent.front.flows import Task, perform
from inbox_agent.settings import Log

CANARY = "the fox's private words"
TASK = Task("handle", "handle:me:000000000007:0", "me", "7", "me")


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """The handlers and levels of the test run are put back."""
    root, ours = logging.getLogger(), logging.getLogger("inbox_agent")
    before = (list(root.handlers), root.level, ours.level)
    yield
    root.handlers[:], root.level = before[0], before[1]
    ours.setLevel(before[2])


class Work:
    """Rounds that end as the test wants."""

    def __init__(self, fault: BaseException | None = None) -> None:
        self.fault = fault

    def due(self, now: datetime) -> list[Task]:
        return [TASK]

    def do(self, task: Task, now: datetime) -> None:
        if self.fault:
            raise self.fault

    def failed(self, task: Task, fault: BaseException, now: datetime) -> None:
        """Nothing to count here."""


def written(log: Log, fault: BaseException | None = None) -> list[str]:
    out = io.StringIO()
    logs.set_up(log, out)
    perform(Work(fault), TASK, lambda: datetime(2026, 11, 25, tzinfo=UTC))
    return out.getvalue().splitlines()


def test_each_record_is_one_object_with_its_time_and_fields() -> None:
    """UTC by RFC 3339, the level, who says it, the sentence, and what a program filters by."""
    (line,) = written(Log(format="json", level="info"))
    value = json.loads(line)
    assert datetime.fromisoformat(value["ts"]).utcoffset() == UTC.utcoffset(None)
    assert value["ts"].endswith("Z")
    assert (value["level"], value["logger"]) == ("info", "inbox_agent.front.flows")
    assert (value["flow"], value["owner"], value["ref"]) == ("handle", "me", "7")
    assert value["seconds"] >= 0


def test_a_task_that_went_well_is_no_news_by_default() -> None:
    """Warnings only, so that a log that has lines is worth reading."""
    assert written(Log()) == []


@pytest.mark.parametrize("shape", ["text", "json"])
def test_what_nobody_foresaw_tells_where_it_happened_and_not_what_it_read(shape: str) -> None:
    """A parser's fault may quote the mail: its type and its way through the sources are told, on one line."""
    (line,) = written(Log.model_validate({"format": shape}), UnicodeError(CANARY + "\nand more of them"))
    assert CANARY not in line
    assert "UnicodeError" in line
    assert "test_logs.py" in line
    assert TASK.key in line


def test_a_sentence_of_ours_is_told_in_full() -> None:
    """What names the mend is for the log, too."""
    (line,) = written(Log(format="json"), Unwell("The server imap.sofia.example is not to be reached.", "Wait."))
    assert "imap.sofia.example" in json.loads(line)["message"]
    assert "trace" not in json.loads(line)


def test_setting_it_up_anew_does_not_write_everything_twice() -> None:
    """The later setting takes the place of the earlier one."""
    logs.set_up(Log(), io.StringIO())
    assert len(written(Log(), Unwell("It is away.", ""))) == 1


def test_no_line_breaks_come_through_in_text() -> None:
    """What a server says cannot forge a record of its own."""
    (line,) = written(Log(), Unwell("It said: 550 no\n2026-11-25T00:00:00Z ERROR root: forged", ""))
    assert line.count("ERROR root") == 1
