"""What was asked of a model, word for word, and what it answered: kept before it is used (nothing is paid twice)."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from inbox_agent.doors.records.noun import Noun
from inbox_agent.doors.records.schema import model_calls
from inbox_agent.drafts.kept import ModelCall


class ModelCalls(Noun):
    def known(self, key: str) -> ModelCall | None:
        """The call with this key (occasion, prompt fingerprint and model), if it was made before."""
        row = self._one(sa.select(model_calls).where(model_calls.c.owner == self._owner, model_calls.c.key == key))
        return self._value(row) if row else None

    def get(self, number: int) -> ModelCall | None:
        row = self._one(sa.select(model_calls).where(model_calls.c.owner == self._owner, model_calls.c.id == number))
        return self._value(row) if row else None

    def keep(self, key: str, at: datetime, provider: str, prompt: str, answer: str, tokens: tuple[int, int]) -> int:
        """Keep a call; its number. A call with the same key that another worker kept first is left as it is."""
        before = self.known(key)
        if before:
            return before.id
        return self._insert(
            model_calls,
            key=key,
            at=at,
            provider=provider,
            prompt=prompt,
            answer=answer,
            tokens_in=tokens[0],
            tokens_out=tokens[1],
        )

    def spent(self, since: datetime) -> tuple[int, int]:
        """Calls and tokens since then."""
        total = sa.func.coalesce(sa.func.sum(model_calls.c.tokens_in + model_calls.c.tokens_out), 0)
        wanted = sa.select(sa.func.count(), total).where(model_calls.c.owner == self._owner, model_calls.c.at > since)
        calls, tokens = self._connection.execute(wanted).one()
        return int(calls), int(tokens)

    @staticmethod
    def _value(row: sa.Row[tuple[object, ...]]) -> ModelCall:
        return ModelCall(row.id, row.at, row.provider, row.prompt, row.answer, row.tokens_in, row.tokens_out)
