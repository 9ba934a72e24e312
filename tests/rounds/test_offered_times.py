"""Of several times that a contact names, the first that suits is taken; the owner is asked where none does (P-30)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from rounds.test_gate import ADA, FORWARD, SECOND_FORWARD, START, Answer
from stories.mailroom import MAILBOX, Mailroom

from inbox_agent.mentorship.relationship import Meeting


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Mailroom]:
    """The first letter to Ada has left; Per is known, too."""
    with Mailroom(tmp_path, START) as opened:
        opened.get(SECOND_FORWARD.encode())
        opened.get(FORWARD.encode())
        opened.get(bytes(Answer("ok")))
        opened.turn_to(START + timedelta(hours=1))
        assert opened.letters_to() == {ADA: 1}
        yield opened


def writes(room: Mailroom, words: str) -> None:
    """Ada answers on Tuesday the 8th at noon."""
    room.turn_to(datetime.fromisoformat("2026-09-08T12:00:00+02:00"))
    room.get(
        f"From: Ada Holm <{ADA}>\nTo: <{MAILBOX}>\nSubject: Re: A question\nDate: Tue, 08 Sep 2026 12:00:00 +0200\n"
        f"Message-ID: <yes@programs.example>\nIn-Reply-To: @@letter@@\nReferences: @@letter@@\n\n"
        f"Hi Sofia,\n\nI would be happy to talk. {words}\n\nBest,\nAda\n".encode()
    )


def taken(room: Mailroom) -> Meeting | None:
    with room.transaction() as tx:
        return tx.people.meeting(tx.people.by_address(ADA) or 0)


TWO = "I could do Friday 11 September at 15:00 CEST or Monday 14 September at 10:00 CEST."


def test_the_first_time_is_taken_with_its_invitation(room: Mailroom) -> None:
    writes(room, TWO)
    found = taken(room)
    assert found
    assert (found.start.isoformat(), found.state) == ("2026-09-11T13:00:00+00:00", "proposed")
    with room.transaction() as tx:
        draft = tx.drafts.of(tx.people.by_address(ADA) or 0)[-1]
    assert (draft.kind, draft.state, draft.blocked) == ("accept-and-schedule", "waiting", "")
    assert "20260911T" in draft.invitation.replace(" ", "")


def test_a_time_beside_another_conversation_is_passed_over_and_nothing_says_why(room: Mailroom) -> None:
    """P-04: with whom else the owner meets stands neither in the letter nor in its reasons."""
    with room.transaction() as tx:
        tx.people.set_meeting(1, datetime.fromisoformat("2026-09-11T12:45:00+00:00"), "Europe/Stockholm", 30, "planned")
    writes(room, TWO)
    found = taken(room)
    assert found
    assert found.start.isoformat() == "2026-09-14T08:00:00+00:00"
    with room.transaction() as tx:
        draft = tx.drafts.of(tx.people.by_address(ADA) or 0)[-1]
    assert "Monday 14 September" in draft.text
    assert "the Friday free" in draft.text
    assert "Per" not in draft.text


@pytest.mark.parametrize(
    "words",
    [
        "I could do Friday 11 September at 23:30 CEST or Monday 14 September at 5:30 am CEST.",
        "I could do Tuesday 8 September at 12:30 CEST or Monday 14 September at 5:30 am CEST.",
    ],
)
def test_where_no_time_suits_the_owner_is_asked(words: str, room: Mailroom) -> None:
    writes(room, words)
    assert taken(room) is None
    assert "What I need for the letter to Ada Holm" in room.told("asking")[-1].subject


def test_a_time_that_has_gone_by_is_not_taken(room: Mailroom) -> None:
    """The answer comes late: what is left is taken, and what has passed needs no giving back."""
    writes(room, TWO)
    with room.transaction() as tx:
        number = tx.people.by_address(ADA) or 0
        tx.drafts.change(tx.drafts.of(number)[-1].id, state="overtaken", occasion="taken back")
        tx.people.change(number, next_due=room.clock() + timedelta(days=4))
    room.turn_to(datetime.fromisoformat("2026-09-12T12:00:00+02:00"))
    found = taken(room)
    assert found
    assert found.start.isoformat() == "2026-09-14T08:00:00+00:00"
    with room.transaction() as tx:
        text = tx.drafts.of(number)[-1].text
    assert "Monday 14 September" in text
    assert "Friday" not in text


@pytest.mark.parametrize(
    ("words", "state", "text"),
    [
        ("Thursday 14:00", "overtaken", "Thursday 10 September at 14:00"),
        ("tomorrow 9:30", "overtaken", "Wednesday 9 September at"),
        ("later Thursday 14:00", "snoozed", ""),
        ("Thursday", "snoozed", ""),
        ("3d", "snoozed", ""),
    ],
)
def test_a_bare_time_under_a_letter_that_asks_for_one_is_the_time_wanted(
    room: Mailroom, words: str, state: str, text: str
) -> None:
    """Ada says yes and leaves the time to us, our letter leaves it to her, and the owner answers with a time (P-30)."""
    writes(room, "")
    with room.transaction() as tx:
        first = tx.drafts.of(tx.people.by_address(ADA) or 0)[-1]
    assert "Which day and time" in first.text
    room.get(bytes(Answer("time", words)))
    room.turn_to(room.clock() + timedelta(minutes=1))
    with room.transaction() as tx:
        before, *after = tx.drafts.of(tx.people.by_address(ADA) or 0)[1:]
    assert before.state == state
    assert [(d.kind, d.state) for d in after] == ([("accept-and-schedule", "waiting")] if text else [])
    assert all(text in d.text for d in after)
    assert room.letters_to() == {ADA: 1}
