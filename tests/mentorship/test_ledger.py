"""The ledger's values: what is due of it, and when a letter has told it back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from inbox_agent.mentorship.ledger import Entry, fingerprint, for_letter, reportable, told_in, unreported

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
MONTH = timedelta(days=30)
SMALL = frozenset({"the", "and", "for", "with", "she", "have", "was", "you", "had"})


def entry(number: int = 1, days: int = 60, **values: Any) -> Entry:
    return Entry(
        **{
            "id": number, "relationship": 1, "at": NOW - timedelta(days=days), "what": "advice", "by": "contact",
            "gist": "ask for the budget first", "words": "You should ask for the budget first",
        } | values
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ({}, True),
        ({"days": 29}, False),
        ({"days": 30}, True),
        ({"done": "I asked"}, False),
        ({"outcome": "we got it"}, False),
        ({"dropped": NOW}, False),
        ({"by": "owner", "what": "promise"}, False),
        ({"what": "encouragement"}, False),
        ({"what": "introduction", "about": "Priya Raman <priya@north.example>"}, True),
        ({"what": "introduction", "leads_to": 7}, True),
    ],
    ids=str,
)
def test_what_they_gave_is_asked_about_once_it_is_older_than_the_cadence(values: dict[str, Any], asked: bool) -> None:
    """What nobody answered is asked about; what was answered, struck out or asks for nothing is not (P-61)."""
    assert bool(unreported([entry(**values)], MONTH, NOW)) is asked


def test_what_came_of_it_stands_first_and_is_told_once() -> None:
    """A letter reports what was done, may thank for what is open, and says nothing twice (P-61, P-62)."""
    fresh, done, told = entry(1, 3), entry(2, 40, done="I asked her"), entry(3, 50, done="I waited", reported=NOW)
    assert [e.id for e in for_letter([fresh, done, told])] == [2, 1]
    assert [e.id for e in reportable([fresh, done, told])] == [2]


@pytest.mark.parametrize(
    ("letter", "told"),
    [
        ("I asked Miriam for the budget, and the second designer starts in May.", True),
        ("You advised me to ask for the budget first. Thank you!", False),
        ("How was your summer?", False),
    ],
    ids=["reports", "only-thanks", "something-else"],
)
def test_a_letter_has_told_it_when_the_owners_words_stand_in_it(letter: str, told: bool) -> None:
    """The owner's own words on what came of it, and not those of the advice, make a report."""
    kept = entry(done="I asked Miriam for the budget", outcome="the second designer starts in May")
    assert told_in(kept, letter, SMALL) is told


def test_the_same_sentence_is_one_however_it_is_printed() -> None:
    """Case, accents, marks and line breaks make no second piece of advice."""
    assert fingerprint("Du borde prata\nmed Åsa!") == fingerprint("du borde  prata med Asa")
