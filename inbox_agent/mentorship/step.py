"""One thing that is due in a relationship: what, when, why, and until when it is of any use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from inbox_agent.mentorship.relationship import Because


@dataclass(frozen=True)
class Step:
    """`what` is a letter's kind, a question's kind, a mail to the owner, or the cause of a move (``time:silence``)."""

    act: Literal["draft", "ask", "move", "ask-again", "redraft", "tell"]
    what: str
    due: datetime
    because: Because
    occasion: str = ""
    ask_by: Literal["mail", "digest"] = "mail"
    answers: int | None = None  #: the message that the letter answers
    until: datetime | None = None  #: after this moment it is too late to be of use
