"""Time zones in words, and moments placed in them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from inbox_agent.mail.times import find_times
from inbox_agent.mail.zones import zone_info
from inbox_agent.rules import Rules, load

SAID = "2026-11-23T10:00:00+00:00"


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load()


def start(words: str, rules: Rules, writer: str = "", reader: str = "", said: str = SAID) -> tuple[str, str]:
    """The start in UTC and the zone of the one slot of a sentence; the doubt in place of the zone."""
    (slot,) = find_times(words, datetime.fromisoformat(said), writer, reader, rules)
    return (slot.start.astimezone(UTC).strftime("%Y-%m-%d %H:%M"), slot.timezone) if slot.start else ("", slot.doubt)


NAMED = {
    "15:00 Stockholm time": ("14:00", "Europe/Stockholm"),
    "15:00 (Stockholm time)": ("14:00", "Europe/Stockholm"),
    "15:00 Europe/Stockholm": ("14:00", "Europe/Stockholm"),
    "15:00 in Berlin": ("14:00", "Europe/Berlin"),
    "15:00 CET": ("14:00", "Europe/Brussels"),
    "15:00 UTC": ("15:00", "Etc/UTC"),
    "15:00 GMT": ("15:00", "Etc/UTC"),
    "15:00 UTC+2": ("13:00", "Etc/GMT-2"),
    "15:00 UTC+05:30": ("09:30", "Asia/Kolkata"),
    "15:00 GMT-5": ("20:00", "Etc/GMT+5"),
    "15:00+01:00": ("14:00", "Etc/GMT-1"),
    "15:00Z": ("15:00", "Etc/UTC"),
    "15:00 ET": ("20:00", "America/New_York"),
    "15:00 EST": ("20:00", "America/New_York"),
    "3pm Eastern": ("20:00", "America/New_York"),
    "3pm eastern time": ("20:00", "America/New_York"),
    "3pm PT": ("23:00", "America/Los_Angeles"),
    "3pm New York time": ("20:00", "America/New_York"),
    "3pm in Tokyo": ("06:00", "Asia/Tokyo"),
    "15:00 UK time": ("15:00", "Europe/London"),
}


@pytest.mark.parametrize("clock", NAMED, ids=str)
def test_a_zone_that_is_said_counts(clock: str, rules: Rules) -> None:
    """By name, city, abbreviation and offset; the zone is always one of IANA."""
    utc, zone = NAMED[clock]
    assert start(f"Thursday 3 December at {clock} works for me.", rules) == (f"2026-12-03 {utc}", zone)
    assert zone_info(zone) is not None


@pytest.mark.parametrize("name", ["CST", "IST", "BST", "AST", "GST", "Springfield time"])
def test_a_zone_of_several_places_is_asked(name: str, rules: Rules) -> None:
    """Nothing is guessed of an abbreviation that several parts of the world use, or of an unknown place."""
    moment, doubt = start(f"Thursday 3 December at 15:00 {name} works for me.", rules)
    assert moment == ""
    assert "time zone" in doubt


KNOWN = [
    ("CST", "America/Chicago", "2026-12-03 21:00"),
    ("CST", "Asia/Shanghai", "2026-12-03 07:00"),
    ("IST", "Asia/Kolkata", "2026-12-03 09:30"),
]


@pytest.mark.parametrize(("name", "home", "utc"), KNOWN, ids=str)
def test_an_ambiguous_abbreviation_is_settled_by_where_somebody_lives(
    name: str, home: str, utc: str, rules: Rules
) -> None:
    """The writer's home decides, else the reader's."""
    sentence = f"Thursday 3 December at 15:00 {name} works for me."
    assert start(sentence, rules, writer=home) == (utc, home)
    assert start(sentence, rules, reader=home) == (utc, home)


def test_an_abbreviation_out_of_season_is_asked(rules: Rules) -> None:
    """EST in July is one hour or another; somebody who lives there means their clock."""
    sentence = "Thursday 8 July 2027 at 15:00 EST works for me."
    assert start(sentence, rules)[0] == ""
    assert start(sentence, rules, writer="America/New_York") == ("2027-07-08 19:00", "America/New_York")


def test_your_time_and_my_time_are_the_readers_and_the_writers(rules: Rules) -> None:
    """And are asked where that person's zone is not known."""
    homes = {"writer": "America/New_York", "reader": "Europe/Stockholm"}
    assert start("Thursday at 15:00 your time works.", rules, **homes) == ("2026-11-26 14:00", "Europe/Stockholm")
    assert start("Thursday at 15:00 my time works.", rules, **homes) == ("2026-11-26 20:00", "America/New_York")
    assert start("Thursday at 15:00 your time works.", rules, writer="America/New_York")[0] == ""


def test_without_a_zone_it_is_the_writers(rules: Rules) -> None:
    """People speak of their own clocks."""
    found = start("Thursday at 15:00 works.", rules, writer="America/New_York", reader="Europe/Stockholm")
    assert found == ("2026-11-26 20:00", "America/New_York")


def test_an_unknown_writer_on_the_readers_clock_shares_the_readers_zone(rules: Rules) -> None:
    """The Date header of the mail shows the writer's offset."""
    found = start("Thursday at 15:00 works.", rules, reader="Europe/Stockholm", said="2026-11-23T10:00:00+01:00")
    assert found == ("2026-11-26 14:00", "Europe/Stockholm")


def test_an_unknown_writers_offset_counts_until_clocks_change(rules: Rules) -> None:
    """In December all places at +0100 keep it; in April some do not, and it is asked."""
    said = "2026-11-23T10:00:00+01:00"
    assert start("Thursday 3 December at 15:00 works.", rules, said=said)[0] == "2026-12-03 14:00"
    assert start("Thursday 8 April at 15:00 works.", rules, said=said)[0] == ""


def test_an_offset_of_zero_says_nothing(rules: Rules) -> None:
    """Many servers stamp +0000 whatever the writer's clock."""
    assert start("Thursday at 15:00 works.", rules, reader="Europe/London") == ("", "which time zone is meant")


@pytest.mark.parametrize(
    ("day", "clock"),
    [("Sunday 28 March 2027", "02:30"), ("Sunday 31 October 2027", "02:30")],
    ids=["skipped hour", "repeated hour"],
)
def test_an_hour_that_the_change_of_clocks_skips_or_repeats_is_asked(day: str, clock: str, rules: Rules) -> None:
    """02:30 does not exist in March and comes twice in October."""
    moment, doubt = start(f"Shall we talk on {day} at {clock}?", rules, writer="Europe/Stockholm")
    assert moment == ""
    assert "clocks change" in doubt


def test_one_moment_told_in_two_zones_is_one_slot(rules: Rules) -> None:
    """Brackets repeat the time for the reader."""
    found = find_times(
        "Friday 4 December, 9:00 New York time (15:00 Stockholm time) works.",
        datetime.fromisoformat(SAID),
        "",
        "",
        rules,
    )
    assert [slot.start.astimezone(UTC).hour for slot in found if slot.start] == [14]


@pytest.mark.parametrize("key", ["", "Nowhere", "../../etc/passwd", "Europe", "Europe/Stockholm\0", "é", "x" * 5000])
def test_a_name_that_is_no_zone_gives_none(key: str) -> None:
    """Whatever a card or a calendar calls a zone, nothing is raised."""
    assert zone_info(key) is None
