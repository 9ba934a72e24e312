"""What is checked on this machine: rights of files, disk, time zone data, versions, and the page's port."""

from __future__ import annotations

import errno
import json
import os
import platform
import shutil
import socket
import sqlite3
import ssl
import stat
import urllib.error
import urllib.request
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import sqlalchemy as sa

from inbox_agent.errors import Refused, Unwell
from inbox_agent.front.assemble import database_url
from inbox_agent.front.checkup.check import Check, Warned
from inbox_agent.front.web.names import address
from inbox_agent.settings import Account, Settings

OTHERS = stat.S_IRWXG | stat.S_IRWXO
LITTLE = 200_000_000  #: bytes


@dataclass(frozen=True)
class Machine:
    """The configuration that was read, where it lies, and the owner whose turn it is."""

    path: Path
    settings: Settings
    account: Account

    def checks(self) -> list[Check]:
        return [
            Check("configuration", self.configuration),
            Check("permissions", self.permissions),
            Check("disk", self.disk),
            Check("time zone", self.time_zone),
            Check("versions", self.versions),
            Check("page", self.page),
        ]

    def configuration(self) -> str:
        return f"{self.path} is read, {len(self.settings.accounts)} owner(s)."

    def permissions(self) -> str | Warned:
        """T-40: what holds or names a secret is for its owner alone."""
        mode = self.path.stat().st_mode & 0o777
        if mode & stat.S_IROTH and sa.make_url(database_url(self.settings)).password:
            raise Refused(
                f"Everybody on this machine may read {self.path}, which holds the password of the database.",
                f"Run: chmod 600 {self.path}",
            )
        secrets = list(_secret_files(self.settings))
        for file in secrets:
            if not file.exists():
                raise Unwell(f"{file}, which should hold a secret, is not there.", "Make it, or name another place.")
            if file.stat().st_mode & OTHERS:
                raise Refused(
                    f"Others on this machine may read {file}, which holds a secret.", f"Run: chmod 600 {file}"
                )
        data = self._data()
        if data and data.parent.exists() and data.parent.stat().st_mode & OTHERS:
            if data.exists() and data.stat().st_mode & OTHERS:
                raise Refused(
                    f"Others on this machine may read {data}, which holds the mail.", f"Run: chmod 700 {data.parent}"
                )
            return Warned(f"Others on this machine may look into {data.parent}.", f"Run: chmod 700 {data.parent}")
        if mode & stat.S_IROTH and any(_commands(self.settings)):
            return Warned(
                f"Everybody on this machine may read {self.path}, which names commands for secrets.",
                f"Run: chmod 600 {self.path}",
            )
        return f"configuration {mode:o}, {len(secrets)} secret file(s) and the data for their owner alone."

    def disk(self) -> str:
        place = _existing(self._data() or self.path)
        free = shutil.disk_usage(place).free
        if free < LITTLE:
            raise Unwell(f"Only {free // 1_000_000} MB are free at {place}.", "Free some space.")
        if not os.access(place, os.W_OK):
            raise Unwell(f"{place} cannot be written to.", "Check its rights.")
        return f"{free / 1_000_000_000:.1f} GB free at {place}."

    def time_zone(self) -> str:
        # The owner's own zone was found when the configuration was read; a contact's may be any other.
        known = zoneinfo.available_timezones()
        if len(known) < 100:
            raise Unwell(f"Only {len(known)} time zones are known here.", "Install tzdata (apt install tzdata).")
        place = next((p for p in zoneinfo.TZPATH if Path(p).is_dir()), "the package tzdata")
        return f"{self.account.owner.timezone}, one of {len(known)} in {place}."

    def versions(self) -> str:
        return (
            f"inbox-agent {_version('inbox-agent')}, Python {platform.python_version()}, "
            f"SQLite {sqlite3.sqlite_version}, {ssl.OPENSSL_VERSION}, DBOS {_version('dbos')}"
            f"{', langchain ' + _version('langchain-core') if find_spec('langchain_core') else ''}."
        )

    def page(self) -> str:
        page = self.settings.page
        family = socket.AF_INET6 if ":" in page.host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((page.host, page.port))
                return f"{page.host} port {page.port} is free."
            except OSError as fault:
                if fault.errno == errno.EADDRINUSE and _is_ours(address(page)):
                    return f"answers at {address(page)}; inbox-agent serve --link lets you in."
                cause = fault.strerror
        raise Unwell(
            f"The page cannot listen on {page.host} port {page.port}: {cause}.",
            "Choose another port in [page], or end what listens there.",
        )

    def _data(self) -> Path | None:
        url = sa.make_url(database_url(self.settings))
        return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "from a checkout"


def _secret_files(settings: Settings) -> Iterator[Path]:
    for account in settings.accounts.values():
        for section in (account.mailbox, account.outgoing, account.own_drafts):
            if section.password_file and not section.password_command:
                yield Path(section.password_file).expanduser()
    if settings.model.api_key_file and not settings.model.api_key_command:
        yield Path(settings.model.api_key_file).expanduser()


def _commands(settings: Settings) -> Iterator[str]:
    for account in settings.accounts.values():
        yield account.mailbox.token_command
        yield account.mailbox.oauth2_client_secret_command
        for section in (account.mailbox, account.outgoing, account.own_drafts):
            yield section.password_command
    yield settings.model.api_key_command


def _is_ours(url: str) -> bool:
    """Whether a page of this program answers there; its own certificate may be known to nobody."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
    try:
        with opener.open(f"{url}/healthz", timeout=5) as answer:
            return _health(answer.read(10_000))
    except urllib.error.HTTPError as fault:
        return _health(fault.read(10_000))  # 503 when the last good poll is long ago
    except (OSError, ValueError):
        return False


def _health(raw: bytes) -> bool:
    """Whether this is the answer of `front.web.watch`."""
    try:
        value = json.loads(raw)
    except ValueError:
        return False
    return isinstance(value, dict) and {"status", "mailboxes"} <= set(value)


def _existing(path: Path) -> Path:
    return next(p for p in (path, *path.parents) if p.exists())
