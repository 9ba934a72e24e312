"""How languages say days, clocks and zones: the shapes of `rules/times/` and `rules/zones.toml`."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from inbox_agent.rules.base import Strict, dashed


class Times(Strict):
    """How one language says days and clocks (`rules/times/<language>.toml`): its words, and the few ways in which
    languages differ. A word may end in `*` (whatever follows); several words are one phrase. `mail/times.py` reads by it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=dashed)

    clock: Literal[12, 24]  #: whether 7 o'clock says nothing (12) or is a morning (24)
    next_weekday: Literal["next-week", "coming", "ask"]  #: what "next Thursday" is while this week's is still ahead
    slash_dates: Literal["day-first", "ask"]  #: 3/4 without further evidence
    dotted_dates: bool  #: 3.12. is a date
    bare_hours: bool  #: "at 3" needs no further word
    common: tuple[str, ...]  #: frequent words by which the language is recognised
    weekdays: tuple[tuple[str, ...], ...] = Field(min_length=7, max_length=7)  #: Monday first
    weekdays_short: tuple[tuple[str, ...], ...] = Field(min_length=7, max_length=7)  #: only before a number
    months: tuple[tuple[str, ...], ...] = Field(min_length=12, max_length=12)
    ordinal_marks: tuple[str, ...]
    of: tuple[str, ...]
    articles: tuple[str, ...]  #: words for one that are no hour by themselves
    glue: tuple[str, ...]  #: what may stand between a day and its clock
    at: tuple[str, ...]
    oclock: tuple[str, ...]
    am: tuple[str, ...]
    pm: tuple[str, ...]
    noon: tuple[str, ...]
    minutes_past: tuple[str, ...]
    minutes_to: tuple[str, ...]
    plus: tuple[str, ...] = ()  #: "las tres y diez"
    minus: tuple[str, ...] = ()  #: "cinq heures moins dix"
    to: tuple[str, ...]
    between: tuple[str, ...]
    and_or: tuple[str, ...]
    week_after: tuple[str, ...] = ()  #: "Thursday week"
    week_number: tuple[str, ...]
    next: tuple[str, ...]
    coming: tuple[str, ...]
    this: tuple[str, ...]
    last: tuple[str, ...]
    within: tuple[str, ...]
    unit_minute: tuple[str, ...]
    unit_hour: tuple[str, ...]
    unit_day: tuple[str, ...]
    unit_week: tuple[str, ...]
    unit_month: tuple[str, ...]
    tonight: tuple[str, ...]
    here: tuple[str, ...]
    there: tuple[str, ...]
    time: tuple[str, ...]  #: "Stockholm *time*"
    time_of: tuple[str, ...]  #: "*heure de* Paris"
    place: tuple[str, ...]
    beside: tuple[str, ...] = ()  #: a place follows: "tomorrow at ten *by* the gate"
    cues: tuple[str, ...]  #: a meeting is spoken of
    imperatives: tuple[str, ...] = ()  #: cues where a sentence begins, other words elsewhere: "Kom fredag kl 10"
    moves: tuple[str, ...]  #: "move it *from* Monday *to* Tuesday"
    harmless: tuple[str, ...]  #: looks like a refusal or the past and is not
    refusals: tuple[str, ...]
    past: tuple[str, ...]
    events: tuple[str, ...]  #: something that takes place whether or not the two meet
    boundaries: tuple[str, ...]  #: a new thought begins
    instead: tuple[str, ...]  #: the time that follows is given up
    back: tuple[str, ...]  #: the day that follows is the one to come back on
    later: tuple[str, ...]  #: words of a command that say no time themselves
    numbers: dict[str, int]
    hours: dict[str, int] = {}  #: words that are an hour of the day and nothing else: "kahdelta"
    ordinals: dict[str, int]
    days: dict[str, int]
    weeks: dict[str, int]
    coming_weeks: dict[str, int] = {}
    parts: dict[str, Literal["am", "pm"]]
    day_parts: dict[str, Literal["am", "pm"]] = {}  #: ends of a weekday: "Freitag*nachmittag*"
    before_hour: dict[str, int]
    after_hour: dict[str, int] = {}
    edges: dict[str, Literal["deadline", "window", "from", "about"]]
    edges_after: dict[str, Literal["deadline", "window", "about"]] = {}  #: "klo 15 mennessä", "3pm onwards"
    durations: dict[str, int]
    zones: dict[str, str]
    months_ahead: dict[str, int] = {}
    month_parts: dict[str, int] = {}


class Zones(Strict):
    """Zone names as people write them (`rules/zones.toml`) → IANA names."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=dashed)

    month_first: frozenset[str]  #: where 3/4 is the fourth of March
    abbreviations: dict[str, str]
    seasons: dict[str, str]  #: the offset that an abbreviation promises
    ambiguous: dict[str, tuple[str, ...]]
    regions: dict[str, str]
    cities: dict[str, str]
