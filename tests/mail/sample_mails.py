"""The sample mails of this folder: whole messages, with the right answer in a TOML file beside each.

`heldout/` was written before the readers were; its answers are never changed to fit.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inbox_agent import rules
from inbox_agent.mail.message import Message
from inbox_agent.mail.parse import parse

SAMPLES = Path(__file__).parent / "samples"
LABELS = rules.load().labels
OWNER = frozenset({"olle@marklund.example"})
MAILBOX = frozenset({"desk@agent.example"})


@dataclass(frozen=True)
class Sample:
    name: str
    message: Message
    answer: dict[str, Any]


def samples(*folders: str, key: str) -> list[Sample]:
    """The samples of these folders whose answer has this key."""
    found = []
    for folder in folders:
        for path in sorted((SAMPLES / folder).glob("*.toml")):
            answer = tomllib.loads(path.read_text("utf-8"))
            message = parse(path.with_suffix(".eml").read_bytes())
            assert isinstance(message, Message), path
            if key in answer:
                found.append(Sample(f"{folder}/{path.stem}", message, answer))
    assert found, folders
    return found


def flat(text: str) -> str:
    """A text without its line breaks: where a program wraps is not what is asked."""
    return " ".join(text.split())
