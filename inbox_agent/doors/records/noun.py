"""What every noun of the records shares: a connection, an owner, and how rows are read, added and changed.

What is asked often is a prepared statement (`prepared.py`), which names its values: `ME`, `NUMBER`, `sa.bindparam(…)`. What is asked
seldom is built where it is asked.
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from inbox_agent.doors.records.prepared import Found, Prepared, prepared
from inbox_agent.doors.records.schema import Id
from inbox_agent.mentorship.relationship import Because

#: The owner of the transaction: every statement of a noun is given it.
ME = sa.bindparam("me", type_=sa.String(80))
#: The id that a statement is about.
NUMBER = sa.bindparam("number", type_=Id)


class Noun:
    """Verbs on the rows of one owner within one transaction."""

    def __init__(self, connection: sa.Connection, owner: str) -> None:
        self._connection = connection
        self._owner = owner

    def _run(self, statement: sa.Executable | Prepared, **values: Any) -> sa.CursorResult[Any] | Found:
        given = {"me": self._owner, **values}
        if isinstance(statement, Prepared):
            return statement.run(self._connection, given)
        return self._connection.execute(statement, given)

    def _all(self, statement: sa.Select[Any] | Prepared, **values: Any) -> list[Any]:
        return list(self._run(statement, **values))

    def _one(self, statement: sa.Select[Any] | Prepared, **values: Any) -> Any | None:
        return self._run(statement, **values).first()

    def _insert(self, table: sa.Table, **values: Any) -> int:
        """Add a row of this owner; its id."""
        return int(_adding(table).run(self._connection, {"owner": self._owner, **values}).scalar())

    def _add(self, table: sa.Table, **values: Any) -> None:
        """Add a row of this owner of which nobody needs the id."""
        _plainly(table).run(self._connection, {"owner": self._owner, **values})

    def _change(self, table: sa.Table, number: int, **values: Any) -> None:
        """Change columns of one row of this owner."""
        if values:
            self._run(_changing(table), number=number, **values)


@prepared
def one_of(table: sa.Table, lock: bool = False) -> sa.Select[Any]:
    """The row `NUMBER` of a table; `lock` keeps it from other transactions until this one ends (PostgreSQL)."""
    wanted = sa.select(table).where(table.c.owner == ME, table.c.id == NUMBER)
    return wanted.with_for_update() if lock else wanted


@prepared
def _adding(table: sa.Table) -> sa.Insert:
    return sa.insert(table).returning(table.c.id)


@prepared
def _plainly(table: sa.Table) -> sa.Insert:
    return sa.insert(table)


@prepared
def _changing(table: sa.Table) -> sa.Update:
    return sa.update(table).where(table.c.owner == ME, table.c.id == NUMBER)


def reasons_to_text(because: tuple[Because, ...]) -> str:
    return json.dumps([[b.rule, b.words] for b in because], ensure_ascii=False)


def reasons_from_text(text: str) -> tuple[Because, ...]:
    return tuple(Because(rule, words) for rule, words in json.loads(text))
