"""What is to leave, and how far it got (T-20): queued → sending → marked → sent, failed, queued again, or in doubt."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from inbox_agent.doors.records.noun import Noun
from inbox_agent.doors.records.schema import WAITING, outbox, owners
from inbox_agent.drafts.kept import OutboxRow

#: longer than any try takes
HANGS = timedelta(minutes=30)


def not_held(owner: str) -> sa.ColumnElement[bool]:
    """Rows that a hold on sending leaves alone: mail to the owner, and letters whose fate is to be found out."""
    held = sa.exists().where(owners.c.owner == owner, owners.c.held.is_not(None))
    return outbox.c.to_owner | (outbox.c.state != "queued") | ~held


class Outbox(Noun):
    def add(
        self, key: str, mail: str, not_before: datetime, now: datetime, *, to_owner: bool, **values: Any
    ) -> int | None:
        """Something to send; None where this key is there already: it is the same mail, and it leaves once."""
        if self.by_key(key):
            return None
        data = json.dumps(values.pop("data", {}), ensure_ascii=False)
        return self._insert(
            outbox,
            key=key,
            mail=mail,
            to_owner=to_owner,
            state="queued",
            not_before=not_before,
            created=now,
            data=data,
            **values,
        )

    def get(self, number: int, lock: bool = False) -> OutboxRow | None:
        wanted = sa.select(outbox).where(outbox.c.owner == self._owner, outbox.c.id == number)
        row = self._one(wanted.with_for_update() if lock else wanted)
        return _row(row) if row else None

    def by_key(self, key: str) -> OutboxRow | None:
        row = self._one(sa.select(outbox).where(outbox.c.owner == self._owner, outbox.c.key == key))
        return _row(row) if row else None

    def by_message_id(self, message_id: str) -> OutboxRow | None:
        row = self._one(sa.select(outbox).where(outbox.c.owner == self._owner, outbox.c.message_id == message_id))
        return _row(row) if row else None

    def due(self, now: datetime) -> list[OutboxRow]:
        """What may leave now, and what hung: the send round looks at each before it acts.

        A row that is leaving belongs to the task that lets it leave, which the engine gives back when its process
        dies; it is due again only when that was long ago.
        """
        waiting = outbox.c.state.in_(WAITING) & (outbox.c.state != "sending") & (outbox.c.not_before <= now)
        hung = (outbox.c.state == "sending") & (outbox.c.tried <= now - HANGS)
        to_file = (outbox.c.state == "sent") & (outbox.c.file_at <= now)
        wanted = sa.select(outbox).where(
            outbox.c.owner == self._owner, to_file | ((waiting | hung) & not_held(self._owner))
        )
        return [_row(row) for row in self._all(wanted.order_by(outbox.c.not_before, outbox.c.id))]

    def letters_waiting(self, now: datetime) -> list[OutboxRow]:
        """Letters that would leave now if nothing held them back."""
        wanted = sa.select(outbox).where(
            outbox.c.owner == self._owner,
            outbox.c.to_owner.is_(False),
            outbox.c.state.in_(("queued", "sending", "marked")),
            outbox.c.not_before <= now,
        )
        return [_row(row) for row in self._all(wanted.order_by(outbox.c.id))]

    def letters_of(self, versions: Sequence[tuple[int, int]]) -> dict[tuple[int, int], OutboxRow]:
        """The rows of these versions of drafts, where they were approved, by draft and version."""
        wanted = sa.select(outbox).where(
            outbox.c.owner == self._owner,
            outbox.c.to_owner.is_(False),
            outbox.c.key.in_([f"letter:{d}.{v}" for d, v in versions]),
        )
        return {(row.draft_id, row.version): _row(row) for row in self._all(wanted)}

    def change(self, number: int, **values: Any) -> None:
        """Any change is a new turn, so that the engine, which runs a key only once, looks at the row again."""
        if "data" in values:
            values["data"] = json.dumps(values["data"], ensure_ascii=False)
        where = (outbox.c.owner == self._owner, outbox.c.id == number)
        self._connection.execute(sa.update(outbox).where(*where).values(turn=outbox.c.turn + 1, **values))


def _row(row: sa.Row[Any]) -> OutboxRow:
    return OutboxRow(
        id=row.id,
        key=row.key,
        mail=row.mail,
        to_owner=row.to_owner,
        state=row.state,
        not_before=row.not_before,
        attempts=row.attempts,
        turn=row.turn,
        message_id=row.message_id,
        draft=row.draft_id,
        version=row.version,
        data=json.loads(row.data),
        tried=row.tried,
        sent=row.sent,
        file_at=row.file_at,
        created=row.created,
        reply=row.reply,
    )
