"""Where somebody lives, from the strongest sign in their mail to the weakest, and what is left open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from inbox_agent.mail.whereabouts import believed, of_mail, of_note
from inbox_agent.rules import Rules, load

WINTER = datetime(2026, 1, 12, 9, 0)
CASES = {
    "words": ("I'm happy to talk. Here in Boston it snows.", "", "ada@lab.example", -5, "America/New_York", "words"),
    "words before signature": ("Jag bor i London nu.", "Ada\n+46 8 123 456", "a@x.se", 0, "Europe/London", "words"),
    "a visit": ("I'm in London this week, so by video?", "", "ada@lab.example", 0, "", ""),
    "a city that is another word": ("I'm in reading mode.", "", "ada@lab.example", 0, "", ""),
    "city in a signature": ("Sure.", "Ada Lind\nLab AB | 411 06 Göteborg", "ada@lab.example", 1, "Europe/Stockholm", "signature"),
    "city and country": ("Sure.", "Ada Lind, Berlin, Germany", "ada@lab.example", 1, "Europe/Berlin", "signature"),
    "a firm named after a city": ("Sure.", "Ada Lind\nParis Data Group", "ada@lab.example", 1, "", ""),
    "two offices": ("Sure.", "Ada Lind\nLondon | Berlin", "ada@lab.example", 1, "", ""),
    "telephone": ("Sure.", "Ada Lind\nTel. +49 (0)30 123456", "ada@lab.example", 1, "Europe/Berlin", "signature"),
    "telephone of a large country": ("Sure.", "Ada\n+61 3 9123 4567", "ada@lab.example", 11, "Australia/Melbourne", "signature"),
    "shared code": ("Sure.", "Ada\n+1 617 555 0100", "ada@lab.example", -5, "", ""),
    "country of the address": ("Sure.", "", "ada@lab.se", 1, "Europe/Stockholm", "domain"),
    "country that the clock refutes": ("Sure.", "", "ada@lab.se", -8, "", ""),
    "country of many zones": ("Sure.", "", "ada@lab.com.br", None, "", ""),
    "ending that anybody uses": ("Sure.", "", "ada@lab.io", 0, "", ""),
}  # fmt: skip


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_best_sign_of_a_mail_is_taken(case: tuple[str, str, str, int | None, str, str], rules: Rules) -> None:
    """Words, then the signature, then the country of the address; what may be several places is none."""
    text, signature, addr, hours, zone, source = case
    at = WINTER.replace(tzinfo=UTC if hours is None else timezone(timedelta(hours=hours)))
    found = of_mail(text, signature, addr, at, rules)
    assert (found.zone, found.source) == (zone, source) if found else not zone


@pytest.mark.parametrize(
    ("note", "zone"),
    [
        ("she lives in Boston, met at the fair", "America/New_York"),
        ("Hon bor i Göteborg", "Europe/Stockholm"),
        ("Er wohnt in Wien", "Europe/Vienna"),
        ("I'm based in London and would like to learn from her", ""),
        ("loved her talk in Berlin", ""),
    ],
)
def test_the_owners_note_speaks_of_the_contact(note: str, zone: str, rules: Rules) -> None:
    """Where the owner says that somebody lives is believed; where they live themself is not the contact's place."""
    found = of_note(note, rules)
    assert (found.zone if found else "") == zone


def test_a_better_source_overwrites_and_a_worse_one_does_not() -> None:
    """The order of belief: owner, words, calendar, signature, clock, domain; of one kind the newest."""
    assert believed("signature", "domain", known=True)
    assert believed("words", "words", known=True)
    assert not believed("domain", "clock", known=True)
    assert not believed("words", "owner", known=True)
    assert believed("domain", "", known=False)
    assert not believed("domain", "", known=True)
