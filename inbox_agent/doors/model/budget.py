"""What calls may cost: so many a day, so many tokens and so much money a day, and few for one letter or mail (T-16).

Everything is counted in the records and nothing in memory: each call is a row before it is made, so neither a crash,
a restart nor a second worker makes a call forgotten. Two calls for a letter are two calls for ever.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from inbox_agent.doors.model.failures import ModelRests

CALLS_A_LETTER = 2
CALLS_A_MAIL = 1  #: to understand it (F-22)


@dataclass(frozen=True)
class Kept:
    """An answer that was paid for before: the row's id and what was kept."""

    id: int
    answer: str


@dataclass(frozen=True)
class Spent:
    """What the day has cost so far: calls begun, tokens of both directions, money."""

    calls: int = 0
    tokens: int = 0
    cost: float = 0.0


@dataclass(frozen=True)
class Purse:
    """What a question is paid from: all calls of one letter share a unit, and it may have so many of them."""

    unit: str
    most: int
    relationship: int
    now: datetime


@dataclass(frozen=True)
class Call:
    """One answered call, as it is kept."""

    key: str  #: the occasion, the prompt's fingerprint and the model
    purse: Purse
    prompt: str
    answer: str
    tokens_in: int
    tokens_out: int
    cost: float | None
    provider: str


class Ledger(Protocol):
    """Where calls are kept: the records fulfil it on `ia_model_calls` and `ia_model_tries`."""

    def spent_today(self, now: datetime) -> Spent:
        """What the UTC day of `now` has cost."""

    def begin(self, purse: Purse, prompt: str, provider: str) -> int | None:
        """Count one call, with what leaves the machine and for whom, durable when this returns, and give its id.

        None where the unit has had its calls.
        """

    def give_back(self, call: int) -> None:
        """A call that was turned away unread does not count for its unit (for the day it does)."""

    def begun(self, unit: str) -> int:
        """How many calls this unit has had."""

    def known(self, key: str) -> Kept | None:
        """The answer kept under this key, if this very question was asked before."""

    def keep(self, call: Call) -> int:
        """Keep an answer, durable when this returns, and give the row's id. A key that is there stays as it is."""


@dataclass(frozen=True)
class Price:
    """The provider's price for a million tokens, in whatever currency the owner reckons; zero where not stated."""

    million_in: float = 0.0
    million_out: float = 0.0

    def cost(self, tokens_in: int, tokens_out: int) -> float | None:
        if not self.million_in and not self.million_out:
            return None
        return (tokens_in * self.million_in + tokens_out * self.million_out) / 1_000_000


class Budget:
    """Gives leave for one call at a time. Used by any number of threads."""

    def __init__(self, ledger: Ledger, calls_per_day: int, tokens_per_day: int, cost_per_day: float = 0.0) -> None:
        """`cost_per_day` 0: no limit."""
        self._ledger = ledger
        self._calls, self._tokens, self._cost = calls_per_day, tokens_per_day, cost_per_day
        self._lock = threading.Lock()

    def look(self, purse: Purse) -> None:
        """Raises `ModelRests` where the day is spent, or what this unit may cost."""
        if not self.left(purse):
            raise _asked_enough(purse)
        spent = self._ledger.spent_today(purse.now)
        mend = "It is asked again tomorrow; the limits are calls_per_day, tokens_per_day and cost_per_day in [model]."
        if spent.calls >= self._calls:
            raise ModelRests(f"Today's {self._calls} calls to the model are used up.", mend)
        if spent.tokens >= self._tokens:
            raise ModelRests(f"Today's {self._tokens} tokens for the model are used up.", mend)
        if self._cost and spent.cost >= self._cost:
            raise ModelRests(f"Today's {self._cost:g} for the model is used up.", mend)

    def take(self, purse: Purse, prompt: str, provider: str) -> int:
        """Count one call for this unit, just before it is made. Raises `ModelRests` where the day or the unit is spent."""
        with self._lock:  # two threads that look at once must not both take the day's last call
            self.look(purse)
            call = self._ledger.begin(purse, prompt, provider)
        if call is None:
            raise _asked_enough(purse)
        return call

    def give_back(self, call: int) -> None:
        self._ledger.give_back(call)

    def left(self, purse: Purse) -> bool:
        """Whether this unit may still cost a call."""
        return self._ledger.begun(purse.unit) < purse.most


def _asked_enough(purse: Purse) -> ModelRests:
    times = {1: "once", 2: "twice"}.get(purse.most, f"{purse.most} times")
    return ModelRests(f"The model has been asked {times} about this, which is the limit.")
