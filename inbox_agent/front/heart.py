"""The agent's heartbeat to whoever watches the process: systemd's watchdog, and a URL that is called while all is well (F-93).

Both are fed only while every mailbox was read lately enough: a process that runs but reads no mail counts as dead.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime
from typing import Any

from inbox_agent.front import health
from inbox_agent.settings import Settings

log = logging.getLogger(__name__)

BEAT = 20.0  #: seconds; systemd's unit gives three minutes
PING_EVERY = 3  #: beats: a minute
PING_SECONDS = 10.0


def notify(*lines: str) -> bool:
    """Tell systemd (sd_notify(3)); False where nobody asked to be told."""
    place = os.environ.get("NOTIFY_SOCKET", "")
    if not place:
        return False
    address = "\0" + place[1:] if place.startswith("@") else place
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto("\n".join(lines).encode(), address)
    except OSError as fault:
        log.warning("systemd could not be told: %s", fault)
        return False
    return True


class Heart:
    """Beats in a thread of its own until it is stopped."""

    def __init__(
        self, doors: dict[str, Any], settings: Settings, clock: Callable[[], datetime], beat: float = BEAT
    ) -> None:
        self._doors, self._settings, self._clock, self._beat = doors, settings, clock, beat
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heart", daemon=True)

    def start(self) -> None:
        notify("READY=1")
        self._thread.start()

    def stop(self) -> None:
        notify("STOPPING=1")
        self._stop.set()
        self._thread.join(timeout=2)

    def _run(self) -> None:
        beats = 0
        while not self._stop.wait(self._beat):
            beats += 1
            if not self._well():
                continue
            notify("WATCHDOG=1")
            if self._settings.health.ping_url and beats % PING_EVERY == 1:
                ping(self._settings.health.ping_url)

    def _well(self) -> bool:
        now = self._clock()
        try:
            found = [health.of(d.records, n, d.account, self._settings, now) for n, d in self._doors.items()]
        except Exception as fault:  # noqa: BLE001 (whatever keeps us from knowing is a missed beat, and never the end of the heart)
            log.warning("the heart missed a beat: %s", fault)
            return False
        notify("STATUS=" + "; ".join(_line(h) for h in found))
        return all(h.well for h in found)


def _line(found: health.Health) -> str:
    return f"{found.owner}: {'well' if found.well else 'unwell'}, {found.waiting} drafts wait"


def ping(url: str) -> bool:
    """Call a URL, and nothing more: no body, no header of ours. Whether it answered well."""
    try:
        with urllib.request.urlopen(url, timeout=PING_SECONDS) as answer:  # noqa: S310 (the settings take http and https only)
            return bool(200 <= answer.status < 300)
    except (OSError, ValueError, urllib.error.URLError) as fault:
        log.warning("the ping was not taken: %s", type(fault).__name__)  # the address may hold a secret
        return False
