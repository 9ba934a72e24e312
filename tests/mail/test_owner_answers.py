"""Answers as people write them, in eleven languages, each with what its writer meant.

Danish, Dutch, Finnish, Italian, Norwegian and Portuguese have some 120 answers each, written down before their word
lists by the same hand: that the lists read them is a promise, and no measure of strangers' answers. The eleven hundred
answers of five kinds of people in the other five languages are older:

They were written down before the word lists of German, French, Spanish and Swedish were looked at. At the first
reading two of the 1,107 sent what should not have been sent ("Ja ja", "Ya vale"), 15 were taken for another order
that sends nothing, and 185 were sent back as unclear. The rules behind those were mended, so this is a record of
what must not come back and no measure of what is still unknown (docs/approval.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from inbox_agent import rules
from inbox_agent.mail import orders

FOLDER = Path(__file__).parent / "owner_answers"
LANGUAGES = ["da", "de", "en", "es", "fi", "fr", "it", "nl", "no", "pt", "sv"]
WIDE = ("de", "en", "es", "fr", "sv")  #: where many people's answers were collected
SENDS = ("approve", "approve-later")
NAMES = ("Sofia Lind", "Sofia")
_rules = cache(rules.load)


def answers(language: str) -> Iterator[tuple[str, str]]:
    """What was meant, and the words; `never` is whatever must not send, whatever else it may be."""
    meant = "never"  # a file without headings holds only what must not send
    for line in (FOLDER / f"{language}.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            meant = line.strip("[]")
        else:
            yield meant, line.replace("\\n", "\n")


def read(words: str, language: str) -> str:
    return orders.read(words, _rules().orders, language, False, NAMES).decision


@pytest.mark.parametrize("hint", ["", *LANGUAGES])
@pytest.mark.parametrize("language", [*LANGUAGES, "mixed"])
def test_no_answer_sends_that_was_not_meant_to(language: str, hint: str) -> None:
    """Not one, whatever language the agent takes it for (T-04)."""
    sent = [words for meant, words in answers(language) if meant not in SENDS and read(words, hint) in SENDS]
    assert sent == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_is_taken_for_no_other_order(language: str) -> None:
    """What is not understood is sent back, and does not become something else; one "Mach" or "Hazlo" may ask for more."""
    taken = [
        (meant, words, got)
        for meant, words in answers(language)
        if meant != "never" and (got := read(words, language)) not in (meant, "unclear", "redraft")
    ]
    assert taken == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_answers_are_understood(language: str) -> None:
    """At least nine in ten of each language, a plain yes among them."""
    meant = [(m, words) for m, words in answers(language) if m != "never"]
    right = sum(read(words, language) == m for m, words in meant)
    assert len(meant) >= (150 if language in WIDE else 85)
    assert right >= 0.9 * len(meant)
    yes = [words for m, words in meant if m == "approve"]
    assert sum(read(words, language) == "approve" for words in yes) >= 0.9 * len(yes)
