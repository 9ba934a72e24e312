"""The stages of a relationship and every move between them: one table (playbook 11).

A relationship begins as `prospect` and walks, when all goes well, through `outreach`, `scheduling`,
`meeting` and `thank-you` into `active`, where it is nurtured, until it ends well in `keep-in-touch`.
Beside that road lie the places where people really go: `quiet` and `resting` when nobody answers,
`short-of-time`, `declined`, `paused`, `mismatch` and `ended`.

Nothing else in the program changes a stage. A move is set off by one of four things, and the name of the
move says which: a letter of ours that was *sent* (``sent:outreach``), a mail of theirs that was *heard*
(``heard:accepts``), *time* that passed (``time:silence``), or the *owner's* word (``owner:mismatch``). What
the table does not list changes nothing: that is not an error, since most mails do not move anything.

A mentor's road is shorter: their first letter is a welcome, and with it the relationship is `active`. There, and in
`keep-in-touch`, people meet without leaving the stage; only when a conversation is over is a thank-you due, as after
the first. A pause remembers where it began and leads back there, or, after a "try me in September", to a letter
that takes their word (F-23).

Two things are deliberately hard. `declined` is reached only by their no (a rule, or the owner), and `ended`
only by a sent farewell, their own words or the owner (T-15); and from both only the owner leads out (P-75).
`resting` is left only when they write or the owner asks (P-72), so a third nudge has no place to start from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from inbox_agent.mentorship.relationship import TERMINAL
from inbox_agent.words import Stage

STAGES: tuple[Stage, ...] = get_args(Stage)


@dataclass(frozen=True)
class Move:
    """From any of these stages, on this, to that one; `rule` is the playbook's."""

    on: str
    frm: tuple[Stage, ...]
    to: Stage
    rule: str


#: The stages before a first conversation: a no is here a no to the person, not to a date.
BEFORE: tuple[Stage, ...] = ("outreach", "scheduling", "meeting", "short-of-time", "quiet", "resting")
#: Whom we know may write first (a `prospect`): their yes or no counts as an answer, or our first letter would ignore it.
UNASKED_OR_BEFORE: tuple[Stage, ...] = ("prospect", *BEFORE)
#: Where conversations have dates without another stage: the relationship is more than its next meeting.
NURTURED: tuple[Stage, ...] = ("active", "keep-in-touch")
UNANSWERED: tuple[Stage, ...] = ("prospect", "outreach", "scheduling", "quiet", "resting", "short-of-time", "paused")

MOVES: tuple[Move, ...] = (
    # Letters of ours that left.
    Move("sent:outreach", ("prospect",), "outreach", "P-24"),
    Move("sent:welcome", ("prospect",), "active", "P-44"),
    Move("sent:accept-and-schedule", ("outreach", "quiet", "resting"), "scheduling", "P-30"),
    Move("sent:thank-you", ("thank-you",), "active", "P-34"),
    Move("sent:check-in", ("active", "scheduling", "short-of-time"), "quiet", "P-71"),
    Move("sent:mismatch-exit", ("mismatch",), "ended", "P-70"),
    Move("sent:natural-end", ("active", "keep-in-touch", "quiet"), "keep-in-touch", "P-74"),
    Move("sent:withdrawal", ("outreach", "scheduling", "quiet", "short-of-time"), "resting", "F-86"),
    # Mails of theirs.
    Move("heard:accepts", UNANSWERED, "scheduling", "P-30"),
    Move("heard:asks-for-times", UNANSWERED, "scheduling", "P-30"),
    Move("heard:proposes-times", UNANSWERED, "scheduling", "P-30"),
    Move(
        "heard:confirms-time",
        ("prospect", "outreach", "quiet", "resting", "short-of-time", "paused"),
        "scheduling",
        "P-30",
    ),
    Move("heard:accepts-short-of-time", (*UNANSWERED, "active"), "short-of-time", "P-73"),
    Move("heard:reschedules", ("meeting",), "scheduling", "P-30"),
    Move("heard:proposes-times", ("meeting",), "scheduling", "P-30"),
    Move("heard:cancels", ("meeting",), "scheduling", "P-30"),
    Move("heard:pauses", (*UNASKED_OR_BEFORE, "active", "thank-you", "keep-in-touch"), "paused", "F-23"),
    Move("heard:bad-news", (*UNASKED_OR_BEFORE, "active", "thank-you", "keep-in-touch"), "paused", "P-76"),
    Move("heard:declines", UNASKED_OR_BEFORE, "declined", "P-75"),
    Move("heard:ends", (*UNASKED_OR_BEFORE, "active", "thank-you", "keep-in-touch", "paused"), "ended", "P-75"),
    Move("heard:gives-advice", ("quiet", "resting"), "active", "P-61"),
    Move("heard:thanks", ("quiet", "resting"), "active", "P-72"),
    Move("heard:reports-progress", ("quiet", "resting"), "active", "P-72"),
    Move("heard:encourages", ("quiet", "resting"), "active", "P-72"),
    Move("heard:gives-feedback", ("quiet", "resting"), "active", "P-72"),
    Move("heard:shares-resource", ("quiet", "resting"), "active", "P-72"),
    Move("heard:asks-question", ("quiet", "resting"), "active", "P-72"),
    Move("heard:small-talk", ("quiet", "resting"), "active", "P-72"),
    Move("heard:makes-introduction", ("quiet", "resting"), "active", "P-72"),
    # A conversation got a date, or took place.
    Move(
        "meeting:agreed", ("outreach", "scheduling", "quiet", "resting", "short-of-time", "meeting"), "meeting", "P-30"
    ),
    Move("meeting:over", ("meeting", *NURTURED), "thank-you", "P-33"),
    Move("meeting:held", ("prospect", *BEFORE, *NURTURED, "paused", "thank-you"), "thank-you", "P-33"),
    Move("meeting:did-not-happen", ("thank-you", "meeting"), "scheduling", "P-33"),
    # Time that passed.
    Move("time:silence", ("outreach", "quiet"), "resting", "P-72"),
    Move("time:thank-you-over", ("thank-you",), "active", "P-34"),
    Move("time:pause-over", ("paused",), "active", "P-76"),
    Move("time:try-again", ("paused",), "scheduling", "F-23"),
    Move("time:back-to-prospect", ("paused",), "prospect", "P-76"),
    Move("time:back-to-outreach", ("paused",), "outreach", "P-76"),
    Move("time:back-to-scheduling", ("paused",), "scheduling", "P-76"),
    Move("time:back-to-quiet", ("paused",), "quiet", "P-76"),
    Move("time:back-to-resting", ("paused",), "resting", "P-76"),
    Move("time:back-to-short-of-time", ("paused",), "short-of-time", "P-76"),
    Move("time:back-to-keep-in-touch", ("paused",), "keep-in-touch", "P-76"),
    # The owner's word.
    Move("owner:mismatch", (*BEFORE, "active", "thank-you", "keep-in-touch", "paused"), "mismatch", "P-70"),
    Move("owner:wrote", ("prospect",), "outreach", "F-10"),
    Move("owner:close", ("prospect",), "resting", "P-72"),
    Move("owner:close", (*BEFORE, "mismatch", "keep-in-touch"), "resting", "P-72"),
    Move("owner:close", ("active", "thank-you", "paused"), "keep-in-touch", "P-74"),
)


def move(stage: Stage, on: str) -> Move | None:
    """The move that this sets off from this stage; None where it changes nothing."""
    return next((m for m in MOVES if m.on == on and stage in m.frm), None)


def correction(stage: Stage, to: str) -> Move | None:
    """The owner's own word on where a relationship stands: any stage from any stage (F-28)."""
    known = next((s for s in STAGES if s == to), None)
    return Move(f"owner:{to}", (stage,), known, "F-28") if known and known != stage else None


def open_to_letters(stage: Stage) -> bool:
    """Whether anything may still be drafted of the program's own accord."""
    return stage not in TERMINAL and stage != "resting"
