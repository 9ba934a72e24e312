"""What a contact's words mean for the relationship: one intent, what else is said, and the words that it rests on.

Phrase rules of each language (`rules/signals/`) give weights to intents, and a short judgement, the same for all
languages, decides. Its order is the order of harm done by a mistake:

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

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from re import Pattern
from typing import Literal

from inbox_agent.mail.language import language_of
from inbox_agent.mail.message import Because
from inbox_agent.mentorship.phrases import Said, pattern, said
from inbox_agent.rules import Rules, Signal, Signals
from inbox_agent.words import Role, Stage

#: Kinds of no, the gravest first; in this order where two weigh the same.
NOES = ("ends", "declines", "suggests-other", "pauses", "reschedules", "cancels")
#: Kinds of yes. `agrees` is a yes to whatever was asked; the position of the mail makes one of the others of it.
YESES = ("accepts", "accepts-short-of-time", "asks-for-times", "proposes-times", "confirms-time")
#: What else a mail brings; those of `LIGHT` stand in almost every mail and carry one only where there is nothing else.
BRINGS = (
    "makes-introduction", "gives-feedback", "gives-advice", "shares-resource", "reports-progress", "asks-question",
    "encourages", "thanks", "small-talk",
)  # fmt: skip
LIGHT = ("encourages", "thanks", "small-talk")

ASKED: tuple[Stage, ...] = ("prospect", "outreach", "quiet", "resting", "short-of-time", "paused", "declined", "ended")
DATING: tuple[Stage, ...] = ("scheduling", "meeting")
KNOWN: tuple[Stage, ...] = ("active", "thank-you", "keep-in-touch")

ENOUGH = 3.0  #: the weight of one clear phrase
NEVER = 9.0  #: more than any rule weighs
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


@dataclass(frozen=True)
class _Hit:
    rule: Signal
    name: str  #: "accepts.en.7"
    words: str
    start: int
    stop: int
    sentence: int


@dataclass(frozen=True)
class _Weighed:
    """Everything that was found in a mail, before it is judged."""

    hits: tuple[_Hit, ...]
    refused: str  #: the first word of refusal that no harmless phrase explains, "" where there is none
    doubted: frozenset[int]  #: the sentences with a condition, a "but" or a negation
    explained: float  #: the share of sentences in which any rule found something
    scores: dict[str, float] = field(default_factory=dict)

    def score(self, intent: str) -> float:
        return self.scores.get(intent, 0.0)

    def best(self, intents: Iterable[str]) -> tuple[str, float]:
        """The highest of these intents; the earlier one where two weigh the same."""
        found = max(intents, key=self.score)
        return found, self.score(found)

    def because(self, *intents: str) -> tuple[Because, ...]:
        return tuple(
            {
                hit.name: Because(hit.name, hit.words) for hit in reversed(self.hits) if hit.rule.intent in intents
            }.values()
        )[::-1]


def hear(text: str, context: Context, rules: Rules, has_slots: bool = False) -> Reading:
    """Read the newly written words of a contact's mail. `has_slots`: it names a day and a clock (another module reads them)."""
    words = said(text)
    if not words.starts:
        return Reading("other")
    found = language_of(text, rules.words, context.language).code
    weighed = _weigh(words, _readable((found, context.language), rules), context, has_slots)
    return _judge(weighed, context, has_slots)


def _readable(languages: tuple[str, ...], rules: Rules) -> tuple[tuple[str, Signals, float], ...]:
    """Every language's rules with the least weight that counts: all of the languages that the mail may be in, the clear
    ones of English, since many write a "Sure!" into any language, and of the others only what may never be overheard."""
    own = dict.fromkeys(name for name in languages if name in rules.signals) or {"en": None}
    names = dict.fromkeys((*own, "en", *rules.signals))
    least = {"en": ENOUGH} | dict.fromkeys(own, 0.0)
    return tuple((name, rules.signals[name], least.get(name, NEVER)) for name in names if name in rules.signals)


def _always(rule: Signal) -> bool:
    """Whether a rule is heard whatever the mail seems to be written in: hard stops, bad news and a clear no."""
    return rule.intent in ("do-not-contact", "bad-news") or (rule.intent == "declines" and rule.weight > ENOUGH)


@lru_cache(maxsize=32)
def _patterns(signals: Signals) -> tuple[tuple[Signal, Pattern[str]], ...]:
    return tuple((rule, pattern(rule.phrase, signals.lists)) for rule in signals.rules)


@lru_cache(maxsize=32)
def _guards(signals: Signals) -> tuple[tuple[Pattern[str], ...], ...]:
    """The phrases that are harmless, that refuse, and that put in doubt."""
    kinds = (signals.harmless, signals.refusals, signals.doubts)
    return tuple(tuple(pattern(phrase, signals.lists) for phrase in phrases) for phrases in kinds)


def _weigh(words: Said, files: tuple[tuple[str, Signals, float], ...], context: Context, has_slots: bool) -> _Weighed:
    hits = tuple(
        hit for language, signals, least in files for hit in _hits(words, language, signals, least, context, has_slots)
    )
    against = [_against(words, signals) for _, signals, least in files if least == 0]
    refused = next((said for said, _ in against if said), "")
    doubted = frozenset[int]().union(*(sentences for _, sentences in against))
    sentences = [n for n, line in enumerate(words.words.split("\n")) if len(line.split()) > 3]
    found = {hit.sentence for hit in hits}
    explained = sum(n in found for n in sentences) / len(sentences) if sentences else float(bool(hits))
    scores: dict[str, float] = {}
    for intent in {hit.rule.intent for hit in hits}:
        # One clear phrase is enough; further ones add a little, so that chatter does not outweigh a clear word.
        weights = sorted(
            {hit.name: hit.rule.weight for hit in hits if hit.rule.intent == intent}.values(), reverse=True
        )
        scores[intent] = weights[0] + min(1.0, sum(weights[1:]) / 4)
    return _Weighed(hits, refused, doubted, explained, scores)


def _hits(
    words: Said, language: str, signals: Signals, least: float, context: Context, has_slots: bool
) -> Iterable[_Hit]:
    for rule, expression in _patterns(signals):
        if rule.weight < least and not _always(rule):
            continue
        if rule.stages and context.stage not in rule.stages or rule.role and rule.role != context.role:
            continue
        if rule.slots is not None and rule.slots != has_slots:
            continue
        for found in expression.finditer(words.words):
            sentence = words.sentence(found.start() + 1)
            if rule.question is None or rule.question == words.asked[sentence]:
                name = f"{rule.intent}.{language}.{rule.id}"
                yield _Hit(rule, name, words.quote(*found.span()), found.start(), found.end(), sentence)


def _against(words: Said, signals: Signals) -> tuple[str, frozenset[int]]:
    """The first word of refusal and the sentences in doubt, once what only looks like it is taken out."""
    harmless, refusals, doubts = _guards(signals)
    rest = list(words.words)
    for start, stop in (found.span() for expression in harmless for found in expression.finditer(words.words)):
        rest[start:stop] = [" " if c == " " else "_" if c != "\n" else c for c in rest[start:stop]]
    left = "".join(rest)
    refused = next((words.quote(*found.span()) for found in map(lambda e: e.search(left), refusals) if found), "")
    doubted = {words.sentence(found.start() + 1) for expression in doubts for found in expression.finditer(left)}
    return refused, frozenset(doubted)


def _judge(weighed: _Weighed, context: Context, has_slots: bool) -> Reading:
    stop = weighed.because("do-not-contact")
    if stop:
        intent = "ends" if context.stage in KNOWN else "declines"
        return Reading(intent, confidence=0.99, because=stop, sure=True, do_not_contact=True)
    bad_news = weighed.because("bad-news")
    scores = _positioned(weighed, context, has_slots)
    at = _Weighed(weighed.hits, weighed.refused, weighed.doubted, weighed.explained, scores)
    reading = _no(at, context.stage) or _yes(at, context) or _brings(at, context) or _unsure(at)
    if not bad_news:
        return reading
    return Reading(
        reading.intent,
        reading.also,
        reading.confidence,
        (*bad_news, *reading.because),
        reading.sure,
        reading.guesses,
        bad_news=True,
    )


def _positioned(weighed: _Weighed, context: Context, has_slots: bool) -> dict[str, float]:
    """The scores, with `agrees` and named times turned into what they mean at this place of the thread."""
    scores = dict(weighed.scores)
    agrees = scores.pop("agrees", 0.0)
    ours_last = context.last_writer != "contact"
    asks = "asks-question" in scores
    offered = context.offered if context.offered is not None else context.stage in DATING
    if agrees and offered and ours_last and scores.get("proposes-times", 0.0) < ENOUGH:
        scores["confirms-time"] = max(scores.get("confirms-time", 0.0), agrees)
    elif agrees and has_slots:
        scores["proposes-times"] = max(scores.get("proposes-times", 0.0), agrees)
    elif agrees and context.stage in ASKED:
        scores["accepts"] = max(scores.get("accepts", 0.0), agrees)
    if (
        has_slots
        and not scores.get("confirms-time")
        and (asks or scores.get("proposes-times") or scores.get("accepts"))
    ):
        scores["proposes-times"] = max(scores.get("proposes-times", 0.0), ENOUGH)
    if not has_slots and scores.get("asks-for-times", 0.0) >= ENOUGH:
        scores.pop("proposes-times", None)  # "When could you next week?" names a week and proposes nothing
    if scores.get("proposes-times", 0.0) > ENOUGH + 0.9 and scores.get("confirms-time", 0.0) < ENOUGH + 1:
        scores.pop("confirms-time", None)  # "not Thursday, but Friday at 11 is fine": another time, not the agreed one
    weighty = (scores.get(intent, 0.0) for intent in BRINGS if intent not in (*LIGHT, "asks-question"))
    if context.stage in KNOWN and asks and max(weighty) < ENOUGH:
        scores["asks-question"] += LEAD  # nothing else is open between the two, so a question is what the mail is about
    return scores


def _no(at: _Weighed, stage: Stage) -> Reading | None:
    best, score = at.best(NOES)
    if score < ENOUGH:
        return None
    # A named person beside a no is the fuller reading of it (F-25), and so is a day to come back on (F-23) or
    # another time for the same conversation.
    for fuller, plain in (
        ("suggests-other", "declines"),
        ("pauses", "declines"),
        ("reschedules", "cancels"),
        ("ends", "declines"),
    ):
        if best == plain and at.score(fuller) >= ENOUGH:
            best, score = fuller, max(score, at.score(fuller))
    if best == "declines" and stage == "meeting" and at.score("cancels") >= ENOUGH > score - 1:
        best = "cancels"  # what they cannot do is come; whether they want to is not said
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


def _yes(at: _Weighed, context: Context) -> Reading | None:
    order = (
        YESES
        if context.stage not in DATING
        else ("confirms-time", "accepts-short-of-time", "proposes-times", "asks-for-times", "accepts")
    )
    best, score = at.best(order)
    if score < ENOUGH:
        return None
    best = next(intent for intent in order if at.score(intent) >= ENOUGH)
    if best == "accepts" and at.score("accepts-short-of-time") >= ENOUGH:
        best = "accepts-short-of-time"
    if best == "confirms-time" and at.score("proposes-times") >= max(ENOUGH, score):
        return _torn(("proposes-times", "confirms-time"), at)
    clear = {hit.sentence for hit in at.hits if hit.rule.intent in (*YESES, "agrees") and hit.rule.weight >= ENOUGH}
    # One clear yes in a sentence of its own stands; where there is none, no sentence of the mail may be in doubt.
    doubtful = clear <= at.doubted if clear else bool(at.doubted)
    against = at.refused or any(at.score(no) >= 2 for no in NOES) or doubtful
    if best == "proposes-times" and score > ENOUGH + 0.9:
        against = False  # its own phrase says which time is refused and which is offered
    if best == "accepts-short-of-time":
        # It says a "but" by its nature; only words of refusal that no rule explains make it doubtful.
        against = at.refused
    if against:
        return _torn((best, at.best(NOES)[0] if at.best(NOES)[1] else "declines"), at)
    return _settled(best, at)


def _brings(at: _Weighed, context: Context) -> Reading | None:
    weighty = [intent for intent in BRINGS if intent not in LIGHT]
    best, score = at.best(weighty)
    if score >= ENOUGH:
        rivals = [at.score(other) for other in (*weighty, *NOES, *YESES) if other != best]
        if score - max(rivals) >= LEAD:
            return _settled(best, at)
        return None
    best, score = at.best(LIGHT)
    open_request = context.stage in ASKED or context.stage in DATING
    if score < ENOUGH or (open_request and at.refused) or at.explained < LIGHT_SHARE[best]:
        return None
    return _settled(best, at)


def _settled(intent: str, at: _Weighed) -> Reading:
    score = at.score(intent)
    also = tuple(other for other in (*NOES, *YESES, *BRINGS) if other != intent and at.score(other) >= ENOUGH)
    names = (intent, "agrees") if intent in ("accepts", "confirms-time", "proposes-times") else (intent,)
    confidence = min(0.99, 0.8 + 0.05 * (score - ENOUGH) + (0.04 if not also else 0.0))
    because = at.because(*names) or at.because(*YESES, "agrees", "asks-question")
    return Reading(intent, also, round(confidence, 2), because, True)


def _torn(guesses: tuple[str, ...], at: _Weighed) -> Reading:
    """Two readings that lead to different acts: neither is taken."""
    refused = (Because("refusal", at.refused),) if at.refused else ()
    return Reading(guesses[0], (), 0.4, (*at.because(*guesses, "agrees"), *refused), False, guesses)


def _unsure(at: _Weighed) -> Reading:
    ranked = sorted((i for i in (*NOES, *YESES, *BRINGS) if at.score(i)), key=lambda i: -at.score(i))[:2]
    if not ranked:
        return Reading("other", guesses=(), sure=False)
    return Reading(ranked[0], (), 0.3, at.because(*ranked, "agrees"), False, tuple(ranked))
