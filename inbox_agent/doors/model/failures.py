"""The ten ways in which a call to a model fails, and what follows from each.

Every client library has its own zoo of exceptions; here they are ten kinds, because only ten things can be
done or said about them. Nothing of what a provider writes in its error goes into a sentence: those texts
quote keys and prompts.
"""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import NamedTuple

from inbox_agent.errors import Unwell


class Remedy(Enum):
    """What is done about a failure, within the two calls that a letter may cost (T-16)."""

    RETRY = "the same question once more, after a short wait"
    REPAIR = "once more, saying what was wrong with the answer"
    STEP_DOWN = "the same question with a humbler way of asking for a typed answer"
    GIVE_UP = "the template writes this letter"
    REST = "the template writes, and the model is not asked again for a while"


class Failure(StrEnum):
    """The kinds, by the names that logs and counters use."""

    CONFIG = "config"
    RATE_LIMITED = "rate_limited"
    QUOTA = "quota"
    UNAVAILABLE = "unavailable"
    TIMEOUT = "timeout"
    TOO_LONG = "too_long"
    REJECTED_REQUEST = "rejected_request"
    REFUSED = "refused"
    TRUNCATED = "truncated"
    BAD_ANSWER = "bad_answer"

    @property
    def remedy(self) -> Remedy:
        return WHAT_FOLLOWS[self].remedy


class _Told(NamedTuple):
    remedy: Remedy
    sentence: str
    mend: str


WHAT_FOLLOWS: dict[Failure, _Told] = {
    Failure.CONFIG: _Told(
        Remedy.REST,
        "the model's server refused the key, the address or the model's name",
        "Check [model] in the configuration with 'inbox-agent doctor'.",
    ),
    Failure.RATE_LIMITED: _Told(
        Remedy.RETRY,
        "the model's server wants fewer calls just now",
        "Nothing need be done; it will be asked again later.",
    ),
    Failure.QUOTA: _Told(
        Remedy.REST, "the account at the model's provider is used up", "Top the account up at the provider."
    ),
    Failure.UNAVAILABLE: _Told(
        Remedy.RETRY,
        "the model's server could not be reached or is out of order",
        "See that it runs and that base_url is right.",
    ),
    # The deadline is for the whole letter, so when it has passed there is no time left for a second try.
    Failure.TIMEOUT: _Told(
        Remedy.GIVE_UP, "the model did not answer in time", "Raise timeout_seconds, or take a faster model."
    ),
    Failure.TOO_LONG: _Told(
        Remedy.GIVE_UP, "the conversation is too long for the model", "Take a model with a larger context."
    ),
    Failure.REJECTED_REQUEST: _Told(
        Remedy.STEP_DOWN,
        "the model's server rejected the request",
        "See whether the model supports the settings in [model].",
    ),
    Failure.REFUSED: _Told(
        Remedy.GIVE_UP, "the model declined to write this letter", "Edit the template letter, or write your own."
    ),
    Failure.TRUNCATED: _Told(
        Remedy.REPAIR, "the model's answer broke off before its end", "Take a model with a longer answer."
    ),
    Failure.BAD_ANSWER: _Told(
        Remedy.REPAIR,
        "the model's answer was not the letter that was asked for",
        "Take a stronger model if this comes often.",
    ),
}


class ModelFailed(Unwell):
    """A call failed. `why` is for the log, and for a repair where the model can mend it; `retry_after` the seconds that the server asked for."""

    def __init__(
        self,
        kind: Failure,
        why: str = "",
        *,
        status: int = 0,
        retry_after: float | None = None,
        unknown_fields: int = 0,
    ) -> None:
        told = WHAT_FOLLOWS[kind]
        said = f"{told.sentence} (HTTP {status})" if status else told.sentence
        super().__init__(f"{said[0].upper()}{said[1:]}.", told.mend)
        self.kind = kind
        self.why = why
        self.status = status
        self.retry_after = retry_after
        self.unknown_fields = unknown_fields


class ModelRests(Unwell):
    """The model is not asked: its circuit is open, or the day's or the letter's budget is spent."""
