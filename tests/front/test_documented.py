"""Every command that the pages for people show is run, as far as it can be without their servers."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest
from front.played import NOW, Say

from inbox_agent import rules, settings
from inbox_agent.front.cli import COMMANDS, LazyGroup
from inbox_agent.mail import orders
from inbox_agent.rounds.corrections import OF_RELATIONSHIP

ROOT = Path(__file__).parent.parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))

#: Those that speak with a server, serve without end or sign in: they are parsed, word by word, and tested elsewhere.
ELSEWHERE = ("init", "login", "run", "serve", "doctor", "demo")

CARD = "BEGIN:VCARD\nVERSION:4.0\nFN:Mira Olsen\nEMAIL:mira@studio.example\nEND:VCARD\n"


def shown() -> list[tuple[str, str]]:
    """Page and command line of every line of a block of shell, and of every `inbox-agent …` in running text."""
    found = []
    for page in PAGES:
        text = page.read_text("utf-8")
        lines = [line for block in re.findall(r"```sh\n(.*?)```", text, re.S) for line in block.splitlines()]
        spans = re.findall(r"`(inbox-agent [^`]+)`", re.sub(r"```.*?```", "", text, flags=re.S))
        for line in (*lines, *spans):
            own = re.search(r"(?:^|&& |/)inbox-agent ([a-z].*)", line.replace("\n", " "))
            if own:
                found.append((page.name, re.split(r" [>|#&] ?", own.group(1))[0].strip()))
    return sorted(set(found))


SHOWN = shown()


def test_the_pages_show_commands() -> None:
    """An empty list would let everything below pass."""
    assert len(SHOWN) >= 20
    assert {"README.md", "setup.md", "approval.md", "health.md"} <= {page for page, _ in SHOWN}


@pytest.mark.parametrize(("page", "line"), SHOWN, ids=lambda value: value.replace(" ", "_"))
def test_a_command_that_is_shown_is_one(page: str, line: str) -> None:
    """Its name, options and number of words are understood; a page that has fallen behind is found here."""
    name, *words = shlex.split(line)
    assert name in COMMANDS, f"{page} shows {line!r}"
    command = LazyGroup().get_command(click.Context(click.Command("inbox-agent")), name)
    assert command is not None
    if not words:
        return  # the name of a command in running text
    try:
        command.make_context(name, words)
    except click.exceptions.Exit:
        pass  # --help
    except click.BadParameter as exc:
        if "does not exist" not in str(exc):  # an invented file
            pytest.fail(f"{page} shows {line!r}: {exc}")


RUN = [(page, line) for page, line in SHOWN if page == "setup.md" and line.split()[0] not in ELSEWHERE]


@pytest.mark.parametrize(("page", "line"), RUN, ids=lambda value: value.replace(" ", "_"))
def test_a_command_of_the_set_up_runs(
    page: str, line: str, say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On what the demo has left, each ends well and says something."""
    (tmp_path / "people.vcf").write_text(CARD)
    monkeypatch.chdir(tmp_path)
    words = shlex.split(line)
    simulated = () if words[0] in ("service", "completion") or "--help" in words else ("--now", NOW)
    code, out, err = say(*words, *simulated)
    assert code == 0, f"{page}: {line}: {err}"
    assert out.strip() or err.strip()


def test_every_configuration_that_the_set_up_shows_is_one() -> None:
    """Each block, put upon a whole configuration, is accepted: a key that is no longer there is found here."""
    blocks = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "setup.md").read_text("utf-8"), re.S)
    assert len(blocks) >= 5
    example = (ROOT / "config.example.toml").read_text("utf-8")
    for block in blocks:
        if "[owners." in block:
            assert set(settings.parse(block).accounts) == {"sofia", "amir"}
            continue
        text = example
        for table, keys in tomllib.loads(block).items():
            for key in keys:
                text = re.sub(rf"^{key} = .*\n", "", text, flags=re.M)
            body = block.split(f"[{table}]")[1]
            text = text.replace(f"\n[{table}]\n", f"\n[{table}]{body}\n", 1)
        assert settings.parse(text).accounts, block


def test_the_table_of_providers_is_what_the_program_knows() -> None:
    """Every provider of `rules/providers.toml` with its servers and advice, and no other."""
    page = (ROOT / "docs" / "setup.md").read_text("utf-8")
    known = tomllib.loads((ROOT / "rules" / "providers.toml").read_text("utf-8"))["provider"]
    table = page.split("| provider |")[1].split("\n\n")[0].splitlines()[2:]
    assert [row.split(" | ")[0].removeprefix("| ") for row in table] == [each["name"] for each in known]
    for row, each in zip(table, known, strict=True):
        for server in (each["imap"], each["smtp"]):
            assert f"{server['host']}:{server['port']}" in row
        assert each.get("advice", "") in row


CORRECTIONS = re.findall(r"^\| `([^`]+)` \|", (ROOT / "docs" / "mails.md").read_text("utf-8"), re.M)
ACTS = {"not a contact": "no-contact", "mismatch": "stage"}


@pytest.mark.parametrize("line", CORRECTIONS)
def test_a_line_that_the_page_of_mails_shows_is_that_order(line: str) -> None:
    """F-28: what stands in the table is read, and as what its first word says."""
    read = orders.read(line, rules.load().orders)
    assert read.decision == ACTS.get(line, re.match(r"[a-z]+", line)[0])  # type: ignore[index]
    assert not read.refused


def test_the_page_of_mails_shows_every_correction() -> None:
    """None can be given that is not told of."""
    shown_acts = {ACTS.get(line, re.split(r"\W", line)[0]) for line in CORRECTIONS}
    assert shown_acts == set(OF_RELATIONSHIP)
