"""How much was asked of whom (F-86)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from inbox_agent import rules as rule_files
from inbox_agent.mentorship.ledger import Entry
from inbox_agent.mentorship.load import loads
from inbox_agent.mentorship.relationship import Person, Relationship

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def test_what_was_asked_of_late_is_counted_and_too_much_is_said_to_be() -> None:
    """The owner's asks within the days of the rules; what is older, struck out or asked by others does not count."""
    cadence = rule_files.load().cadence
    people = {
        n: Relationship(n, Person(n, name, (f"p{n}@lab.example",)), "mentee", "informal", "active", NOW)
        for n, name in ((1, "Ada"), (2, "Bo"), (3, "Kim"))
    }

    def ask(number: int, relationship: int, days: int, by: str = "owner", *, dropped: bool = False) -> Entry:
        at = NOW - timedelta(days=days)
        return Entry(number, relationship, at, "ask", by, "x", f"x{number}", dropped=NOW if dropped else None)  # type: ignore[arg-type]

    entries = [ask(n, 1, n) for n in range(1, cadence.asks_many + 1)]
    entries += [ask(20, 2, 3), ask(21, 2, cadence.asks_days + 1), ask(22, 2, 1, "contact"), ask(23, 3, 1, dropped=True)]
    found = loads(people, entries, cadence, NOW)
    assert [(load.relationship.person.name, load.asks, load.much) for load in found] == [
        ("Ada", cadence.asks_many, True),
        ("Bo", 1, False),
    ]
