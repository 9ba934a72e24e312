"""Letters that wait for the owner's word: too many at once, and what lets them go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from faults.letters import asked, reply, say_ok, states
from stories.mailroom import Mailroom

UNDO = timedelta(minutes=6)


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Mailroom]:
    """A room in which eleven letters were to leave at the same time, one more than may without asking."""
    with asked(tmp_path, 11) as room:
        say_ok(room)
        room.turn_to(room.clock() + UNDO)
        yield room


def test_more_letters_than_may_leave_at_once_wait_and_the_owner_is_asked_once(held: Mailroom) -> None:
    """F-73: none of them leaves, and days later there is still one question."""
    held.turn_to(held.clock() + timedelta(days=2))
    assert held.letters_to() == {}
    assert [m.subject for m in held.told("asking")] == ["Nothing of yours is sent for now: shall it go on?"]
    assert "11 letters" in held.told("asking")[0].text


def test_a_yes_lets_them_go_each_once(held: Mailroom) -> None:
    """Also over the caps that spread them: what the owner let go is not asked about again."""
    held.get(reply(held.told("asking")[0], "ok", held.clock(), "go-on"))
    held.turn_to(held.clock() + timedelta(hours=1))
    assert sorted(held.letters_to().values()) == [1] * 11
    assert len(held.told("asking")) == 1
    assert any("works again" in m.text for m in held.told("trouble"))


@pytest.mark.parametrize("words", ["why?", "not yet", "no", "ok but only the first five"])
def test_anything_but_a_yes_lets_nothing_go(held: Mailroom, words: str) -> None:
    """The letters stay approved; `undo` or a later ok decides."""
    held.get(reply(held.told("asking")[0], words, held.clock(), "what"))
    held.turn_to(held.clock() + timedelta(hours=1))
    assert held.letters_to() == {}
    assert set(states(held)) == {"approved"}


def test_ten_letters_leave_without_a_question(tmp_path: Path) -> None:
    """A whole digest answered with ok is nothing odd."""
    with asked(tmp_path, 10) as room:
        say_ok(room)
        room.turn_to(room.clock() + UNDO)
        assert len(room.letters_to()) == 10
        assert room.told("asking") == []
