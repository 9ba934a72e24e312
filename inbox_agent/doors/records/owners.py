"""The owner's own row: when the last good poll was, and when the next digest is due."""

from __future__ import annotations

import json
from datetime import datetime

import sqlalchemy as sa

from inbox_agent.doors.records.noun import Noun
from inbox_agent.doors.records.outbox import not_held
from inbox_agent.doors.records.schema import WAITING, digests, messages, outbox, owners, relationships
from inbox_agent.mentorship.kept import OwnerRow


class Owners(Noun):
    def get(self, now: datetime) -> OwnerRow:
        """The owner's row, made at the first look."""
        row = self._one(sa.select(owners).where(owners.c.owner == self._owner))
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
        self._connection.execute(sa.update(owners).where(owners.c.owner == self._owner).values(**values))

    def hold(self, now: datetime, why: str) -> bool:
        """Let no letter leave from now on; False where that is so already."""
        where = (owners.c.owner == self._owner, owners.c.held.is_(None))
        held = sa.update(owners).where(*where).values(held=now, held_why=why).returning(owners.c.owner)
        return self._connection.execute(held).first() is not None

    def release(self) -> None:
        """Let letters leave again."""
        self._connection.execute(sa.update(owners).where(owners.c.owner == self._owner).values(held=None, held_why=""))

    def was_restored(self, now: datetime) -> None:
        """The database turned out to be an older one (T-24)."""
        self._connection.execute(sa.update(owners).where(owners.c.owner == self._owner).values(restored=now))

    def learn_server(self, authserv_ids: tuple[str, ...]) -> None:
        """How the owner's own server names itself in Authentication-Results."""
        values = {"authserv_ids": json.dumps(authserv_ids)}
        self._connection.execute(sa.update(owners).where(owners.c.owner == self._owner).values(**values))

    def tidied(self, now: datetime) -> None:
        self._connection.execute(sa.update(owners).where(owners.c.owner == self._owner).values(tidied=now))

    def next_digest(self, due: datetime) -> None:
        self._connection.execute(sa.update(owners).where(owners.c.owner == self._owner).values(digest_due=due))

    def next_review(self, due: datetime) -> None:
        self._connection.execute(sa.update(owners).where(owners.c.owner == self._owner).values(review_due=due))

    def next_moment(self) -> datetime | None:
        """When something is due next, as far as rows can tell: a letter, a step, a mail, the digest."""
        mine = [
            sa.select(sa.func.min(relationships.c.next_due)).where(relationships.c.owner == self._owner),
            sa.select(sa.func.min(messages.c.next_try)).where(
                messages.c.owner == self._owner, messages.c.state == "fetched"
            ),
            sa.select(sa.func.min(outbox.c.not_before)).where(
                outbox.c.owner == self._owner, outbox.c.state.in_(WAITING), not_held(self._owner)
            ),
            sa.select(owners.c.digest_due).where(owners.c.owner == self._owner),
            sa.select(owners.c.review_due).where(owners.c.owner == self._owner),
        ]
        return min((at for statement in mine if (at := self._connection.execute(statement).scalar())), default=None)

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
