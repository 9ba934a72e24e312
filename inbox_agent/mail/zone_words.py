"""Time zones as people name them: Stockholm time, CET, UTC+2, your time, Europe/Stockholm.

A name becomes a `Zone`; what moment it gives is the business of `zones.py`.
"""

from __future__ import annotations

from datetime import timedelta

from inbox_agent.mail.time_words import Text
from inbox_agent.mail.zones import Zone, zone_info
from inbox_agent.rules import Zones

_MOST_HOURS = 14  #: the largest offset in use (RFC 5322 allows more)
#: Abbreviations that are words as well ("EST" in French capitals): a zone only after a clock, as are those of two letters.
_WORDS_TOO = frozenset({"EST", "ART", "PET", "CAT", "WEST", "WAT", "EAT"})
#: What begins a zone without a capital, and the kinds of phrases that do.
SMALL_ZONES = frozenset({"utc", "gmt", "z", "+", "-", "−", "–"})
ZONE_KINDS = frozenset({"zones", "there", "here", "time_of", "place", "cities", "regions"})


def read_zone(t: Text, i: int, zones: Zones) -> Zone | None:
    """The zone that the words at `i` name, if any. Most words are small, and of no zone."""
    if t.word(i) not in SMALL_ZONES and ZONE_KINDS.isdisjoint(t.kinds(i)):
        raw = t.tokens[i].raw
        # A capital that the rules do not know: "PST", Europe/Stockholm, "Kiruna time".
        if not raw[:1].isupper() or not (raw.isupper() or t.word(i + 1) == "/" or "time" in t.kinds(i + 1)):
            return None
    return _iana(t, i) or _offset(t, i) or _phrase(t, i) or _place(t, i) or _abbreviation(t, i, zones)


def _iana(t: Text, i: int) -> Zone | None:
    if t.word(i + 1) != "/" or not (t.joined(i + 1) and t.joined(i + 2)) or not t.tokens[i].raw[:1].isupper():
        return None
    stop = i + 3
    while (
        stop + 1 < len(t) and t.word(stop) in {"_", "/", "-"} and t.joined(stop) and t.joined(stop + 1) and stop < i + 9
    ):
        stop += 2
    key = t.quote(i, stop)
    return Zone(i, stop, key) if zone_info(key) else None


def _offset(t: Text, i: int) -> Zone | None:
    """UTC+2, GMT-5, +01:00 and Z directly after a clock."""
    named = t.word(i) in {"utc", "gmt"}
    j = i + 1 if named else i
    if not named and t.word(i) == "z" and t.joined(i) and t.number(i - 1) is not None:
        return Zone(i, i + 1, "Etc/UTC")
    if t.word(j) not in {"+", "-", "−", "–"} or not (
        named or (t.joined(j) and t.number(i - 1) is not None and t.word(j) == "+")
    ):
        return None
    hours = t.number(j + 1)
    if hours is None or not t.joined(j + 1):
        return None
    minutes, stop = 0, j + 2
    if len(t.word(j + 1)) == 4:
        hours, minutes = divmod(hours, 100)
    elif (
        t.word(stop) == ":"
        and t.joined(stop)
        and t.joined(stop + 1)
        and (m := t.number(stop + 1)) is not None
        and m < 60
    ):
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
    if (
        not raw.isupper()
        or not (raw in zones.abbreviations or raw in zones.ambiguous)
        or (t.word(i + 1) in {"/", "-"} and t.joined(i + 1) and t.joined(i + 2))
    ):
        return None
    suffix = t.match("time", i + 1)
    return Zone(i, suffix.stop if suffix else i + 1, name=raw, weak=not suffix and (len(raw) == 2 or raw in _WORDS_TOO))
