"""Agents that are killed at random while mail flows: the line receive → draft → ask → approve → send, in real time.

The agents are the real command in processes of their own, forked from one that has everything imported, so that a
kill falls into work and not into imports. Mail goes through the real Postfix and lies in the real Dovecot.
"""

from __future__ import annotations

import ctypes
import json
import multiprocessing
import os
import random
import signal
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import sqlalchemy as sa
from faults.letters import Place, contact, forward, reply
from servers.dovecot import User
from servers.postfix import Postfix

from inbox_agent.doors.records import migrate, schema
from inbox_agent.doors.records.database import Records, open_engine
from inbox_agent.front.demo.post import Party
from inbox_agent.mail.message import Message
from inbox_agent.mail.parse import parse

ACCOUNT = """
[owners.{name}.owner]
name = "{name} Lind"
addresses = ["{name}@home.example"]
[owners.{name}.mailbox]
address = "letters@{name}.example"
host = "127.0.0.1"
port = {imap}
security = "plain-loopback"
password_command = {password}
[owners.{name}.outgoing]
host = "127.0.0.1"
port = {smtp}
security = "plain-loopback"
"""
COMMON = """
[approval]
undo_minutes = 0
[polling]
seconds = 10
[engine]
poll_seconds = 0.5
[caps]
per_hour = 10000
per_day = 10000
at_once = 1000
[page]
with_run = false
[database]
url = {url}
"""
IN_HAND = 3  #: contacts of one owner who are on their way at the same time
LIFE = 2.0  #: the longest life, in normal starts: half of the kills fall into a start, half into work
WATCHED = 10  #: after so many kills the recovery from one is waited for, however long it takes
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["faults.kills_preload"])


def run_agent(log: str, *arguments: str) -> None:
    """The command, in a process that was forked. The rules are those read before the fork, since they never change."""
    from faults.kills_preload import RULES  # noqa: PLC0415

    from inbox_agent.__main__ import main  # noqa: PLC0415
    from inbox_agent.front import assemble  # noqa: PLC0415

    assemble.rule_files.load = lambda beside=None: RULES
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: no agent outlives a test run that was ended
    with Path(log).open("ab") as written:
        os.dup2(written.fileno(), 1)
        os.dup2(written.fileno(), 2)
    sys.argv = ["inbox-agent", *arguments]
    sys.exit(main())


@dataclass
class Owner:
    """One owner as the people around the agent see them."""

    name: str
    place: Place
    mailbox: User
    home: User
    seen: set[str] = field(default_factory=set)
    begun: list[int] = field(default_factory=list)


@dataclass
class Tally:
    """What the whole came to."""

    kills: int = 0
    letters: int = 0
    lost: list[str] = field(default_factory=list)
    double: list[str] = field(default_factory=list)
    asked: int = 0
    repeated: int = 0  #: mails to the owner that came twice
    normal: list[float] = field(default_factory=list)  #: seconds from a start to its first good poll
    after_kill: list[float] = field(default_factory=list)  #: the same, where the one before was killed
    taken_up: list[float] = field(default_factory=list)  #: seconds from a kill until another had begun work of the dead

    def told(self) -> dict[str, object]:
        return {
            "kills": self.kills,
            "letters": self.letters,
            "lost": len(self.lost),
            "double": len(self.double),
            "asked": self.asked,
            "repeated to the owner": self.repeated,
            "normal start to first good poll": _spread(self.normal),
            "start after a kill to first good poll": _spread(self.after_kill),
            "kill to work of the dead taken up": _spread(self.taken_up),
        }


def _spread(seconds: list[float]) -> str:
    if not seconds:
        return "not measured"
    return f"median {statistics.median(seconds):.2f} s, worst {max(seconds):.2f} s of {len(seconds)}"


class Line:
    """The agents of some owners on one database, and everybody who writes to them."""

    def __init__(self, folder: Path, postfix: Postfix, url: str, owners: int, workers: int, seed: int) -> None:
        self.chance = random.Random(seed)
        self.tally = Tally()
        self._folder, self._postfix, self._dovecot = folder, postfix, postfix.dovecot
        self._run = f"k{url[0]}{seed}"  # the servers are shared by all tests of a session
        self._count = 0
        parts = [COMMON.format(url=json.dumps(url))]
        self._owners = []
        for n in range(owners):
            name = f"{self._run}x{n}"
            mailbox = self._dovecot.add(f"letters@{name}.example")
            home = self._dovecot.add(f"{name}@home.example")
            party = Party(f"{name} Lind", home.name)
            self._owners.append(Owner(name, Place(party, mailbox.name), mailbox, home))
            values = {"name": name, "imap": self._dovecot.imap, "smtp": postfix.smtp}
            parts.append(ACCOUNT.format(**values, password=json.dumps(f"echo {mailbox.password}")))
        self._config = folder / "config.toml"
        self._config.write_text("\n".join(parts), "utf-8")
        self._config.chmod(0o600)
        records = Records(open_engine(url))
        migrate.upgrade(records.engine)
        records.close()
        self._url = url
        self._look = sa.create_engine(open_engine(url).url, poolclass=sa.NullPool)
        self._workers: list[ForkServerProcess | None] = [None] * workers
        self._letters: dict[int, Owner] = {}

    # The agents

    def start(self, n: int) -> float:
        process = _forks.Process(
            target=run_agent,
            args=(str(self._folder / f"agent{n}.log"), "run", "--config", str(self._config)),
            daemon=True,
        )
        process.start()
        self._workers[n] = process
        return time.time()

    def _work_of(self, victim: int) -> list[str]:
        """What this process has begun and not ended, as it stands in the engine's tables."""
        wanted = sa.text(f"SELECT workflow_uuid FROM {self._table} WHERE status = 'PENDING' AND executor_id LIKE :mine")
        with self._look.connect() as connection:
            return list(connection.execute(wanted, {"mine": f"%-{victim}-%"}).scalars())

    def _taken_up(self, victim: int, keys: list[str]) -> bool:
        """Whether another process has begun any of these."""
        wanted = sa.text(
            f"SELECT 1 FROM {self._table} WHERE workflow_uuid IN :keys AND status <> 'ENQUEUED' AND executor_id NOT LIKE :mine"
        ).bindparams(sa.bindparam("keys", expanding=True))
        with self._look.connect() as connection:
            return connection.execute(wanted, {"keys": keys, "mine": f"%-{victim}-%"}).first() is not None

    @property
    def _table(self) -> str:
        return "workflow_status" if self._look.dialect.name == "sqlite" else "dbos.workflow_status"

    def end(self, n: int, how: signal.Signals) -> None:
        process = self._workers[n]
        assert process is not None
        assert process.pid is not None
        if process.exitcode is not None:
            log = (self._folder / f"agent{n}.log").read_text(errors="replace")[-3000:]
            raise AssertionError(f"the agent ended by itself with {process.exitcode}:\n{log}")
        os.kill(process.pid, how)
        process.join(30)
        assert process.exitcode is not None, "the agent does not end"

    def polled_after(self, moment: float) -> float | None:
        """How long after this moment the first good poll was, where there was one."""
        with self._look.connect() as connection:
            polled = connection.execute(sa.select(sa.func.max(schema.owners.c.polled))).scalar()
        seconds = polled.timestamp() - moment if polled else -1.0
        return seconds if seconds >= 0 else None

    # What people do

    def _files(self, addr: str) -> list[Path]:
        place = self._dovecot.place / "mail" / addr / "Maildir"
        return sorted(p for name in ("new", "cur") if (place / name).is_dir() for p in (place / name).iterdir())

    def people_act(self, begin: bool) -> None:
        """Everybody reads and answers; new contacts are forwarded while `begin`."""
        for owner in self._owners:
            self._read_mail(owner)
            waiting = [n for n in owner.begun if not self._files(self._address(n))]
            if begin and len(waiting) < IN_HAND:
                number = self._count = self._count + 1
                owner.begun.append(number)
                self._letters[number] = owner
                self._dovecot.deliver(owner.mailbox, self._forward(number, owner))

    def _address(self, n: int) -> str:
        return contact(n).addr.replace("@", f".{self._run}@")

    def _forward(self, n: int, owner: Owner) -> bytes:
        return forward(n, datetime.now(UTC), owner.place).replace(contact(n).addr.encode(), self._address(n).encode())

    def _read_mail(self, owner: Owner) -> None:
        for path in self._files(owner.home.name):
            if path.name in owner.seen:
                continue
            owner.seen.add(path.name)
            message = parse(path.read_bytes())
            assert isinstance(message, Message)
            words = self._answer(message)
            if words:
                unique = f"{path.name.replace(':', '.')[:60]}.{owner.name}"
                raw = reply(message, words, datetime.now(UTC), unique, owner.place.owner)
                self._dovecot.deliver(owner.mailbox, raw)

    def _answer(self, message: Message) -> str:
        """Each request is answered with ok, the second for one draft as well; a doubt after a look at what arrived."""
        kind = message.header("X-Inbox-Agent")
        if kind == "approval":
            return "ok"
        if kind == "trouble" and "do not know whether" in message.text:
            self.tally.asked += 1
            about = [n for n in self._letters if contact(n).name in message.text]
            return "no" if about and self._files(self._address(about[0])) else "ok"
        return ""

    # The whole

    def normal_starts(self, count: int) -> None:
        """Start and stop in peace, to know how long a start takes."""
        for _ in range(count):
            self._wait_for_poll(self.start(0), self.tally.normal)
            self.end(0, signal.SIGTERM)

    def _wait_for_poll(self, began: float, into: list[float], begin: bool = False) -> None:
        until = time.monotonic() + 60
        while (seconds := self.polled_after(began)) is None:
            assert time.monotonic() < until, "no poll within a minute of a start"
            if begin:
                self.people_act(begin=True)
            time.sleep(0.05)
        into.append(seconds)

    def kill_and_go_on(self, kills: int) -> None:
        """Lives are as long as starts take here and now, so that kills fall before, into and after the work."""
        for n in range(len(self._workers)):
            self.start(n)
        while self.tally.kills < kills:
            victim = self.chance.randrange(len(self._workers))
            longest = LIFE * statistics.median(self.tally.normal[-5:])
            until = time.monotonic() + self.chance.uniform(0.1, longest)
            while time.monotonic() < until:
                self.people_act(begin=True)
                time.sleep(0.1)
            self._kill(victim)
            self.start(victim)
            if self.tally.kills % WATCHED == 0:
                self._watch_recovery(victim)
        self._let_flow(90)
        for n in range(len(self._workers)):
            self.end(n, signal.SIGTERM)

    def _kill(self, victim: int) -> None:
        self.end(victim, signal.SIGKILL)
        self.tally.kills += 1
        (self._folder / "progress").write_text(json.dumps(self.tally.told()), "utf-8")

    def _watch_recovery(self, victim: int) -> None:
        """Kill one in mid-work, once everybody is at work, and wait as long as it takes until its work is taken up."""
        process = self._workers[victim]
        assert process
        assert process.pid
        until = time.monotonic() + 60
        while not (keys := self._work_of(process.pid)) and time.monotonic() < until:
            self.people_act(begin=True)
            time.sleep(0.01)
        self._kill(victim)
        killed = time.time()
        keys = self._work_of(process.pid)
        alone = len(self._workers) == 1
        began = self.start(victim) if alone else killed
        until = time.monotonic() + 60
        while keys and not self._taken_up(process.pid, keys):
            assert time.monotonic() < until, "nobody takes up the work of the dead"
            time.sleep(0.02)
        if keys:
            self.tally.taken_up.append(time.time() - killed)
        if not alone:
            self.start(victim)
            return
        self._wait_for_poll(began, self.tally.after_kill, begin=True)
        self.end(victim, signal.SIGTERM)
        self._wait_for_poll(self.start(victim), self.tally.normal, begin=True)

    def _let_flow(self, seconds: float) -> None:
        """No more kills: everything that is on its way may arrive."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not all(self._files(self._address(n)) for n in self._letters):
            self.people_act(begin=False)
            time.sleep(0.2)

    def settle(self) -> None:
        """Time passes, by the clock that a pass is given, until nothing is in doubt that a look can settle."""
        ahead = datetime.now(UTC)
        for minutes in (2, 5, 20, 30, 60, 90, 150, 300):
            at = ahead + timedelta(minutes=minutes)
            order = ("run", "--once", "--config", str(self._config), "--now", at.isoformat())
            process = _forks.Process(target=run_agent, args=(str(self._folder / "pass.log"), *order))
            process.start()
            process.join(180)
            assert process.exitcode == 0, (self._folder / "pass.log").read_text(errors="replace")[-3000:]
            self._postfix.settled()
            self.people_act(begin=False)

    def count(self) -> Tally:
        """Who got what, by what lies in their mailboxes."""
        self._postfix.settled()
        for n in self._letters:
            files = self._files(self._address(n))
            self.tally.letters += 1
            if not files:
                self.tally.lost.append(self._address(n))
            if len(files) > 1:
                self.tally.double.append(self._address(n))
        for owner in self._owners:
            mails = [parse(p.read_bytes()) for p in self._files(owner.home.name)]
            about = Counter((m.header("X-Inbox-Agent"), m.subject) for m in mails if isinstance(m, Message))
            self.tally.repeated += sum(times - 1 for (kind, _), times in about.items() if kind == "approval")
        return self.tally
