"""Expressions of the rule files are found in any case, and what they find is the letter's own words."""

from __future__ import annotations

import re

import pytest

from inbox_agent.drafts import expressions


@pytest.mark.parametrize(
    ("patterns", "text", "found"),
    [
        ((r"\bmentor\b",), "Be my MENTOR?", "MENTOR"),
        ((r"\bASAP\b",), "answer asap", "asap"),
        ((r"\S+@\S+",), "Write to Ada@Fjord.example now", "Ada@Fjord.example"),
        ((r"(?P<who>Ada) said",), "As ADA said", "ADA said"),
        ((r"\bgrüße\b",), "Viele GRÜSSE und Grüße", "Grüße"),
        ((r"^hey\b",), "Dear Ada,\nHEY you", "HEY"),
        ((r"\burgent\b",), "İ am in a hurry: URGENT", "URGENT"),
        ((r"\blist\b",), "the liſt", "liſt"),
        ((r"\bpriority\b",), "a prıorıty of mine", "prıorıty"),
        ((), "anything", ""),
    ],
    ids=["case", "large rule", "escapes", "named group", "sharp s", "line begins", "letter of two", "long s", "dotless i", "none"],
)  # fmt: skip
def test_the_words_are_those_of_the_letter(patterns: tuple[str, ...], text: str, found: str) -> None:
    """A letter that is two in small, or one of another alphabet's cases, moves nothing and hides nothing."""
    assert expressions.first(patterns, text) == found
    assert [expressions.words(hit, text) for hit in expressions.found(patterns, text)] == ([found] if found else [])


def test_a_text_in_small_letters_is_as_long_as_before() -> None:
    """Every place in it is the same place in the letter."""
    every = "".join(chr(n) for n in range(0x20, 0x3000)) + "ﬁǅ"
    assert len(expressions.small(every)) == len(every)
    assert not re.search("[A-Z]", expressions.small(every))
