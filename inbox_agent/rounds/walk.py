"""Walk one move of the table in the caller's transaction: the stage, since when, and the event that tells the cause.

Every change of a stage goes through here, so that none is without a cause, and so that a pause always knows where it
began and an end of a pause forgets its day.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from inbox_agent.mail.message import Because
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.mentorship.stages import Move
from inbox_agent.rounds.ports import Transaction
from inbox_agent.words import Stage


def walk(
    tx: Transaction,
    relationship: Relationship,
    found: Move,
    because: tuple[Because, ...],
    now: datetime,
    *,
    until: datetime | None = None,
    **about: Any,
) -> Stage:
    """Move the relationship; the stage where it stands now. `until` is the day on which a pause ends."""
    before = relationship.stage
    pauses = found.to == "paused"
    began = relationship.paused_from if before == "paused" else before
    tx.people.change(
        relationship.id,
        stage=found.to,
        since=now,
        pause_until=until if pauses else None,
        paused_from=began if pauses else None,
    )
    if found.to == before:
        return before  # it begins anew where it stood; what set it off has an event of its own
    tx.events.add(
        now, "stage", *because, relationship=relationship.id, before=before, after=found.to, on=found.on, **about
    )
    return found.to
