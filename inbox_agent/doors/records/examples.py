"""The owner's corrections: what was judged from which words, and what the owner said instead (F-28)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from inbox_agent.doors.records.noun import Noun
from inbox_agent.doors.records.schema import examples
from inbox_agent.mentorship.kept import Example


class Examples(Noun):
    def add(
        self,
        about: str,
        now: datetime,
        *,
        judged: str,
        corrected: str,
        words: str = "",
        language: str = "",
        relationship: int | None = None,
        message: int | None = None,
    ) -> int:
        return self._insert(
            examples,
            about=about,
            at=now,
            judged=judged,
            corrected=corrected,
            words=words,
            language=language,
            relationship_id=relationship,
            message_id=message,
        )

    def all(self, about: str | None = None, most: int = 200) -> list[Example]:
        """The newest, newest first; of one kind (stage, ledger, person) where it is named."""
        wanted = sa.select(examples).where(examples.c.owner == self._owner)
        if about is not None:
            wanted = wanted.where(examples.c.about == about)
        return [_example(row) for row in self._all(wanted.order_by(examples.c.id.desc()).limit(most))]

    def of(self, relationship: int, most: int) -> list[Example]:
        """The newest that were corrected in one relationship, newest first."""
        wanted = sa.select(examples).where(examples.c.owner == self._owner, examples.c.relationship_id == relationship)
        return [_example(row) for row in self._all(wanted.order_by(examples.c.id.desc()).limit(most))]


def _example(row: sa.Row[Any]) -> Example:
    return Example(
        row.id,
        row.at,
        row.about,
        row.words,
        row.language,
        row.judged,
        row.corrected,
        row.relationship_id,
        row.message_id,
    )
