"""What the owner is shown of a letter beside the others: twins, two in one team, a nudge that says nothing new (F-49)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from drafts.samples import LANGUAGES, NOW, full
from inbox_agent.doors.template_writer import TemplateWriter
from inbox_agent.drafts.brief import Brief, Said
from inbox_agent.drafts.portfolio import Other, check
from inbox_agent.rules import Rules, load
from inbox_agent.shipped import folders


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load()


@pytest.fixture(scope="module")
def writer(rules: Rules) -> TemplateWriter:
    return TemplateWriter(folders("prompts", None), rules)


def other(brief: Brief, text: str, number: int = 2, organisation: str = "", address: str = "bo@ek.example") -> Other:
    return Other(number, "Bo Ek", organisation, (address,), brief.kind, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_letter_to_somebody_else_is_shown(language: str, writer: TemplateWriter, rules: Rules) -> None:
    """With another name in it; the letter's own earlier version is no twin."""
    brief = full("outreach", language)
    text = writer.write(brief).text
    found = check(text, brief, [other(brief, text.replace("Ada", "Bo"))], rules, language)
    assert [f.name for f in found] == ["portfolio.F-49"]
    assert "Bo Ek" in found[0].says
    assert not found[0].blocking
    assert check(text, brief, [other(brief, text, brief.relationship.id)], rules, language) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letters_of_two_variations_are_not_alike(language: str, writer: TemplateWriter, rules: Rules) -> None:
    """Even with the very same facts: so two people who compare theirs see two letters."""
    brief = full("outreach", language)
    for n in (1, 2):
        assert (
            check(
                writer.write(brief).text, brief, [other(brief, writer.write(full("outreach", language, n)).text)], rules
            )
            == ()
        )


@pytest.mark.parametrize(
    ("organisation", "address", "found"),
    [
        ("Harbour Labs", "bo@elsewhere.example", True),
        ("harbour labs", "bo@elsewhere.example", True),
        ("", "bo@lindqvist.example", True),
        ("Other Labs", "bo@elsewhere.example", False),
        ("", "bo@gmail.com", False),
    ],
)
def test_two_requests_in_one_organisation_are_shown(organisation: str, address: str, found: bool, rules: Rules) -> None:
    """By the organisation's name or the domain of the address, unless that is anybody's."""
    brief = full("outreach", "en")
    person = replace(brief.relationship.person, addresses=("ada@lindqvist.example", "ada@gmail.com"))
    brief = replace(brief, relationship=replace(brief.relationship, person=person))
    shown = check("Hello Ada,\n\nSomething else.\n\nBest,", brief, [other(brief, "x", 2, organisation, address)], rules)
    assert bool(shown) == found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_nudge_that_repeats_the_letter_before_is_shown(language: str, writer: TemplateWriter, rules: Rules) -> None:
    """P-24: the follow-up is a smaller ask and no copy; ours passes, a copy does not."""
    first = writer.write(full("outreach", language)).text
    brief = full("outreach-follow-up", language)
    brief = replace(brief, thread=(Said("owner", NOW - timedelta(days=10), "A question", first),))
    assert check(writer.write(brief).text, brief, [], rules) == ()
    assert [f.name for f in check(first, brief, [], rules)] == ["portfolio.F-49"]
