"""What is found in an owner's note, and that a phrase without a clear end is left."""

from __future__ import annotations

import time

import pytest

from inbox_agent.drafts.labelled import labelled, read_answers
from inbox_agent.drafts.purpose import Purpose, purpose, speaks
from inbox_agent.rules import Rules, load

ADA = ("Ada Lind", "Ada")


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load()


NOTES = [
    (
        "en",
        'Loved her talk "Quiet interfaces" at Nordic Design. I would like to ask her how she moved from engineering into product. How did she know when to leave?',
        Purpose(
            'her talk "Quiet interfaces" at Nordic Design',
            "how she moved from engineering into product",
            questions=("How did she know when to leave?",),
        ),
    ),
    (
        "en",
        "Please reach out to Ada, her article about on-call rotations changed how we work. I'm curious about running small teams.",
        Purpose("her article about on-call rotations", "running small teams"),
    ),
    (
        "en",
        "I read the piece she wrote on pricing in The Local Stack and want to learn about pricing for small tools, because we launch in spring.",
        Purpose("the piece she wrote on pricing in The Local Stack", "pricing for small tools"),
    ),
    (
        "en",
        "Met Ada at PyCon Sweden. Her PyCon talk was great. Want her advice on becoming a manager.",
        Purpose("Her PyCon talk", "becoming a manager", "at PyCon Sweden"),
    ),
    (
        "en",
        "Ada gave a talk on testing at Nordic.js last year. Would love to hear how she got her team to test.",
        Purpose("talk on testing at Nordic.js", "how she got her team to test"),
    ),
    (
        "en",
        "Per Ek introduced us. She wrote 'The Calm Roadmap'. I want to talk to her about roadmaps.",
        Purpose("'The Calm Roadmap'", "roadmaps", referrer="Per Ek"),
    ),
    (
        "en",
        "Work: her book Thinking Slowly\nTopic: hiring\nQuestions:\n- What do you look for?\n- How do you say no?",
        Purpose("her book Thinking Slowly", "hiring", questions=("What do you look for?", "How do you say no?")),
    ),
    (
        "sv",
        "Jag gillade hennes föredrag ”Stilla gränssnitt” på Nordic Design. Jag vill fråga henne hur hon gick från utveckling till produkt. Hur visste hon att det var dags?",
        Purpose(
            "hennes föredrag ”Stilla gränssnitt” på Nordic Design",
            "hur hon gick från utveckling till produkt",
            questions=("Hur visste hon att det var dags?",),
        ),
    ),
    (
        "sv",
        "Träffade Ada på Malmöfestivalen. Läste artikeln hon skrev om prissättning i Dagens Plan, och vill gärna prata med henne om priser på små verktyg.",
        Purpose("artikeln hon skrev om prissättning i Dagens Plan", "priser på små verktyg", "på Malmöfestivalen"),
    ),
    (
        "sv",
        "Hennes blogginlägg ”Långsamma kartor”. Vill bli bättre på att delegera.",
        Purpose("Hennes blogginlägg ”Långsamma kartor”", "att delegera"),
    ),
]


@pytest.mark.parametrize(("language", "note", "expected"), NOTES, ids=[n[1][:45] for n in NOTES])
def test_a_note_gives_up_its_facts_word_for_word(language: str, note: str, expected: Purpose, rules: Rules) -> None:
    """F-09: everything that is found is a literal part of the note."""
    found = purpose(note, ADA, rules.purpose[language])
    assert (found.work, found.topic, found.place, found.referrer, found.questions) == (
        expected.work, expected.topic, expected.place, expected.referrer, expected.questions,
    )  # fmt: skip
    assert all(words in note for words in (found.work, found.topic, found.place, found.referrer, *found.questions))


LEFT = [
    ("en", "I liked her talk.", "work"),
    ("en", "Her great talk was inspiring.", "work"),
    ("en", "Ada is brilliant, please write to her.", "work"),
    (
        "en",
        "Her article on pricing in small markets where nobody reads a word of what the others there keep telling",
        "work",
    ),
    ("en", "Can you write to her? Would you do it today?", "questions"),
    ("en", "We should talk.", "topic"),
    ("en", "Met Ada yesterday.", "place"),
    ("en", "", "work"),
    ("sv", "Jag gillade hennes föredrag.", "work"),
    ("sv", "Kan du skriva till henne?", "questions"),
    ("sv", "Träffade Ada igår.", "place"),
]


@pytest.mark.parametrize(("language", "note", "fact"), LEFT, ids=[f"{n[2]}: {n[1][:40]}" for n in LEFT])
def test_what_is_not_said_or_has_no_end_is_left(language: str, note: str, fact: str, rules: Rules) -> None:
    """P-22: a work that is named by its kind alone is not specific; a question to the agent is none to the contact."""
    assert not getattr(purpose(note, ADA, rules.purpose[language]), fact)


def test_what_nothing_was_found_in_is_left_over(rules: Rules) -> None:
    found = purpose("Her talk “Slow maps”. She seems kind.", ADA, rules.purpose["en"])
    assert found.leftover == "She seems kind."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("her talk on calm interfaces", "en"),
        ("pricing for small tools", "en"),
        ("hennes föredrag om lugna gränssnitt", "sv"),
        ("produktdesigner på Fjord i Göteborg", "sv"),
        ("att delegera", "sv"),
        ("PyCon", ""),
        ("", ""),
    ],
)
def test_the_owners_words_tell_their_language_or_leave_it_open(text: str, language: str, rules: Rules) -> None:
    assert speaks(text, rules) == language


ANSWERS = [
    (("work", "topic"), "her talk on maps\nhiring", {"work": "her talk on maps", "topic": "hiring"}),
    (("work", "topic"), "1. her talk on maps\n2. hiring", {"work": "her talk on maps", "topic": "hiring"}),
    (("work", "topic"), "2) hiring", {"topic": "hiring"}),
    (("work", "topic"), "Topic: hiring\nWork: her talk on maps", {"topic": "hiring", "work": "her talk on maps"}),
    (("work", "topic"), "Topic: hiring\n\nher talk on maps", {"topic": "hiring", "work": "her talk on maps"}),
    (("topic",), "hiring\nand firing", {"topic": "hiring\nand firing"}),
    (("work", "topic"), "her talk on maps", {}),
    (("work", "topic"), "one\ntwo\nthree", {}),
    (("work", "topic"), "her talk\non maps\n\nhiring", {"work": "her talk\non maps", "topic": "hiring"}),
    (("topic",), "", {}),
]


@pytest.mark.parametrize(
    ("asked", "text", "expected"), ANSWERS, ids=[a[1].replace("\n", " / ") or "nothing" for a in ANSWERS]
)
def test_answers_are_told_apart_or_left(
    asked: tuple[str, ...], text: str, expected: dict[str, str], rules: Rules
) -> None:
    """By label, by number, by line; what cannot be told apart is asked again."""
    assert read_answers(text, asked, rules.purpose["en"].labels) == expected


def test_a_label_ends_at_a_blank_line() -> None:
    said, rest = labelled("Topic: maps\nand more\n\nHello", {"topic": ("topic",)})
    assert (said, rest.strip()) == ({"topic": "maps\nand more"}, "Hello")


def test_a_hostile_note_is_read_in_moments(rules: Rules) -> None:
    """T-23: whatever a note holds, reading it takes no longer than its length deserves."""
    for note in (
        "her " * 20_000,
        "her talk " * 10_000,
        "ask her about " * 8_000,
        '"' * 50_000,
        "the talk she " * 8_000,
        "A" * 100_000,
        "?\n" * 30_000,
    ):
        before = time.process_time()
        purpose(note, ADA, rules.purpose["en"])
        purpose(note, ADA, rules.purpose["sv"])
        assert time.process_time() - before < 10
