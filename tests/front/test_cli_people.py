"""The owner's word on people, from the command line: notes, meetings, stages, pauses, who is who, and the ledger."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inbox_agent.__main__ import main
from inbox_agent.front.assemble import open_records
from inbox_agent.mail.message import Because
from inbox_agent.mentorship.kept import NewContact
from inbox_agent.mentorship.ledger import Mention
from inbox_agent.rounds import correct
from inbox_agent.settings import load

NOW = "2026-11-20T13:00:00+01:00"
BEFORE = datetime(2026, 11, 1, 9, tzinfo=UTC)
CONFIG = """
[owner]
name = "Sofia Lind"
addresses = ["sofia@home.example"]
timezone = "Europe/Stockholm"
[mailbox]
kind = "maildir"
address = "letters@sofia.example"
path = "{folder}/inbox"
[outgoing]
kind = "folder"
path = "{folder}/outbox"
[database]
url = "sqlite:///{folder}/agent.sqlite"
"""
Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """An owner who knows Ada by two records and Bo by one; Ada has given one piece of advice."""
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.format(folder=tmp_path))
    path.chmod(0o600)
    with open_records(load(path)).transaction("me") as tx:
        for name, addr in (
            ("Ada Holm", "ada@lab.example"),
            ("A. Holm", "holm@home.example"),
            ("Bo Ek", "bo@lab.example"),
        ):
            number = tx.people.add(NewContact(name, addr, "mentee", "informal"), BEFORE)
            tx.ledger.add(number, Mention("advice", "contact", "ask first", "You should ask first."), BEFORE)
    return path


@pytest.fixture
def say(config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Say:
    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["inbox-agent", *words, "--config", str(config), "--now", NOW])
        with pytest.raises(SystemExit) as end:
            main()
        out = capsys.readouterr()
        return int(end.value.code or 0), out.out, out.err

    return call


def stage_of(say: Say, who: str) -> str:
    return str(json.loads(say("person", who, "--json")[1])["stage"])


def test_what_came_of_advice_is_written_down_by_its_number(say: Say) -> None:
    """`ledger` lists; --did, --came and --drop change one entry, and a number that is none is told."""
    first = json.loads(say("ledger", "ada@lab.example", "--json")[1])
    assert (first["what"], first["gist"], first["done"]) == ("advice", "ask first", None)
    assert say("ledger", "--did", str(first["id"]), "I asked Miriam")[0] == 0
    assert say("ledger", "--came", str(first["id"]), "we got the money")[0] == 0
    told = json.loads(say("ledger", "ada@lab.example", "--json")[1])
    assert (told["done"], told["outcome"]) == ("I asked Miriam", "we got the money")
    assert "I asked Miriam; we got the money" in " ".join(say("ledger", "ada@lab.example")[1].split())
    assert say("ledger", "ada@lab.example", "--drop", str(first["id"]))[1].startswith("Nothing yet")
    code, _, err = say("ledger", "--did", "99", "x")
    assert (code, "no entry 99" in err) == (5, True)


def test_what_was_said_elsewhere_is_written_in(say: Say) -> None:
    """`--add` keeps it under a kind that is known, and needs to know whose word it is."""
    assert say("ledger", "bo", "--add", "resource", "The book on tides")[0] == 0
    assert [json.loads(line)["what"] for line in say("ledger", "bo", "--json")[1].splitlines()] == [
        "advice",
        "resource",
    ]
    assert say("ledger", "--add", "advice", "x")[0] == 2
    assert "introduction" in say("ledger", "bo", "--add", "wisdom", "x")[2]


def test_a_stage_is_corrected_and_kept_as_an_example(say: Say, config: Path) -> None:
    """The stage moves, the correction is an example, and a word that is no stage is told with the nearest."""
    assert "active" in say("stage", "ada@lab.example", "active")[1]
    assert stage_of(say, "ada@lab.example") == "active"
    with open_records(load(config)).transaction("me") as tx:
        assert [(e.judged, e.corrected) for e in tx.examples.all("stage")] == [("prospect", "active")]
    code, _, err = say("stage", "ada@lab.example", "activ")
    assert (code, "Did you mean active?" in err) == (2, True)


@pytest.mark.parametrize("when", [(), ("yesterday", "15:00"), ("2026-11-18",), ("2026-11-18", "15:00")], ids=str)
def test_a_meeting_that_was_held_starts_the_thank_you(say: Say, when: tuple[str, ...]) -> None:
    """`met WHO [WHEN]` takes now, a word or a date, and moves to thank-you (F-10, P-33)."""
    code, out, err = say("met", "ada@lab.example", *when)
    assert (code, err) == (0, "")
    assert "You met Ada Holm" in out
    assert stage_of(say, "ada@lab.example") == "thank-you"


@pytest.mark.parametrize("when", ["2026-12-24", "soonish"])
def test_a_meeting_to_come_or_at_no_time_is_refused(say: Say, when: str) -> None:
    """What has not been is no meeting held, and what cannot be read is not guessed."""
    assert say("met", "ada@lab.example", when)[0] == 2


def test_a_pause_lasts_until_its_day(say: Say) -> None:
    """`pause WHO UNTIL` names the day; a day that has passed is refused."""
    assert "until 2027-01-15" in say("pause", "bo", "2027-01-15")[1]
    assert stage_of(say, "bo") == "paused"
    assert say("pause", "bo", "2026-01-15")[0] == 2
    assert "The pause of" in say("pause", "bo", "--end")[1]
    assert stage_of(say, "bo") != "paused"
    assert say("pause", "bo", "--end")[0] == 2
    assert say("pause", "bo")[0] == 2


def test_a_note_is_kept_and_shown(say: Say) -> None:
    """What the owner noted stands with the person."""
    assert say("note", "bo", "prefers calls before ten")[0] == 0
    assert json.loads(say("person", "bo", "--json")[1])["notes"][0]["words"] == "prefers calls before ten"
    assert "prefers calls before ten" in say("person", "bo")[1]


def test_two_records_become_one_person_and_one_of_its_addresses_another(say: Say) -> None:
    """`merge` joins addresses and the ledger, `split` takes an address out again (F-29)."""
    assert "one person now" in say("merge", "ada@lab.example", "holm@home.example", "--yes")[1]
    both = json.loads(say("person", "ada@lab.example", "--json")[1])
    assert both["addresses"] == ["ada@lab.example", "holm@home.example"]
    assert len(say("ledger", "ada@lab.example", "--json")[1].splitlines()) == 1  # the same sentence is one entry
    assert "merged" in say("why", "ada@lab.example")[1]
    assert say("split", "ada@lab.example", "holm@home.example")[0] == 0
    assert json.loads(say("person", "holm@home.example", "--json")[1])["addresses"] == ["holm@home.example"]
    code, _, err = say("split", "bo", "bo@lab.example")
    assert (code, "not one of several" in err) == (4, True)


def test_why_says_each_phrase_once_and_moments_by_the_owners_clock(say: Say, config: Path) -> None:
    """A phrase within a longer one, and what stands above already, are not said again; kept in UTC, told at home."""
    with open_records(load(config)).transaction("me") as tx:
        number = tx.people.by_address("ada@lab.example") or 0
        longer = (Because("accepts.en.1", "happy to talk"), Because("accepts.en.2", "I would be happy to talk"))
        tx.events.add(BEFORE, "heard", *longer, relationship=number, intent="accepts", sure=True)
        tx.events.add(BEFORE, "stage", *longer, relationship=number, before="outreach", after="scheduling")
        ends = Because("P-33", "the conversation ended at 2026-11-02 13:35 UTC")
        tx.events.add(BEFORE, "stage", ends, relationship=number, before="meeting", after="thank-you")
    told = say("why", "ada@lab.example")[1]
    assert told.count("happy to talk") == 1
    assert "accepts.en.2: as above" in told
    assert "ended at 2026-11-02 14:35”" in told
    assert "UTC" not in told


def test_a_stop_is_taken_back_where_it_was_the_owners(say: Say, config: Path) -> None:
    """They stand where they stood; their own wish stays, unless their mail was misread; and who is free is said to be."""
    with open_records(load(config)).transaction("me") as tx:
        ada, bo = (tx.people.get(tx.people.by_address(f"{who}@lab.example") or 0) for who in ("ada", "bo"))
        assert ada
        assert bo
        correct.no_contact(tx, ada, BEFORE)
        tx.people.change(bo.id, do_not_contact=True)
        tx.events.add(BEFORE, "do-not-contact", Because("hard-stop.en.1", "do not write"), relationship=bo.id)
    assert "may be written to again" in say("again", "ada@lab.example")[1]
    shown = json.loads(say("person", "ada@lab.example", "--json")[1])
    assert (shown["stage"], shown["do_not_contact"]) == ("prospect", False)
    assert say("again", "ada@lab.example")[0] == 2
    code, _, err = say("again", "bo")
    assert (code, "--misread" in err) == (4, True)
    assert say("again", "bo", "--misread")[0] == 0
    assert json.loads(say("person", "bo", "--json")[1])["do_not_contact"] is False


def test_somebody_to_reach_is_named_in_a_sentence(say: Say) -> None:
    """`add` is read like a mail of the owner's; a sentence without a person is told with the mend."""
    code, out, _ = say("add", "Please reach out to Grace Oduya <grace@north.example>, I liked her talk on tides")
    assert (code, "Grace Oduya <grace@north.example> is somebody to reach now" in out) == (0, True)
    assert stage_of(say, "grace@north.example") == "prospect"
    assert say("add", "buy milk and bread on the way home")[0] == 5


def test_somebody_is_found_by_number_and_asked_back_when_unclear(say: Say) -> None:
    """A name that two have is asked back with both; the number of the record finds one."""
    code, _, err = say("person", "holm")
    assert (code, "could be" in err) == (2, True)
    assert json.loads(say("person", "1", "--json")[1])["person"] == "Ada Holm"


def test_goals_are_kept_in_a_file_of_the_owners_and_matched_to_people(say: Say, config: Path) -> None:
    """`profile` reads an edited file, keeps its comments, and says who serves which goal, by word or by the owner (P-11)."""
    assert "profile --edit" in say("profile")[1]
    file = config.parent / "profile.toml"
    file.write_text('# mine\nshort_term = ["lead a research team", "learn to sail"]\n')
    assert say("note", "bo", "leads the research team at the Harbour lab, and teaches")[0] == 0
    shown = json.loads(say("profile", "--json")[1])
    assert shown["served"] == {"lead a research team": ["Bo Ek"], "learn to sail": []}
    assert "learn to sail" in shown["unserved"]
    assert say("profile", "--serves", "ada@lab.example", "sail")[0] == 0
    assert json.loads(say("profile", "--json")[1])["served"]["learn to sail"] == ["Ada Holm"]
    assert "# mine" in file.read_text()
    file.write_text('short_term = "sail"\n')
    code, _, err = say("profile")
    assert (code, "not a list" in err) == (2, True)


def test_the_year_is_shown_with_what_came_of_it(say: Say) -> None:
    """`digest --review` tells who gave what, and a year without gifts says so (F-87)."""
    number = json.loads(say("ledger", "bo", "--json")[1])["id"]
    assert say("ledger", "--did", str(number), "I asked Miriam")[0] == 0
    shown = " ".join(say("digest", "--review")[1].split())
    assert "Bo Ek" in shown
    assert f"L{number}, advice: ask first → I asked Miriam" in shown
    assert json.loads(say("digest", "--review", "--json")[1])["givers"][0]["person"] == "Bo Ek"
    assert "Nothing was given or received in 2019" in say("digest", "--review", "--year", "2019")[1]
