"""Mail as kept: the ledger of what was seen, each mail's bytes, what was made of it, and what was set aside."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from inbox_agent.doors.records.noun import ME, NUMBER, Noun, one_of, reasons_from_text, reasons_to_text
from inbox_agent.doors.records.prepared import prepared
from inbox_agent.doors.records.schema import folders, messages, seen, set_aside
from inbox_agent.mail.kept import Aside, MailRow, Taken

CHUNK = 500  # rows a statement: PostgreSQL takes 65,535 parameters, SQLite 32,766


class Mail(Noun):
    # The ledger of what was seen (T-22).

    def seen(self, folder: str, uidvalidity: int) -> set[int] | None:
        """The UIDs seen under this UIDVALIDITY; None for a folder that was never visited under any."""
        rows = self._all(
            sa.select(folders.c.uidvalidity).where(folders.c.owner == self._owner, folders.c.folder == folder)
        )
        if not rows:
            return None
        wanted = sa.select(seen.c.uid).where(
            seen.c.owner == self._owner, seen.c.folder == folder, seen.c.uidvalidity == uidvalidity
        )
        return set(self._connection.execute(wanted).scalars())

    def visit(self, folder: str, uidvalidity: int, now: datetime) -> None:
        """Remember that this folder was visited under this UIDVALIDITY."""
        if self._one(_visited(), folder=folder, uidvalidity=uidvalidity) is None:
            self._connection.execute(
                sa.insert(folders).values(owner=self._owner, folder=folder, uidvalidity=uidvalidity, first_seen=now)
            )

    def mark_seen(self, folder: str, uidvalidity: int, uids: Sequence[int], message: int | None, now: datetime) -> None:
        self.visit(folder, uidvalidity, now)
        if not uids:
            return
        known = self.seen(folder, uidvalidity) if len(uids) > 1 else self._is_seen(folder, uidvalidity, uids[0])
        rows = [
            {"owner": self._owner, "folder": folder, "uidvalidity": uidvalidity, "uid": uid, "message_id": message}
            for uid in uids
            if uid not in (known or ())
        ]
        if len(rows) == 1:
            self._add(seen, **rows[0])
            return
        for start in range(0, len(rows), CHUNK):
            self._connection.execute(sa.insert(seen), rows[start : start + CHUNK])

    def _is_seen(self, folder: str, uidvalidity: int, uid: int) -> set[int]:
        wanted = sa.select(seen.c.uid).where(
            seen.c.owner == self._owner, seen.c.folder == folder, seen.c.uidvalidity == uidvalidity, seen.c.uid == uid
        )
        return set(self._connection.execute(wanted).scalars())

    def renumbered(self, folder: str, uidvalidity: int, uidnext: int) -> None:
        """Forget under which UIDs mail was read: it is read again, and known by its content. History stays passed over."""
        again = seen.c.message_id.is_not(None) | (seen.c.uid >= uidnext)
        here = (seen.c.owner == self._owner, seen.c.folder == folder, seen.c.uidvalidity == uidvalidity)
        self._connection.execute(sa.delete(seen).where(*here, again))

    # Mails.

    def by_identity(self, identity: str) -> int | None:
        row = self._one(_by_identity(), identity=identity)
        return int(row.id) if row else None

    def store(self, identity: str, raw: bytes, received: datetime, cut: bool) -> int:
        """A mail just fetched; `take` says later what it was."""
        return self._insert(
            messages,
            identity=identity,
            direction="in",
            state="fetched",
            at=received,
            received=received,
            raw=raw,
            cut=cut,
            next_try=received,
        )

    def store_sent(
        self,
        message_id: str,
        at: datetime,
        relationship: int,
        draft: int,
        references: tuple[str, ...],
        values: dict[str, str],
    ) -> int:
        """A letter of ours that left; once, whoever finds out first."""
        identity = f"out:{message_id}"[:80]
        known = self.by_identity(identity)
        if known:
            return known
        return self._insert(
            messages,
            identity=identity,
            message_id=message_id,
            direction="out",
            state="taken",
            at=at,
            received=at,
            kind="letter",
            relationship_id=relationship,
            draft_id=draft,
            references=json.dumps(references),
            **values,
        )

    def get(self, number: int) -> MailRow | None:
        row = self._one(one_of(messages), number=number)
        return self._value(row) if row else None

    def take(self, number: int, taken: Taken) -> None:
        """What was made of a mail: kind, intent, because and where it belongs."""
        self._update(
            number,
            state="taken",
            next_try=None,
            message_id=taken.message_id[:998],
            at=taken.at,
            kind=taken.kind,
            intent=taken.intent,
            also=json.dumps(taken.also),
            because=reasons_to_text(taken.because),
            from_addr=taken.from_addr,
            subject=taken.subject,
            text=taken.text,
            language=taken.language,
            references=json.dumps(taken.references),
            relationship_id=taken.relationship,
        )

    def is_ours(self, number: int) -> None:
        """A mail that was fetched and that the owner wrote to a contact: it stands in the thread as ours (F-10)."""
        self._update(number, direction="out")

    def batch(self, first: int, most: int, now: datetime) -> list[int]:
        """The mails that are handled in one go with the one under whose name they are due, in the order of arrival.

        Whoever asks first decides which they are, and who goes on after a crash is given what is left of the same. A
        mail that has failed before is alone.
        """
        row = self.get(first)
        if row and row.state == "fetched" and row.attempts:
            return [first]
        begun = self.left_of(first)
        if begun or row is None or row.state != "fetched":
            return begun
        new = (
            messages.c.owner == self._owner,
            messages.c.state == "fetched",
            messages.c.attempts == 0,
            messages.c.batch.is_(None),
        )
        some = sa.select(messages.c.id).where(*new, messages.c.next_try <= now).order_by(messages.c.id).limit(most)
        self._connection.execute(sa.update(messages).where(*new, messages.c.id.in_(some)).values(batch=first))
        return self.left_of(first)

    def left_of(self, first: int) -> list[int]:
        """What of a batch was begun and is not handled yet."""
        wanted = sa.select(messages.c.id).where(
            messages.c.owner == self._owner,
            messages.c.batch == first,
            messages.c.state == "fetched",
            messages.c.attempts == 0,
        )
        return [int(row.id) for row in self._all(wanted.order_by(messages.c.id))]

    def try_later(self, number: int, attempts: int, at: datetime) -> None:
        self._update(number, attempts=attempts, next_try=at)

    def put_aside(
        self, now: datetime, cause: str, message: int | None = None, relationship: int | None = None, **shown: str
    ) -> None:
        """Something that could not be handled, kept with its bytes and cause for a person to look at (T-23).

        `shown` is what the mail's header says of itself: `from_addr`, `subject`.
        """
        self._insert(set_aside, at=now, message_id=message, relationship_id=relationship, cause=cause)
        if message is not None:
            self._update(message, state="set-aside", next_try=None, **shown)

    def asides(self) -> list[Aside]:
        """What still waits for a person, oldest first."""
        rows = self._all(self._asides().order_by(set_aside.c.id))
        return [Aside(r.id, r.at, r.cause, r.message_id, r.relationship_id) for r in rows]

    def aside(self, number: int) -> Aside | None:
        r = self._one(self._asides().where(set_aside.c.id == number))
        return Aside(r.id, r.at, r.cause, r.message_id, r.relationship_id) if r else None

    def _asides(self) -> sa.Select[Any]:
        return sa.select(set_aside).where(set_aside.c.owner == self._owner, set_aside.c.settled.is_(None))

    def settle_aside(self, number: int, now: datetime) -> None:
        """It is tried again, or the owner has dealt with it: it leaves the list."""
        where = (set_aside.c.owner == self._owner, set_aside.c.id == number)
        self._connection.execute(sa.update(set_aside).where(*where).values(settled=now))

    def handle_again(self, number: int, now: datetime) -> None:
        """Let a mail that was set aside be handled once more. The attempt counts on: the engine runs no key twice."""
        row = self.get(number)
        if row and row.state == "set-aside":
            self._update(number, state="fetched", attempts=row.attempts + 1, next_try=now)

    def by_message_id(self, *message_ids: str) -> MailRow | None:
        """The first of these Message-IDs that the records know; the order is the caller's."""
        for message_id in message_ids:
            row = self._one(_by_message_id(), message_id=message_id)
            if row:
                return self._value(row)
        return None

    def arrived_since(self, moment: datetime, most: int) -> list[MailRow]:
        """The newest mails that came in after a moment, newest first."""
        wanted = sa.select(messages).where(
            messages.c.owner == self._owner, messages.c.direction == "in", messages.c.received > moment
        )
        return [self._value(r) for r in self._all(wanted.order_by(messages.c.id.desc()).limit(most))]

    def newest_in(self, relationship: int) -> int | None:
        """The id of the newest mail from the contact in this relationship."""
        number = self._run(_newest_in(), number=relationship).scalar()
        return int(number) if number else None

    def thread(self, relationship: int, most: int = 12) -> list[MailRow]:
        """The correspondence with one contact, oldest first; the newest `most` of it."""
        rows = self._all(_thread(), number=relationship, most=most)
        return [self._value(row) for row in reversed(rows)]

    def leaves(self, relationship: int, most: int) -> list[MailRow]:
        """The correspondence to leaf through, the newest first, without the bytes of the mails, which nobody reads there."""
        columns = [c for c in messages.c if c.name != "raw"]
        wanted = sa.select(*columns, sa.null().label("raw")).where(
            messages.c.owner == self._owner,
            messages.c.relationship_id == relationship,
            messages.c.kind.in_(("correspondence", "letter")),
        )
        rows = self._all(wanted.order_by(messages.c.received.desc(), messages.c.id.desc()).limit(most))
        return [self._value(row) for row in rows]

    def own(self, language: str, addresses: Sequence[str], most: int) -> list[tuple[int | None, str]]:
        """What the owner wrote to people with their own hand, from these addresses: relationship and text, newest first.

        A letter that was drafted here is none, whoever sent it: what the owner changed in it is told by its versions.
        """
        rows = self._all(_own(tuple(addresses)), language=language, most=most)
        return [(row.relationship_id, row.text) for row in rows]

    def heard(self, intents: tuple[str, ...], begins: datetime, ends: datetime) -> list[tuple[int, str, str]]:
        """Mails of contacts with one of these intents, from one moment until before another, oldest first.

        Each as its relationship, the words that the judgement rests on, and the text.
        """
        wanted = sa.select(messages.c.relationship_id, messages.c.because, messages.c.text).where(
            messages.c.owner == self._owner,
            messages.c.direction == "in",
            messages.c.kind == "correspondence",
            messages.c.intent.in_(intents),
            messages.c.relationship_id.is_not(None),
            messages.c.received >= begins,
            messages.c.received < ends,
        )
        rows = self._all(wanted.order_by(messages.c.received, messages.c.id))
        return [
            (r.relationship_id, next((b.words for b in reasons_from_text(r.because) if b.words), ""), r.text)
            for r in rows
        ]

    def _update(self, number: int, **values: Any) -> None:
        self._change(messages, number, **values)

    @staticmethod
    def _value(row: sa.Row[Any]) -> MailRow:
        return MailRow(
            id=row.id,
            message_id=row.message_id,
            direction=row.direction,
            state=row.state,
            at=row.at,
            received=row.received,
            raw=row.raw or b"",
            attempts=row.attempts,
            kind=row.kind,
            intent=row.intent,
            because=reasons_from_text(row.because),
            from_addr=row.from_addr,
            subject=row.subject,
            text=row.text,
            language=row.language,
            references=tuple(json.loads(row.references)),
            relationship=row.relationship_id,
            draft=row.draft_id,
        )


@prepared
def _by_identity() -> sa.Select[Any]:
    return sa.select(messages.c.id).where(messages.c.owner == ME, messages.c.identity == sa.bindparam("identity"))


@prepared
def _by_message_id() -> sa.Select[Any]:
    mine = (messages.c.owner == ME, messages.c.message_id == sa.bindparam("message_id"))
    return sa.select(messages).where(*mine).order_by(messages.c.id).limit(1)


@prepared
def _newest_in() -> sa.Select[Any]:
    theirs = (messages.c.relationship_id == NUMBER, messages.c.direction == "in", messages.c.kind == "correspondence")
    return sa.select(sa.func.max(messages.c.id)).where(messages.c.owner == ME, *theirs)


@prepared
def _thread() -> sa.Select[Any]:
    mine = (messages.c.owner == ME, messages.c.relationship_id == NUMBER)
    wanted = sa.select(messages).where(*mine, messages.c.kind.in_(("correspondence", "letter")))
    return wanted.order_by(messages.c.received.desc(), messages.c.id.desc()).limit(
        sa.bindparam("most", type_=sa.Integer)
    )


@prepared
def _visited() -> sa.Select[Any]:
    this = (folders.c.folder == sa.bindparam("folder"), folders.c.uidvalidity == sa.bindparam("uidvalidity"))
    return sa.select(folders.c.folder).where(folders.c.owner == ME, *this)


@prepared
def _seen_one() -> sa.Select[Any]:
    this = (seen.c.folder == sa.bindparam("folder"), seen.c.uidvalidity == sa.bindparam("uidvalidity"))
    return sa.select(seen.c.uid).where(seen.c.owner == ME, *this, seen.c.uid == sa.bindparam("uid"))


@prepared
def _own(addresses: tuple[str, ...]) -> sa.Select[Any]:
    by_hand = (messages.c.kind == "letter", messages.c.direction == "out", messages.c.draft_id.is_(None))
    wanted = sa.select(messages.c.relationship_id, messages.c.text).where(
        messages.c.owner == ME,
        *by_hand,
        messages.c.language == sa.bindparam("language"),
        messages.c.from_addr.in_(addresses),
        messages.c.text != "",
    )
    return wanted.order_by(messages.c.id.desc()).limit(sa.bindparam("most", type_=sa.Integer))
