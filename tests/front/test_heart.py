"""Watchdogs are fed only while mail is read (F-93), and what is printed for services and shells is what they take."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from stories.mailroom import Mailroom

from inbox_agent.front.heart import Heart, ping


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> socket.socket:
    """What systemd would hear."""
    line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    line.bind(str(tmp_path / "notify"))
    line.settimeout(0.3)
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    return line


def heard(line: socket.socket, seconds: float = 0.6) -> list[str]:
    words, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            words += line.recv(4096).decode().splitlines()
        except TimeoutError:
            break
    return words


def test_the_watchdog_is_fed_by_good_polls_only(room: Mailroom, systemd: socket.socket, httpserver: HTTPServer) -> None:
    """Ready at once, fed while well, starved when no mail has been read for long; the ping likewise."""
    httpserver.expect_request("/ping").respond_with_data("ok")
    settings = room.doors.settings.model_copy(
        update={"health": type(room.doors.settings.health)(ping_url=httpserver.url_for("/ping"))}
    )
    heart = Heart({"me": room.doors}, settings, room.clock, beat=0.05)
    heart.start()
    words = heard(systemd)
    assert words[0] == "READY=1"
    assert "WATCHDOG=1" in words
    assert len(httpserver.log) > 0
    room.clock.turn_to(room.clock() + timedelta(hours=2))
    heard(systemd, 0.2)
    assert "WATCHDOG=1" not in heard(systemd)
    heart.stop()
    assert "STOPPING=1" in heard(systemd)


def test_a_ping_that_is_not_taken_is_no_trouble(httpserver: HTTPServer) -> None:
    """Refused, unreachable or not HTTP: False, and the agent goes on."""
    httpserver.expect_request("/full").respond_with_data("no", status=500)
    assert not ping(httpserver.url_for("/full"))
    assert not ping("http://127.0.0.1:1/")
    assert not ping("file:///etc/passwd:x")


def command(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "inbox_agent", *words],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environment,
    )


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    """Checked by systemd's own linter where it is there; a path with a blank and a percent sign is quoted."""
    config = tmp_path / "my 100% config.toml"
    unit = command("service", "--systemd", "--config", str(config)).stdout
    assert "my 100%% config.toml" in unit
    assert "Type=notify" in unit
    if linter := shutil.which("systemd-analyze"):
        file = tmp_path / "inbox-agent.service"
        file.write_text(unit.replace("ExecStart=inbox-agent", f"ExecStart={sys.executable}"))
        done = subprocess.run([linter, "verify", "--man=no", str(file)], capture_output=True, text=True, check=False)
        assert "inbox-agent.service" not in done.stderr, done.stderr


def test_the_compose_file_is_yaml_without_root() -> None:
    """Parsed where a YAML reader is there; nothing in it runs as root or may write its own image."""
    text = command("service", "--compose").stdout
    yaml = pytest.importorskip("yaml")
    agent = yaml.safe_load(text)["services"]["agent"]
    assert agent["user"] == "10001:10001"
    assert agent["read_only"] is True
    assert agent["cap_drop"] == ["ALL"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_completion(shell: str) -> None:
    """The printed script asks for completions by the name that the command listens to."""
    done = command("completion", shell)
    assert done.returncode == 0
    assert "_INBOX_AGENT_COMPLETE" in done.stdout


def test_a_tab_completes_commands_and_people(room: Mailroom, tmp_path: Path) -> None:
    """Commands by their beginning, people with who they are; without a configuration nothing, and no error."""
    config = tmp_path / "config.toml"
    config.write_text(
        '[owner]\nname = "Sofia Lind"\naddresses = ["sofia@home.example"]\n[mailbox]\nkind = "maildir"\n'
        f'address = "letters@sofia.example"\npath = "{tmp_path / "inbox"}"\n[outgoing]\nkind = "folder"\npath = "{tmp_path / "outbox"}"\n'
        f'[database]\nurl = "sqlite:///{tmp_path / "agent.sqlite"}"\n'
    )

    def tab(words: str, count: int, config: Path) -> subprocess.CompletedProcess[str]:
        return command(
            _INBOX_AGENT_COMPLETE="zsh_complete",
            COMP_WORDS=words,
            COMP_CWORD=str(count),
            INBOX_AGENT_CONFIG=str(config),
        )

    assert "set-aside" in tab("inbox-agent set", 1, config).stdout
    found = tab("inbox-agent person ad", 2, config)
    assert "ada.holm@brightlab.example" in found.stdout
    assert "Ada" in found.stdout
    assert "1" in tab("inbox-agent show ", 2, config).stdout
    nothing = tab("inbox-agent person ad", 2, tmp_path / "none.toml")
    assert (nothing.stdout.strip(), nothing.stderr) == ("", "")
