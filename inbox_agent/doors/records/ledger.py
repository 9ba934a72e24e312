"""The ledger of every relationship; one sentence stands in it once (F-26)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from inbox_agent.doors.records.noun import ME, NUMBER, Noun
from inbox_agent.doors.records.prepared import prepared
from inbox_agent.doors.records.schema import ledger
from inbox_agent.mentorship.ledger import Entry, Mention, fingerprint


class Ledger(Noun):
    def add(
        self, relationship: int, found: Mention, at: datetime, message: int | None = None, due: datetime | None = None
    ) -> int | None:
        """A new entry; None where the same sentence stands there already."""
        mark = fingerprint(found.words)
        taken = sa.select(ledger.c.id).where(
            ledger.c.owner == self._owner,
            ledger.c.relationship_id == relationship,
            ledger.c.what == found.what,
            ledger.c.fingerprint == mark,
        )
        if self._one(taken):
            return None
        return self._insert(
            ledger,
            relationship_id=relationship,
            at=at,
            what=found.what,
            said_by=found.by,
            gist=found.gist,
            words=found.words,
            about=found.about,
            rule=found.rule,
            fingerprint=mark,
            message_id=message,
            due=due,
        )

    def get(self, number: int) -> Entry | None:
        row = self._one(sa.select(*_COLUMNS).where(ledger.c.owner == self._owner, ledger.c.id == number))
        return _entry(row) if row else None

    def of(self, relationship: int) -> list[Entry]:
        """Everything in one relationship, struck out or not, oldest first."""
        return [_entry(row) for row in self._all(_of_one(), number=relationship)]

    def all(self) -> list[Entry]:
        """Everything of every relationship, for the owner's eyes only (P-04), oldest first."""
        wanted = sa.select(*_COLUMNS).where(ledger.c.owner == self._owner)
        return [_entry(row) for row in self._all(wanted.order_by(ledger.c.at, ledger.c.id))]

    def count(self, only: str) -> int:
        """How many stand; `only` is a kind, "open" or ""."""
        wanted = sa.select(sa.func.count()).select_from(ledger).where(*self._standing(only))
        return int(self._connection.execute(wanted).scalar_one())

    def page(self, only: str, first: int, most: int) -> list[Entry]:
        """A page of those that `count` counts, newest first."""
        wanted = sa.select(*_COLUMNS).where(*self._standing(only)).order_by(ledger.c.at.desc(), ledger.c.id.desc())
        return [_entry(row) for row in self._all(wanted.limit(most).offset(first))]

    def _standing(self, only: str) -> list[sa.ColumnElement[bool]]:
        stands = [ledger.c.owner == self._owner, ledger.c.dropped.is_(None)]
        if only == "open":
            return [*stands, ledger.c.done == "", ledger.c.outcome == ""]
        return [*stands, ledger.c.what == only] if only else stands

    def asked_since(self, moment: datetime) -> list[Entry]:
        """What the owner asked of anybody after a moment, struck out or not, oldest first."""
        asked = (ledger.c.said_by == "owner", ledger.c.what == "ask", ledger.c.at > moment)
        wanted = sa.select(*_COLUMNS).where(ledger.c.owner == self._owner, *asked)
        return [_entry(row) for row in self._all(wanted.order_by(ledger.c.at, ledger.c.id))]

    def due(self, since: datetime, until: datetime) -> list[Entry]:
        """Promises for a day from one moment until before another that nobody has said were kept, soonest first."""
        wanted = sa.select(*_COLUMNS).where(
            ledger.c.owner == self._owner,
            ledger.c.due >= since,
            ledger.c.due < until,
            ledger.c.dropped.is_(None),
            ledger.c.done == "",
            ledger.c.outcome == "",
        )
        return [_entry(row) for row in self._all(wanted.order_by(ledger.c.due, ledger.c.id))]

    def undated(self, since: datetime, until: datetime) -> list[Entry]:
        """The owner's own promises without a day, of these days, that nobody has said were kept, oldest first."""
        wanted = sa.select(*_COLUMNS).where(
            ledger.c.owner == self._owner,
            ledger.c.what == "promise",
            ledger.c.said_by == "owner",
            ledger.c.due.is_(None),
            ledger.c.at >= since,
            ledger.c.at < until,
            ledger.c.dropped.is_(None),
            ledger.c.done == "",
            ledger.c.outcome == "",
        )
        return [_entry(row) for row in self._all(wanted.order_by(ledger.c.at, ledger.c.id))]

    def unanswered(self, whats: Collection[str], before: datetime) -> list[Entry]:
        """What contacts gave of these kinds until this moment and nobody has said what came of it, oldest first."""
        wanted = sa.select(*_COLUMNS).where(
            ledger.c.owner == self._owner,
            ledger.c.dropped.is_(None),
            ledger.c.said_by == "contact",
            ledger.c.what.in_(whats),
            ledger.c.done == "",
            ledger.c.outcome == "",
            ledger.c.at <= before,
        )
        return [_entry(row) for row in self._all(wanted.order_by(ledger.c.at, ledger.c.id))]

    def change(self, number: int, **values: Any) -> None:
        self._change(ledger, number, **values)


#: In the order of `Entry`'s own fields.
_COLUMNS = tuple(
    ledger.c[name]
    for name in (
        "id", "relationship_id", "at", "what", "said_by", "gist", "words", "about", "done", "outcome", "due", "settled",
        "reported", "dropped", "message_id", "leads_to",
    )
)  # fmt: skip


@prepared
def _of_one() -> sa.Select[Any]:
    mine = (ledger.c.owner == ME, ledger.c.relationship_id == NUMBER)
    return sa.select(*_COLUMNS).where(*mine).order_by(ledger.c.at, ledger.c.id)


def _entry(row: sa.Row[Any]) -> Entry:
    number, relationship, at, what, by, gist, words, *rest = tuple(row)
    return Entry(number, relationship, at, what, by, gist or words, words, *rest)
