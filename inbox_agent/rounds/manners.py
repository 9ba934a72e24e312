"""May this letter leave now? The caps and hard stops that hold even for an approved letter (T-30, T-31, F-24).

Everything is counted in rows against the given `now`, never in memory, so that it holds over restarts and in
a simulation. A cap that only needs time gives a later moment; the letter stays approved and shows why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from inbox_agent.drafts.draft import Draft
from inbox_agent.mail.compose import plain_address
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.rounds.ports import Doors, Transaction, sentence

#: A farewell that the owner asked for is not a nudge, however quiet the other side was (P-70).
FAREWELLS = ("mismatch-exit", "natural-end")
ROBOTS = ("noreply", "no-reply", "donotreply", "do-not-reply", "mailer-daemon", "postmaster", "bounce", "bounces")


@dataclass(frozen=True)
class Verdict:
    not_before: datetime
    why: str = ""
    never: str = ""  #: not "" where waiting does not help


def check(tx: Transaction, doors: Doors, draft: Draft, now: datetime) -> Verdict:
    """The verdict on one approved letter."""
    never = _never(tx, doors, draft)
    if never:
        return Verdict(now, never=never)
    caps = doors.settings.caps
    hour, day = timedelta(hours=1), timedelta(days=1)
    if tx.events.count("letter-sent", now - hour) >= caps.per_hour:
        return Verdict(now + timedelta(minutes=10), sentence(doors, "cap-hour", {"count": caps.per_hour}))
    if tx.events.count("letter-sent", now - day) >= caps.per_day:
        return Verdict(now + hour, sentence(doors, "cap-day", {"count": caps.per_day}))
    if draft.answers is None:
        most, what = caps.unasked_per_contact_day, "cap-unasked"
    else:
        most, what = caps.answers_per_contact_day, "cap-answers"
    came_back = tx.events.count("bounced", now - day, draft.relationship_id)  # what did not arrive pressed nobody
    if tx.events.count("letter-sent", now - day, draft.relationship_id) - came_back >= most:
        return Verdict(now + hour, sentence(doors, what, {"count": most}))
    return Verdict(now)


def _never(tx: Transaction, doors: Doors, draft: Draft) -> str:
    relationship = tx.people.get(draft.relationship_id)
    if relationship is None or relationship.do_not_contact:
        return sentence(doors, "never-stopped")
    own = {a.casefold() for a in (*doors.account.owner.addresses, doors.account.mailbox.address)}
    for addr in draft.to:
        if addr.casefold() in own or is_robot(addr) or not plain_address(addr):
            return sentence(doors, "never-nobody", {"addr": addr})
    if draft.kind in FAREWELLS or draft.answers is not None:
        return ""
    unanswered = _unanswered(tx, relationship)
    if unanswered >= doors.settings.caps.unanswered_in_a_row:
        return sentence(doors, "never-pressing", {"count": unanswered})
    return ""


def is_robot(addr: str) -> bool:
    """Whether nobody reads what is written to this address."""
    return addr.rpartition("@")[0].casefold() in ROBOTS


def _unanswered(tx: Transaction, relationship: Relationship) -> int:
    """Our letters since they last wrote, in words or by their calendar, or since we last spoke with each other."""
    held = tx.people.meeting(relationship.id, held=True)
    spoke = held.end if held else None
    count, heard = 0, max((at for at in (relationship.last_inbound, spoke) if at), default=None)
    for row in reversed(tx.mail.thread(relationship.id)):
        if row.direction == "in" or (heard and row.at <= heard):
            break
        count += 1
    return count
