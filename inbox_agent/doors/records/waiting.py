"""What waits for its moment in any table: what is due now, in one statement, and when the next thing is.

The agent looks every minute, and mostly nothing is due; so the look asks for no more than what names a task, and each
part of it is one range of an index.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from inbox_agent.doors.records.noun import ME, Noun
from inbox_agent.doors.records.prepared import prepared
from inbox_agent.doors.records.schema import WAITING, messages, outbox, owners, relationships
from inbox_agent.mentorship.kept import DueRow

#: Longer than any try takes: a row that has been leaving for so long hangs.
HANGS = timedelta(minutes=30)
#: In this order they are done, after the mail that came in: it may change what is to be prepared, and that what is to
#: leave. A letter of which the owner knows the minute comes before the word that it has left.
ORDER = ("prepare", "send", "tell", "file")


class Waiting(Noun):
    def due(self, now: datetime) -> list[DueRow]:
        """Stored mail in the order of arrival, relationships the longest waiting first, then what may leave, then what is
        to be filed in Sent.

        Of the outbox also what hung: a row that is leaving belongs to the task that lets it leave, which the engine gives
        back when its process dies; it is due again only when that was long ago.
        """
        found = list(self._run(_due(), now=now, hung=now - HANGS))
        rows = [DueRow(row.what, row.id, row.turn, row.at) for row in found if row.what != "handle"]
        mails = _batched([row for row in found if row.what == "handle"])
        return mails + sorted(rows, key=lambda r: (ORDER.index(r.what), r.at, r.id))

    def next_moment(self) -> datetime | None:
        """When something is due next, as far as rows can tell: a letter, a step, a mail, the digest."""
        moments = self._run(_moments()).scalars()
        return min((at for at in moments if at), default=None)


def _batched(rows: list[sa.Row[Any]]) -> list[DueRow]:
    """One for each batch, under its first mail; the mails that nobody has begun are a batch, too.

    A mail that has failed is one of its own: whatever it does, it does to no other.
    """
    found: dict[tuple[int, int], DueRow] = {}
    first_of_new = 0
    for row in sorted(rows, key=lambda r: int(r.id)):
        if row.turn == 0:
            first_of_new = first_of_new or (0 if row.batch else row.id)
        number = row.id if row.turn else row.batch or first_of_new
        found.setdefault((number, row.turn), DueRow("handle", number, row.turn, row.at))
    return list(found.values())


def not_held() -> sa.ColumnElement[bool]:
    """Rows that a hold on sending leaves alone: mail to the owner, and letters whose fate is to be found out."""
    held = sa.exists().where(owners.c.owner == ME, owners.c.held.is_not(None))
    return outbox.c.to_owner | (outbox.c.state != "queued") | ~held


@prepared
def _due() -> sa.CompoundSelect[Any]:
    now: sa.BindParameter[datetime] = sa.bindparam("now")
    hung: sa.BindParameter[datetime] = sa.bindparam("hung")
    mail, rel, out = messages.c, relationships.c, outbox.c
    letter = sa.case((out.to_owner, "tell"), else_="send")
    alone = sa.literal(0)
    leaving = sa.select(letter, out.id, out.turn, out.not_before, alone).where(out.owner == ME)
    filing = sa.select(sa.literal("file"), out.id, out.turn, out.file_at, alone).where(out.owner == ME)
    return sa.union_all(
        sa.select(
            sa.literal("handle").label("what"),
            mail.id,
            mail.attempts.label("turn"),
            mail.next_try.label("at"),
            mail.batch,
        ).where(mail.owner == ME, mail.state == "fetched", mail.next_try <= now),
        sa.select(sa.literal("prepare"), rel.id, rel.turn, rel.next_due, alone).where(
            rel.owner == ME, rel.next_due <= now
        ),
        leaving.where(out.state.in_(("queued", "marked", "doubt")), out.not_before <= now, not_held()),
        leaving.where(out.state == "sending", out.tried <= hung),
        filing.where(out.file_at <= now),
    )


@prepared
def _moments() -> sa.CompoundSelect[Any]:
    mail, rel, out, own = messages.c, relationships.c, outbox.c, owners.c
    open_ = out.state.in_(WAITING)
    return sa.union_all(
        sa.select(sa.func.min(rel.next_due).label("at")).where(rel.owner == ME),
        sa.select(sa.func.min(mail.next_try)).where(mail.owner == ME, mail.state == "fetched"),
        sa.select(sa.func.min(out.not_before)).where(out.owner == ME, open_, not_held()),
        sa.select(own.digest_due).where(own.owner == ME),
        sa.select(own.review_due).where(own.owner == ME),
    )
