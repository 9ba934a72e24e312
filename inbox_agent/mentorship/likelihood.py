"""How likely each intent is by the traits of a mail, and which ideas speak for the likeliest.

A multinomial logistic model: the weights of the traits that are there are added for each intent, and the exponentials
shared out to a whole. The weights are data (`rules/weights.toml`), fitted offline; here is only their sum.
"""

from __future__ import annotations

from math import exp

from inbox_agent.mentorship.traits import Traits
from inbox_agent.rules import Weights

ALWAYS = "always"  #: the trait of every mail


def likelihoods(traits: Traits, weights: Weights) -> dict[str, float]:
    """How likely each intent is, the likeliest first; they add up to 1."""
    shares = weights.shares
    sums = dict.fromkeys(weights.sure, 0.0)
    for trait, value in ((ALWAYS, 1.0), *traits.items()):
        for intent, weight in shares.get(trait, {}).items():
            sums[intent] += weight * value
    most = max(sums.values())
    odds = {intent: exp(total - most) for intent, total in sums.items()}
    whole = sum(odds.values())
    return {intent: odds[intent] / whole for intent in sorted(odds, key=lambda one: -odds[one])}


def telling(intent: str, traits: Traits, weights: Weights) -> tuple[str, ...]:
    """The ideas of the mail that speak for an intent, what says most first."""
    said: dict[str, float] = {}
    for trait, value in traits.items():
        kind, _, idea = trait.rpartition(": ")[2].partition(" ")
        if kind in ("says", "opens", "asks"):
            said[idea] = said.get(idea, 0.0) + value * weights.shares.get(trait, {}).get(intent, 0.0)
    return tuple(sorted((idea for idea, weight in said.items() if weight > 0), key=lambda idea: -said[idea]))
