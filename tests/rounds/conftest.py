"""What the tests of the gate begin with: one letter waits for the owner's yes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from rounds.test_gate import AN_HOUR, FORWARD, START
from stories.mailroom import Mailroom


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which one letter to Ada waits for the owner's yes."""
    folder = tmp_path_factory.mktemp("gate") / "asked"
    folder.mkdir()
    with Mailroom(folder, START) as room:
        room.get(FORWARD.encode())
        assert [m.header("X-Inbox-Agent") for m in room.told()] == ["approval"]
        assert room.letters_to() == {}
    return folder


@pytest.fixture
def room(asked: Path, tmp_path: Path) -> Iterator[Mailroom]:
    """The same, an hour later, for one test alone."""
    with Mailroom(shutil.copytree(asked, tmp_path / "room"), START + AN_HOUR) as room:
        yield room
