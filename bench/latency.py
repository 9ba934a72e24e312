"""From the owner's `ok` arriving to the letter leaving, on a real Dovecot and Postfix: what comes on top of poll and undo window.

    python bench/latency.py [idle poll] [--oks 20] [--database sqlite postgresql]

The agent is the real command with its default settings, but for an undo window of a minute. So many first letters are
asked about; then an ok is put into the mailbox (LMTP) every few seconds, and the moment is taken at which the letter
lies in the contact's mailbox, Postfix's own delivery included. *Beyond* is what is left of that time without the undo
window and without the wait for the poll, which is read from the agent's log: the first that began after the ok
arrived. With IDLE there is no such wait. The goal is at most 2 s.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).parent.parent))

import pytest
from faults.letters import Place, contact, forward, reply
from servers.agent_config import write_config
from servers.postfix import Postfix

from inbox_agent.front.demo.post import Party
from inbox_agent.mail.message import Message
from inbox_agent.mail.parse import parse

HERE = Path(__file__).parent
UNDO = 60.0
#: Seconds between two oks: not in step with the minute, so that they fall into every part of it.
APART = 7.3
MORE = """
[approval]
undo_minutes = 1
[caps]
per_hour = 1000
per_day = 1000
at_once = 1000
[page]
with_run = false
[log]
format = "json"
level = "info"
"""


def until(true: Callable[[], object], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{what} did not come about in {seconds:.0f} s"
        time.sleep(0.01)


class Bench:
    """One mailbox, its owner, so many contacts, and the agent between them."""

    def __init__(self, folder: Path, postfix: Postfix, mode: str, url: str) -> None:
        self.folder, self.postfix, self.dovecot, self.mode = folder, postfix, postfix.dovecot, mode
        self.name = f"{mode}-{url[:2]}"
        self.home = self.dovecot.add(f"{self.name}@home.example")
        self.mailbox = self.dovecot.add(f"letters@{self.name}.example")
        self.place = Place(Party("Sofia Lind", self.home.name), self.mailbox.name)
        self.config = write_config(
            folder,
            {"name": "Sofia Lind", "addresses": [self.home.name]},
            self.mailbox,
            self.dovecot.imap,
            postfix.smtp,
            url,
            MORE,
        )
        if mode == "poll":
            text = self.config.read_text("utf-8")
            self.config.write_text(text.replace("[outgoing]", "idle = false\n[outgoing]"), "utf-8")
        self.log = folder / "log"

    def files(self, addr: str) -> list[Path]:
        place = self.dovecot.place / "mail" / addr / "Maildir" / "new"
        return list(place.iterdir()) if place.is_dir() else []

    def contact(self, n: int) -> str:
        return contact(n).addr.replace("@", f".{self.name}@")

    def approvals(self) -> list[Message]:
        found = [parse(path.read_bytes()) for path in self.files(self.home.name)]
        return [m for m in found if isinstance(m, Message) and m.header("X-Inbox-Agent") == "approval"]

    def asked(self, count: int) -> list[Message]:
        """So many letters wait for the owner's yes."""
        for n in range(count):
            raw = forward(n, datetime.now(UTC), self.place)
            self.dovecot.deliver(self.mailbox, raw.replace(contact(n).addr.encode(), self.contact(n).encode()))
        until(lambda: len(self.approvals()) >= count, 240, "every approval")
        # The copies of these mails come back into the mailbox, and are read before the first ok is put behind them.
        until(lambda: time.time() - self.log.stat().st_mtime > 3, 120, "peace")
        return self.approvals()

    def oks(self, approvals: list[Message]) -> dict[str, float]:
        """An ok every few seconds: when each arrived, by the contact's address."""
        arrived = {}
        for n in range(len(approvals)):
            mail = next(m for m in approvals if self.contact(n) in m.text)
            raw = reply(mail, "ok", datetime.now(UTC), f"ok.{n}.{self.name}", self.place.owner)
            self.dovecot.deliver(self.mailbox, raw)
            arrived[self.contact(n)] = time.time()
            time.sleep(APART)
        return arrived

    def left(self, addr: str) -> float:
        (letter,) = self.files(addr)
        return letter.stat().st_ctime

    def polls(self) -> Iterator[float]:
        """When each poll began, by the agent's own log."""
        for line in self.log.read_text("utf-8").splitlines():
            said = json.loads(line) if line.startswith("{") else {}
            if said.get("flow") == "poll" and "seconds" in said:
                yield datetime.fromisoformat(said["ts"].replace("Z", "+00:00")).timestamp() - said["seconds"]

    def run(self, count: int) -> list[tuple[float, float]]:
        """For each ok the seconds until its poll began, and those beyond that and the undo window."""
        command = [sys.executable, "-m", "inbox_agent", "run", "--config", str(self.config)]
        with self.log.open("wb") as log:
            agent = subprocess.Popen(  # noqa: S603 (the command is our own)
                command, stdout=subprocess.DEVNULL, stderr=log, cwd=HERE.parent
            )
            try:
                until(lambda: any(self.polls()), 60, "a first poll")
                time.sleep(2)
                arrived = self.oks(self.asked(count))
                until(lambda: all(self.files(addr) for addr in arrived), UNDO + 150, "every letter")
            finally:
                agent.terminate()
                agent.wait(30)
        polls = sorted(self.polls())
        found = []
        for addr, at in arrived.items():
            poll = next(p for p in polls if p >= at - 0.05) if self.mode == "poll" else at
            found.append((poll - at, self.left(addr) - poll - UNDO))
        return found


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
@pytest.mark.parametrize("mode", ["idle", "poll"])
def test_latency(
    tmp_path: Path,
    postfix: Postfix,
    request: pytest.FixtureRequest,
    mode: str,
    database: str,
    pytestconfig: pytest.Config,
) -> None:
    url = f"sqlite:///{tmp_path / 'a.sqlite'}" if database == "sqlite" else request.getfixturevalue("postgresql_url")
    found = Bench(tmp_path, postfix, mode, url).run(pytestconfig.getoption("--oks"))
    waits, beyond = [w for w, _ in found], [b for _, b in found]
    print(
        f"| {mode} | {database} | {len(found)} | {max(waits):.1f} s | "
        f"{statistics.median(beyond):.2f} s | {max(beyond):.2f} s |",
        flush=True,
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--oks", type=int, default=20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modes", nargs="*", default=["idle", "poll"])
    parser.add_argument("--oks", type=int, default=20)
    parser.add_argument("--database", nargs="*", default=["sqlite", "postgresql"])
    given = parser.parse_args()
    print(
        "| how | database | oks | longest wait for a poll | beyond, median | beyond, worst |\n|---|---|---|---|---|---|"
    )
    servers = ("certificates", "issuer", "dovecot", "postfix", "postgresql")
    plugins = [word for name in servers for word in ("-p", f"servers.{name}")]
    wanted = " or ".join(f"({mode} and {database})" for mode in given.modes for database in given.database)
    options = ["-q", "-s", "--no-header", "--no-summary", "-p", "no:cacheprovider", "-p", "latency", *plugins]
    sys.path.insert(0, str(HERE))
    sys.exit(pytest.main([__file__, *options, "-k", wanted, f"--oks={given.oks}", f"--rootdir={HERE}"]))


if __name__ == "__main__":
    main()
