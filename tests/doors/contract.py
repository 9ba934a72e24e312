"""What every mailbox and every way out must do, whatever stands behind it (rounds/ports.py).

A test class for a door inherits one of these and says how to make the door and how to bring mail to it.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from inbox_agent.mail.arrival import Arrived, Old
from inbox_agent.rounds.ports import Mailbox, Sender

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
NEVER = datetime(2100, 1, 1, tzinfo=UTC)


def mail(n: int | str, body: str = "Hello.") -> bytes:
    """A small mail with a Message-ID and a subject that end in `n`."""
    return (
        f"From: Ada Lind <ada@people.example>\r\nTo: box@agent.example\r\nSubject: Letter {n}\r\n"
        f"Message-ID: <letter-{n}@people.example>\r\nDate: Mon, 2 Mar 2026 09:00:00 +0100\r\n\r\n{body}\r\n"
    ).encode()


def subjects(mails: list[Arrived]) -> list[str]:
    lines = [line for m in mails for line in m.raw.split(b"\n") if line.lower().startswith(b"subject: ")]
    return [line[9:].strip().decode() for line in lines]


@dataclass
class Ledger:
    """What the records keep of the UIDs seen, committed mail by mail."""

    uids: dict[tuple[str, int], set[int]] = field(default_factory=dict)

    def seen(self, folder: str, uidvalidity: int) -> Set[int] | None:
        if not any(name == folder for name, _ in self.uids):
            return None
        return self.uids.get((folder, uidvalidity), set())

    def poll(self, mailbox: Mailbox, since: datetime = LONG_AGO, stop_after: int | None = None) -> list[Arrived]:
        """Take in what is new, as a round does; with `stop_after`, die after so many mails were committed."""
        got: list[Arrived] = []
        for item in mailbox.fetch(self.seen, since):
            if isinstance(item, Old):
                self.uids.setdefault((item.folder, item.uidvalidity), set()).update(item.uids)
                continue
            if len(got) == stop_after:
                break
            spot = item.spot
            known = self.uids.setdefault((spot.folder, spot.uidvalidity), set())
            assert spot.uid not in known, f"{spot} was given twice"
            known.add(spot.uid)
            got.append(item)
        return got


class Place(Protocol):
    """A mailbox as the world sees it: it gets mail, and other programs look into it."""

    def open(self, folders: tuple[str, ...] = ("INBOX",), whole_up_to: int = 10_000_000) -> Mailbox:
        """The door, new: as after a restart."""

    def deliver(self, *mails: bytes, folder: str = "INBOX") -> None: ...

    def read(self) -> None:
        """The person reads everything in INBOX in another program."""

    def marks(self) -> list[str]:
        """How the mails in INBOX are marked, in a form that changes when somebody changes it."""


class MailboxContract:
    """Every kind of mailbox."""

    def test_every_mail_comes_once(self, place: Place) -> None:
        """Mail is given in its order and once; what arrives later is given at the next poll."""
        box, ledger = place.open(), Ledger()
        place.deliver(mail(1), mail(2))
        assert subjects(ledger.poll(box)) == ["Letter 1", "Letter 2"]
        assert ledger.poll(box) == []
        place.deliver(mail(3))
        assert subjects(ledger.poll(box)) == ["Letter 3"]
        assert ledger.poll(box) == []
        box.close()

    @pytest.mark.parametrize("committed", [0, 1, 2])
    def test_a_death_in_the_middle_loses_and_repeats_nothing(self, place: Place, committed: int) -> None:
        """R-01: what was not committed is given again after a restart, and nothing else."""
        place.deliver(mail(1), mail(2), mail(3))
        ledger, box = Ledger(), place.open()
        first = ledger.poll(box, stop_after=committed)
        box.close()
        again = place.open()
        assert subjects(first + ledger.poll(again)) == ["Letter 1", "Letter 2", "Letter 3"]
        again.close()

    def test_the_same_door_gives_again_what_was_not_committed(self, place: Place) -> None:
        """A poll that broke off does not make the next one think that all was given."""
        place.deliver(mail(1), mail(2))
        ledger, box = Ledger(), place.open()
        assert subjects(ledger.poll(box, stop_after=1)) == ["Letter 1"]
        assert subjects(ledger.poll(box)) == ["Letter 2"]
        box.close()

    def test_bytes_arrive_as_they_are(self, place: Place) -> None:
        """Eight-bit text, lines of dots and lines of 900 characters are not touched."""
        raw = mail(1, "åäö " + "x" * 900 + "\r\n.\r\n..\r\nFrom me")
        place.deliver(raw)
        box = place.open()
        (got,) = Ledger().poll(box)
        assert got.raw.replace(b"\r\n", b"\n").endswith(raw.replace(b"\r\n", b"\n"))
        assert not got.cut
        box.close()

    def test_received_is_aware_and_now(self, place: Place) -> None:
        place.deliver(mail(1))
        box = place.open()
        (got,) = Ledger().poll(box)
        assert got.received is not None
        assert abs(datetime.now(UTC) - got.received) < timedelta(minutes=2)
        box.close()

    def test_nothing_is_marked_or_moved(self, place: Place) -> None:
        """F-04: another program sees the mailbox as if nobody had been there."""
        place.deliver(mail(1), mail(2))
        before = place.marks()
        box = place.open()
        assert len(Ledger().poll(box)) == 2
        assert box.holds("<letter-1@people.example>")
        box.close()
        assert place.marks() == before

    def test_read_elsewhere_is_still_new_to_us(self, place: Place) -> None:
        """R-28: mail that the person has read before the first poll, or between two, is given all the same."""
        box, ledger = place.open(), Ledger()
        assert ledger.poll(box) == []
        place.deliver(mail(1))
        place.read()
        assert subjects(ledger.poll(box)) == ["Letter 1"]
        place.read()
        assert ledger.poll(box) == []
        box.close()

    def test_a_first_visit_passes_over_history(self, place: Place) -> None:
        """F-06: mail that was read before the agent came is old; what comes after the first visit is not."""
        place.deliver(mail(1), mail(2))
        place.read()
        box, ledger = place.open(), Ledger()
        assert ledger.poll(box, since=NEVER) == []
        place.deliver(mail(3))
        assert subjects(ledger.poll(box, since=NEVER)) == ["Letter 3"]
        box.close()

    def test_a_first_visit_to_an_empty_folder_counts(self, place: Place) -> None:
        """What lies there at the second visit has come since, whatever its date."""
        box, ledger = place.open(), Ledger()
        assert ledger.poll(box, since=NEVER) == []
        place.deliver(mail(1))
        place.read()
        assert subjects(ledger.poll(box, since=NEVER)) == ["Letter 1"]
        box.close()

    def test_two_folders(self, place: Place) -> None:
        """Each folder has its own numbers, and news in either is found however often one looks."""
        place.deliver(mail(1))
        place.deliver(mail(2), folder="Work")
        box, ledger = place.open(("INBOX", "Work")), Ledger()
        assert subjects(ledger.poll(box)) == ["Letter 1", "Letter 2"]
        assert ledger.poll(box) == []
        place.deliver(mail(3), folder="Work")
        place.deliver(mail(4))
        assert subjects(ledger.poll(box)) == ["Letter 4", "Letter 3"]
        assert ledger.poll(box) == []
        box.close()

    def test_a_huge_mail_comes_without_its_attachment(self, place: Place) -> None:
        """R-59, T-23: headers, text and small parts of a large mail; the rest of the mail goes on."""
        place.deliver(mail(1), large_mail(), mail(3))
        box = place.open(whole_up_to=100_000)
        got = Ledger().poll(box)
        box.close()
        assert subjects(got) == ["Letter 1", "Letter large", "Letter 3"]
        assert [m.cut for m in got] == [False, True, False]
        assert len(got[1].raw) < 10_000
        for kept in (
            b"Content-Type: application/pdf",
            b"The text itself.",
            b"<p>The text itself.</p>",
            b"SUMMARY:Talk",
        ):
            assert kept in got[1].raw

    def test_a_cut_mail_is_the_same_each_time(self, place: Place) -> None:
        """Its content is hashed (T-22), so two visits must give the same bytes."""
        place.deliver(large_mail())
        first, second = place.open(whole_up_to=100_000), place.open(whole_up_to=100_000)
        assert [m.raw for m in Ledger().poll(first)] == [m.raw for m in Ledger().poll(second)]
        first.close()
        second.close()

    def test_holds_finds_by_message_id(self, place: Place) -> None:
        """T-20: a doubt is settled by the whole Message-ID and not by a part of one."""
        place.deliver(mail(1), mail(22))
        box = place.open()
        assert box.holds("<letter-22@people.example>")
        assert not box.holds("<letter-2@people.example>")
        assert not box.holds('<"*@people.example>')
        place.deliver(mail(2))
        assert box.holds("<letter-2@people.example>")
        box.close()

    def test_check_tells_what_is_there(self, place: Place) -> None:
        place.deliver(mail(1))
        box = place.open()
        assert "1 mails in INBOX" in box.check()
        box.close()


def large_mail() -> bytes:
    """300 kB of PDF beside a text in two forms and a calendar."""
    line = b"QUJD" * 19 + b"\r\n"
    return (
        b"Subject: Letter large\r\nMessage-ID: <letter-large@people.example>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="outer"\r\n\r\n--outer\r\n'
        b'Content-Type: multipart/alternative; boundary="inner"\r\n\r\n--inner\r\n'
        b"Content-Type: text/plain; charset=utf-8\r\n\r\nThe text itself.\r\n--inner\r\n"
        b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>The text itself.</p>\r\n--inner--\r\n--outer\r\n"
        b'Content-Type: application/pdf; name="paper.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + line
        * 4000
        + b"--outer\r\nContent-Type: application/octet-stream; name=talk.ics\r\n\r\nBEGIN:VCALENDAR\r\nSUMMARY:Talk\r\nEND:VCALENDAR\r\n"
        b"--outer--\r\n"
    )


class WayOut(Protocol):
    """A sender with its far end: what people got."""

    def open(self) -> Sender: ...

    def got(self, address: str) -> list[bytes]:
        """The mails that this address has got, oldest first."""


OWN = "box@agent.example"


class SenderContract:
    """Every kind of way out."""

    def test_mail_reaches_everybody_once(self, way: WayOut) -> None:
        """The contact and the mailbox itself get the same bytes, after one mark."""
        sender, marks = way.open(), list[int]()
        raw = mail("out", ".\r\n..\r\nA line.")
        outcome = sender.send(raw, OWN, ("ada@people.example", OWN), lambda: marks.append(1))
        assert (outcome.state, outcome.refused, marks) == ("sent", (), [1])
        for address in ("ada@people.example", OWN):
            (got,) = way.got(address)
            assert got.replace(b"\r\n", b"\n").endswith(raw.replace(b"\r\n", b"\n").partition(b"From:")[2])
        sender.close()

    def test_two_mails_over_one_door(self, way: WayOut) -> None:
        sender = way.open()
        for n in (1, 2):
            assert sender.send(mail(n), OWN, ("ada@people.example",), lambda: None).state == "sent"
        assert subjects_of(way.got("ada@people.example")) == ["Letter 1", "Letter 2"]
        sender.close()

    def test_a_mark_that_fails_sends_nothing(self, way: WayOut) -> None:
        """R-14: where the intent cannot be kept, the mail must not leave; the door works again afterwards."""
        sender = way.open()
        with pytest.raises(OSError, match="disk"):
            sender.send(mail(1), OWN, ("ada@people.example", OWN), _failing)
        assert way.got("ada@people.example") == []
        assert sender.send(mail(2), OWN, ("ada@people.example",), lambda: None).state == "sent"
        assert subjects_of(way.got("ada@people.example")) == ["Letter 2"]
        sender.close()

    @pytest.mark.parametrize(
        "wrong",
        ["", "ada", "ada@", "@people.example", "ada@people.example>\r\nRCPT TO:<eve@evil.example", "a b@people.example",
         "Ada <ada@people.example>", "ada@people.example,eve@evil.example", "ada@people.example\n", "ada@people.example\0"],
        ids=["empty", "no domain", "no host", "no name", "a second command", "a space", "a display name", "two", "a line end", "a nul"],
    )  # fmt: skip
    def test_only_addresses_go_into_the_envelope(self, way: WayOut, wrong: str) -> None:
        """An address that is none is refused before a byte leaves, and the mark is not made."""
        sender, marks = way.open(), list[int]()
        outcome = sender.send(mail(1), OWN, ("ada@people.example", wrong), lambda: marks.append(1))
        assert (outcome.state, marks, way.got("ada@people.example")) == ("failed", [], [])
        sender.close()

    def test_check_says_that_it_works(self, way: WayOut) -> None:
        sender = way.open()
        assert sender.check()
        sender.close()


def subjects_of(mails: list[bytes]) -> list[str]:
    return [line[9:].strip().decode() for m in mails for line in m.split(b"\n") if line.startswith(b"Subject: ")]


def _failing() -> None:
    raise OSError("the disk is full")
