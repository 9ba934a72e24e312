"""What every noun of the records shares: a connection, an owner, and how rows are read, added and changed.

To build a statement costs SQLAlchemy more than to run it. So what is asked often is a function under `cache`, whose
statement names its values (`ME`, `NUMBER`, `sa.bindparam(…)`) and is built once in the life of a process; the values go in when
it is run. What is asked seldom is built where it is asked.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import sqlalchemy as sa

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

    def _run(self, statement: sa.Executable, **values: Any) -> sa.CursorResult[Any]:
        return self._connection.execute(statement, {"me": self._owner, **values})

    def _all(self, statement: sa.Select[Any], **values: Any) -> list[sa.Row[Any]]:
        return list(self._run(statement, **values))

    def _one(self, statement: sa.Select[Any], **values: Any) -> sa.Row[Any] | None:
        return self._run(statement, **values).first()

    def _insert(self, table: sa.Table, **values: Any) -> int:
        """Add a row of this owner; its id."""
        return int(self._connection.execute(_adding(table), {"owner": self._owner, **values}).scalar_one())

    def _add(self, table: sa.Table, **values: Any) -> None:
        """Add a row of this owner of which nobody needs the id."""
        self._connection.execute(_plainly(table), {"owner": self._owner, **values})

    def _change(self, table: sa.Table, number: int, **values: Any) -> None:
        """Change columns of one row of this owner."""
        if values:
            self._run(_changing(table), number=number, **values)


@cache
def one_of(table: sa.Table) -> sa.Select[Any]:
    """The row `NUMBER` of a table."""
    return sa.select(table).where(table.c.owner == ME, table.c.id == NUMBER)


@cache
def _adding(table: sa.Table) -> sa.Insert:
    return sa.insert(table).returning(table.c.id)


@cache
def _plainly(table: sa.Table) -> sa.Insert:
    return sa.insert(table)


@cache
def _changing(table: sa.Table) -> sa.Update:
    return sa.update(table).where(table.c.owner == ME, table.c.id == NUMBER)


def reasons_to_text(because: tuple[Because, ...]) -> str:
    return json.dumps([[b.rule, b.words] for b in because], ensure_ascii=False)


def reasons_from_text(text: str) -> tuple[Because, ...]:
    return tuple(Because(rule, words) for rule, words in json.loads(text))
