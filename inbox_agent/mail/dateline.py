"""The date lines that mail programs print above a forwarded or quoted mail, read strictly.

``Mon, Nov 2, 2026 at 10:12 AM``, ``den 2 november 2026 10:12``, ``02.11.26 10:12 (GMT+01:00)``,
``lunedì 2 novembre 2026 alle ore 10:12:33 CET``: a program prints a day, a month, a year and mostly a clock.
All of the date must be there, else there is none; "11/2/2026" may be two days, and the mail that carries the
line settles which (it is younger, and as a rule not by much). A clock without a zone is that of the program
that printed it, so of the mail that carries it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from inbox_agent.mail.lexicon import Lexicon, plain

_CLOCK = re.compile(
    r"(?<![\d:.+−])(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?(?![\d.])(?:\s?([ap])\.?\s?m\b\.?)?", re.IGNORECASE
)
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?([+\-−])(\d{1,2}):?(\d{2})?(?!\d)")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,4})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{2,4})(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
_AFTER_DAY = re.compile(r"(?<!\d)\d{1,2}(?:\.|er)?\s+(?:de\s+)?([^\W\d_]+)")
_DIGITS = re.compile(r"(?<!\d)(\d{1,4})(?!\d)")
# Only abbreviations that mean one offset in mail of any language; CST, IST and BST do not.
_ZONES = {
    "GMT": 0,
    "UTC": 0,
    "WET": 0,
    "WEST": 1,
    "CET": 1,
    "CEST": 2,
    "MEZ": 1,
    "MESZ": 2,
    "EET": 2,
    "EEST": 3,
    "EST": -5,
    "EDT": -4,
    "PST": -8,
    "PDT": -7,
}
MOST_YEARS_BACK = 60


def read(line: str, words: Lexicon, carried: datetime | None = None) -> datetime | None:
    """The moment that this line names, aware; None when day, month and year are not all there.

    `carried` is the date of the mail in which the line stands.
    """
    line = line[:200]
    zone = _zone(line, carried)
    clock = next((hit for hit in reversed(list(_CLOCK.finditer(line))) if _is_clock(hit)), None)
    rest = line if clock is None else line[: clock.start()] + " " + line[clock.end() :]
    days = _days(rest, words)
    hour, minute, second = _time(clock)
    moments = [moment for day in days if (moment := _moment(day, hour, minute, second, zone))]
    return _nearest(moments, carried)


def _is_clock(hit: re.Match[str]) -> bool:
    return int(hit[1]) < 24 and int(hit[2]) < 60 and int(hit[3] or 0) < 61


def _time(clock: re.Match[str] | None) -> tuple[int, int, int]:
    if clock is None:
        return 0, 0, 0
    hour = int(clock[1])
    half = (clock[4] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour, int(clock[2]), min(int(clock[3] or 0), 59)


def _zone(line: str, carried: datetime | None) -> tzinfo:
    offset = _OFFSET.search(line, _end_of_date(line))
    if offset and int(offset[2]) <= 14 and int(offset[3] or 0) < 60:
        ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(ahead if offset[1] == "+" else -ahead)
    for word in re.findall(r"\b[A-Z]{3,4}\b", line):
        if word in _ZONES:
            return timezone(timedelta(hours=_ZONES[word]))
    return carried.tzinfo if carried and carried.tzinfo else UTC


def _end_of_date(line: str) -> int:
    """Where an offset may begin: "2026-11-02" has signs that are none."""
    clock = _CLOCK.search(line)
    return clock.end() if clock else len(line)


def _days(text: str, words: Lexicon) -> list[tuple[int, int, int]]:
    """The days that the words or the numbers may mean, as (year, month, day)."""
    months = [w for w in map(plain, _WORD.findall(text)) if w in words.months]
    if not months:
        return _numeric_days(text, words)
    # "mar. 3 nov. 2026": the short form of a Tuesday in French or Spanish is that of a month as well.
    beside = (plain(hit[1]) for hit in _AFTER_DAY.finditer(text))
    month = words.months[next((word for word in beside if word in words.months), months[0])]
    numbers = [int(n) for n in _DIGITS.findall(text)]
    years = [n for n in numbers if 1900 <= n <= 2200]
    days = [n for n in numbers if 1 <= n <= 31]
    return [(years[0], month, days[0])] if years and days else []


def _numeric_days(text: str, words: Lexicon) -> list[tuple[int, int, int]]:
    hit = _NUMBERS.search(text)
    if not hit:
        return []
    first, second, third = int(hit[1]), int(hit[3]), int(hit[4])
    if len(hit[1]) == 4:
        return [(first, second, third)]
    year = third if third > 99 else 2000 + third
    orders = [(year, second, first)] if hit[2] == "." else [(year, second, first), (year, first, second)]
    weekday = next((words.weekdays[w] for w in map(plain, _WORD.findall(text)) if w in words.weekdays), None)
    return [day for day in orders if weekday is None or _weekday(day) == weekday]


def _weekday(day: tuple[int, int, int]) -> int | None:
    moment = _moment(day, 0, 0, 0, UTC)
    return moment.weekday() if moment else None


def _moment(day: tuple[int, int, int], hour: int, minute: int, second: int, zone: tzinfo) -> datetime | None:
    try:
        return datetime(*day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None


def _nearest(moments: list[datetime], carried: datetime | None) -> datetime | None:
    """The only moment; of two, the last one that is not after the mail that tells it."""
    moments = sorted(set(moments))
    if len(moments) < 2:
        return moments[0] if moments else None
    if carried is None:
        return None
    latest = carried + timedelta(days=1)
    past = [moment for moment in moments if moment <= latest]
    return past[-1] if past else None
