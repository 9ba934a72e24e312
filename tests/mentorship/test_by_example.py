"""A correction of the owner's is an example for the next mail like it (F-28)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from inbox_agent.mentorship.examples import by_example, like_no_contact, struck_out
from inbox_agent.mentorship.kept import Example
from inbox_agent.mentorship.reading import Reading

THEN = "Hi Sofia,\n\nMy autumn is rather full, but perhaps we could see.\n\nNoa"
UNSURE = Reading("small-talk", guesses=("small-talk", "gives-feedback"))


def example(corrected: str, relationship: int = 1) -> Example:
    when = datetime(2026, 9, 8, tzinfo=UTC)
    return Example(7, when, "meaning", THEN, "en", "small-talk/gives-feedback", corrected, relationship, 3)


@pytest.mark.parametrize(
    ("text", "person", "corrected", "read_as"),
    [
        pytest.param(
            "My spring is rather full, but perhaps we could see.", 1, "pauses", "pauses", id="same person, like"
        ),
        pytest.param("My spring is full, but perhaps we could see.", 1, "declines", None, id="a final no needs more"),
        pytest.param(THEN.replace("Noa", "Kim"), 2, "pauses", "pauses", id="somebody else, the same words"),
        pytest.param(
            "My desk is rather full of maps that we could see.", 2, "pauses", None, id="somebody else, other words"
        ),
        pytest.param("The maps came today and they are lovely.", 1, "pauses", None, id="nothing alike"),
        pytest.param(THEN, 1, "other", None, id="neither says nothing"),
    ],
)
def test_a_mail_like_one_that_was_corrected_is_read_as_corrected(
    text: str, person: int, corrected: str, read_as: str | None
) -> None:
    """The likeness that is asked for grows with the harm of a mistake."""
    found = by_example(UNSURE, text, "en", person, [example(corrected)])
    assert (found.intent if found else None) == read_as
    assert found is None or (found.sure and found.because[0].rule == "example.7")


def test_an_example_outweighs_neither_a_sure_reading_nor_a_no() -> None:
    """What the rules are sure of stands, and no yes is taken from an example where they see a no."""
    assert by_example(Reading("thanks", sure=True), THEN, "en", 1, [example("accepts")]) is None
    torn = Reading("declines", guesses=("declines", "accepts"))
    assert by_example(torn, THEN, "en", 1, [example("accepts")]) is None
    assert by_example(Reading("other", bad_news=True), THEN, "en", 1, [example("accepts")]) is None


@pytest.mark.parametrize(
    ("stage", "read_as"),
    [("scheduling", "accepts"), ("paused", "pauses"), ("short-of-time", "accepts-short-of-time"), ("declined", None), ("ended", None), ("active", None)],
)  # fmt: skip
def test_a_corrected_stage_tells_what_a_mail_like_the_last_means(stage: str, read_as: str | None) -> None:
    """Where it is a step on the road; that all is over the owner may know from elsewhere."""
    corrected = replace(example("x"), about="stage", judged="outreach", corrected=stage)
    found = by_example(UNSURE, THEN, "en", 1, [corrected])
    assert (found.intent if found else None) == read_as


def test_a_sentence_like_one_that_was_struck_out_is_none() -> None:
    """Of the same person and the same kind."""
    gone = replace(example("none"), about="ledger", judged="advice", words="You should see our new garden one day.")
    assert struck_out("You should see our new garden some day.", "advice", 1, [gone]) is False
    assert struck_out("You should see our new garden one day!", "advice", 1, [gone]) is True
    assert struck_out("You should see our new garden one day!", "advice", 2, [gone]) is False
    assert struck_out("You should see our new garden one day!", "promise", 1, [gone]) is False


def test_a_forward_like_one_without_a_contact_is_recognised() -> None:
    """By the words of the mail that was forwarded, whoever sent it."""
    letter = "Dear customer, your seat for the autumn concert is ready to be collected at the desk."
    gone = replace(example("none"), about="person", judged="contact", words=letter)
    assert like_no_contact(letter.replace("autumn", "spring"), [gone]) == gone
    assert like_no_contact(THEN, [gone]) is None
