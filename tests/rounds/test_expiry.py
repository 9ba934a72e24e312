"""What becomes of a question that nobody answers, and of a letter that something overtakes (F-65, F-69)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from rounds.test_gate import ADA, ADA_ANSWERS, AN_HOUR, FORWARD, START, Answer, drafts
from rounds.test_loops import DSN
from stories.mailroom import MAILBOX, Mailroom


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Mailroom]:
    with Mailroom(tmp_path, START) as room:
        room.get(FORWARD.encode())
        yield room


def test_one_reminder_a_day_before_the_end_and_no_more(room: Mailroom) -> None:
    """Asked on Monday, reminded on Wednesday, run out on Thursday; and silence until the digest (F-69)."""
    room.turn_to(START + timedelta(days=2, hours=-1))
    assert len(room.told("approval")) == 1
    room.turn_to(START + timedelta(days=2, hours=1))
    assert len(room.told("approval")) == 2
    assert "reminder" in room.told("approval")[-1].text.lower()
    assert drafts(room) == ["waiting"]
    room.turn_to(START + timedelta(days=3, hours=1))
    assert drafts(room) == ["expired"]
    room.turn_to(START + timedelta(days=6))
    assert len(room.told("approval")) == 2
    assert room.letters_to() == {}


def test_a_yes_to_the_reminder_sends(room: Mailroom) -> None:
    """It is as good as one to the first mail."""
    room.turn_to(START + timedelta(days=2, hours=2))
    room.get(bytes(Answer("ok")))
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {ADA: 1}


def test_a_yes_to_the_first_mail_still_sends_after_the_reminder(room: Mailroom) -> None:
    """And the reminder is then no second yes."""
    first = room.filled(bytes(Answer("ok")))
    room.turn_to(START + timedelta(days=2, hours=2))
    room.get(first)
    room.get(bytes(Answer("ok")).replace(b"<answer@", b"<again@"))
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {ADA: 1}


def test_no_reminder_for_what_is_settled(room: Mailroom) -> None:
    """After a yes, a no or a later nobody is reminded."""
    room.get(bytes(Answer("later", "later 2w")))
    room.turn_to(START + timedelta(days=4))
    assert len(room.told("approval")) == 1


def test_what_has_run_out_is_asked_anew_by_a_late_yes_and_waits_again(room: Mailroom) -> None:
    """The draft lives on (T-01)."""
    late = room.filled(bytes(Answer("ok")))
    room.turn_to(START + timedelta(days=3, hours=3))
    room.get(late)
    assert drafts(room) == ["waiting"]
    room.get(bytes(Answer("ok")).replace(b"<answer@", b"<again@"))
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {ADA: 1}


def test_their_mail_takes_a_waiting_letter_back_and_the_owner_reads_so(room: Mailroom) -> None:
    """By number and kind, with whether it had a yes (F-65)."""
    room.get(
        f"From: Ada Holm <{ADA}>\nTo: <{MAILBOX}>\nSubject: Hello\nMessage-ID: <ada@programs.example>\nDate: Mon, 7 Sep 2026 09:30:00 +0200\n\nAre you coming to the meetup on Thursday?\n".encode()
    )
    assert drafts(room)[0] == "overtaken"
    notice = room.told("answer-notice")[-1].text
    assert "taken back" in notice
    assert "[1]" in notice


def test_an_approved_letter_that_they_overtake_is_told_as_such(room: Mailroom) -> None:
    """Within the five minutes, or before its hour."""
    room.get(bytes(Answer("later", "ok tomorrow at 9:00")))
    room.get(
        f"From: Ada Holm <{ADA}>\nTo: <{MAILBOX}>\nSubject: Hello\nMessage-ID: <ada@programs.example>\nDate: Mon, 7 Sep 2026 09:30:00 +0200\n\nPlease do not write to me.\n".encode()
    )
    room.turn_to(START + timedelta(days=2))
    assert room.letters_to() == {}
    assert "it had your yes" in room.told("answer-notice")[-1].text


def test_a_new_version_says_what_has_changed(room: Mailroom) -> None:
    """They wrote twice, so the answer to their first mail is written anew, and says why."""
    room.get(bytes(Answer("ok")))
    room.turn_to(START + timedelta(days=1, hours=1))
    room.get(ADA_ANSWERS.encode())
    more = ADA_ANSWERS.replace("ada-answers", "ada-again").replace(
        "Friday 11 September at 15:00", "Friday 11 September at 16:00"
    )
    room.get(more.encode())
    new = room.told("approval")[-1].text
    assert "has written since" in new
    assert room.letters_to() == {ADA: 1}


def test_a_bounce_takes_back_what_waits_for_that_address(room: Mailroom) -> None:
    """A letter to an address that does not work is not left to be approved."""
    room.get(bytes(Answer("ok")))
    room.turn_to(room.clock() + AN_HOUR)
    letter = room.letters()[0]
    while not [d for d in drafts(room) if d in ("waiting", "expired")]:
        room.turn_to(room.clock() + timedelta(days=1))
    room.get(DSN.format(mailbox=MAILBOX, failed=ADA, n=1, original=letter.message_id, subject=letter.subject).encode())
    assert "waiting" not in drafts(room)
    assert "came back" in " ".join(m.text for m in room.told("trouble"))
    assert room.letters_to() == {ADA: 1}
