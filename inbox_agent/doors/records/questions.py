"""Questions to the owner: what was asked once, and what they answered."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from inbox_agent.doors.records.noun import ME, Noun, one_of
from inbox_agent.doors.records.prepared import prepared
from inbox_agent.doors.records.schema import questions
from inbox_agent.mentorship.kept import Question


class Questions(Noun):
    def ask(self, kind: str, occasion: str, now: datetime, relationship: int | None, **data: Any) -> int | None:
        """A new question; None where this occasion was asked before."""
        if self._one(_taken(), kind=kind, occasion=occasion):
            return None
        return self._insert(
            questions,
            kind=kind,
            occasion=occasion,
            asked=now,
            relationship_id=relationship,
            data=json.dumps(data, ensure_ascii=False),
        )

    def get(self, number: int) -> Question | None:
        row = self._one(one_of(questions), number=number)
        return _question(row) if row else None

    def open(self) -> list[Question]:
        return [_question(r) for r in self._all(_open())]

    def answer(self, number: int, answer: str, now: datetime) -> None:
        self._change(questions, number, answer=answer, answered=now)


@prepared
def _taken() -> sa.Select[Any]:
    same = (questions.c.kind == sa.bindparam("kind"), questions.c.occasion == sa.bindparam("occasion"))
    return sa.select(questions.c.id).where(questions.c.owner == ME, *same)


@prepared
def _open() -> sa.Select[Any]:
    mine = (questions.c.owner == ME, questions.c.answered.is_(None))
    return sa.select(questions).where(*mine).order_by(questions.c.id)


def _question(row: sa.Row[Any]) -> Question:
    return Question(
        row.id, row.kind, row.occasion, row.relationship_id, row.asked, row.answered, row.answer, json.loads(row.data)
    )
