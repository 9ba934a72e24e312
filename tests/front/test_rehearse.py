"""`rehearse`: an archive played through the real rounds, with nothing sent and nothing kept."""

from __future__ import annotations

import json
import mailbox
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rounds import years

from inbox_agent.front.cli import cli

BEGINS = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
NOA = "Noa Brandt <noa.brandt@harbour.example>"
ME = ("--owner", "sofia@home.example", "--mailbox", "letters@sofia.example")


def mails() -> list[bytes]:
    """A month of mail: a forward, an answer, a letter of the owner's own, a "not now", a riddle, a stranger, a list."""
    at = [BEGINS + timedelta(days=n) for n in range(8)]
    own = years.mail("Sofia Lind <sofia@home.example>", "Towers", "Would you have twenty minutes?", at[2], 3)
    own.replace_header("To", "Ida Kron <ida.kron@tower.example>")
    ida = "Ida Kron <ida.kron@tower.example>"
    return [
        years.forward("Noa Brandt", "noa.brandt@harbour.example", at[0], 1).as_bytes(),
        years.mail(NOA, "Re: hello", years.said("proposes", at[1]), at[1], 2).as_bytes(),
        own.as_bytes(),
        years.mail(ida, "Re: Towers", years.said("pauses", at[3]), at[3], 4, own["Message-ID"]).as_bytes(),
        years.mail(NOA, "Re: hello", years.said("riddle", at[4]), at[4], 5).as_bytes(),
        years.mail("X <x@y.example>", "Hello", "I saw your talk and would like to meet.", at[5], 6).as_bytes(),
        years.mail("News <n@list.example>", "News", "Buy.", at[6], 7, List_Id="<n.list.example>").as_bytes(),
    ]


@pytest.fixture
def mbox(tmp_path: Path) -> Path:
    path = tmp_path / "archive.mbox"
    box = mailbox.mbox(path)
    for raw in reversed(mails()):  # the order in the file is not the order of time
        box.add(raw)
    box.close()
    return path


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ["rehearse", *args], catch_exceptions=False)


def test_it_tells_people_letters_and_what_it_could_not_tell(mbox: Path, tmp_path: Path) -> None:
    """Who was found and why they stand where they stand, what would have been asked, and where a person is needed."""
    found = json.loads(run(str(mbox), *ME, "--config", str(tmp_path / "none.toml"), "--json").stdout)
    people = {p["person"]: p for p in found["people"]}
    assert people["Noa Brandt"]["stage"] == "scheduling"
    assert people["Noa Brandt"]["drafts"][0]["kind"] == "outreach"
    assert "Maps that people finish" in people["Noa Brandt"]["drafts"][0]["text"]
    assert [step["after"] for step in people["Ida Kron"]["road"]] == ["prospect", "outreach", "paused"]
    assert people["Ida Kron"]["next"] == {
        "what": "time:try-again", "due": "2026-12-01T08:00:00+00:00", "why": "F-23: try me again in December",
    }  # fmt: skip
    assert [u["person"] for u in found["unsure"]] == ["Noa Brandt"]
    assert [u["from"] for u in found["unsorted"]] == ["x@y.example"]
    assert found["kinds"]["list"] == 1
    assert found["set_aside"] == []


def test_its_page_can_be_read(mbox: Path, tmp_path: Path) -> None:
    """A person sees the roads with their causes, and that nothing was sent."""
    page = run(str(mbox), *ME, "--config", str(tmp_path / "none.toml")).stdout
    assert "Nothing was sent, and nothing was kept." in page
    assert "outreach → paused  because “try me again in December”" in page
    assert "would ask you about: outreach" in page


def test_what_is_said_twice_stands_once_and_in_the_order_of_time(tmp_path: Path) -> None:
    """A stranger who writes the same twice is one line with a count; one mail is "1 mail", and one person "1 person"."""
    at = [BEGINS + timedelta(days=n) for n in range(3)]
    box = mailbox.mbox(tmp_path / "twice.mbox")
    box.add(years.forward("Noa Brandt", "noa.brandt@harbour.example", at[0], 1).as_bytes())
    for n in (1, 2):
        box.add(
            years.mail("X <x@y.example>", "Hello", "I saw your talk and would like to meet.", at[n], n + 1).as_bytes()
        )
    box.close()
    page = run(str(tmp_path / "twice.mbox"), *ME, "--config", str(tmp_path / "none.toml")).stdout
    assert page.count("x@y.example belongs to nobody I know") == 1
    assert "“Hello” (2 times)" in page
    assert "In all: 1 person, " in page
    of_noa = page.split("Noa Brandt <")[1].split("What I could not tell")[0]
    days = [line.split()[0] for line in of_noa.splitlines() if line.startswith("  2026-")]
    assert days == sorted(days)


def test_a_maildir_with_folders_is_read_too(tmp_path: Path) -> None:
    """mbsync and offlineimap keep a folder in a folder."""
    top = mailbox.Maildir(tmp_path / "mail", create=True)
    inbox, sent = top, mailbox.Maildir(tmp_path / "mail" / "Sent", create=True)
    for number, raw in enumerate(mails()):
        (sent if number == 2 else inbox).add(raw)
    found = json.loads(run(str(tmp_path / "mail"), *ME, "--config", str(tmp_path / "none.toml"), "--json").stdout)
    assert {p["person"] for p in found["people"]} == {"Noa Brandt", "Ida Kron"}


def test_it_takes_addresses_from_the_configuration_and_leaves_its_state_alone(mbox: Path, tmp_path: Path) -> None:
    """The user's own database and folders are as they were, byte for byte."""
    config = tmp_path / "config.toml"
    config.write_text(f"""
[owner]
name = "Sofia Lind"
addresses = ["sofia@home.example"]
[mailbox]
kind = "maildir"
address = "letters@sofia.example"
path = "{tmp_path}/inbox"
[outgoing]
kind = "folder"
path = "{tmp_path}/outbox"
[database]
url = "sqlite:///{tmp_path}/agent.sqlite"
""")
    before = sorted(tmp_path.rglob("*"))
    found = json.loads(run(str(mbox), "--config", str(config), "--json").stdout)
    assert len(found["people"]) == 2
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("nowhere.mbox", *ME), 5, "There is no archive"),
        (("README.md", *ME), 2, "is no mbox file"),
        (("README.md",), 2, "Name yours"),
    ],
    ids=["missing", "no mbox", "whose"],
)
def test_what_cannot_be_done_is_said_with_its_mend(args: tuple[str, ...], code: int, says: str, tmp_path: Path) -> None:
    """A sentence, and what to do."""
    from inbox_agent.errors import InboxAgentError  # noqa: PLC0415

    readme = tmp_path / "README.md"
    readme.write_text("# Not mail\n")
    named = [str(readme) if a == "README.md" else a for a in args]
    with pytest.raises(InboxAgentError, match=says) as fault:
        run(*named, "--config", str(tmp_path / "none.toml"))
    assert fault.value.exit_code == code
