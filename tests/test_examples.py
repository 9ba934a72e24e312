"""What the documentation shows is true: the example configuration, the README's commands, the numbers that code cites."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from inbox_agent import rules, settings
from inbox_agent.front.cli import COMMANDS
from inbox_agent.shipped import files, folders

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
EXAMPLE = (ROOT / "config.example.toml").read_text("utf-8")


def uncommented() -> str:
    """The example with every setting switched on, as if a user had removed each `#` before a key."""
    return re.sub(r"^# ([a-z_]+ = )", r"\1", EXAMPLE, flags=re.M)


def test_the_example_loads_as_it_stands() -> None:
    """A copy with the four values filled in is a configuration."""
    assert settings.parse(EXAMPLE).accounts["me"].mailbox.address == "letters@sofia.example"


def test_every_setting_stands_in_the_example_with_its_default() -> None:
    """No key is missing, none is made up, and each shows the default that the program has."""
    bare, full = settings.parse(EXAMPLE), settings.parse(uncommented())
    assert bare == full
    for name in (
        "owner",
        "mailbox",
        "outgoing",
        "own_drafts",
        "approval",
        "digest",
        "polling",
        "caps",
        "database",
        "engine",
        "model",
    ):
        section = getattr(full, name)
        assert isinstance(section, BaseModel)
        table = EXAMPLE.split(f"[{name}]")[1].split("\n[")[0]
        missing = [key for key in type(section).model_fields if not re.search(rf"^(# )?{key} = ", table, re.M)]
        assert missing == [], f"[{name}] lacks {missing}"


def test_the_readmes_configuration_loads() -> None:
    """The four values of "Your own mailbox"."""
    block = re.search(r"```toml\n(.*?)```", README, re.S)
    assert block
    assert settings.parse(block.group(1)).accounts


def test_the_first_two_commands_stand_early() -> None:
    """A newcomer sees the picture by line 20 and the commands soon after."""
    lines = README.splitlines()
    assert next(n for n, line in enumerate(lines) if "you forward a contact" in line) <= 20
    assert README.count("```sh") >= 2
    assert "demo --no-serve" in README


def test_every_command_that_the_readme_names_is_there() -> None:
    """`queue`, `show 12`, `why Ada` and the others."""
    named = {m.split()[0] for m in re.findall(r"`(?:inbox-agent )?([a-z]+(?: [^`\n]{0,20})?)`", README)}
    commands = {word for word in named if word in COMMANDS}
    assert {
        "queue",
        "show",
        "approve",
        "later",
        "edit",
        "people",
        "why",
        "digest",
        "explain",
        "doctor",
        "run",
    } <= commands


@pytest.mark.parametrize(("letter", "page"), [("P", "playbook"), ("F", "features"), ("T", "trust"), ("R", "trust")])
def test_every_number_that_the_code_cites_is_on_its_page(letter: str, page: str) -> None:
    """A reader who follows P-72 finds it."""
    told = set(re.findall(rf"\b{letter}-\d\d\b", (ROOT / "docs" / f"{page}.md").read_text("utf-8")))
    cited = {
        number
        for place in ("inbox_agent", "rules", "prompts", "tests")
        for path in (ROOT / place).rglob("*")
        if path.suffix in (".py", ".toml", ".j2") and path.is_file()
        for number in re.findall(rf"\b{letter}-\d\d\b", path.read_text("utf-8", errors="replace"))
    }
    assert cited - told == set()


def test_rules_and_prompts_are_overridden_file_by_file(tmp_path: Path) -> None:
    """A copy beside the configuration stands before the shipped file; every other file stays ours."""
    (tmp_path / "rules").mkdir()
    shipped = (ROOT / "rules" / "cadence.toml").read_text("utf-8")
    (tmp_path / "rules" / "cadence.toml").write_text(shipped.replace("informal = [56, 70]", "informal = [10, 20]"))
    assert rules.load(tmp_path).cadence.informal == (10, 20)
    assert rules.load(tmp_path).labels == rules.load().labels
    (tmp_path / "prompts" / "letters" / "en").mkdir(parents=True)
    (tmp_path / "prompts" / "letters" / "en" / "outreach.txt.j2").write_text("x")
    found = files(folders("prompts", tmp_path), "*.j2")
    assert found["letters/en/outreach.txt.j2"].is_relative_to(tmp_path)
    assert not found["letters/en/thank-you.txt.j2"].is_relative_to(tmp_path)
