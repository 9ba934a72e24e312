"""The owner's profile: who serves which goal, what nobody serves, and whose ask a yes makes needless."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from inbox_agent.drafts.profile_lines import filled
from inbox_agent.mentorship.profile import Profile, coverage, fit, overlapping
from inbox_agent.mentorship.relationship import Person, Relationship

SINCE = datetime(2026, 9, 1, tzinfo=UTC)
WANTED = Profile(short_term=("lead a research team", "negotiate my salary"), persona=("has led design research",))
SMALL = frozenset({"the", "and", "has", "was", "her", "she", "with", "for"})


def contact(number: int = 1, stage: str = "active", purpose: str = "", **values: Any) -> Relationship:
    return Relationship(number, Person(number, f"P{number}", **values), "mentee", "informal", stage, SINCE, purpose)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("purpose", "known", "serves", "goals", "told"),
    [
        ("She leads a research group with a small team", "", (), ("lead a research team",), True),
        ("I liked her talk on bread and butter pudding", "", (), (), True),
        ("met her", "", (), (), False),
        ("met her", "She negotiated salaries for a union", (), ("negotiate my salary",), True),
        ("met her", "", ("negotiate my salary",), ("negotiate my salary",), True),
        ("She runs a research lab near the harbour", "", (), (), True),
    ],
    ids=["two-words", "none", "too-little", "from-notes", "the-owners-word", "one-word-is-chance"],
)
def test_a_contact_serves_the_goals_whose_words_stand_there(
    purpose: str, known: str, serves: tuple[str, ...], goals: tuple[str, ...], told: bool
) -> None:
    """Two words of a goal make it served, the owner's word goes before, and too little known cannot be told (P-11)."""
    found = fit(contact(purpose=purpose), WANTED, known, serves, SMALL)
    assert (found.goals, found.told) == (goals, told)


def test_goals_without_a_mentor_and_mentors_without_a_goal_are_told() -> None:
    """What nobody works at is named, and only who can be judged may be without a goal (P-74)."""
    people = [
        contact(1, purpose="leads a research team"),
        contact(2, purpose="bread and butter pudding recipes"),
        contact(3),
    ]
    found = coverage(WANTED, [(r, fit(r, WANTED, "", (), SMALL)) for r in people])
    assert found.unserved == ("negotiate my salary",)
    assert [r.id for r in found.without_goal] == [2]


def test_a_yes_makes_other_asks_for_the_same_goal_needless() -> None:
    """Only who was asked for the same goal and has not answered is offered a kind withdrawal (F-86)."""
    people = [
        contact(1, "scheduling", "leads a research team"),
        contact(2, "outreach", "had a research team in Oslo"),
        contact(3, "outreach", "negotiates salary deals"),
        contact(4, "active", "built a research team"),
    ]
    known = [(r, fit(r, WANTED, "", (), SMALL)) for r in people]
    assert [r.id for r in overlapping(people[0], WANTED, known)] == [2]


def test_a_filled_form_changes_the_parts_that_it_names() -> None:
    """A heading that is left out stays as it was; bullets of any kind are lines; a text without headings is none."""
    labels = {
        "short_term": ("Short-term goals",),
        "persona": ("The mentor I look for",),
        "long_term": ("Long-term goals",),
    }
    text = "Short-term goals:\n– speak in public\n* write\n\nThe mentor I look for: kind\n"
    assert filled(text, labels, Profile(long_term=("rest",))) == Profile(
        short_term=("speak in public", "write"), long_term=("rest",), persona=("kind",)
    )
    assert filled("ok", labels, WANTED) is None
