"""Play an archive: the clock stops at each mail and at everything that becomes due between two, as a running agent would.

It is the real thing, the same rounds and rules as `run`, on an SQLite file in a temporary folder that is gone
afterwards, with a mailbox and a way out in memory. Letters are written by template, so nothing leaves the machine, not even
for a model. Since nobody says yes, no letter leaves; what the owner wrote with their own hand in that time stands
in the archive and is heard like a letter sent beside the agent (F-10).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from inbox_agent.doors.memory import MemoryMailbox, MemorySender
from inbox_agent.errors import InboxAgentError
from inbox_agent.front.assemble import SilentWake, doors_of, open_records
from inbox_agent.front.clock import HandClock
from inbox_agent.front.rehearsal.archive import Kept
from inbox_agent.front.rehearsal.report import Report, gather
from inbox_agent.front.work import AgentWork
from inbox_agent.rounds.ports import Doors
from inbox_agent.settings import Database, Model, Settings

AFTERWARDS = timedelta(days=30)  # what would have become due a while after the last mail, but not after `now`
MOST_WORK = 2_000  # tasks at one moment; more is work that never ends


def rehearse(
    settings: Settings,
    name: str,
    beside: Path | None,
    kept: list[Kept],
    now: datetime,
    progress: Callable[[int, datetime], None] = lambda done, at: None,
) -> Report:
    """Play the mails (one at least) and tell what the agent would have done. `progress` is called after each mail."""
    with tempfile.TemporaryDirectory(prefix="inbox-agent-rehearsal-") as folder:
        clock, mailbox = HandClock(kept[0].at), MemoryMailbox()
        with _doors(settings, name, beside, Path(folder), clock, mailbox) as doors:
            work = AgentWork({name: doors})
            for number, mail in enumerate(kept, 1):
                _turn(doors, work, clock, max(mail.at, clock()))
                mailbox.put(mail.raw, clock())
                work.poll_at_once()
                _do(work, clock())
                progress(number, clock())
            _turn(doors, work, clock, max(clock(), min(now, clock() + AFTERWARDS)))
            return gather(doors, clock(), len(kept))


@contextmanager
def _doors(
    settings: Settings, name: str, beside: Path | None, stage: Path, clock: HandClock, mailbox: MemoryMailbox
) -> Iterator[Doors]:
    """The doors of `run`, but for a mailbox, a way out and a database of the rehearsal's own, and no model."""
    mine = settings.model_copy(
        update={"database": Database(url=f"sqlite:///{stage / 'rehearsal.sqlite'}"), "model": Model()}
    )
    records = open_records(mine)
    try:
        doors = doors_of(mine, name, beside, records, None, SilentWake(), clock)
        yield replace(doors, mailbox=mailbox, sender=MemorySender())
    finally:
        records.close()


def _turn(doors: Doors, work: AgentWork, clock: HandClock, at: datetime) -> None:
    """Let time pass; what becomes due on the way is done at its own moment."""
    while True:
        with doors.records.transaction(doors.owner) as tx:
            moment = tx.waiting.next_moment()
        if moment is None or not clock() < moment <= at:
            break
        clock.turn_to(moment)
        _do(work, moment)
    clock.turn_to(at)
    _do(work, at)


def _do(work: AgentWork, now: datetime) -> None:
    done = 0
    while tasks := work.due(now):
        for task in tasks:
            try:
                work.do(task, now)
            except Exception as fault:  # noqa: BLE001 (set aside for a person, as the engine does, T-23)
                work.failed(task, fault, now)
            done += 1
        if done > MOST_WORK:
            raise InboxAgentError(f"The work at {now} does not end.", "Please report this.")
