"""Mail that is built to break its reader, met by a whole agent: the mail beside it is answered as if nothing had been (R-58, R-60)."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path

import pytest
from faults.letters import START, contact, forward
from mail.test_parse import HOSTILE
from stories.mailroom import OWNER, Mailroom

from inbox_agent.doors import maildir

#: One header each, which Python's own reader does not survive.
RAISING = {
    "an encoded word without words": b"From: =?utf-8?q??=",
    "an open bracket": b"From: Ada <",
    "an open domain": b"From: a@[b",
    "an open Message-ID": b"Message-ID: <",
    "an open route": b"To: <@x:",
    "a year beyond counting": b"Date: Mon, 7 Sep 99999999999 10:00:00 +0000",
}


@pytest.mark.parametrize("header", RAISING.values(), ids=RAISING.keys())
def test_these_headers_do_raise_in_python(header: bytes) -> None:
    """Else the next test would show nothing."""
    message = email.message_from_bytes(header + b"\n\nx", policy=email.policy.default)
    with pytest.raises((IndexError, AttributeError, OverflowError)):
        [
            (getattr(value, "addresses", None), getattr(value, "datetime", None), str(value))
            for value in message.values()
        ]


def test_r58_r60_hostile_mail_leaves_the_mail_beside_it_alone(tmp_path: Path) -> None:
    """R-58, R-60: each once in a stranger's name and once in the owner's, all in one poll, between two forwards."""
    with Mailroom(tmp_path, START) as room:
        mine = f"From: Sofia Lind <{OWNER}>\n".encode()
        bad = [*HOSTILE.values(), *(header + b"\nSubject: x\n\nHello\n" for header in RAISING.values())]
        for raw in (forward(0, START), *bad, *(mine + raw for raw in bad), forward(1, START)):
            maildir.deliver(room.inbox, raw, START)
        room.turn_to(START)
        asked = "\n".join(m.text for m in room.told("approval"))
        assert all(asked.count(contact(n).addr) for n in (0, 1))
        assert room.letters() == []
        with room.transaction() as tx:
            states = {row.state for n in range(1, 2 * len(bad) + 3) if (row := tx.mail.get(n))}
        assert states <= {"taken", "set-aside"}
