"""Who offers an hour that is hard on the other has to say that they see it (P-52)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drafts.samples import THURSDAY, full
from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.etiquette import check
from inbox_agent.rules import Rules, load


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load()


def found(sentence: str, brief: Brief, rules: Rules) -> list[str]:
    text = f"Hello,\n\n{sentence}\n\nKind regards,"
    return [f.words for f in check(text, "A time", brief, rules) if f.name == "etiquette.P-52-hour"]


def offering(language: str, zone: str = "Europe/London") -> Brief:
    brief = replace(full("question", language), meeting=None)
    return replace(
        brief, relationship=replace(brief.relationship, person=replace(brief.relationship.person, timezone=zone))
    )


HARD = [
    ("en", "Would Thursday 3 December at 22:00 in London (23:00 in Stockholm) suit you?", "22:00"),
    ("en", "Would Saturday 5 December at 10:00 in London (11:00 in Stockholm) suit you?", "5 December"),
    ("en", "How about Friday 25 December at 14:00 in London (15:00 in Stockholm)?", "25 December"),
    ("sv", "Passar torsdag 3 december kl. 6.00 i London (7.00 i Stockholm)?", "3 december"),
    ("de", "Passt Ihnen Donnerstag, 3. Dezember, 21:00 Uhr in London (22:00 Uhr in Stockholm)?", "3. Dezember"),
    ("fr", "Samedi 5 décembre à 10h00, heure de Londres (11h00, heure de Stockholm), vous irait-il ?", "5 décembre"),
    ("es", "¿Le vendría bien el domingo 6 de diciembre a las 10:00 h, hora de Londres (11:00 h, hora de Estocolmo)?", "6 de diciembre"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "sentence", "words"), HARD)
def test_an_hour_outside_their_working_day_is_named(language: str, sentence: str, words: str, rules: Rules) -> None:
    """Early, late, a weekend, a public holiday there; the finding rests on the words that name the time."""
    named = found(sentence, offering(language), rules)
    assert len(named) == 1
    assert words in named[0]


SEEN = [
    ("en", "Would Thursday 3 December at 22:00 in London suit you? I know that this is late for you."),
    ("en", "Would Saturday 5 December at 10:00 in London suit you? It is your weekend, so do say no."),
    ("sv", "Passar torsdag 3 december kl. 6.00 i London? Det är tidigt för dig, jag vet."),
    ("de", "Passt Ihnen Donnerstag, 3. Dezember, 21:00 Uhr in London? Das ist spät bei Ihnen."),
    ("fr", "Samedi 5 décembre à 10h00, heure de Londres, vous irait-il, même si c’est le week-end ?"),
    ("es", "¿Le vendría bien el domingo 6 de diciembre a las 10:00 h, hora de Londres? Sé que es fin de semana."),
    ("en", "Would Thursday 3 December at 14:00 in London suit you?"),
    ("en", "Thank you for Thursday. The list has grown to 22:00 points."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "sentence"), SEEN)
def test_an_hour_that_is_kind_or_seen_to_be_hard_passes(language: str, sentence: str, rules: Rules) -> None:
    assert found(sentence, offering(language), rules) == []


def test_an_hour_that_they_chose_is_theirs(rules: Rules) -> None:
    late = replace(THURSDAY, start=THURSDAY.start.replace(hour=22))
    sentence = "Thursday 3 December at 22:00 in London (23:00 in Stockholm) suits me well."
    assert found(sentence, replace(offering("en"), proposed=(late,)), rules) == []
    assert found(sentence, replace(offering("en"), offers=(late,)), rules) != []


def test_nothing_is_called_hard_where_nobody_knows_where_they_live(rules: Rules) -> None:
    assert found(HARD[0][1], offering("en", ""), rules) == []
