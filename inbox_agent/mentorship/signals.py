"""What a contact's words mean for the relationship: one intent, what else is said, and the words that it rests on.

Phrase rules of each language (`rules/signals/`, found by `evidence`) give weights to intents, and a short
judgement, the same for all languages, decides. Its order is the order of harm done by a mistake:

1. "Please don't write again" is a hard stop, whatever else is said (F-24).
2. A *no* in any of its kinds (declines, ends, cancels, pauses, names somebody else) outweighs a yes beside it,
   because a polite no opens with what sounds like one: "I'd love to, but I'm afraid I can't".
3. A *yes* counts only where nothing in the mail speaks against it. Words of refusal anywhere ("unfortunately"), a
   condition or a "but" in its own sentence make it unsure; phrases that only look like a refusal ("no problem",
   "can't wait") are taken out first.
4. What else a mail brings (advice, a question, thanks) counts when the mail is neither.

Where the best guess leads by little, or rests on little, the reading is not sure and carries both guesses: the
model or the owner decides (F-22). A bare "Perfect, that works" means what was asked before it: a yes to talk in
`outreach`, the time that we offered in `scheduling`; the stage and who wrote last are evidence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from inbox_agent.mail.language import language_of
from inbox_agent.mail.message import Because
from inbox_agent.mentorship.evidence import ENOUGH, Evidence, Place, gather
from inbox_agent.mentorship.phrases import said
from inbox_agent.rules import Rules
from inbox_agent.words import Role, Stage

#: Kinds of no, the gravest first; in this order where two weigh the same.
NOES = ("ends", "declines", "suggests-other", "pauses", "reschedules", "cancels")
#: Of two kinds of no in one mail the first of a pair is the fuller reading: a named person beside a no (F-25), a day to
#: come back on (F-23), another time for the same conversation.
FULLER = (("suggests-other", "declines"), ("pauses", "declines"), ("reschedules", "cancels"), ("ends", "declines"))
#: Kinds of yes. `agrees` is a yes to whatever was asked; the place of the mail makes one of the others of it.
YESES = ("accepts", "accepts-short-of-time", "asks-for-times", "proposes-times", "confirms-time")
YESES_WHEN_DATING = ("confirms-time", "accepts-short-of-time", "proposes-times", "asks-for-times", "accepts")
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

ASKED: tuple[Stage, ...] = ("prospect", "outreach", "quiet", "resting", "short-of-time", "paused", "declined", "ended")
DATING: tuple[Stage, ...] = ("scheduling", "meeting")
KNOWN: tuple[Stage, ...] = ("active", "thank-you", "keep-in-touch")

CLEAR = ENOUGH + 0.9  #: a phrase that was given weight 4 because it says the whole case
LEAD = 1.0  #: by how much the best must lead what speaks for something else
#: The share of sentences that must be explained before a light intent is the whole mail.
LIGHT_SHARE = {"encourages": 0.5, "thanks": 0.6, "small-talk": 0.6}


@dataclass(frozen=True)
class Context:
    """Where the relationship stands when the mail arrives; "" and None are not known."""

    stage: Stage
    role: Role
    language: str = ""  #: ISO 639-1, remembered of this contact
    last_writer: Literal["owner", "contact", ""] = ""
    days_since_ours: int | None = None
    offered: bool | None = None  #: whether our last letter offered times; None: as is usual in this stage


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
    bad_news: bool = False  #: bereavement, illness, redundancy on their side: every timer stops (P-76)


def hear(text: str, context: Context, rules: Rules, has_slots: bool = False) -> Reading:
    """Read the newly written words of a contact's mail. `has_slots`: it names a day and a clock (another module reads them)."""
    words = said(text)
    if not words.starts:
        return Reading("other")
    found = language_of(text, rules.words, context.language).code
    evidence = gather(words, (found, context.language), Place(context.stage, context.role, has_slots), rules)
    stop = evidence.because("do-not-contact")
    if stop:
        intent = "ends" if context.stage in KNOWN else "declines"
        return Reading(intent, confidence=0.99, because=stop, sure=True, do_not_contact=True)
    at = replace(evidence, scores=_placed(evidence.scores, context, has_slots))
    reading = _no(at, context.stage) or _yes(at, context.stage) or _brings(at, context.stage) or _unsure(at)
    bad_news = evidence.because("bad-news")
    return replace(reading, because=(*bad_news, *reading.because), bad_news=True) if bad_news else reading


def _placed(found: dict[str, float], context: Context, has_slots: bool) -> dict[str, float]:
    """The scores, with `agrees` and named times turned into what they mean at this place of the thread."""
    scores = dict(found)
    agrees = scores.pop("agrees", 0.0)
    offered = context.offered if context.offered is not None else context.stage in DATING
    proposes = scores.get("proposes-times", 0.0)
    if agrees and offered and context.last_writer != "contact" and proposes < ENOUGH:
        _at_least(scores, "confirms-time", agrees)
    elif agrees and has_slots:
        _at_least(scores, "proposes-times", agrees)
    elif agrees and context.stage in ASKED:
        _at_least(scores, "accepts", agrees)
    asks = "asks-question" in scores
    if has_slots and "confirms-time" not in scores and (asks or "proposes-times" in scores or "accepts" in scores):
        _at_least(scores, "proposes-times", ENOUGH)
    if context.stage == "meeting" and scores.get("confirms-time", 0.0) < ENOUGH:
        # A time is agreed already, so another one offered or asked for moves it, and so does a question beside a cancellation.
        moved = max(
            scores.pop("proposes-times", 0.0),
            scores.pop("asks-for-times", 0.0),
            scores.get("cancels", 0.0) if asks else 0.0,
        )
        if moved:
            _at_least(scores, "reschedules", moved)
    if not has_slots and scores.get("asks-for-times", 0.0) >= ENOUGH:
        scores.pop("proposes-times", None)  # "When could you next week?" names a week and proposes nothing
    if scores.get("proposes-times", 0.0) > CLEAR > scores.get("confirms-time", 0.0):
        scores.pop("confirms-time", None)  # "not Thursday, but Friday at 11 is fine": another time, not the agreed one
    if (
        context.stage in KNOWN
        and asks
        and all(scores.get(other, 0.0) < ENOUGH for other in WEIGHTY if other != "asks-question")
    ):
        scores["asks-question"] += LEAD  # nothing else is open between the two: the question is what the mail is about
    return scores


def _at_least(scores: dict[str, float], intent: str, weight: float) -> None:
    scores[intent] = max(scores.get(intent, 0.0), weight)


def _no(at: Evidence, stage: Stage) -> Reading | None:
    best, score = at.best(NOES)
    if score < ENOUGH:
        return None
    for fuller, plain in FULLER:
        if best == plain and at.score(fuller) >= ENOUGH:
            best, score = fuller, max(score, at.score(fuller))
    if best == "declines" and stage == "meeting":
        # What they cannot do is come; whether they want to is not said, and `declined` would be for good (T-15).
        return _settled("cancels", at) if at.score("cancels") >= ENOUGH else _torn(("cancels", "declines"), at)
    small = at.score("accepts-short-of-time")
    if best in ("declines", "pauses") and small >= ENOUGH:
        return (
            _settled("accepts-short-of-time", at)
            if small > at.score(best)
            else _torn(("accepts-short-of-time", best), at)
        )
    yes, speaks_for = at.best(YESES)
    if best == "declines" and yes == "proposes-times" and speaks_for > score:
        return _settled(yes, at)  # a no to one time, with another offered
    if best == "declines" and speaks_for >= score:
        return _torn((best, yes), at)
    return _settled(best, at)


def _yes(at: Evidence, stage: Stage) -> Reading | None:
    best = next(
        (intent for intent in (YESES_WHEN_DATING if stage in DATING else YESES) if at.score(intent) >= ENOUGH), None
    )
    if best is None:
        return None
    if best == "confirms-time" and at.score("proposes-times") >= at.score(best):
        return _torn(("proposes-times", "confirms-time"), at)
    if best == "accepts" and at.score("accepts-short-of-time") >= ENOUGH:
        best = "accepts-short-of-time"
    if _against(best, at):
        no, weight = at.best(NOES)
        return _torn((best, no if weight else "declines"), at)
    return _settled(best, at)


def _against(yes: str, at: Evidence) -> bool:
    """Whether anything in the mail speaks against this yes."""
    if yes in ("proposes-times", "asks-for-times") and at.score(yes) > CLEAR:
        return False  # its own phrase says which time is refused, and that another is offered or wanted
    if at.refused:
        return True
    if yes == "accepts-short-of-time":
        return False  # a "but" is what it is made of
    clear = {hit.sentence for hit in at.hits if hit.rule.intent in (*YESES, "agrees") and hit.rule.weight >= ENOUGH}
    # One clear yes in a sentence of its own stands; where there is none, no sentence of the mail may be in doubt.
    doubtful = clear <= at.doubted if clear else bool(at.doubted)
    return doubtful or at.best(NOES)[1] >= 2


def _brings(at: Evidence, stage: Stage) -> Reading | None:
    best, score = at.best(WEIGHTY)
    if score >= ENOUGH:
        rivals = [at.score(other) for other in (*WEIGHTY, *NOES, *YESES) if other != best]
        return _settled(best, at) if score - max(rivals) >= LEAD else None
    best, score = at.best(LIGHT)
    # While something was asked of them, "Thank you for your trust, but I do not see myself there" is no thank-you: then
    # every sentence must be understood, and none in doubt.
    waits = stage not in KNOWN
    share = 1.0 if waits else LIGHT_SHARE[best]
    unclear = waits and (at.refused or at.doubted)
    return _settled(best, at) if score >= ENOUGH and not unclear and at.explained >= share else None


def _settled(intent: str, at: Evidence) -> Reading:
    also = tuple(other for other in (*NOES, *YESES, *BRINGS) if other != intent and at.score(other) >= ENOUGH)
    names = (intent, "agrees") if intent in ("accepts", "confirms-time", "proposes-times") else (intent,)
    confidence = min(0.99, 0.8 + 0.05 * (at.score(intent) - ENOUGH) + (0.0 if also else 0.04))
    because = at.because(*names) or at.because(*YESES, "agrees", "asks-question")
    return Reading(intent, also, round(confidence, 2), because, True)


def _torn(guesses: tuple[str, ...], at: Evidence) -> Reading:
    """Two readings that lead to different acts: neither is taken."""
    refused = (Because("refusal", at.refused),) if at.refused else ()
    return Reading(guesses[0], (), 0.4, (*at.because(*guesses, "agrees"), *refused), False, guesses)


def _unsure(at: Evidence) -> Reading:
    ranked = tuple(sorted((i for i in (*NOES, *YESES, *BRINGS) if at.score(i)), key=lambda i: -at.score(i))[:2])
    if not ranked:
        return Reading("other")
    return Reading(ranked[0], (), 0.3, at.because(*ranked, "agrees"), False, ranked)
