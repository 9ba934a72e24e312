"""Machines are told from people, and what they say is understood (F-07, F-23, issue 3 point 5).

`samples/machine` holds whole mails in the layouts of real servers and programs, texts our own, with the right
answer beside each; `kind = ""` is a person.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox_agent import rules
from inbox_agent.mail.machine import Machine, machine_of
from inbox_agent.mail.message import Message
from inbox_agent.mail.parse import parse
from tests.mail.re_encoded import RE_ENCODINGS, re_encode

FOLDER = Path(__file__).parent / "samples" / "machine"
WORDS = rules.load().machine
OWN = frozenset({"desk@agent.example"})
NAMES = sorted(path.stem for path in FOLDER.glob("*.eml"))


def _read(raw: bytes) -> Machine | None:
    message = parse(raw)
    assert isinstance(message, Message)
    return machine_of(message, OWN, WORDS)


def _answer(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def _check(machine: Machine | None, answer: dict[str, Any]) -> None:
    assert (machine.kind if machine else "") == answer["kind"], machine
    if not machine:
        return
    assert machine.because
    assert machine.intent == answer["intent"], machine
    assert list(machine.failed) == answer.get("failed", [])
    assert (str(machine.return_date) if machine.return_date else "") == answer.get("return_date", "")
    assert (machine.successor.addr if machine.successor else "") == answer.get("successor", "")
    assert (machine.successor.name if machine.successor else "") == answer.get("successor_name", "")
    assert answer.get("reason", "") in machine.reason


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_read_as_what_it_is(name: str) -> None:
    """Kind, intent, failed addresses, return date, successor and reason are those of the answer file."""
    _check(_read((FOLDER / f"{name}.eml").read_bytes()), _answer(name))


@pytest.mark.parametrize("how", sorted(RE_ENCODINGS))
@pytest.mark.parametrize("name", NAMES)
def test_another_encoding_changes_nothing(name: str, how: str) -> None:
    """The same mail in another charset, transfer encoding, line end or fold is read the same."""
    _check(_read(re_encode((FOLDER / f"{name}.eml").read_bytes(), how)), _answer(name))


_PIECES = st.sampled_from(
    [b"Auto-Submitted: auto-replied\n", b"Auto-Submitted: auto-generated\n", b"Return-Path: <>\n", b"From: MAILER-DAEMON@x.example\n",
     b"X-Failed-Recipients: ", b"Subject: Automatic reply: ", b"List-Id: ", b"Content-Type: multipart/report; boundary=b\n", b"\n\n", b"--b\n",
     b"Content-Type: message/delivery-status\n\n", b"Final-Recipient: rfc822; ", b"Action: failed\n", b"Status: 5.", b"Diagnostic-Code: smtp; ",
     b"Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\n", b"ATTENDEE;PARTSTAT=", b"no longer with ", b"back on 99 May 0000",
     b"until 31.2.", b"2027-02-30 ", b"Ada B <ada@x.example>", b"550 ", b"Date: Fri, 31 Dec 9999 23:59:59 -2359\n", b"tomorrow back ", b"\xff", b";", b"\n "]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(_PIECES, max_size=40))
def test_random_machine_mail_raises_nothing(pieces: list[bytes]) -> None:
    """Pieces of reports, notes and lists in any order are judged without an exception."""
    message = parse(b"To: desk@agent.example\n" + b"".join(pieces))
    assert isinstance(message, Message)
    machine_of(message, OWN, WORDS)
