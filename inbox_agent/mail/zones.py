"""Time zones as people name them, and a day and a clock placed in one of them.

"Stockholm time", "CET", "UTC+2", "your time" and "Europe/Stockholm" become a `Zone`; abbreviations that several
parts of the world use (CST, IST, BST) are settled only by what is known of the two people. People write "EST" all
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

from inbox_agent.mail.time_words import Text
from inbox_agent.rules import Zones

_MOST_HOURS = 14  #: the largest offset in use (RFC 5322 allows more)


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


# --- reading -------------------------------------------------------------------------------------------------------


def read_zone(t: Text, i: int, zones: Zones) -> Zone | None:
    """The zone that the words at `i` name, if any."""
    return _iana(t, i) or _offset(t, i) or _phrase(t, i) or _place(t, i) or _abbreviation(t, i, zones)


def _iana(t: Text, i: int) -> Zone | None:
    if t.word(i + 1) != "/" or not (t.joined(i + 1) and t.joined(i + 2)) or not t.tokens[i].raw[:1].isupper():
        return None
    stop = i + 3
    while stop + 1 < len(t) and t.word(stop) in {"_", "/", "-"} and t.joined(stop) and t.joined(stop + 1) and stop < i + 9:
        stop += 2
    key = t.quote(i, stop)
    return Zone(i, stop, key) if zone_info(key) else None


def _offset(t: Text, i: int) -> Zone | None:
    """UTC+2, GMT-5, +01:00 and Z directly after a clock."""
    named = t.word(i) in {"utc", "gmt"}
    j = i + 1 if named else i
    if not named and t.word(i) == "z" and t.joined(i) and t.number(i - 1) is not None:
        return Zone(i, i + 1, "Etc/UTC")
    if t.word(j) not in {"+", "-", "−", "–"} or not (named or (t.joined(j) and t.number(i - 1) is not None and t.word(j) == "+")):
        return None
    hours = t.number(j + 1)
    if hours is None or not t.joined(j + 1):
        return None
    minutes, stop = 0, j + 2
    if len(t.word(j + 1)) == 4:
        hours, minutes = divmod(hours, 100)
    elif t.word(stop) == ":" and t.joined(stop) and t.joined(stop + 1) and (m := t.number(stop + 1)) is not None and m < 60:
        minutes, stop = m, stop + 2
    if hours > _MOST_HOURS or minutes > 59:
        return None
    ahead = timedelta(hours=hours, minutes=minutes)
    return Zone(i, stop, offset=ahead if t.word(j) == "+" else -ahead)


def _phrase(t: Text, i: int) -> Zone | None:
    if found := t.match("zones", i):
        return Zone(i, found.stop, str(found.value))
    # "for you" and "here" are words of many uses: they say a zone only after a clock.
    if found := t.match("there", i):
        return Zone(i, found.stop, whose="reader", weak=not _names_time(t, i, found.stop))
    if found := t.match("here", i):
        return Zone(i, found.stop, whose="writer", weak=not _names_time(t, i, found.stop))
    return None


def _names_time(t: Text, i: int, stop: int) -> bool:
    return any(t.word(j)[:3] in {"tim", "tid", "zei", "tij", "heu", "hor", "ora", "aik"} for j in range(i, stop))


def _place(t: Text, i: int) -> Zone | None:
    """Stockholm time, heure de Paris; "in Berlin" and "Eastern" only weakly."""
    if lead := t.match("time_of", i):
        j = t.skip(lead.stop, ("glue",), marks="", most=1)
        city = _city(t, j)
        return Zone(i, city[1], city[0]) if city else _unknown(t, i, j, j + 1)
    lead = t.match("place", i)
    if city := _city(t, lead.stop if lead else i):
        suffix = t.match("time", city[1])
        return Zone(i, suffix.stop if suffix else city[1], city[0], weak=not suffix)
    if (region := t.match("regions", i)) and t.tokens[i].raw[:1].isupper():
        suffix = t.match("time", region.stop)
        return Zone(i, suffix.stop if suffix else region.stop, str(region.value), weak=not suffix)
    suffix = t.match("time", i + 1)
    return _unknown(t, i, i, suffix.stop) if suffix and t.same_line(i + 1) else None


def _unknown(t: Text, start: int, at: int, stop: int) -> Zone | None:
    """The time of a place that the rules do not know: it must be asked, and not passed over."""
    named = at < len(t) and t.tokens[at].raw[:1].isupper() and len(t.word(at)) > 1 and t.number(at) is None
    return Zone(start, stop, name=t.quote(start, stop), weak=True) if named else None


def _city(t: Text, i: int) -> tuple[str, int] | None:
    found = t.match("cities", i)
    return (str(found.value), found.stop) if found and t.tokens[i].raw[:1].isupper() else None


def _abbreviation(t: Text, i: int, zones: Zones) -> Zone | None:
    raw = t.tokens[i].raw
    if not raw.isupper() or not (raw in zones.abbreviations or raw in zones.ambiguous) or t.word(i + 1) in {"/", "-"} and t.joined(i + 1) and t.joined(i + 2):
        return None
    suffix = t.match("time", i + 1)
    # Two letters, or a word of a language ("EST" in French capitals, "ART"), are a zone only after a clock.
    return Zone(i, suffix.stop if suffix else i + 1, name=raw, weak=not suffix and (len(raw) == 2 or raw in {"EST", "ART", "PET", "CAT", "WEST", "WAT", "EAT"}))


# --- placing -------------------------------------------------------------------------------------------------------


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


def _offset_of(key: str, day: date, clock: time = time(12)) -> timedelta | None:
    info = zone_info(key)
    return datetime.combine(day, clock, info).utcoffset() if info else None


def _at_offset(day: date, clock: time, offset: timedelta, people: People, zones: Zones) -> Placed:
    """An offset is exact; its zone is called by the place of the two people that keeps it, else by an Etc/GMT name."""
    near = next((key for key in (people.writer, people.reader) if zone_info(key) and _offset_of(key, day, clock) == offset), "")
    if near:
        return _in(day, clock, near)
    hours, rest = divmod(int(offset.total_seconds()), 3600)
    if not rest:
        return _in(day, clock, f"Etc/GMT{-hours:+d}" if hours else "Etc/UTC")
    place_ = next((key for key in dict.fromkeys(zones.cities.values()) if _offset_of(key, day, clock) == offset), "")
    return _in(day, clock, place_) if place_ else Placed(None, doubt="which time zone is meant")


def _one_of(day: date, clock: time, name: str, people: People, zones: Zones) -> Placed:
    """CST, IST, BST: the place of one of the two people, or the only one that has the Date header's offset."""
    places = zones.ambiguous[name]
    for known in (people.writer, people.reader):
        kept = _offset_of(known, day, clock)
        if kept is not None and (known in places or _calls_itself(known, name, day)):
            return _in(day, clock, known)
    if not zone_info(people.writer) and people.said_at.utcoffset():
        there = [key for key in places if _offset_of(key, people.said_at.date()) == people.said_at.utcoffset()]
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
    if promised is not None and _offset_of(default, day, clock) != _parsed(promised):
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
    if said and _offset_of(people.reader, then) == said:
        return _in(day, clock, people.reader)
    if said:
        places = [key for key in dict.fromkeys(zones.cities.values()) if _offset_of(key, then) == said]
        if places and all(_offset_of(key, day, clock) == said for key in places):
            return _at_offset(day, clock, said, people, zones)
    return Placed(None, doubt="which time zone is meant")
