"""The owner's own Drafts on a real Dovecot and Postfix: laid there, sent by hand, recognised, learnt from, sent once (F-63)."""

from __future__ import annotations

import email
import imaplib
import itertools
import re
import smtplib
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from rounds.test_gate import AN_HOUR, FORWARD, START, drafts
from servers.dovecot import Dovecot, User
from servers.postfix import Postfix
from stories.mailroom import MAILBOX, OWNER, Mailroom

from inbox_agent.doors.imap import ImapMailbox
from inbox_agent.doors.imap_server import ImapServer
from inbox_agent.doors.loop import Loop
from inbox_agent.doors.own_drafts import ImapDrafts
from inbox_agent.doors.smtp import SmtpSender

_numbers = itertools.count(1)
ADA = "ada.holm@brightlab.example"


@dataclass
class Home:
    """An agent whose doors are real, the owner's account, and the contact's."""

    room: Mailroom
    dovecot: Dovecot
    postfix: Postfix
    agent: User
    owner: User
    ada: User

    def look(self) -> None:
        self.postfix.settled()
        self.room._work.poll_at_once()
        self.room.turn_to(self.room.clock() + timedelta(minutes=2))
        self.postfix.settled()

    def lying(self) -> list[bytes]:
        return self.dovecot.mails(self.owner, "Drafts")

    def letters(self) -> list[bytes]:
        self.postfix.settled()
        return self.dovecot.mails(self.ada)

    def send_by_hand(self, *, bcc: bool, new_id: bool, change: str = "") -> None:
        """As a mail program does: the draft opened, perhaps changed, sent, filed in Sent, and taken out of Drafts."""
        (raw,) = self.lying()
        raw = re.sub(rb"^Bcc: .*\r?\n", b"", raw, flags=re.MULTILINE)
        if new_id:
            raw = re.sub(rb"(?im)^Message-ID: .*$", b"Message-ID: <%d@my-own-program.example>" % next(_numbers), raw)
        if change:
            head, greeting, rest = raw.split(b"\r\n\r\n", 2)
            raw = b"\r\n\r\n".join((head, greeting, change.encode(), rest))
        to = [a for _, a in email.utils.getaddresses([str(email.message_from_bytes(raw)["To"])])]
        with smtplib.SMTP("127.0.0.1", self.postfix.smtp) as line:
            line.sendmail(self.owner.name, [*to, *([self.agent.name] if bcc else [])], raw)
        client = self.dovecot.client(self.owner, "Drafts")
        client.append("Sent", "\\Seen", imaplib.Time2Internaldate(time.time()), raw)
        client.store("1:*", "+FLAGS", "\\Deleted")
        client.expunge()
        client.logout()


@pytest.fixture
def home(dovecot: Dovecot, postfix: Postfix, tmp_path: Path) -> Iterator[Home]:
    n = next(_numbers)
    agent, owner, ada = (dovecot.add(f"{who}{n}@drafts.example") for who in ("letters", "sofia", "ada"))
    client = dovecot.client(owner)
    client.create("Drafts")
    client.logout()
    loop = Loop()
    with Mailroom(tmp_path, START, loop=loop) as room:
        account = room.doors.account
        mailbox = account.mailbox.model_copy(update={"address": agent.name})
        account = account.model_copy(
            update={"mailbox": mailbox, "owner": account.owner.model_copy(update={"addresses": [owner.name]})}
        )
        server = ImapServer("127.0.0.1", dovecot.imap, "plain-loopback", owner.name, lambda: owner.password)
        real = ImapMailbox(
            "127.0.0.1", dovecot.imap, "plain-loopback", user=agent.name, password=lambda: agent.password
        )
        sender = SmtpSender("127.0.0.1", postfix.smtp, "plain-loopback", user="", password=str, run=loop.run)
        own = ImapDrafts(server, "Drafts", every=0)
        room.use(replace(room.doors, account=account, mailbox=real, sender=sender, own_drafts=own))
        forward = FORWARD.replace(MAILBOX, agent.name).replace(OWNER, owner.name).replace(ADA, ada.name)
        dovecot.deliver(agent, forward.encode(), sender=owner.name)
        home = Home(room, dovecot, postfix, agent, owner, ada)
        home.look()
        home.look()
        yield home
    loop.close()


@pytest.mark.parametrize("bcc", [True, False], ids=["Bcc kept", "Bcc dropped"])
@pytest.mark.parametrize("new_id", [True, False], ids=["a new Message-ID", "the draft's own"])
def test_a_draft_that_the_owner_sends_is_recognised_once(home: Home, bcc: bool, new_id: bool) -> None:
    """By the copy that the Bcc brings or in the account's Sent, under its own name or another: sent, and never again."""
    assert drafts(home.room) == ["waiting"]
    home.send_by_hand(bcc=bcc, new_id=new_id)
    home.look()
    assert drafts(home.room) == ["sent"]
    home.look()
    home.room.turn_to(home.room.clock() + 30 * AN_HOUR)
    assert drafts(home.room) == ["sent"]
    assert len(home.letters()) == 1
    assert home.lying() == []


@pytest.mark.parametrize("bcc", [True, False], ids=["Bcc kept", "Bcc dropped"])
def test_what_the_owner_changed_is_kept_as_theirs(home: Home, bcc: bool) -> None:
    """As a version of the owner's, to learn from."""
    home.send_by_hand(bcc=bcc, new_id=True, change="I hope that Lisbon was good to you.")
    home.look()
    with home.room.transaction() as tx:
        (draft,) = (d for r in tx.people.all() for d in tx.drafts.of(r.id))
    assert (draft.state, draft.written_by, draft.version) == ("sent", "owner", 2)
    assert "Lisbon" in draft.text
    assert len(home.letters()) == 1


def test_a_draft_that_was_thrown_away_is_not_taken_for_sent(home: Home) -> None:
    """Nor is anything else that lies in the owner's Sent, even to the same reader; and it is not kept."""
    client = home.dovecot.client(home.owner, "Drafts")
    other = f"From: <{home.owner.name}>\r\nTo: <{home.ada.name}>\r\nSubject: Keys\r\nMessage-ID: <k@x.example>\r\n\r\nYour keys are at the bakery.\r\n"
    client.append("Sent", "\\Seen", imaplib.Time2Internaldate(time.time()), other.encode())
    client.store("1:*", "+FLAGS", "\\Deleted")
    client.expunge()
    client.logout()
    home.look()
    assert drafts(home.room) == ["waiting"]
    with home.room.transaction() as tx:
        assert all("bakery" not in row.text for r in tx.people.all() for row in tx.mail.thread(r.id))
