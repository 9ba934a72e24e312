"""What a mailbox may do to its mails, seen from behind the agent: each is asked about once, and none is lost (R-25 … R-34, R-55).

A whole agent reads a real Dovecot; what counts is what its owner was asked. The doors alone are tried in
`doors/test_imap.py`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from faults.letters import START, contact, forward
from servers.dovecot import Dovecot, User
from stories.mailroom import Mailroom

from inbox_agent.doors.imap import FULL_LOOK, ImapMailbox
from inbox_agent.doors.one_at_a_time import OneAtATime


class Office:
    """An agent with two folders of a mailbox on Dovecot."""

    def __init__(self, room: Mailroom, dovecot: Dovecot) -> None:
        self.room, self.dovecot = room, dovecot
        self.user: User = dovecot.add()
        self.ticks = 0.0
        client = dovecot.client(self.user)
        client.create("Work")
        client.logout()
        self.open()

    def open(self) -> None:
        """A new start of the agent: what it kept of the mailbox is in its database."""
        box = ImapMailbox(
            "127.0.0.1",
            self.dovecot.imap,
            "plain-loopback",
            folders=("INBOX", "Work"),
            whole_up_to=10_000_000,
            user=self.user.name,
            password=lambda: self.user.password,
            timeout=20.0,
            clock=lambda: self.ticks,
        )
        self.room.use(replace(self.room.doors, mailbox=OneAtATime(box)))

    def look(self) -> None:
        """A poll that lists the whole folder."""
        self.ticks += FULL_LOOK
        self.room._work.poll_at_once()
        self.room.turn_to(self.room.clock() + timedelta(minutes=1))

    def append(self, raw: bytes, folder: str = "Work") -> None:
        client = self.dovecot.client(self.user)
        client.append(folder, "", "", raw)
        client.logout()

    def asked(self) -> Counter[int]:
        """About how many letters to whom the owner was asked."""
        found = Counter[int]()
        for mail in self.room.told("approval"):
            found.update(n for n in range(9) if contact(n).addr in mail.text)
        return found


@pytest.fixture
def office(tmp_path: Path, dovecot: Dovecot) -> Iterator[Office]:
    with Mailroom(tmp_path, START) as room:
        yield Office(room, dovecot)


def test_r25_mail_under_a_new_uidvalidity_is_asked_about_once(office: Office) -> None:
    """R-25: the folder is made anew with the same mails and one more."""
    mails = [forward(n, START) for n in range(2)]
    for raw in mails:
        office.append(raw)
    office.look()
    client = office.dovecot.client(office.user)
    client.delete("Work")
    client.create("Work")
    client.logout()
    for raw in (*mails, forward(2, START)):
        office.append(raw)
    office.look()
    assert office.asked() == {0: 1, 1: 1, 2: 1}


@pytest.mark.parametrize("restarted", [False, True], ids=["while it runs", "while it was down"])
def test_r26_a_mail_under_a_number_that_was_used_before_is_read(office: Office, restarted: bool) -> None:
    """R-26: the mailbox is put back from a backup, and the server gives out the same UIDs again under the same UIDVALIDITY."""
    place, backup = office.dovecot.maildir(office.user), office.dovecot.place / f"{office.user.name}.backup"
    office.dovecot.deliver(office.user, forward(0, START))
    office.look()
    subprocess.run(["cp", "-a", str(place), str(backup)], check=True)
    office.dovecot.deliver(office.user, forward(1, START), forward(2, START))
    office.look()
    office.room.doors.mailbox.close()
    office.dovecot.kick(office.user)
    shutil.rmtree(place)
    subprocess.run(["cp", "-a", str(backup), str(place)], check=True)
    if restarted:
        office.open()
    office.dovecot.deliver(office.user, forward(3, START))
    client = office.dovecot.client(office.user)
    (said,) = client.status("INBOX", "(UIDNEXT)")[1]
    client.logout()
    assert re.search(rb"UIDNEXT 3\)", said or b""), "2 was another mail's before"
    office.look()
    office.dovecot.deliver(office.user, forward(4, START))
    office.look()
    assert office.asked() == {0: 1, 1: 1, 2: 1, 3: 1, 4: 1}
    with office.room.transaction() as tx:
        assert tx.events.count("renumbered", START) == 1, "once it is known it is no news"


def test_r29_r32_one_mail_in_two_places_is_asked_about_once(office: Office) -> None:
    """R-29, R-32: copied into another folder, moved out and back, delivered twice."""
    office.dovecot.deliver(office.user, forward(0, START), forward(1, START))
    office.look()
    office.dovecot.deliver(office.user, forward(0, START))
    client = office.dovecot.client(office.user)
    client.copy("1", "Work")
    client.copy("2", "Work")
    client.store("2", "+FLAGS", "\\Deleted")
    client.expunge()
    client.select("Work")
    client.copy("2", "INBOX")
    client.logout()
    office.look()
    assert office.asked() == {0: 1, 1: 1}


def test_r33_r34_mails_that_share_or_lack_a_message_id_are_each_asked_about(office: Office) -> None:
    """R-33, R-34: two mails under one Message-ID, two without one, and one of these twice."""
    name = re.compile(rb"(?mi)^Message-ID:.*\r?\n")
    shared = [name.sub(b"Message-ID: <same@programs.example>\r\n", forward(n, START)) for n in (0, 1)]
    without = [name.sub(b"", forward(n, START)) for n in (2, 3)]
    for raw in (*shared, *without, without[0]):
        office.append(raw)
    office.look()
    assert office.asked() == {0: 1, 1: 1, 2: 1, 3: 1}


@pytest.mark.parametrize(
    "date", [b"Thu, 1 Jan 1970 00:00:00 +0000", b"Fri, 1 Jan 2099 00:00:00 +0000", b"yesterday, I think", b""],
    ids=["1970", "2099", "no date", "missing"],
)  # fmt: skip
def test_r55_a_mail_with_an_impossible_date_is_asked_about_like_any_other(office: Office, date: bytes) -> None:
    """R-55: it stands in the order of its arrival, and nothing is due in another century."""
    line = re.compile(rb"(?mi)^Date:.*\r?\n")
    strange = line.sub(b"Date: " + date + b"\r\n" if date else b"", forward(0, START), count=1)
    office.dovecot.deliver(office.user, strange, forward(1, START))
    office.look()
    assert office.asked() == {0: 1, 1: 1}
    with office.room.transaction() as tx:
        kept = [tx.mail.get(n) for n in (1, 2)]
        assert all(row and row.at <= office.room.clock() for row in kept)
        moments = [due for n in (1, 2) if (due := tx.people.next_row(n).due)]
    assert all(START < moment < START + timedelta(days=400) for moment in moments)
