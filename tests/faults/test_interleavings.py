"""Faults of the server, deaths of the process, repeated and late mail, thrown together by chance (R-64)."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from faults.counts import count, seed
from faults.letters import START, contact, forward, reply
from stories.mailroom import MAILBOX, OWNER, Mailroom

from inbox_agent.doors import maildir
from inbox_agent.mail.arrival import Outcome, Sender
from inbox_agent.mail.message import Message
from inbox_agent.mail.parse import parse


class Died(BaseException):
    """The process ends here."""


FATES = (
    "well", "well", "well", "later", "cut before the dot", "dies before the mark", "dies after the mark",
    "taken, answer lost", "taken, dies", "lost after the dot",
)  # fmt: skip


class Chance:
    """A way out in which anything may happen to a letter; what reached a contact is counted."""

    def __init__(self, owner: Sender, inbox: Path, chance: random.Random) -> None:
        self.owner, self.inbox, self.chance = owner, inbox, chance
        self.got: Counter[str] = Counter()
        self.letters: dict[str, list[tuple[str, datetime]]] = {}  #: by contact: Message-ID and Date
        self.calm = False

    def send(self, raw: bytes, sender: str, recipients: tuple[str, ...], mark: Callable[[], None]) -> Outcome:
        if OWNER in recipients:
            return self.owner.send(raw, sender, recipients, mark)
        fate = "well" if self.calm else self.chance.choice(FATES)
        if fate == "later":
            return Outcome("queued", 450, "greylisted")
        if fate == "cut before the dot":
            return Outcome("queued", 0, "the line was cut")
        if fate == "dies before the mark":
            raise Died
        mark()
        if fate == "dies after the mark":
            raise Died
        if fate == "lost after the dot":
            return Outcome("doubt", 0, "the line was cut")
        self.got[recipients[0]] += 1
        letter = parse(raw)
        assert isinstance(letter, Message)
        assert letter.date
        self.letters.setdefault(recipients[0], []).append((letter.message_id, letter.date))
        if MAILBOX in recipients:
            maildir.deliver(self.inbox, raw)
        if fate == "taken, dies":
            raise Died
        return Outcome("doubt", 0, "cut") if fate == "taken, answer lost" else Outcome("sent", 250, "taken")

    def check(self) -> str:
        return ""

    def close(self) -> None:
        """Nothing is kept open."""


def test_r64_whatever_comes_together_no_letter_is_lost_or_doubled(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """R-64: each contact gets each letter once; where nobody could know, the owner looked and said so.

    A play that is long enough sees the one follow-up that is due after ten silent days, too (P-24).
    """
    number = seed()
    print(f"FAULTS_SEED={number} repeats it")
    chance, people = random.Random(number), count(6, 80)
    post: Chance | None = None
    now, asked, answered = START, 0, set[str]()
    for n in range(people + 12):
        with Mailroom(tmp_path, now) as room:
            post = post or Chance(room.doors.sender, room.inbox, chance)
            post.owner = room.doors.sender
            post.calm = n >= people
            room.use(replace(room.doors, sender=post))
            try:
                if n < people:
                    raw = forward(n, now)
                    for _ in range(chance.choice((1, 1, 2))):
                        room.get(raw)
                room.turn_to(now + timedelta(minutes=40))
                for mail in room.told("approval") + room.told("trouble"):
                    if mail.message_id in answered and chance.random() < 0.8:
                        continue  # now and then somebody answers twice
                    about = next(k for k in range(people) if contact(k).name in mail.text)
                    doubt = mail.header("X-Inbox-Agent") == "trouble"
                    asked += doubt and mail.message_id not in answered
                    answered.add(mail.message_id)
                    words = "no" if doubt and post.got[contact(about).addr] else "ok"
                    room.get(reply(mail, words, room.clock(), f"a.{chance.random()}"))
                room.turn_to(now + timedelta(minutes=80))
            except Died:
                pass
        now += timedelta(hours=chance.choice((2, 3, 26)))
    assert post is not None
    record_property("seed", number)
    record_property("runs", people)
    record_property("result", json.dumps({"letters": people, "asked": asked}))
    assert set(post.letters) == {contact(n).addr for n in range(people)}
    for letters in post.letters.values():
        assert len({message_id for message_id, _ in letters}) == len(letters) <= 2
        assert letters[-1][1] - letters[0][1] >= timedelta(days=10) or len(letters) == 1
