"""A process that is killed while a model writes: the next one asks again, and the owner is asked once (R-03)."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from faults.letters import START, contact, forward
from pytest_httpserver import HTTPServer
from rounds.model_room import Oracle, letter, serving
from stories.mailroom import Mailroom

from inbox_agent.doors import maildir
from inbox_agent.doors.loop import Loop

TEXT = """Dear Ines,

Your talk “Systems that people love” has stayed with me.

I want to learn about getting developers to care. Would you have 20 minutes for a call in the coming weeks?

Thank you for considering it.

Warm regards,"""


@pytest.fixture
def http() -> Iterator[HTTPServer]:
    yield from serving()


def live(folder: Path, oracle: Oracle, alive: list[int]) -> bool:
    """One life of an agent with this model, in a process of its own; whether it came to its end."""
    child = os.fork()
    if child == 0:
        try:
            loop = Loop()
            with Mailroom(folder, START, more=oracle.config, loop=loop) as room:
                room.turn_to(START)
            os._exit(0)
        except BaseException as fault:  # noqa: BLE001 (nothing of the child may run on in pytest)
            (folder / "fault").write_text(repr(fault), "utf-8")
            os._exit(1)
    alive[:] = [child]
    _, status = os.waitpid(child, 0)
    assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0, (folder / "fault").read_text()
    return os.WIFEXITED(status)


@pytest.mark.parametrize(("deaths", "by"), [(1, "model"), (2, "template")])
def test_r03_a_death_in_the_model_call_costs_a_call_and_no_letter(
    tmp_path: Path, http: HTTPServer, deaths: int, by: str
) -> None:
    """R-03: killed while the model thinks. The next life asks once more, and after two calls the template writes (T-16)."""
    alive: list[int] = []

    def kills(asked: dict[str, Any]) -> dict[str, Any]:
        os.kill(alive[0], signal.SIGKILL)
        return letter(TEXT)

    oracle = Oracle(http, letters=[*[kills] * deaths, letter(TEXT)])
    maildir.create(tmp_path / "inbox")
    maildir.deliver(tmp_path / "inbox", forward(0, START), START)
    lives = [live(tmp_path, oracle, alive) for _ in range(deaths + 2)]
    assert lives == [False] * deaths + [True, True]
    assert len(oracle.asked_letters) == 2
    with Mailroom(tmp_path, START) as room:
        (asked,) = room.told("approval")
        assert contact(0).name in asked.text
        with room.transaction() as tx:
            (draft,) = tx.drafts.of(1)
            assert (draft.state, draft.written_by) == ("waiting", by)
            assert tx.mail.asides() == []
