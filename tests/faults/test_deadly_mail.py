"""A mail that kills whatever process handles it, met by the real command: the agent dies of it twice and no more (T-23)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from faults.letters import SOFIA, contact, forward
from stories.mailroom import configuration

from inbox_agent.doors import maildir
from inbox_agent.doors.maildir_outbox import posted
from inbox_agent.front.flows import SUSPECT
from inbox_agent.mail.message import Message
from inbox_agent.mail.parse import parse

pytestmark = pytest.mark.slow

#: Python reads this in each process that is started with the folder on its path, those of the agent's own among them.
POISON = """
import os, signal
from inbox_agent.rounds import take_in as round
healthy = round.take_in
def take_in(doors, number, now):
    with doors.records.transaction(doors.owner) as tx:
        row = tx.mail.get(number)
    if b"X-Deadly: yes" in row.raw:
        os.kill(os.getpid(), signal.SIGKILL)
    return healthy(doors, number, now)
round.take_in = take_in
"""


def write_config(folder: Path) -> Path:
    for kind in ("inbox", "outbox"):
        maildir.create(folder / kind)
    path = folder / "config.toml"
    path.write_text(configuration(folder), "utf-8")
    path.chmod(0o600)
    return path


def command(config: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "inbox_agent", *words, "--config", str(config)],
        env=os.environ | {"PYTHONPATH": str(config.parent / "poison")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("place", [0, 1, 2], ids=["first", "between", "last"])
def test_a_mail_that_kills_is_set_aside_and_told_and_the_others_are_answered(tmp_path: Path, place: int) -> None:
    """T-23: two passes die, the third ends well; the owner has the requests for the other mails and a word on this one.

    Wherever it stands in its batch, the others are handled as if it had not been there.
    """
    config = write_config(tmp_path)
    (tmp_path / "poison").mkdir()
    (tmp_path / "poison" / "sitecustomize.py").write_text(POISON)
    now = datetime.now(UTC)
    deadly = b"X-Deadly: yes\r\n" + forward(0, now).replace(b"Panel", b"poison")
    mails = [forward(1, now), forward(2, now)]
    mails.insert(place, deadly)
    for n, raw in enumerate(mails):
        maildir.deliver(tmp_path / "inbox", raw, now + timedelta(microseconds=n))
    ends = [command(config, "run", "--once").returncode for _ in range(SUSPECT)]
    assert ends == [-signal.SIGKILL] * SUSPECT
    last = command(config, "run", "--once")
    assert last.returncode == 0, last.stderr
    told = [m for m in (parse(p.raw) for p in posted(tmp_path / "outbox")) if isinstance(m, Message)]
    asked = " ".join(m.text for m in told if m.header("X-Inbox-Agent") == "approval")
    (trouble,) = [m for m in told if m.header("X-Inbox-Agent") == "trouble"]
    assert contact(1).name in asked
    assert contact(2).name in asked
    assert "poison" in trouble.text
    (aside,) = [json.loads(line) for line in command(config, "set-aside", "--json").stdout.splitlines()]
    assert "its process died 3 times" in aside["cause"]
    assert (aside["from"], aside["subject"]) == (SOFIA.addr, "Fwd: poison")
    assert json.loads(command(config, "health", "--json").stdout)["set_aside"] == 1
    later = (now + timedelta(days=1)).isoformat()
    assert command(config, "run", "--once", "--now", later).returncode == 0, "it is not handled again by itself"
