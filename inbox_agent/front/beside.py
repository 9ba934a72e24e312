"""What works beside the agent that runs: doors for the page and for links, with a hand into the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from inbox_agent.front.assemble import EngineWake, database_url, doors_of, open_records
from inbox_agent.rounds.ports import Doors
from inbox_agent.settings import Settings


@contextmanager
def open_doors(settings: Settings, beside: Path, clock: Callable[[], datetime]) -> Iterator[Mapping[str, Doors]]:
    """The doors of every owner, for a process that does not run the engine: a yes given here wakes the one that does."""
    from inbox_agent.front.engine import Outside  # noqa: PLC0415

    records = open_records(settings)
    outside = Outside(database_url(settings))
    wake = EngineWake()
    wake.wake = outside.wake
    try:
        yield {n: doors_of(settings, n, beside, records, None, wake, clock) for n in settings.accounts}
    finally:
        outside.close()
        records.close()


def link(address: str, doors: Doors, now: datetime) -> str:
    """A link that lets this owner in once."""
    from inbox_agent.front.web.visits import new_link  # noqa: PLC0415

    return f"{address}/enter?key={new_link(doors, now)}"
