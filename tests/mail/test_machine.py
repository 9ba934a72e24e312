"""Machines are told from people, and what they say is understood (F-07, F-23, issue 3 point 5).

`samples/machine` holds whole mails in the layouts of real servers and programs, texts our own, with the right
answer beside each; `kind = ""` is a person.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

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
