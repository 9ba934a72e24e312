"""What is to leave, and how far it got (T-20): queued → sending → marked → sent, failed, queued again, or in doubt."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from inbox_agent.doors.records.noun import ME, NUMBER, Noun, one_of
from inbox_agent.doors.records.prepared import prepared
from inbox_agent.doors.records.schema import outbox
from inbox_agent.doors.records.waiting import not_held
from inbox_agent.drafts.kept import OutboxRow


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
        row = self._one(one_of(outbox, lock), number=number)
        return _row(row) if row else None

    def by_key(self, key: str) -> OutboxRow | None:
        row = self._one(_by_key(), key=key)
        return _row(row) if row else None

    def by_message_id(self, message_id: str) -> OutboxRow | None:
        row = self._one(sa.select(outbox).where(outbox.c.owner == self._owner, outbox.c.message_id == message_id))
        return _row(row) if row else None

    def letters_waiting(self, now: datetime) -> list[OutboxRow]:
        """Letters that would leave now if nothing held them back."""
        wanted = sa.select(outbox).where(
            outbox.c.owner == self._owner,
            outbox.c.to_owner.is_(False),
            outbox.c.state.in_(("queued", "sending", "marked")),
            outbox.c.not_before <= now,
        )
        return [_row(row) for row in self._all(wanted.order_by(outbox.c.id))]

    def may_leave(self, now: datetime) -> list[int]:
        """Letters whose moment has come, those too that a process began and did not bring as far as the mark.

        Where that process lives after all, it learns at the mark that another has the letter.
        """
        wanted = sa.select(outbox.c.id).where(
            outbox.c.owner == ME,
            outbox.c.to_owner.is_(False),
            outbox.c.state.in_(("queued", "sending")),
            outbox.c.not_before <= now,
            not_held(),
        )
        return [int(row.id) for row in self._all(wanted.order_by(outbox.c.not_before, outbox.c.id))]

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
        self._run(_changed(), number=number, **values)


@prepared
def _by_key() -> sa.Select[Any]:
    return sa.select(outbox).where(outbox.c.owner == ME, outbox.c.key == sa.bindparam("key"))


@prepared
def _changed() -> sa.Update:
    where = (outbox.c.owner == ME, outbox.c.id == NUMBER)
    return sa.update(outbox).where(*where).values(turn=outbox.c.turn + 1)


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
