"""Tokens by their SHA-256: what a reply to one of our mails may decide, until when, and whether it has (T-01)."""

from __future__ import annotations

import json
from datetime import datetime

import sqlalchemy as sa

from inbox_agent.doors.records.noun import Noun
from inbox_agent.doors.records.schema import tokens
from inbox_agent.drafts.kept import TokenRow


class Tokens(Noun):
    def issue(self, token: TokenRow, outbox: int) -> None:
        self._add(
            tokens,
            hash=token.hash,
            about=token.about,
            items=json.dumps(token.items),
            relationship_id=token.relationship,
            issued=token.issued,
            expires=token.expires,
            outbox_id=outbox,
        )

    def get(self, hashed: str, lock: bool = False) -> TokenRow | None:
        wanted = sa.select(tokens).where(tokens.c.owner == self._owner, tokens.c.hash == hashed)
        row = self._one(wanted.with_for_update() if lock else wanted)
        if row is None:
            return None
        items = tuple(tuple(i) for i in json.loads(row.items))
        return TokenRow(
            row.hash, row.about, items, row.issued, row.expires, row.relationship_id, row.used, row.outbox_id
        )

    def void(self, now: datetime) -> None:
        """No token issued until now decides anything any more (T-24)."""
        where = (tokens.c.owner == self._owner, tokens.c.used.is_(None), tokens.c.expires > now)
        self._connection.execute(sa.update(tokens).where(*where).values(expires=now))

    def use(self, hashed: str, now: datetime) -> None:
        self._connection.execute(
            sa.update(tokens).where(tokens.c.owner == self._owner, tokens.c.hash == hashed).values(used=now)
        )
