"""A way out to which anything may happen, and in whose pauses others act: what reached a contact is kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from stories.mailroom import MAILBOX, OWNER
from stories.mortal import Crash

from inbox_agent.doors import maildir
from inbox_agent.mail.arrival import Outcome, Sender
from inbox_agent.mail.message import Message
from inbox_agent.mail.parse import parse

#: What may happen to one letter on its way; "taken" is what its server has.
FATES = (
    "later", "cut before the dot", "dies before the mark", "dies after the mark", "taken, answer lost",
    "taken, answer lost, copy late", "taken, dies", "lost after the dot", "refused",
)  # fmt: skip
#: Where somebody else may act while a letter is on its way.
PAUSES = ("before the mark", "after the mark", "before the answer")


@dataclass
class PostOfChance:
    """The server of every process; `own` is where mail to the owner goes."""

    inbox: Path
    own: Sender | None = None
    fates: deque[str] = field(default_factory=deque)
    meanwhile: dict[str, Callable[[], None]] = field(default_factory=dict)  #: by pause, each once
    got: list[tuple[str, Message]] = field(default_factory=list)  #: what reached a contact, in order
    late: list[bytes] = field(default_factory=list)  #: copies to the agent's own mailbox that are still under way
    began: Callable[[bytes, str], None] = lambda raw, to: None  #: told of every letter that is about to be sent

    def send(self, raw: bytes, sender: str, recipients: tuple[str, ...], mark: Callable[[], None]) -> Outcome:
        if OWNER in recipients:
            assert self.own
            return self.own.send(raw, sender, recipients, mark)
        self.began(raw, recipients[0])
        fate = self.fates.popleft() if self.fates else "well"
        self._pause("before the mark")
        if fate == "later":
            return Outcome("queued", 450, "greylisted")
        if fate == "refused":
            return Outcome("failed", 550, "no such user")
        if fate == "cut before the dot":
            return Outcome("queued", 0, "the line was cut")
        if fate == "dies before the mark":
            raise Crash
        mark()
        self._pause("after the mark")
        if fate == "dies after the mark":
            raise Crash
        if fate == "lost after the dot":
            return Outcome("doubt", 0, "the line was cut")
        letter = parse(raw)
        assert isinstance(letter, Message)
        self.got.append((recipients[0], letter))
        if MAILBOX in recipients and fate == "taken, answer lost, copy late":
            self.late.append(raw)
        elif MAILBOX in recipients:
            maildir.deliver(self.inbox, raw)
        self._pause("before the answer")
        if fate == "taken, dies":
            raise Crash
        return Outcome("doubt", 0, "cut") if fate.startswith("taken, answer lost") else Outcome("sent", 250, "taken")

    def _pause(self, where: str) -> None:
        if act := self.meanwhile.pop(where, None):
            act()

    def copies_arrive(self) -> None:
        """What was under way to the agent's own mailbox is there."""
        for raw in self.late:
            maildir.deliver(self.inbox, raw)
        self.late.clear()

    def check(self) -> str:
        return ""

    def close(self) -> None:
        """Nothing is kept open."""
