"""The ledger of every relationship; one sentence stands in it once (F-26)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from inbox_agent.doors.records.noun import Noun
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
        row = self._one(sa.select(ledger).where(ledger.c.owner == self._owner, ledger.c.id == number))
        return _entry(row) if row else None

    def of(self, relationship: int) -> list[Entry]:
        """Everything in one relationship, struck out or not, oldest first."""
        wanted = sa.select(ledger).where(ledger.c.owner == self._owner, ledger.c.relationship_id == relationship)
        return [_entry(row) for row in self._all(wanted.order_by(ledger.c.at, ledger.c.id))]

    def all(self) -> list[Entry]:
        """Everything of every relationship, for the owner's eyes only (P-04), oldest first."""
        wanted = sa.select(ledger).where(ledger.c.owner == self._owner)
        return [_entry(row) for row in self._all(wanted.order_by(ledger.c.at, ledger.c.id))]

    def change(self, number: int, **values: Any) -> None:
        self._connection.execute(
            sa.update(ledger).where(ledger.c.owner == self._owner, ledger.c.id == number).values(**values)
        )


def _entry(row: sa.Row[Any]) -> Entry:
    return Entry(
        id=row.id,
        relationship=row.relationship_id,
        at=row.at,
        what=row.what,
        by=row.said_by,
        gist=row.gist or row.words,
        words=row.words,
        about=row.about,
        done=row.done,
        outcome=row.outcome,
        due=row.due,
        settled=row.settled,
        reported=row.reported,
        dropped=row.dropped,
        message=row.message_id,
        leads_to=row.leads_to,
    )
