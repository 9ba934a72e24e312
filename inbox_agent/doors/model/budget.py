"""What calls may cost: so many a day, so many tokens a day, and two for one letter (T-16).

The day's sum comes from the records, where each paid answer is kept. Calls that got no answer are only in
memory, so the larger of the two counts holds; a restart forgets at most a few calls that failed.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol

from inbox_agent.doors.model.failures import ModelRests

CALLS_A_LETTER = 2


@dataclass(frozen=True)
class Kept:
    """An answer that was paid for before: the row's id and what was kept."""

    id: int
    answer: str


class Ledger(Protocol):
    """Where calls are kept: the records fulfil it on `ia_model_calls`."""

    def spent_today(self, now: datetime) -> tuple[int, int]:
        """Calls and tokens (in and out together) kept on the UTC day of `now`."""

    def known(self, key: str) -> Kept | None:
        """The answer kept under this key, if this very question was asked before."""

    def keep(
        self, key: str, *, prompt: str, answer: str, tokens_in: int, tokens_out: int, provider: str, at: datetime
    ) -> int:
        """Keep an answer, durable when this returns, and give the row's id. A key that is there stays as it is."""


@dataclass(frozen=True)
class Price:
    """The provider's price for a million tokens, in whatever currency the owner reckons."""

    million_in: float = 0.0
    million_out: float = 0.0

    def cost(self, tokens_in: int, tokens_out: int) -> float:
        return (tokens_in * self.million_in + tokens_out * self.million_out) / 1_000_000


class Budget:
    """Counts the calls of this process beside those in the records. Used by any number of threads."""

    def __init__(self, ledger: Ledger, calls_per_day: int, tokens_per_day: int) -> None:
        self._ledger = ledger
        self._calls_per_day = calls_per_day
        self._tokens_per_day = tokens_per_day
        self._lock = threading.Lock()
        self._day: date | None = None
        self._calls = 0
        self._tokens = 0
        # A letter is known by the fingerprint of its first prompt; a thousand are remembered.
        self._letters: OrderedDict[str, int] = OrderedDict()

    def look(self, now: datetime) -> None:
        """Bring the day's sums up to date from the records. Raises `ModelRests` where the day is spent."""
        calls, tokens = self._ledger.spent_today(now)
        with self._lock:
            today = now.astimezone(UTC).date()
            if today != self._day:
                self._day, self._calls, self._tokens = today, 0, 0
            self._calls, self._tokens = max(self._calls, calls), max(self._tokens, tokens)
            self._refuse_when_spent()

    def take(self, letter: str) -> None:
        """Count one call for this letter, just before it is made. Reads no records, so it never waits."""
        with self._lock:
            self._refuse_when_spent()
            if self._letters.get(letter, 0) >= CALLS_A_LETTER:
                raise ModelRests(
                    f"The model has been asked {CALLS_A_LETTER} times for this letter, which is the limit."
                )
            self._calls += 1
            self._letters[letter] = self._letters.get(letter, 0) + 1
            self._letters.move_to_end(letter)
            if len(self._letters) > 1000:
                self._letters.popitem(last=False)

    def give_back(self, letter: str) -> None:
        """A call that was turned away unread costs nothing: it does not count for the letter (for the day it does)."""
        with self._lock:
            self._letters[letter] = max(0, self._letters.get(letter, 0) - 1)

    def left(self, letter: str) -> bool:
        """Whether this letter may still cost a call."""
        with self._lock:
            return self._letters.get(letter, 0) < CALLS_A_LETTER

    def used(self, tokens: int) -> None:
        with self._lock:
            self._tokens += tokens

    def _refuse_when_spent(self) -> None:
        mend = "It is asked again tomorrow; the limits are calls_per_day and tokens_per_day in [model]."
        if self._calls >= self._calls_per_day:
            raise ModelRests(f"Today's {self._calls_per_day} calls to the model are used up.", mend)
        if self._tokens >= self._tokens_per_day:
            raise ModelRests(f"Today's {self._tokens_per_day} tokens for the model are used up.", mend)
