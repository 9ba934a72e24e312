"""A letter that the owner sends themself, from their own Drafts folder: recognised, settled, never sent twice (F-63)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from rounds.test_gate import ADA, AN_HOUR, FORWARD, START, Answer, drafts
from stories.mailroom import MAILBOX, OWNER, Mailroom

from inbox_agent.doors import maildir
from inbox_agent.doors.own_drafts import MaildirDrafts


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Mailroom]:
    maildir.create(tmp_path / "own-drafts")
    with Mailroom(tmp_path, START) as room:
        room.use(replace(room.doors, own_drafts=MaildirDrafts(tmp_path / "own-drafts")))
        room.get(FORWARD.encode())
        polled(room)
        yield room


def polled(room: Mailroom) -> None:
    room._work.poll_at_once()
    room.turn_to(room.clock() + timedelta(minutes=2))


def lying(room: Mailroom) -> list[bytes]:
    return [p.read_bytes() for p in sorted((room.inbox.parent / "own-drafts" / "cur").iterdir())]


def sent_by_hand(room: Mailroom, raw: bytes, *, new_id: bool = True, change: str = "") -> None:
    """As a mail program sends a draft: its own Message-ID, no Bcc line, the copy to the agent's mailbox."""
    raw = raw.replace(b"\r\n", b"\n")
    raw = re.sub(rb"^Bcc: .*\n", b"", raw, flags=re.MULTILINE)
    if new_id:
        raw = re.sub(
            rb"^Message-ID: .*\n", b"Message-ID: <from-my-own-program@home.example>\n", raw, flags=re.MULTILINE
        )
    if change:
        head, _, body = raw.partition(b"\n\n")
        first, gap, rest = body.partition(b"\n\n")
        raw = head + b"\n\n" + first + gap + change.encode() + b"\n\n" + rest
    room.get(raw)
    room.turn_to(room.clock() + AN_HOUR)


def test_a_letter_that_waits_lies_in_the_owners_drafts_once(room: Mailroom) -> None:
    """From their own address, to the contact, with a Bcc that tells us; and a second look lays no second one."""
    polled(room)
    (raw,) = lying(room)
    text = raw.decode()
    assert f"<{OWNER}>" in next(line for line in text.splitlines() if line.startswith("From:"))
    assert f"Bcc: <{MAILBOX}>" in text
    assert ADA in text
    assert "Auto-Submitted" not in text


@pytest.mark.parametrize("new_id", [True, False], ids=["a new Message-ID", "the draft's own"])
def test_what_the_owner_sends_from_there_counts_as_sent(room: Mailroom, new_id: bool) -> None:
    """Nothing leaves by the agent, and an ok that comes after is told so."""
    sent_by_hand(room, lying(room)[0], new_id=new_id)
    assert drafts(room) == ["sent"]
    room.get(bytes(Answer("ok")))
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {}
    assert "already" in room.told("receipt")[-1].text
    with room.transaction() as tx:
        assert [r.stage for r in tx.people.all()] == ["outreach"]


def test_what_they_changed_before_they_sent_it_is_kept_as_theirs(room: Mailroom) -> None:
    """As a version of the owner's, to learn from."""
    sent_by_hand(room, lying(room)[0], change="I hope that Lisbon was good to you.")
    with room.transaction() as tx:
        draft = next(d for r in tx.people.all() for d in tx.drafts.of(r.id))
    assert (draft.state, draft.written_by, draft.version) == ("sent", "owner", 2)
    assert "Lisbon" in draft.text
    assert room.letters_to() == {}


def test_a_letter_sent_by_hand_within_the_time_to_undo_does_not_leave_twice(room: Mailroom) -> None:
    """First the ok, then by hand, within five minutes."""
    raw = lying(room)[0]
    room.get(bytes(Answer("ok")))
    sent_by_hand(room, raw)
    assert room.letters_to() == {}
    assert drafts(room) == ["sent"]


@pytest.mark.parametrize("words", ["ok", "no", "stop"])
def test_what_is_settled_elsewhere_is_taken_away(room: Mailroom, words: str) -> None:
    """So that nobody sends it by hand as well."""
    room.get(bytes(Answer("settled", words)))
    polled(room)
    assert lying(room) == []


def test_a_new_version_takes_the_place_of_the_old(room: Mailroom) -> None:
    """One draft, one letter in the folder."""
    room.get(bytes(Answer("edit", "edit:\nHi Ada,\n\nWould you have a quarter of an hour for me?\n\nSofia")))
    polled(room)
    (raw,) = lying(room)
    assert b"quarter of an hour" in raw


def test_another_mail_to_the_same_person_is_not_that_letter(room: Mailroom) -> None:
    """What the owner writes by hand and with other words takes the draft back, and is no sending of it."""
    other = f"From: Sofia <{OWNER}>\nTo: <{ADA}>\nSubject: Hello\nMessage-ID: <by-hand@home.example>\nDate: Mon, 7 Sep 2026 10:00:00 +0200\n\nHi Ada, it was nice to see you at the bakery this morning. Give my love to your sister.\n\nSofia\n"
    room.get(other.encode())
    polled(room)
    assert drafts(room)[0] == "overtaken"
    assert lying(room) == [] or b"bakery" not in lying(room)[0]
    assert room.letters_to() == {}
