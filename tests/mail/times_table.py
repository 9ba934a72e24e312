"""Reading the tables of `samples/times/`: whole mails or single phrases with the times that a careful reader takes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from inbox_agent.mail.times import Slot, find_times
from inbox_agent.rules import Rules

FOLDER = Path(__file__).parent / "samples" / "times"
MONDAY = "2026-11-23T10:00:00+01:00"


@dataclass(frozen=True)
class Sample:
    """A text, who wrote it when, and the slots expected: `(start in UTC, minutes)`, or None for one to be asked."""

    id: str
    text: str
    said_at: datetime
    writer: str
    reader: str
    expected: tuple[tuple[datetime, int | None] | None, ...]

    def read(self, rules: Rules) -> tuple[Slot, ...]:
        return find_times(self.text, self.said_at, self.writer, self.reader, rules)


def samples(name: str) -> list[Sample]:
    """Every sample of a table."""
    table = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
    home = table.get("zone", "Europe/Stockholm")
    return [
        Sample(
            mail["id"],
            mail["text"],
            datetime.fromisoformat(mail.get("said_at", MONDAY)),
            mail.get("writer", home),
            mail.get("reader", home),
            tuple(_expected(slot) for slot in mail["slots"]),
        )
        for mail in table["mail"]
    ]


def phrases(language: str) -> list[Sample]:
    """The single phrases of a language, written on `MONDAY` by one who lives in the same zone as the reader."""
    table = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    zone = ZoneInfo(table["zone"])
    said_at = datetime(2026, 11, 23, 10, tzinfo=zone)
    return [
        Sample(text, text, said_at, zone.key, zone.key, tuple(_local(one, zone) for one in expected.split("; ") if one))
        for text, expected in table["phrases"].items()
    ]


def _local(slot: str, zone: ZoneInfo) -> tuple[datetime, int | None] | None:
    if slot == "?":
        return None
    day, clock, *minutes = slot.split()
    start = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=zone)
    return start.astimezone(UTC), int(minutes[0]) if minutes else None


def quiet() -> list[tuple[str, str]]:
    """Sentences that offer no time, each with its language."""
    table = tomllib.loads((FOLDER / "quiet.toml").read_text("utf-8"))
    return [(language, sentence) for language, sentences in table.items() for sentence in sentences]


def _expected(slot: str) -> tuple[datetime, int | None] | None:
    if slot == "?":
        return None
    start, _, minutes = slot.partition(" ")
    return datetime.fromisoformat(start).astimezone(UTC), int(minutes) if minutes else None


def gist(found: tuple[Slot, ...]) -> tuple[tuple[datetime, int | None] | None, ...]:
    """Found slots in the form of the expected ones; doubts of one text count once."""
    sure = [(slot.start.astimezone(UTC), slot.minutes) for slot in found if slot.start]
    doubts = [None] if any(slot.start is None for slot in found) else []
    return (*sure, *doubts)
