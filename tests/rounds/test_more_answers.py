"""Further forged, confused and genuine answers, through the whole gate: what is none sends nothing, what is one is not lost."""

from __future__ import annotations

import pytest
from rounds import more_attacks
from rounds.approval_attacks import PASS, PIN, REPLIES, TRACE, Mail
from rounds.more_layouts import REPLIES as GENUINE
from rounds.more_layouts import Reply
from rounds.test_gate import ADA, AN_HOUR
from rounds.test_proof import pinned
from stories.mailroom import MAILBOX, OWNER, Mailroom


@pytest.fixture
def room(room: Mailroom) -> Mailroom:
    """The letter that waits, in a mailbox on the network whose server is known by PIN."""
    pinned(room, PIN)
    return room


@pytest.mark.parametrize("mail", more_attacks.ALL, ids=lambda mail: mail.name)
def test_what_looks_like_a_yes_sends_nothing_and_is_told(room: Mailroom, mail: Mail) -> None:
    """No letter leaves, and the owner hears of it; nobody else ever does."""
    before = len(room.told())
    room.get(bytes(mail))
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {}
    assert len(room.told()) > before
    assert {r for to, m in room.sent() for r in to if m.header("X-Inbox-Agent")} <= {OWNER, MAILBOX}


@pytest.mark.parametrize("reply", GENUINE, ids=lambda reply: reply.name)
def test_a_genuine_yes_lets_the_letter_go(room: Mailroom, reply: Reply) -> None:
    """In the layout of each program, proven by the owner's server."""
    was = room.told("approval")[-1]
    head = (
        f"{TRACE}{PASS}From: Sofia Lind <{OWNER}>\nTo: <{MAILBOX}>\nSubject: Re: {was.subject}\n"
        f"Date: Mon, 7 Sep 2026 10:10:00 +0200\nMessage-ID: <yes@programs.example>\n{REPLIES}MIME-Version: 1.0\n"
    )
    room.get((head + reply(was)).encode())
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {ADA: 1}, room.told()[-1].text
