"""How likely each sentence of a mail is advice, by learnt weights over what the phrase rules hear in it, its ideas and its place.

An imperative is advice in a mail that advises and an arrangement in any other; "what helped me was a list" is advice though no
rule says so. So the traits of a sentence are weighed beside how likely the whole mail is one that advises (`rules/advice.toml`):

    rule advice, rule resource    what the phrase rules of `rules/ledger/` find in it
    hears gives-advice            what those of `rules/signals/` hear in it
    says should, says past        an idea of `rules/concepts/`
    asks, few, words, place       its form, and where in the mail it stands
    counsel: says should          the same idea, as far as the mail advises
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log

from inbox_agent.mentorship.traits import Traits
from inbox_agent.rules import AdviceWeights

LEAST = 0.02  #: how likely a mail must be to advise for any sentence of it to be weighed
ALWAYS = "always"  #: the trait of every sentence
CERTAIN, FARTHEST = 0.999, 4.0  #: beyond, more likely makes no difference
LONG, FEW = 30, 3  #: words of a sentence
LAST = 2  #: sentences at the end: a wish and a name
#: Traits that mean another thing in a mail that advises.
IN_COUNSEL = (
    "says you",
    "says would",
    "says should",
    "says must",
    "bare",
    "phrase",
    "asks",
    "words",
    "hears gives-advice",
)


@dataclass(frozen=True)
class Heard:
    """One sentence, as far as it was read."""

    words: int
    asks: bool
    rule: str  #: what a phrase rule of the ledger finds in it, "" where none does
    bare: bool  #: whether that is advice in a bare imperative
    never: bool  #: somebody else's words, irony, what did not happen
    courtesy: bool  #: what sounds like advice and is none
    plan: bool  #: talk about when to meet
    ideas: Iterable[str]
    hears: dict[str, float]  #: intent → the weight of its best rule


def traits_in(sentences: tuple[Heard, ...], mail: float, known: bool) -> list[Traits]:
    """The traits of each sentence. `mail`: how likely the whole advises; `known`: whether the two have talked already."""
    certain = min(max(mail, 1 - CERTAIN), CERTAIN)
    odds = max(-FARTHEST, min(FARTHEST, log(certain / (1 - certain)))) / FARTHEST
    return [_traits(one, n, len(sentences), mail, odds, known) for n, one in enumerate(sentences)]


def _traits(one: Heard, n: int, of: int, mail: float, odds: float, known: bool) -> Traits:
    own: Traits = {
        f"rule {one.rule}": float(bool(one.rule)),
        "bare": float(one.bare),
        "phrase": float(one.rule == "advice" and not one.bare),
        "never": float(one.never),
        "courtesy": float(one.courtesy),
        "plan": float(one.plan),
        "asks": float(one.asks),
        "words": min(one.words, LONG) / LONG,
        "few": float(one.words <= FEW),
        "first": float(n == 0),
        "end": float(n >= of - LAST),
        "place": n / max(1, of - 1),
        **{f"says {idea}": 1.0 for idea in one.ideas},
        **{f"hears {intent}": weight for intent, weight in one.hears.items()},
    }
    about: Traits = {
        "counsel": odds,
        "counsel likely": float(mail > 1 / 2),
        "counsel: not me": 0.0 if "says me" in own else mail,
        "not known": float(not known),
        **{f"counsel: {name}": mail * own[name] for name in IN_COUNSEL if name in own},
    }
    return {name: value for name, value in (own | about).items() if value}


def likely(traits: Traits, weights: AdviceWeights) -> float:
    """How likely a sentence is advice."""
    total = weights.traits.get(ALWAYS, 0.0) + sum(weights.traits.get(name, 0.0) * v for name, v in traits.items())
    return 1 / (1 + exp(-total))
