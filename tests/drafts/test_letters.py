"""Every letter × language × facts as golden files, and what must hold for all of them."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from drafts.samples import CASES, FACTS, FRIDAY, KINDS, LANGUAGES, NOTE, NOW, THURSDAY, full, minimal
from inbox_agent.doors.template_writer import TemplateWriter
from inbox_agent.drafts import etiquette, grounding
from inbox_agent.drafts.brief import Brief, LedgerItem
from inbox_agent.drafts.called import greeting_name
from inbox_agent.drafts.draft import Letter
from inbox_agent.drafts.letters import paragraphs
from inbox_agent.rules import Rules, load
from inbox_agent.shipped import folders

GOLDEN = Path(__file__).parent / "golden"
REQUIRED = ("outreach", "thank-you")


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load()


@pytest.fixture(scope="module")
def writer(rules: Rules) -> TemplateWriter:
    return TemplateWriter(folders("prompts", None), rules)


def as_golden(letter: Letter) -> str:
    asks = "".join(f"? {question}\n" for question in letter.missing)
    notice = f"! {letter.notice}\n" if letter.notice else ""
    return f"Subject: {letter.subject}\n\n{letter.text}\n{asks}{notice}"


@pytest.mark.parametrize("case", CASES)
def test_each_letter_reads_as_in_its_golden_file(case: str, writer: TemplateWriter) -> None:
    """A changed word in a letter is seen by whoever changes it. `GOLDEN=write` takes the new words over."""
    path = GOLDEN / f"{case}.txt"
    words = as_golden(writer.write(CASES[case]))
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, "utf-8")
    assert words == path.read_text("utf-8")


def test_no_golden_file_is_left_over() -> None:
    assert {p.relative_to(GOLDEN).as_posix().removesuffix(".txt") for p in GOLDEN.rglob("*.txt")} == set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_our_own_letters_pass_every_check(case: str, writer: TemplateWriter, rules: Rules) -> None:
    """Neither a breach of etiquette nor a word without a source stands in a letter by template."""
    brief = CASES[case]
    letter = writer.write(brief)
    assert etiquette.check(letter.text, letter.subject, brief, rules) == ()
    assert grounding.check(letter.text, letter.subject, brief, rules) == ()


@pytest.mark.parametrize("case", [c for c in CASES if c.split("/")[1].startswith("outreach.")])
def test_a_first_message_has_ninety_to_a_hundred_and_seventy_words_when_facts_are_full(
    case: str, writer: TemplateWriter
) -> None:
    """P-23; with few facts it may be shorter, never longer."""
    words = len(writer.write(CASES[case]).text.split())
    assert (90 if ".full." in case else 70) <= words <= 170


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("variation", range(12))
def test_a_first_message_has_its_five_parts_in_order(language: str, variation: int, writer: TemplateWriter) -> None:
    """P-21: subject, their work, who writes and why, the small ask, ease and thanks."""
    letter = writer.write(full("outreach", language, variation))
    work, owner, ask, thanks = {
        "en": ("Quiet interfaces", "Noor Haddad", "15 to 20 minutes", "Thank you"),
        "sv": ("prissättning i Dagens Plan", "Elin Strand", "15–20 minuter", "Tack"),
        "de": ("Stille Oberflächen", "Jonas Reuter", "15 bis 20 Minuten", "Dank"),
        "fr": ("Interfaces calmes", "Inès Morel", "15 à 20 minutes", "Merci"),
        "es": ("Interfaces tranquilas", "Lucía Vidal", "15 o 20 minutos", "racias"),
    }[language]
    places = [letter.text.index(part) for part in (work, owner, ask, thanks)]
    assert places == sorted(places)
    assert letter.subject


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_letters_to_one_person_are_alike(kind: str, language: str, writer: TemplateWriter) -> None:
    """F-49: four letters of one kind in a row open and read differently."""
    letters = [writer.write(full(kind, language, n)).text for n in range(3)]
    openings = [" ".join(text.split("\n\n")[1].split()[:4]) for text in letters]
    assert len(set(letters)) == 3
    assert len(set(openings)) >= (1 if kind in ("outreach", "question", "natural-end", "mismatch-exit") else 2)


@pytest.mark.parametrize(
    ("kind", "change", "asked"),
    [
        ("outreach", {"note": "", "facts": {}}, ("work", "topic")),
        ("outreach", {"note": "Great person", "facts": {}}, ("work", "topic")),
        ("outreach", {"note": "Her talk “Slow maps”.", "facts": {}}, ("topic",)),
        ("outreach", {"note": "I want her advice on hiring.", "facts": {}}, ("work",)),
        ("outreach", {"note": "", "facts": {"work": "her talk “Slow maps”", "topic": "hiring"}}, ()),
        ("thank-you", {"take_aways": "", "facts": {}}, ("take_aways",)),
        ("thank-you", {"take_aways": "we didn't click", "facts": {}}, ("take_aways",)),
        ("thank-you", {"take_aways": "", "facts": {"take_aways": "write it down first"}}, ()),
        ("advice-answer", {"facts": {}}, ("answer",)),
        ("question", {"note": "", "facts": {}}, ("questions",)),
        ("accept-and-schedule", {"meeting": None, "proposed": (THURSDAY, FRIDAY)}, ("times",)),
        ("accept-and-schedule", {"meeting": None, "heard": "asks-for-times"}, ("times",)),
        ("accept-and-schedule", {"meeting": None, "heard": "asks-for-times", "offers": (THURSDAY,)}, ()),
        ("accept-and-schedule", {"meeting": None, "heard": "accepts"}, ()),
    ],
)
def test_what_is_missing_is_asked_and_never_invented(
    kind: str, change: dict[str, object], asked: tuple[str, ...], writer: TemplateWriter
) -> None:
    """P-22: a letter that needs a fact names it, with a plain question for each."""
    brief = full(kind, "en")
    brief = replace(brief, relationship=replace(brief.relationship, purpose=""), **change)  # type: ignore[arg-type]
    letter = writer.write(brief)
    assert letter.asks == asked
    assert len(letter.missing) == len(asked)
    assert all(question.endswith((".", "?", "line.")) and "Ada Lindqvist" in question for question in letter.missing)


def test_words_in_another_language_than_the_letter_are_asked_for_anew(writer: TemplateWriter) -> None:
    """A Swedish note does not get into an English letter, but a title in it does."""
    brief = replace(
        full("outreach", "en"),
        note="Gillade hennes föredrag ”Quiet interfaces” på Nordic Design. Vill prata om ledarskap.",
    )
    letter = writer.write(brief)
    assert "“Quiet interfaces”" in letter.text
    assert "ledarskap" not in letter.text
    assert letter.asks == ("topic",)


@pytest.mark.parametrize("case", [c for c in CASES if c.endswith(".full.0")])
def test_mail_text_is_never_run_as_a_template(case: str, writer: TemplateWriter) -> None:
    """Braces in anybody's words stay text: in the note, the answers, the name."""
    evil = "{{ 7 * 7 }} {% for x in y %} {{ config.__class__ }}"
    brief = CASES[case]
    brief = replace(
        brief,
        note=f"{NOTE[brief.language]}\nTopic: {evil}",
        facts={name: f"{words} {evil}" for name, words in FACTS[brief.language].items()}
        | {"questions": f"Why {evil}?"},
        take_aways=brief.take_aways and f"{brief.take_aways}; {evil}",
        owner_about=f"I am {evil}",
    )
    text = as_golden(writer.write(brief))
    assert "49" not in text
    assert "{{ 7 * 7 }}" in text or not re.search(r"[{}]", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_note_does_not_blow_up_a_letter(language: str, writer: TemplateWriter) -> None:
    """Ten thousand words of note leave a letter of letter's length."""
    brief = replace(full("outreach", language), note=NOTE[language] + " och sedan dess and then" * 5000)
    assert len(writer.write(brief).text.split()) < 200


def test_the_questions_come_in_the_owners_language(rules: Rules) -> None:
    letter = TemplateWriter(folders("prompts", None), rules, "sv").write(
        replace(full("thank-you", "sv"), take_aways="")
    )
    assert letter.missing[0].startswith("Vad tog du med dig från samtalet med Karin Öberg?")


def test_a_language_without_letters_is_told_and_written_in_english(writer: TemplateWriter) -> None:
    letter = writer.write(replace(minimal("decline-thanks", "en"), language="pt"))
    assert letter.text.startswith("Hello Ada")
    assert "(pt)" in letter.notice


@pytest.mark.parametrize(
    ("language", "about", "said"),
    [
        ("en", "I am a backend developer.", "My name is Noor Haddad, and I am a backend developer."),
        ("en", "I build maps at Fjord", "My name is Noor Haddad. I build maps at Fjord."),
        ("en", "Product designer at Fjord", "My name is Noor Haddad, and I am a product designer at Fjord."),
        ("en", "engineer in Lund", "My name is Noor Haddad, and I am an engineer in Lund."),
        ("en", "UX designer", "My name is Noor Haddad, and I am a UX designer."),
        ("en", "the founder of Fjord", "My name is Noor Haddad, and I am the founder of Fjord."),
        ("en", "Noor Haddad is a designer", "My name is Noor Haddad. I would"),
        ("en", "produktdesigner på Fjord i Göteborg", "My name is Noor Haddad. I would"),
        ("en", "", "My name is Noor Haddad. I would"),
        ("sv", "Produktdesigner på Fjord", "Jag heter Elin Strand och är produktdesigner på Fjord."),
        ("sv", "Jag bygger kartor på Fjord.", "Jag heter Elin Strand. Jag bygger kartor på Fjord."),
        ("sv", "product designer at the maps of Fjord", "Jag heter Elin Strand. Jag vill"),
    ],
)
def test_who_the_owner_is_is_said_in_the_first_person(
    language: str, about: str, said: str, writer: TemplateWriter
) -> None:
    """P-21.3; a line in another form or language is left out rather than said wrongly."""
    assert said in writer.write(replace(full("outreach", language), owner_about=about)).text


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"work": "I loved her talk on slow maps at PyCon", "topic": "hiring"}, "your talk on slow maps at PyCon"),
        ({"work": "her brilliant recent talk on slow maps", "topic": "hiring"}, "your talk on slow maps"),
        ({"work": "talk on slow maps", "topic": "hiring"}, "your talk on slow maps"),
        ({"work": "a PyCon talk", "topic": "hiring"}, "your PyCon talk"),
        ({"work": "Thinking Slowly", "topic": "hiring"}, "“Thinking Slowly”"),
        ({"work": "the post she wrote on maps", "topic": "hiring"}, "the post you wrote on maps"),
        ({"work": "her talk on maps", "topic": "I'd like to ask her about hiring."}, "about hiring"),
        (
            {"work": "her talk on maps", "topic": "How did she start?\nWhat was hard?"},
            "– How did you start?\n– What was hard?",
        ),
    ],
)
def test_an_answer_may_be_a_name_a_sentence_or_questions(
    facts: dict[str, str], says: str, writer: TemplateWriter
) -> None:
    """P-22: whatever way the owner answers, the letter says it to the contact."""
    letter = writer.write(
        replace(
            full("outreach", "en"),
            note="",
            relationship=replace(full("outreach", "en").relationship, purpose=""),
            facts=facts,
        )
    )
    assert says in letter.text
    assert letter.asks == ()


TAKEN = "Thursday 3 December at 14:00 in London (15:00 in Stockholm) works well for me"


@pytest.mark.parametrize(
    ("kind", "change", "says", "never"),
    [
        ("accept-and-schedule", {"meeting": THURSDAY}, TAKEN, "Would"),
        (
            "accept-and-schedule",
            {"meeting": None, "proposed": (THURSDAY, FRIDAY), "offers": (THURSDAY,)},
            TAKEN,
            "December at 09:30",
        ),
        (
            "accept-and-schedule",
            {"meeting": THURSDAY, "proposed": (THURSDAY, FRIDAY)},
            "There is no need to keep the Friday free, then.",
            "December at 09:30",
        ),
        (
            "accept-and-schedule",
            {"meeting": FRIDAY, "proposed": (replace(THURSDAY, start=NOW.replace(hour=8)), FRIDAY)},
            "Friday 4 December at 09:30 in London (10:30 in Stockholm) works well for me",
            "free",
        ),
        (
            "accept-and-schedule",
            {"meeting": replace(THURSDAY, start=NOW.replace(hour=8))},
            "I am sorry that my answer comes only after the time that you suggested. Which day and time",
            "suits me",
        ),
        (
            "accept-and-schedule",
            {"meeting": replace(THURSDAY, start=THURSDAY.start.replace(day=25))},
            "a public holiday where you are",
            "weekend",
        ),
        (
            "accept-and-schedule",
            {"meeting": None, "offers": (FRIDAY,)},
            "Would Friday 4 December at 09:30 in London",
            "Thursday",
        ),
        ("accept-and-schedule", {"meeting": replace(THURSDAY, minutes=30)}, TAKEN, "minutes"),
        ("accept-and-schedule", {"meeting": replace(THURSDAY, minutes=20)}, "I will keep to the 20 minutes.", "Would"),
        (
            "accept-and-schedule",
            {"meeting": replace(THURSDAY, start=THURSDAY.start.replace(hour=7, minute=0))},
            "early in the day for you",
            "late in the day",
        ),
        (
            "accept-and-schedule",
            {"meeting": replace(THURSDAY, start=THURSDAY.start.replace(day=5))},
            "your weekend",
            "early",
        ),
        ("reschedule", {"meeting": replace(THURSDAY, state="planned")}, "Let us find another time", "December"),
        (
            "reschedule",
            {"meeting": FRIDAY},
            "Friday 4 December at 09:30 in London (10:30 in Stockholm) works well",
            "find another",
        ),
    ],
)
def test_a_time_is_taken_offered_or_asked_for(
    kind: str, change: dict[str, object], says: str, never: str, writer: TemplateWriter
) -> None:
    """P-30 and P-52: theirs where there is one, both zones, and no length that nobody named."""
    letter = writer.write(replace(full(kind, "en"), **change))  # type: ignore[arg-type]
    assert says in letter.text
    assert never not in letter.text
    assert letter.asks == ()


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        ("Ada Lindqvist", "Ada"),
        ("Dr. Ada Lindqvist", "Ada"),
        ("Prof. Dr. Ada Lindqvist", "Ada"),
        ("Lindqvist, Ada", "Ada"),
        ("ADA LINDQVIST", "Ada"),
        ("ada lindqvist", "Ada"),
        ("JP Larsen", "JP"),
        ("Anne-Marie Ek", "Anne-Marie"),
        ("D’Arcy Oyelaran", "D’Arcy"),
        ("Åsa Öman", "Åsa"),
        ("J. Berg", ""),
        ("ada@lindqvist.example", ""),
        ("http://x.example", ""),
        ("42", ""),
        ("", ""),
    ],
)
def test_a_greeting_has_the_first_name_or_none(name: str, greeted: str) -> None:
    assert greeting_name(name) == greeted


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_without_a_name_is_greeted_all_the_same(language: str, writer: TemplateWriter) -> None:
    brief = full("check-in", language)
    nameless = replace(
        brief, relationship=replace(brief.relationship, person=replace(brief.relationship.person, name=""))
    )
    assert writer.write(nameless).text.startswith(
        ("Hello,\n", "Hej,\n", "Guten Tag,\n", "Bonjour,\n", "Buenos días:\n")
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("variation", [2, 3])
def test_every_variation_passes_every_check(
    language: str, variation: int, writer: TemplateWriter, rules: Rules
) -> None:
    """The golden files show two ways of each letter; these are the others: no block of a template has more than four."""
    for kind in KINDS:
        for brief in (full(kind, language, variation), minimal(kind, language, variation)):
            letter = writer.write(brief)
            assert etiquette.check(letter.text, letter.subject, brief, rules) == ()
            assert grounding.check(letter.text, letter.subject, brief, rules) == ()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("One.\nTwo.\n\n\n\nThree.", "One. Two.\n\nThree."),
        ("This:\n– one\n– two\n\nEnd", "This:\n– one\n– two\n\nEnd"),
        ("  Spaces   and\n\t tabs ", "Spaces and tabs"),
        ("", ""),
    ],
)
def test_a_paragraph_is_one_line_and_a_list_item_is_one(written: str, read: str) -> None:
    assert paragraphs(written) == read


def _never(brief: Brief) -> str:
    return brief.relationship.person.addresses[0]


@pytest.mark.parametrize("case", CASES)
def test_no_letter_asks_for_a_mentor_or_names_an_address(case: str, writer: TemplateWriter) -> None:
    """P-20 and T-11: the word does not stand in any letter, nor does an address."""
    letter = writer.write(CASES[case])
    assert "mentor" not in (letter.subject + letter.text).casefold()
    assert _never(CASES[case]) not in letter.text


CALLED = {
    "en": "By phone at +44 20 7946 0958",
    "sv": "På telefon +44 20 7946 0958",
    "de": "Am Telefon unter +44 20 7946 0958",
    "fr": "Par téléphone au +44 20 7946 0958",
    "es": "Por teléfono, en el +44 20 7946 0958",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_that_they_gave_is_taken_up(language: str, writer: TemplateWriter, rules: Rules) -> None:
    """Whoever writes "call me at …" is not asked whether by video or by phone; a date is no number to call."""
    brief = full("accept-and-schedule", language)
    mail = brief.thread[-1]
    given = replace(brief, thread=(replace(mail, text=f"{mail.text}\n+44 20 7946 0958"),))
    letter = writer.write(given)
    assert CALLED[language] in letter.text
    assert etiquette.check(letter.text, letter.subject, given, rules) == ()
    assert grounding.check(letter.text, letter.subject, given, rules) == ()
    assert CALLED[language][:9] not in writer.write(brief).text


ADVISED = {
    "en": ("write the questions down first", "I wrote twelve of them on a card", "the interviews took half the time", "You advised me: “write the questions down first”. I wrote twelve of them on a card. The interviews took half the time."),
    "sv": ("skriv ner frågorna först", "jag skrev tolv av dem på ett kort", "intervjuerna tog halva tiden", "Du gav mig ett råd: ”skriv ner frågorna först”. Jag skrev tolv av dem på ett kort. Intervjuerna tog halva tiden."),
    "de": ("schreiben Sie zuerst die Fragen auf", "ich habe zwölf davon auf eine Karte geschrieben", "die Interviews dauerten halb so lang", "Sie haben mir geraten: „schreiben Sie zuerst die Fragen auf“. Ich habe zwölf davon auf eine Karte geschrieben."),
    "fr": ("notez d’abord les questions", "j’en ai noté douze sur une carte", "les entretiens ont été plus courts", "Vous m’aviez donné ce conseil"),
    "es": ("escriba primero las preguntas", "escribí doce en una tarjeta", "las entrevistas duraron la mitad", "Me dio este consejo: «escriba primero las preguntas». Escribí doce en una tarjeta."),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["check-in", "progress-report", "introduction-thanks", "keep-in-touch"])
def test_a_letter_opens_with_what_came_of_their_advice(
    kind: str, language: str, writer: TemplateWriter, rules: Rules
) -> None:
    """P-61: their advice, what was done with it and what came of it, right below the greeting; without an outcome nothing is said."""
    advice, done, outcome, says = ADVISED[language]
    brief = full(kind, language)
    item = LedgerItem("advice", advice, advice, NOW, done=done, outcome=outcome)
    told = replace(brief, ledger=(item,), relationship=replace(brief.relationship, last_inbound=NOW))
    letter = writer.write(told)
    assert letter.text.split("\n\n")[1].replace("\u00a0", " ").startswith(says), letter.text
    assert all(p[:1] == p[:1].upper() for p in letter.text.split("\n\n")[2:]), letter.text
    assert etiquette.check(letter.text, letter.subject, told, rules) == ()
    assert grounding.check(letter.text, letter.subject, told, rules) == ()
    open_item = replace(told, ledger=(replace(item, done="", outcome=""),))
    assert writer.write(open_item).text == writer.write(brief).text
