"""The stage of the demo: a folder with a mailbox, an outbox, a database and a configuration that other commands can use."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

from inbox_agent.doors import maildir
from inbox_agent.errors import Refused
from inbox_agent.front.demo.cast import Cast
from inbox_agent.front.demo.play import Posted

MARK = ".inbox-agent-demo"  # a folder without it is never emptied

CONFIG = """\
# The configuration of a demo: everything stays in this folder.
[owner]
name = {name}
addresses = [{addr}]
about = {about}
timezone = "Europe/Stockholm"

[mailbox]
kind = "maildir"
address = {mailbox}
path = {inbox}

[outgoing]
kind = "folder"
path = {outbox}

[database]
url = {url}
"""


def prepare(folder: Path, cast: Cast) -> Path:
    """Make the folder anew and give the path of its configuration. Raises `Refused` for a folder that is not a demo's."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise Refused(
            f"{folder} is not empty and not of an earlier demo.", "Name an empty or a new folder with --keep."
        )
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    (folder / MARK).write_text("This folder is made anew by each demo.\n")
    for name in ("inbox", "outbox"):
        maildir.create(folder / name)
    values = {
        "name": cast.owner.name,
        "addr": cast.owner.addr,
        "about": cast.owner.about,
        "mailbox": cast.owner.mailbox,
        "inbox": str(folder / "inbox"),
        "outbox": str(folder / "outbox"),
        "url": f"sqlite:///{folder / 'inbox-agent.sqlite'}",
    }
    path = folder / "config.toml"
    path.write_text(CONFIG.format(**{k: json.dumps(v) for k, v in values.items()}), "utf-8")
    path.chmod(0o600)
    return path


class FolderPost:
    """Mail by folders: what is delivered lies in the inbox, what the agent sends in the outbox."""

    def __init__(self, folder: Path) -> None:
        self._inbox = folder / "inbox"
        self._outbox = folder / "outbox"
        self._collected: set[Path] = set()

    def deliver(self, raw: bytes, at: datetime) -> None:
        maildir.deliver(self._inbox, raw, at)

    def collect(self) -> list[Posted]:
        fresh = [p for p in maildir.posted(self._outbox) if p.path not in self._collected]
        self._collected |= {p.path for p in fresh}
        return [Posted(p.recipients, p.raw) for p in fresh]
