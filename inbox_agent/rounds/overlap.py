"""One contact has said yes, and others were asked for the same: taking those requests back is offered (F-86).

The yes is heard in a mail, or the owner says that there was one ("stage ada scheduling").

What is kept is the goal, in the owner's own words, and nothing of who said yes: no word of one relationship reaches a
letter of another (P-04). `next_step` makes a draft of it, which waits for the owner like any other.
"""

from __future__ import annotations

from datetime import datetime

from inbox_agent.mail.message import Because
from inbox_agent.mentorship.profile import overlapping
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.rounds import profile
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.words import Stage

#: Where somebody stands who had not said yes before, and where their yes brings them.
OPEN: tuple[Stage, ...] = ("prospect", "outreach", "quiet", "resting", "paused")
YES: tuple[Stage, ...] = ("scheduling", "meeting")


def said_yes(tx: Transaction, doors: Doors, before: Relationship, after: Stage, now: datetime) -> None:
    """Note with everybody who was asked for the same and has not answered that the request may be taken back."""
    if before.stage not in OPEN or after not in YES or tx.profiles.get().empty:
        return
    everybody = profile.fits(tx, doors)
    goals = {r.id: fit.goals for r, fit in everybody}
    for other in overlapping(before, tx.profiles.get(), everybody):
        goal = next(g for g in goals[other.id] if g in goals[before.id])
        number = tx.questions.ask("overlap", f"{other.id}:{goal}"[:120], now, other.id)
        if number is None:
            continue  # offered once for this goal, and decided
        tx.questions.answer(number, goal, now)
        tx.events.add(now, "overlap", Because("F-86", goal), relationship=other.id, question=number)
        tx.people.change(other.id, next_due=now)
