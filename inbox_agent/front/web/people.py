"""What the list of people shows: who fits, the funnel of stages, and how warm each stage is (performance B-11)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from inbox_agent.front.web.paging import leaf
from inbox_agent.mentorship import cadence as keeping
from inbox_agent.mentorship.cadence import Health
from inbox_agent.mentorship.kept import NextRow
from inbox_agent.mentorship.load import Load
from inbox_agent.mentorship.profile import Coverage
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.mentorship.stages import NURTURED, STAGES
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rounds.profile import covered
from inbox_agent.rounds.weekly import asked_of
from inbox_agent.words import Stage

A_PAGE = 50  #: people on one page
HEALTHS: tuple[Health, ...] = ("red", "amber", "green")


@dataclass(frozen=True)
class Row:
    """A person in the list."""

    relationship: Relationship
    health: Health
    last: datetime | None  #: None where neither has written yet
    next: NextRow
    draft: int | None = None  #: the letter to them that waits for the owner

    @property
    def name(self) -> str:
        return self.relationship.person.called

    @property
    def nurtured(self) -> bool:
        """Whether a silence can be too long here: other stages have clocks of their own."""
        return nurtured(self.relationship)


@dataclass(frozen=True)
class Heat:
    """So many people of one stage are in this health; `warmth` from 0 (nobody) to 4 (most of the stage)."""

    health: Health
    count: int
    warmth: int


@dataclass(frozen=True)
class Step:
    """One stage of the funnel: how many, their share of the largest in per cent, and their health where it counts."""

    stage: str
    count: int
    share: int
    heat: tuple[Heat, ...]


@dataclass(frozen=True)
class PeoplePage:
    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int
    funnel: tuple[Step, ...]
    health: dict[Health, int]  #: of those whose silence can be too long
    goals: Coverage  #: which of the owner's goals anybody helps with
    loaded: tuple[Load, ...]  #: of whom more was asked lately than is fair (F-86)


def nurtured(relationship: Relationship) -> bool:
    return relationship.stage in NURTURED and not relationship.do_not_contact


def last(relationship: Relationship) -> datetime | None:
    """When either wrote last; `cadence` counts from the beginning where nobody has."""
    return max((at for at in (relationship.last_inbound, relationship.last_outbound) if at), default=None)


def people(
    tx: Transaction, doors: Doors, now: datetime, stage: str = "", health: str = "", words: str = "", page: int = 1
) -> PeoplePage:
    """One page of the people who fit the filters, the most overdue first; the funnel and the health of everybody."""
    cadence = doors.rules.cadence
    everybody = tx.people.all()
    healthy = {r.id: keeping.health(r, cadence, now) for r in everybody}
    fits = [
        r
        for r in everybody
        if (not stage or r.stage == stage)
        and (not health or (nurtured(r) and healthy[r.id] == health))
        and (not words or matches(r, words.casefold()))
    ]
    order = {"red": 0, "amber": 1, "green": 2}
    fits.sort(key=lambda r: (order[healthy[r.id]] if nurtured(r) else 3, keeping.last_contact(r)))
    this = leaf(page, len(fits), A_PAGE)
    shown = fits[this.cut]
    numbers = [r.id for r in shown]
    coming, waiting = tx.people.next_rows(numbers), tx.drafts.waiting(numbers)
    pairs = Counter((r.stage, healthy[r.id]) for r in everybody if nurtured(r))
    return PeoplePage(
        tuple(Row(r, healthy[r.id], last(r), coming[r.id], waiting.get(r.id)) for r in shown),
        len(fits),
        this.page,
        this.pages,
        _funnel(Counter(r.stage for r in everybody), pairs),
        {h: sum(n for (_, of), n in pairs.items() if of == h) for h in HEALTHS},
        covered(tx, everybody, doors.account.owner.language, doors.rules),
        asked_of(tx, cadence, {r.id: r for r in everybody}, now),
    )


def _funnel(counted: Counter[Stage], pairs: Counter[tuple[Stage, Health]]) -> tuple[Step, ...]:
    most = max(counted.values(), default=1)
    return tuple(
        Step(
            s,
            counted[s],
            round(100 * counted[s] / most),
            tuple(Heat(h, pairs[s, h], -(-4 * pairs[s, h] // counted[s])) for h in HEALTHS)
            if any(pairs[s, h] for h in HEALTHS)
            else (),
        )
        for s in STAGES
        if counted[s]
    )


def matches(relationship: Relationship, words: str) -> bool:
    """Whether these words, folded, stand in the name, the organisation or an address."""
    person = relationship.person
    return any(words in text.casefold() for text in (person.name, person.organisation, *person.addresses))
