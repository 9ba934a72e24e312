"""Phrases of many words looked for in one pass say the same as one regular expression over all of them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox_agent.mail.phrases import Phrases

LISTED = ("meet", "please meet", "let me introduce you to", "introduce you", "you", "ÅRET ut", "l'atelier", "c++")
PHRASES = Phrases(LISTED)
_CHOICE = "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in sorted(LISTED, key=len, reverse=True))
ONE_BY_ONE = re.compile(rf"(?<!\w)(?:{_CHOICE})(?!\w)", re.IGNORECASE)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Please MEET Ada", ["Please MEET"]),
        ("meeting you", ["you"]),
        ("let me\n  introduce   you to Ada", ["let me\n  introduce   you to"]),
        ("introduce you, året\nut", ["introduce you", "året\nut"]),
        ("İ you", ["you"]),
        ("", []),
    ],
    ids=["case", "whole words", "wrapped", "two", "a letter that is two in lower case", "nothing"],
)
def test_the_longest_phrase_at_each_place_is_found(text: str, found: list[str]) -> None:
    assert [hit.group() for hit in PHRASES.finditer(text)] == found


def test_a_phrase_within_another_is_found_when_every_one_is_asked_for() -> None:
    """ "introduce you" stands within "let me introduce you to", and so does "you"."""
    found = [hit.group() for hit in PHRASES.every("let me introduce you to Ada")]
    assert found == ["let me introduce you to", "introduce you", "you"]


def test_a_clause_phrase_is_found_only_where_a_clause_begins() -> None:
    """ "^meet" is an order: "Olle, meet Sofia", and not "we meet"."""
    order = Phrases(["^meet"])
    assert order.search("Olle, meet Sofia")
    assert order.search("hi\nMeet Sofia")
    assert order.search("we meet Sofia") is None


WORDS = st.sampled_from(
    [
        "meet",
        "please",
        "let",
        "me",
        "introduce",
        "you",
        "to",
        "året",
        "ut",
        " ",
        "  ",
        "\n",
        ",",
        "x",
        "ß",
        "İ",
        "l'atelier",
        "c++",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=30).map("".join))
def test_it_finds_what_one_expression_over_all_phrases_finds(text: str) -> None:
    """In any text, in order and without overlap."""
    assert [hit.span() for hit in PHRASES.finditer(text)] == [hit.span() for hit in ONE_BY_ONE.finditer(text)]
