"""The circuit and the budget as tables: when the model is asked, and when not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from doors.model_samples import Ledger

from inbox_agent.doors.model.budget import CALLS_A_LETTER, Budget, Call, Price, Purse
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


def purse(unit: str, now: datetime = NOW) -> Purse:
    return Purse(unit, CALLS_A_LETTER, 1, now)


def take(budget: Budget, unit: str, now: datetime = NOW) -> int:
    return budget.take(purse(unit, now), "what leaves", "openai/x")


def test_a_letter_costs_two_calls_and_one_turned_away_unread_is_free() -> None:
    """T-16; other letters are not touched by it, and neither a restart nor another worker forgets it."""
    ledger = Ledger()
    budget = Budget(ledger, 100, 1000)
    budget.give_back(take(budget, "a", NOW))
    for _ in range(CALLS_A_LETTER):
        assert budget.left(purse("a"))
        take(budget, "a", NOW)
    for other in (budget, Budget(ledger, 100, 1000)):
        assert not other.left(purse("a"))
        with pytest.raises(ModelRests, match="twice"):
            take(other, "a")
    take(budget, "b", NOW)


def test_the_day_ends_at_its_calls_and_a_new_day_begins() -> None:
    """Every call counts, also one that was turned away or never answered."""
    budget = Budget(Ledger(), 3, 1000)
    budget.give_back(take(budget, "a", NOW))
    take(budget, "b", NOW)
    take(budget, "c", NOW)
    with pytest.raises(ModelRests, match="3 calls"):
        take(budget, "d", NOW + timedelta(hours=1))
    take(budget, "d", NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("budget", "told"),
    [((100, 1000, 0.0), "1000 tokens"), ((100, 2000, 0.01), "0.01 for the model"), ((100, 2000, 0.0), None)],
    ids=["tokens", "money", "neither"],
)
def test_the_day_ends_at_its_tokens_and_at_its_money(budget: tuple[int, int, float], told: str | None) -> None:
    """What was answered is paid, whoever asked."""
    ledger = Ledger()
    ledger.keep(Call("k", purse("a"), "p", "{}", 900, 100, 0.0125, "openai/x"))
    if told is None:
        take(Budget(ledger, *budget), "b")
        return
    with pytest.raises(ModelRests, match=told):
        take(Budget(ledger, *budget), "b")


def test_a_price_that_nobody_set_costs_nothing_known() -> None:
    """No price is not the price of nothing."""
    assert Price().cost(900, 100) is None
    assert Price(3, 15).cost(900, 100) == pytest.approx(0.0042)
