"""People, their addresses, the relationships with them, and the meetings in those."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from inbox_agent.doors.records.noun import ME, NUMBER, Noun, one_of, reasons_from_text
from inbox_agent.doors.records.prepared import prepared
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
from inbox_agent.mentorship.kept import NewContact, NextRow
from inbox_agent.mentorship.relationship import Meeting, Person, Relationship
from inbox_agent.mentorship.situation import Asked, Heard, OpenDraft, Sent, Situation, told_key

#: A draft in these states stands in the way of the next.
BUSY = (*OPEN, "approved", "sending", "doubt", "failed")


class People(Noun):
    # People and addresses.

    def by_address(self, addr: str) -> int | None:
        """The relationship of the person with this address (compared without case)."""
        row = self._one(_by_address(), key=addr.casefold())
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
        row = self._one(one_of(people), number=person)
        fresh = {k: v for k, v in facts.items() if v and row is not None and (k == "language" or not getattr(row, k))}
        self._change(people, person, **fresh)

    def place(self, person: int, zone: str, source: str) -> None:
        """Where a person lives now, and what that rests on; whether it is to be believed is for the caller to say."""
        self._change(people, person, timezone=zone, zone_source=source)

    # Relationships.

    def get(self, number: int, lock: bool = False) -> Relationship | None:
        """One relationship. `lock` keeps other transactions from changing it until this one ends (PostgreSQL)."""
        return next(iter(_values(self._all(_whole_of(lock), number=number))), None)

    def some(self, numbers: Collection[int]) -> dict[int, Relationship]:
        """Those of a list of a page's length, by their number."""
        return {r.id: r for r in _values(self._all(_whole().where(relationships.c.id.in_(numbers))))}

    def all(self) -> list[Relationship]:
        return _values(self._all(_everybody()))

    def change(self, number: int, **values: Any) -> None:
        if "facts" in values:
            values["facts"] = json.dumps(values["facts"], ensure_ascii=False)
        self._change(relationships, number, **values)

    def facts(self, number: int) -> dict[str, str]:
        """What the owner answered when a fact was missing."""
        row = self._one(_column("facts"), number=number)
        return dict(json.loads(row.facts)) if row else {}

    def original(self, number: int) -> str:
        """The forwarded text in which the contact appeared."""
        row = self._one(_column("original"), number=number)
        return str(row.original) if row else ""

    def store_next(self, number: int, what: str | None, due: datetime | None, why: str, attempts: int = 0) -> None:
        """The one thing that is due next. Each storing ends a turn: the engine runs the key of a turn only once."""
        values = {"next_what": what, "next_due": due, "next_why": why, "attempts": attempts}
        self._run(_next_turn(), number=number, **values)

    def next_row(self, number: int) -> NextRow:
        return self.next_rows([number]).get(number, NextRow(None, None, "", 0))

    def next_rows(self, numbers: Sequence[int]) -> dict[int, NextRow]:
        """What is due next in each of these, in one statement for a list of a page's length."""
        rel = relationships.c
        wanted = sa.select(rel.id, rel.next_what, rel.next_due, rel.next_why, rel.attempts).where(
            rel.owner == self._owner, rel.id.in_(numbers)
        )
        return {r.id: NextRow(r.next_what, r.next_due, r.next_why, r.attempts) for r in self._all(wanted)}

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

    # Meetings.

    def meeting(self, number: int, held: bool = False) -> Meeting | None:
        """The meeting ahead, else the newest that was not cancelled; with `held` the newest that took place."""
        return _which(self.meetings(number), held)

    def meetings(self, number: int) -> list[Meeting]:
        """Every conversation of this relationship that was not cancelled, the latest first."""
        return [_meeting(row) for row in self._all(_meetings(), number=number)]

    def meetings_until(self, until: datetime) -> list[tuple[int, Meeting]]:
        """Every planned conversation that begins before then, with its relationship, soonest first."""
        wanted = sa.select(meetings).where(
            meetings.c.owner == self._owner, meetings.c.state == "planned", meetings.c.start < until
        )
        return [(row.relationship_id, _meeting(row)) for row in self._all(wanted.order_by(meetings.c.start))]

    def held(self, begins: datetime, ends: datetime) -> list[tuple[int, Meeting]]:
        """Every conversation that took place and began within this time, with its relationship."""
        wanted = sa.select(meetings).where(
            meetings.c.owner == self._owner,
            meetings.c.state == "took-place",
            meetings.c.start >= begins,
            meetings.c.start < ends,
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
        self._change(meetings, meeting, state=state)

    def name_meeting(self, meeting: int, uid: str, sequence: int) -> None:
        """The calendar's name of a date that was agreed on before."""
        self._change(meetings, meeting, uid=uid, sequence=sequence)

    # Everything that decides what is due.

    def situation(self, number: int, lock: bool = False) -> Situation | None:
        relationship = self.get(number, lock)
        if relationship is None:
            return None
        letters = self._all(_letters(), number=number)
        held = self.meetings(number)
        return Situation(
            relationship,
            self._heard(number),
            tuple(
                Sent(r.kind, r.left, r.mail)
                for r in sorted((r for r in letters if r.left), key=lambda r: (r.left, r.mail))
            ),
            _open_draft(letters),
            self._asked(number),
            _which(held),
            _which(held, held=True),
            frozenset(r.occasion for r in letters),
            self._told(number),
        )

    def _heard(self, number: int) -> Heard | None:
        row = self._one(_last_heard(), number=number)
        if row is None:
            return None
        words = next((b.words for b in reasons_from_text(row.because) if b.words), "")
        return Heard(row.id, row.received, row.intent, tuple(json.loads(row.also)), words)

    def _told(self, number: int) -> frozenset[str]:
        """The occasions of what was told beside the letters: they stand in the keys of the outbox, one range of its index."""
        begins = told_key(number, "")
        keys = self._run(_told_keys(), begins=begins, ends=begins[:-1] + ";").scalars()
        return frozenset(key.removeprefix(begins) for key in keys)

    def _asked(self, number: int) -> tuple[Asked, ...]:
        rows = self._all(_questions(), number=number)
        return tuple(Asked(r.id, r.kind, r.occasion, r.asked, r.answered, r.answer) for r in rows)


def _meeting(row: sa.Row[Any]) -> Meeting:
    return Meeting(row.id, row.start, row.minutes, row.timezone, row.state, row.uid, row.sequence)


def _which(found: Sequence[Meeting], held: bool = False) -> Meeting | None:
    """The meeting ahead, else the newest; with `held` the newest that took place."""
    over = [m for m in found if m.state == "took-place"]
    ahead = [] if held else [m for m in found if m.state != "took-place"]
    return max(ahead or over, key=lambda m: m.id, default=None)


def _open_draft(letters: Sequence[sa.Row[Any]]) -> OpenDraft | None:
    row = max((r for r in letters if r.state in BUSY), key=lambda r: r.id, default=None)
    if row is None:
        return None
    by_owner = row.written_by == "owner"
    return OpenDraft(row.id, row.kind, row.occasion, row.state, row.created, row.wake, row.version, by_owner)


# The statements that are asked often, each built once.


@prepared
def _by_address() -> sa.Select[Any]:
    same = addresses.c.person_id == relationships.c.person_id
    mine = (relationships.c.owner == ME, addresses.c.owner == ME)
    return sa.select(relationships.c.id).join(addresses, same).where(*mine, addresses.c.key == sa.bindparam("key"))


@cache
def _whole() -> sa.Select[Any]:
    """A relationship with its person, and a row for each address; what is long and seldom read is left where it is."""
    both = people.c.id == relationships.c.person_id
    # An address that letters came back from is known, so that their mail is recognised, but not written to (F-74).
    theirs = (addresses.c.person_id == people.c.id) & addresses.c.suspect.is_(False)
    wanted = sa.select(addresses.c.addr, *_COLUMNS).select_from(relationships).join(people, both)
    order = (relationships.c.id, addresses.c.added, addresses.c.key)
    return wanted.outerjoin(addresses, theirs).where(relationships.c.owner == ME).order_by(*order)


@prepared
def _everybody() -> sa.Select[Any]:
    return _whole()


@prepared
def _whole_of(lock: bool) -> sa.Select[Any]:
    wanted = _whole().where(relationships.c.id == NUMBER)
    return wanted.with_for_update(of=relationships) if lock else wanted


@prepared
def _column(name: str) -> sa.Select[Any]:
    return sa.select(relationships.c[name]).where(relationships.c.owner == ME, relationships.c.id == NUMBER)


@prepared
def _next_turn() -> sa.Update:
    mine = (relationships.c.owner == ME, relationships.c.id == NUMBER)
    return sa.update(relationships).where(*mine).values(turn=relationships.c.turn + 1)


@prepared
def _meetings() -> sa.Select[Any]:
    mine = (meetings.c.owner == ME, meetings.c.relationship_id == NUMBER, meetings.c.state != "cancelled")
    return sa.select(meetings).where(*mine).order_by(meetings.c.start.desc())


@prepared
def _letters() -> sa.Select[Any]:
    """Every draft for a relationship: its state, who wrote the newest version, and when it left where it has."""
    d, newest = drafts.c, (versions.c.draft_id == drafts.c.id) & (versions.c.version == drafts.c.version)
    left = (messages.c.relationship_id == NUMBER) & (messages.c.draft_id == d.id) & (messages.c.direction == "out")
    columns = (d.id, d.kind, d.occasion, d.state, d.created, d.wake, d.version, versions.c.written_by)
    wanted = sa.select(*columns, messages.c.at.label("left"), messages.c.id.label("mail"))
    joined = wanted.select_from(drafts).outerjoin(versions, newest).outerjoin(messages, left)
    return joined.where(d.owner == ME, d.relationship_id == NUMBER)


@prepared
def _last_heard() -> sa.Select[Any]:
    said = messages.c
    wanted = sa.select(said.id, said.received, said.intent, said.also, said.because).where(
        said.owner == ME,
        said.relationship_id == NUMBER,
        said.kind.in_(("correspondence", "calendar")),
        said.direction == "in",
    )
    return wanted.order_by(said.received.desc(), said.id.desc()).limit(1)


@prepared
def _told_keys() -> sa.Select[Any]:
    key = outbox.c.key
    return sa.select(key).where(outbox.c.owner == ME, key >= sa.bindparam("begins"), key < sa.bindparam("ends"))


@prepared
def _questions() -> sa.Select[Any]:
    mine = (questions.c.owner == ME, questions.c.relationship_id == NUMBER)
    return sa.select(questions).where(*mine).order_by(questions.c.id)


#: In the order in which `_relationship` takes them: a list of everybody is read often, and names are slow to look up.
_PERSON = ("id", "name", "organisation", "title", "language", "timezone", "zone_source")
_BETWEEN = (
    "id", "role", "kind", "stage", "since", "purpose", "source", "referrer", "take_aways", "do_not_contact", "pause_until",
    "paused_from", "away_until", "last_inbound", "last_outbound", "cadence_days",
)  # fmt: skip
_COLUMNS = (
    *(people.c[name].label(f"person_{name}") for name in _PERSON),
    *(relationships.c[name] for name in _BETWEEN),
)


def _values(rows: Sequence[sa.Row[Any]]) -> list[Relationship]:
    """One relationship for the rows of each, which stand together."""
    found: list[Relationship] = []
    for addr, *row in map(tuple, rows):
        if found and found[-1].person.id == row[0]:
            person = replace(found[-1].person, addresses=(*found[-1].person.addresses, addr))
            found[-1] = replace(found[-1], person=person)
        else:
            found.append(_relationship(row, (addr,) if addr else ()))
    return found


def _relationship(row: Sequence[Any], addrs: tuple[str, ...]) -> Relationship:
    person, name, organisation, title, language, zone, source, number, *rest = row
    return Relationship(number, Person(person, name, addrs, organisation, title, language, zone, source), *rest)
