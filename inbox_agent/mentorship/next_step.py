"""What is due next in a relationship, and when, and why: the one place that knows.

There is never more than one next step. It is computed from the situation alone, so computing it twice
changes nothing, and it is stored as a row (what, due, why) that the agent looks at each minute; a month of
downtime makes it late, never lost. A step is one of three acts: *draft* a letter (which then waits for the
owner's yes), *ask* the owner something, or *move* to another stage because time has passed.

The ladder of nudges ends by itself (P-24, P-71, P-72): each rung is an occasion that can be used once, the
last rung moves the relationship to `resting`, and `resting` has no step. While a draft waits for the owner
nothing else is due: what they have not decided is not decided over their head.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from inbox_agent.mentorship import cadence as keeping
from inbox_agent.mentorship.relationship import Because
from inbox_agent.mentorship.situation import Situation
from inbox_agent.mentorship.stages import open_to_letters
from inbox_agent.rules import Cadence


@dataclass(frozen=True)
class Step:
    """`what` is a letter's kind, a question's kind, or the cause of a move (``time:silence``)."""

    act: Literal["draft", "ask", "move", "ask-again", "redraft"]
    what: str
    due: datetime
    because: Because
    occasion: str = ""
    ask_by: Literal["mail", "digest"] = "mail"
    answers: int | None = None  #: the message that the letter answers


def next_step(situation: Situation, cadence: Cadence) -> Step | None:
    """The step that comes next, its due time perhaps long past or far ahead; None where nothing ever is due."""
    relationship = situation.relationship
    if relationship.do_not_contact:
        return None
    if situation.open_draft:
        return _while_a_draft_waits(situation)
    if relationship.stage == "paused":
        return _pause(situation)
    if not open_to_letters(relationship.stage) and relationship.stage != "declined":
        return None
    step = _STEPS[relationship.stage](situation, cadence) if relationship.stage in _STEPS else None
    if step and step.act == "draft" and step.occasion in situation.occasions:
        return None  # made before and decided by the owner: it is not made again
    return step


def _while_a_draft_waits(situation: Situation) -> Step | None:
    draft = situation.open_draft
    assert draft is not None
    answered = [
        a for a in situation.asked if a.kind in ("facts", "meeting-time") and a.answered and a.answered > draft.created
    ]
    if answered and answered[-1].answered:
        return Step("redraft", draft.kind, answered[-1].answered, Because("P-22", answered[-1].answer), draft.occasion)
    if draft.state == "snoozed" and draft.wake:
        return Step("ask-again", draft.kind, draft.wake, Because("owner", "later"), draft.occasion)
    return None


def _pause(situation: Situation) -> Step | None:
    until = situation.relationship.pause_until
    return Step("move", "time:pause-over", until, Because("P-76", f"paused until {until:%Y-%m-%d}")) if until else None


def _prospect(situation: Situation, cadence: Cadence) -> Step | None:
    relationship = situation.relationship
    return Step("draft", "outreach", relationship.since, Because("P-21", relationship.purpose), "outreach")


def _outreach(situation: Situation, cadence: Cadence) -> Step | None:
    if situation.unanswered_by_us:
        return None  # they wrote something that is neither yes nor no: the owner was told, and the ladder stops
    letter = situation.last_sent("outreach", "outreach-follow-up")
    if letter is None:
        return None
    if letter.kind == "outreach" and "outreach-follow-up" not in situation.occasions:
        wait, why = cadence.outreach_follow_up, f"no answer in {cadence.outreach_follow_up} days"
        return Step(
            "draft", "outreach-follow-up", letter.at + timedelta(days=wait), Because("P-24", why), "outreach-follow-up"
        )
    return _rest(
        letter.at,
        cadence.outreach_rest if letter.kind != "outreach" else cadence.outreach_follow_up + cadence.outreach_rest,
    )


def _rest(since: datetime, days: int) -> Step:
    return Step(
        "move", "time:silence", since + timedelta(days=days), Because("P-72", f"still no answer after {days} days")
    )


def _scheduling(situation: Situation, cadence: Cadence) -> Step | None:
    waiting = situation.unanswered_by_us
    if waiting and waiting.intent == "confirms-time":  # they agreed to a time that could not be read (F-27)
        why = Because("F-27", "they confirmed a time that I could not read")
        asked = any(a.kind == "meeting-time" and a.occasion == str(waiting.id) for a in situation.asked)
        return None if asked else Step("ask", "meeting-time", waiting.at, why, str(waiting.id))
    if waiting:
        kind = "reschedule" if waiting.intent in ("reschedules", "cancels") else "accept-and-schedule"
        why = Because("P-30", f"they wrote: {waiting.intent}")
        return Step("draft", kind, waiting.at, why, f"answer:{waiting.id}", answers=waiting.id)
    return _check_in_when_silent(situation, cadence)


def _check_in_when_silent(situation: Situation, cadence: Cadence) -> Step | None:
    """A conversation that stopped in the middle: one mild check-in for this silence (P-71)."""
    last = keeping.last_contact(situation.relationship)
    why = Because("P-71", f"silent for {cadence.check_in_silence} days")
    return Step(
        "draft",
        "check-in",
        last + timedelta(days=cadence.check_in_silence),
        why,
        f"check-in:{last:%Y-%m-%d}",
        ask_by="digest",
    )


def _meeting(situation: Situation, cadence: Cadence) -> Step | None:
    meeting = situation.meeting
    if meeting is None or meeting.state != "planned":
        return None
    over = meeting.start + timedelta(minutes=meeting.minutes + cadence.meeting_over_minutes)
    return Step("move", "meeting:over", over, Because("P-33", f"the conversation ended at {over:%Y-%m-%d %H:%M} UTC"))


def _thank_you(situation: Situation, cadence: Cadence) -> Step | None:
    """First the owner's lines, then the letter, both within 24 hours of the end (P-33)."""
    relationship = situation.relationship
    occasion = f"meeting:{situation.held.id}" if situation.held else f"since:{relationship.since:%Y-%m-%d}"
    asked = next(
        (a for a in situation.asked if a.kind == "take-aways" and a.occasion == f"{relationship.id}:{occasion}"), None
    )
    if asked is None:
        return Step(
            "ask",
            "take-aways",
            relationship.since,
            Because("P-33", "what did you take away?"),
            f"{relationship.id}:{occasion}",
        )
    if asked.answered:
        return Step("draft", "thank-you", asked.answered, Because("P-33", asked.answer), f"thank-you:{occasion}")
    return None


def _active(situation: Situation, cadence: Cadence) -> Step | None:
    """Past its cadence it is stale, and the digest brings a ready letter (P-63)."""
    relationship = situation.relationship
    last = keeping.last_contact(relationship)
    amber, _ = keeping.limits(relationship, cadence)
    why = Because("P-63", f"no contact for {amber.days} days")
    return Step("draft", "check-in", last + amber, why, f"check-in:{last:%Y-%m-%d}", ask_by="digest")


def _keep_in_touch(situation: Situation, cadence: Cadence) -> Step | None:
    relationship = situation.relationship
    last = keeping.last_contact(relationship)
    amber, _ = keeping.limits(relationship, cadence)
    why = Because("P-74", f"no contact for {amber.days} days")
    return Step("draft", "keep-in-touch", last + amber, why, f"keep-in-touch:{last:%Y-%m-%d}", ask_by="digest")


def _quiet(situation: Situation, cadence: Cadence) -> Step | None:
    if situation.unanswered_by_us:
        return None  # they wrote after all: the owner was told
    letter = situation.last_sent()
    return _rest(letter.at if letter else situation.relationship.since, cadence.check_in_rest)


def _short_of_time(situation: Situation, cadence: Cadence) -> Step | None:
    waiting = situation.unanswered_by_us
    if waiting:
        return Step(
            "draft",
            "short-of-time",
            waiting.at,
            Because("P-73", "they are short of time"),
            f"answer:{waiting.id}",
            answers=waiting.id,
        )
    return _check_in_when_silent(situation, cadence)


def _mismatch(situation: Situation, cadence: Cadence) -> Step | None:
    relationship = situation.relationship
    return Step(
        "draft",
        "mismatch-exit",
        relationship.since,
        Because("P-70", "the owner's own wish"),
        f"mismatch:{relationship.since:%Y-%m-%d}",
    )


def _declined(situation: Situation, cadence: Cadence) -> Step | None:
    heard = situation.unanswered_by_us
    if heard is None or heard.intent != "declines":
        return None
    return Step(
        "draft", "decline-thanks", heard.at, Because("P-75", "they said no"), "decline-thanks", answers=heard.id
    )


_STEPS = {
    "prospect": _prospect,
    "outreach": _outreach,
    "scheduling": _scheduling,
    "meeting": _meeting,
    "thank-you": _thank_you,
    "active": _active,
    "keep-in-touch": _keep_in_touch,
    "quiet": _quiet,
    "short-of-time": _short_of_time,
    "mismatch": _mismatch,
    "declined": _declined,
}
