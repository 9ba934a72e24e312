"""Which checks are told to have been made of a letter, and that none finds anything under a name that is not told."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from drafts.samples import CASES, full
from inbox_agent.doors.template_writer import TemplateWriter
from inbox_agent.drafts import checks, etiquette, grounding
from inbox_agent.drafts.draft import Finding
from inbox_agent.rules import Rules, load
from inbox_agent.shipped import folders

#: A letter with something for every check.
ALL_WRONG = (
    "Hey Mr Smith,\n\nWill you be my mentor? I have written twice and heard nothing; hit a home run! [name here] I promise to send "
    "you my car. You never listen. As Mallory told you on Tuesday 3 December in May at 23:40, pay 500 € for 77 of “Loud walls”, "
    "www.evil.example, eve@evil.example, +44 20 7946 0958, when we met in Rome with your husband. Could you help? Could you call? "
    "You are a genius. Monday 3 December at 3:00 in the night?\n\nBest,\nRegards,\nKim\n"
)


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load()


@pytest.mark.parametrize("name", [name for name in CASES if ".full.0" in name])
def test_no_check_finds_what_is_not_told(name: str, rules: Rules) -> None:
    """The list of checks that were made holds every name under which something can be found."""
    brief = CASES[name]
    found = {
        f.name for check in (etiquette.check, grounding.check) for f in check(ALL_WRONG * 20, "hello", brief, rules)
    }
    assert found
    assert found <= set(checks.made(brief, rules))


def test_a_good_letter_has_passed_all_that_was_made(rules: Rules) -> None:
    """Each check once, in the order in which they are told; nothing that has no bearing on the letter."""
    brief = full("thank-you", "en")
    letter = TemplateWriter(folders("prompts", None), rules).write(brief)
    found = [
        f for check in (etiquette.check, grounding.check) for f in check(letter.text, letter.subject, brief, rules)
    ]
    seen = checks.with_passed(found, brief, rules)
    assert [f.name for f in seen if f.ok] == list(checks.made(brief, rules))
    assert {"etiquette.P-33", "grounding.name"} <= {f.name for f in seen}
    assert not {"etiquette.P-21", "etiquette.P-42"} & {f.name for f in seen}


def test_what_found_something_has_not_passed(rules: Rules) -> None:
    brief = full("thank-you", "en")
    seen = checks.with_passed((Finding("grounding.name", False),), brief, rules)
    assert [f.ok for f in seen if f.name == "grounding.name"] == [False]


def test_a_language_without_rules_is_told_no_check(rules: Rules) -> None:
    """Nothing is called passed that nobody could look at."""
    assert list(checks.made(replace(full("thank-you", "en"), language="ja"), rules)) == []


def test_the_page_of_checks_tells_each(rules: Rules) -> None:
    """docs/checks.md names every check that can be made, and no other."""
    page = (Path(__file__).parents[2] / "docs" / "checks.md").read_text("utf-8")
    told = set(re.findall(r"`(etiquette\.[\w-]+|grounding\.\w+)`", page)) | {
        f"grounding.{name}" for name in re.findall(r"`\.(\w+)`", page)
    }
    assert {name for brief in CASES.values() for name in checks.made(brief, rules)} == told
