"""A process that is killed anywhere between two instructions of the line, and goes on at the next start (R-01 … R-08).

Each life of the agent is a process forked for it, on a real SQLite file and real Maildirs. One kind of death is
placed: just before or after the n-th commit, for every n. The other falls by the clock, at any microsecond. The
next life must bring every letter to its contact once, or have asked the owner.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from faults.counts import count, seed
from faults.letters import START, contact, forward, reply
from stories.mailroom import Mailroom

from inbox_agent.doors import maildir
from inbox_agent.doors.records.database import Records, Transaction

UNDO = timedelta(minutes=6)


def die_at_commit(number: int, after: bool) -> None:
    """From now on this process dies at the n-th commit: before it is durable, or just after."""
    real, seen = Records.transaction, [0]

    @contextmanager
    def transaction(self: Records, owner: str) -> Iterator[Transaction]:
        with real(self, owner) as tx:
            yield tx
            seen[0] += 1
            if seen[0] == number and not after:
                os.kill(os.getpid(), signal.SIGKILL)
        if seen[0] == number:
            os.kill(os.getpid(), signal.SIGKILL)

    Records.transaction = transaction  # type: ignore[method-assign]


def die_in(seconds: float) -> None:
    """From now on an alarm ends this process, which nothing in it can notice."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-6))


def live(folder: Path, at: datetime, until: datetime, fate: Callable[[], None] | None = None) -> bool:
    """One life of the agent, in a process of its own; whether it came to its end."""
    child = os.fork()
    if child == 0:
        try:
            with Mailroom(folder, at) as room:
                if fate:
                    fate()
                room.turn_to(until)
            os._exit(0)
        except BaseException as fault:  # noqa: BLE001 (nothing of the child may run on in pytest)
            (folder / "fault").write_text(repr(fault), "utf-8")
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0, (folder / "fault").read_text()
    return os.WIFEXITED(status)


class Walk:
    """The line for one contact after the other; each life is begun by one that dies."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, START
        self.kills = self.asked = self.contacts = 0
        self.took = 0.05
        with Mailroom(folder, START):
            pass

    def life(self, fate: Callable[[], None], until: timedelta = UNDO) -> None:
        """A life that ends by its fate, and one in peace that follows."""
        self.kills += not live(self.folder, self.now, self.now + until, fate)
        began = time.perf_counter()
        assert live(self.folder, self.now, self.now + until)
        self.took = time.perf_counter() - began
        self.now += until

    def one_contact(self, fates: Iterator[Callable[[], None]]) -> None:
        """Forward, yes, and time in which the letter leaves; each of the three is killed once."""
        number, self.contacts = self.contacts, self.contacts + 1
        inbox = self.folder / "inbox"
        maildir.deliver(inbox, forward(number, self.now), self.now)
        self.life(next(fates))
        if not self._asked_about(
            number
        ):  # it died as the request left: whether it did is found out within half an hour
            assert live(self.folder, self.now, self.now + timedelta(minutes=30))
            self.now += timedelta(minutes=30)
        assert self._asked_about(number)
        self._answer("ok", "approval", f"ok.{number}")
        self.life(next(fates))
        self.life(next(fates), timedelta(minutes=30))
        self._ask_if_in_doubt(number)
        self.now += timedelta(hours=1)  # the caps count by the hour

    def _asked_about(self, number: int) -> bool:
        with Mailroom(self.folder, self.now) as room:
            return any(contact(number).name in m.text for m in room.told("approval"))

    def _answer(self, words: str, kind: str, unique: str) -> None:
        with Mailroom(self.folder, self.now) as room:
            mail = room.told(kind)[-1]
        maildir.deliver(self.folder / "inbox", reply(mail, words, self.now, unique), self.now)

    def _ask_if_in_doubt(self, number: int) -> None:
        """The owner, asked about a letter that may have left, looks whether it arrived."""
        with Mailroom(self.folder, self.now) as room, room.transaction() as tx:
            doubt = any(d.state == "doubt" for r in tx.people.all() for d in tx.drafts.of(r.id))
            arrived = contact(number).addr in room.letters_to()
        if doubt:
            self.asked += 1
            self._answer("no" if arrived else "ok", "trouble", f"doubt.{number}")
            assert live(self.folder, self.now, self.now + timedelta(minutes=30))
            self.now += timedelta(minutes=30)

    def check(self) -> None:
        """Everybody got one letter."""
        with Mailroom(self.folder, self.now) as room:
            assert room.letters_to() == {contact(n).addr: 1 for n in range(self.contacts)}
            with room.transaction() as tx:
                assert tx.mail.asides() == []


def test_a_death_at_any_commit_of_the_line_loses_and_doubles_nothing(
    tmp_path: Path, record_property: pytest.RecordProperty
) -> None:
    """R-01, R-02, R-04 … R-07: between fetch and store, draft and question, mark and dot, and all the others."""
    number = seed()
    print(f"FAULTS_SEED={number} repeats it")
    chance = random.Random(number)
    most = 16  #: more commits than a life has
    places = [(n, after) for n in range(1, most + 1) for after in (False, True)]
    chance.shuffle(places)
    wanted = count(6, 3 * len(places))
    walk = Walk(tmp_path)

    def fates() -> Iterator[Callable[[], None]]:
        at = 0
        while True:
            place = places[at % len(places)]
            at += 1
            yield lambda place=place: die_at_commit(*place)

    deaths = fates()
    while walk.contacts * 3 < wanted:
        walk.one_contact(deaths)
    record_property("seed", number)
    record_property("runs", walk.kills)
    record_property(
        "result",
        json.dumps({"kills": walk.kills, "letters": walk.contacts, "lost": 0, "double": 0, "asked": walk.asked}),
    )
    walk.check()


def test_a_death_at_any_moment_of_the_line_loses_and_doubles_nothing(
    tmp_path: Path, record_property: pytest.RecordProperty
) -> None:
    """R-01, R-02, R-04 … R-07: at any microsecond; of a hundred letters at most one is asked about."""
    number = seed()
    print(f"FAULTS_SEED={number} repeats it")
    chance = random.Random(number)
    walk = Walk(tmp_path)

    def fates() -> Iterator[Callable[[], None]]:
        while True:
            seconds = chance.uniform(0, walk.took)
            yield lambda seconds=seconds: die_in(seconds)

    deaths, wanted = fates(), count(9, 300)
    while walk.kills < wanted:
        walk.one_contact(deaths)
    record_property("seed", number)
    record_property("runs", walk.kills)
    record_property(
        "result",
        json.dumps({"kills": walk.kills, "letters": walk.contacts, "lost": 0, "double": 0, "asked": walk.asked}),
    )
    walk.check()
    assert walk.asked <= max(1, walk.contacts // 100)


def test_r08_a_death_in_the_digest_gives_one_digest_for_the_week(tmp_path: Path) -> None:
    """R-08: before or after any of its commits; the week is claimed with the mail's row or not at all."""
    walk = Walk(tmp_path)
    maildir.deliver(tmp_path / "inbox", forward(0, START), START)
    assert live(tmp_path, START, START + UNDO)
    monday = START + timedelta(days=7)
    assert live(tmp_path, START + UNDO, monday - timedelta(hours=2))
    walk.now = monday - timedelta(hours=2)
    for n in range(1, 5):
        for after in (False, True):
            live(tmp_path, walk.now, walk.now + timedelta(hours=3), lambda n=n, after=after: die_at_commit(n, after))
    assert live(tmp_path, walk.now, walk.now + timedelta(hours=4))
    with Mailroom(tmp_path, walk.now + timedelta(hours=4)) as room:
        assert len({m.message_id for m in room.told("digest")}) == 1
