"""A password from where the settings say it is: a command, a file or the environment; never from the settings (T-40)."""

from __future__ import annotations

import os
import shlex
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

from inbox_agent.errors import Refused, Unwell, WrongUse

COMMAND_SECONDS = 60


def secret(what: str, command: str = "", file: str = "", env: str = "") -> Callable[[], str]:
    """A function that fetches the secret anew each time, so that a changed password is picked up.

    `what` names it in errors ("the password of the mailbox"). Raises, when called, `WrongUse` where nothing says
    where it is, `Unwell` where it cannot be had, `Refused` for a file that others may read.
    """

    def fetch() -> str:
        if command:
            return _from_command(what, command)
        if file:
            return _from_file(what, Path(file).expanduser())
        if env:
            return _from_environment(what, env)
        raise WrongUse(
            f"Nothing says where {what} is.", "Set password_command, password_file or password_env beside it."
        )

    return fetch


def _from_command(what: str, command: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 (the owner's own command, from the owner's own file)
            shlex.split(command),
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=True,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, ValueError, subprocess.SubprocessError) as fault:
        # The command's output may hold the secret: only its kind of failure is told.
        cause = (
            f"it ended with {fault.returncode}"
            if isinstance(fault, subprocess.CalledProcessError)
            else type(fault).__name__
        )
        raise Unwell(f"The command for {what} failed: {cause}.", f"Try it in a shell: {command}") from None
    return _first_line(what, done.stdout)


def _from_file(what: str, path: Path) -> str:
    try:
        mode = path.stat().st_mode
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise Unwell(
            f"{path} with {what} cannot be read: {type(fault).__name__}.", "Check the path and its rights."
        ) from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise Refused(f"Others on this machine may read {path}, which holds {what}.", f"Run: chmod 600 {path}")
    return _first_line(what, text)


def _from_environment(what: str, name: str) -> str:
    value = os.environ.get(name)
    if value is None:
        raise WrongUse(
            f"The environment has no {name}, which should hold {what}.", f"Set {name}, or say another place."
        )
    return _first_line(what, value)


def _first_line(what: str, text: str) -> str:
    line = text.strip("\r\n").splitlines()[0] if text.strip() else ""
    if not line:
        raise Unwell(
            f"The place named for {what} gave nothing.", "Check that it prints or holds the password on its first line."
        )
    return line
