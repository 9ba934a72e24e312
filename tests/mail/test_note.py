from __future__ import annotations

import pytest

from inbox_agent.mail import note
from tests.mail.sample_mails import LABELS

NAMED = {
    "en": "Please reach out to Ada Byron, she gave the keynote.",
    "en through a friend": "Could you get in touch with my old teacher Ada Byron?",
    "sv": "Kan du kontakta Ada Byron? Hon talade i Umeå.",
    "de": "Ich möchte Ada Byron kennenlernen, sie sprach in Aachen.",
    "fr": "J'aimerais entrer en contact avec Ada Byron, conférencière à Lyon.",
    "es": "Quiero hablar con Ada Byron sobre su libro.",
    "pt": "Gostava de falar com Ada Byron sobre o livro.",
    "it": "Vorrei parlare con Ada Byron del suo libro.",
    "nl": "Neem contact op met Ada Byron over haar boek.",
    "da": "Jeg vil gerne i kontakt med Ada Byron om hendes bog.",
    "no": "Jeg vil gjerne bli kjent med Ada Byron.",
    "fi": "Uusi kontakti: Ada Byron",
    "pl": "Nowy kontakt: Ada Byron",
}


@pytest.mark.parametrize("text", NAMED.values(), ids=NAMED.keys())
def test_a_name_without_an_address_is_a_contact_to_be_asked_about(text: str) -> None:
    """The contact has the name and no address: the owner is asked (P-22)."""
    found = note.read(text, LABELS)
    assert found is not None
    assert found.contact is not None
    assert (found.kind, found.contact.name, found.contact.addr) == ("note-contact", "Ada Byron", "")
    assert found.owner_note == text


@pytest.mark.parametrize(
    "shape",
    ["{n} <{a}>", "{n} ({a})", "{n}, {a}", "{n} – {a}", "{a} ({n})", "{n}: {a}", "{n}\n{a}", "Name: {n}\nEmail: {a}"],
)
def test_name_and_address_are_joined_in_every_shape(shape: str) -> None:
    """However the owner types them."""
    found = note.read(shape.format(n="Ada Byron", a="cl@engine.example") + "\n\nFor the spring goal.", LABELS)
    assert found is not None
    assert found.contact is not None
    assert (found.contact.name, found.contact.addr) == ("Ada Byron", "cl@engine.example")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ok",
        "no thanks",
        "later 3w",
        "Thank you!",
        "See you on Monday in Oslo.",
        "Contact me",
        "write to the others",
        "I am on holiday until 4 January.",
    ],
)
def test_words_that_name_nobody_are_no_note(text: str) -> None:
    """Commands and small talk make no contact."""
    assert note.read(text, LABELS) is None


@pytest.mark.parametrize(
    "text", ["test", "Testing!", "just a test", "testar, funkar det?", "Dies ist ein Test", "essai"]
)
def test_a_try_is_told_to_be_one(text: str) -> None:
    """A test is answered as such and makes no contact."""
    found = note.read(text, LABELS)
    assert found is not None
    assert (found.kind, found.contact) == ("not-a-contact", None)


def test_own_addresses_are_passed_over() -> None:
    """The owner's address in their note is not the contact's."""
    found = note.read(
        "Reach Ada Byron <ada@lab.example>, my address is olle@marklund.example", LABELS, {"olle@marklund.example"}
    )
    assert found is not None
    assert found.contact is not None
    assert found.contact.addr == "ada@lab.example"
    assert note.read("Write me at olle@marklund.example", LABELS, {"olle@marklund.example"}) is None
