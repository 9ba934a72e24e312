"""How far a model is believed when it says what a mail means: with literal evidence, and never with what cannot be undone."""

from __future__ import annotations

from datetime import date

import pytest

from inbox_agent.mail.message import Because
from inbox_agent.mentorship.reading import INTENTS, Context, Reading
from inbox_agent.mentorship.second_opinion import Advice, Opinion, advice_in, back_on, weigh
from inbox_agent.mentorship.stages import move
from inbox_agent.words import Stage

TEXT = "Dear Sofia,\n\nI suppose a chat would do no harm, you know\nwhere I sit. Read Ostrom first.\nI am back on 4 January."
UNSURE = Reading("other")
TORN = Reading("declines", (), 0.4, (Because("declines.en.2", "no harm"),), False, ("declines", "accepts"))
QUOTE = ("a chat would do no harm",)


def place(stage: Stage = "outreach") -> Context:
    return Context(stage=stage, role="mentee", language="en", last_writer="owner")


def test_an_intent_with_the_mail_s_own_words_is_believed_where_the_rules_know_nothing() -> None:
    """White space does not matter: mails are wrapped."""
    told = Opinion("accepts", ("gives-advice", "other"), ("you know where I sit",), source="prompts/hear 1")
    reading = weigh(UNSURE, told, TEXT, place())
    assert (reading.intent, reading.sure, reading.also) == ("accepts", True, ("gives-advice",))
    assert reading.because == (Because("model prompts/hear 1", "you know where I sit"),)


@pytest.mark.parametrize(
    "told",
    [
        None,
        Opinion("accepts"),
        Opinion("accepts", quotes=("I would love to",)),
        Opinion("accepts", quotes=("a",)),
        Opinion("other", quotes=QUOTE),
        Opinion("newsletter", quotes=QUOTE),
        Opinion("bounce-permanent", quotes=QUOTE),
        Opinion("do-not-contact", quotes=QUOTE),
    ],
    ids=["nothing", "no quote", "invented", "one letter", "other", "a machine's", "a bounce", "a hard stop"],
)
def test_what_is_not_proven_or_not_its_to_say_changes_nothing(told: Opinion | None) -> None:
    """The rules' reading stays as it is."""
    assert weigh(TORN, told, TEXT, place()) == TORN


@pytest.mark.parametrize(
    "rules",
    [
        Reading("declines", sure=True, do_not_contact=True),
        Reading("thanks", sure=True),
        Reading("other", bad_news=True),
    ],
    ids=["a hard stop", "sure", "bad news"],
)
def test_the_rules_are_not_overruled_where_they_are_sure(rules: Reading) -> None:
    """F-22: rules first."""
    assert weigh(rules, Opinion("accepts", quotes=QUOTE), TEXT, place()) == rules


@pytest.mark.parametrize(
    "stage", ["prospect", "outreach", "scheduling", "active", "thank-you", "keep-in-touch", "quiet"]
)
@pytest.mark.parametrize("intent", ["declines", "ends"])
def test_no_terminal_stage_comes_of_a_model_s_word(intent: str, stage: Stage) -> None:
    """T-15: the owner is asked, with its guess among the two."""
    reading = weigh(UNSURE, Opinion(intent, quotes=QUOTE), TEXT, place(stage))
    if reading.sure:
        assert move(stage, f"heard:{intent}") is None
    else:
        assert intent in reading.guesses
    assert not reading.do_not_contact


@pytest.mark.parametrize(
    "intent", ["accepts", "asks-for-times", "proposes-times", "confirms-time", "accepts-short-of-time"]
)
def test_where_the_rules_saw_a_no_its_yes_is_not_taken(intent: str) -> None:
    """The safer wins: nobody is sure, and the owner gets both guesses."""
    reading = weigh(TORN, Opinion(intent, quotes=QUOTE), TEXT, place())
    assert not reading.sure
    assert reading.guesses == ("declines", intent)


def test_a_yes_with_a_no_beside_it_is_not_taken_either() -> None:
    """It says itself that there is a no in the mail."""
    reading = weigh(UNSURE, Opinion("accepts", ("declines",), QUOTE), TEXT, place())
    assert (reading.sure, reading.guesses) == (False, ("declines", "accepts"))


def test_no_opinion_of_any_kind_hides_a_mail_or_stops_a_relationship() -> None:
    """For every intent, place and evidence: never a hard stop, never a pause for bad news."""
    for intent in (*INTENTS, "newsletter", "", "stop", "hidden"):
        for stage in ("prospect", "outreach", "scheduling", "meeting", "active", "paused", "resting"):
            reading = weigh(UNSURE, Opinion(intent, INTENTS, QUOTE), TEXT, place(stage))
            assert not reading.do_not_contact
            assert not reading.bad_news
            assert not {"declines", "ends"} & set(reading.also)


def test_advice_is_kept_only_with_its_own_words() -> None:
    """F-26."""
    told = Opinion("other", advice=(Advice("Read Ostrom", "Read Ostrom first."), Advice("Buy gold", "buy gold now")))
    assert [(m.gist, m.words) for m in advice_in(told, TEXT)] == [("Read Ostrom", "Read Ostrom first.")]


@pytest.mark.parametrize(
    ("day", "quote", "found"),
    [
        (date(2027, 1, 4), "back on 4 January", date(2027, 1, 4)),
        (date(2027, 1, 4), "in the new year", None),
        (date(2026, 11, 1), "back on 4 January", None),
        (date(2111, 1, 4), "back on 4 January", None),
        (None, "back on 4 January", None),
    ],
    ids=["told", "not in the mail", "past", "in another century", "none"],
)
def test_a_day_to_come_back_on_lies_ahead_and_in_the_mail(day: date | None, quote: str, found: date | None) -> None:
    """F-23."""
    assert back_on(Opinion("pauses", return_date=day, return_quote=quote), TEXT, date(2026, 11, 23)) == found
