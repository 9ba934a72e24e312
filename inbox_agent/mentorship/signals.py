"""What a contact's words mean for the relationship: one intent, what else is said, and the words that it rests on.

1. "Please don't write again" is a hard stop, whatever else is said (F-24).
2. Phrase rules of each language (`rules/signals/`, found by `evidence`, weighed at their place of the thread by `placed`)
   are judged in the order of harm done by a mistake (`judgement`).
3. Their judgement and all that it rests on, the ideas of the mail and of our own letter (`concepts`), and the place are
   the traits of the mail, and learnt weights tell how likely each intent is (`likelihood`). Rules know phrases, but a
   person seldom uses just those; the weights know how far each rule is to be believed, and in which company.
4. A reading is sure where its intent is likely enough, which was measured for each on mail that it had not learnt from,
   or where a plain mail says nothing but what a rule knows. Nothing that sounds like a no leaves a yes sure.

Otherwise the reading carries the two likeliest guesses: the model or the owner decides (F-22).
"""

from __future__ import annotations

import re
from dataclasses import replace

from inbox_agent.mail.language import language_of
from inbox_agent.mail.message import Because
from inbox_agent.mentorship.concepts import Ideas, ideas_in
from inbox_agent.mentorship.evidence import Evidence, Place, gather
from inbox_agent.mentorship.judgement import beside, judge
from inbox_agent.mentorship.likelihood import likelihoods, telling
from inbox_agent.mentorship.phrases import Said, said
from inbox_agent.mentorship.placed import placed
from inbox_agent.mentorship.reading import BRINGS, KNOWN, NOES, REFUSE, YESES, Context, Reading
from inbox_agent.mentorship.traits import Traits, traits_of
from inbox_agent.rules import Rules, Weights

BRIEF = 12  #: words: a mail of fewer says one thing, and what the rules know of it is all that there is
SHORT = 20  #: words: in a mail of fewer they are believed unless all else speaks against it
UNLIKELY, ABSURD = 0.25, 0.05  #: how likely a reading of the rules must at least be, and in a brief mail
#: What the rules seldom err in, however long the mail: unseen, where it was not unlikely, 65 of 67 were right.
WELL_KNOWN = ("asks-for-times", "proposes-times", "confirms-time", "gives-advice")
WILLING = 0.9  #: a yes of some kind that is this likely is one
#: A yes that says more than "yes": it names times, or asks for them.
DATED = ("proposes-times", "asks-for-times")
_QUOTED = re.compile(r"[\"“”„«»]")
POLITE = ("thanks", "small-talk", "encourages")  #: what stands beside every other intent
MOSTLY = 0.5  #: how likely an intent must be beside them
LITTLE = 0.15  #: a no that is likelier than this leaves no yes sure
TELLING = 2  #: ideas that are told where no rule spoke


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
    at = replace(evidence, scores=placed(evidence, context, has_slots, ours))
    judged = judge(at, context)
    ideas = ideas_in(words, found, rules)
    traits = traits_of(words, ideas, evidence, at.scores, judged, context, has_slots, ours)
    likely = likelihoods(traits, rules.weights)
    known = context.asked.known
    reading = _weighed(judged, at, likely, rules.weights.sure_enough(known), words, known)
    if reading.sure and not reading.because:
        told = _told(reading.intent, traits, words, ideas, found, rules.weights)
        reading = replace(reading, because=told) if told else _unsure(judged, at, likely)
    reading = replace(reading, counsel=likely["gives-advice"])
    bad_news = evidence.because("bad-news")
    return replace(reading, because=(*bad_news, *reading.because), bad_news=True) if bad_news else reading


def _weighed(
    judged: Reading, at: Evidence, likely: dict[str, float], sure: dict[str, float], words: Said, letter: bool
) -> Reading:
    """What the rules say of a short mail, the likeliest reading where that is sure, or two guesses. `letter`: of ours is known."""
    count, addressed = len(words.starts), "‹addr›" in words.words
    believed = ABSURD if count < BRIEF else UNLIKELY
    known_well = count < SHORT or (judged.intent in WELL_KNOWN and _refusing(likely) <= LITTLE)
    if judged.sure and known_well and likely[judged.intent] >= believed:
        return judged
    best = next(iter(likely))
    willing = judged.sure and judged.intent in YESES and sum(likely[yes] for yes in YESES) >= WILLING
    if willing and (judged.intent in DATED or judged.intent == best == "accepts-short-of-time"):
        return judged  # that it is a yes is sure; of which kind, rules and weights agree, or the mail speaks of times itself
    if judged.sure and judged.intent == "makes-introduction" and addressed and best in BRINGS:
        return judged  # whoever is named with an address waits for a letter; the advice beside is kept all the same
    # A yes by ideas alone is none in words that may be somebody else's ("my husband said 'of course you'll say yes'"), nor
    # where it is not known what we asked.
    unheard = (not letter or bool(_QUOTED.search(words.source))) and not at.because(*YESES, "agrees")
    # A word of refusal beside a yes that the rules do not hear, or a plain one: "I'd gladly say yes. Only, I know my diary."
    refuses = bool(at.refused) and (best == "accepts" or not (judged.sure and judged.intent in YESES))
    doubtful = best in YESES and (
        unheard or refuses or count < BRIEF or (count < SHORT and bool(at.doubted)) or _sounds_like_no(judged, likely)
    )
    if (likely[best] < sure[best] and not _only_polite_beside(best, likely)) or doubtful:
        return judged if count < BRIEF and not judged.sure and judged.because else _unsure(judged, at, likely)
    because = at.because(best, *(("agrees",) if best in YESES else ()))
    return Reading(best, beside(best, at), round(likely[best], 2), because, True)


def _only_polite_beside(best: str, likely: dict[str, float]) -> bool:
    """Whether what a mail may mean as well is what one says beside anything: thanks before a question."""
    beside = sum(likely[one] for one in POLITE)
    return best not in (*YESES, *POLITE) and likely[best] >= MOSTLY and likely[best] + beside >= WILLING


def _sounds_like_no(judged: Reading, likely: dict[str, float]) -> bool:
    return (judged.sure and judged.intent in NOES) or _refusing(likely) > LITTLE


def _refusing(likely: dict[str, float]) -> float:
    return sum(likely[no] for no in REFUSE)


def _unsure(judged: Reading, at: Evidence, likely: dict[str, float]) -> Reading:
    """The two likeliest readings; a yes and a no where the rules are torn between the two."""
    guesses = tuple(likely)[:2]
    if any(one in YESES for one in judged.guesses) and any(one in REFUSE for one in judged.guesses):
        guesses = tuple(sorted(judged.guesses, key=lambda one: -likely[one]))
    if not at.hits:  # nothing is known of it, so nothing is called its meaning
        return Reading("other", (), round(likely[guesses[0]], 2), guesses=guesses)
    because = at.because(*guesses, "agrees") or judged.because
    return Reading(guesses[0], (), round(likely[guesses[0]], 2), because, False, guesses)


def _told(
    intent: str, traits: Traits, words: Said, ideas: Ideas, language: str, weights: Weights
) -> tuple[Because, ...]:
    """The mail's own words that speak for an intent where no rule does."""
    found = []
    for idea in telling(intent, traits, weights)[:TELLING]:
        first, last = next(sentence[idea] for sentence in ideas if idea in sentence)
        found.append(Because(f"idea.{language}.{idea}", words.quote(words.starts[first], words.starts[last] + 1)))
    return tuple(found)
