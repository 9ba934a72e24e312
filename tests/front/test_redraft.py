"""`show` and `redraft` from a shell, with a model on loopback and without one."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from front.test_model_road import TEXT
from pytest_httpserver import HTTPServer
from rounds.model_room import Oracle, letter, serving
from werkzeug import Response

from inbox_agent.__main__ import main
from inbox_agent.doors import maildir
from inbox_agent.front.demo import cast as people
from inbox_agent.front.demo import post, stage
from inbox_agent.front.demo.post import Party

AT = "2026-09-07T09:00:00+00:00"
Say = Callable[..., tuple[int, str, str]]
CLAIM = {"text": "The panel was at Nordic Design Week", "source": "note", "quote": "Nordic Design Week"}


@pytest.fixture(scope="module")
def http() -> Iterator[HTTPServer]:
    yield from serving()


@pytest.fixture
def oracle(http: HTTPServer) -> Oracle:
    return Oracle(http, letters=[letter(TEXT, "Getting developers to care", claims=[CLAIM])])


def waiting(folder: Path, more: str) -> Path:
    """A configuration whose agent is about to write a first letter to Ines."""
    cast = people.load()
    config = stage.prepare(folder / "stage", cast)
    with config.open("a", encoding="utf-8") as file:
        file.write(more)
    ines = next(m for m in cast.person if m.key == "ines")
    owner, now = Party(cast.owner.name, cast.owner.addr), datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
    note = f"{ines.note.strip()}\nNordic Design Week"
    raw = post.forward(
        owner, cast.owner.mailbox, ines.party, ines.subject, now, ines.text.strip(), note, now, "<f@home.example>"
    )
    maildir.deliver(folder / "stage" / "inbox", raw)
    return config


@pytest.fixture
def call(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Say]:
    """Call the command as a shell does: exit code, standard output, standard error."""

    def of(config: Path) -> Say:
        def say(*words: str) -> tuple[int, str, str]:
            monkeypatch.setenv("INBOX_AGENT_CONFIG", str(config))
            monkeypatch.setattr(sys, "argv", ["inbox-agent", *words])
            capfdbinary.readouterr()
            with pytest.raises(SystemExit) as end:
                main()
            sys.stdout.flush()
            out = capfdbinary.readouterr()
            return int(end.value.code or 0), out.out.decode(), out.err.decode()

        return say

    return of


def test_a_letter_by_a_model_is_shown_with_its_sources_its_cost_and_its_very_prompt(
    tmp_path: Path, oracle: Oracle, call: Callable[[Path], Say]
) -> None:
    """T-43, F-41: what it rests on, what it cost at the owner's price, and to the byte what left."""
    say = call(waiting(tmp_path, oracle.config + "price_in = 3.0\nprice_out = 15.0\n"))
    assert say("run", "--once", "--now", AT)[0] == 0
    shown = say("show", "1", "--now", AT)[1]
    assert "It rests on:\n  The panel was at Nordic Design Week — note: “Nordic Design Week”" in shown
    assert "one call: 900 tokens in, 100 out, 0.0042 at your price" in shown
    assert "by a model: prompts/letter" in shown
    value = json.loads(say("show", "1", "--json")[1])
    assert value["tokens"] == {"in": 900, "out": 100, "cost": 0.0042}
    assert value["claims"] == [CLAIM]
    code, prompt, _ = say("show", "1", "--prompt")
    assert code == 0
    system, user = prompt.split("\n[user]\n")
    assert f"{system.removeprefix('[system]' + chr(10))}\n{user}" == oracle.asked_letters[0]


def test_what_left_is_shown_also_where_no_answer_came(
    tmp_path: Path, oracle: Oracle, call: Callable[[Path], Say]
) -> None:
    """T-43: bytes are kept per call, not per answer."""
    oracle.letters[:] = [Response("no", 500)]
    say = call(waiting(tmp_path, oracle.config))
    assert say("run", "--once", "--now", AT)[0] == 0
    assert json.loads(say("show", "1", "--json")[1])["drafted_by"] == "template"
    asked = [json.loads(line) for line in say("show", "1", "--prompt", "--json")[1].splitlines()]
    assert len(asked) == len(oracle.asked_letters)
    assert all("Nordic Design Week" in one["prompt"] for one in asked)


def test_without_a_model_nothing_was_sent_and_a_wish_for_more_than_a_rule_can_do_is_refused(
    tmp_path: Path, call: Callable[[Path], Say]
) -> None:
    """Exit 5 and 4, each with what can be done; a wish that a rule can do is done, and shown at once."""
    say = call(waiting(tmp_path, ""))
    assert say("run", "--once", "--now", AT)[0] == 0
    code, _, err = say("show", "1", "--prompt")
    assert (code, "Nothing was sent to a model" in err) == (5, True)
    code, _, err = say("redraft", "1", "warmer", "--now", AT)
    assert (code, "inbox-agent edit 1" in err) == (4, True)
    before = json.loads(say("show", "1", "--json")[1])
    code, out, _ = say("redraft", "1", "drop the last paragraph", "--now", AT)
    assert (code, "Draft 1 is version 2 now" in out) == (0, True)
    after = json.loads(say("show", "1", "--json")[1])
    assert set(after["text"].split()) < set(before["text"].split())
    assert say("redraft", "1.1", "shorter", "--now", AT)[0] == 4
    assert say("approve", "1.1", "--now", AT)[0] == 4
    assert say("approve", "1", "--now", AT)[0] == 0
    assert say("redraft", "1", "shorter", "--now", AT)[0] == 4
    assert say("redraft", "99", "shorter", "--now", AT)[0] == 5


def test_a_model_fulfils_a_wish_from_the_shell(tmp_path: Path, oracle: Oracle, call: Callable[[Path], Say]) -> None:
    """The new version comes back at once; where the model fails, the draft stays and the reason is told."""
    glad = TEXT.replace("has stayed with me", "has stayed with me and made me glad")
    oracle.letters[:] = [letter(TEXT), letter(glad), Response("no", 401)]
    say = call(waiting(tmp_path, oracle.config))
    assert say("run", "--once", "--now", AT)[0] == 0
    code, out, _ = say("redraft", "1", "warmer", "--now", AT, "--json")
    assert code == 0
    value = json.loads(out)
    assert (value["id"], value["version"], value["state"]) == (1, 2, "waiting")
    assert "made me glad" in value["text"]
    code, _, err = say("redraft", "1", "more formal", "--now", AT)
    assert code == 4
    assert "stays as it was" in err
    assert "refused the key" in err
    assert json.loads(say("show", "1", "--json")[1])["version"] == 2
