"""What is kept of a mail keeps its quotations whole: a title that holds a question mark is one title."""

from __future__ import annotations

import pytest

from inbox_agent.mentorship.mentions import Speaker, mentions_in
from inbox_agent.rules import load

RULES = load()


@pytest.mark.parametrize(
    ("language", "text", "gist"),
    [
        ("en", 'Have you read "Good Strategy, Bad Strategy"?', 'Have you read "Good Strategy, Bad Strategy"'),
        ("en", "Have you read “Who moved? A story”? It helped.", "Have you read “Who moved? A story”"),
        ("en", 'I would read "Good Strategy. Bad Strategy" first.', 'read "Good Strategy. Bad Strategy"'),
        ("en", "Have you looked at ‘Good Strategy’?", "‘Good Strategy’"),
        ("en", "I will send you the book “Good Strategy", "send you the book Good Strategy"),
        ("sv", "Har du läst ”Vem flyttade? En saga”?", "Har du läst ”Vem flyttade? En saga”"),
        ("de", "Haben Sie „Ruhig, aber schnell“ gelesen?", "Haben Sie „Ruhig, aber schnell“ gelesen"),
        ("fr", "Avez-vous lu « Bonne stratégie » ?", "Avez-vous lu « Bonne stratégie »"),
        ("es", "Te recomiendo «¿Quién se ha llevado mi queso?».", "Te recomiendo «¿Quién se ha llevado mi queso?»"),
    ],
)
def test_a_quotation_is_kept_whole_or_without_its_half(language: str, text: str, gist: str) -> None:
    assert [m.gist for m in mentions_in(text, language, Speaker(), RULES)][:1] == [gist]


@pytest.mark.parametrize(
    ("language", "text", "gist"),
    [
        ("en", "I had promised you that I would send the book.", "send the book"),
        ("sv", "Jag lovade att skicka boken till dig.", "skicka boken till dig"),
        ("de", "Ich habe Ihnen versprochen, das Buch zu schicken.", "das Buch zu schicken"),
        ("fr", "Je t’ai promis de t’envoyer le livre.", "t’envoyer le livre"),
        ("es", "Le había prometido enviarle el libro.", "enviarle el libro"),
    ],
)
def test_a_promise_that_was_made_before_is_one(language: str, text: str, gist: str) -> None:
    """What the owner says to have promised is theirs to keep, whenever they said it (F-26)."""
    assert [(m.what, m.gist) for m in mentions_in(text, language, Speaker("owner"), RULES)] == [("promise", gist)]
