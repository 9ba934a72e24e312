"""Invitations that we write can be read by our own reader and by anybody's, at the right moment in the right zone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from inbox_agent.mail.calendar import read
from inbox_agent.mail.compose import Outgoing, compose
from inbox_agent.mail.invite import invitation
from inbox_agent.mail.message import Address, Message
from inbox_agent.mail.parse import parse

SOFIA = Address("Sofia Lind", "letters@sofia.example")
NOA = Address('Noa "N" Brandt; Åse, née Ångström-Öberg von und zu Hafenstein', "noa.brandt@harbour.example")
STAMP = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Europe/Stockholm", "America/New_York", "Asia/Kolkata", "Nowhere/Land"])
@pytest.mark.parametrize("month", [1, 7])
def test_what_is_written_is_read_again(zone: str, month: int) -> None:
    """Winter and summer, east and west, and a zone that nobody knows: the moment is the one that was agreed."""
    start = datetime(2026, month, 15, 13, 0, tzinfo=UTC)
    text = invitation("ia-1-2@sofia.example", start, 20, zone, "Call; and, more", SOFIA, NOA, STAMP)
    (found,) = read(text.encode())
    assert (found.method, found.start, found.minutes, found.uid) == ("REQUEST", start, 20, "ia-1-2@sofia.example")
    assert found.timezone == (zone if zone != "Nowhere/Land" else "Etc/UTC")
    assert found.summary == "Call; and, more"
    assert [a.who.addr for a in found.attendees] == ["noa.brandt@harbour.example"]
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_it_travels_as_a_part_of_the_letter_and_the_bytes_stay_the_same() -> None:
    """A hash over the letter covers the invitation, so composing it twice must give the same bytes (T-02)."""
    start = datetime(2026, 9, 15, 13, 0, tzinfo=UTC)
    part = invitation("ia-1-2@sofia.example", start, 20, "Europe/Stockholm", "Call", SOFIA, NOA, STAMP)
    mail = Outgoing(
        SOFIA, (Address("", NOA.addr),), "Re: hello", "See you.", "<x@sofia.example>", STAMP, invitation=part
    )
    assert compose(mail) == compose(mail)
    message = parse(compose(mail))
    assert isinstance(message, Message)
    assert message.text.strip() == "See you."
    assert read(message.calendars[0])[0].start == start
    assert b"method=" in compose(mail)
