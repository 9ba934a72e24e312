"""Invitations: what a calendar part asks, answers or takes back, with a time only where the time is sure (RFC 5545, 5546).

A clock without a zone, or in a zone that nobody knows, is not a time: the invitation then says what is
missing, so that the owner is asked (P-52, "ask, never assume"). A zone is known by its IANA name, by the name
that Windows has for it, or by the definition that the same file brings along; never by one from another mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from inbox_agent.mail.content_lines import Component, Line, read_components
from inbox_agent.mail.message import Address
from inbox_agent.mail.visible import one_line
from inbox_agent.mail.windows_zones import WINDOWS_ZONES
from inbox_agent.mail.zone_definition import offset_at
from inbox_agent.mail.zones import zone_info

MOST_EVENTS = 50
MOST_ATTENDEES = 200
_METHODS = frozenset({"REQUEST", "REPLY", "CANCEL", "COUNTER", "PUBLISH", "REFRESH", "ADD", "DECLINECOUNTER"})
_TIME = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(Z)?)?")
_DURATION = re.compile(r"([+-])?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?")
_PREFIX = re.compile(r"^(?:/[^/]*/|tzone://[^/]*/|/freeassociation\.sourceforge\.net/(?:Tzfile/)?)")


@dataclass(frozen=True)
class Attendee:
    """Somebody who was asked, and how they answered (`PARTSTAT`, upper case; `NEEDS-ACTION` where they did not)."""

    who: Address
    answer: str = "NEEDS-ACTION"


@dataclass(frozen=True)
class Invitation:
    """One event of a calendar part. Where `start` is None, `doubt` says in words what is not known."""

    method: str  #: REQUEST, REPLY, CANCEL, COUNTER, PUBLISH …; "" where the file names none
    uid: str
    sequence: int
    summary: str
    organizer: Address | None
    attendees: tuple[Attendee, ...]
    start: datetime | None  #: aware
    minutes: int | None
    timezone: str  #: IANA name, "" for a bare offset or where it is not known
    location: str
    cancelled: bool = False  #: STATUS:CANCELLED, or the method says so
    recurring: bool = False
    doubt: str = ""
    written: str = ""  #: the time as the file has it, for the question


@dataclass(frozen=True)
class _Moment:
    """A DTSTART or DTEND: the wall clock that is written, and the moment where it can be known."""

    wall: datetime | None
    moment: datetime | None = None
    timezone: str = ""
    doubt: str = ""


def read(ics: bytes) -> tuple[Invitation, ...]:
    """The events of a calendar part, in order; () for what is no calendar. Never raises, on any bytes."""
    root = read_components(ics)
    definitions = {zone.text("TZID"): zone for zone in root.walk("VTIMEZONE")}
    found = []
    for calendar in root.walk("VCALENDAR"):
        method = calendar.text("METHOD").upper()
        events = list(calendar.walk("VEVENT"))[:MOST_EVENTS]
        found += [_invitation(event, method if method in _METHODS else "", definitions) for event in events]
    return tuple(found)


def _invitation(event: Component, method: str, definitions: dict[str, Component]) -> Invitation:
    line = event.first("DTSTART")
    start = _moment(line, definitions) if line else _Moment(None, doubt="it names no start")
    sequence = event.text("SEQUENCE")
    attendees = (_person(a) for a in event.all("ATTENDEE")[:MOST_ATTENDEES])
    organizer = event.first("ORGANIZER")
    return Invitation(
        method=method,
        uid=one_line(event.text("UID")),
        sequence=int(sequence) if sequence.isdecimal() and len(sequence) < 10 else 0,
        summary=one_line(event.text("SUMMARY")),
        organizer=_person(organizer).who if organizer else None,
        attendees=tuple(a for a in attendees if a.who.addr),
        start=start.moment,
        minutes=_minutes(event, start, definitions),
        timezone=start.timezone,
        location=one_line(event.text("LOCATION")),
        cancelled=method == "CANCEL" or event.text("STATUS").upper() == "CANCELLED",
        recurring=event.first("RRULE") is not None,
        doubt=start.doubt,
        written=one_line(line.value) if line else "",
    )


def _person(line: Line) -> Attendee:
    addr = re.sub(r"^\s*mailto:", "", line.text, flags=re.IGNORECASE).strip()
    if "@" not in addr:
        addr = line.parameters.get("EMAIL", "")
    local, at, domain = addr.rpartition("@")
    name = one_line(line.parameters.get("CN", "")).strip("'")
    addr = f"{local}@{domain.lower()}" if at else ""
    who = Address("" if name.casefold() == addr.casefold() else name, addr)
    return Attendee(who, line.parameters.get("PARTSTAT", "NEEDS-ACTION").upper())


def _moment(line: Line, definitions: dict[str, Component]) -> _Moment:
    """When a DTSTART or DTEND is, if that is certain (RFC 5545 3.3.5)."""
    found = _TIME.match(line.value.strip())
    wall = _wall(found) if found else None
    if found is None or wall is None:
        return _Moment(None, doubt="its time cannot be read")
    if found.group(4) is None:
        return _Moment(wall, doubt="it names a day without a clock")
    if found.group(7):
        return _Moment(wall, wall.replace(tzinfo=UTC), "UTC")
    name = line.parameters.get("TZID", "").strip()
    if not name:
        return _Moment(wall, doubt="its time has no zone")
    return _in_zone(wall, name, definitions)


def _wall(found: re.Match[str]) -> datetime | None:
    year, month, day, hour, minute = (int(found.group(n) or 0) for n in range(1, 6))
    try:
        return datetime(year, month, day, hour, minute) if 1900 <= year <= 2200 else None
    except ValueError:
        return None


def _in_zone(wall: datetime, name: str, definitions: dict[str, Component]) -> _Moment:
    if key := zone_name(name):
        zone = zone_info(key)
        return _Moment(wall, wall.replace(tzinfo=zone), key)
    if (definition := definitions.get(name)) and (offset := offset_at(definition, wall)) is not None:
        return _Moment(wall, wall.replace(tzinfo=offset))
    return _Moment(wall, doubt=f"its zone “{one_line(name)[:60]}” is not known")


def zone_name(name: str) -> str:
    """The IANA name of a zone as calendars name it (IANA, Windows, or either behind a vendor's prefix); "" if unknown."""
    for candidate in (name, _PREFIX.sub("", name), name.strip("\"'")):
        key = WINDOWS_ZONES.get(candidate.casefold(), candidate)
        if zone_info(key):
            return key
    return ""


def _minutes(event: Component, start: _Moment, definitions: dict[str, Component]) -> int | None:
    if length := _DURATION.fullmatch(event.text("DURATION").upper()):
        weeks, days, hours, minutes, seconds = (int(n or 0) for n in length.groups()[1:])
        lasts = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    else:
        line = event.first("DTEND")
        end = _moment(line, definitions) if line else None
        if end is None or end.wall is None or start.wall is None:
            return None
        # Where both moments are known they count; else the two clocks do, which share their doubt.
        lasts = end.moment - start.moment if end.moment and start.moment else end.wall - start.wall
    minutes = int(lasts.total_seconds() // 60)
    return minutes if 0 < minutes < 60 * 24 * 31 else None


def answers(invitations: tuple[Invitation, ...], who: str) -> Iterator[str]:
    """The `PARTSTAT` of that address (case folded) in each reply, or of the only one who answered."""
    for invitation in invitations:
        own = [a.answer for a in invitation.attendees if a.who.key == who]
        yield from own or [a.answer for a in invitation.attendees[:1]]


def day_of(invitation: Invitation) -> date | None:
    """The day of an event that has no certain time."""
    found = _TIME.match(invitation.written)
    wall = _wall(found) if found else None
    return wall.date() if wall else None
