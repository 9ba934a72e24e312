"""Advice and people in contacts' mails: each found with its own words, and nothing found where nothing was given."""

from __future__ import annotations

from functools import cache

import pytest

from inbox_agent import rules as rule_files
from inbox_agent.mentorship.mentions import Advice, advice_in, introduction_in
from inbox_agent.rules import Rules


@cache
def shipped() -> Rules:
    return rule_files.load()


ADVICE = [
    ("en", "Good to hear from you! My advice would be to ask for the budget first. See you soon.", [("to ask for the budget first", "My advice would be to ask for the budget first")]),
    ("en", "I'd suggest that you start with the customers you have.\nHave you considered writing it down?", [("that you start with the customers you have", "I'd suggest that you start with the customers you have"), ("writing it down", "Have you considered writing it down")]),
    ("en", "Don't rush it.", [("Don't rush it", "Don't rush it")]),
    ("en", "If I were you I would wait until the reorganisation, which everybody says\nwill come before the summer, is over.", [("wait until the reorganisation, which everybody says will come before the summer, is over", "If I were you I would wait until the reorganisation, which everybody says will come before the summer, is over")]),
    ("sv", "Kul att höras! Du borde prata med din chef före lönesamtalet.", [("prata med din chef före lönesamtalet", "Du borde prata med din chef före lönesamtalet")]),
    ("de", "An deiner Stelle würde ich warten.", [("würde ich warten", "An deiner Stelle würde ich warten")]),
    ("fr", "Tu devrais en parler à ta cheffe avant.", [("en parler à ta cheffe avant", "Tu devrais en parler à ta cheffe avant")]),
    ("es", "Deberías hablar antes con tu jefa.", [("hablar antes con tu jefa", "Deberías hablar antes con tu jefa")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "expected"), ADVICE, ids=[f"{language}-{text[:30]}" for language, text, _ in ADVICE]
)
def test_advice_is_found_with_its_words(language: str, text: str, expected: list[tuple[str, str]]) -> None:
    """Each sentence that advises is kept whole, and apart from the words that lead up to it (F-26)."""
    assert advice_in(text, language, shipped()) == tuple(Advice(*one) for one in expected)


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for the flowers!",
        "How did it go?",
        "You could call me on Thursday at 3, would that work?",
        "I'd love to talk.",
        "",
        "I should have told you earlier.",
    ],
    ids=range(6),
)
def test_what_is_no_advice_is_not_kept(text: str) -> None:
    """Thanks, questions, plans and what they should have done themselves advise nothing."""
    assert advice_in(text, "en", shipped()) == ()


PEOPLE = [
    ("en", "I'm not the right person. Try my colleague Priya Raman <priya@north.example>, she knows more.", "Priya Raman", "priya@north.example"),
    ("en", "You should talk to Marcus Hale, marcus@hale.example. I mentioned you to him.", "Marcus Hale", "marcus@hale.example"),
    ("sv", "Prata hellre med Anders Ek, anders.ek@vattenlab.example.", "Anders Ek", "anders.ek@vattenlab.example"),
    ("de", "Wenden Sie sich bitte an meine Kollegin Eva Kern, kern@labor.example.", "Eva Kern", "kern@labor.example"),
    ("fr", "Je vous conseille d'écrire à ma collègue Anne Morel : anne.morel@labo.example", "Anne Morel", "anne.morel@labo.example"),
    ("es", "Te recomiendo que hables con Luis Prado (luis@prado.example).", "Luis Prado", "luis@prado.example"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "name", "addr"), PEOPLE, ids=[addr for *_, addr in PEOPLE])
def test_the_person_whom_they_name_is_found(language: str, text: str, name: str, addr: str) -> None:
    """ "Write to my colleague X" gives X with the address that stands in the mail (F-25)."""
    found = introduction_in(text, language, shipped())
    assert found is not None
    assert (found.name, found.addr) == (name, addr)


@pytest.mark.parametrize(
    "text",
    [
        "Write to me at helen@home.example, I'm leaving the old address.",
        "You should talk to more people.",
        "Ask Tom, he is next door.",
        "",
    ],
    ids=["own-address", "nobody", "no-address", "empty"],
)
def test_no_person_is_made_up(text: str) -> None:
    """An address without a referral, and a referral without an address, name nobody."""
    assert introduction_in(text, "en", shipped()) is None


def test_known_addresses_are_no_introduction() -> None:
    """The contact's own address and the owner's are not people to meet."""
    text = "Talk to my colleague Priya Raman <priya@north.example>."
    assert introduction_in(text, "en", shipped(), without=("Priya@north.example",)) is None
