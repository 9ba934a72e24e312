"""A moment in words, with both zones (P-52)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from inbox_agent.drafts.dates import in_both_zones
from inbox_agent.rules import Rules, load


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load()


@pytest.mark.parametrize(
    ("language", "at", "theirs", "ours", "words"),
    [
        (
            "en",
            "2026-12-03T14:00",
            "Europe/London",
            "Europe/Stockholm",
            "Thursday 3 December at 14:00 in London (15:00 in Stockholm)",
        ),
        (
            "en",
            "2026-12-03T22:30",
            "America/New_York",
            "Asia/Tokyo",
            "Thursday 3 December at 17:30 in New York (Friday 4 December at 07:30 in Tokyo)",
        ),
        ("en", "2026-12-03T14:00", "Europe/Oslo", "Europe/Stockholm", "Thursday 3 December at 15:00 (Oslo time)"),
        ("en", "2026-12-03T14:00", "", "Europe/Stockholm", "Thursday 3 December at 15:00 (Stockholm time)"),
        ("en", "2026-07-03T14:00", "UTC", "Europe/Stockholm", "Friday 3 July at 14:00 in UTC (16:00 in Stockholm)"),
        (
            "sv",
            "2026-12-03T14:00",
            "Europe/Helsinki",
            "Europe/Stockholm",
            "torsdag 3 december kl. 16.00 i Helsinki (15.00 i Stockholm)",
        ),
        ("sv", "2026-12-03T14:00", "", "Europe/Stockholm", "torsdag 3 december kl. 15.00 (Stockholm)"),
    ],
)
def test_their_zone_comes_first_and_ours_beside_it(
    language: str, at: str, theirs: str, ours: str, words: str, rules: Rules
) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert in_both_zones(moment, theirs, ours, rules.dates[language]) == words
