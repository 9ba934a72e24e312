"""kill -9 at random moments over the whole line, on SQLite and on PostgreSQL with two workers (R-01 … R-09)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from faults.counts import count, seed
from faults.kills import Line
from servers.postfix import Postfix

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("database", "owners", "workers"), [("sqlite", 2, 1), ("postgresql", 2, 2)])
def test_kills_at_random_moments_lose_and_double_nothing(
    tmp_path: Path,
    postfix: Postfix,
    request: pytest.FixtureRequest,
    record_property: pytest.RecordProperty,
    database: str,
    owners: int,
    workers: int,
) -> None:
    """R-01, R-02, R-04 … R-07, R-09: each contact gets one letter, and of a hundred letters at most one is asked about."""
    url = (
        f"sqlite:///{tmp_path / 'agent.sqlite'}" if database == "sqlite" else request.getfixturevalue("postgresql_url")
    )
    number = seed()
    print(f"FAULTS_SEED={number} repeats it")
    line = Line(tmp_path, postfix, url, owners, workers, number)
    line.normal_starts(3)
    line.kill_and_go_on(count(20, 300))
    line.settle()
    tally = line.count()
    record_property("seed", number)
    record_property("runs", tally.kills)
    record_property("result", json.dumps(tally.told()))
    print(tally.told())
    assert tally.letters >= tally.kills / 4, "too little was on its way for the kills to prove anything"
    assert (tally.lost, tally.double) == ([], [])
    assert tally.asked <= max(1, tally.letters // 100)
