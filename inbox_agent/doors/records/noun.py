"""What every noun of the records shares: a connection, an owner, and the two ways a value becomes a column."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from inbox_agent.mentorship.relationship import Because


class Noun:
    """Verbs on the rows of one owner within one transaction."""

    def __init__(self, connection: sa.Connection, owner: str) -> None:
        self._connection = connection
        self._owner = owner

    def _insert(self, table: sa.Table, **values: Any) -> int:
        """Add a row of this owner; its id."""
        statement = sa.insert(table).values(owner=self._owner, **values).returning(table.c.id)
        return int(self._connection.execute(statement).scalar_one())

    def _all(self, statement: sa.Select[Any]) -> list[sa.Row[Any]]:
        return list(self._connection.execute(statement))

    def _one(self, statement: sa.Select[Any]) -> sa.Row[Any] | None:
        return self._connection.execute(statement).first()


def reasons_to_text(because: tuple[Because, ...]) -> str:
    return json.dumps([[b.rule, b.words] for b in because], ensure_ascii=False)


def reasons_from_text(text: str) -> tuple[Because, ...]:
    return tuple(Because(rule, words) for rule, words in json.loads(text))
