"""Visits of the page by the SHA-256 of their keys: links that let in once, and the sessions that they open (T-42)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import sqlalchemy as sa

from inbox_agent.doors.records.noun import Noun
from inbox_agent.doors.records.schema import sessions


class Sessions(Noun):
    def open(self, kind: Literal["link", "session"], hashed: str, now: datetime, expires: datetime) -> None:
        """Keep a new key; what ended before `now` is forgotten."""
        gone = (sessions.c.owner == self._owner, sessions.c.expires <= now)
        self._connection.execute(sa.delete(sessions).where(*gone))
        self._connection.execute(
            sa.insert(sessions).values(hash=hashed, owner=self._owner, kind=kind, issued=now, expires=expires)
        )

    def valid(self, kind: Literal["link", "session"], hashed: str, now: datetime) -> bool:
        """Whether this key lets in now."""
        wanted = sa.select(sessions.c.hash).where(*self._this(kind, hashed), sessions.c.expires > now)
        return self._one(wanted) is not None

    def end(self, kind: Literal["link", "session"], hashed: str, now: datetime) -> bool:
        """Use a link up, or sign out; whether it was still valid. Of two at once only one is told yes."""
        ended = sa.delete(sessions).where(*self._this(kind, hashed), sessions.c.expires > now)
        return self._connection.execute(ended.returning(sessions.c.hash)).first() is not None

    def _this(self, kind: str, hashed: str) -> tuple[sa.ColumnElement[bool], ...]:
        return sessions.c.owner == self._owner, sessions.c.kind == kind, sessions.c.hash == hashed
