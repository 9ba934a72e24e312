"""The Maildir doors: the contracts, and what only a Maildir has."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from contract import LONG_AGO, NEVER, OWN, Ledger, MailboxContract, SenderContract, mail, subjects

from inbox_agent.doors.maildir import MaildirMailbox, MaildirSender, create, deliver, posted, uid_of
from inbox_agent.errors import Unwell


class MaildirPlace:
    def __init__(self, path: Path) -> None:
        self.path = path
        create(path)

    def open(self, folders: tuple[str, ...] = ("INBOX",), whole_up_to: int = 10_000_000) -> MaildirMailbox:
        return MaildirMailbox(self.path, folders, whole_up_to=whole_up_to)

    def deliver(self, *mails: bytes, folder: str = "INBOX") -> None:
        place = self.path if folder == "INBOX" else self.path / f".{folder}"
        create(place)
        for raw in mails:
            deliver(place, raw)

    def read(self) -> None:
        for path in (self.path / "new").iterdir():
            path.rename(self.path / "cur" / f"{path.name}:2,S")

    def marks(self) -> list[str]:
        return sorted(str(p) for p in self.path.rglob("*"))


@pytest.fixture
def place(tmp_path: Path) -> MaildirPlace:
    return MaildirPlace(tmp_path / "box")


class TestMaildirMailbox(MailboxContract):
    """The contract of mailboxes."""


class MaildirWay:
    def __init__(self, place: Path) -> None:
        self.outbox, self.box = place / "out", place / "box"
        create(self.outbox)
        create(self.box)

    def open(self) -> MaildirSender:
        return MaildirSender(self.outbox, OWN, self.box)

    def got(self, address: str) -> list[bytes]:
        if address == OWN:
            return [p.read_bytes() for p in (self.box / "new").iterdir()]
        return [m.raw for m in posted(self.outbox) if address in m.recipients]


@pytest.fixture
def way(tmp_path: Path) -> MaildirWay:
    return MaildirWay(tmp_path)


class TestMaildirSender(SenderContract):
    """The contract of senders."""


def test_new_mail_is_taken_on_a_first_visit_however_old(place: MaildirPlace) -> None:
    """Nobody was ever shown what lies in `new`, so no date makes it history."""
    deliver(place.path, mail(1), LONG_AGO)
    assert subjects(Ledger().poll(place.open(), since=NEVER)) == ["Letter 1"]


@pytest.mark.parametrize(
    "name",
    [
        "17.M1P2Q3.host:2,S",
        "17.M1P2Q3.host:2,FRS",
        "17.M1P2Q3.host,S=4021",
        "17.M1P2Q3.host,S=4021,W=4100:2,S",
        "17.M1P2Q3.host,U=17:2,",
    ],
    ids=["seen", "several flags", "size", "sizes and flag", "mbsync's number"],
)
def test_a_mail_keeps_its_number_under_every_name(name: str) -> None:
    """Moves, flags and the fields that Dovecot and mbsync append do not make it another mail (T-22)."""
    assert uid_of(name) == uid_of("17.M1P2Q3.host")
    assert 0 <= uid_of(name) < 2**63


def test_names_that_differ_are_two_mails() -> None:
    """A comma that is no such field belongs to the name."""
    assert len({uid_of(n) for n in ("letter,1.eml", "letter,2.eml", "letter", "letter,1", "letter,U")}) == 5


def test_mail_moved_while_it_is_read(place: MaildirPlace) -> None:
    """R-29: another program shows the mail to its user between our look and our reading."""
    place.deliver(mail(1), mail(2))
    ledger, got = Ledger(), []
    for item in place.open().fetch(ledger.seen, LONG_AGO):
        got.append(item)
        place.read()
    assert subjects(got[1:]) == ["Letter 1", "Letter 2"]


def test_mail_removed_while_it_is_read(place: MaildirPlace) -> None:
    """R-30: what has gone is left out, and the rest is given."""
    place.deliver(mail(1), mail(2))
    items = place.open().fetch(lambda *_: set(), LONG_AGO)
    next(items)
    for path in (place.path / "new").iterdir():
        path.unlink()
    assert list(items) == []


def test_a_folder_that_is_not_there_is_told_with_its_mend(tmp_path: Path) -> None:
    with pytest.raises(Unwell, match=r"cannot be read.*Check the path"):
        Ledger().poll(MaildirMailbox(tmp_path / "nowhere"))


def test_the_outbox_counts_as_sent(tmp_path: Path) -> None:
    """T-20: a letter that lies in the outbox has left."""
    way = MaildirWay(tmp_path)
    way.open().send(mail(7), OWN, ("ada@people.example",), lambda: None)
    assert MaildirMailbox(way.box, sent=way.outbox).holds("<letter-7@people.example>")
    assert not MaildirMailbox(way.box).holds("<letter-7@people.example>")


def test_the_outbox_keeps_envelope_and_bytes(tmp_path: Path) -> None:
    """Somebody who copies the outbox to a real server can send each mail as it was meant."""
    way = MaildirWay(tmp_path)
    way.open().send(mail(7), OWN, ("ada@people.example", OWN), lambda: None)
    (got,) = posted(way.outbox)
    assert (got.sender, got.recipients, got.raw) == (OWN, ("ada@people.example", OWN), mail(7))


def test_before_the_mark_nothing_is_visible(tmp_path: Path) -> None:
    """The mark comes just before the rename, and everything else before the mark."""
    way, at_mark = MaildirWay(tmp_path), []
    way.open().send(
        mail(7),
        OWN,
        ("ada@people.example", OWN),
        lambda: at_mark.append((len(posted(way.outbox)), len(list(way.outbox.glob("tmp/*"))))),
    )
    assert at_mark == [(0, 1)]
    assert list(way.outbox.glob("tmp/*")) == []


def test_an_outbox_that_is_gone_queues_without_a_mark(tmp_path: Path) -> None:
    """R-12: what cannot be written is tried again later."""
    way, marks = MaildirWay(tmp_path), []
    (way.outbox / "tmp").rmdir()
    assert way.open().send(mail(7), OWN, ("ada@people.example",), lambda: marks.append(1)).state == "queued"
    assert marks == []


def test_an_outbox_that_goes_at_the_mark_is_known_not_to_have_it(tmp_path: Path) -> None:
    """A rename that fails is an answer: no doubt, and nothing is left lying about."""
    way = MaildirWay(tmp_path)
    outcome = way.open().send(mail(7), OWN, ("ada@people.example", OWN), (way.outbox / "new").rmdir)
    assert outcome.state == "queued"
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_delivery_sets_the_time(place: MaildirPlace) -> None:
    """The demo plays weeks in a minute: a mail's time is the one that it is given."""
    at = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    place.open().deliver(mail(1), at)
    assert [m.received for m in Ledger().poll(place.open())] == [at]
