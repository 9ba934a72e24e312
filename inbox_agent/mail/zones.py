"""A day and a clock placed in a time zone: the moment that is meant, or the doubt.

Abbreviations that several parts of the world use (CST, IST, BST) are settled only by what is known of the two people. People write "EST" all
summer: an abbreviation is read as the local time of its place, unless that has another offset on the day, and then
only somebody who lives there is believed. A clock that the change to or from summer time skips or repeats is asked.

Where no zone is said it is the writer's. Of an unknown writer only the Date header's offset is known: it is the
reader's zone where both share it, else it counts if every place with that offset keeps it until the day; +0000 is
what many servers stamp and says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from inbox_agent.rules import Zones


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone that words name: one place, an offset, one of the two people, or a name of many places.

    A `weak` one ("in Berlin", "Central") counts only directly after a clock.
    """

    start: int
    stop: int
    key: str = ""
    offset: timedelta | None = None
    whose: str = ""  #: "writer" or "reader"
    name: str = ""  #: the abbreviation as it is in the rules
    weak: bool = False


@dataclass(frozen=True, slots=True)
class People:
    """Whose clocks may be meant, and when it was said."""

    said_at: datetime
    writer: str
    reader: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A moment with the IANA zone in which it was named, or the doubt."""

    start: datetime | None
    timezone: str = ""
    doubt: str = ""


@lru_cache(maxsize=1024)
def zone_info(key: str) -> ZoneInfo | None:
    """The IANA zone of that name; None where there is none, whatever the name."""
    if not key or len(key) > 64 or not key.isascii() or not key[0].isalpha():
        return None
    try:
        return ZoneInfo(key)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError; a folder's name raises OSError
        return None


def place(day: date, clock: time, zone: Zone | None, people: People, zones: Zones) -> Placed:
    """The moment of a day and a clock in the zone that was said, or in the one that goes without saying."""
    if zone is None:
        return _unsaid(day, clock, people, zones)
    if zone.whose:
        key = people.writer if zone.whose == "writer" else people.reader
        return _in(day, clock, key) if zone_info(key) else Placed(None, doubt="which time zone is meant by the words")
    if zone.offset is not None:
        return _at_offset(day, clock, zone.offset, people, zones)
    if zone.name in zones.ambiguous:
        return _one_of(day, clock, zone.name, people, zones)
    if zone.name:
        return _abbreviated(day, clock, zone.name, people, zones)
    return _in(day, clock, zone.key)


def _in(day: date, clock: time, key: str) -> Placed:
    info = zone_info(key)
    if info is None:
        return Placed(None, doubt="which time zone is meant")
    start = datetime.combine(day, clock, info)
    try:
        if start.utcoffset() != start.replace(fold=1).utcoffset():
            return Placed(None, doubt=f"what {clock:%H:%M} is on the day when the clocks change in {key}")
        start.astimezone(UTC)
    except OverflowError:
        return Placed(None, doubt="which day is meant")
    return Placed(start, key)


def offset_of(key: str, day: date, clock: time = time(12)) -> timedelta | None:
    """How far a zone's clocks are ahead at that hour; None where the zone is not known."""
    info = zone_info(key)
    return datetime.combine(day, clock, info).utcoffset() if info else None


def _at_offset(day: date, clock: time, offset: timedelta, people: People, zones: Zones) -> Placed:
    """An offset is exact; its zone is called by the place of the two people that keeps it, else by an Etc/GMT name."""
    near = next(
        (key for key in (people.writer, people.reader) if zone_info(key) and offset_of(key, day, clock) == offset), ""
    )
    if near:
        return _in(day, clock, near)
    hours, rest = divmod(int(offset.total_seconds()), 3600)
    if not rest:
        return _in(day, clock, f"Etc/GMT{-hours:+d}" if hours else "Etc/UTC")
    place_ = next((key for key in dict.fromkeys(zones.cities.values()) if offset_of(key, day, clock) == offset), "")
    return _in(day, clock, place_) if place_ else Placed(None, doubt="which time zone is meant")


def _one_of(day: date, clock: time, name: str, people: People, zones: Zones) -> Placed:
    """CST, IST, BST: the place of one of the two people, or the only one that has the Date header's offset."""
    places = zones.ambiguous[name]
    for known in (people.writer, people.reader):
        kept = offset_of(known, day, clock)
        if kept is not None and (known in places or _calls_itself(known, name, day)):
            return _in(day, clock, known)
    if not zone_info(people.writer) and people.said_at.utcoffset():
        there = [key for key in places if offset_of(key, people.said_at.date()) == people.said_at.utcoffset()]
        if len(there) == 1:
            return _in(day, clock, there[0])
    return Placed(None, doubt=f"which time zone {name} is: it has several meanings")


def _calls_itself(key: str, name: str, day: date) -> bool:
    """Whether the clocks of a place bear this name, that day or half a year from it."""
    info = zone_info(key)
    days = (day, day + timedelta(183) if day.year < 9999 else day - timedelta(183))
    return info is not None and any(datetime.combine(d, time(12), info).tzname() == name for d in days)


def _abbreviated(day: date, clock: time, name: str, people: People, zones: Zones) -> Placed:
    default = zones.abbreviations.get(name)
    if not default:
        return Placed(None, doubt=f"which time zone {name} is")
    for known in (people.writer, people.reader):
        if known == default or _calls_itself(known, name, day):
            return _in(day, clock, known)
    promised = zones.seasons.get(name)
    if promised is not None and offset_of(default, day, clock) != _parsed(promised):
        return Placed(None, doubt=f"which time {name} is on {day:%Y-%m-%d}: that place has another hour then")
    return _in(day, clock, default)


def _parsed(offset: str) -> timedelta:
    hours, _, minutes = offset[1:].partition(":")
    ahead = timedelta(hours=int(hours), minutes=int(minutes))
    return -ahead if offset[0] == "-" else ahead


def _unsaid(day: date, clock: time, people: People, zones: Zones) -> Placed:
    if zone_info(people.writer):
        return _in(day, clock, people.writer)
    said, then = people.said_at.utcoffset(), people.said_at.date()
    if said and offset_of(people.reader, then) == said:
        return _in(day, clock, people.reader)
    if said:
        places = [key for key in dict.fromkeys(zones.cities.values()) if offset_of(key, then) == said]
        if places and all(offset_of(key, day, clock) == said for key in places):
            return _at_offset(day, clock, said, people, zones)
    return Placed(None, doubt="which time zone is meant")
