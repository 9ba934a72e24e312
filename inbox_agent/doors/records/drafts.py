"""Drafts and every version of each. A version is never changed: what the owner saw stays as they saw it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from inbox_agent.doors.records.noun import ME, NUMBER, Noun, reasons_from_text, reasons_to_text
from inbox_agent.doors.records.prepared import prepared
from inbox_agent.doors.records.schema import drafts, versions
from inbox_agent.drafts.draft import OPEN, Draft, Finding
from inbox_agent.drafts.kept import NewDraft, NewVersion, VersionNotes

MOST_RECENT = 200  #: letters of late that one letter is compared with


class Drafts(Noun):
    def add(self, draft: NewDraft, now: datetime) -> int | None:
        """A place for a new draft; None where this occasion already had one (then nothing is changed)."""
        if self._one(_taken(), number=draft.relationship, occasion=draft.occasion):
            return None
        return self._insert(
            drafts,
            relationship_id=draft.relationship,
            kind=draft.kind,
            occasion=draft.occasion,
            version=0,
            state="waiting",
            created=now,
            due=draft.due,
            answers=draft.answers,
            ask_by=draft.ask_by,
            because=reasons_to_text(draft.because),
        )

    def add_version(self, number: int, version: NewVersion, now: datetime) -> None:
        """The newest text of a draft. It needs a yes of its own (F-64)."""
        self._add(
            versions,
            draft_id=number,
            version=version.number,
            created=now,
            digest=version.digest,
            message_id=version.message_id,
            recipients=json.dumps(version.to),
            subject=version.subject,
            text=version.text,
            language=version.language,
            in_reply_to=version.in_reply_to,
            references=json.dumps(version.references),
            findings=json.dumps([asdict(f) for f in version.findings], ensure_ascii=False),
            blocked=version.blocked,
            written_by=version.written_by,
            source=version.source,
            notice=version.notice,
            model_call=version.model_call,
            invitation=version.invitation,
        )
        self.change(
            number, version=version.number, state="blocked" if version.blocked else "waiting", created=now, wake=None
        )

    def get(self, number: int, lock: bool = False) -> Draft | None:
        row = self._one(_newest_of(lock), number=number)
        return _draft(row) if row else None

    def open(self) -> list[Draft]:
        """What waits for the owner, oldest first."""
        return [_draft(r) for r in self._all(_open())]

    def waiting(self, relationships: Collection[int]) -> dict[int, int]:
        """The newest draft that waits for the owner, in each of these relationships that has one."""
        wanted = sa.select(drafts.c.relationship_id, drafts.c.id).where(
            drafts.c.owner == self._owner,
            drafts.c.relationship_id.in_(relationships),
            drafts.c.state.in_(tuple(OPEN - {"snoozed"})),
        )
        return {row.relationship_id: row.id for row in self._all(wanted.order_by(drafts.c.id))}

    def run_out(self, now: datetime) -> list[tuple[int, int]]:
        """The drafts whose question ended before `now`, with their relationships."""
        return [(row.id, row.relationship_id) for row in self._all(_run_out(), now=now)]

    def in_hand(self) -> list[Draft]:
        """What waits, and what was approved and has not arrived yet."""
        done = ("sent", "rejected", "overtaken")
        return [_draft(r) for r in self._all(_newest().where(drafts.c.state.not_in(done)).order_by(drafts.c.id))]

    def of(self, relationship: int) -> list[Draft]:
        return [_draft(r) for r in self._all(_of_one(), number=relationship)]

    def change(self, number: int, **values: Any) -> None:
        self._change(drafts, number, **values)

    def recent(self, kinds: tuple[str, ...], since: datetime) -> list[tuple[int, str, str]]:
        """Relationship, kind and text of letters of these kinds that wait, are on their way or were sent, the newest first."""
        return [(row.relationship_id, row.kind, row.text) for row in self._all(_recent(kinds), since=since)]

    def own_words(self, language: str, most: int) -> list[tuple[int, str, str]]:
        """Letters in the owner's own words that were sent: relationship, text, and what stood there before."""
        rows = self._all(_own_words(), language=language, most=most)
        return [(row.relationship_id, row.text, row.draft or "") for row in rows]

    def shown(self, number: int) -> int | None:
        """The version that the command line last showed."""
        row = self._one(sa.select(drafts.c.shown_version).where(drafts.c.owner == self._owner, drafts.c.id == number))
        return row.shown_version if row else None

    def notes(self, number: int) -> VersionNotes | None:
        """How the newest version came to be: its source, a notice, the model call."""
        row = self._one(_newest_of(lock=False), number=number)
        return VersionNotes(row.source, row.notice, row.model_call) if row else None

    def drafted_by(self, number: int) -> str:
        """Who wrote the words that the owner may have edited since: template or model."""
        wanted = sa.select(versions.c.written_by).where(
            versions.c.owner == self._owner, versions.c.draft_id == number, versions.c.written_by != "owner"
        )
        return str(self._connection.execute(wanted.order_by(versions.c.version.desc()).limit(1)).scalar() or "template")


@cache
def _newest() -> sa.Select[Any]:
    both = (versions.c.draft_id == drafts.c.id) & (versions.c.version == drafts.c.version)
    shared = {"version", "created", "owner"}
    columns = [c for c in versions.c if c.name not in shared]
    return sa.select(drafts, *columns).join(versions, both).where(drafts.c.owner == ME)


@prepared
def _newest_of(lock: bool) -> sa.Select[Any]:
    wanted = _newest().where(drafts.c.id == NUMBER)
    return wanted.with_for_update(of=drafts) if lock else wanted


@prepared
def _of_one() -> sa.Select[Any]:
    return _newest().where(drafts.c.relationship_id == NUMBER).order_by(drafts.c.id)


@prepared
def _run_out() -> sa.Select[Any]:
    ended = (drafts.c.state.in_(("waiting", "blocked")), drafts.c.expires <= sa.bindparam("now"))
    wanted = sa.select(drafts.c.id, drafts.c.relationship_id).where(drafts.c.owner == ME, *ended)
    return wanted.order_by(drafts.c.id)


@prepared
def _recent(kinds: tuple[str, ...]) -> sa.Select[Any]:
    both = (versions.c.draft_id == drafts.c.id) & (versions.c.version == drafts.c.version)
    such = (drafts.c.kind.in_(kinds), drafts.c.state.not_in(("rejected", "overtaken", "expired")))
    wanted = sa.select(drafts.c.relationship_id, drafts.c.kind, versions.c.text).join(versions, both)
    late = wanted.where(drafts.c.owner == ME, drafts.c.created >= sa.bindparam("since"), *such)
    return late.order_by(drafts.c.created.desc(), drafts.c.id.desc()).limit(MOST_RECENT)


@prepared
def _own_words() -> sa.Select[Any]:
    before = versions.alias()
    earlier = (before.c.draft_id == versions.c.draft_id) & (before.c.version == versions.c.version - 1)
    newest = (versions.c.draft_id == drafts.c.id) & (versions.c.version == drafts.c.version)
    wanted = sa.select(drafts.c.relationship_id, versions.c.text, before.c.text.label("draft"))
    theirs = (
        versions.c.owner == ME,
        versions.c.written_by == "owner",
        versions.c.language == sa.bindparam("language"),
        drafts.c.state == "sent",
    )
    joined = wanted.select_from(versions).join(drafts, newest).outerjoin(before, earlier).where(*theirs)
    return joined.order_by(drafts.c.id.desc()).limit(sa.bindparam("most", type_=sa.Integer))


@prepared
def _taken() -> sa.Select[Any]:
    mine = (drafts.c.owner == ME, drafts.c.relationship_id == NUMBER)
    return sa.select(drafts.c.id).where(*mine, drafts.c.occasion == sa.bindparam("occasion"))


@prepared
def _open() -> sa.Select[Any]:
    return _newest().where(drafts.c.state.in_(tuple(OPEN))).order_by(drafts.c.id)


def _draft(row: sa.Row[Any]) -> Draft:
    return Draft(
        id=row.id,
        version=row.version,
        relationship_id=row.relationship_id,
        kind=row.kind,
        occasion=row.occasion,
        state=row.state,
        to=tuple(json.loads(row.recipients)),
        subject=row.subject,
        text=row.text,
        language=row.language,
        message_id=row.message_id,
        digest=row.digest,
        because=reasons_from_text(row.because),
        findings=tuple(Finding(**f) for f in json.loads(row.findings)),
        blocked=row.blocked,
        written_by=row.written_by,
        created=row.created,
        due=row.due,
        expires=row.expires,
        wake=row.wake,
        in_reply_to=row.in_reply_to,
        references=tuple(json.loads(row.references)),
        answers=row.answers,
        ask_by=row.ask_by,
        invitation=row.invitation,
    )
