"""People are called Dag, May, Sun, Will and Grace: a name is read as the person, never as an order of the owner's."""

from __future__ import annotations

from functools import cache

import pytest

from inbox_agent import rules as rule_files
from inbox_agent.mail.identify import Arrival, Selves, identify
from inbox_agent.mail.message import Message
from inbox_agent.mail.parse import parse
from inbox_agent.rules import Rules

SELVES = Selves(frozenset({"sofia@home.example"}), frozenset({"letters@sofia.example"}))
#: First names, and family names, that are words of an order, a day, a month or a courtesy in one of the languages.
NAMES = (
    "Dag Holm", "May Brandt", "Sun Li", "Mark Moen", "Will Ek", "Grace Ode", "Sol Vik", "Juni Berg", "April Lund", "August Palm",
    "Mai Lind", "Domingo Rey", "Martes Ruiz", "Mars Petit", "Avril Noir", "Jan Stopp", "Noel Non", "Sven Ja", "Si Moreno", "Ja Rule",
    "Morgen Stern", "Lars Fredag", "Ok Soo-jin", "Send Erik", "Bo Nej", "Later Day", "Igen Nord", "Hope Day", "Stage Ray", "Met Ali",
    "Pause Lee", "Wieder Mann", "Close Glen", "Glenn Close", "Frank Drop", "Eve Tomorrow", "Summer Long",
)  # fmt: skip
PRINTED = {
    "en": ("Forwarded message", "From", "Date", "Subject", "To", "Sun, Sep 6, 2026 at 06:10"),
    "sv": ("Vidarebefordrat meddelande", "Från", "Datum", "Ämne", "Till", "sön 6 sep. 2026 kl 06:10"),
    "de": ("Weitergeleitete Nachricht", "Von", "Datum", "Betreff", "An", "So., 6. Sept. 2026 um 06:10"),
    "fr": ("Message transféré", "De", "Date", "Objet", "À", "dim. 6 sept. 2026 à 06:10"),
    "es": ("Mensaje reenviado", "De", "Fecha", "Asunto", "Para", "dom, 6 sept 2026 a las 06:10"),
}


@cache
def shipped() -> Rules:
    return rule_files.load()


def arrival(text: str, subject: str, *headers: str) -> Arrival:
    head = (
        "From: Sofia Lind <sofia@home.example>", "To: <letters@sofia.example>", f"Subject: {subject}", "Date: Mon, 07 Sep 2026 09:10:00 +0200",
        "Message-ID: <names@programs.example>", "Content-Type: text/plain; charset=utf-8", *headers,
    )  # fmt: skip
    message = parse(("\r\n".join(head) + "\r\n\r\n" + text).encode())
    assert isinstance(message, Message)
    return identify(message, SELVES, shipped(), answers_us=False)


@pytest.mark.parametrize("language", PRINTED)
@pytest.mark.parametrize("name", NAMES)
def test_a_forward_names_a_person_whatever_the_name_means(name: str, language: str) -> None:
    """Also where the name stands alone above it, and where the program sends a forward as an answer to what it forwards."""
    marker, of, date, subject, to, day = PRINTED[language]
    forwarded = (
        f"---------- {marker} ---------\n{of}: {name} <x.y@harbour.example>\n{date}: {day}\n{subject}: Hello\n"
        f"{to}: Sofia Lind <sofia@home.example>\n\n\nHi all,\n\nThe recording of my talk is on our page.\n\nBest,\n{name}\n"
    )
    first = name.split(maxsplit=1)[0]
    for above in ("", first, name, f"{first}.", f"Hi,\n\n{first}\n\nSofia"):
        for headers in ((), ("In-Reply-To: <talk@harbour.example>",)):
            found = arrival(f"{above}\n\n{forwarded}", "Fwd: Hello", *headers)
            contact = found.forward.contact if found.forward else None
            assert (found.kind, contact.name if contact else None) == ("forward-contact", name), (above, headers)


@pytest.mark.parametrize("name", [name for name in NAMES if not any(len(word) < 3 for word in name.split())])
def test_a_note_names_a_person_as_the_address_does(name: str) -> None:
    """A word that is no name elsewhere is one where the address is made of it."""
    found = arrival(f"{name} <{name.lower().replace(' ', '.')}@harbour.example>\n", "x")
    contact = found.forward.contact if found.forward else None
    assert (found.kind, contact.name if contact else None) == ("note-contact", name)


def test_an_order_that_lost_its_token_is_still_one() -> None:
    """A bare word in answer to something, with nothing forwarded below it."""
    assert arrival("Sun\n", "Re: A letter", "In-Reply-To: <lost@programs.example>").kind == "command"
