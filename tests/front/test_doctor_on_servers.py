"""`doctor --send-test` on real servers: one that vouches on top of each mail, one that does not, and one that changes From."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from front.line import server_config
from servers.postfix import Postfix

from inbox_agent.__main__ import main
from inbox_agent.front.demo import cast as people

Rows = dict[str, dict[str, Any]]


@pytest.fixture
def examined(
    tmp_path: Path, postfix: Postfix, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Any:
    """Call `doctor` for an agent whose mailbox has this local part; its exit code and rows by name."""

    def call(local: str, *words: str) -> tuple[int, Rows]:
        whole = people.load()
        owner = whole.owner.model_copy(update={"mailbox": f"{local}@host.example"})
        config = server_config(tmp_path, whole.model_copy(update={"owner": owner}), postfix)
        monkeypatch.setenv("INBOX_AGENT_CONFIG", str(config))
        monkeypatch.setattr(sys, "argv", ["inbox-agent", "doctor", "--json", *words])
        with pytest.raises(SystemExit) as end:
            main()
        rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        return int(end.value.code or 0), {row["name"]: row for row in rows}

    return call


def test_a_server_that_vouches_is_learnt_by_its_name(examined: Any) -> None:
    """F-90, T-06: the mail that came back bears the server's word, so its name is kept and relied on from now on."""
    _, before = examined("stamped")
    assert "doctor --send-test" in json.dumps(before)
    _, found = examined("stamped", "--send-test")
    assert found["round trip"]["ok"]
    assert "mx.agent.example, and its word is believed" in found["round trip"]["says"]
    assert found["From"]["ok"]
    _, after = examined("stamped")
    assert "the word of your server (mx.agent.example)" in json.dumps(after)


def test_a_server_that_says_nothing_is_not_relied_on(examined: Any) -> None:
    """The mail comes back, the time it took is told, and a code or a signature stays the proof."""
    _, found = examined("plain", "--send-test")
    assert found["round trip"]["ok"]
    assert "not relied on" in found["round trip"]["says"]
    assert found["clock at the server"]["ok"]


def test_a_server_that_changes_from_is_found_out(examined: Any) -> None:
    """The row fails, names both addresses and the mend, and so does the command."""
    code, found = examined("rewritten", "--send-test")
    assert code != 0
    assert not found["From"]["ok"]
    assert "rewritten@host.example was sent, login@host.example arrived" in json.dumps(found["From"])
    assert "alias" in json.dumps(found["From"])
