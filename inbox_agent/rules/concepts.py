"""Ideas that are the same in every language, and what was learnt of them: the shapes of `rules/concepts/`, `weights.toml` and `advice.toml`."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from inbox_agent.rules.base import Strict

#: Plain words, the last letters of each perhaps left open; `^` begins the sentence.
Words = Annotated[
    str, StringConstraints(pattern=r"^(?:\^ )?(?:\{(?:number|url)\}|[^\s()|*^$?{}]+\*?(?: [^\s()|*^$?{}]+\*?)*)$")
]
#: "accepts 0.31, declines -0.2"
Shares = Annotated[str, StringConstraints(pattern=r"^[a-z-]+ -?\d+(?:\.\d+)?(?:, [a-z-]+ -?\d+(?:\.\d+)?)*$")]


class Concepts(Strict):
    """The words of one language that stand for an idea (`rules/concepts/<language>.toml`); `mentorship/concepts.py` reads by it."""

    ideas: dict[str, tuple[Words, ...]]


class AdviceWeights(Strict):
    """What each trait of a sentence adds to its being advice (`rules/advice.toml`), fitted by `tests/mentorship/fit_advice.py`."""

    fitted_on: str  #: the digest of what it was fitted on
    sure: float = Field(gt=0, lt=1)  #: how likely a sentence must be advice to be kept as such
    traits: dict[str, float]


class Weights(Strict):
    """What each trait of a mail adds to each intent (`rules/weights.toml`), fitted by `tests/mentorship/fit.py`."""

    fitted_on: str  #: the digest of what it was fitted on
    sure: dict[str, float] = Field(min_length=1)  #: how likely an intent must be before it is acted upon
    alone: dict[str, float] = Field(min_length=1)  #: the same, where the letter that a mail answers is not known
    traits: dict[str, Shares]

    @model_validator(mode="after")
    def _each_intent(self) -> Weights:
        named = {name for share in self.shares.values() for name in share}
        if set(self.sure) != set(self.alone) or not named <= set(self.sure):
            raise ValueError("every intent that has a weight wants its likelihood in [sure] and in [alone]")
        return self

    def sure_enough(self, letter: bool) -> dict[str, float]:
        """How likely each intent must be. `letter`: whether the letter that the mail answers is known."""
        return self.sure if letter else self.alone

    @cached_property
    def shares(self) -> dict[str, dict[str, float]]:
        """Each trait as intent → weight."""
        return {
            trait: {name: float(weight) for name, weight in (share.rsplit(" ", 1) for share in text.split(", "))}
            for trait, text in self.traits.items()
        }
