"""The circuit and the budget as tables: when the model is asked, and when not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inbox_agent.doors.model.budget import CALLS_A_LETTER, Budget, Kept
from inbox_agent.doors.model.circuit import LONG_REST, SHORT_REST, Circuit
from inbox_agent.doors.model.failures import Failure, ModelFailed, ModelRests

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

RESTS: dict[str, tuple[list[ModelFailed], float]] = {
    # name: (failures in a row, seconds of rest after them)
    "one that passes": ([ModelFailed(Failure.UNAVAILABLE)], 0),
    "three that pass": (
        [ModelFailed(k) for k in (Failure.UNAVAILABLE, Failure.TIMEOUT, Failure.RATE_LIMITED)],
        SHORT_REST,
    ),
    "a refused key": ([ModelFailed(Failure.CONFIG)], LONG_REST),
    "an empty account": ([ModelFailed(Failure.QUOTA)], LONG_REST),
    "come back in ten minutes": ([ModelFailed(Failure.RATE_LIMITED, retry_after=600)], 600),
    "come back in a year": ([ModelFailed(Failure.RATE_LIMITED, retry_after=3e7)], LONG_REST),
    "answers that were bad": ([ModelFailed(Failure.BAD_ANSWER)] * 5, 0),
    "letters that were refused": ([ModelFailed(Failure.REFUSED)] * 5, 0),
    "two, an answer, one": (
        [ModelFailed(k) for k in (Failure.TIMEOUT, Failure.TIMEOUT, Failure.TRUNCATED, Failure.TIMEOUT)],
        0,
    ),
}


@pytest.mark.parametrize(("faults", "rest"), RESTS.values(), ids=RESTS)
def test_the_model_rests_as_long_as_its_failures_ask_for(faults: list[ModelFailed], rest: float) -> None:
    """Never longer than an hour, whatever a server says."""
    clock = [100.0]
    circuit = Circuit(clock=lambda: clock[0])
    for fault in faults:
        circuit.failed(fault)
    assert circuit.open is (rest > 0)
    clock[0] += max(0.0, rest - 1)
    assert circuit.open is (rest > 0)
    clock[0] += 2
    assert not circuit.open


def test_after_the_rest_one_tries_and_the_others_wait() -> None:
    """A failed trial opens it again at once, a good one closes it for all."""
    clock = [0.0]
    circuit = Circuit(tolerance=1, clock=lambda: clock[0])
    circuit.failed(ModelFailed(Failure.UNAVAILABLE))
    clock[0] = SHORT_REST + 1
    circuit.enter()
    with pytest.raises(ModelRests):
        circuit.enter()
    circuit.failed(ModelFailed(Failure.UNAVAILABLE))
    with pytest.raises(ModelRests, match="out of order"):
        circuit.enter()
    clock[0] = 2 * SHORT_REST + 2
    circuit.enter()
    circuit.succeeded()
    circuit.enter()
    circuit.enter()


class Spent:
    """A ledger that only knows what was spent, and where."""

    def __init__(self, calls: int = 0, tokens: int = 0) -> None:
        self.sums = {NOW.date(): (calls, tokens)}

    def spent_today(self, now: datetime) -> tuple[int, int]:
        return self.sums.get(now.date(), (0, 0))

    def known(self, key: str) -> Kept | None:
        raise AssertionError("a budget never looks for answers")

    def keep(self, key: str, **row: object) -> int:
        raise AssertionError("a budget never keeps answers")


def test_a_letter_costs_two_calls_and_one_turned_away_unread_is_free() -> None:
    """T-16; other letters are not touched by it."""
    budget = Budget(Spent(), 100, 1000)
    budget.look(NOW)
    budget.take("a")
    budget.give_back("a")
    for _ in range(CALLS_A_LETTER):
        assert budget.left("a")
        budget.take("a")
    assert not budget.left("a")
    assert budget.left("b")
    with pytest.raises(ModelRests):
        budget.take("a")
    budget.take("b")


def test_the_day_ends_at_its_calls_and_a_new_day_begins() -> None:
    """The larger of the records' sum and this process's own."""
    budget = Budget(Spent(calls=3), 5, 1000)
    budget.look(NOW)
    budget.take("a")
    budget.take("b")
    with pytest.raises(ModelRests):
        budget.take("c")
    with pytest.raises(ModelRests):
        budget.look(NOW + timedelta(hours=1))
    budget.look(NOW + timedelta(days=1))
    budget.take("c")


def test_tokens_used_here_count_before_the_records_tell_them() -> None:
    """Two workers on one database see each other through the records, one worker sees itself at once."""
    budget = Budget(Spent(tokens=600), 100, 1000)
    budget.look(NOW)
    budget.used(400)
    with pytest.raises(ModelRests, match="1000 tokens"):
        budget.look(NOW)
