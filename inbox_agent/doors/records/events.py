"""The audit: what happened, when, to whom and because of what. Rows are only ever added (F-94)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from inbox_agent.doors.records.noun import ME, NUMBER, Noun, reasons_from_text, reasons_to_text
from inbox_agent.doors.records.prepared import prepared
from inbox_agent.doors.records.schema import events
from inbox_agent.mentorship.kept import Event
from inbox_agent.mentorship.relationship import Because


class Events(Noun):
    def add(
        self,
        at: datetime,
        what: str,
        /,
        *because: Because,
        relationship: int | None = None,
        draft: int | None = None,
        message: int | None = None,
        **data: Any,
    ) -> None:
        self._add(
            events,
            at=at,
            what=what,
            relationship_id=relationship,
            draft_id=draft,
            message_id=message,
            because=reasons_to_text(because),
            data=json.dumps(data, ensure_ascii=False),
        )

    def newest(self) -> tuple[int, datetime | None]:
        """The number of what was written last, and when it happened; 0 where nothing ever did."""
        row = self._one(_newest())
        return (row.id, row.at) if row else (0, None)

    def of(self, relationship: int) -> list[Event]:
        """Everything that happened in one relationship, oldest first."""
        wanted = sa.select(events).where(events.c.owner == self._owner, events.c.relationship_id == relationship)
        return [self._value(row) for row in self._all(wanted.order_by(events.c.id))]

    def of_draft(self, draft: int) -> list[Event]:
        wanted = sa.select(events).where(events.c.owner == self._owner, events.c.draft_id == draft)
        return [self._value(row) for row in self._all(wanted.order_by(events.c.id))]

    def since(self, what: str, moment: datetime) -> list[tuple[int, Event]]:
        """What happened in any relationship after a moment, with the relationship's id, oldest first."""
        wanted = sa.select(events).where(
            events.c.owner == self._owner,
            events.c.what == what,
            events.c.at > moment,
            events.c.relationship_id.is_not(None),
        )
        return [(row.relationship_id, self._value(row)) for row in self._all(wanted.order_by(events.c.id))]

    def between(self, begins: datetime, ends: datetime, *whats: str) -> list[tuple[int | None, Event]]:
        """What happened from one moment until before another, with the relationship's id, oldest first: all, or these."""
        wanted = sa.select(events).where(events.c.owner == self._owner, events.c.at >= begins, events.c.at < ends)
        if whats:
            wanted = wanted.where(events.c.what.in_(whats))
        return [(row.relationship_id, self._value(row)) for row in self._all(wanted.order_by(events.c.id))]

    def count(self, what: str, since: datetime, relationship: int | None = None) -> int:
        """How often this happened since then, to anybody or in one relationship (caps are counted in rows, T-31)."""
        of_one = relationship is not None
        return int(self._run(_counted(of_one), what=what, since=since, number=relationship).scalar() or 0)

    @staticmethod
    def _value(row: sa.Row[Any]) -> Event:
        return Event(
            row.at, row.what, reasons_from_text(row.because), json.loads(row.data), row.draft_id, row.message_id
        )


@prepared
def _newest() -> sa.Select[Any]:
    return sa.select(events.c.id, events.c.at).where(events.c.owner == ME).order_by(events.c.id.desc()).limit(1)


@prepared
def _counted(of_one: bool) -> sa.Select[Any]:
    such = (events.c.what == sa.bindparam("what"), events.c.at > sa.bindparam("since"))
    wanted = sa.select(sa.func.count()).where(events.c.owner == ME, *such)
    return wanted.where(events.c.relationship_id == NUMBER) if of_one else wanted
