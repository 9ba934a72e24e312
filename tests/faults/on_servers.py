"""A configuration for one owner on the servers of the tests."""

from __future__ import annotations

import json
from pathlib import Path

from servers.dovecot import User

CONFIG = """
[owner]
name = "Sofia Lind"
addresses = [{home}]
[mailbox]
address = {mailbox}
host = "127.0.0.1"
port = {imap}
security = "plain-loopback"
password_command = {password}
[outgoing]
host = "127.0.0.1"
port = {smtp}
security = "plain-loopback"
[database]
url = {url}
"""


def write_config(folder: Path, home: User, mailbox: User, imap: int, smtp: int, url: str, more: str) -> Path:
    """`home` is where the owner reads, `mailbox` the agent's; `more` are tables for the end of the file."""
    texts = {"home": home.name, "mailbox": mailbox.name, "url": url, "password": f"echo {mailbox.password}"}
    values = {name: json.dumps(text) for name, text in texts.items()} | {"imap": str(imap), "smtp": str(smtp)}
    path = folder / "config.toml"
    path.write_text(CONFIG.format(**values) + more, "utf-8")
    path.chmod(0o600)
    return path
