"""Invitations are read with a time only where it is certain (P-52, RFC 5545, issue 3 point 6)."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox_agent.mail.calendar import Invitation, read
from inbox_agent.mail.zones import zone_info

FOLDER = Path(__file__).parent / "samples" / "calendar"
NAMES = sorted(path.stem for path in FOLDER.glob("*.ics"))


def _facts(invitation: Invitation) -> dict[str, object]:
    return {
        "method": invitation.method,
        "start": invitation.start.isoformat() if invitation.start else "",
        "tz": invitation.timezone,
        "minutes": invitation.minutes,
        "organizer": invitation.organizer.addr if invitation.organizer else "",
        "organizer_name": invitation.organizer.name if invitation.organizer else "",
        "attendees": [f"{a.who.addr} {a.answer}" for a in invitation.attendees],
        "location": invitation.location,
        "summary": invitation.summary,
        "sequence": invitation.sequence,
        "cancelled": invitation.cancelled,
        "recurring": invitation.recurring,
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_calendar_file_is_read(name: str) -> None:
    """Each sample gives what its answer file asks; where no time is certain there is none, and a doubt in words."""
    answer = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
    (invitation,) = read((FOLDER / f"{name}.ics").read_bytes())
    assert answer.pop("doubt", "") in invitation.doubt
    assert (invitation.start is None) == bool(invitation.doubt)
    facts = _facts(invitation)
    assert {key: facts[key] for key in answer} == answer


def test_no_file_teaches_the_next_one_a_zone() -> None:
    """A zone that one mail defines is unknown in the next: a stranger cannot move anybody's clock."""
    first = (FOLDER / "outlook_custom_zone_winter.ics").read_bytes()
    assert read(first)[0].start is not None
    second = first[: first.index(b"BEGIN:VTIMEZONE")] + first[first.index(b"BEGIN:VEVENT") :]
    assert read(second)[0].start is None


def test_a_file_cannot_redefine_a_known_zone() -> None:
    """A VTIMEZONE that lies about Windows' Berlin is not believed."""
    raw = (FOLDER / "outlook_windows_zone.ics").read_bytes().replace(b"TZOFFSETTO:+0100", b"TZOFFSETTO:+0900")
    zone = zone_info("Europe/Berlin")
    assert read(raw)[0].start == datetime(2026, 12, 3, 15, tzinfo=zone)


@pytest.mark.parametrize("name", NAMES)
def test_cut_anywhere_it_raises_nothing(name: str) -> None:
    """Every beginning of every sample has some reading."""
    raw = (FOLDER / f"{name}.ics").read_bytes()
    for end in range(0, len(raw), 7):
        read(raw[:end])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([b"BEGIN:", b"END:", b"VCALENDAR", b"VEVENT", b"VTIMEZONE", b"STANDARD", b"\n", b"\r\n ", b"DTSTART", b";TZID=X", b":",
                                 b"20261203T150000", b"99991231T235959", b"00010101T000000", b"DURATION:P9999W", b"RRULE:FREQ=YEARLY;BYDAY=-9SU;BYMONTH=13",
                                 b"TZOFFSETTO:+9999", b"ATTENDEE:mailto:", b'"', b"\\", b"SEQUENCE:9999999999", b"METHOD:REPLY", b"TZID:X"]), max_size=40))  # fmt: skip
def test_random_calendars_raise_nothing(pieces: list[bytes]) -> None:
    """No exception leaves the reader, whatever the pieces."""
    read(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + b"".join(pieces))
    read(b"".join(pieces))
