"""The configuration file that `init` writes: only what is needed, each line with its reason; what was there stays.

A file that exists is changed in place: its comments, its other tables and the order of its lines are kept, and a copy of
the old file is put beside it first.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Table

#: Why each value is there; written above it where the line is new.
REASONS = {
    ("owner", "name"): "Who you are: what your contacts see as the sender.",
    ("owner", "addresses"): "Where approvals and digests go, and the only addresses that may command the agent.",
    ("owner", "timezone"): "Digests, deadlines and the times in letters are told in it.",
    ("owner", "language"): "The language of the mails to you. Letters follow the contact's language.",
    ("mailbox", "address"): "The agent's own mailbox: what your contacts see and answer to.",
    ("mailbox", "host"): "Where mail is read, by IMAP.",
    ("mailbox", "password_command"): "Prints the password on its first line; the password itself never stands here.",
    ("mailbox", "password_file"): "Holds the password on its first line; only you may read it (chmod 600).",
    ("mailbox", "password_env"): "The variable of the environment that holds the password.",
    ("outgoing", "host"): "Where letters leave, by SMTP, with the mailbox's login and password.",
}
HEAD = (
    "Written by inbox-agent init; yours to change. Every other setting, with its default and reason, stands in",
    "config.example.toml. inbox-agent doctor checks this file and both servers.",
)


def changed(text: str, values: Mapping[str, Mapping[str, Any]]) -> str:
    """The text of a configuration with these values in it. A value of None takes its line out."""
    document = tomlkit.parse(text)
    if not text.strip():
        for line in HEAD:
            document.add(tomlkit.comment(line))
    for name, keys in values.items():
        if name not in document:
            document.add(tomlkit.nl())
            document.add(name, tomlkit.table())
        table = document[name]
        assert isinstance(table, Table)
        for key, value in keys.items():
            _put(table, name, key, value)
    return tomlkit.dumps(document)


def _put(table: Table, name: str, key: str, value: Any) -> None:
    if value is None:
        if key in table:
            table.remove(key)
    elif key in table:
        if table[key] != value:
            table[key] = value
    else:
        if (name, key) in REASONS:
            table.add(tomlkit.comment(REASONS[name, key]))
        table.add(key, value)


def keep(path: Path, text: str) -> Path | None:
    """Write the file so that only its owner may read it, whole or not at all; the copy of an older one, if there was one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    copy = None
    if path.exists():
        if path.read_text("utf-8") == text:
            return None
        copy = path.with_name(path.name + ".before")
        shutil.copy2(path, copy)
    fresh = path.with_name(path.name + ".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    return copy
