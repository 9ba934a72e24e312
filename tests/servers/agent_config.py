"""The configuration of an agent on the servers of the tests: Dovecot to read from, Postfix to send by."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from servers.dovecot import User

SERVERS = """
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


def write_config(
    folder: Path,
    owner: Mapping[str, str | list[str]],
    mailbox: User,
    imap: int,
    smtp: int,
    url: str = "",
    more: str = "",
) -> Path:
    """`owner` is the table of that name; without a `url` a file in the folder; `more` are tables for the end."""
    told = "".join(f"{name} = {json.dumps(value)}\n" for name, value in owner.items())
    values = {
        "mailbox": mailbox.name,
        "imap": imap,
        "smtp": smtp,
        "password": f"echo {mailbox.password}",
        "url": url or f"sqlite:///{folder / 'agent.sqlite'}",
    }
    path = folder / "config.toml"
    text = SERVERS.format(**{name: json.dumps(value) for name, value in values.items()})
    path.write_text(f"[owner]\n{told}{text}{more}", "utf-8")
    path.chmod(0o600)
    return path
