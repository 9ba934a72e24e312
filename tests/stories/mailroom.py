"""A whole agent between two Maildirs and a SQLite file, with a clock turned by hand, and no engine.

Mail is put in, the clock is turned, and what the agent sent lies in the outbox, as it would lie at a server. The
clock stops at every moment for which the records say that something is due, as a running agent would; so a year
may pass between two mails. Faults of the work are raised, never tried again: a story must not need a second try.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Self
from unittest.mock import patch

from inbox_agent import rules
from inbox_agent.doors import maildir
from inbox_agent.doors.loop import Loop
from inbox_agent.doors.records.database import Transaction
from inbox_agent.drafts.approval import token_of
from inbox_agent.front.assemble import SilentWake, doors_of, open_records
from inbox_agent.front.clock import HandClock
from inbox_agent.front.flows import Task
from inbox_agent.front.work import AgentWork
from inbox_agent.mail.message import Message
from inbox_agent.mail.parse import parse as read
from inbox_agent.rounds.ports import Doors
from inbox_agent.settings import parse

OWNER = "sofia@home.example"
MAILBOX = "letters@sofia.example"
MOST_WORK = 500  #: tasks at one moment; more of them is work that never ends
CONFIG = """
[owner]
name = "Sofia Lind"
addresses = ["sofia@home.example", "sofia.lind@work.example"]
about = "a product designer in Gothenburg who has just begun to lead a small team"
timezone = "Europe/Stockholm"
language = {language}
role = {role}
[mailbox]
kind = "maildir"
address = "letters@sofia.example"
path = {inbox}
[outgoing]
kind = "folder"
path = {outbox}
[database]
url = {url}
"""
#: The real rules, but read once: they are frozen, and reading them takes longer than a whole story.
cached_rules = cache(rules.load)
_STANDS_FOR = re.compile(r"@@((?:answer-notice|approval|asking|digest|letter|receipt)(?:-before)?|token)@@")


def configuration(folder: Path, language: str = "en", role: str = "mentee") -> str:
    """The owner's settings, with the mailbox, the way out and the database in this folder."""
    values = {
        "language": language,
        "role": role,
        "inbox": str(folder / "inbox"),
        "outbox": str(folder / "outbox"),
        "url": f"sqlite:///{folder / 'agent.sqlite'}",
    }
    return CONFIG.format(**{name: json.dumps(value) for name, value in values.items()})


class StrictWork(AgentWork):
    """What an agent would try again, and set aside in the end, ends the story."""

    def mail_failed(self, task: Task, number: int, fault: BaseException, now: datetime) -> None:
        raise fault

    letter_failed = mail_failed


class Mailroom:
    """The agent of one owner in a folder; a folder that was used before is gone on with."""

    def __init__(
        self,
        folder: Path,
        at: datetime,
        language: str = "en",
        role: str = "mentee",
        more: str = "",
        loop: Loop | None = None,
    ) -> None:
        """`more` is put under the configuration; `loop` is needed by a model that stands in it."""
        self.inbox, self.outbox = folder / "inbox", folder / "outbox"
        for place in (self.inbox, self.outbox):
            maildir.create(place)
        self.clock = HandClock(at)
        settings = parse(configuration(folder, language, role) + more)
        self._records = open_records(settings)
        with patch("inbox_agent.front.assemble.rule_files.load", cached_rules):
            self.use(doors_of(settings, "me", None, self._records, loop, SilentWake(), self.clock))

    def use(self, doors: Doors) -> None:
        """Go on with these doors, as after a new start with another configuration."""
        self.doors = doors
        self._work: AgentWork = StrictWork({"me": doors})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.doors.mailbox.close()
        self.doors.sender.close()
        self._records.close()

    # What people do.

    def get(self, raw: bytes) -> None:
        """A mail arrives now, with what stands for our own mails put in."""
        maildir.deliver(self.inbox, self.filled(raw), self.clock())
        self._work.poll_at_once()
        self._do_what_is_due()

    def turn_to(self, at: datetime) -> None:
        """Time passes; what becomes due on the way is done at its own moment."""
        self._do_what_is_due()
        while (moment := self._next_moment()) and self.clock() < moment <= at:
            self.clock.turn_to(moment)
            self._do_what_is_due()
        self.clock.turn_to(at)
        self._do_what_is_due()

    def _do_what_is_due(self) -> None:
        now, done = self.clock(), 0
        while tasks := self._work.due(now):
            for task in tasks:
                self._work.do(task, now)
                done += 1
            assert done < MOST_WORK, f"at {now} the work does not end: {Counter(t.flow for t in tasks)}"

    def _next_moment(self) -> datetime | None:
        with self.transaction() as tx:
            return tx.waiting.next_moment()

    def filled(self, raw: bytes) -> bytes:
        """The mail with `@@approval@@` and its like as the Message-ID of the newest such mail (`-before`: of the one before), `@@token@@` as the newest approval's token."""
        return _STANDS_FOR.sub(lambda found: self._stands_for(found[1]), raw.decode("latin-1")).encode("latin-1")

    def _stands_for(self, what: str) -> str:
        if what == "token":
            return "ia-" + token_of(self.told("approval")[-1].message_id)
        kind, before = what.removesuffix("-before"), what.endswith("-before")
        mails = self.letters() if kind == "letter" else self.told(kind)
        assert len(mails) > before, f"the mail names @@{what}@@, but the agent has sent none"
        return mails[-2 if before else -1].message_id

    # What can be seen.

    def sent(self) -> list[tuple[tuple[str, ...], Message]]:
        """Everything that left, with its envelope recipients, oldest first."""
        found = []
        for posted in maildir.posted(self.outbox):
            message = read(posted.raw)
            assert isinstance(message, Message), "the agent sent a mail that cannot be read"
            found.append((posted.recipients, message))
        return found

    def letters(self) -> list[Message]:
        """What left for anybody but the owner."""
        return [m for _, m in self.sent() if not m.header("X-Inbox-Agent")]

    def told(self, kind: str = "") -> list[Message]:
        """The mails to the owner, of one kind where it is named."""
        return [m for _, m in self.sent() if (label := m.header("X-Inbox-Agent")) and kind in ("", label)]

    def letters_to(self) -> dict[str, int]:
        """How many letters each address got in all, by the envelope; the copy to the agent's own mailbox is not one."""
        everybody = (r for to, m in self.sent() if not m.header("X-Inbox-Agent") for r in to if r != MAILBOX)
        return dict(Counter(everybody))

    def transaction(self) -> AbstractContextManager[Transaction]:
        return self._records.transaction("me")
