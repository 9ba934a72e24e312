from __future__ import annotations

import pytest

from inbox_agent.mail.lexicon import lexicon
from inbox_agent.mail.likeness import same_person
from inbox_agent.mail.message import Address
from inbox_agent.mail.people import Found, full_names, mailboxes, name_at
from inbox_agent.mail.people_in_text import completed, with_addresses
from inbox_agent.mail.robots import sort_of
from tests.mail.sample_mails import LABELS

WORDS = lexicon(LABELS)

PRINTED = {
    "Ada Byron <ada@lab.example>": [("Ada Byron", "ada@lab.example")],
    '"Byron, Ada" <ada@LAB.example>': [("Ada Byron", "ada@lab.example")],
    "Byron, Ada [mailto:ada@lab.example]": [("Ada Byron", "ada@lab.example")],
    "Ada Byron (ada@lab.example)": [("Ada Byron", "ada@lab.example")],
    "Ada Byron <ada@lab.example<mailto:ada@lab.example>>": [("Ada Byron", "ada@lab.example")],
    "'Ada Byron' <ada@lab.example>": [("Ada Byron", "ada@lab.example")],
    '"Ada Byron"<ada@lab.example>': [("Ada Byron", "ada@lab.example")],
    "ada@lab.example <ada@lab.example>": [("", "ada@lab.example")],
    "<ada@lab.example>": [("", "ada@lab.example")],
    "Byron, Ada": [("Ada Byron", "")],
    "Ada Byron": [("Ada Byron", "")],
    "A B <a@x.example>; C D <c@x.example>": [("A B", "a@x.example"), ("C D", "c@x.example")],
    "A B <a@x.example>, C D <c@x.example>": [("A B", "a@x.example"), ("C D", "c@x.example")],
    "a@x.example, b@x.example": [("", "a@x.example"), ("", "b@x.example")],
    "Brandt, Lars; Marklund, Olle": [("Lars Brandt", ""), ("Olle Marklund", "")],
    "list@x.example [mailto:list@x.example] On Behalf Of Ada Byron": [("Ada Byron", "")],
    "box@x.example im Auftrag von Ada Byron <ada@lab.example>": [("Ada Byron", "ada@lab.example")],
    "*Ada Byron* <ada@lab.example>": [("Ada Byron", "ada@lab.example")],
    "Ada Byron, PhD <ada@lab.example>": [("Ada Byron, PhD", "ada@lab.example")],
    "": [],
}


@pytest.mark.parametrize(("value", "expected"), PRINTED.items(), ids=PRINTED.keys())
def test_people_are_read_as_programs_print_them(value: str, expected: list[tuple[str, str]]) -> None:
    """Name and address of each, in order, the name the right way round."""
    assert [(one.name, one.addr) for one in mailboxes(value, WORDS)] == expected


NAMES = {
    "Ada Byron, who": "Ada Byron",
    "Dr. Ulrike Sander an": "Ulrike Sander",
    "Frau Prof. Dr. Anna von der Heide.": "Anna von der Heide",
    "J. R. Smith is": "J. R. Smith",
    "Jean-Luc O'Hara's talk": "Jean-Luc O'Hara",
    "Åsa Öberg och": "Åsa Öberg",
    "Per Ek, per@x.example": "Per Ek",
    "May Lind said": "May Lind",
    "Ludwig van Beethoven (x)": "Ludwig van Beethoven",
    "the others": "",
    "She wrote": "",
    "12 people": "",
}


@pytest.mark.parametrize(("text", "expected"), NAMES.items(), ids=NAMES.keys())
def test_a_name_is_a_run_of_capitalised_words(text: str, expected: str) -> None:
    """Titles before it and words after it do not belong to it."""
    found = name_at(text, 0, WORDS)
    assert (found.name if found else "") == expected


def test_the_month_of_a_day_begins_no_name() -> None:
    """ "12 Nov Leila Benhaddou" names Leila."""
    assert [one.name for one in full_names("12 Nov  Leila Benhaddou, City of Brno", WORDS)] == ["Leila Benhaddou"]


@pytest.mark.parametrize(
    ("name", "addr", "same"),
    [
        ("Åsa Björk", "asa.bjork@x.example", True),
        ("Bent Østergaard", "oestergaard@x.example", True),
        ("Jörg Köhler", "joerg@x.example", True),
        ("Bent Østergaard", "bent@x.example", True),
        ("Ada Byron", "ab@x.example", True),
        ("Ada Byron", "info@x.example", False),
        (":&", "a@x.example", False),
    ],
)
def test_an_address_made_of_a_name_is_known(name: str, addr: str, same: bool) -> None:
    """A word of the name, or its initials, without accents or with its umlauts written out."""
    assert same_person(name, addr) is same


SENDERS = {
    "no-reply@x.example": "robot",
    "messaging-digest-noreply@linkedin.com": "robot",
    "ada@mentorcruise.com": "robot",
    "ada@mail.meetup.com": "robot",
    "billing@x.example": "role",
    "info@x.example": "role",
    "ada@notmeetup.com": "person",
    "ada.byron@x.example": "person",
}


@pytest.mark.parametrize(("addr", "sort"), SENDERS.items(), ids=SENDERS.keys())
def test_robots_and_roles_are_told_from_people(addr: str, sort: str) -> None:
    """The address decides."""
    assert sort_of(Address("Ada Byron", addr), WORDS) == sort


def test_a_role_address_is_a_persons_when_they_sign_with_its_name() -> None:
    """ "hello@…" may be somebody's only address."""
    assert sort_of(Address("Ada Byron", "hello@byron.example"), WORDS, "Best,\nAda") == "person"
    assert sort_of(Address("Ada Byron", "ada@adabyron.example"), WORDS) == "person"
    assert sort_of(Address("Bridge Portal", "hej@bridgeportal.example"), WORDS) == "role"
    assert sort_of(Address("Ada News", "ada.news@x.example"), WORDS) == "person"


def test_a_topic_between_name_and_address_is_nobody() -> None:
    """In a programme "Pia Sund, Bridges, pia@…" is Pia's line."""
    found = with_addresses("10:00 Pia Sund, Bridges, pia@bro.example", WORDS, ())
    assert [one.name for one in found] == ["Pia Sund"]


def test_what_somebody_was_is_not_what_they_are() -> None:
    """ "Has been director of Brua" names neither title nor organisation."""
    assert completed(Found("Ada Byron", 0, 9), "Ada Byron, former director at Brua", WORDS).title == ""
