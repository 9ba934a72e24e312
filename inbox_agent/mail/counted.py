"""Numbers that are no hour: prices, versions, addresses, phone numbers, and what counts something."""

from __future__ import annotations

from inbox_agent.mail.time_words import Text


def inside_number(t: Text, i: int) -> bool:
    """Whether the digits are the rest of a longer number, a price or a version."""
    before = t.word(i - 1)
    if i == 0 or t.tokens[i].line == 2:
        return False
    if t.joined(i) and (
        before in {".", ",", ":", "/", "#", "+", "_", "=", "&"} and t.joined(i - 1) and t.number(i - 2) is not None
    ):
        return True
    return (t.joined(i) and (before in {"#", "+", "_", "="} or (before.isalpha() and before != "t"))) or before in {
        "€",
        "$",
        "£",
        "¥",
    }


_CURRENCY = {
    "€",
    "$",
    "£",
    "¥",
    "%",
    "°",
    "kr",
    "eur",
    "usd",
    "sek",
    "chf",
    "euro",
    "euros",
    "km",
    "kg",
    "m",
    "x",
    "×",
    "°c",
    "mb",
    "gb",
}


def unit_follows(t: Text, j: int) -> bool:
    """Whether a unit follows, so that the number before it counts something."""
    return t.same_line(j) and (
        t.word(j) in _CURRENCY
        or bool(
            t.first(
                (
                    "unit_minute",
                    "unit_day",
                    "unit_week",
                    "unit_month",
                    "ordinal_marks" if t.joined(j) else "unit_minute",
                ),
                j,
            )
        )
    )


def more_than_hour(t: Text, j: int) -> bool:
    """Whether the bare number before `j` begins something else: an address, a price, a date, a fraction."""
    if not t.same_line(j) or j >= len(t) or t.match("parts", j) or t.match("time_of", j):
        return False
    if unit_follows(t, j) or t.match("unit_hour", j) or t.match("months", j) or t.match("of", j):
        return True
    mark = t.word(j)
    if mark in {".", ",", "/", "-", "–", ":"} and t.joined(j + 1) and t.number(j + 1) is not None:
        return True
    raw = t.tokens[j].raw
    known = t.first(
        ("parts", "and_or", "here", "there", "cities", "regions", "weekdays", "weekdays_short", "zones", "time_of"), j
    )
    return (raw[:1].isupper() and not raw.isupper() and not known) or t.number(j) is not None


def count(t: Text, i: int) -> tuple[int, int] | None:
    """A number in digits or a word."""
    if (n := t.number(i)) is not None:
        return n, i + 1
    if found := t.match("numbers", i):
        return int(found.value), found.stop
    return None
