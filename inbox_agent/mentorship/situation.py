"""A relationship with its history, as `next_step` looks at it: everything that decides what is due next.

The records gather it in one read; nothing here is computed from a clock. "Occasion" is the name under which
a draft or a question was made once and for all (see drafts/draft.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from inbox_agent.mentorship.relationship import Meeting, Relationship


@dataclass(frozen=True)
class Heard:
    """Their last own mail: what it said, and the id under which the records keep it."""

    id: int
    at: datetime
    intent: str
    also: tuple[str, ...] = ()
    words: str = ""  #: those that the judgement rests on


@dataclass(frozen=True)
class Sent:
    """One letter of ours that left."""

    kind: str
    at: datetime
    id: int = 0  #: under which the records keep it; a mail with a higher one was not known when it left


#: A mail that lay in the mailbox unseen when a letter of ours left may be so much older than the letter.
CROSSED = timedelta(days=3)


@dataclass(frozen=True)
class OpenDraft:
    """The draft that waits for the owner; there is at most one a relationship."""

    id: int
    kind: str
    occasion: str
    state: str
    created: datetime  #: of its newest version
    wake: datetime | None = None  #: snoozed until
    version: int = 1
    by_owner: bool = False  #: the owner wrote the newest text themself: only their own wish changes it (F-64)


@dataclass(frozen=True)
class Asked:
    """A question to the owner: take-aways, facts, meeting-time, who."""

    id: int
    kind: str
    occasion: str
    asked: datetime
    answered: datetime | None = None
    answer: str = ""


def told_key(relationship: int, occasion: str) -> str:
    """The key under which something is told about a relationship once, whatever else waits (`reminders.py`)."""
    return f"told:{relationship}:{occasion}"


@dataclass(frozen=True)
class Situation:
    relationship: Relationship
    heard: Heard | None = None
    sent: tuple[Sent, ...] = ()  #: oldest first
    open_draft: OpenDraft | None = None
    asked: tuple[Asked, ...] = ()
    meeting: Meeting | None = None  #: the newest that was not cancelled
    held: Meeting | None = None  #: the newest that took place
    occasions: frozenset[str] = field(default=frozenset())  #: of every draft ever made, decided or not
    told: frozenset[str] = field(default=frozenset())  #: the occasions of briefs and countdowns that were told

    def last_sent(self, *kinds: str) -> Sent | None:
        """Our newest letter, or the newest of these kinds."""
        return next((s for s in reversed(self.sent) if not kinds or s.kind in kinds), None)

    @property
    def wish(self) -> Asked | None:
        """The owner's newest wish for the draft that waits, as long as it has been neither fulfilled nor tried in vain."""
        if self.open_draft is None:
            return None
        of_this = f"{self.open_draft.id}.{self.open_draft.version}:"
        tried = {a.occasion for a in self.asked if a.kind == "wish-tried"}
        wishes = [a for a in self.asked if a.kind == "wish" and a.occasion.startswith(of_this)]
        return next((a for a in reversed(wishes) if a.answered and a.occasion not in tried), None)

    @property
    def wanted(self) -> Asked | None:
        """The letter that the owner asked for by mail and that has not been drafted yet; its occasion is `wish:<kind>:…`."""
        kept = [a for a in self.asked if a.kind == "letter-wanted" and a.answered]
        drafted = {occasion.partition("~")[0] for occasion in self.occasions}  # behind "~" is one that was taken back
        return next((a for a in reversed(kept) if a.occasion not in drafted), None)

    @property
    def unanswered_by_us(self) -> Heard | None:
        """Their last mail, where no letter of ours, or of the owner's own hand (F-10), went out after it.

        A letter that crossed with theirs answers nothing: theirs had come, and was not read yet when ours left.
        """
        if self.heard is None:
            return None
        last = self.last_sent()
        ours = max((at for at in (last.at if last else None, self.relationship.last_outbound) if at), default=None)
        if ours is None or ours < self.heard.at:
            return self.heard
        crossed = last and last.at == ours and 0 < last.id < self.heard.id and last.at - self.heard.at < CROSSED
        return self.heard if crossed else None
