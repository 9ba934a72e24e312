"""A relationship between the owner and one contact, as a value: who, in which role, where it stands.

Words of the playbook: a *contact* is a person; a *relationship* joins the owner and one contact and has
a role, a kind and a stage. All times are aware and in UTC; a zone is kept beside them where it matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from inbox_agent.mail.message import Because as Because  # noqa: PLC0414 (the words of a judgement are told with a relationship, too)
from inbox_agent.words import Kind, Role, Stage

TERMINAL: frozenset[Stage] = frozenset({"ended", "declined"})


@dataclass(frozen=True)
class Person:
    """A contact as known so far; facts that nobody stated are ""."""

    id: int
    name: str
    addresses: tuple[str, ...] = ()  #: the one to write to first
    organisation: str = ""
    title: str = ""
    language: str = ""  #: ISO 639-1 of their last mail, "" when not known
    timezone: str = ""  #: IANA name, "" when not known
    zone_source: str = ""  #: what it rests on: a `Source` of `mail/whereabouts.py`

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name.split() else ""

    @property
    def called(self) -> str:
        """What the owner is told they are called: the name, else an address."""
        return self.name or next(iter(self.addresses), "?")


@dataclass(frozen=True)
class Meeting:
    """A conversation with a date. `start` is aware UTC; `timezone` is the zone it was named in."""

    id: int
    start: datetime
    minutes: int
    timezone: str
    state: Literal["proposed", "planned", "took-place", "cancelled"] = "planned"
    uid: str = ""  #: the calendar's name of it, "" where it was agreed in words
    sequence: int = 0  #: counts the calendar's changes of it

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Relationship:
    """Where the owner and one contact stand."""

    id: int
    person: Person
    role: Role
    kind: Kind
    stage: Stage
    since: datetime  #: when this stage began
    purpose: str = ""  #: the owner's own words when the contact was forwarded (F-09)
    source: str = ""  #: where the contact comes from (P-12), as the mail or the note says it
    referrer: str = ""  #: who introduced them
    take_aways: str = ""  #: the owner's lines after the last meeting (P-33)
    do_not_contact: bool = False  #: a hard stop (F-24)
    pause_until: datetime | None = None  #: P-76, their "not now" (F-23), or the owner's wish
    paused_from: Stage | None = None  #: where it stood before the pause
    away_until: datetime | None = (
        None  #: an absence of theirs, and a working day to read the pile: no nudge before (F-23)
    )
    last_inbound: datetime | None = None  #: their last own mail (machine mail does not count)
    last_outbound: datetime | None = None  #: our last letter
    cadence_days: int | None = None  #: set by the owner for this one contact


def called(everybody: Sequence[Relationship], said: str) -> list[Relationship]:
    """Those whom these words name: by the whole name or an address, else by words that all stand in the name."""
    said = said.strip().casefold()
    if exact := [
        r for r in everybody if said in {a.casefold() for a in r.person.addresses} or said == r.person.name.casefold()
    ]:
        return exact
    words = set(said.split())
    return [r for r in everybody if words and words <= set(r.person.name.casefold().split())]
