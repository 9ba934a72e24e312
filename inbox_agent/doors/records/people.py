"""People, their addresses, the relationships with them, and the meetings in those."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from inbox_agent.doors.records.noun import Noun, reasons_from_text
from inbox_agent.doors.records.schema import (
    addresses,
    drafts,
    meetings,
    messages,
    outbox,
    people,
    questions,
    relationships,
    versions,
)
from inbox_agent.drafts.draft import OPEN
from inbox_agent.mentorship.kept import DueRelationship, NewContact, NextRow
from inbox_agent.mentorship.relationship import Meeting, Person, Relationship
from inbox_agent.mentorship.situation import Asked, Heard, OpenDraft, Sent, Situation, told_key

FEW = 200  #: of so many their addresses are asked for one by one; of more, everybody's are


class People(Noun):
    # People and addresses.

    def by_address(self, addr: str) -> int | None:
        """The relationship of the person with this address (compared without case)."""
        wanted = (
            sa.select(relationships.c.id)
            .join(addresses, addresses.c.person_id == relationships.c.person_id)
            .where(
                relationships.c.owner == self._owner,
                addresses.c.owner == self._owner,
                addresses.c.key == addr.casefold(),
            )
        )
        row = self._one(wanted)
        return int(row.id) if row else None

    def add(self, contact: NewContact, now: datetime) -> int:
        """A new person and the relationship with them, stage `prospect`; the relationship's id."""
        person = self._insert(
            people,
            name=contact.name,
            organisation=contact.organisation,
            title=contact.title,
            language=contact.language,
            timezone=contact.timezone,
        )
        if contact.addr:
            self.add_address(person, contact.addr, now)
        return self._insert(
            relationships,
            person_id=person,
            role=contact.role,
            kind=contact.kind,
            stage="prospect",
            since=now,
            purpose=contact.purpose,
            original=contact.original,
            source=contact.source,
            referrer=contact.referrer,
            next_due=now,
        )

    def add_address(self, person: int, addr: str, now: datetime) -> None:
        self._connection.execute(
            sa.insert(addresses).values(
                owner=self._owner, key=addr.casefold(), addr=addr, person_id=person, suspect=False, added=now
            )
        )

    def suspect(self, addr: str) -> None:
        """A letter to this address came back (F-74)."""
        where = (addresses.c.owner == self._owner, addresses.c.key == addr.casefold())
        self._connection.execute(sa.update(addresses).where(*where).values(suspect=True))

    def learn(self, person: int, **facts: str) -> None:
        """Facts of a person that were not known before; what is known is not overwritten."""
        row = self._one(sa.select(people).where(people.c.owner == self._owner, people.c.id == person))
        fresh = {k: v for k, v in facts.items() if v and row is not None and (k == "language" or not getattr(row, k))}
        if fresh:
            self._connection.execute(sa.update(people).where(people.c.id == person).values(**fresh))

    # Relationships.

    def get(self, number: int, lock: bool = False) -> Relationship | None:
        """One relationship. `lock` keeps other transactions from changing it until this one ends (PostgreSQL)."""
        wanted = self._whole().where(relationships.c.id == number)
        row = self._one(wanted.with_for_update(of=relationships) if lock else wanted)
        return self._values([row])[0] if row else None

    def some(self, numbers: Collection[int]) -> dict[int, Relationship]:
        """Those of a list of a page's length, by their number."""
        rows = self._all(self._whole().where(relationships.c.id.in_(numbers)))
        return {r.id: r for r in self._values(rows)}

    def all(self) -> list[Relationship]:
        return self._values(self._all(self._whole().order_by(relationships.c.id)))

    def change(self, number: int, **values: Any) -> None:
        if "facts" in values:
            values["facts"] = json.dumps(values["facts"], ensure_ascii=False)
        where = (relationships.c.owner == self._owner, relationships.c.id == number)
        self._connection.execute(sa.update(relationships).where(*where).values(**values))

    def facts(self, number: int) -> dict[str, str]:
        """What the owner answered when a fact was missing."""
        row = self._one(
            sa.select(relationships.c.facts).where(relationships.c.owner == self._owner, relationships.c.id == number)
        )
        return dict(json.loads(row.facts)) if row else {}

    def original(self, number: int) -> str:
        """The forwarded text in which the contact appeared."""
        row = self._one(
            sa.select(relationships.c.original).where(
                relationships.c.owner == self._owner, relationships.c.id == number
            )
        )
        return str(row.original) if row else ""

    def store_next(self, number: int, what: str | None, due: datetime | None, why: str, attempts: int = 0) -> None:
        """The one thing that is due next. Each storing ends a turn: the engine runs the key of a turn only once."""
        where = (relationships.c.owner == self._owner, relationships.c.id == number)
        values = {"next_what": what, "next_due": due, "next_why": why, "attempts": attempts}
        self._connection.execute(sa.update(relationships).where(*where).values(turn=relationships.c.turn + 1, **values))

    def next_row(self, number: int) -> NextRow:
        return self.next_rows([number]).get(number, NextRow(None, None, "", 0))

    def next_rows(self, numbers: Sequence[int]) -> dict[int, NextRow]:
        """What is due next in each of these, in one statement for a list of a page's length."""
        rel = relationships.c
        wanted = sa.select(rel.id, rel.next_what, rel.next_due, rel.next_why, rel.attempts).where(
            rel.owner == self._owner, rel.id.in_(numbers)
        )
        return {r.id: NextRow(r.next_what, r.next_due, r.next_why, r.attempts) for r in self._all(wanted)}

    def due(self, now: datetime) -> list[DueRelationship]:
        """The relationships in which something is due, the longest waiting first."""
        wanted = sa.select(relationships.c.id, relationships.c.turn, relationships.c.next_due).where(
            relationships.c.owner == self._owner, relationships.c.next_due <= now
        )
        return [DueRelationship(r.id, r.turn, r.next_due) for r in self._all(wanted.order_by(relationships.c.next_due))]

    def coming(self, now: datetime, until: datetime) -> list[tuple[int, str, datetime]]:
        """What is due after `now` and before another moment: relationship, what, when; soonest first."""
        soon = (
            relationships.c.next_due > now,
            relationships.c.next_due < until,
            relationships.c.next_what.is_not(None),
        )
        wanted = sa.select(relationships.c.id, relationships.c.next_what, relationships.c.next_due).where(
            relationships.c.owner == self._owner, *soon
        )
        rows = self._all(wanted.order_by(relationships.c.next_due))
        return [(row.id, row.next_what, row.next_due) for row in rows]

    def _whole(self) -> sa.Select[Any]:
        """A relationship with its person in one row; what is long and seldom read is left where it is."""
        both = people.c.id == relationships.c.person_id
        return sa.select(*_COLUMNS).join(people, both).where(relationships.c.owner == self._owner)

    def _values(self, rows: Sequence[sa.Row[Any]]) -> list[Relationship]:
        """Relationships with the addresses of their people, in one statement more however many they are."""
        # An address that letters came back from is known, so that their mail is recognised, but not written to (F-74).
        order = (addresses.c.suspect, addresses.c.added, addresses.c.key)
        wanted = (
            sa.select(addresses.c.person_id, addresses.c.addr)
            .where(addresses.c.owner == self._owner, addresses.c.suspect.is_(False))
            .order_by(*order)
        )
        if len(rows) <= FEW:
            wanted = wanted.where(addresses.c.person_id.in_([row.person_id for row in rows]))
        known: dict[int, tuple[str, ...]] = {}
        for row in self._all(wanted) if rows else ():
            known[row.person_id] = (*known.get(row.person_id, ()), row.addr)
        return [_relationship(row, known.get(row.person_id, ())) for row in rows]

    # Meetings.

    def meeting(self, number: int, held: bool = False) -> Meeting | None:
        """The meeting ahead, else the newest that was not cancelled; with `held` the newest that took place."""
        state = meetings.c.state == "took-place" if held else meetings.c.state != "cancelled"
        wanted = sa.select(meetings).where(meetings.c.owner == self._owner, meetings.c.relationship_id == number, state)
        over = meetings.c.state == "took-place"
        row = self._one(wanted.order_by(over, meetings.c.id.desc()).limit(1))
        return _meeting(row) if row else None

    def meetings(self, number: int) -> list[Meeting]:
        """Every conversation of this relationship that was not cancelled, the latest first."""
        mine = (meetings.c.owner == self._owner, meetings.c.relationship_id == number, meetings.c.state != "cancelled")
        return [_meeting(row) for row in self._all(sa.select(meetings).where(*mine).order_by(meetings.c.start.desc()))]

    def meetings_until(self, until: datetime) -> list[tuple[int, Meeting]]:
        """Every planned conversation that begins before then, with its relationship, soonest first."""
        wanted = sa.select(meetings).where(
            meetings.c.owner == self._owner, meetings.c.state == "planned", meetings.c.start < until
        )
        return [(row.relationship_id, _meeting(row)) for row in self._all(wanted.order_by(meetings.c.start))]

    def set_meeting(
        self, number: int, start: datetime, timezone: str, minutes: int, state: str, uid: str = "", sequence: int = 0
    ) -> int:
        """A date for this relationship. A date ahead takes the place of an earlier one; one that took place does not."""
        where = (
            meetings.c.owner == self._owner,
            meetings.c.relationship_id == number,
            meetings.c.state.in_(("proposed", "planned")),
        )
        if state != "took-place":
            self._connection.execute(sa.update(meetings).where(*where).values(state="cancelled"))
        return self._insert(
            meetings,
            relationship_id=number,
            start=start,
            timezone=timezone,
            minutes=minutes,
            state=state,
            uid=uid,
            sequence=sequence,
        )

    def meeting_is(self, meeting: int, state: str) -> None:
        self._connection.execute(
            sa.update(meetings).where(meetings.c.owner == self._owner, meetings.c.id == meeting).values(state=state)
        )

    def name_meeting(self, meeting: int, uid: str, sequence: int) -> None:
        """The calendar's name of a date that was agreed on before."""
        where = (meetings.c.owner == self._owner, meetings.c.id == meeting)
        self._connection.execute(sa.update(meetings).where(*where).values(uid=uid, sequence=sequence))

    # Everything that decides what is due.

    def situation(self, number: int, lock: bool = False) -> Situation | None:
        relationship = self.get(number, lock)
        if relationship is None:
            return None
        return Situation(
            relationship,
            self._heard(number),
            self._sent(number),
            self._open_draft(number),
            self._asked(number),
            self.meeting(number),
            self.meeting(number, held=True),
            frozenset(
                self._connection.execute(
                    sa.select(drafts.c.occasion).where(
                        drafts.c.owner == self._owner, drafts.c.relationship_id == number
                    )
                ).scalars()
            ),
            self._told(number),
        )

    def _heard(self, number: int) -> Heard | None:
        said = messages.c
        wanted = sa.select(said.id, said.received, said.intent, said.also, said.because).where(
            said.owner == self._owner,
            said.relationship_id == number,
            said.kind.in_(("correspondence", "calendar")),
            said.direction == "in",
        )
        row = self._one(wanted.order_by(said.received.desc(), said.id.desc()).limit(1))
        if row is None:
            return None
        words = next((b.words for b in reasons_from_text(row.because) if b.words), "")
        return Heard(row.id, row.received, row.intent, tuple(json.loads(row.also)), words)

    def _told(self, number: int) -> frozenset[str]:
        """The occasions of what was told beside the letters: they stand in the keys of the outbox, one range of its index."""
        begins = told_key(number, "")
        wanted = sa.select(outbox.c.key).where(
            outbox.c.owner == self._owner, outbox.c.key >= begins, outbox.c.key < begins[:-1] + ";"
        )
        return frozenset(key.removeprefix(begins) for key in self._connection.execute(wanted).scalars())

    def _sent(self, number: int) -> tuple[Sent, ...]:
        wanted = (
            sa.select(drafts.c.kind, messages.c.at)
            .join(drafts, drafts.c.id == messages.c.draft_id)
            .where(messages.c.owner == self._owner, messages.c.relationship_id == number, messages.c.direction == "out")
        )
        return tuple(Sent(r.kind, r.at) for r in self._all(wanted.order_by(messages.c.at, messages.c.id)))

    def _open_draft(self, number: int) -> OpenDraft | None:
        busy = (*OPEN, "approved", "sending", "doubt", "failed")
        newest = (versions.c.draft_id == drafts.c.id) & (versions.c.version == drafts.c.version)
        wanted = (
            sa.select(drafts, versions.c.written_by)
            .join(versions, newest, isouter=True)
            .where(drafts.c.owner == self._owner, drafts.c.relationship_id == number, drafts.c.state.in_(busy))
        )
        row = self._one(wanted.order_by(drafts.c.id.desc()).limit(1))
        if row is None:
            return None
        by_owner = row.written_by == "owner"
        return OpenDraft(row.id, row.kind, row.occasion, row.state, row.created, row.wake, row.version, by_owner)

    def _asked(self, number: int) -> tuple[Asked, ...]:
        wanted = sa.select(questions).where(questions.c.owner == self._owner, questions.c.relationship_id == number)
        rows = self._all(wanted.order_by(questions.c.id))
        return tuple(Asked(r.id, r.kind, r.occasion, r.asked, r.answered, r.answer) for r in rows)


def _meeting(row: sa.Row[Any]) -> Meeting:
    return Meeting(row.id, row.start, row.minutes, row.timezone, row.state, row.uid, row.sequence)


#: In the order in which `_relationship` takes them: a list of everybody is read often, and names are slow to look up.
_PERSON = ("id", "name", "organisation", "title", "language", "timezone")
_BETWEEN = (
    "id", "role", "kind", "stage", "since", "purpose", "source", "referrer", "take_aways", "do_not_contact", "pause_until",
    "paused_from", "away_until", "last_inbound", "last_outbound", "cadence_days",
)  # fmt: skip
_COLUMNS = (
    relationships.c.person_id,
    *(people.c[name].label(f"person_{name}" if name != "id" else "person") for name in _PERSON),
    *(relationships.c[name] for name in _BETWEEN),
)


def _relationship(row: sa.Row[Any], addrs: tuple[str, ...]) -> Relationship:
    _, person, name, organisation, title, language, zone, number, *rest = tuple(row)
    return Relationship(number, Person(person, name, addrs, organisation, title, language, zone), *rest)
