"""A moment that has been, in an owner's words: ISO, today or yesterday with a clock, a weekday of the last seven days."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from inbox_agent.mail.times import find_when
from inbox_agent.rules import Rules

NOON = time(12)
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})(?:[:.h](\d{2}))?(?!\d)")


def past_moment(words: str, now: datetime, zone: str, rules: Rules) -> datetime | None:
    """The moment that these words mean; None where they cannot be read or it is still to come."""
    if not words.strip():
        return now
    at = iso_moment(words, zone) or _day_word(words, now, zone, rules) or _this_week(words, now, zone, rules)
    return at if at and at <= now else None


def _this_week(words: str, now: datetime, zone: str, rules: Rules) -> datetime | None:
    """A weekday or a date of the last seven days. What moves with the day on which it is said ("tomorrow", "in a
    week") names no such day."""
    at, day_before, day_after = (find_when(words, now - timedelta(days=n), zone, rules) for n in (7, 8, 6))
    return at if at in (day_before, day_after) else None


def iso_moment(words: str, zone: str) -> datetime | None:
    """2026-11-20 or 2026-11-20 15:00, at noon where no clock is named."""
    try:
        found = datetime.fromisoformat(words.strip().replace("Z", "+00:00"))
    except ValueError:
        return None
    if len(words.strip()) <= len("2026-11-20"):
        found = datetime.combine(found.date(), NOON)
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))


def _day_word(words: str, now: datetime, zone: str, rules: Rules) -> datetime | None:
    """Today or yesterday, as any of the languages says it, with a clock or without."""
    said = " ".join(words.casefold().split())
    local = now.astimezone(ZoneInfo(zone))
    days = (
        (back, w) for each in rules.answers.values() for back, ws in ((0, each.today), (1, each.yesterday)) for w in ws
    )
    back, word = max((d for d in days if f"{said} ".startswith(f"{d[1]} ")), key=lambda d: len(d[1]), default=(0, ""))
    if not word:
        return None
    rest = said[len(word) :].strip()
    clock = _CLOCK.search(rest)
    if rest and not clock:
        return None
    try:
        at = time(int(clock[1]), int(clock[2] or 0)) if clock else NOON
    except ValueError:
        return None
    found = datetime.combine(local.date() - timedelta(days=back), at, local.tzinfo)
    return min(found, now) if back == 0 and not clock else found
