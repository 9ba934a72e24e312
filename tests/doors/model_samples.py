"""One letter that is to be written, a good answer to it, and what stands behind a model door in its tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from inbox_agent.doors.model.budget import Kept
from inbox_agent.drafts.brief import Brief, Said
from inbox_agent.drafts.draft import Letter
from inbox_agent.mentorship.relationship import Person, Relationship

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KEY = "sk-canary-0123456789"

BRIEF = Brief(
    kind="outreach",
    language="en",
    owner_name="Mira Holm",
    owner_about="I build soil sensors in Uppsala.",
    owner_timezone="Europe/Stockholm",
    relationship=Relationship(
        id=4711,
        person=Person(
            815, "Ada Berg", ("ada.berg@wetlands.example",), "Wetlands Institute", "Director", "en", "Europe/Lisbon"
        ),
        role="mentee",
        kind="informal",
        stage="prospect",
        since=NOW,
        purpose="Her talk on peat data at the Delft workshop; I want to learn how she chose her sensors.",
    ),
    now=NOW,
    thread=(
        Said("contact", NOW - timedelta(days=2), "Peat", "We logged peat for nine winters\nbefore we trusted it."),
    ),
    original="Ada Berg gave the keynote in Delft.",
    signature="Mira Holm\n+46 18 555 01 00",
)

ANSWER: dict[str, Any] = {
    "subject": "Your talk on peat data in Delft",
    "text": "Dear Ada Berg,\n\nYour talk on peat data has stayed with me.\n\nKind regards",
    "missing": [],
    "claims": [
        {
            "text": "You logged peat for nine winters",
            "source": "mail-1",
            "quote": "logged peat for nine winters before we trusted it",
        }
    ],
}


class Ledger:
    """The records' part for these tests: kept in memory, lives longer than a writer."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Any]] = {}

    def spent_today(self, now: datetime) -> tuple[int, int]:
        rows = [r for r in self.rows.values() if r["at"].date() == now.date()]
        return len(rows), sum(r["tokens_in"] + r["tokens_out"] for r in rows)

    def known(self, key: str) -> Kept | None:
        row = self.rows.get(key)
        return Kept(row["id"], row["answer"]) if row else None

    def keep(self, key: str, **row: Any) -> int:
        return int(self.rows.setdefault(key, {"id": len(self.rows) + 1, **row})["id"])


class Template:
    def write(self, brief: Brief, findings: tuple[str, ...] = ()) -> Letter:
        return Letter("From a template", f"Dear {brief.relationship.person.name},\n\nA plain letter.")
