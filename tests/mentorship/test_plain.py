"""Plain everyday answers in five languages (`samples/plain/`): the floor under every figure of docs/accuracy.md."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache

import foreign
import pytest

from inbox_agent import rules as rule_files
from inbox_agent.rules import Rules


@cache
def shipped() -> Rules:
    return rule_files.load()


def test_plain_answers_are_read_for_sure_and_right() -> None:
    """Of at least 150 plain answers, with our letter before them, 95 in 100 are sure, and every sure one is right."""
    found = foreign.tally(foreign.plain(), shipped())
    assert found.total >= 150
    assert found.right == found.sure
    assert found.coverage >= 0.95


def answers() -> Iterator[object]:
    return (pytest.param(mail, id=mail.id) for mail in foreign.plain() if mail.labels[0] == "confirms-time")


@pytest.mark.parametrize("mail", list(answers()))
def test_who_agrees_to_the_time_that_we_offered_has_agreed_to_that_moment(mail: foreign.Labelled) -> None:
    """A bare yes to our one time, and a yes that says it again, are the same meeting."""
    meeting = mail.read(shipped()).meeting
    assert meeting is not None
    assert meeting.start == datetime.fromisoformat("2026-12-03T15:00:00").replace(tzinfo=meeting.start.tzinfo)  # type: ignore[union-attr]
