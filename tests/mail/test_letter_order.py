"""One line of the owner's that asks for a letter, in every language: whom it is to, which kind, and the owner's words."""

from __future__ import annotations

import re
from functools import cache

import pytest

from inbox_agent import rules as rule_files
from inbox_agent.drafts.wanted import WORDS
from inbox_agent.mail import letter_order, orders
from inbox_agent.rules import Rules


@cache
def shipped() -> Rules:
    return rule_files.load()


def slug(text: object) -> str:
    return "-".join(re.findall(r"\w+", str(text))[:8]) or repr(text)


ASKED = [
    ("draft Ada gratitude Your tip on lists has saved my week.", "Ada", "gratitude", "Your tip on lists has saved my week."),
    ("Draft Ada Lind gratitude: Your tip …", "Ada Lind", "gratitude", "Your tip …"),
    ("draft a question to Ada: How did you begin?", "Ada", "question", "How did you begin?"),
    ("Hi,\n\nplease draft ada@lind.example thank-you\nThe list was useful.\nI will try it.", "ada@lind.example", "thank-you", "The list was useful.\nI will try it."),
    ("draft “Ada Lind” keep in touch", "Ada Lind", "keep-in-touch", ""),
    ("draft Per question: How?", "Per", "question", "How?"),
    ("draft a question to Per: How?", "Per", "question", "How?"),
    ("draft Ada a question: How?", "Ada", "question", "How?"),
    ("draft feedback\nSituation: the review", "", "feedback", "Situation: the review"),
    ("draft 12 progress report: We shipped.", "12", "progress-report", "We shipped."),
    ("utkast Ada fråga: Hur började du?", "Ada", "question", "Hur började du?"),
    ("Hej!\nUtkast till Ada Lind: tack\nListan hjälpte.", "Ada Lind", "thank-you", "Listan hjälpte."),
    ("Gör ett utkast till Ada, lägesrapport: Vi är klara.", "Ada", "progress-report", "Vi är klara."),
    ("Entwurf Frage an Ada: Wie haben Sie angefangen?", "Ada", "question", "Wie haben Sie angefangen?"),
    ("Entwurf für Frau Lind: Rückmeldung", "Frau Lind", "feedback", ""),
    ("Bitte entwirf Ada Dankesbrief: Der Rat half.", "Ada", "gratitude", "Der Rat half."),
    ("brouillon Ada question : Comment avez-vous commencé ?", "Ada", "question", "Comment avez-vous commencé ?"),
    ("Rédige une question à Ada Lind : Comment ?", "Ada Lind", "question", "Comment ?"),
    ("borrador Ada agradecimiento: La lista me sirvió.", "Ada", "thank-you", "La lista me sirvió."),
    ("Redacta una pregunta para Ada: ¿Cómo empezaste?", "Ada", "question", "¿Cómo empezaste?"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "whom", "kind", "words"), ASKED, ids=slug)
def test_a_letter_is_asked_for_in_one_line(text: str, whom: str, kind: str, words: str) -> None:
    order = orders.read(text, shipped().orders)
    assert order.decision == "draft"
    assert order.letter
    assert (order.letter.whom, order.letter.kind, order.letter.words) == (whom, kind, words)
    assert not order.letter.instead


@pytest.mark.parametrize(
    "text",
    [
        "draft Ada question instead: How?", "draft a question to Ada instead: How?", "utkast Ada fråga i stället: Hur?",
        "Entwurf Ada Frage stattdessen: Wie?", "brouillon Ada question à la place : Comment ?", "borrador Ada pregunta en su lugar: ¿Cómo?",
    ],
    ids=slug,
)  # fmt: skip
def test_the_letter_may_take_the_place_of_one_that_waits(text: str) -> None:
    letter = orders.read(text, shipped().orders).letter
    assert letter
    assert (letter.whom, letter.kind, letter.instead) == ("Ada", "question", True)
    assert letter.words.endswith("?")


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("ok", "approve"), ("no", "reject"), ("shorter", "redraft"), ("The draft is a question", "unclear"), ("Entwurf kürzen", "redraft"),
        ("> draft Ada question: How?", "unclear"), ("note: draft Ada a question some day", "note"), ("edit:\ndraft Ada question", "edit"),
        ("ok\ndraft Ada question: How?", "unclear"), ("draft Ada question: How?\u202e", "unclear"), ("", "unclear"),
    ],
    ids=slug,
)  # fmt: skip
def test_other_answers_are_read_as_before(text: str, decision: str) -> None:
    """T-04: only a line that begins with the order is one; a yes above it makes neither a yes nor a letter."""
    assert orders.read(text, shipped().orders).decision == decision


@pytest.mark.parametrize(
    "text", ["draft Ada a sonnet", "utkast Ada", "Entwurf Ada Gedicht", "brouillon", "borrador para Ada"]
)
def test_an_order_for_no_kind_that_there_is_says_so(text: str) -> None:
    order = orders.read(text, shipped().orders)
    assert (order.decision, order.refused) == ("unclear", "letter")


@pytest.mark.parametrize("language", ["en", "sv", "de", "fr", "es"])
def test_every_kind_can_be_named(language: str) -> None:
    """What the mails call a letter, and its English name, order it: each of the kinds that a wish may have."""
    called = letter_order.kinds(shipped().orders, language)
    assert len(called) == len(WORDS) == len(set(called))
    for name in (*called, *WORDS):
        order = orders.read(f"draft Ada {name}: x", shipped().orders)
        assert order.letter, name
        assert order.letter.whom == "Ada", name
    assert {orders.read(f"draft Ada {name}", shipped().orders).letter.kind for name in called} == set(WORDS)  # type: ignore[union-attr]


def test_a_long_mail_is_read_in_no_time() -> None:
    """T-23: what is looked at of the line is cut."""
    assert orders.read("draft " + "very " * 19_000 + "question", shipped().orders).decision == "unclear"
