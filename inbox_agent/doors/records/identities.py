"""Two records that are one person, and one record that is two: everything moves in the caller's transaction (F-29)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from inbox_agent.doors.records.noun import Noun, one_of
from inbox_agent.doors.records.schema import (
    WAITING,
    addresses,
    drafts,
    events,
    ledger,
    messages,
    meta,
    outbox,
    people,
    relationships,
    versions,
)

#: Tables whose rows follow their relationship as they are.
FOLLOW = tuple(
    table
    for table in meta.sorted_tables
    if "relationship_id" in table.c and table.name not in ("ia_ledger", "ia_drafts")
)


class Identities(Noun):
    def merge(self, kept: int, gone: int) -> None:
        """Everything of relationship `gone` becomes `kept`'s, its addresses too; nothing is left of it but the audit."""
        for table in FOLLOW:
            self._move(table, table.c.relationship_id == gone, kept)
        self._move_ledger(kept, gone)
        taken = set(
            self._connection.execute(sa.select(drafts.c.occasion).where(drafts.c.relationship_id == kept)).scalars()
        )
        for row in self._all(sa.select(drafts.c.id, drafts.c.occasion).where(drafts.c.relationship_id == gone)):
            free = row.occasion if row.occasion not in taken else f"{row.occasion}~{row.id}"
            self._update(drafts, drafts.c.id == row.id, relationship_id=kept, occasion=free)
        self._readdress(gone, kept)
        here, there = self._person(kept), self._person(gone)
        self._update(addresses, addresses.c.person_id == there.id, person_id=here.id)
        filled = ("name", "organisation", "title", "language", "timezone")
        self._update(people, people.c.id == here.id, **{k: getattr(here, k) or getattr(there, k) for k in filled})
        if there.timezone and not here.timezone:
            self._update(people, people.c.id == here.id, zone_source=there.zone_source)
        self._join(kept, gone)
        self._connection.execute(
            sa.delete(relationships).where(relationships.c.owner == self._owner, relationships.c.id == gone)
        )
        self._connection.execute(sa.delete(people).where(people.c.owner == self._owner, people.c.id == there.id))

    def split(self, number: int, addr: str, name: str, now: datetime) -> int:
        """This address becomes a person of its own, with its mails, the letters to it, and what the ledger has of those."""
        old = self._one(one_of(relationships), number=number)
        here = self._person(number)
        assert old is not None
        person = self._insert(
            people,
            name=name,
            organisation="",
            title="",
            language=here.language,
            timezone=here.timezone,
            zone_source=here.zone_source,
        )
        self._update(addresses, addresses.c.key == addr.casefold(), person_id=person)
        mine = self._mails_of(number, addr)
        letters = self._letters_to(number, addr)
        new = self._insert(
            relationships, person_id=person, role=old.role, kind=old.kind, since=now, next_due=now,
            stage=old.stage if mine or letters else "prospect", do_not_contact=old.do_not_contact,
        )  # fmt: skip
        self._move(messages, messages.c.id.in_(mine) | messages.c.draft_id.in_(letters), new)
        self._move(drafts, drafts.c.id.in_(letters), new)
        self._move(ledger, ledger.c.message_id.in_(mine), new)
        self._move(events, events.c.message_id.in_(mine) | events.c.draft_id.in_(letters), new)
        for each in (number, new):
            self._count_anew(each)
        return new

    def _move(self, table: sa.Table, which: sa.ColumnElement[bool], to: int) -> None:
        self._update(table, which, relationship_id=to)

    def _update(self, table: sa.Table, which: sa.ColumnElement[bool], **values: Any) -> None:
        self._connection.execute(sa.update(table).where(table.c.owner == self._owner, which).values(**values))

    def _person(self, relationship: int) -> Any:
        wanted = sa.select(people).join(relationships, relationships.c.person_id == people.c.id)
        row = self._one(wanted.where(relationships.c.owner == self._owner, relationships.c.id == relationship))
        assert row is not None, "the caller has looked both up in this transaction"
        return row

    def _move_ledger(self, kept: int, gone: int) -> None:
        """A sentence that both have stands there once, with whatever the owner said of either."""
        mine = {
            (r.what, r.fingerprint): r for r in self._all(sa.select(ledger).where(ledger.c.relationship_id == kept))
        }
        for row in self._all(sa.select(ledger).where(ledger.c.relationship_id == gone)):
            same = mine.get((row.what, row.fingerprint))
            if same is None:
                self._move(ledger, ledger.c.id == row.id, kept)
                continue
            self._update(
                ledger, ledger.c.id == same.id, done=same.done or row.done, outcome=same.outcome or row.outcome
            )
            self._connection.execute(sa.delete(ledger).where(ledger.c.owner == self._owner, ledger.c.id == row.id))
        self._update(ledger, ledger.c.leads_to == gone, leads_to=kept)

    def _readdress(self, gone: int, kept: int) -> None:
        """Mails to the owner that wait speak of the relationship by its number."""
        wanted = sa.select(outbox.c.id, outbox.c.data).where(outbox.c.owner == self._owner, outbox.c.state.in_(WAITING))
        for row in self._all(wanted):
            data = json.loads(row.data)
            if data.get("relationship") == gone:
                self._update(
                    outbox, outbox.c.id == row.id, data=json.dumps(data | {"relationship": kept}, ensure_ascii=False)
                )

    def _join(self, kept: int, gone: int) -> None:
        """What was known of either is known of the one; a hard stop of either holds (F-24).

        Where only one of them was ever written to, that is where the two stand: a first letter is not the first twice.
        """
        both = {r.id: r for r in self._all(sa.select(relationships).where(relationships.c.id.in_((kept, gone))))}
        mine, other = both[kept], both[gone]
        latest = {
            k: max((m for m in (getattr(mine, k), getattr(other, k)) if m), default=None)
            for k in ("last_inbound", "last_outbound")
        }
        further = other.stage in ("declined", "ended") or (mine.stage == "prospect" != other.stage)
        there = other if further else mine
        self._update(
            relationships, relationships.c.id == kept, **latest,
            stage=there.stage, since=there.since, pause_until=there.pause_until, paused_from=there.paused_from,
            do_not_contact=mine.do_not_contact or other.do_not_contact,
            purpose="\n".join(dict.fromkeys(p for p in (mine.purpose, other.purpose) if p)),
            original=mine.original or other.original, source=mine.source or other.source,
            referrer=mine.referrer or other.referrer, take_aways=mine.take_aways or other.take_aways,
            facts=json.dumps(json.loads(other.facts) | json.loads(mine.facts), ensure_ascii=False),
            serves=json.dumps(list(dict.fromkeys((*json.loads(mine.serves), *json.loads(other.serves)))), ensure_ascii=False),
        )  # fmt: skip

    def _mails_of(self, number: int, addr: str) -> list[int]:
        wanted = sa.select(messages.c.id, messages.c.from_addr).where(
            messages.c.owner == self._owner, messages.c.relationship_id == number, messages.c.direction == "in"
        )
        return [row.id for row in self._all(wanted) if row.from_addr.casefold() == addr.casefold()]

    def _letters_to(self, number: int, addr: str) -> list[int]:
        both = (versions.c.draft_id == drafts.c.id) & (versions.c.version == drafts.c.version)
        wanted = sa.select(drafts.c.id, versions.c.recipients).join(versions, both)
        rows = self._all(wanted.where(drafts.c.owner == self._owner, drafts.c.relationship_id == number))
        return [r.id for r in rows if [a.casefold() for a in json.loads(r.recipients)] == [addr.casefold()]]

    def _count_anew(self, number: int) -> None:
        def newest(direction: str) -> datetime | None:
            wanted = sa.select(sa.func.max(messages.c.received)).where(
                messages.c.relationship_id == number,
                messages.c.direction == direction,
                messages.c.kind.in_(("correspondence", "letter")),
            )
            return self._connection.execute(wanted).scalar()

        found = {"last_inbound": newest("in"), "last_outbound": newest("out"), "turn": relationships.c.turn + 1}
        self._update(relationships, relationships.c.id == number, **found)
