"""The commands over a demo that has been played: a folder of its own for each test, and a way to call them as a shell does."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inbox_agent.__main__ import main
from inbox_agent.front.demo import cast as people
from inbox_agent.front.demo import run

END = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)  #: when the play ends
NOW = "2026-11-20T13:00:00+01:00"  #: the same moment, as `--now` takes it

#: Words of a command line, to exit code, standard output and standard error.
Say = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo of ten weeks, played once in each process of the tests."""
    folder = tmp_path_factory.mktemp("cli") / "demo"
    cast = people.load()
    settings, config, post = run.prepare(folder, cast)
    run.play(settings, config.parent, post, cast, run.beginning(END, 10), END, lambda week: None)
    return folder


@pytest.fixture
def demo(played: Path, tmp_path: Path) -> Path:
    """A copy of its own for a test that changes something; the configuration points into the copy."""
    folder = tmp_path / "demo"
    shutil.copytree(played, folder)
    config = folder / "config.toml"
    config.write_text(config.read_text().replace(str(played), str(folder)))
    config.chmod(0o600)
    return folder


@pytest.fixture
def say(demo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Say:
    """Call the command as a shell does: exit code, standard output, standard error."""

    def call(*words: str, config: Path | None = None) -> tuple[int, str, str]:
        monkeypatch.setenv("INBOX_AGENT_CONFIG", str(config or demo / "config.toml"))
        monkeypatch.setattr(sys, "argv", ["inbox-agent", *words])
        with pytest.raises(SystemExit) as end:
            main()
        out = capsys.readouterr()
        return int(end.value.code or 0), out.out, out.err

    return call
