"""The model's paid answers, kept in the records of one owner (the model door's `Ledger`)."""

from __future__ import annotations

from datetime import UTC, datetime

from inbox_agent.doors.model.budget import Kept
from inbox_agent.doors.records.database import Records


class PaidCalls:
    """As `doors.model.budget.Ledger`."""

    def __init__(self, records: Records, owner: str) -> None:
        self._records = records
        self._owner = owner

    def spent_today(self, now: datetime) -> tuple[int, int]:
        midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        with self._records.transaction(self._owner) as tx:
            return tx.model_calls.spent(midnight)

    def known(self, key: str) -> Kept | None:
        with self._records.transaction(self._owner) as tx:
            call = tx.model_calls.known(key)
        return Kept(call.id, call.answer) if call else None

    def keep(
        self, key: str, *, prompt: str, answer: str, tokens_in: int, tokens_out: int, provider: str, at: datetime
    ) -> int:
        with self._records.transaction(self._owner) as tx:
            return tx.model_calls.keep(key, at, provider, prompt, answer, (tokens_in, tokens_out))
