"""Eight mailboxes, PostgreSQL and two real agents, one of them killed in mid-work: nothing lost, nothing twice."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inbox_agent.doors import maildir
from inbox_agent.doors.maildir_outbox import posted
from inbox_agent.front.demo import post
from inbox_agent.front.demo.post import Party, Received
from inbox_agent.mail.message import Message
from inbox_agent.mail.parse import parse

pytestmark = pytest.mark.slow

OWNERS = ("ada", "bo", "cleo", "dag", "eva", "finn", "gro", "hal")
CONTACT = Party("Ines Duarte", "ines@lagoa.example")
NOTE = 'She gave the talk "Systems that people love".\nI want to ask her about getting developers to care.\nWhat was the first thing that worked?'
ACCOUNT = """
[owners.{name}.owner]
name = "{name} Lind"
addresses = ["{name}@home.example"]
[owners.{name}.mailbox]
kind = "maildir"
address = "letters@{name}.example"
path = {inbox}
[owners.{name}.outgoing]
kind = "folder"
path = {outbox}
"""


def write_config(folder: Path, url: str) -> Path:
    parts = [
        f"[database]\nurl = {json.dumps(url)}\n[approval]\nundo_minutes = 0\n[polling]\nseconds = 10\n[engine]\npoll_seconds = 0.1\n"
    ]
    for name in OWNERS:
        for kind in ("inbox", "outbox"):
            maildir.create(folder / name / kind)
        parts.append(
            ACCOUNT.format(
                name=name,
                inbox=json.dumps(str(folder / name / "inbox")),
                outbox=json.dumps(str(folder / name / "outbox")),
            )
        )
    path = folder / "config.toml"
    path.write_text("\n".join(parts), "utf-8")
    path.chmod(0o600)
    return path


def start(config: Path, log: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "inbox_agent", "run", "--config", str(config)],
        stdout=log.open("wb"),
        stderr=subprocess.STDOUT,
    )


def sent(folder: Path, name: str, to: str) -> list[Message]:
    """What one owner's agent has sent to one address."""
    mails = [parse(p.raw) for p in posted(folder / name / "outbox") if to in p.recipients]
    return [m for m in mails if isinstance(m, Message)]


def until(says: Callable[[], int], enough: int, seconds: float, logs: list[Path]) -> None:
    end = time.monotonic() + seconds
    while says() < enough:
        assert time.monotonic() < end, f"{says()} of {enough}\n" + "\n".join(log.read_text()[-2000:] for log in logs)
        time.sleep(0.1)


def test_of_two_agents_one_is_killed_and_every_letter_leaves_once(tmp_path: Path, postgresql_url: str) -> None:
    """Eight forwards, eight approvals, eight letters; the first agent dies while the letters are being made."""
    config = write_config(tmp_path, postgresql_url)
    logs = [tmp_path / "first.log", tmp_path / "second.log"]
    now = datetime.now(UTC)
    for name in OWNERS:
        owner = Party(f"{name} Lind", f"{name}@home.example")
        raw = post.forward(
            owner,
            f"<letters@{name}.example>",
            CONTACT,
            "Panel",
            now,
            "Glad that you liked it.\n\nInes",
            NOTE,
            now,
            f"<f.{name}@home.example>",
        )
        maildir.deliver(tmp_path / name / "inbox", raw)

    def asked(name: str) -> list[Message]:
        return [m for m in sent(tmp_path, name, f"{name}@home.example") if m.header("X-Inbox-Agent") == "approval"]

    first, second = start(config, logs[0]), start(config, logs[1])
    try:
        until(lambda: sum(bool(asked(n)) for n in OWNERS), 2, 90, logs)
        first.kill()
        first.wait()
        until(lambda: sum(bool(asked(n)) for n in OWNERS), len(OWNERS), 120, logs)
        for name in OWNERS:
            mail = asked(name)[-1]
            got = Received(mail.message_id, "", str(mail.author), mail.subject, mail.text, now)
            reply = post.reply(
                Party(f"{name} Lind", f"{name}@home.example"), got, "ok", datetime.now(UTC), f"<ok.{name}@home.example>"
            )
            maildir.deliver(tmp_path / name / "inbox", reply)
        until(lambda: sum(bool(sent(tmp_path, n, CONTACT.addr)) for n in OWNERS), len(OWNERS), 120, logs)
        time.sleep(3)  # whoever would send a second time has had the time to
    finally:
        for process in (first, second):
            process.terminate()
            process.wait(timeout=20)
    for name in OWNERS:
        letters = sent(tmp_path, name, CONTACT.addr)
        assert Counter(m.message_id for m in letters) == Counter({letters[0].message_id: 1}), name
        assert len(asked(name)) <= 2, "a request to the owner may come again after a crash at its very end, not oftener"
