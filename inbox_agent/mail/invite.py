"""An invitation as a calendar part: METHOD:REQUEST for one conversation, its time in the zone in which it was agreed (RFC 5545, 5546).

The zone is named and defined beside the event, as it stands on that day, so that a calendar that does not know the name
reads the right moment all the same (F-75). The same values give the same bytes, since they are part of what the
owner approves (T-02).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from inbox_agent.mail.message import Address
from inbox_agent.mail.zones import zone_info

_LOCAL, _UTC = "%Y%m%dT%H%M%S", "%Y%m%dT%H%M%SZ"
_LONGEST_LINE = 75  #: octets (RFC 5545 3.1)


def invitation(
    uid: str,
    start: datetime,
    minutes: int,
    zone: str,
    summary: str,
    organizer: Address,
    attendee: Address,
    stamp: datetime,
) -> str:
    """The calendar with one event, CRLF line ends. `start` and `stamp` are aware; an unknown `zone` means UTC."""
    key = zone if zone_info(zone) else "UTC"
    begins = start.astimezone(ZoneInfo(key))
    ends = (start + timedelta(minutes=minutes)).astimezone(ZoneInfo(key))
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//inbox-agent//EN", "METHOD:REQUEST",
        *_zone(key, begins),
        "BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{stamp.astimezone(UTC):{_UTC}}",
        f"DTSTART;TZID={key}:{begins:{_LOCAL}}", f"DTEND;TZID={key}:{ends:{_LOCAL}}",
        f"SUMMARY:{_text(summary)}", f"ORGANIZER{_name(organizer)}:mailto:{organizer.addr}",
        f"ATTENDEE{_name(attendee)};ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{attendee.addr}",
        "SEQUENCE:0", "STATUS:CONFIRMED", "TRANSP:OPAQUE", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(_folded(line) + "\r\n" for line in lines)


def _zone(key: str, at: datetime) -> list[str]:
    """The zone as it stands at that moment; one event needs no more of it."""
    offset = f"{at:%z}"
    return [
        "BEGIN:VTIMEZONE", f"TZID:{key}", "BEGIN:STANDARD", "DTSTART:19700101T000000",
        f"TZOFFSETFROM:{offset}", f"TZOFFSETTO:{offset}", f"TZNAME:{at:%Z}", "END:STANDARD", "END:VTIMEZONE",
    ]  # fmt: skip


def _text(words: str) -> str:
    """A value of type TEXT (RFC 5545 3.3.11)."""
    plain = " ".join(words.split())
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _name(who: Address) -> str:
    """The parameter CN, quoted; a quotation mark cannot stand in one."""
    name = "".join(c for c in " ".join(who.name.split()) if c.isprintable() and c != '"')
    return f';CN="{name}"' if name else ""


def _folded(line: str) -> str:
    """Lines of at most 75 octets, never cut within a character."""
    pieces, piece = [], b""
    for letter in line:
        raw = letter.encode()
        if len(piece) + len(raw) > _LONGEST_LINE:
            pieces.append(piece)
            piece = b" "
        piece += raw
    return "\r\n".join(p.decode() for p in (*pieces, piece))
