"""The owner's profile as kept, with the digest of the file that it was last read from or written to."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from inbox_agent.doors.records.noun import ME, Noun
from inbox_agent.doors.records.prepared import prepared
from inbox_agent.doors.records.schema import notes, profiles, relationships
from inbox_agent.mentorship.profile import Profile, profile_of


class Profiles(Noun):
    def get(self) -> Profile:
        """The profile; an empty one where nothing was said yet."""
        row = self._one(_mine())
        return profile_of(json.loads(row.content)) if row else Profile()

    def file_digest(self) -> str:
        """Of the file's text when it was last in step with what is kept; "" for never."""
        row = self._one(sa.select(profiles.c.file_digest).where(profiles.c.owner == self._owner))
        return str(row.file_digest) if row else ""

    def put(self, profile: Profile, now: datetime, file_digest: str | None = None) -> None:
        """Keep this one. `file_digest` says that the file holds the same; without it the file is behind."""
        content = json.dumps(asdict(profile), ensure_ascii=False)
        values = {
            "at": now,
            "content": content,
            "file_digest": self.file_digest() if file_digest is None else file_digest,
        }
        mine = profiles.c.owner == self._owner
        if self._one(sa.select(profiles.c.owner).where(mine)):
            self._connection.execute(sa.update(profiles).where(mine).values(**values))
        else:
            self._connection.execute(sa.insert(profiles).values(owner=self._owner, **values))

    def known(self) -> dict[int, tuple[str, tuple[str, ...]]]:
        """Of every relationship what stands about the contact (how they appeared, the owner's notes), and the goals that they serve."""
        said: dict[int, list[str]] = {}
        mine = sa.select(notes.c.relationship_id, notes.c.words).where(notes.c.owner == self._owner)
        for row in self._all(mine.order_by(notes.c.id)):
            said.setdefault(row.relationship_id, []).append(row.words)
        wanted = sa.select(relationships.c.id, relationships.c.original, relationships.c.serves)
        return {
            row.id: ("\n".join((row.original, *said.get(row.id, ()))), tuple(json.loads(row.serves)))
            for row in self._all(wanted.where(relationships.c.owner == self._owner))
        }

    def serves(self, relationship: int) -> tuple[str, ...]:
        """The goals that the owner said this contact serves."""
        where = (relationships.c.owner == self._owner, relationships.c.id == relationship)
        row = self._one(sa.select(relationships.c.serves).where(*where))
        return tuple(json.loads(row.serves)) if row else ()

    def set_serves(self, relationship: int, goals: tuple[str, ...]) -> None:
        self._change(relationships, relationship, serves=json.dumps(goals, ensure_ascii=False))


@prepared
def _mine() -> sa.Select[Any]:
    return sa.select(profiles.c.content).where(profiles.c.owner == ME)
