"""How an owner writes is learnt from their letters, shown as a page, and their own lines on it win (F-47)."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from drafts.samples import KINDS, NOW, full, minimal
from inbox_agent.doors.template_writer import TemplateWriter
from inbox_agent.drafts import etiquette, grounding
from inbox_agent.drafts.brief import Said
from inbox_agent.drafts.parts import apart
from inbox_agent.drafts.voice import UNKNOWN, Sample, Voice, learn
from inbox_agent.drafts.voice_page import edited, own_lines, page
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


@pytest.mark.parametrize("language", LETTERS)
def test_the_page_reads_back_what_it_shows(language: str, rules: Rules) -> None:
    """In the words of the owner's language, each of which is understood whatever the page was written in."""
    voice = Voice(
        "Hi {name},", "Best,", 90, "informal", ("a quick one",), ("How kind of you.",), 4, ("talk → chat",), "no", "yes", "no", "🙂"
    )  # fmt: skip
    words = rules.voice[language]
    shown = page(voice, words)
    assert edited(replace(UNKNOWN, letters=4), shown, rules.voice) == voice
    assert edited(UNKNOWN, page(UNKNOWN, words), rules.voice) == UNKNOWN
    assert all(f"{label}:" in shown for label in words.labels.values())
    assert language == "en" or "Greeting" not in shown
    assert words.labels.keys() == rules.voice["en"].labels.keys()


SPOKEN_FORMS = {
    "sv": ("Hej {name}!\n\nJag har nåt att berätta, och sen hörs vi.\n\nHälsningar", "nåt, sen"),
    "de": ("Hallo {name},\n\nwie geht’s dir? Ich schicke dir bald mehr.\n\nViele Grüße", "geht’s"),
    "fr": ("Salut {name},\n\nJ'suis contente de te lire, et t'as raison.\n\nAmicalement,", "j’suis, t’as"),
    "es": ("Hola, {name}:\n\nTe mando la lista mañana.\n\nUn saludo,", ""),
}


@pytest.mark.parametrize("language", SPOKEN_FORMS)
def test_only_the_short_forms_of_the_owners_own_letters_are_theirs(language: str, rules: Rules) -> None:
    """Who writes "nåt" need not write "sån"."""
    text, forms = SPOKEN_FORMS[language]
    voice = learn([Sample(text.format(name=n), n) for n in ("Ada", "Bo", "Cleo")], language, rules)
    assert voice.contractions == forms
    kept = edited(UNKNOWN, page(voice, rules.voice[language]), rules.voice)
    assert kept.contractions == forms


def test_a_short_form_is_written_to_friends_and_not_per_sie(rules: Rules) -> None:
    writer = TemplateWriter(folders("prompts", None), rules)
    brief = replace(full("feedback", "de"), voice=Voice(contractions="hab ich"))
    friend = replace(brief, facts={**(brief.facts or {}), "address": "du"})
    letters = [[writer.write(replace(b, variation=n)).text for n in range(6)] for b in (brief, friend)]
    assert not any("hab ich" in text for text in letters[0])
    assert any("hab ich" in text for text in letters[1])


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
def test_a_line_of_the_owner_wins_over_what_was_learnt(text: str, voice: Voice, rules: Rules) -> None:
    assert edited(Voice("Hi {name},", "Best,", 90), text, rules.voice) == voice


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


def test_an_edit_keeps_only_what_differs_from_what_was_learnt(rules: Rules) -> None:
    """A greeting that the owner sets does not stop the sign-off from being learnt on."""
    learnt = Voice("Hi {name},", "Best,", 90, habits=("a quick one",))
    wanted = replace(learnt, greeting="Dear {name},", habits=())
    lines = own_lines(learnt, wanted, rules.voice["en"])
    assert lines == "Greeting: Dear {name},\nHabits:\n"
    assert edited(replace(learnt, sign_off="Cheers,"), lines, rules.voice) == replace(wanted, sign_off="Cheers,")


def test_habits_and_words_of_one_relationship_reach_no_other(rules: Rules) -> None:
    """P-04: a phrase told to Ada alone may be a fact about Ada, however often it was told."""
    said = Sample(
        "Hi Ada,\n\nthe divorce from your husband takes time, and I think of you.\n\nBest,",
        "Ada Lind",
        "Hi Ada,\n\nA conversation helps. Some sentence stood here once. All is well.\n\nBest,",
    )
    voice = learn([said] * 4, "en", rules)
    assert (voice.habits, voice.never, voice.instead) == ((), (), ())


SPOKEN = [
    Sample(f"Hi {name},\n\nI'm glad we had a chat — it's helped me a lot! Don't worry about the map 🙂\n\nP.S. No hurry.", f"{name} Lind",
           f"Hi {name},\n\nI am glad we had a conversation. How kind of you to think of it. All is well.\n\nBest,")
    for name in ("Ada", "Bo", "Cleo")
]  # fmt: skip


def test_marks_contractions_and_words_are_learnt(rules: Rules) -> None:
    """A line after the letter is no sign-off, and what stands for "conversation" in each letter is the owner's word for it."""
    voice = learn(SPOKEN, "en", rules)
    assert (voice.contractions, voice.exclamations, voice.dashes, voice.emoji) == ("yes", "yes", "yes", "🙂")
    assert voice.sign_off == ""
    assert "How kind of you to think of it." in voice.never


def test_words_that_the_owner_replaces_are_replaced(rules: Rules) -> None:
    samples = [
        Sample(
            f"Hi {n},\n\nIt was a good chat, and I took notes.",
            n,
            f"Hi {n},\n\nIt was a good conversation, and I took notes.",
        )
        for n in ("Ada", "Bo")
    ]
    assert learn(samples, "en", rules).instead == ("conversation → chat",)


VOICED = {
    "contracts": ("thank-you", Voice(contractions="yes"), ("I’ll try it with my team",), ("I will",)),
    "replaces": ("accept-and-schedule", Voice(instead=("video → Zoom",)), ("Zoom or phone",), ("Video",)),
    "leaves out": ("thank-you", Voice(never=("Until then, thank you once more.",)), (), ("Until then",)),
    "exclaims": ("thank-you", Voice(exclamations="yes"), ("talking with me today!", ), ()),
    "smiles": ("check-in", Voice(emoji="🙂"), (" 🙂\n\n",), ()),
    "is sober in a farewell": ("mismatch-exit", Voice(emoji="🙂", exclamations="yes"), (), ("🙂", "!")),
    "is short": ("check-in", Voice(words=30), ("It has been a while",), ("Should you find a quiet moment",)),
}  # fmt: skip


@pytest.mark.parametrize("case", VOICED)
def test_a_letter_by_template_sounds_like_its_owner(case: str, rules: Rules) -> None:
    kind, voice, says, never = VOICED[case]
    brief = replace(full(kind, "en"), voice=voice)
    letter = TemplateWriter(folders("prompts", None), rules).write(brief)
    assert all(words.removesuffix(" today!") in letter.text for words in says), letter.text
    assert not any(words in letter.text for words in never), letter.text
    assert etiquette.check(letter.text, letter.subject, brief, rules) == ()


SHORT = {
    "en": "Should you find",
    "sv": "Men får du",
    "de": "Sollte sich einmal",
    "fr": "Si un moment",
    "es": "Si surge un momento",
}


@pytest.mark.parametrize("language", LETTERS)
def test_an_owner_who_writes_short_gets_short_letters(language: str, rules: Rules) -> None:
    """In all five languages: a courtesy goes, the letter stays whole."""
    brief = full("check-in", language)
    writer = TemplateWriter(folders("prompts", None), rules)
    long, short = writer.write(brief), writer.write(replace(brief, voice=Voice(words=25)))
    assert SHORT[language] in long.text
    assert SHORT[language] not in short.text
    assert etiquette.check(short.text, short.subject, brief, rules) == ()


THREAD = {
    "en": ("Dear Professor Lindqvist,", "With kind thoughts,"),
    "sv": ("Bästa Karin,", "Varma hälsningar"),
    "de": ("Sehr geehrte Frau Dr. Lang,", "Mit freundlichen Grüßen"),
    "fr": ("Chère Madame Durand,", "Bien cordialement,"),
    "es": ("Estimada señora Ruiz Soler:", "Un cordial saludo,"),
}


@pytest.mark.parametrize("language", THREAD)
def test_greeting_and_sign_off_of_the_thread_are_kept(language: str, rules: Rules) -> None:
    """F-44: whoever was "Dear Professor" last week is not "Hi" today, whatever the owner writes to others."""
    hello, close = THREAD[language]
    brief = full("check-in", language)
    said = Said(
        "owner", NOW, "Hello", f"{hello}\n\nThank you for the hour and for the map.\n\n{close}\n{brief.owner_name}"
    )
    letter = TemplateWriter(folders("prompts", None), rules).write(replace(brief, thread=(said,)))
    assert letter.text.startswith(hello)
    assert letter.text.endswith(close)


LONG_OWNER = Voice(words=200)
#: Letters that say a courtesy more where their owner writes long letters.
ROOMY = ("thank-you", "keep-in-touch", "gratitude", "progress-report", "accept-and-schedule", "agenda", "check-in")


@pytest.mark.parametrize("language", LETTERS)
@pytest.mark.parametrize("kind", ROOMY)
def test_who_writes_long_letters_gets_longer_ones(kind: str, language: str, rules: Rules) -> None:
    """Their length counts both ways, within the playbook's limits: nothing is said that the checks would mark (F-47, P-23)."""
    writer = TemplateWriter(folders("prompts", None), rules)
    brief = full(kind, language)
    if kind == "progress-report":
        brief = replace(brief, relationship=replace(brief.relationship, take_aways="it went well"))
    plain, longer = writer.write(brief), writer.write(replace(brief, voice=LONG_OWNER))
    assert len(longer.text.split()) > len(plain.text.split())
    assert etiquette.check(longer.text, longer.subject, brief, rules) == ()
    assert grounding.check(longer.text, longer.subject, brief, rules) == ()
    usual = replace(brief, voice=Voice(words=apart(plain.text).words))
    assert writer.write(usual).text == plain.text


@pytest.mark.parametrize("language", LETTERS)
@pytest.mark.parametrize("kind", ["decline-thanks", "mismatch-exit", "withdrawal", "polite-no"])
def test_what_must_be_short_stays_short(kind: str, language: str, rules: Rules) -> None:
    """Two sentences after a no, a farewell without a word too many, whatever the owner's letters are like (P-70, P-75)."""
    writer = TemplateWriter(folders("prompts", None), rules)
    brief = full(kind, language)
    assert writer.write(replace(brief, voice=LONG_OWNER)).text == writer.write(brief).text


@pytest.mark.parametrize("kind", KINDS)
def test_a_german_letter_per_du_bends_its_verbs(kind: str, rules: Rules) -> None:
    """ "Hätten du" and "dass du es sich überlegen" are nobody's German."""
    writer = TemplateWriter(folders("prompts", None), rules)
    for variation in range(12):
        for make in (full, minimal):
            brief = make(kind, "de", variation)
            text = writer.write(replace(brief, facts={**(brief.facts or {}), "address": "du"}, voice=LONG_OWNER)).text
            assert not re.search(
                r"\b(?!den\b)\w+en du\b|\bdu (?:\w+ ){0,4}(?:sich|haben|können|möchten|sind|würden)\b", text
            )
