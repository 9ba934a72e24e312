"""What was asked of a model, word for word, and what it answered: kept before it is used (nothing is paid twice)."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from inbox_agent.doors.records.noun import Noun
from inbox_agent.doors.records.schema import model_calls, model_tries
from inbox_agent.drafts.kept import ModelCall


class ModelCalls(Noun):
    def known(self, key: str) -> ModelCall | None:
        """The call with this key (occasion, prompt fingerprint and model), if it was made before."""
        row = self._one(sa.select(model_calls).where(model_calls.c.owner == self._owner, model_calls.c.key == key))
        return self._value(row) if row else None

    def get(self, number: int) -> ModelCall | None:
        row = self._one(sa.select(model_calls).where(model_calls.c.owner == self._owner, model_calls.c.id == number))
        return self._value(row) if row else None

    def all_of(self, number: int) -> list[ModelCall]:
        """This call and all others that were made for the same letter, oldest first."""
        same = sa.select(model_calls.c.unit).where(model_calls.c.owner == self._owner, model_calls.c.id == number)
        wanted = sa.select(model_calls).where(
            model_calls.c.owner == self._owner, model_calls.c.unit == same.scalar_subquery()
        )
        return [self._value(row) for row in self._all(wanted.order_by(model_calls.c.id))]

    def keep(
        self,
        key: str,
        at: datetime,
        provider: str,
        prompt: str,
        answer: str,
        tokens: tuple[int, int],
        cost: float | None,
        unit: str,
        relationship: int,
    ) -> int:
        """Keep a call; its number. A call with the same key that another worker kept first is left as it is."""
        asked = (model_tries.c.owner == self._owner) & (model_tries.c.unit == unit) & (model_tries.c.prompt == prompt)
        self._connection.execute(sa.update(model_tries).where(asked).values(prompt=""))  # it stands in the call now
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
            cost=cost,
            unit=unit,
            relationship_id=relationship,
        )

    def begin(self, unit: str, relationship: int, at: datetime, provider: str, prompt: str) -> int:
        """Count a call before it is made, with what leaves: it may be read and paid for even if no answer comes."""
        return self._insert(
            model_tries, unit=unit, relationship_id=relationship, at=at, provider=provider, prompt=prompt
        )

    def unanswered(self, relationship: int, at: datetime) -> list[tuple[str, str]]:
        """Provider and prompt of the calls of a round (its clock is `at`) that got no answer."""
        mine = (model_tries.c.owner == self._owner) & (model_tries.c.relationship_id == relationship)
        wanted = sa.select(model_tries).where(mine, model_tries.c.at == at, model_tries.c.prompt != "")
        return [(row.provider, row.prompt) for row in self._all(wanted.order_by(model_tries.c.id))]

    def give_back(self, number: int) -> None:
        """Let a call count for the day only."""
        mine = (model_tries.c.owner == self._owner) & (model_tries.c.id == number)
        self._connection.execute(sa.update(model_tries).where(mine).values(unit=""))

    def begun(self, unit: str) -> int:
        mine = sa.select(sa.func.count()).where(model_tries.c.owner == self._owner, model_tries.c.unit == unit)
        return int(self._connection.execute(mine).scalar_one())

    def spent(self, since: datetime) -> tuple[int, int, float]:
        """Calls begun, tokens of those that were answered, and their cost, since then."""
        calls = sa.select(sa.func.count()).where(model_tries.c.owner == self._owner, model_tries.c.at >= since)
        sums = sa.select(
            sa.func.coalesce(sa.func.sum(model_calls.c.tokens_in + model_calls.c.tokens_out), 0),
            sa.func.coalesce(sa.func.sum(model_calls.c.cost), 0.0),
        ).where(model_calls.c.owner == self._owner, model_calls.c.at >= since)
        tokens, cost = self._connection.execute(sums).one()
        return int(self._connection.execute(calls).scalar_one()), int(tokens), float(cost)

    @staticmethod
    def _value(row: sa.Row[tuple[object, ...]]) -> ModelCall:
        return ModelCall(row.id, row.at, row.provider, row.prompt, row.answer, row.tokens_in, row.tokens_out, row.cost)
