"""How long is fair: the shape of `rules/cadence.toml`, and of `rules/countries.toml` for whose holidays count."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from inbox_agent.rules.base import Strict

Hour = Annotated[int, Field(ge=0, le=24)]


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
    thank_you_countdown: tuple[Annotated[int, Field(ge=1)], ...] = Field(alias="thank-you-countdown")
    thank_you_lapse: int = Field(alias="thank-you-lapse", ge=2)
    meeting_over_minutes: int = Field(alias="meeting-over-minutes", ge=0)
    brief_hours: int = Field(alias="brief-hours", ge=1)
    brief_again_minutes: int = Field(alias="brief-again-minutes", ge=0)
    agenda_hours: int = Field(alias="agenda-hours", ge=1)
    agenda_draft_hours: int = Field(alias="agenda-draft-hours", ge=1)
    pause_days: int = Field(alias="pause-days", ge=7)
    bad_news_days: int = Field(alias="bad-news-days", ge=14)
    asks_many: int = Field(alias="asks-many", ge=1, default=5)
    asks_days: int = Field(alias="asks-days", ge=7, default=90)
    working_hours: tuple[Hour, Hour] = Field(alias="working-hours")

    @model_validator(mode="after")
    def _a_day_has_an_order(self) -> Self:
        if self.working_hours[0] >= self.working_hours[1]:
            raise ValueError("working-hours ends before it begins")
        return self


class Countries(Strict):
    """The time zones of each country, by its ISO 3166-1 code (`rules/countries.toml`), and how people say where they live."""

    zones: dict[str, tuple[str, ...]]
    calling: dict[str, str] = {}  #: the code that a telephone number begins with → the country, where it is one
    anywhere: frozenset[str] = frozenset()  #: endings of addresses that people everywhere use
    lives: tuple[str, ...] = ()  #: what stands before the place where the writer lives
    lives_there: tuple[str, ...] = Field(default=(), alias="lives-there")  #: the same of somebody else
    own_words: tuple[str, ...] = Field(default=(), alias="own-words")  #: before such a phrase, they speak of the writer
    passing: tuple[str, ...] = ()  #: behind the place: who says so only passes through

    @cached_property
    def by_zone(self) -> dict[str, str]:
        return {zone: country for country, zones in self.zones.items() for zone in zones}
