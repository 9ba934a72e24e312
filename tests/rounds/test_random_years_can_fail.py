"""The state machine of random years can fail: each sabotage of a promise is caught by what it checks after every step.

A machine that never fails proves nothing. The same short year is played by hand with one thing broken each time, and once
with nothing broken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from rounds.test_random_years import STARTS, RandomYears

from inbox_agent.doors.records.owners import Owners
from inbox_agent.mail.arrival import Outcome
from inbox_agent.mentorship import next_step
from inbox_agent.mentorship.relationship import Because
from inbox_agent.mentorship.step import Step
from inbox_agent.rounds import listen, manners, prepare, propose, send_out, weekly
from inbox_agent.rounds.settle import Decision, settle

Patch = pytest.MonkeyPatch


def no_floor(patch: Patch, year: RandomYears) -> None:
    """The ladder of nudges goes on, and no cap stands in its way."""

    def nudges(steps: Any) -> list[Step | None]:
        last = steps.situation.last_sent()
        often = len(steps.situation.sent)
        due = last.at + timedelta(days=10) if last else steps.relationship.since
        return [Step("draft", "outreach-follow-up", due, Because("P-24", f"nudge {often}"), f"nudge:{often}")]

    patch.setattr(next_step._Steps, "outreach", nudges)
    patch.setattr(manners, "check", lambda tx, doors, draft, now: manners.Verdict(now))


def letter_after_a_no(patch: Patch, year: RandomYears) -> None:
    """A no is answered with a check-in."""

    def check_in(steps: Any) -> list[Step | None]:
        return [Step("draft", "check-in", steps.relationship.since, Because("P-71", "silent"), "after-a-no")]

    patch.setattr(next_step._Steps, "declined", check_in)


def forgotten_reason(patch: Patch, year: RandomYears) -> None:
    """What is due is stored without its why."""
    kept = prepare.store_next

    def store(tx: Any, relationship: int, step: Step | None) -> None:
        kept(tx, relationship, replace(step, because=Because("", "")) if step else None)

    patch.setattr(prepare, "store_next", store)


def digest_twice(patch: Patch, year: RandomYears) -> None:
    """The digest is due each day, and no week is claimed."""
    patch.setattr(Owners, "claim_week", lambda self, week, now, items: True)
    patch.setattr(weekly, "next_moment", lambda now, day, clock, zone: now + timedelta(days=1))


def unapproved(patch: Patch, year: RandomYears) -> None:
    """What is drafted leaves at once."""
    asked = propose.ask.approval

    def approve(tx: Any, draft: int, version: int, now: datetime, again: bool = False) -> None:
        asked(tx, draft, version, now, again)
        settle(tx, year.agent.room.doors, Decision("approve", draft, version), now)

    patch.setattr(propose.ask, "approval", approve)


def twice(patch: Patch, year: RandomYears) -> None:
    """Every letter is handed over a second time."""

    def hand_over(doors: Any, row: Any, ready: Any, now: Any) -> Outcome:
        handed(doors, row, ready, now)
        return doors.sender.send(ready.raw, doors.account.mailbox.address, ready.recipients, lambda: None)  # type: ignore[no-any-return]

    handed = send_out._hand_over
    patch.setattr(send_out, "_hand_over", hand_over)


def no_cause(patch: Patch, year: RandomYears) -> None:
    """A stage moves without its because."""
    walked = listen.walk
    patch.setattr(
        listen, "walk", lambda tx, found, move, because, now, **more: walked(tx, found, move, (), now, **more)
    )


@dataclass(frozen=True)
class Sabotage:
    breaks: Callable[[Patch, RandomYears], None]
    caught: str  #: what the machine says


SABOTAGES = (
    Sabotage(no_floor, "a third nudge"),
    Sabotage(letter_after_a_no, "after a no: check-in"),
    Sabotage(forgotten_reason, "without a reason"),
    Sabotage(digest_twice, r"\d{4}-W\d\d"),
    Sabotage(unapproved, "never approved"),
    Sabotage(twice, "twice"),
    Sabotage(no_cause, "a stage without a cause"),
)


def lives(year: RandomYears) -> None:
    """One says no, one is silent for long, one is nurtured; the owner says yes to whatever they are asked."""

    def look() -> None:
        year.what_left_was_right()
        year.records_are_whole()

    for who in range(3):
        year.forward(who)
        look()
        year.owner_agrees()
    look()
    year.contact_writes(0, "declines")
    look()
    year.owner_agrees()
    for _ in range(24):
        year.time_passes(24 * 2.5)  # within the days for which a yes counts
        look()
        year.owner_agrees()
        look()


def played(breaks: Callable[[RandomYears], None]) -> None:
    year = RandomYears()
    try:
        year.begin(start=STARTS[3], role="mentee", far=(0, 0, 0))
        breaks(year)
        lives(year)
    finally:
        year.teardown()


def test_the_year_is_well_when_nothing_is_broken() -> None:
    """Else what the others show would be worth nothing."""
    played(lambda year: None)


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda s: s.breaks.__name__)
def test_a_broken_promise_is_caught(sabotage: Sabotage, monkeypatch: Patch) -> None:
    """The machine says which promise it was."""
    with pytest.raises(AssertionError, match=sabotage.caught):
        played(lambda year: sabotage.breaks(monkeypatch, year))
