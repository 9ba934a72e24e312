"""How likely each intent is by the traits of a mail, and which ideas speak for the likeliest.

A multinomial logistic model: the weights of the traits that are there are added for each intent, and the exponentials
shared out to a whole. The weights are data (`rules/weights.toml`), fitted offline; here is only their sum.
"""

from __future__ import annotations

from math import exp

from inbox_agent.mail.made_once import made_once
from inbox_agent.mentorship.traits import Traits
from inbox_agent.rules import Weights

ALWAYS = "always"  #: the trait of every mail


def likelihoods(traits: Traits, weights: Weights) -> dict[str, float]:
    """How likely each intent is, the likeliest first; they add up to 1."""
    rows_of, rows = _rows(weights), []
    for trait, value in ((ALWAYS, 1.0), *traits.items()):
        row = rows_of.get(trait)
        if row:
            rows.append(row if value == 1.0 else tuple(map(value.__mul__, row)))
    # One sum for each intent, over the column of all traits: a mail has a hundred of them.
    columns = map(sum, zip(*rows, strict=True)) if rows else (0.0 for _ in weights.sure)
    sums = dict(zip(weights.sure, columns, strict=True))
    most = max(sums.values())
    odds = {intent: exp(total - most) for intent, total in sums.items()}
    whole = sum(odds.values())
    return {intent: odds[intent] / whole for intent in sorted(odds, key=lambda one: -odds[one])}


@made_once
def _rows(weights: Weights) -> dict[str, tuple[float, ...]]:
    """The weights of each trait in the order of the intents."""
    return {trait: tuple(share.get(one, 0.0) for one in weights.sure) for trait, share in weights.shares.items()}


def telling(intent: str, traits: Traits, weights: Weights) -> tuple[str, ...]:
    """The ideas of the mail that speak for an intent, what says most first."""
    said: dict[str, float] = {}
    for trait, value in traits.items():
        kind, _, idea = trait.rpartition(": ")[2].partition(" ")
        if kind in ("says", "opens", "asks"):
            said[idea] = said.get(idea, 0.0) + value * weights.shares.get(trait, {}).get(intent, 0.0)
    return tuple(sorted((idea for idea, weight in said.items() if weight > 0), key=lambda idea: -said[idea]))
