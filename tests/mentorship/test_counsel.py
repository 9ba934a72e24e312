"""Which sentences are taken as advice, and what the weights behind that hang on (F-26)."""

from __future__ import annotations

from functools import cache

import pytest

from inbox_agent import rules as rule_files
from inbox_agent.mentorship.counsel import Heard, likely, traits_in
from inbox_agent.mentorship.mentions import advice_in
from inbox_agent.rules import Rules
from tests.mentorship.lesson import advice_digest

SENTENCE = Heard(
    words=12,
    asks=False,
    rule="advice",
    bare=False,
    never=False,
    courtesy=False,
    plan=False,
    ideas=("you", "should"),
    hears={"gives-advice": 1.0},
)


@cache
def shipped() -> Rules:
    return rule_files.load()


def test_the_weights_of_sentences_were_learnt_from_these_mails_and_rules() -> None:
    """Whoever changes what they are learnt from learns anew: `python -m tests.mentorship.fit_advice --write`."""
    assert shipped().advice.fitted_on == advice_digest()


def test_the_same_sentence_is_likelier_advice_in_a_mail_that_advises() -> None:
    """ "You should come by the back door" arranges something; between two pieces of counsel it would be one."""
    low, high = (likely(traits_in((SENTENCE,), mail, True)[0], shipped().advice) for mail in (0.05, 0.95))
    assert low < shipped().advice.sure < high


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Thanks for the update! Hope the weather holds. Love to all."),
        ("sv", "Tack för ditt brev! Här regnar det. Hälsningar"),
        ("de", "Danke für den Brief! Hier regnet es. Viele Grüße"),
    ],
)
def test_a_mail_that_does_not_advise_yields_no_advice(language: str, text: str) -> None:
    """Where the whole mail is unlikely to advise, no sentence of it is kept as advice."""
    assert advice_in(text, language, shipped(), counsel=0.01) == ()


def test_advice_is_found_where_no_phrase_rule_speaks() -> None:
    """What a phrase rule does not know is found by what it says and where it stands, and kept whole."""
    text = "Dear Sofia, I would not hand anything in yet. A list of ten names, all of them people who owe you nothing, should come first. Yours, Grace"
    found = advice_in(text, "en", shipped(), counsel=0.97)
    assert "A list of ten names, all of them people who owe you nothing, should come first" in {
        one.words for one in found
    }
