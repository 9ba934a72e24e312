"""What the phrase rules alone say of a mail, in the order of harm done by a mistake.

1. A *no* in any of its kinds (declines, ends, cancels, pauses, names somebody else) outweighs a yes beside it,
   because a polite no opens with what sounds like one: "I'd love to, but I'm afraid I can't".
2. A *yes* counts only where nothing in the mail speaks against it. Words of refusal anywhere ("unfortunately"), a
   condition or a "but" in its own sentence make it unsure; phrases that only look like a refusal ("no problem",
   "can't wait") are taken out first.
3. What else a mail brings (advice, a question, thanks) counts when the mail is neither.

Warm words are no yes: "what a lovely idea" opens as many noes. A yes is a commitment ("let's", "send me your
questions", "when suits you?"), or warm words in a mail that says nothing else.
"""

from __future__ import annotations

from inbox_agent.mail.message import Because
from inbox_agent.mentorship.evidence import CLEAR, ENOUGH, Evidence
from inbox_agent.mentorship.placed import ANSWERS, LEAD
from inbox_agent.mentorship.reading import (
    ASKED,
    BEFORE,
    BRINGS,
    DATING,
    KNOWN,
    LIGHT,
    NOES,
    REFUSE,
    WEIGHTY,
    YESES,
    Context,
    Reading,
)

#: Of two kinds of no in one mail the first of a pair is the fuller reading: a named person beside a no (F-25), a day to
#: come back on (F-23), another time for the same conversation.
FULLER = (("suggests-other", "declines"), ("pauses", "declines"), ("reschedules", "cancels"), ("ends", "declines"))
#: Of two kinds of yes in one mail the earlier says more: who is glad to talk and asks when, asks for times.
YESES_WHEN_ASKED = ("accepts-short-of-time", "asks-for-times", "proposes-times", "confirms-time", "accepts")
YESES_WHEN_DATING = ("confirms-time", "accepts-short-of-time", "proposes-times", "asks-for-times", "accepts")
#: What the owner is asked about where the words say nothing.
LIKELY: dict[str, tuple[str, str]] = {
    "asked": ("accepts", "declines"), "dating": ("confirms-time", "reschedules"),
    "mentee": ("gives-advice", "small-talk"), "mentor": ("reports-progress", "asks-question"),
    "peer": ("small-talk", "reports-progress"),
}  # fmt: skip
THREAD = (Because("thread", ""),)  #: a time that we named ourselves
ASKS = 0.5  #: a mail of which this share asks is a question
#: The share of sentences that must be explained before a light intent is the whole mail.
LIGHT_STAGES = {"thank-you": "thanks", "keep-in-touch": "small-talk"}  #: where nothing else is expected
LIGHT_SHARE = {"encourages": 0.5, "thanks": 0.6, "small-talk": 0.6}


def judge(at: Evidence, context: Context) -> Reading:
    """The reading that the rules give by themselves. `at`: the evidence, its scores as they weigh at this place."""
    return _nothing_said(at) or _no(at, context) or _yes(at, context) or _brings(at, context) or _unsure(at, context)


def _nothing_said(at: Evidence) -> Reading | None:
    """An answer of a program, or a remark that the mail itself went wrong: nobody has said anything yet."""
    return Reading("other", (), 0.9, at.because("other"), True) if at.score("other") >= ENOUGH else None


def _no(at: Evidence, context: Context) -> Reading | None:
    stage = context.place
    best, score = at.best(NOES)
    if best == "pauses" and stage == "meeting" and max(at.score("cancels"), at.score("reschedules")) >= ENOUGH:
        best, score = at.best(("reschedules", "cancels"))  # what falls is this one conversation
    if score < ENOUGH:
        return None
    if best == "pauses" and score < CLEAR and at.best(YESES)[1] >= 2:
        return _torn((best, at.best(YESES)[0]), at)
    if best != "suggests-other" and not at.clearly(best):
        return _torn((best, *(other for other in likely(context) if other != best))[:2], at)
    if best == "suggests-other" and (stage not in BEFORE or not (at.clearly(best) or at.score("declines") >= 2)):
        return _torn((best, "declines" if stage in BEFORE else "gives-advice"), at)
    for fuller, plain in FULLER:
        if best == plain and at.score(fuller) >= ENOUGH:
            best, score = fuller, max(score, at.score(fuller))
    if best == "declines" and stage == "meeting":
        # What they cannot do is come; whether they want to is not said, and `declined` would be for good (T-15).
        return _settled("cancels", at) if at.score("cancels") >= ENOUGH else _torn(("cancels", "declines"), at)
    if best == "declines" and stage in KNOWN:
        # They said yes long ago: what they refuse now may be one favour, or the whole.
        return _torn(("declines", "ends"), at)
    small = at.score("accepts-short-of-time")
    if best in ("declines", "pauses") and small >= ENOUGH:
        return (
            _settled("accepts-short-of-time", at)
            if small > at.score(best) and score <= ENOUGH  # a clear no beside it is the safer reading
            else _torn(("accepts-short-of-time", best), at)
        )
    yes, speaks_for = at.best(YESES)
    if best == "declines" and yes == "proposes-times" and speaks_for > score and stage in DATING:
        return _settled(yes, at)  # a no to one time, with another offered
    if best == "declines" and speaks_for >= score:
        return _torn((best, yes), at)
    return _settled(best, at)


def _yes(at: Evidence, context: Context) -> Reading | None:
    order = YESES_WHEN_DATING if context.place in DATING else YESES_WHEN_ASKED
    best = next((intent for intent in order if at.score(intent) >= ENOUGH), None)
    if best is None:
        return None
    if best == "confirms-time" and at.score("proposes-times") >= at.score(best):
        return _torn(("proposes-times", "confirms-time"), at)
    if _against(best, at):
        no, weight = at.best(NOES)
        return _torn((best, no if weight else "declines"), at)
    return _settled(best, at)


def _against(yes: str, at: Evidence) -> bool:
    """Whether anything in the mail speaks against this yes."""
    if yes in ("proposes-times", "asks-for-times") and at.score(yes) > CLEAR and at.best(REFUSE)[1] < 2:
        return False  # its own phrase says which time is refused, and that another is offered or wanted
    said_yes = [hit for hit in at.hits if hit.rule.intent in (*YESES, "agrees") and hit.rule.weight >= ENOUGH]
    clear = {hit.sentence for hit in said_yes} - at.doubted
    committed = any(hit.rule.weight > CLEAR and hit.sentence in clear for hit in at.hits if hit.rule.intent in YESES)
    if at.best(NOES)[1] >= (ENOUGH if yes == "accepts-short-of-time" else 2):
        return True
    if committed:
        return False
    if at.refused:
        return True
    if yes == "accepts-short-of-time":
        return False  # a "but" is what it is made of
    if yes == "accepts" and at.turned:
        return True
    # One clear yes in a sentence of its own stands; where there is none, no sentence of the mail may be in doubt, and
    # none may go unexplained.
    return not clear and (bool(at.doubted) or at.explained < 1)


def _brings(at: Evidence, context: Context) -> Reading | None:
    best, score = at.best(WEIGHTY)
    waits = context.stage not in KNOWN
    answers = _answers(context)
    said_so = _really_asks(at, context) if best == "asks-question" else at.clearly(best) or best in answers
    if score >= ENOUGH and said_so:
        rivals = [at.score(other) for other in (*WEIGHTY, *NOES, *YESES, "encourages") if other != best]
        return _settled(best, at) if score - max(rivals) >= LEAD else None
    best, score = at.best(LIGHT)
    # While something was asked of them, "Thank you for your trust, but I do not see myself there" is no thank-you: then
    # every sentence must be understood, and none in doubt.
    usual = LIGHT_STAGES.get(context.stage) == best or best in answers
    share = 1.0 if waits else 0.0 if usual or score > CLEAR else LIGHT_SHARE[best]
    asks = best in ("encourages", "thanks") and at.asking >= ASKS  # "Congratulations! And how much?"
    unclear = asks or (waits and bool(at.refused or at.doubted))
    heavier = any(
        at.score(other) >= (ENOUGH if usual else 2) for other in (*WEIGHTY, *NOES, *YESES) if other != "asks-question"
    )
    return _settled(best, at) if score >= ENOUGH and not unclear and not heavier and at.explained >= share else None


def _answers(context: Context) -> set[str]:
    """What answers anything that our letter asked."""
    return {intent for topic in context.asked.topics for intent in ANSWERS.get(topic, ())}


def _really_asks(at: Evidence, context: Context) -> bool:
    """Whether a mail is a question, and does not only hold one: it asks mostly, and nothing that we asked is answered."""
    if context.place in DATING:
        return False  # what they ask there is about the date
    others = (*(i for i in WEIGHTY if i != "asks-question"), *NOES, *YESES, "encourages")
    opened = any(h.rule.intent == "asks-question" and h.rule.weight >= ENOUGH and not h.rule.question for h in at.hits)
    return (
        (at.asking >= ASKS or opened)
        and not _answers(context)
        and at.score("small-talk") < ENOUGH
        and all(at.score(i) < (ENOUGH if opened else 2) for i in others)
    )


def beside(intent: str, at: Evidence) -> tuple[str, ...]:
    """What else the rules clearly hear in a mail."""
    return tuple(other for other in (*NOES, *YESES, *BRINGS) if other != intent and at.score(other) >= ENOUGH)


def _settled(intent: str, at: Evidence) -> Reading:
    also = beside(intent, at)
    names = (intent, "agrees") if intent in ("accepts", "confirms-time", "proposes-times") else (intent,)
    confidence = min(0.99, 0.8 + 0.05 * (at.score(intent) - ENOUGH) + (0.0 if also else 0.04))
    because = at.because(*names) or at.because(*YESES, "agrees", "asks-question") or THREAD
    return Reading(intent, also, round(confidence, 2), because, True)


def _torn(guesses: tuple[str, ...], at: Evidence) -> Reading:
    """Two readings that lead to different acts: neither is taken."""
    refused = (Because("refusal", at.refused),) if at.refused else ()
    return Reading(guesses[0], (), 0.4, (*at.because(*guesses, "agrees"), *refused), False, guesses)


def _unsure(at: Evidence, context: Context) -> Reading:
    """The two best guesses; where the words say little, what is likely at this place (F-22)."""
    ranked = sorted((i for i in (*NOES, *YESES, *BRINGS) if at.score(i) > 0), key=lambda i: -at.score(i))[:2]
    if not ranked:
        return Reading("other", guesses=likely(context))
    guesses = tuple(dict.fromkeys((*ranked, *likely(context))))[:2]
    return Reading(guesses[0], (), 0.3, at.because(*ranked, "agrees"), False, guesses)


def likely(context: Context) -> tuple[str, ...]:
    """What a mail at this place mostly is."""
    topics = (intent for topic in sorted(context.asked.topics) for intent in ANSWERS.get(topic, ()))
    place = "dating" if context.place in DATING else "asked" if context.stage in ASKED else context.role
    return tuple(dict.fromkeys((*topics, *LIKELY[place])))[:2]
