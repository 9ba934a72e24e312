"""Play the demo: turn the clock from one moment to the next in which somebody writes or something is due.

The agent is the real one: the same assembly, engine, rounds and mail formats as `run`. The demo only holds the
clock, puts mail into the mailbox and answers what comes out, and it tells each week from the recorded events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from inbox_agent.front.assemble import Agent, assemble
from inbox_agent.front.clock import HandClock
from inbox_agent.front.demo import stage
from inbox_agent.front.demo.cast import Cast
from inbox_agent.front.demo.play import ZONE, Players, PostOffice
from inbox_agent.mentorship.kept import Event
from inbox_agent.settings import Settings, load

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Happened:
    """One line of the audit, with the name of whom it is about."""

    person: str
    event: Event


@dataclass(frozen=True)
class Week:
    """What happened in one week."""

    number: int
    begins: datetime
    happened: tuple[Happened, ...]


def beginning(now: datetime, weeks: int) -> datetime:
    """The Monday on which the play begins, so that its last week ends now."""
    local = now.astimezone(ZONE)
    monday = (local - timedelta(days=local.weekday())).replace(hour=8, minute=0, second=0, microsecond=0)
    start = monday - (weeks - 1) * WEEK
    return start if start + weeks * WEEK - WEEK < local else start - WEEK


def play(
    settings: Settings,
    beside: Path,
    post: PostOffice,
    cast: Cast,
    start: datetime,
    end: datetime,
    tell: Callable[[Week], None],
) -> None:
    """The whole play through the real agent; `tell` is called at the end of each week."""
    clock = HandClock(start)
    agent = assemble(settings, beside, clock)
    try:
        with agent.runtime:
            players = Players(cast, start, end)
            for number, begins in enumerate(_weeks(start, end), 1):
                _play_until(agent, clock, players, post, min(begins + WEEK, end))
                tell(Week(number, begins, tuple(_happened(agent, begins, min(begins + WEEK, end)))))
    finally:
        agent.close()


def prepare(folder: Path, cast: Cast) -> tuple[Settings, Path, PostOffice]:
    """A fresh stage in a folder: its settings, the path of its configuration, and its post office."""
    config = stage.prepare(folder, cast)
    return load(config), config, stage.FolderPost(folder)


def _weeks(start: datetime, end: datetime) -> Iterator[datetime]:
    while start < end:
        yield start
        start += WEEK


def _play_until(agent: Agent, clock: HandClock, players: Players, post: PostOffice, end: datetime) -> None:
    while True:
        moments = [m for m in (players.next_time(), _due(agent)) if m]
        at = max(min(moments, default=end), clock())
        if at > end:
            break
        clock.turn_to(at)
        for raw in players.write(at):
            post.deliver(raw, at)
        agent.work.poll_at_once()
        agent.runtime.run_due()
        for mail in post.collect():
            players.receive(mail, at)
        if _due(agent) == at and not moments:
            break
    clock.turn_to(max(end, clock()))


def _due(agent: Agent) -> datetime | None:
    """When the agent itself has something to do next."""
    found = []
    for name, doors in agent.doors.items():
        with doors.records.transaction(name) as tx:
            found.append(tx.waiting.next_moment())
    return min((at for at in found if at), default=None)


def _happened(agent: Agent, begins: datetime, ends: datetime) -> Iterator[Happened]:
    for name, doors in agent.doors.items():
        with doors.records.transaction(name) as tx:
            names = {r.id: r.person.name for r in tx.people.all()}
            for number, event in tx.events.between(begins, ends):
                yield Happened(names.get(number or 0, ""), event)
