"""What a contact's mail is read as, in which place of the thread, and which intents are a yes, a no or neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from inbox_agent.mail.message import Because
from inbox_agent.mentorship.asked import NOTHING, Asked
from inbox_agent.words import Role, Stage

#: Kinds of no, the gravest first; in this order where two weigh the same.
NOES = ("ends", "declines", "suggests-other", "pauses", "reschedules", "cancels")
REFUSE = ("ends", "declines", "suggests-other", "pauses")  #: those that are no move of a date
#: Kinds of yes. `agrees` is a yes to whatever was asked; the place of the mail makes one of the others of it.
YESES = ("accepts", "accepts-short-of-time", "asks-for-times", "proposes-times", "confirms-time")
#: What else a mail brings; those of `LIGHT` stand in almost every mail and carry one only where there is nothing else.
WEIGHTY = (
    "makes-introduction",
    "gives-feedback",
    "gives-advice",
    "shares-resource",
    "reports-progress",
    "asks-question",
)
LIGHT = ("encourages", "thanks", "small-talk")
BRINGS = (*WEIGHTY, *LIGHT)
INTENTS = (*NOES, *YESES, *BRINGS, "other")  #: what a person's mail may do; what machines send is not among them

ASKED: tuple[Stage, ...] = ("prospect", "outreach", "quiet", "resting", "short-of-time", "paused", "declined", "ended")
BEFORE: tuple[Stage, ...] = ("prospect", "outreach", "scheduling", "meeting")
DATING: tuple[Stage, ...] = ("scheduling", "meeting")
KNOWN: tuple[Stage, ...] = ("active", "thank-you", "keep-in-touch")


@dataclass(frozen=True)
class Context:
    """Where the relationship stands when the mail arrives; "" and None are not known."""

    stage: Stage
    role: Role
    language: str = ""  #: ISO 639-1, remembered of this contact
    last_writer: Literal["owner", "contact", ""] = ""
    days_since_ours: int | None = None
    offered: bool | None = None  #: whether our last letter offered times; None: as is usual in this stage
    asked: Asked = NOTHING  #: what our last letter asked and offered

    @property
    def place(self) -> Stage:
        """The stage in which the mail is read: a letter of ours that names a fixed time has made a date."""
        return "meeting" if self.stage == "scheduling" and self.asked.fixed else self.stage


@dataclass(frozen=True)
class Reading:
    """What a mail means. An unsure one names its best guess too, but nothing may act on it."""

    intent: str
    also: tuple[str, ...] = ()
    confidence: float = 0.0
    because: tuple[Because, ...] = ()
    sure: bool = False
    guesses: tuple[str, ...] = ()  #: the two best, where it is not sure
    do_not_contact: bool = False
    counsel: float | None = (
        None  #: how likely it advises: "use the side entrance" is no counsel in a mail that does not
    )
    bad_news: bool = False  #: bereavement, illness, redundancy on their side: every timer stops (P-76)
