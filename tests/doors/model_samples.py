"""One letter that is to be written, a good answer to it, and what stands behind a model door in its tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from inbox_agent.doors.loop import Loop
from inbox_agent.doors.model.asked import AskedModel
from inbox_agent.doors.model.budget import Budget, Call, Kept, Price, Purse, Spent
from inbox_agent.doors.model.transport import Transport
from inbox_agent.doors.model_writer import ModelWriter
from inbox_agent.drafts.brief import Brief, Said
from inbox_agent.drafts.draft import Letter
from inbox_agent.mentorship.relationship import Person, Relationship
from inbox_agent.rules import load
from inbox_agent.shipped import folders

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KEY = "sk-canary-0123456789"

BRIEF = Brief(
    kind="outreach",
    language="en",
    owner_name="Mira Holm",
    owner_about="I build soil sensors in Uppsala.",
    owner_timezone="Europe/Stockholm",
    relationship=Relationship(
        id=471_147_114_711,  # too long to stand in a random mark by chance
        person=Person(
            815_815_815_815,
            "Ada Berg",
            ("ada.berg@wetlands.example",),
            "Wetlands Institute",
            "Director",
            "en",
            "Europe/Lisbon",
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
        self.rows: dict[str, Call] = {}
        self.tries: list[tuple[str, datetime]] = []

    def spent_today(self, now: datetime) -> Spent:
        rows = [r for r in self.rows.values() if r.purse.now.date() == now.date()]
        calls = sum(1 for _, at in self.tries if at.date() == now.date())
        return Spent(calls, sum(r.tokens_in + r.tokens_out for r in rows), sum(r.cost or 0 for r in rows))

    def begin(self, purse: Purse, prompt: str, provider: str) -> int | None:
        if self.begun(purse.unit) >= purse.most:
            return None
        self.tries.append((purse.unit, purse.now))
        return len(self.tries)

    def give_back(self, call: int) -> None:
        self.tries[call - 1] = ("", self.tries[call - 1][1])

    def begun(self, unit: str) -> int:
        return sum(1 for known, _ in self.tries if known == unit)

    def known(self, key: str) -> Kept | None:
        row = self.rows.get(key)
        return Kept(list(self.rows).index(key) + 1, row.answer) if row else None

    def keep(self, call: Call) -> int:
        self.rows.setdefault(call.key, call)
        return list(self.rows).index(call.key) + 1


class Pen:
    """A model writer with all that stands behind it at hand."""

    def __init__(
        self,
        loop: Loop,
        ledger: Ledger,
        base_url: str,
        *,
        provider: str = "openai",
        model: str = "pen-1",
        api_key: Callable[[], str] = lambda: KEY,
        timeout_seconds: float = 20,
        calls_per_day: int = 50,
        tokens_per_day: int = 300_000,
        cost_per_day: float = 0.0,
        price: Price | None = None,
        redact: bool = False,
        temperature: Any = None,
        clock: Callable[[], float] = time.monotonic,
        pause: float = 0.0,
    ) -> None:
        transport = Transport(
            provider, model, api_key, base_url=base_url, timeout_seconds=timeout_seconds, temperature=temperature
        )
        budget = Budget(ledger, calls_per_day, tokens_per_day, cost_per_day)
        self.asked = AskedModel(
            loop, ledger, transport, budget, price=price, timeout_seconds=timeout_seconds, clock=clock, pause=pause
        )
        self._writer = ModelWriter(self.asked, folders("prompts", None), load(), redact=redact)
        self.write, self.check, self.close = self._writer.write, self._writer.check, self.asked.close
        self.counts, self.circuit = self.asked.counts, self.asked.circuit


class Template:
    def write(self, brief: Brief, findings: tuple[str, ...] = ()) -> Letter:
        return Letter("From a template", f"Dear {brief.relationship.person.name},\n\nA plain letter.")
