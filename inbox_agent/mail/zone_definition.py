"""A VTIMEZONE that a calendar file brings along: which offset it gives a wall clock (RFC 5545 3.6.5).

Real files define a zone by the two yearly changes ("the last Sunday in March at 02:00"), or by fixed dates.
Both are read here. Anything more is not needed for one meeting, and not guessed.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

from inbox_agent.mail.content_lines import Component

_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?")
_ONSET = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})")
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def offset_at(definition: Component, wall: datetime) -> timezone | None:
    """The offset that holds at this wall clock: of the last change before it, or the only one there is."""
    observances = [part for part in definition.parts if part.name in {"STANDARD", "DAYLIGHT"}][:50]
    changes = [(onset, part) for part in observances for onset in _onsets(part, wall.year) if onset <= wall]
    if changes:
        return _offset(max(changes, key=lambda change: change[0])[1].text("TZOFFSETTO"))
    return _offset(observances[0].text("TZOFFSETTO")) if len(observances) == 1 else None


def _onsets(part: Component, year: int) -> Iterator[datetime]:
    """When this observance begins, as a wall clock: its start, and by its rule this year and last."""
    start = _ONSET.match(part.text("DTSTART"))
    if not start:
        return
    clock = timedelta(hours=int(start.group(4)), minutes=int(start.group(5)))
    first = _date(int(start.group(1)), int(start.group(2)), int(start.group(3)))
    if first is None:
        return
    yield datetime(first.year, first.month, first.day) + clock
    rule = dict(item.partition("=")[::2] for item in part.text("RRULE").upper().split(";"))
    for when in (year - 1, year):
        if rule.get("FREQ") == "YEARLY" and when >= first.year and _lasts(rule, when):
            day = _day_in(rule, when, first)
            if day:
                yield datetime(day.year, day.month, day.day) + clock


def _lasts(rule: dict[str, str], year: int) -> bool:
    until = rule.get("UNTIL", "")[:4]
    return not until.isdecimal() or year <= int(until)


def _day_in(rule: dict[str, str], year: int, first: date) -> date | None:
    """The day of a yearly rule: the n-th weekday of a month, or the same day each year."""
    month = int(rule["BYMONTH"]) if rule.get("BYMONTH", "").isdecimal() else first.month
    nth = _DAY.fullmatch(rule.get("BYDAY", ""))
    if not 1 <= month <= 12 or not 1 <= year <= 9998:
        return None
    if not nth:
        return _date(year, month, first.day)
    days = [
        d
        for d in range(1, monthrange(year, month)[1] + 1)
        if date(year, month, d).weekday() == _WEEKDAYS.index(nth.group(2))
    ]
    n = int(nth.group(1) or 1)
    if not nth.group(1) and (from_day := rule.get("BYMONTHDAY", "").partition(",")[0]).isdecimal():
        # "The Sunday on or after the eighth", written as BYMONTHDAY=8,9,…,14;BYDAY=SU.
        days, n = [d for d in days if d >= int(from_day)], 1
    index = n - 1 if n > 0 else n
    return date(year, month, days[index]) if days and -len(days) <= index < len(days) else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _offset(written: str) -> timezone | None:
    found = _OFFSET.fullmatch(written.strip())
    if not found:
        return None
    length = timedelta(hours=int(found.group(2)), minutes=int(found.group(3)))
    if length >= timedelta(hours=24):
        return None
    return timezone(-length if found.group(1) == "-" else length)
