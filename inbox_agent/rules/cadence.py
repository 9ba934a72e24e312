"""How long is fair: the shape of `rules/cadence.toml`."""

from __future__ import annotations

from pydantic import Field

from inbox_agent.rules.base import Strict


class Cadence(Strict):
    """How long is fair (`rules/cadence.toml`): amber and red in days by kind, and the waits of the nudge ladder."""

    formal: tuple[int, int]
    informal: tuple[int, int]
    peer: tuple[int, int]
    reverse: tuple[int, int]
    keep_in_touch: tuple[int, int] = Field(alias="keep-in-touch")
    outreach_follow_up: int = Field(alias="outreach-follow-up", ge=3)
    outreach_rest: int = Field(alias="outreach-rest", ge=3)
    check_in_silence: int = Field(alias="check-in-silence", ge=3)
    check_in_rest: int = Field(alias="check-in-rest", ge=3)
    thank_you_hours: int = Field(alias="thank-you-hours", ge=1)
    meeting_over_minutes: int = Field(alias="meeting-over-minutes", ge=0)
