"""The configuration: every problem is told at once, in a sentence that names the mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from inbox_agent.errors import Refused, WrongUse
from inbox_agent.settings import load, parse, span

GOOD = """
[owner]
name = "Sofia Lind"
addresses = ["sofia@home.example"]
[mailbox]
address = "letters@sofia.example"
host = "imap.sofia.example"
[outgoing]
host = "smtp.sofia.example"
"""


def test_three_tables_are_enough() -> None:
    """Owner, mailbox and outgoing; everything else has a default."""
    settings = parse(GOOD)
    assert list(settings.accounts) == ["me"]
    assert settings.accounts["me"].mailbox.port == 993


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param('[owner]\nadresses = ["a@b.example"]', "did you mean 'addresses'", id="misspelt key"),
        pytest.param("[polling]\nsecond = 5", "did you mean 'seconds'", id="misspelt key in a table with defaults"),
        pytest.param("[digests]\nday = 'monday'", "did you mean 'digest'", id="misspelt table"),
        pytest.param("[digest]\ntime = '25:00'", "[digest] time", id="no such clock"),
        pytest.param("[caps]\nunanswered_in_a_row = 3", "less than or equal to 2", id="a third nudge"),
        pytest.param("[model]\nprovider = 'openai'", "needs 'model'", id="half a model"),
    ],
)
def test_a_fault_is_told_with_its_place(change: str, says: str) -> None:
    """Table, key, and what is wrong with it."""
    text = (
        GOOD + change
        if not change.startswith("[owner]")
        else GOOD.replace('addresses = ["sofia@home.example"]', change.split("\n")[1])
    )
    with pytest.raises(WrongUse) as fault:
        parse(text)
    assert says in str(fault.value)
    assert fault.value.exit_code == 2


def test_all_faults_are_told_at_once() -> None:
    """Nobody mends a file ten times."""
    with pytest.raises(WrongUse) as fault:
        parse(
            '[owner]\nname = "x"\naddresses = ["not an address"]\ntimezone = "Mars/Olympus"\n[mailbox]\naddress = "a@b.example"\n[outgoing]\nhots = "x"'
        )
    text = str(fault.value)
    assert all(part in text for part in ("not an address", "Mars/Olympus", "needs 'host'", "did you mean 'host'"))


def test_a_file_that_anybody_may_change_is_refused(tmp_path: Path) -> None:
    """Whoever may write it decides where letters go (T-40)."""
    path = tmp_path / "config.toml"
    path.write_text(GOOD)
    path.chmod(0o666)
    with pytest.raises(Refused, match="chmod"):
        load(path)


def test_a_missing_file_names_how_to_make_one(tmp_path: Path) -> None:
    """The first thing a newcomer meets says what to do."""
    with pytest.raises(WrongUse, match="inbox-agent init"):
        load(tmp_path / "config.toml")


def test_many_owners_stand_in_one_file() -> None:
    """Each has the same three tables under a name (F-97)."""
    text = "\n".join(
        GOOD.replace("[owner]", f"[owners.{n}.owner]")
        .replace("[mailbox]", f"[owners.{n}.mailbox]")
        .replace("[outgoing]", f"[owners.{n}.outgoing]")
        for n in ("sofia", "omar")
    )
    assert list(parse(text).accounts) == ["sofia", "omar"]


@pytest.mark.parametrize(("text", "hours"), [("12h", 12), ("1d", 24), ("2w", 336)])
def test_lengths_of_time_are_read(text: str, hours: int) -> None:
    """Hours, days and weeks."""
    assert span(text).total_seconds() == hours * 3600


@pytest.mark.parametrize("text", ["", "d", "3", "3y", "-1d", "1.5d"])
def test_other_lengths_are_refused(text: str) -> None:
    """No guess at what was meant."""
    with pytest.raises(ValueError, match="180d"):
        span(text)
