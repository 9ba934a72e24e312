"""The people of the demo, as `cast.toml` describes them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from inbox_agent.front.demo.post import Layout, Party


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Answer(Part):
    """What a person writes when a letter of this kind reaches them."""

    to: str
    hours: float
    text: str
    meeting: int = 0  #: days until the conversation that the text names, 0: none
    clock: str = ""


class Word(Part):
    """A word of the owner's, answered to the receipt of a letter of this kind, so many hours later."""

    after: str
    hours: float
    text: str


class Owner(Part):
    """What the owner does with the agent's mails about this person, where it is not the usual."""

    approval: Literal["ok", "wait"] = "ok"
    answers: tuple[str, ...] = ()  #: to the agent's questions, in order; {day} is a date four days on
    receipt: Word | None = None


class Member(Part):
    key: str
    name: str
    addr: str
    language: Literal["en", "sv"]
    layout: Layout
    forward: Literal["gmail", "outlook", "note"]
    day: int  #: since the beginning; a negative one before the end
    at: str  #: the owner's clock
    subject: str = ""
    text: str = ""
    note: str
    letters: tuple[str, ...] = ("outreach",)  #: the kinds that reach them, in order
    answer: tuple[Answer, ...] = ()
    owner: Owner = Owner()

    @property
    def party(self) -> Party:
        return Party(self.name, self.addr, self.language, self.layout)


class Self(Part):
    name: str
    addr: str
    about: str
    mailbox: str


class Cast(Part):
    owner: Self
    person: tuple[Member, ...]


def load() -> Cast:
    """The cast as shipped."""
    text = (Path(__file__).parent / "cast.toml").read_text("utf-8")
    return Cast.model_validate(tomllib.loads(text))
