"""From an address to an agent that runs: real servers with TLS, a password command, four answers at a terminal (F-90)."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from servers.certificates import Certificates
from servers.postfix import Postfix

from inbox_agent.settings import load


def init(*words: str, config: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "inbox_agent", "init", *words, "--config", str(config)],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env=os.environ
        | {"XDG_DATA_HOME": str(config.parent / "data"), "LANG": "sv_SE.UTF-8", "TZ": "Europe/Stockholm"},
    )


def at_a_terminal(answers: dict[str, str], *words: str, config: Path) -> tuple[int, str]:
    """Run `init` on a terminal and type an answer where its question stands."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "inbox_agent", "init", *words, "--config", str(config)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=os.environ | {"XDG_DATA_HOME": str(config.parent / "data"), "TERM": "dumb"},
    )
    os.close(theirs)
    seen, left, end = "", dict(answers), time.monotonic() + 60
    while time.monotonic() < end:
        if select.select([ours], [], [], 0.1)[0]:
            try:
                read = os.read(ours, 4096)
            except OSError:  # the other side has closed: it has ended
                break
            if not read:
                break
            seen += read.decode("utf-8", "replace")
        for question in [q for q in left if q in seen]:
            os.write(ours, (left.pop(question) + "\n").encode())
    process.wait(timeout=60)
    os.close(ours)
    assert not left, f"never asked: {left}; said: {seen}"
    return process.returncode, seen


@pytest.fixture
def servers(postfix: Postfix, certificates: Certificates) -> tuple[str, ...]:
    return (
        "--imap", f"localhost:{postfix.dovecot.imaps}/tls",
        "--smtp", f"localhost:{postfix.submission}/starttls",
        "--ca-file", str(certificates.ca),
    )  # fmt: skip


def test_four_answers_are_enough(postfix: Postfix, servers: tuple[str, ...], tmp_path: Path) -> None:
    """Mailbox, name, own address, password command: both servers are tried, and the file loads and holds no password."""
    user = postfix.dovecot.add(password="correct horse")
    config = tmp_path / "config.toml"
    code, said = at_a_terminal(
        {
            "The agent's mailbox": user.name,
            "Your name": "Sofia Lind",
            "Your own address": "sofia@home.example",
            "A command that prints it": "printf 'correct horse'",
        },
        *servers,
        config=config,
    )
    assert code == 0, said
    assert said.count("ok  ") == 2
    settings = load(config)
    assert settings.mailbox is not None
    assert settings.mailbox.address == user.name
    assert settings.owner is not None
    assert settings.owner.addresses == ("sofia@home.example",)
    assert config.stat().st_mode & 0o777 == 0o600


def test_a_wrong_password_is_told_with_the_mend_and_the_answers_are_kept(
    postfix: Postfix, servers: tuple[str, ...], tmp_path: Path
) -> None:
    """Exit code 3; run again with the right one nothing else needs to be said, and the old file lies beside it."""
    user = postfix.dovecot.add(password="correct horse")
    config = tmp_path / "config.toml"
    owner = ("--name", "Sofia Lind", "--owner", "sofia@home.example")
    wrong = init(user.name, *owner, "--password-command", "echo wrong", *servers, config=config)
    assert wrong.returncode == 3
    assert "does not accept the login" in wrong.stdout
    config.write_text(config.read_text() + '\n# mine\n[digest]\nday = "friday"\n')
    right = init(user.name, "--password-command", "printf 'correct horse'", "--json", config=config)
    assert right.returncode == 0, right.stderr
    assert [c["ok"] for c in json.loads(right.stdout)["checks"]] == [True, True]
    text = config.read_text()
    assert "# mine" in text
    assert load(config).digest.day == "friday"
    assert "echo wrong" in config.with_name("config.toml.before").read_text()
    assert "echo wrong" not in text


def test_without_a_terminal_everything_missing_is_named_at_once(tmp_path: Path) -> None:
    """One sentence, the options that say it, and no file."""
    config = tmp_path / "config.toml"
    done = init("sofia@gmail.com", config=config)
    assert done.returncode == 2
    assert all(option in done.stderr for option in ("--name", "--owner", "--password-command"))
    assert not config.exists()


def test_the_machines_own_zone_and_language_are_taken(tmp_path: Path) -> None:
    """What the machine knows is not asked."""
    config = tmp_path / "config.toml"
    words = ("--name", "Sofia Lind", "--owner", "sofia@home.example", "--password-env", "PW", "--no-check")
    assert init("letters@gmail.com", *words, config=config).returncode == 0
    settings = load(config)
    assert settings.owner is not None
    assert (settings.owner.timezone, settings.owner.language) == ("Europe/Stockholm", "sv")


def test_a_file_that_is_no_toml_is_never_written_over(tmp_path: Path) -> None:
    """It is named, and stays as it is."""
    config = tmp_path / "config.toml"
    config.write_text("this is = = not toml")
    done = init("letters@gmail.com", config=config)
    assert done.returncode == 2
    assert config.read_text() == "this is = = not toml"
