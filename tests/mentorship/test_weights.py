"""The learnt weights: that they are those of these mails and rules, how they add up, and what they may be told by."""

from __future__ import annotations

import tomllib
from functools import cache
from math import isclose
from pathlib import Path

import pytest

from inbox_agent import rules as rule_files
from inbox_agent.mentorship.concepts import ideas_in
from inbox_agent.mentorship.likelihood import likelihoods, telling
from inbox_agent.mentorship.phrases import said
from inbox_agent.mentorship.reading import INTENTS
from inbox_agent.rules import Rules, Weights
from tests.mentorship import foreign
from tests.mentorship.lesson import digest, traits_read

FILE = Path(__file__).parents[2] / "rules" / "weights.toml"
MAILS = [mail for mail in foreign.corpus() if mail.part == "third"][::15]


@cache
def shipped() -> Rules:
    return rule_files.load()


def test_the_weights_were_learnt_from_these_mails_and_rules() -> None:
    """Whoever changes a phrase, an idea or an open mail learns anew: `python -m tests.mentorship.fit --write`."""
    assert shipped().weights.fitted_on == digest()


@pytest.mark.slow
def test_learning_again_gives_the_same_weights() -> None:
    """The file is what the mails and the method give, and nothing was put in by hand."""
    pytest.importorskip("sklearn", reason="pip install -e '.[fit]'")
    from tests.mentorship import fit  # noqa: PLC0415 - needs scikit-learn

    fresh, other = fit.rows(shipped())
    again = fit.fitted([*fresh, *other])
    for trait, shares in shipped().weights.shares.items():
        for intent, weight in shares.items():
            assert isclose(weight, again[trait][intent], abs_tol=0.05), (trait, intent)


def test_every_language_names_the_same_ideas() -> None:
    """An idea that a language lacked would be learnt from the others and never be found in it."""
    ideas = {name: set(concepts.ideas) for name, concepts in shipped().concepts.items()}
    assert set(ideas) == set(shipped().signals)
    assert len({frozenset(each) for each in ideas.values()}) == 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I'm snowed under."), ("sv", "Jag har fullt upp."), ("de", "Ich habe viel zu tun."), ("fr", "Je suis débordée."), ("es", "Estoy hasta arriba."), ("it", "Sono sommersa."), ("pt", "Estou sobrecarregada."), ("nl", "Ik heb het druk."), ("da", "Jeg har travlt."), ("no", "Det er travelt."), ("fi", "Minulla on kiire."),
    ],
)  # fmt: skip
def test_an_idea_is_the_same_in_every_language(language: str, text: str) -> None:
    """Being busy is one idea, and the words that say so can be quoted."""
    words = said(text)
    (found,) = ideas_in(words, language, shipped())
    first, last = found["busy"]
    assert words.source[words.spans[first][0] : words.spans[last][1]] in text


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.id)
def test_likelihoods_are_shares_of_a_whole(mail: foreign.Labelled) -> None:
    """They add up to one, the likeliest stands first, and what speaks for it stands in the mail."""
    weights = shipped().weights
    traits = traits_read(mail.read, shipped())
    likely = likelihoods(traits, weights)
    assert set(likely) == set(INTENTS)
    assert isclose(sum(likely.values()), 1.0)
    assert list(likely.values()) == sorted(likely.values(), reverse=True)
    there = {trait.rsplit(" ", 1)[1] for trait in traits if " says " in f" {trait} "}
    assert set(telling(next(iter(likely)), traits, weights)) <= there


def test_a_mail_says_by_which_words_it_was_read() -> None:
    """A sure reading that no phrase rule speaks for quotes the mail's own words, as `why` tells them."""
    read = [mail.read(shipped()).reading for mail in foreign.corpus() if mail.part == "third"]
    by_idea = [one for one in read if one.sure and any(b.rule.startswith("idea.") for b in one.because)]
    assert by_idea
    assert all(one.because for one in read if one.sure)


def test_an_intent_without_a_threshold_is_refused() -> None:
    """A file that weighs an intent which nothing says when to believe is wrong data, told at the start."""
    raw = tomllib.loads(FILE.read_text("utf-8"))
    del raw["sure"]["accepts"]
    with pytest.raises(ValueError, match="every intent"):
        Weights.model_validate(raw)
