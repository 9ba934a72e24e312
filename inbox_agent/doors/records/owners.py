"""The owner's own row: when the last good poll was, and when the next digest is due."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from inbox_agent.doors.records.noun import ME, Noun
from inbox_agent.doors.records.prepared import prepared
from inbox_agent.doors.records.schema import digests, owners
from inbox_agent.mentorship.kept import OwnerRow


class Owners(Noun):
    def get(self, now: datetime) -> OwnerRow:
        """The owner's row, made at the first look."""
        row = self._one(_mine())
        if row is None:
            self._connection.execute(sa.insert(owners).values(owner=self._owner, created=now, poll_fault=""))
            return OwnerRow(created=now)
        return OwnerRow(
            row.created,
            row.polled,
            row.poll_tried,
            row.poll_fault,
            row.digest_due,
            row.tidied,
            row.held,
            row.held_why,
            row.restored,
            row.review_due,
            tuple(json.loads(row.authserv_ids)),
        )

    def polled(self, now: datetime, fault: str = "") -> None:
        """A poll was tried; without a fault it was a good one."""
        values: dict[str, object] = {"poll_tried": now, "poll_fault": fault}
        if not fault:
            values["polled"] = now
        self._set(**values)

    def hold(self, now: datetime, why: str) -> bool:
        """Let no letter leave from now on; False where that is so already."""
        where = (owners.c.owner == self._owner, owners.c.held.is_(None))
        held = sa.update(owners).where(*where).values(held=now, held_why=why).returning(owners.c.owner)
        return self._connection.execute(held).first() is not None

    def release(self) -> None:
        """Let letters leave again."""
        self._set(held=None, held_why="")

    def was_restored(self, now: datetime) -> None:
        """The database turned out to be an older one (T-24)."""
        self._set(restored=now)

    def learn_server(self, authserv_ids: tuple[str, ...]) -> None:
        """How the owner's own server names itself in Authentication-Results."""
        values = {"authserv_ids": json.dumps(authserv_ids)}
        self._set(**values)

    def tidied(self, now: datetime) -> None:
        self._set(tidied=now)

    def next_digest(self, due: datetime) -> None:
        self._set(digest_due=due)

    def next_review(self, due: datetime) -> None:
        self._set(review_due=due)

    def claim_week(self, week: str, now: datetime, items: str) -> bool:
        """Whether this ISO week had no digest yet; from now on it has (T-25)."""
        taken = sa.select(digests.c.week).where(digests.c.owner == self._owner, digests.c.week == week)
        if self._one(taken):
            return False
        self._connection.execute(sa.insert(digests).values(owner=self._owner, week=week, made=now, items=items))
        return True

    def last_digest(self) -> datetime | None:
        """When the last weekly digest was made."""
        return self._connection.execute(
            sa.select(sa.func.max(digests.c.made)).where(digests.c.owner == self._owner)
        ).scalar()

    def _set(self, **values: object) -> None:
        self._run(_changed(), **values)


@prepared
def _mine() -> sa.Select[Any]:
    return sa.select(owners).where(owners.c.owner == ME)


@prepared
def _changed() -> sa.Update:
    return sa.update(owners).where(owners.c.owner == ME)
