"""The model's paid answers and the calls that were begun, kept in the records of one owner (the model door's `Ledger`)."""

from __future__ import annotations

from datetime import UTC, datetime

from inbox_agent.doors.model.budget import Call, Kept, Purse, Spent
from inbox_agent.doors.records.database import Records


class PaidCalls:
    """As `doors.model.budget.Ledger`."""

    def __init__(self, records: Records, owner: str) -> None:
        self._records = records
        self._owner = owner

    def spent_today(self, now: datetime) -> Spent:
        midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        with self._records.transaction(self._owner) as tx:
            return Spent(*tx.model_calls.spent(midnight))

    def begin(self, purse: Purse, prompt: str, provider: str) -> int | None:
        with self._records.transaction(self._owner) as tx:
            if tx.model_calls.begun(purse.unit) >= purse.most:
                return None
            return tx.model_calls.begin(purse.unit, purse.relationship, purse.now, provider, prompt)

    def give_back(self, call: int) -> None:
        with self._records.transaction(self._owner) as tx:
            tx.model_calls.give_back(call)

    def begun(self, unit: str) -> int:
        with self._records.transaction(self._owner) as tx:
            return tx.model_calls.begun(unit)

    def known(self, key: str) -> Kept | None:
        with self._records.transaction(self._owner) as tx:
            call = tx.model_calls.known(key)
        return Kept(call.id, call.answer) if call else None

    def keep(self, call: Call) -> int:
        tokens = (call.tokens_in, call.tokens_out)
        with self._records.transaction(self._owner) as tx:
            return tx.model_calls.keep(
                call.key,
                call.purse.now,
                call.provider,
                call.prompt,
                call.answer,
                tokens,
                call.cost,
                call.purse.unit,
                call.purse.relationship,
            )
