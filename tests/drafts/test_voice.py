"""How an owner writes is learnt from their letters, shown as a page, and their own lines on it win (F-47)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drafts.samples import full
from inbox_agent.doors.template_writer import TemplateWriter
from inbox_agent.drafts import etiquette
from inbox_agent.drafts.voice import UNKNOWN, Sample, Voice, edited, learn, own_lines, page
from inbox_agent.rules import Rules, load
from inbox_agent.shipped import folders

LETTERS = {
    "en": (
        "Morning {name}!\n\nA quick one from me: the map is done, and I owe you for the idea.\n\nTake good care,\nNoor",
        "Noor Haddad", "Morning {name}!", "Take good care,", "",
    ),
    "sv": (
        "Tjena {name}!\n\nEn liten hälsning från mig: kartan är klar, och du ska ha tack för idén.\n\nHa det fint,\nElin",
        "Elin Strand", "Tjena {name}!", "Ha det fint,", "",
    ),
    "de": (
        "Moin {name},\n\nein kurzer Gruß von mir: Die Karte ist fertig, und dir gebührt der Dank für die Idee.\n\nLiebe Grüße\nJonas",
        "Jonas Reuter", "Moin {name},", "Liebe Grüße", "informal",
    ),
    "fr": (
        "Salut {name},\n\nUn petit mot de ma part : la carte est finie, et je te dois un grand merci pour l’idée que tu as eue.\n\nÀ bientôt,\nInès",
        "Inès Morel", "Salut {name},", "À bientôt,", "informal",
    ),
    "es": (
        "Buenas, {name}:\n\nUn saludo rápido de mi parte: el mapa está listo, y te debo una por tu idea.\n\nUn abrazo,\nLucía",
        "Lucía Vidal", "Buenas, {name}:", "Un abrazo,", "informal",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load()


def samples(language: str, count: int = 3) -> list[Sample]:
    text = LETTERS[language][0]
    return [Sample(text.replace("{name}", name), f"{name} Lind") for name in ("Ada", "Bo", "Cleo")[:count]]


@pytest.mark.parametrize("language", LETTERS)
def test_greeting_sign_off_length_and_form_are_learnt(language: str, rules: Rules) -> None:
    """In each of the five languages; the receiver's name becomes a place for the next one's."""
    _, owner, greeting, sign_off, form = LETTERS[language]
    voice = learn(samples(language), language, rules, owner)
    assert (voice.greeting, voice.sign_off, voice.form, voice.letters) == (greeting, sign_off, form, 3)
    assert 10 < voice.words < 30


@pytest.mark.parametrize("language", LETTERS)
def test_one_letter_is_no_habit(language: str, rules: Rules) -> None:
    voice = learn(samples(language, 1), language, rules, LETTERS[language][1])
    assert (voice.greeting, voice.sign_off, voice.words) == ("", "", 0)


def test_what_returns_is_a_habit_and_what_is_taken_out_is_never_said(rules: Rules) -> None:
    """Turns of phrase come from the letters; what to leave out from drafts that were rewritten."""
    draft = "Hello Ada,\n\nHow kind of you, thank you. I can come.\n\nBest wishes,"
    written = [replace(s, draft=draft) for s in samples("en")]
    voice = learn(written, "en", rules, "Noor Haddad")
    assert any("quick one from me" in habit for habit in voice.habits)
    assert "How kind of you, thank you." in voice.never


def test_a_greeting_with_somebody_elses_name_is_not_learnt(rules: Rules) -> None:
    """ "Hi Ada," learnt as it stands would greet Bo as Ada."""
    text = "Hi Ada,\n\nAll is well here with the map and with me.\n\nBest,"
    assert learn([Sample(text), Sample(text)], "en", rules).greeting == ""


def test_the_page_reads_back_what_it_shows() -> None:
    voice = Voice("Hi {name},", "Best,", 90, "informal", ("a quick one",), ("How kind of you.",), 4)
    assert edited(replace(UNKNOWN, letters=4), page(voice)) == voice
    assert edited(UNKNOWN, page(UNKNOWN)) == UNKNOWN


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("Greeting: Dear {name},", Voice("Dear {name},", "Best,", 90)),
        ("Greeting:", Voice("", "Best,", 90)),
        ("Length: 60", Voice("Hi {name},", "Best,", 60)),
        ("Form of address: nonsense", Voice("Hi {name},", "Best,", 90)),
        ("Never:\n- How kind", Voice("Hi {name},", "Best,", 90, never=("How kind",))),
        ("# Greeting: no\nsomething else\n", Voice("Hi {name},", "Best,", 90)),
        ("", Voice("Hi {name},", "Best,", 90)),
    ],
)
def test_a_line_of_the_owner_wins_over_what_was_learnt(text: str, voice: Voice) -> None:
    assert edited(Voice("Hi {name},", "Best,", 90), text) == voice


@pytest.mark.parametrize("language", LETTERS)
def test_letters_by_template_greet_and_close_as_the_owner_does(language: str, rules: Rules) -> None:
    """And pass the checks all the same; a greeting in another form of address than the letter's is left."""
    _, owner, greeting, sign_off, form = LETTERS[language]
    voice = learn(samples(language), language, rules, owner)
    writer = TemplateWriter(folders("prompts", None), rules)
    brief = replace(full("check-in", language), voice=voice)
    letter = writer.write(brief)
    assert letter.text.startswith(greeting.split("{")[0])
    assert letter.text.endswith(sign_off)
    assert etiquette.check(letter.text, letter.subject, brief, rules) == ()
    if form:
        formal = writer.write(replace(brief, facts={**(brief.facts or {}), "address": "formal"}))
        assert not formal.text.startswith(greeting.split("{")[0])


def test_an_edit_keeps_only_what_differs_from_what_was_learnt() -> None:
    """A greeting that the owner sets does not stop the sign-off from being learnt on."""
    learnt = Voice("Hi {name},", "Best,", 90, habits=("a quick one",))
    wanted = replace(learnt, greeting="Dear {name},", habits=())
    assert own_lines(learnt, wanted) == "Greeting: Dear {name},\nHabits:\n"
    assert edited(replace(learnt, sign_off="Cheers,"), own_lines(learnt, wanted)) == replace(wanted, sign_off="Cheers,")
