"""Greeting and closing are those of this correspondence, where it, the voice or the form of address tells them (F-43, F-44)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from drafts.samples import CASES, NOW, PERSON, full
from inbox_agent.doors.template_writer import TemplateWriter
from inbox_agent.drafts.brief import Brief, Said
from inbox_agent.drafts.etiquette import check
from inbox_agent.drafts.voice import Voice
from inbox_agent.rules import Rules, load
from inbox_agent.shipped import folders

BODY = {
    "en": "The list from our mails has been a help.",
    "sv": "Listan ur mejlen har varit till hjälp.",
    "de": "Die Liste aus den Mails hat geholfen.",
    "fr": "La liste de nos messages a été utile.",
    "es": "La lista de los correos ha sido útil.",
}


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load()


def wrote(language: str, before: str, voice: Voice | None = None) -> Brief:
    """A brief in whose thread the owner wrote so; no thread for ""."""
    brief = replace(full("check-in", language), meeting=None, voice=voice or Voice())
    said = (Said("owner", NOW - timedelta(days=30), "Hello", before),) if before else ()
    return replace(brief, thread=said)


def letter(language: str, hello: str, close: str) -> str:
    return f"{hello}\n\n{BODY[language]}\n\n{close}"


def found(text: str, brief: Brief, rules: Rules) -> list[tuple[str, str]]:
    return [(f.words, f.says) for f in check(text, "Hello", brief, rules) if f.name == "etiquette.F-43"]


FIRST = {
    "en": "Hi Ada,\n\nThank you for the list.\n\nCheers,\nNoor",
    "sv": "Hej Karin!\n\nTack för listan.\n\nKram\nElin",
    "de": "Hallo Friederike,\n\nhast du die Liste noch? Danke dir.\n\nLG\nJonas",
    "fr": "Salut Camille,\n\nMerci pour ta liste.\n\nBises,\nInès",
    "es": "Hola, Marta:\n\nGracias por tu lista.\n\nBesos,\nLucía",
}
LAST = {
    "en": "Dear Dr Lindqvist,\n\nThank you for the list.\n\nYours sincerely,\nNoor Haddad",
    "sv": "Bästa Karin Öberg,\n\nTack för listan.\n\nVänliga hälsningar\nElin",
    "de": "Sehr geehrte Frau Dr. Lang,\n\nhaben Sie die Liste noch? Danke Ihnen.\n\nMit freundlichen Grüßen\nJonas Reuter",
    "fr": "Bonjour Madame Durand,\n\nMerci pour votre liste.\n\nCordialement,\nInès Morel",
    "es": "Estimada señora Ruiz:\n\nLe agradezco la lista que usted me mandó.\n\nAtentamente,\nLucía Vidal",
}
UNLIKE = [
    ("en", FIRST, "Dear Ms Lindqvist,", "Cheers,", "Dear Ms Lindqvist,"),
    ("en", FIRST, "Hi Ada,", "Yours faithfully,", "Yours faithfully,"),
    ("en", LAST, "Hi Ada,", "Yours sincerely,", "Hi Ada,"),
    ("en", LAST, "Dear Ms Lindqvist,", "Yours sincerely,", "Dear Ms Lindqvist,"),
    ("en", LAST, "Dear Dr Lindqvist,", "Cheers,", "Cheers,"),
    ("en", LAST, "Hey Dr Lindqvist,", "Yours sincerely,", "Hey Dr Lindqvist,"),
    ("sv", LAST, "Hej Karin!", "Vänliga hälsningar", "Hej Karin!"),
    ("sv", LAST, "Bästa Karin Öberg,", "Puss och kram", "Puss och kram"),
    ("sv", FIRST, "Hej Karin!", "Högaktningsfullt", "Högaktningsfullt"),
    ("de", LAST, "Hallo Friederike,", "Mit freundlichen Grüßen", "Hallo Friederike,"),
    ("de", LAST, "Sehr geehrte Frau Dr. Lang,", "LG", "LG"),
    ("de", LAST, "Sehr geehrte Frau Lang,", "Mit freundlichen Grüßen", "Sehr geehrte Frau Lang,"),
    ("de", FIRST, "Hallo Friederike,", "Hochachtungsvoll", "Hochachtungsvoll"),
    ("fr", LAST, "Salut Camille,", "Cordialement,", "Salut Camille,"),
    ("fr", LAST, "Bonjour Madame Durand,", "Gros bisous,", "Gros bisous,"),
    ("fr", FIRST, "Salut Camille,", "Respectueusement,", "Respectueusement,"),
    ("es", LAST, "Hola, Marta:", "Atentamente,", "Hola, Marta:"),
    ("es", LAST, "Estimada señora Ruiz:", "Un besazo,", "Un besazo,"),
    ("es", FIRST, "Hola, Marta:", "Atentamente,", "Atentamente,"),
]


@pytest.mark.parametrize(("language", "before", "hello", "close", "words"), UNLIKE)
def test_what_is_unlike_the_thread_is_named_with_what_is_usual(
    language: str, before: dict[str, str], hello: str, close: str, words: str, rules: Rules
) -> None:
    """The finding rests on the line, and says how the owner has written to this person."""
    named = found(letter(language, hello, close), wrote(language, before[language]), rules)
    assert [w for w, _ in named] == [words]
    lines = before[language].split("\n")
    assert any(known in named[0][1] for known in (lines[0], lines[-2]))


LIKE = [
    ("en", FIRST, "Hello Ada,", "Best wishes,"),
    ("en", FIRST, "Hey Ada,", "Cheers,"),
    ("en", LAST, "Dear Dr Lindqvist,", "Kind regards,"),
    ("sv", FIRST, "Hej Karin,", "Vänliga hälsningar"),
    ("sv", LAST, "Bästa Karin Öberg,", "Med vänlig hälsning"),
    ("de", FIRST, "Liebe Friederike,", "Viele Grüße"),
    ("de", LAST, "Guten Tag Frau Dr. Lang,", "Herzliche Grüße"),
    ("fr", FIRST, "Bonjour Camille,", "Amicalement,"),
    ("fr", LAST, "Bonjour Madame Durand,", "Bien à vous,"),
    ("es", FIRST, "Querida Marta:", "Un abrazo,"),
    ("es", LAST, "Estimada señora Ruiz:", "Un cordial saludo,"),
]


@pytest.mark.parametrize(("language", "before", "hello", "close"), LIKE)
def test_another_wording_of_the_same_register_passes(
    language: str, before: dict[str, str], hello: str, close: str, rules: Rules
) -> None:
    assert found(letter(language, hello, close), wrote(language, before[language]), rules) == []


@pytest.mark.parametrize(
    ("language", "hello", "close", "words"),
    [
        ("de", "Guten Tag Frau Lang,", "Bussi", ["Bussi"]),
        ("fr", "Bonjour Madame,", "Bises,", ["Bises,"]),
        ("es", "Estimada Marta Ruiz Soler:", "Un beso,", ["Un beso,"]),
        ("de", "Guten Tag Frau Lang,", "Liebe Grüße", []),
        ("en", "Hey Ada,", "Cheers,", []),
    ],
)
def test_without_a_thread_the_form_of_address_tells(
    language: str, hello: str, close: str, words: list[str], rules: Rules
) -> None:
    """Where neither thread, voice nor the language tells, nothing is found."""
    assert [w for w, _ in found(letter(language, hello, close), wrote(language, ""), rules)] == words


def test_the_owners_voice_tells_where_the_thread_is_silent(rules: Rules) -> None:
    brief = wrote("en", "", Voice(greeting="Dear {name},", sign_off="Kind regards,"))
    named = found(letter("en", "Hey Ada,", "Cheers,"), brief, rules)
    assert [w for w, _ in named] == ["Hey Ada,", "Cheers,"]
    assert "Kind regards," in named[1][1]


@pytest.mark.parametrize("language", PERSON)
@pytest.mark.parametrize("before", [FIRST, LAST], ids=["first-name", "surname"])
def test_our_own_letters_greet_as_the_thread_does(language: str, before: dict[str, str], rules: Rules) -> None:
    """Bar: 0 findings in our own templates, in whatever way the two write to each other."""
    writer = TemplateWriter(folders("prompts", None), rules)
    for name in (n for n in CASES if n.startswith(f"{language}/") and ".full." in n):
        brief = replace(CASES[name], thread=wrote(language, before[language]).thread)
        written = writer.write(brief)
        assert [f.words for f in check(written.text, written.subject, brief, rules) if f.name == "etiquette.F-43"] == []
