"""The line of the main job as two kinds of post: folders, and real Dovecot and Postfix; the players are the demo's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from smtplib import SMTP
from typing import Any

from servers.agent_config import write_config
from servers.dovecot import Dovecot
from servers.postfix import Postfix

from inbox_agent.doors.records.database import Records, open_engine
from inbox_agent.front.demo.cast import Cast
from inbox_agent.front.demo.play import Posted
from inbox_agent.mail.message import Message
from inbox_agent.mail.parse import parse


def server_config(folder: Path, cast: Cast, postfix: Postfix, url: str = "") -> Path:
    """A configuration for the cast's owner on the servers of the tests; their mailbox is made."""
    user = postfix.dovecot.add(cast.owner.mailbox)
    postfix.dovecot.add(cast.owner.addr)
    for member in cast.person:
        postfix.dovecot.add(member.addr)
    owner = {
        "name": cast.owner.name,
        "addresses": [cast.owner.addr],
        "about": cast.owner.about,
        "timezone": "Europe/Stockholm",
    }
    return write_config(folder, owner, user, postfix.dovecot.imap, postfix.smtp, url)


class ServerPost:
    """Mail by servers: what people write goes through Postfix, what the agent sends lies in their Dovecot mailboxes."""

    def __init__(self, cast: Cast, postfix: Postfix) -> None:
        self._cast = cast
        self._postfix = postfix
        self._dovecot: Dovecot = postfix.dovecot
        # The owner last: a receipt is read after the letter that it is about has arrived.
        self._people = [*(m.addr for m in cast.person), cast.owner.addr]
        self._seen: dict[str, int] = {}
        for addr in (cast.owner.mailbox, *self._people):
            self._dovecot.empty(self._dovecot.add(addr))

    def deliver(self, raw: bytes, at: datetime) -> None:
        message = parse(raw)
        assert isinstance(message, Message)
        with SMTP("127.0.0.1", self._postfix.smtp) as smtp:
            smtp.sendmail(message.author.addr, [self._cast.owner.mailbox], raw)
        self._postfix.settled()

    def collect(self) -> list[Posted]:
        self._postfix.settled()
        found: list[Posted] = []
        for addr in self._people:
            mails = self._dovecot.mails(self._dovecot.add(addr))
            found += [Posted((addr,), raw) for raw in mails[self._seen.get(addr, 0) :]]
            self._seen[addr] = len(mails)
        return found


def letters(dovecot: Dovecot, addr: str) -> list[Message]:
    """Everything that reached a person, as their mail program shows it."""
    mails = [parse(raw) for raw in dovecot.mails(dovecot.add(addr))]
    return [m for m in mails if isinstance(m, Message)]


def told(url: str) -> Iterator[tuple[Any, ...]]:
    """Everything that happened, without what chance gives: Message-IDs and times of sending."""
    records = Records(open_engine(url))
    with records.transaction("me") as tx:
        for relationship in tx.people.all():
            person = relationship.person
            yield (person.name, person.addresses, person.language, relationship.stage, relationship.purpose)
            for event in tx.events.of(relationship.id):
                data = {k: v for k, v in event.data.items() if k not in ("leaves", "until", "start")}
                yield (person.name, event.at, event.what, event.because, json.dumps(data, sort_keys=True))
            for draft in tx.drafts.of(relationship.id):
                yield (
                    person.name,
                    draft.kind,
                    draft.version,
                    draft.state,
                    draft.subject,
                    draft.text,
                    draft.to,
                    draft.blocked,
                )
    records.close()
