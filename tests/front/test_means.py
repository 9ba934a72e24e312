"""`means`: the owner says on the command line what a mail means that was not clear (F-28)."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from stories.mailroom import CONFIG, Mailroom
from stories.test_stories import HERE, Story, play

from inbox_agent.__main__ import main

STORY = HERE / "one-number-tells-what-they-meant"


def test_a_mail_that_was_not_clear_is_settled_by_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a word the choices are listed, a word that is none changes nothing, and one of them moves the stage."""
    story = Story.model_validate(tomllib.loads((STORY / "story.toml").read_text("utf-8")))
    with Mailroom(tmp_path, story.after[0].at) as room:
        play(story.model_copy(update={"after": story.after[:-1]}), STORY, room)
    values = {
        "inbox": tmp_path / "inbox",
        "outbox": tmp_path / "outbox",
        "url": f"sqlite:///{tmp_path / 'agent.sqlite'}",
    }
    texts = {"language": "en", "role": "mentee"} | {name: str(value) for name, value in values.items()}
    config = tmp_path / "config.toml"
    config.write_text(CONFIG.format(**{name: json.dumps(value) for name, value in texts.items()}))
    config.chmod(0o600)

    def say(*words: str) -> tuple[int, str]:
        at = ("--now", "2026-09-08T12:30:00+02:00", "--config", str(config))
        monkeypatch.setattr("sys.argv", ["inbox-agent", *words, *at])
        with pytest.raises(SystemExit) as ended:
            main()
        seen = capsys.readouterr()
        return int(ended.value.code or 0), seen.out + seen.err

    code, listed = say("means", "Noa", "--json")
    assert code == 0
    assert {"accepts", "declines", "other"} <= {c["intent"] for c in json.loads(listed)["choices"]}
    assert say("means", "Noa", "perhaps")[0] == 2
    code, told = say("means", "Noa", "no")
    assert (code, "'declined'" in told) == (0, True), told
    assert say("means", "Noa", "no")[0] == 5
