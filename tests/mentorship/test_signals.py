"""What contacts' words mean: tables of sentences a language, and the promises that hold whatever they write."""

from __future__ import annotations

import re
import string
import time
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import accuracy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox_agent import rules as rule_files
from inbox_agent.mentorship import phrases
from inbox_agent.mentorship.reading import NOES, YESES, Context, Reading
from inbox_agent.mentorship.signals import hear
from inbox_agent.rules import Intent, Rules
from inbox_agent.words import Stage

SAMPLES = Path(__file__).parent / "samples" / "signals"
LANGUAGES = sorted(path.stem for path in SAMPLES.glob("*.toml"))


@cache
def shipped() -> Rules:
    return rule_files.load()


def heard(
    text: str, stage: str = "outreach", language: str = "en", slots: bool = False, role: str = "mentee", **more: object
) -> Reading:
    return hear(text, Context(stage, role, language, **{"last_writer": "owner", **more}), shipped(), slots)  # type: ignore[arg-type]


def table() -> Iterator[object]:
    """Every sentence of the tables as (language, stage, slots, intent, text)."""
    for language in LANGUAGES:
        for stage, intents in tomllib.loads((SAMPLES / f"{language}.toml").read_text("utf-8")).items():
            if stage == "never-yes":
                continue
            for intent, texts in intents.items():
                slots = intent == "slots"
                for name, says in texts.items() if slots else [(intent, texts)]:
                    for text in says:
                        yield pytest.param(
                            language, stage, slots, name, text, id=f"{language}-{stage}-{name}-{slug(text)}"
                        )


def never_yes() -> Iterator[object]:
    for language in LANGUAGES:
        for stage, texts in (
            tomllib.loads((SAMPLES / f"{language}.toml").read_text("utf-8")).get("never-yes", {}).items()
        ):
            for text in texts:
                yield pytest.param(language, stage, text, id=f"{language}-{slug(text)}")


def slug(text: str) -> str:
    return "-".join(re.findall(r"\w+", text)[:7])


@pytest.mark.parametrize(("language", "stage", "slots", "intent", "text"), list(table()))
def test_a_plain_sentence_is_read_for_sure(language: str, stage: str, slots: bool, intent: str, text: str) -> None:
    """Each sentence of the tables is read as what it means, by rules or ideas whose words stand in the mail."""
    role = "mentor" if intent == "reports-progress" else "mentee"
    reading = heard(text, stage, language, slots, role)
    assert (reading.intent, reading.sure) == (intent, True), reading
    plain = " ".join(text.split())
    for because in reading.because:
        assert re.fullmatch(r"[a-z-]+\.[a-z]{2}\.\d+|idea\.[a-z]{2}\.[a-z-]+", because.rule)
        assert because.words in plain


@pytest.mark.parametrize(("language", "stage", "text"), list(never_yes()))
@pytest.mark.parametrize("slots", [False, True], ids=["", "with-a-time"])
def test_a_no_is_never_read_as_a_yes(language: str, stage: str, text: str, slots: bool) -> None:
    """Conditional, polite, ironic and doubtful answers are never surely a yes of any kind."""
    for at in (stage, "scheduling", "meeting", "active", "quiet"):
        reading = heard(text, at, language, slots)
        assert not (reading.sure and reading.intent in YESES), (at, reading)


@pytest.mark.parametrize(
    ("language", "stage", "slots", "intent", "text"),
    [p for p in table() if p.values[3] in ("declines", "ends", "cancels")],
)  # type: ignore[attr-defined]
@pytest.mark.parametrize(
    "yes", ["{} Sounds great!", "I'd love to. {}", "Sure. {}", "Thank you, that is very kind! {}", "{} Perfect!"]
)
def test_a_yes_beside_a_no_does_not_outweigh_it(
    language: str, stage: str, slots: bool, intent: str, text: str, yes: str
) -> None:
    """A no with the politest yes before or after it is a no, or nobody is sure."""
    reading = heard(yes.format(text), stage, language, slots)
    assert not (reading.sure and reading.intent in YESES), reading


STOPS = [
    ("en", "Please don't contact me again."), ("en", "Do not write to me again, ever."), ("en", "Remove me from your list."),
    ("en", "Thanks for the nice mail! But please do not email me."), ("en", "Stop contacting me."),
    ("sv", "Kontakta mig inte igen."), ("sv", "Sluta mejla mig."), ("sv", "Hör inte av dig igen, tack."),
    ("de", "Bitte schreiben Sie mir nicht mehr."), ("de", "Löschen Sie meine Adresse."), ("de", "Lassen Sie mich in Ruhe."),
    ("fr", "Merci de ne plus me contacter."), ("fr", "Ne m'écrivez plus."), ("fr", "Laissez-moi tranquille."),
    ("es", "No me escribas más."), ("es", "Deja de contactarme."), ("es", "Borre mis datos, por favor."),
    ("no", "Ikke kontakt meg igjen."), ("da", "Kontakt mig ikke igen."), ("nl", "Schrijf me niet meer."), ("it", "Non mi scriva più."), ("pt", "Não me contacte mais."), ("fi", "Älkää enää ottako yhteyttä."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), STOPS, ids=slug)
@pytest.mark.parametrize("stage", ["outreach", "scheduling", "active"])
def test_please_dont_write_is_a_hard_stop(language: str, text: str, stage: str) -> None:
    """Whoever asks not to be written to is heard in every stage, whatever stands beside it (F-24)."""
    for around in ("{}", "Hi Sofia! Happy to talk. {}", "{} I'd love to."):
        reading = heard(around.format(text), stage, language)
        assert reading.do_not_contact
        assert reading.sure
        assert reading.intent == ("ends" if stage == "active" else "declines")


@pytest.mark.parametrize(
    "text",
    [
        "Please don't email me at work, use this address.",
        "Don't write more than a page.",
        "Please don't contact me before Friday, I am at sea.",
        "Skriv inte mer än en sida.",
        "Ring mig inte före nio.",
        "Schreib nicht mehr als eine Seite.",
        "Ich kann heute nicht mehr schreiben.",
        "Ne jamais écrire plus d'une page, c'est ma règle.",
        "Ne m'écrivez pas à cette adresse mais à l'autre.",
        "No envíes el CV todavía.",
        "Meglio non scrivere troppo.",
        "Cancella il mio appuntamento di domani.",
        "Não envie o currículo já.",
        "Schrijf niet te lang.",
        "Skriv ikke mere end en side.",
        "Älä lähetä hakemusta vielä.",
        "Don't hesitate to write to me again.",
        "Never mind my last mail.",
        "Please don't worry, write to me whenever you like.",
        "No more questions from me!",
    ],
)
def test_friendly_words_are_no_hard_stop(text: str) -> None:
    """What only looks like "don't write" stops nothing."""
    assert not heard(text, "active").do_not_contact


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My father passed away last week, I can't think of anything else right now."),
        ("sv", "Min mamma har gått bort."),
        ("de", "Mein Vater ist gestorben."),
        ("fr", "J'ai perdu mon père la semaine dernière."),
        ("es", "Mi madre ha fallecido."),
    ],
    ids=["en", "sv", "de", "fr", "es"],
)
def test_bad_news_is_noticed(language: str, text: str) -> None:
    """A bereavement stops every timer (P-76), so it is told whatever the intent is."""
    assert heard(text, "active", language).bad_news


@pytest.mark.parametrize(
    "text",
    [
        "I work on cancer research and would be happy to talk.",
        "The funeral industry is my field.",
        "My mother is a doctor.",
        "Mitt arbete handlar om stroke.",
        "Le licenciement est mon domaine.",
        "Trabajo sobre el cáncer.",
    ],
)
def test_a_sad_field_of_work_is_no_bad_news(text: str) -> None:
    """Whoever works on an illness does not have it, and no timer stops."""
    assert not heard(text, "active", "").bad_news


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Would this be a good time for our call?"),
        ("en", "Don't stop the weekly team meetings."),
        ("en", "Our last call together was a joy."),
        ("en", "You reached the end of the book, well done."),
        ("en", "You do not need me for this one, ask your boss."),
        ("sv", "Du borde avsluta det här projektet först."),
        ("sv", "Vårt samtal med kunden drog ut på tiden."),
        ("de", "Du solltest den Kurs abschließen."),
        ("de", "Unser letztes Gespräch mit dem Kunden war gut."),
        ("fr", "Tu devrais terminer le rapport."),
        ("es", "Deberías terminar la tesis primero."),
    ],
    ids=slug,
)
def test_an_end_of_something_else_ends_nothing(language: str, text: str) -> None:
    """`ended` is a terminal stage, so only the end of the mentoring itself is heard as one."""
    assert heard(text, "active", language).intent != "ends"


@pytest.mark.parametrize("text", ["Thursday works for me.", "Perfect!", "Sounds good!"])
def test_a_bare_yes_means_what_was_asked(text: str) -> None:
    """The same words accept a talk in outreach, confirm a time that we offered, and never confirm what nobody offered."""
    assert heard(text, "outreach").intent == "accepts"
    assert heard(text, "scheduling").intent == "confirms-time"
    assert heard(text, "outreach", offered=True).intent == "confirms-time"
    for unasked in (heard(text, "scheduling", offered=False), heard(text, "scheduling", last_writer="contact")):
        assert (unasked.intent, unasked.sure) != ("confirms-time", True)


def test_a_time_named_by_them_is_a_proposal_until_we_offered_one() -> None:
    """ "Thursday at 3 works for me" proposes in outreach and confirms in scheduling."""
    said = "Thursday at 3 works for me."
    assert heard(said, "outreach", slots=True).intent == "proposes-times"
    assert heard(said, "scheduling", slots=True).intent == "confirms-time"
    assert heard(said, "scheduling", slots=True, offered=False).intent == "proposes-times"


def test_a_thin_margin_abstains_with_both_guesses() -> None:
    """Where two readings would lead to different acts, neither is taken, and both are told (F-22)."""
    reading = heard("I'd be happy to talk, but I'm honestly not sure I am the right person.")
    assert not reading.sure
    assert len(reading.guesses) == 2
    assert set(reading.guesses) & set(YESES)
    assert set(reading.guesses) & set(NOES)


def test_an_unknown_remark_is_other_and_unsure() -> None:
    """What no rule knows is not guessed at."""
    reading = heard("The train to Lund leaves from platform four.", "active")
    assert (reading.intent, reading.sure, reading.because) == ("other", False, ())


def test_the_language_of_the_mail_counts_and_not_the_remembered_one() -> None:
    """A Swede who answers in Swedish to English letters is heard."""
    assert heard("Tack för att du tänkte på mig, men jag måste tyvärr tacka nej.", language="en").intent == "declines"
    assert heard("Leider muss ich absagen, ich habe keine Zeit.", language="sv").intent == "declines"


def test_what_else_is_said_stands_beside() -> None:
    """An answer with two messages names the second in `also`: whoever accepts and asks for times asks for them first of all."""
    reading = heard("I'd be happy to find half an hour. Could you send me a few times that suit you?")
    assert (reading.intent, "accepts" in reading.also) == ("asks-for-times", True)


@pytest.mark.parametrize("language", sorted(shipped().signals))
def test_every_rule_can_be_compiled_and_reached(language: str) -> None:
    """No shipped phrase is malformed, numbers stand once, and every intent of contracts.md has rules in every full language."""
    signals = shipped().signals[language]
    for rule in signals.rules:
        phrases.pattern(rule.phrase, signals.lists)
    if language in ("en", "sv", "de", "fr", "es"):
        assert {rule.intent for rule in signals.rules} == set(get_args(Intent))


@pytest.mark.parametrize("name", ["contacts", "contacts_2", "others"])
def test_held_out_mail_is_read_as_well_as_promised(name: str) -> None:
    """On each held-out set: right where sure in 95 of 100, sure of more than half, and no no read as a yes."""
    mails = accuracy.others() if name == "others" else accuracy.contacts(f"{name}.toml")
    found = accuracy.score(mails, shipped())
    assert found.precision >= 0.95
    assert found.coverage >= 0.55
    assert found.noes_as_yes == ()


NASTY = [
    "happy to " * 3000,
    "a" * 200_000,
    "not " * 20_000,
    "( " * 50_000,
    "i'd love to" + " x" * 40_000,
    "\u202e" * 5000 + "sure",
    "¿" * 30_000,
    "no " * 20_000 + "?",
    "@" * 60_000,
    "www." * 40_000,
    "a-" * 60_000,
    "\n" * 200_000,
]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_hostile_length_takes_little_time(text: str) -> None:
    """No text, however long or repetitive, holds the reader up for a second (T-23)."""
    heard("warm up")
    begun = time.process_time()
    heard(text)
    assert time.process_time() - begun < 10


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "I'd love to",
                    "but",
                    "no",
                    "Thursday",
                    "?",
                    ".",
                    "\n\n",
                    "can't",
                    "tyvärr",
                    "gärna",
                    "leider",
                    "désolé",
                    "不",
                    "👍",
                    "\u202e",
                    "\u0000",
                ]
            ),
            st.text(max_size=12),
        ),
        max_size=30,
    ),
    st.sampled_from(get_args(Stage)),
    st.booleans(),
)
def test_any_text_gives_a_reading(parts: list[str], stage: str, slots: bool) -> None:
    """No text raises, and a sure reading always has its because."""
    reading = heard(" ".join(parts), stage, "", slots)
    assert reading.intent in (*get_args(Intent), "other")
    assert reading.because or not reading.sure
    assert 0 <= reading.confidence <= 1


@given(st.text(alphabet=string.printable + "äöåéñßçøæ’", max_size=300))
@settings(max_examples=100, deadline=None)
def test_quoted_words_stand_in_the_text(text: str) -> None:
    """Any run of words that is found can be quoted back from the source."""
    said = phrases.said(text)
    assert len(said.starts) == len(said.spans)
    assert said.words.count("\n") == len(said.asked) - 1
    for start, (begin, end) in zip(said.starts, said.spans, strict=True):
        word_end = said.words.index(" ", start)
        assert said.quote(start - 1, word_end) == " ".join(said.source[begin:end].split())
