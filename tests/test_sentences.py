"""What the agent says to its owner and whom it calls what: nothing is said in one language and missing in another."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from inbox_agent import rules as rule_files
from inbox_agent.rules import Rules

LANGUAGES = ("en", "sv", "de", "fr", "es")


@pytest.fixture(scope="module")
def rules() -> Rules:
    return rule_files.load()


def holes(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_stands_in_every_language(language: str, rules: Rules) -> None:
    """Each says the same facts: what stands in braces is the same in all five."""
    own, english = rules.sentences[language].root, rules.sentences["en"].root
    assert own.keys() == english.keys()
    assert {key: holes(words) for key, words in own.items()} == {key: holes(words) for key, words in english.items()}
    assert all(words.strip() and not re.search(r"  |\s$", words) for words in own.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_find_of_the_checks_is_told_in_every_language(language: str, rules: Rules) -> None:
    own, english = rules.etiquette[language].says, rules.etiquette["en"].says
    assert {key: holes(words) for key, words in own.items()} == {key: holes(words) for key, words in english.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_page_stands_in_every_language(language: str, rules: Rules) -> None:
    own, english = rules.page[language].root, rules.page["en"].root
    assert {key: holes(words) for key, words in own.items()} == {key: holes(words) for key, words in english.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_and_order_has_words_in_every_language(language: str, rules: Rules) -> None:
    """An owner may answer in their own language whatever they may answer in English."""
    assert rules.answers[language].meanings.keys() == rules.answers["en"].meanings.keys()
    for name in type(rules.orders["en"]).model_fields:
        if getattr(rules.orders["en"], name):
            assert getattr(rules.orders[language], name), name
    for name in type(rules.wishes["en"]).model_fields:
        assert getattr(rules.wishes[language], name), name
    assert rules.profile[language].labels.keys() == rules.profile["en"].labels.keys()
    assert rules.profile[language].questions.keys() == rules.profile["en"].questions.keys()
