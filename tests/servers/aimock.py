"""The third-party model server `@copilotkit/aimock` on loopback: somebody else's reading of every provider's wire format.

Our own wires (`doors/wires.py`) were written by those who wrote the client's door, so a misreading of a provider's
documentation would be in both. This server was not. It needs node and the npm package, which is looked for in
`$AIMOCK` and in `~/.cache/inbox-agent-aimock`, where `.ci/run` installs it.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PLACES = (os.environ.get("AIMOCK", ""), str(Path.home() / ".cache" / "inbox-agent-aimock"))


def _package() -> Path | None:
    roots = (Path(place) / "node_modules" / "@copilotkit" / "aimock" / "dist" / "cli.js" for place in PLACES if place)
    return next((path for path in roots if path.is_file()), None)


class Aimock:
    """The running server: each fixture answers the prompts that hold its name."""

    def __init__(self, url: str) -> None:
        self.url = url

    def asked(self) -> list[dict[str, Any]]:
        with urllib.request.urlopen(f"{self.url}/__aimock/journal", timeout=10) as answer:
            kept: list[dict[str, Any]] = json.load(answer)
        return kept


def start(fixtures: list[dict[str, Any]], folder: Path) -> Iterator[Aimock]:
    """Serve these fixtures until the generator is closed. Skips with a reason where the package is missing."""
    node, package = shutil.which("node"), _package()
    if node is None or package is None:
        reason = "aimock is missing: npm install --prefix ~/.cache/inbox-agent-aimock @copilotkit/aimock@1"
        if os.environ.get("AIMOCK"):  # whoever names the place means to have it
            pytest.fail(reason)
        pytest.skip(reason)
    file = folder / "fixtures.json"
    file.write_text(json.dumps({"fixtures": fixtures}), "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (folder / "aimock.log").open("w")
    process = subprocess.Popen(
        [node, str(package), "-p", str(port), "-f", str(file), "--log-level", "warn", "--strict"],
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        _wait(port, process, folder / "aimock.log")
        yield Aimock(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(timeout=10)
        log.close()


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        if process.poll() is not None:
            pytest.fail(f"aimock ended: {log.read_text()}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"aimock does not listen: {log.read_text()}")
