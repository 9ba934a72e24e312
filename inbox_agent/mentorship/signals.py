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

Warm words are no yes: "what a lovely idea" opens as many noes. A yes is a commitment ("let's", "send me your
questions", "when suits you?"), or warm words in a mail that says nothing else.

Where the best guess leads by little, or rests on little, the reading is not sure and carries both guesses: the
model or the owner decides (F-22). A bare "Perfect, that works" means what was asked before it: a yes to talk in
`outreach`, the time that we offered in `scheduling`. So the stage, who wrote last, and what our own last letter asked
(`asked`) are evidence; what we asked never decides by itself, but it makes a clear case of a faint one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from inbox_agent.mail.language import language_of
from inbox_agent.mail.message import Because
from inbox_agent.mentorship.asked import NOTHING, Asked
from inbox_agent.mentorship.evidence import ENOUGH, Evidence, Place, gather, together
from inbox_agent.mentorship.phrases import said
from inbox_agent.rules import Rules, Topic
from inbox_agent.words import Role, Stage

#: Kinds of no, the gravest first; in this order where two weigh the same.
NOES = ("ends", "declines", "suggests-other", "pauses", "reschedules", "cancels")
REFUSE = ("ends", "declines", "suggests-other", "pauses")  #: those that are no move of a date
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
BEFORE: tuple[Stage, ...] = ("prospect", "outreach", "scheduling", "meeting")
DATING: tuple[Stage, ...] = ("scheduling", "meeting")
KNOWN: tuple[Stage, ...] = ("active", "thank-you", "keep-in-touch")

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
#: What the owner is asked about where the words say nothing.
LIKELY: dict[str, tuple[str, str]] = {
    "asked": ("accepts", "declines"), "dating": ("confirms-time", "reschedules"),
    "mentee": ("gives-advice", "small-talk"), "mentor": ("reports-progress", "asks-question"),
    "peer": ("small-talk", "reports-progress"),
}  # fmt: skip
THREAD = (Because("thread", ""),)  #: a time that we named ourselves
ASKS = 0.5  #: a mail of which this share asks is a question
FAINT = 0.5  #: what keeps one passing remark from being what a mail is about
HALF = 0.5  #: of the sentences: where fewer are understood, a passing remark is no more than that
CLEAR = ENOUGH + 0.9  #: a phrase that was given weight 4 because it says the whole case
LEAD = 1.0  #: by how much the best must lead what speaks for something else
#: The share of sentences that must be explained before a light intent is the whole mail.
LIGHT_STAGES = {"thank-you": "thanks", "keep-in-touch": "small-talk"}  #: where nothing else is expected
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
    bad_news: bool = False  #: bereavement, illness, redundancy on their side: every timer stops (P-76)


def hear(text: str, context: Context, rules: Rules, has_slots: bool = False, ours: bool | None = None) -> Reading:
    """Read the newly written words of a contact's mail. `has_slots`: it names a day and a clock (another module reads
    them); `ours`: whether they are all times that we named, None where it or we named none.
    """
    words = said(text)
    if not words.starts:
        return Reading("other")
    found = language_of(text, rules.words, context.language).code
    evidence = gather(words, (found, context.language), Place(context.place, context.role, has_slots), rules)
    stop = evidence.because("do-not-contact")
    if stop:
        intent = "ends" if context.stage in KNOWN else "declines"
        return Reading(intent, confidence=0.99, because=stop, sure=True, do_not_contact=True)
    at = replace(evidence, scores=_placed(evidence, context, has_slots, ours))
    reading = _nothing_said(at) or _no(at, context) or _yes(at, context) or _brings(at, context) or _unsure(at, context)
    bad_news = evidence.because("bad-news")
    return replace(reading, because=(*bad_news, *reading.because), bad_news=True) if bad_news else reading


def _placed(found: Evidence, context: Context, has_slots: bool, ours: bool | None) -> dict[str, float]:
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
    if not (offered and answers_us) and not has_slots:
        scores.pop("confirms-time", None)  # nobody has named a time that could be confirmed
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
        return _torn((best, *(other for other in _likely(context) if other != best))[:2], at)
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
    order = YESES_WHEN_DATING if context.place in DATING else YESES
    best = next((intent for intent in order if at.score(intent) >= ENOUGH), None)
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
    answers = {intent for topic in context.asked.topics for intent in ANSWERS.get(topic, ())}
    said_so = _really_asks(at, context) if best == "asks-question" else at.clearly(best) or best in answers
    if score >= ENOUGH and said_so:
        rivals = [at.score(other) for other in (*WEIGHTY, *NOES, *YESES, "encourages") if other != best]
        return _settled(best, at) if score - max(rivals) >= LEAD else None
    best, score = at.best(LIGHT)
    # While something was asked of them, "Thank you for your trust, but I do not see myself there" is no thank-you: then
    # every sentence must be understood, and none in doubt.
    asked_so = any(best in ANSWERS.get(topic, ()) for topic in context.asked.topics)
    usual = LIGHT_STAGES.get(context.stage) == best or asked_so
    share = 1.0 if waits else 0.0 if usual or score > CLEAR else LIGHT_SHARE[best]
    unclear = waits and (at.refused or at.doubted)
    heavier = any(
        at.score(other) >= (ENOUGH if usual else 2) for other in (*WEIGHTY, *NOES, *YESES) if other != "asks-question"
    )
    return _settled(best, at) if score >= ENOUGH and not unclear and not heavier and at.explained >= share else None


def _really_asks(at: Evidence, context: Context) -> bool:
    """Whether a mail is a question, and does not only hold one: it asks mostly, and nothing that we asked is answered."""
    if context.place in DATING:
        return False  # what they ask there is about the date
    answers = {intent for topic in context.asked.topics for intent in ANSWERS.get(topic, ())}
    others = (*(i for i in WEIGHTY if i != "asks-question"), *NOES, *YESES, "encourages")
    opened = any(h.rule.intent == "asks-question" and h.rule.weight >= ENOUGH and not h.rule.question for h in at.hits)
    return (
        (at.asking >= ASKS or opened)
        and not answers
        and at.score("small-talk") < ENOUGH
        and all(at.score(i) < (ENOUGH if opened else 2) for i in others)
    )


def _settled(intent: str, at: Evidence) -> Reading:
    also = tuple(other for other in (*NOES, *YESES, *BRINGS) if other != intent and at.score(other) >= ENOUGH)
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
        return Reading("other", guesses=_likely(context))
    guesses = tuple(dict.fromkeys((*ranked, *_likely(context))))[:2]
    return Reading(guesses[0], (), 0.3, at.because(*ranked, "agrees"), False, guesses)


def _likely(context: Context) -> tuple[str, ...]:
    """What a mail at this place mostly is."""
    topics = (intent for topic in sorted(context.asked.topics) for intent in ANSWERS.get(topic, ()))
    place = "dating" if context.place in DATING else "asked" if context.stage in ASKED else context.role
    return tuple(dict.fromkeys((*topics, *LIKELY[place])))[:2]
