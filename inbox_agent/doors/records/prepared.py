"""Statements that are asked often: built and compiled once in the life of a process, and run on the driver itself.

To build a statement costs SQLAlchemy more than to run it, and to run a built one costs it six times what the driver
takes (21 µs against 3 for a row by its key): a mail that leaves asks thirty. So what is asked often is a function under
`prepared`, whose statement names its values (`ME`, `NUMBER`, `sa.bindparam(…)`). SQLAlchemy still writes the SQL for each
database, turns values into what a column holds and back by the types of the schema, and owns connection and transaction;
a fault of the driver becomes the exception that SQLAlchemy would have raised.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, ParamSpec

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

_Turn = Callable[[Any], Any] | None


class Found:
    """The rows that a statement found: all at once, by the names of their columns."""

    def __init__(self, rows: list[Any]) -> None:
        self._rows = rows

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def first(self) -> Any | None:
        return self._rows[0] if self._rows else None

    def scalars(self) -> list[Any]:
        return [row[0] for row in self._rows]

    def scalar(self) -> Any:
        """The first column of the first row; None where there is none."""
        return self._rows[0][0] if self._rows else None


class _Form:
    """A statement as SQL of one database, for one set of values."""

    def __init__(self, statement: Any, dialect: sa.Dialect, keys: frozenset[str]) -> None:
        changes = isinstance(statement, sa.Insert | sa.Update)
        defaults: dict[str, Any] = {}
        if isinstance(statement, sa.Insert):
            defaults = {c.key: c.default.arg for c in statement.table.c if isinstance(c.default, sa.ColumnDefault)}
            keys |= defaults.keys()
        compiled = statement.compile(dialect=dialect, column_keys=sorted(keys) if changes else None)
        asked = {name for name, bind in compiled.binds.items() if bind.required}
        if untyped := sorted(n for n in asked if isinstance(compiled.binds[n].type, sa.types.NullType)):
            # A moment that reached the driver as it is would be written in another form, and compare wrongly.
            raise TypeError(f"the type of {', '.join(untyped)} is not known")
        # Lists of values that stand in the statement itself are written out now, and not at every run.
        written = compiled.construct_expanded_state(dict.fromkeys(asked))
        self.sql = written.statement
        self._fixed = {n: v for n, v in written.parameters.items() if n not in asked} | defaults
        names = written.positiontup if compiled.positional else list(written.parameters)
        kinds = {name: bind.type.dialect_impl(dialect) for name, bind in compiled.binds.items()}
        turns = {name: kind.bind_processor(dialect) for name, kind in kinds.items()} | dict(written.processors)
        self._takes: list[tuple[str, _Turn]] = [(name, turns.get(name)) for name in names]
        self._by_name = not compiled.positional
        columns = list(statement.exported_columns)
        self._gives: list[_Turn] = [c.type.dialect_impl(dialect).result_processor(dialect, None) for c in columns]
        self._turns = any(self._gives)
        names_of = [c.key or "" for c in columns]
        self._row: Any = namedtuple("Row", names_of, rename=True) if columns else None

    def run(self, connection: sa.Connection, values: dict[str, Any]) -> Found:
        given = self._fixed | values
        taken = [turn(given[name]) if turn else given[name] for name, turn in self._takes]
        cursor = connection.connection.cursor()
        if self._by_name:
            cursor.execute(self.sql, dict(zip((name for name, _ in self._takes), taken, strict=True)))
        else:
            cursor.execute(self.sql, taken)
        rows = cursor.fetchall() if self._row else []
        cursor.close()
        if self._row is None:
            return Found([])
        make = self._row._make
        if not self._turns:
            return Found([make(row) for row in rows])
        gives = self._gives
        return Found([make([turn(v) if turn else v for turn, v in zip(gives, row, strict=True)]) for row in rows])


class Prepared:
    """One statement, in as many forms as there are databases and sets of columns that it is given."""

    def __init__(self, statement: Any) -> None:
        self.statement = statement
        self._forms: dict[tuple[str, frozenset[str]], _Form] = {}

    def run(self, connection: sa.Connection, values: dict[str, Any]) -> Found:
        """Run it within the connection's transaction. Raises what SQLAlchemy raises."""
        dialect = connection.dialect
        key = (dialect.name, frozenset(values))
        form = self._forms.get(key)
        if form is None:
            form = self._forms[key] = _Form(self.statement, dialect, frozenset(values))
        try:
            return form.run(connection, values)
        except dialect.loaded_dbapi.Error as fault:
            raise DBAPIError.instance(
                form.sql, None, fault, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
            ) from fault


_P = ParamSpec("_P")


def prepared(build: Callable[_P, Any]) -> Callable[_P, Prepared]:
    """Keep the statement that a function builds, for each of its arguments."""

    @cache
    def kept(*arguments: Any, **named: Any) -> Prepared:
        return Prepared(build(*arguments, **named))

    return kept  # type: ignore[return-value] # `cache` asks for hashable arguments, which all of ours are
