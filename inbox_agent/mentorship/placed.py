"""What the words of a mail weigh at its place of the thread: a yes to what was asked, a time that moves another, an answer.

A bare "Perfect, that works" means what was asked before it: a yes to talk in `outreach`, the time that we offered in
`scheduling`. So the stage, who wrote last, and what our own last letter asked (`asked`) are evidence; what we asked never
decides by itself, but it makes a clear case of a faint one.
"""

from __future__ import annotations

from inbox_agent.mentorship.evidence import CLEAR, ENOUGH, Evidence, together
from inbox_agent.mentorship.reading import ASKED, BEFORE, DATING, KNOWN, LIGHT, WEIGHTY, Context
from inbox_agent.rules import Topic

#: What an answer to a letter of ours is likely to be.
ANSWERS: dict[Topic, tuple[str, ...]] = {
    "advice": ("gives-advice",), "feedback": ("gives-feedback",), "resource": ("shares-resource",),
    "contact": ("makes-introduction",), "news": ("reports-progress",), "setback": ("encourages",),
    "next": ("ends", "pauses"), "thanks": ("small-talk", "encourages"), "greeting": ("small-talk",),
}  # fmt: skip
ANSWERED = 2.5  #: what such a likelihood weighs: nearly enough, so that a faint word of the answer's own decides
#: What is said to whom has asked, whatever words it is said in: these are sure where nothing else is in the mail.
PLAIN_ANSWERS = (
    "encourages", "gives-feedback", "reports-progress", "gives-advice", "shares-resource", "makes-introduction",
)  # fmt: skip
FAINT = 0.5  #: what keeps one passing remark from being what a mail is about
HALF = 0.5  #: of the sentences: where fewer are understood, a passing remark is no more than that
LEAD = 1.0  #: by how much the best must lead what speaks for something else


def placed(found: Evidence, context: Context, has_slots: bool, ours: bool | None) -> dict[str, float]:
    """The scores, with `agrees`, named times and what we asked turned into what they mean at this place of the thread."""
    scores = dict(found.scores)
    if context.place in DATING or context.stage in ASKED:
        _dated(scores, context, has_slots, ours)
    else:
        _at_least(scores, "proposes-times", ENOUGH) if has_slots and scores.get("agrees") else None
    scores.pop("agrees", None)
    if not has_slots and scores.get("asks-for-times", 0.0) >= ENOUGH:
        scores.pop("proposes-times", None)  # "When could you next week?" names a week and proposes nothing
    if scores.get("proposes-times", 0.0) > CLEAR and (found.refused or scores.get("confirms-time", 0.0) < CLEAR):
        scores.pop("confirms-time", None)  # "not Thursday, but Friday at 11 is fine": another time, not the agreed one
    _answered(scores, context, found)
    return scores


def _dated(scores: dict[str, float], context: Context, has_slots: bool, ours: bool | None) -> None:
    """What a yes and a time mean where a first conversation, or its date, is still open."""
    stage, agrees = context.place, scores.get("agrees", 0.0)
    offered = context.offered if context.offered is not None else stage in DATING
    answers_us = context.last_writer != "contact"
    if not (offered and answers_us):
        confirms = scores.pop("confirms-time", 0.0)  # nobody has named a time that could be confirmed
        if has_slots and confirms:
            _at_least(scores, "proposes-times", confirms)
    if ours and offered and answers_us:
        _at_least(scores, "confirms-time", max(ENOUGH, agrees))  # they say the time that we named
        scores.pop("proposes-times", None)
    elif ours is False and offered and stage in DATING:
        _at_least(scores, "reschedules" if stage == "meeting" else "proposes-times", ENOUGH)
    elif agrees and offered and answers_us and scores.get("proposes-times", 0.0) < ENOUGH:
        one = len(context.asked.times) == 1 and not context.asked.fixed  # any good word is meant for this one time
        _at_least(scores, "confirms-time", together((agrees, ANSWERED)) if one else agrees)
    elif agrees and has_slots:
        _at_least(scores, "proposes-times", agrees)
    elif agrees and context.stage in ASKED:
        _at_least(scores, "accepts", agrees)
    asks = "asks-question" in scores
    if (
        has_slots
        and "confirms-time" not in scores
        and (
            asks
            or "proposes-times" in scores
            or scores.get("accepts", 0.0) >= ENOUGH
            or (context.asked.known and not offered)
        )
    ):
        _at_least(scores, "proposes-times", ENOUGH)
    if stage == "meeting" and scores.get("confirms-time", 0.0) < ENOUGH:
        # A time is agreed already, so another one offered or asked for moves it, and so does a question beside a cancellation.
        moved = max(
            scores.pop("proposes-times", 0.0),
            scores.pop("asks-for-times", 0.0),
            scores.get("cancels", 0.0) if asks else 0.0,
        )
        if moved:
            _at_least(scores, "reschedules", moved)


def _answered(scores: dict[str, float], context: Context, found: Evidence) -> None:
    """Count what our letter asked for what answers it, and what role and stage make unlikely against it."""
    before = context.stage in BEFORE
    for intent in ("gives-advice", "gives-feedback", "shares-resource", "encourages") if before else ("accepts",):
        if scores.get(intent, 0.0) <= CLEAR:
            scores.pop(intent, None)  # while we wait for a yes nobody advises; who said yes long ago does not accept
    if context.stage == "thank-you":
        scores["reports-progress"] = scores.get("reports-progress", 0.0) - LEAD
    unlikely = {"mentor": "gives-advice", "mentee": "reports-progress"}.get(context.role)
    if unlikely in scores:
        scores[unlikely] -= LEAD
    others = [scores.get(other, 0.0) for other in WEIGHTY if other != "asks-question"]
    if context.stage in KNOWN and "asks-question" in scores and max(others) < ENOUGH:
        scores["asks-question"] += LEAD  # nothing else is open between the two: the question is what the mail is about
    if (
        "gives-advice" in scores
        and "advice" not in context.asked.topics
        and found.once("gives-advice")
        and found.explained < HALF
    ):
        scores["gives-advice"] -= FAINT  # one "do this" in passing, unasked, stands in a mail of any kind
    if before:
        return
    for topic in context.asked.topics:
        for intent in ANSWERS.get(topic, ()):
            own = scores.get(intent, 0.0)
            scores[intent] = together((own, ANSWERED)) if own else ANSWERED
            if not own and intent in PLAIN_ANSWERS and found.said_much and _says_little_else(scores, intent):
                scores[intent] = ENOUGH


def _says_little_else(scores: dict[str, float], intent: str) -> bool:
    return all(weight < 2 for other, weight in scores.items() if other not in (intent, *LIGHT, "asks-question"))


def _at_least(scores: dict[str, float], intent: str, weight: float) -> None:
    scores[intent] = max(scores.get(intent, 0.0), weight)
