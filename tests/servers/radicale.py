"""A Radicale of our own on loopback: CardDAV with one user and one address book."""

from __future__ import annotations

import subprocess
import sys
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from servers.machine import folder, free_port, stop, wait_for


@dataclass(frozen=True)
class Radicale:
    """Where it listens, and the one user of it."""

    port: int
    user: str = "sofia"
    password: str = "canary-dav"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def ask(self, method: str, path: str, body: str, kind: str) -> None:
        """Change something there, as another program of the user's would."""
        login = b64encode(f"{self.user}:{self.password}".encode()).decode()
        headers = {"Authorization": f"Basic {login}", "Content-Type": kind}
        urllib.request.urlopen(
            urllib.request.Request(self.url + path, body.encode(), headers, method=method), timeout=10
        ).close()


@pytest.fixture(scope="session")
def radicale() -> Iterator[Radicale]:
    pytest.importorskip("radicale")
    with folder("radicale") as place:
        server = Radicale(free_port())
        (place / "users").write_text(f"{server.user}:{server.password}\n")
        (place / "config").write_text(
            f"[server]\nhosts = 127.0.0.1:{server.port}\n[auth]\ntype = htpasswd\nhtpasswd_filename = {place}/users\n"
            f"htpasswd_encryption = plain\ndelay = 0\n[storage]\nfilesystem_folder = {place}/store\n[web]\ntype = none\n"
        )
        with (place / "log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "radicale", "--config", str(place / "config")], stdout=log, stderr=log
            )
        try:
            wait_for(server.port, lambda: process.poll() is None, place / "log")
            yield server
        finally:
            stop(process)
