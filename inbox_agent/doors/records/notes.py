"""What the owner noted about a relationship, in their own words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from inbox_agent.doors.records.noun import ME, NUMBER, Noun
from inbox_agent.doors.records.prepared import prepared
from inbox_agent.doors.records.schema import notes
from inbox_agent.mentorship.kept import Note


class Notes(Noun):
    def add(self, relationship: int, words: str, now: datetime, message: int | None = None) -> int:
        return self._insert(notes, relationship_id=relationship, at=now, words=words, message_id=message)

    def of(self, relationship: int) -> list[Note]:
        """Oldest first."""
        return [Note(row.id, row.at, row.words) for row in self._all(_of_one(), number=relationship)]


@prepared
def _of_one() -> sa.Select[Any]:
    wanted = sa.select(notes).where(notes.c.owner == ME, notes.c.relationship_id == NUMBER)
    return wanted.order_by(notes.c.id)
