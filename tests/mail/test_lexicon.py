from __future__ import annotations

from itertools import combinations

import pytest

from inbox_agent.mail.lexicon import lexicon, plain
from inbox_agent.rules import Labels
from tests.mail.sample_mails import LABELS

LANGUAGES = ["en", "sv", "de", "fr", "es", "pt", "it", "nl", "da", "no", "fi", "pl"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_every_kind_of_word(language: str) -> None:
    """Nothing a reader looks for is missing in one of the twelve languages."""
    own = LABELS[language]
    bare = {
        "roles",
        "robots",
        "platforms",
        "via",
        "introduction_subjects",
        "legal_forms",
        "dated_markers",  # two French services print them
        *(("at", "of", "within") if language == "fi" else ()),
        "at" if language in {"es", "pt"} else "",  # "en" and "na" lead to places as well
        "attribution_openers" if language == "fi" else "",
    }
    missing = [name for name in Labels.model_fields if name not in bare and not getattr(own, name)]
    assert missing == []
    assert (len(own.months), len(own.weekdays)) == (12, 7)


FIELDS = ["from_", "to", "cc", "date", "subject", "reply_to"]


@pytest.mark.parametrize("pair", list(combinations(FIELDS, 2)), ids="-".join)
def test_no_label_names_two_fields(pair: tuple[str, str]) -> None:
    """One lexicon serves all languages, so a word must mean one header field in all of them."""
    one, other = ({plain(word) for labels in LABELS.values() for word in getattr(labels, field)} for field in pair)
    assert one & other == set()


def test_no_month_is_another_one_elsewhere() -> None:
    """ "mar" is March and "mai" May in every language that has them."""
    seen: dict[str, set[int]] = {}
    for labels in LABELS.values():
        for number, forms in enumerate(labels.months, 1):
            for form in forms:
                seen.setdefault(plain(form), set()).add(number)
    assert {form: months for form, months in seen.items() if len(months) > 1} == {}


def test_phrases_have_one_place_for_a_name() -> None:
    """A phrase without `{name}`, or with one in its middle, would never be found."""
    for language, labels in LABELS.items():
        for phrase in (*labels.note_openers, *labels.introductions, *labels.notifications, *labels.referrals):
            assert phrase.count("{name}") == 1, (language, phrase)
            assert phrase.startswith("{name}") or phrase.endswith("{name}"), (language, phrase)


def test_the_lexicon_of_the_same_rules_is_made_once() -> None:
    """It is kept: making it takes longer than reading a mail."""
    assert lexicon(LABELS) is lexicon(LABELS)
