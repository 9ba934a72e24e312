"""Forgetting a person: every row and word of theirs goes, and a salted mark stays so that they are not taken in anew (T-44).

What belongs to a relationship is found by its columns, in whatever table: one that is added later is forgotten, too, as
long as its columns bear the usual names. A mail's row stays without its content, since its hash is what keeps it from
being fetched again. Words of theirs can also stand in mails of the owner that answered ours (a quote), so those of which
a token, a Message-ID or the bytes say that they are about this person lose their content as well. Mails of *other*
contacts that mention this person are theirs and stay.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from inbox_agent.doors.records.noun import ME, Noun
from inbox_agent.doors.records.prepared import prepared
from inbox_agent.doors.records.schema import (
    addresses,
    drafts,
    events,
    messages,
    meta,
    outbox,
    people,
    questions,
    relationships,
    seen,
    tokens,
    tombstones,
    versions,
)
from inbox_agent.drafts.approval import token_hash, token_of

#: A mail of which nothing but its hash, its time and its place in the mailbox is left.
EMPTY: dict[str, Any] = {
    "raw": None, "message_id": "", "kind": "forgotten", "intent": "", "also": "[]", "because": "[]", "from_addr": "",
    "subject": "", "text": "", "references": "[]", "relationship_id": None, "draft_id": None, "state": "taken", "next_try": None,
}  # fmt: skip
#: Tables whose rows are looked after by themselves below.
APART = (messages, relationships, people, addresses, seen, drafts, versions)


class Forgetting(Noun):
    def forget(self, relationship: int, now: datetime) -> dict[str, int]:
        """Everything of this relationship and its person; how many rows of each table. In the caller's transaction."""
        row = self._one(sa.select(relationships).where(relationships.c.id == relationship))
        if row is None or row.owner != self._owner:
            return {}
        person = row.person_id
        known = self._column(addresses.c.addr, addresses.c.person_id == person)
        letters = self._column(drafts.c.id, drafts.c.relationship_id == relationship)
        mails = self._mails(relationship, letters, known)
        gone = {"messages": self._empty(mails)}
        for table in reversed(meta.sorted_tables):
            if table not in APART:
                gone[table.name.removeprefix("ia_")] = self._delete(table, relationship, letters, mails, known)
        gone["versions"] = self._remove(versions, versions.c.draft_id.in_(letters))
        gone["drafts"] = self._remove(drafts, drafts.c.id.in_(letters))
        for addr in known:
            salt = secrets.token_hex(16)
            self._connection.execute(
                sa.insert(tombstones).values(owner=self._owner, salt=salt, hash=_mark(salt, addr), at=now)
            )
        gone["addresses"] = self._remove(addresses, addresses.c.person_id == person)
        gone["relationships"] = self._remove(relationships, relationships.c.id == relationship)
        gone["people"] = self._remove(people, people.c.id == person)
        return {name: count for name, count in gone.items() if count}

    def forgotten(self, addr: str) -> bool:
        """Whether the owner had the person with this address forgotten."""
        return bool(addr) and any(r.hash == _mark(r.salt, addr) for r in self._stones())

    def lift(self, addr: str) -> bool:
        """The owner wants to know this address again; whether it had been forgotten."""
        found = [r.hash for r in self._stones() if r.hash == _mark(r.salt, addr)]
        return bool(found) and bool(self._remove(tombstones, tombstones.c.hash.in_(found)))

    def empty(self, message: int) -> None:
        """Keep nothing of a mail but that it was there."""
        self._empty({message})

    def _stones(self) -> list[Any]:
        return self._all(_stones())

    def _mails(self, relationship: int, letters: Collection[int], known: Collection[str]) -> set[int]:
        """The mails with words of this person: theirs, ours to them, and the owner's answers about them."""
        ours = set(self._column(versions.c.message_id, versions.c.draft_id.in_(letters)))
        wanted = sa.select(
            messages.c.id, messages.c.relationship_id, messages.c.draft_id, messages.c.message_id, messages.c.from_addr,
            messages.c.references, messages.c.raw, messages.c.text,
        ).where(messages.c.owner == self._owner)  # fmt: skip
        of_token = self._tokens(relationship, letters)
        marks = [addr.casefold().encode() for addr in known]
        found = set()
        for row in self._connection.execute(wanted):
            whose = row.relationship_id
            named = (
                row.draft_id in letters
                or row.message_id in ours
                or row.from_addr.casefold() in {addr.casefold() for addr in known}
                or any(
                    token_hash(token) in of_token
                    for m in (row.message_id, *json.loads(row.references))
                    if (token := token_of(m))
                )
                or any(mark in (row.raw or b"").lower() for mark in marks)
            )
            if whose == relationship or (whose is None and named):
                found.add(row.id)
        return found

    def _tokens(self, relationship: int, letters: Collection[int]) -> set[str]:
        """The hashes of all tokens that were about this relationship, digests that named it included."""
        asked = self._column(questions.c.id, questions.c.relationship_id == relationship)
        found = set()
        for row in self._all(sa.select(tokens).where(tokens.c.owner == self._owner)):
            items = json.loads(row.items)
            about = {item[0] for item in items if item}
            if (
                row.relationship_id == relationship
                or (row.about in ("draft", "digest") and about & set(letters))
                or (row.about == "question" and about & set(asked))
            ):
                found.add(row.hash)
        return found

    def _delete(
        self,
        table: sa.Table,
        relationship: int,
        letters: Collection[int],
        mails: Collection[int],
        known: Collection[str],
    ) -> int:
        columns = table.c
        which: list[sa.ColumnElement[bool]] = []
        if "relationship_id" in columns:
            which.append(columns.relationship_id == relationship)
        if "draft_id" in columns:
            which.append(columns.draft_id.in_(letters))
        if "message_id" in columns and not isinstance(columns.message_id.type, sa.String):
            which.append(columns.message_id.in_(mails))
        if table is tokens:
            which.append(columns.hash.in_(self._tokens(relationship, letters)))
        if table is outbox:
            which += [columns.data.contains(addr, autoescape=True) for addr in known]
            which.append(columns.id.in_(self._told(relationship, letters, mails)))
        if table is events:
            which += [columns.data.contains(addr, autoescape=True) for addr in known]
        return self._remove(table, sa.or_(*which)) if which else 0

    def _told(self, relationship: int, letters: Collection[int], mails: Collection[int]) -> set[int]:
        """Our mails to the owner that were about this relationship: their data may hold words of it."""
        found = set()
        for row in self._all(sa.select(outbox.c.id, outbox.c.data).where(outbox.c.owner == self._owner)):
            data = json.loads(row.data)
            drafts_named = {item.get("draft") for item in data.get("items", []) if isinstance(item, dict)}
            if (
                data.get("relationship") == relationship
                or data.get("draft") in letters
                or data.get("message") in mails
                or drafts_named & set(letters)
            ):
                found.add(row.id)
        return found

    def _empty(self, numbers: Iterable[int]) -> int:
        numbers = list(numbers)
        where = (messages.c.owner == self._owner, messages.c.id.in_(numbers))
        self._connection.execute(sa.update(messages).where(*where).values(**EMPTY))
        return len(numbers)

    def _column(self, column: sa.Column[Any], *where: sa.ColumnElement[bool]) -> list[Any]:
        wanted = sa.select(column).where(column.table.c.owner == self._owner, *where)
        return list(self._connection.execute(wanted).scalars())

    def _remove(self, table: sa.Table, which: sa.ColumnElement[bool]) -> int:
        done = self._connection.execute(sa.delete(table).where(table.c.owner == self._owner, which))
        return max(0, done.rowcount)


def _mark(salt: str, addr: str) -> str:
    return hashlib.sha256(f"{salt}:{addr.casefold()}".encode()).hexdigest()


@prepared
def _stones() -> sa.Select[Any]:
    return sa.select(tombstones).where(tombstones.c.owner == ME)
