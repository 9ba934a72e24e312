"""The traits of a mail, named so that a person can read them: what a learnt weight may hang on (`rules/weights.toml`).

    says busy, opens gladly, asks which-time     an idea anywhere, in the first two sentences, in a sentence that asks
    dating: says suits                           an idea where a date is being found
    letter asks minutes                          an idea in a question of our own letter
    rules declines, judged declines, unsure      what the phrase rules weigh and would decide by themselves
    stage outreach, role mentor, topic news      where the mail stands, and what our letter asked

A trait is 1 where it is there, or a share between 0 and 1. Nothing here knows a language, a name or a person.
"""

from __future__ import annotations

from typing import Literal

from inbox_agent.mentorship.concepts import Ideas
from inbox_agent.mentorship.evidence import ENOUGH, Evidence
from inbox_agent.mentorship.phrases import Said
from inbox_agent.mentorship.reading import DATING, INTENTS, KNOWN, Context, Reading

GREETING = 4  #: words; a first line no longer than this greets
SHORT, BARE = 12, 6  #: words of a whole mail
LONGEST, MOST, DOZEN = 150, 3, 15  #: words, questions and sentences from which on more makes no difference

Traits = dict[str, float]
Placing = Literal["asked", "dating", "known"]


def placing(context: Context) -> Placing:
    """Whether a yes to talk, a date, or neither is open between the two."""
    return "known" if context.stage in KNOWN else "dating" if context.stage in DATING else "asked"


def traits_of(
    words: Said,
    ideas: Ideas,
    found: Evidence,
    placed: dict[str, float],
    judged: Reading,
    context: Context,
    has_slots: bool,
    ours: bool | None,
) -> Traits:
    """Everything about a mail that a weight may hang on. `found` as gathered, `placed` the scores at this place."""
    place = placing(context)
    every = {
        **_said(words, ideas, place),
        **_answered(context, place),
        **_by_rules(found, placed, judged, place),
        **_form(words, found, place, has_slots, ours),
        f"stage {context.stage}": 1.0,
        f"role {context.role}": 1.0,
        place: 1.0,
        f"{place}: role {context.role}": 1.0,
    }
    return {name: value for name, value in every.items() if value}


def _said(words: Said, ideas: Ideas, place: Placing) -> Traits:
    first = 1 if len(ideas) > 1 and len(words.sentences[0]) <= GREETING else 0
    found: Traits = {}
    for n, sentence in enumerate(ideas):
        opens, asks = first <= n <= first + 1, words.asked[n]
        for idea in sentence:
            found[f"says {idea}"] = found[f"{place}: says {idea}"] = 1.0
            if opens:
                found[f"opens {idea}"] = 1.0
            if asks:
                found[f"asks {idea}"] = 1.0
    return found


def _answered(context: Context, place: Placing) -> Traits:
    """What our own letter was, as far as it was read."""
    asked = context.asked
    found: Traits = {"letter": float(asked.known), "letter questions": min(asked.questions, MOST) / MOST}
    for idea in asked.says:
        found[f"letter {idea}"] = found[f"{place}: letter {idea}"] = 1.0
    for idea in asked.asks:
        found[f"letter asks {idea}"] = 1.0
    for topic in asked.topics:
        found[f"topic {topic}"] = found[f"{place}: topic {topic}"] = 1.0
    found["letter times"] = found[f"{place}: letter times"] = min(len(asked.times), MOST) / MOST
    return found


def _by_rules(at: Evidence, placed: dict[str, float], judged: Reading, place: Placing) -> Traits:
    found: Traits = {"rules agrees": at.score("agrees") / ENOUGH, f"{place}: rules agrees": at.score("agrees") / ENOUGH}
    clear = {hit.rule.intent for hit in at.hits if hit.rule.weight >= ENOUGH}
    for intent in INTENTS:
        here, score = placed.get(intent, 0.0), at.score(intent)
        if here > 0:
            found[f"rules here {intent}"] = here / ENOUGH
        if score:
            found[f"rules {intent}"] = found[f"{place}: rules {intent}"] = score / ENOUGH
        if intent in clear:
            found[f"rules clearly {intent}"] = 1.0
    found[f"judged {judged.intent}"] = 1.0
    found[f"judged {judged.intent}, {'sure' if judged.sure else 'unsure'}"] = 1.0
    for guess in judged.guesses:
        found[f"guessed {guess}"] = 1.0
    return found


def _form(words: Said, at: Evidence, place: Placing, has_slots: bool, ours: bool | None) -> Traits:
    text, count, asked = words.source, len(words.starts), sum(words.asked)
    both: Traits = {
        "refuses": float(bool(at.refused)),
        "asking": at.asking,
        "question marks": min(asked, MOST) / MOST,
        "sentences that ask": asked / len(words.asked),
        "names a time": float(has_slots),
        "our time": {True: 1.0, False: -1.0, None: 0.0}[ours],
        "short": float(count < SHORT),
    }
    return {
        **both,
        **{f"{place}: {name}": value for name, value in both.items()},
        "bare": float(count < BARE),
        "length": min(count, LONGEST) / LONGEST,
        "sentences": min(len(words.asked), DOZEN) / DOZEN,
        "exclaims": min(text.count("!"), MOST) / MOST,
        "ends asking": float(any(words.asked[-3:])),
        "doubted": min(len(at.doubted), 4) / 4,
        "turned": float(at.turned),
        "explained": at.explained,
        "said much": float(at.said_much),
        "link": float("‹url›" in words.words),
        "address": float("‹addr›" in words.words),
    }
