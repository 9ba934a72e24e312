"""What the machine gives to test servers: programs, free ports, a user without rights, folders that vanish."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

#: Where Debian keeps programs that are not on everybody's path.
PLACES = (*os.environ.get("PATH", "").split(":"), "/usr/sbin", "/sbin", "/usr/lib", "/usr/lib/postfix/sbin")


def lacking(reason: str) -> Any:
    """Skip with the reason; a failure where `INBOX_AGENT_SERVERS=required` says that nothing may be skipped."""
    if os.environ.get("INBOX_AGENT_SERVERS") == "required":
        pytest.fail(f"{reason} (INBOX_AGENT_SERVERS=required)", pytrace=False)
    pytest.skip(reason)


def program(name: str, package: str, *places: Path) -> str:
    """The full path of a program, or a skip that names the Debian package."""
    found = next((Path(p) / name for p in (*places, *PLACES) if p and (Path(p) / name).is_file()), None)
    return str(found) if found else lacking(f"{name} is not on this machine: install the Debian package {package}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def plain_user() -> pwd.struct_passwd:
    """The user that servers run as: oneself, or `nobody` where the tests run as root."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


def as_plain_user() -> dict[str, Any]:
    """Arguments for `subprocess` that give up root's rights."""
    user = plain_user()
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}


@contextmanager
def folder(name: str, mode: int = 0o755) -> Iterator[Path]:
    """A folder directly below /tmp, since pytest's own are closed to other users and too long for sockets."""
    path = Path(tempfile.mkdtemp(prefix=f"ia-{name}-", dir="/tmp"))
    try:
        path.chmod(mode)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def wait_for(port: int, running: Callable[[], bool], log: Path, seconds: float = 60) -> None:
    """Return once something listens on the port; fail with the server's log where it does not come up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and running():
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.02)
    told = log.read_text(errors="replace")[-3000:] if log.exists() else "no log"
    pytest.fail(f"nothing listens on port {port}: {told}", pytrace=False)


def stop(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> None:
    """Ask a server that we started to end, and make sure that it does."""
    process.send_signal(how)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
