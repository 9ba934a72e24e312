"""The IMAP door on a real Dovecot: the contract, and what servers, lines and other clients do to it (trust 6, R-19 … R-37)."""

from __future__ import annotations

import email
import io
import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from contract import LONG_AGO, Ledger, MailboxContract, large_mail, mail, subjects
from servers.certificates import Certificates, other_name
from servers.dovecot import Dovecot, User
from servers.machine import free_port
from servers.proxy import Proxy

from inbox_agent.doors.excerpt import excerpt
from inbox_agent.doors.imap import FULL_LOOK, ImapMailbox
from inbox_agent.doors.line import LOGIN_PAUSE, LoginFailed, Logins, Unsafe
from inbox_agent.errors import Unwell, WrongUse


class Hands:
    """A clock that only a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class ImapPlace:
    def __init__(self, dovecot: Dovecot) -> None:
        self.dovecot = dovecot
        self.user: User = dovecot.add()
        self.clock = Hands()

    def open(
        self, folders: tuple[str, ...] = ("INBOX",), whole_up_to: int = 10_000_000, port: int = 0, **more: Any
    ) -> ImapMailbox:
        given = {
            "user": self.user.name,
            "password": lambda: self.user.password,
            "timeout": 5.0,
            "clock": self.clock,
        } | more
        return ImapMailbox(
            "127.0.0.1", port or self.dovecot.imap, "plain-loopback", folders=folders, whole_up_to=whole_up_to, **given
        )

    def deliver(self, *mails: bytes, folder: str = "INBOX") -> None:
        if folder == "INBOX":
            self.dovecot.deliver(self.user, *mails)
            return
        client = self.dovecot.client(self.user)
        client.create(folder)
        for raw in mails:
            client.append(folder, "", "", raw)
        client.logout()

    def read(self) -> None:
        client = self.dovecot.client(self.user)
        client.store("1:*", "+FLAGS", "\\Seen")
        client.logout()

    def marks(self) -> list[str]:
        client = self.dovecot.client(self.user, readonly=True)
        marks = [str(line) for line in client.fetch("1:*", "(UID FLAGS)")[1]]
        client.logout()
        return marks

    def remove(self, *uids: int) -> None:
        client = self.dovecot.client(self.user)
        client.uid("STORE", ",".join(map(str, uids)), "+FLAGS", "\\Deleted")
        client.expunge()
        client.logout()


@pytest.fixture
def place(dovecot: Dovecot) -> ImapPlace:
    return ImapPlace(dovecot)


@pytest.fixture
def line(dovecot: Dovecot) -> Iterator[Proxy]:
    with Proxy(dovecot.imap) as proxy:
        yield proxy


class TestImapMailbox(MailboxContract):
    """The contract of mailboxes."""


# What arrives


def test_history_is_cut_at_the_hour(place: ImapPlace) -> None:
    """SEARCH knows only days; `since` is a moment, whatever zone the server stands in."""
    client = place.dovecot.client(place.user)
    since = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
    for n, hours in enumerate((-40 * 24, -25, -1, 1, 25)):
        at = since + timedelta(hours=hours)
        client.append("INBOX", "", f'"{at:%d-%b-%Y %H:%M:%S} +0000"', mail(n))
    client.logout()
    box, ledger = place.open(), Ledger()
    assert subjects(ledger.poll(box, since)) == ["Letter 3", "Letter 4"]
    box.close()


def test_many_mails_come_in_batches(place: ImapPlace) -> None:
    """250 mails are three FETCHes, not 250."""
    place.deliver(*(mail(n) for n in range(250)))
    with Proxy(place.dovecot.imap) as line:
        box = place.open(port=line.port)
        assert subjects(Ledger().poll(box)) == [f"Letter {n}" for n in range(250)]
        box.close()
        assert bytes(line.requests.seen).count(b"BODY.PEEK[]") == 3


def test_a_poll_without_news_is_one_round_trip(place: ImapPlace) -> None:
    """B-04: on a kept line with nothing new one command goes out, and under a kilobyte over the line."""
    place.deliver(*(mail(n) for n in range(50)))
    with Proxy(place.dovecot.imap) as line:
        box, ledger = place.open(port=line.port), Ledger()
        ledger.poll(box)
        line.requests.seen.clear()
        line.answers.seen.clear()
        assert ledger.poll(box) == []
        assert line.requests.seen.count(b"\r\n") == 1
        assert b"NOOP" in line.requests.seen
        assert len(line.requests.seen) + len(line.answers.seen) < 200
        box.close()


def test_one_new_mail_does_not_list_the_whole_folder(place: ImapPlace) -> None:
    """Where the numbers explain the difference, only the new UIDs are asked for."""
    place.deliver(*(mail(n) for n in range(50)))
    with Proxy(place.dovecot.imap) as line:
        box, ledger = place.open(port=line.port), Ledger()
        ledger.poll(box)
        place.deliver(mail("new"))
        line.requests.seen.clear()
        assert subjects(ledger.poll(box)) == ["Letter new"]
        assert b"SEARCH UID 51:52" in line.requests.seen
        assert b"SEARCH 1:" not in line.requests.seen
        box.close()


def test_a_full_look_is_repeated_from_time_to_time(place: ImapPlace) -> None:
    """Signs are only signs: mail that the ledger lost sight of is found by the full look."""
    place.deliver(mail(1), mail(2))
    box, ledger = place.open(), Ledger()
    ledger.poll(box)
    for uids in ledger.uids.values():
        uids.discard(1)
    assert ledger.poll(box) == []
    place.clock.now += FULL_LOOK
    assert subjects(ledger.poll(box)) == ["Letter 1"]
    box.close()


def test_mail_expunged_between_two_polls(place: ImapPlace) -> None:
    """One gone and one come leaves the number as it was; the new one is found."""
    place.deliver(mail(1), mail(2))
    box, ledger = place.open(), Ledger()
    ledger.poll(box)
    place.remove(1)
    place.deliver(mail(3))
    assert subjects(ledger.poll(box)) == ["Letter 3"]
    box.close()


def test_mail_expunged_while_it_is_read(place: ImapPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    """R-30: what goes between listing and reading is left out; the rest is given."""
    monkeypatch.setattr("inbox_agent.doors.imap_reader.BATCH", 1)
    place.deliver(mail(1), mail(2), mail(3))
    box, ledger = place.open(), Ledger()
    items = box.fetch(ledger.seen, LONG_AGO)
    got = [next(items), next(items)]
    place.remove(2)
    assert subjects([*got[1:], *items]) == ["Letter 1", "Letter 3"]
    box.close()


def test_mail_appended_while_others_are_read(place: ImapPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    """R-31: mail that comes in the middle of a poll is given by it or by the next."""
    monkeypatch.setattr("inbox_agent.doors.imap_reader.BATCH", 1)
    place.deliver(mail(1), mail(2))
    box, ledger = place.open(), Ledger()
    got = []
    for item in box.fetch(ledger.seen, LONG_AGO):
        got.append(item)
        if len(got) == 2:
            place.deliver(mail(3))
    for arrived in got[1:]:
        ledger.uids.setdefault((arrived.spot.folder, arrived.spot.uidvalidity), set()).add(arrived.spot.uid)
    assert subjects(got[1:]) + subjects(ledger.poll(box)) == ["Letter 1", "Letter 2", "Letter 3"]
    box.close()


def test_mail_moved_out_and_back(place: ImapPlace) -> None:
    """R-29: a mail that another client moved away and back has a new UID and is given under it."""
    place.deliver(mail(1))
    box, ledger = place.open(), Ledger()
    ledger.poll(box)
    client = place.dovecot.client(place.user)
    client.create("Aside")
    client.copy("1", "Aside")
    client.store("1", "+FLAGS", "\\Deleted")
    client.expunge()
    client.select("Aside")
    client.copy("1", "INBOX")
    client.logout()
    assert [m.spot.uid for m in ledger.poll(box)] == [2]
    box.close()


def test_a_new_uidvalidity_gives_everything_again(place: ImapPlace) -> None:
    """R-25: under new numbers nothing is known, and old numbers that return mean other mail."""
    place.deliver(mail(1), mail(2), folder="Work")
    box, ledger = place.open(("Work",)), Ledger()
    assert subjects(ledger.poll(box)) == ["Letter 1", "Letter 2"]
    client = place.dovecot.client(place.user)
    client.delete("Work")
    client.logout()
    place.deliver(mail(3), mail(4), folder="Work")
    # Dovecot does not tell a line that has the folder open; the next full look finds out.
    got = ledger.poll(box)
    place.clock.now += FULL_LOOK
    assert subjects(got + ledger.poll(box)) == ["Letter 3", "Letter 4"]
    assert len(ledger.uids) == 2
    box.close()


def test_a_new_uidvalidity_behind_a_cut_line(place: ImapPlace, line: Proxy) -> None:
    """R-25: the folder was made anew while the line was down; the old numbers are not used in the new folder."""
    place.deliver(*(mail(n, "x" * 5000) for n in range(5)), folder="Work")
    box, ledger = place.open(("Work",), port=line.port), Ledger()
    items = box.fetch(ledger.seen, LONG_AGO)
    next(items)
    client = place.dovecot.client(place.user)
    client.delete("Work")
    client.logout()
    place.deliver(mail(8), mail(9), folder="Work")
    line.cut()
    assert list(items) == []
    assert subjects(ledger.poll(box)) == ["Letter 8", "Letter 9"]
    box.close()


def test_a_folder_that_is_gone_does_not_stop_the_others(place: ImapPlace) -> None:
    """R-27: mail of the other folders is given first, then the missing folder is named with its mend."""
    place.deliver(mail(1))
    box, ledger, got = place.open(("Projects", "INBOX")), Ledger(), []
    with pytest.raises(Unwell, match=r"folder Projects.*renamed"):
        got.extend(box.fetch(ledger.seen, LONG_AGO))
    assert subjects(got[1:]) == ["Letter 1"]
    box.close()


def test_a_mail_of_thirty_megabytes_is_not_fetched(place: ImapPlace) -> None:
    """R-59: of a large mail a few kilobytes travel."""
    with Proxy(place.dovecot.imap) as line:
        place.deliver(large_mail().replace(b"QUJD" * 19 + b"\r\n", (b"QUJD" * 19 + b"\r\n") * 40))
        box = place.open(port=line.port)
        (got,) = Ledger().poll(box)
        box.close()
        assert got.cut
        assert len(line.answers.seen) < 20_000


def test_a_cut_mail_reads_like_the_one_of_a_maildir(place: ImapPlace) -> None:
    """Both ways of cutting keep the same parts, so a mail is understood the same wherever it lay."""
    place.deliver(large_mail())
    box = place.open(whole_up_to=100_000)
    (got,) = Ledger().poll(box)
    box.close()
    here, there = (email.message_from_bytes(raw) for raw in (got.raw, excerpt(io.BytesIO(large_mail()))))
    assert [(p.get_content_type(), str(p.get_payload()).strip()) for p in here.walk() if not p.is_multipart()] == [
        (p.get_content_type(), str(p.get_payload()).strip()) for p in there.walk() if not p.is_multipart()
    ]


def test_an_eight_hundred_part_mail_is_bounded(place: ImapPlace) -> None:
    """R-58: of a large mail with very many parts some are read, and the rest of the mail goes on."""
    parts = b"".join(b"--b\r\nContent-Type: text/plain\r\n\r\nPart %d.\r\n" % n for n in range(800))
    place.deliver(
        b'Subject: Letter parts\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n' + parts + b"--b--\r\n", mail(2)
    )
    box = place.open(whole_up_to=10_000)
    got = Ledger().poll(box)
    box.close()
    assert subjects(got) == ["Letter parts", "Letter 2"]
    assert b"Part 150." in got[0].raw
    assert b"Part 700." not in got[0].raw


def test_holds_looks_in_the_sent_folder(place: ImapPlace) -> None:
    """T-20: a copy that the server put into its \\Sent folder settles a doubt, whatever that folder is called."""
    place.deliver(mail(9), folder="Sent")
    box = place.open()
    assert box.holds("<letter-9@people.example>")
    box.close()


# What lines do


def test_a_line_cut_in_the_middle_of_a_mail(place: ImapPlace, line: Proxy) -> None:
    """R-20: the batch is read again on a new line, and nothing is given twice."""
    place.deliver(*(mail(n, "x" * 5000) for n in range(10)))
    box, ledger = place.open(port=line.port), Ledger()
    line.answers.cut_after(30_000)
    assert subjects(ledger.poll(box)) == [f"Letter {n}" for n in range(10)]
    assert line.connections == 2
    box.close()


def test_a_line_cut_between_two_polls(place: ImapPlace, line: Proxy) -> None:
    """A kept line that died is replaced, and what came meanwhile is given."""
    box, ledger = place.open(port=line.port), Ledger()
    assert ledger.poll(box) == []
    line.cut()
    place.deliver(mail(1))
    assert subjects(ledger.poll(box)) == ["Letter 1"]
    box.close()


def test_mail_that_came_while_the_line_was_new_is_not_missed(place: ImapPlace, line: Proxy) -> None:
    """A server tells a new line what is there, not what has changed: the poll after a cut looks again."""
    place.deliver(*(mail(n, "x" * 5000) for n in range(10)))
    box, ledger = place.open(port=line.port), Ledger()
    items = box.fetch(ledger.seen, LONG_AGO)
    next(items)
    line.answers.cut_after(30_000)
    place.deliver(mail("late"))
    got = list(items)
    ledger.uids = {(m.spot.folder, m.spot.uidvalidity): {x.spot.uid for x in got} for m in got}
    assert subjects(got) + subjects(ledger.poll(box)) == [*(f"Letter {n}" for n in range(10)), "Letter late"]
    box.close()


def test_a_stall_ends_and_the_next_poll_goes_on(place: ImapPlace, line: Proxy) -> None:
    """R-21: a server that says nothing more is given up after the timeout, told, and asked anew later."""
    place.deliver(mail(1))
    box, ledger = place.open(port=line.port, timeout=2.0), Ledger()
    line.answers.stall_after(100)
    with pytest.raises(Unwell, match=r"cannot be reached: timed out.*Check"):
        ledger.poll(box)
    line.restore()
    assert subjects(ledger.poll(box)) == ["Letter 1"]
    box.close()


def test_a_slow_line_is_waited_for(place: ImapPlace, line: Proxy) -> None:
    """R-23: 2 kB a second take longer than the timeout, and the mail comes."""
    place.deliver(mail(1, "x" * 6000))
    box = place.open(port=line.port, timeout=2.0)
    line.answers.slow(2000)
    assert subjects(Ledger().poll(box)) == ["Letter 1"]
    box.close()


def test_a_dripping_line_is_not_waited_for(place: ImapPlace, line: Proxy) -> None:
    """A byte now and then would keep a timeout per byte alive for ever."""
    box = place.open(port=line.port, timeout=1.0)
    line.answers.slow(10)
    with pytest.raises(Unwell, match=r"too slow|timed out"):  # a busy machine drips even more slowly
        Ledger().poll(box)


@pytest.mark.parametrize(
    "lie", [b"{2000000000}", b"{99999999999999999999}", b"{9000}"], ids=["2 GB", "absurd", "too long"]
)
def test_a_literal_that_lies(place: ImapPlace, line: Proxy, lie: bytes) -> None:
    """R-37: no memory is taken for it, it does not hang, and all other mail is given."""
    place.deliver(mail(1), mail(2, "y" * 777), mail(3))
    length = len(place.dovecot.client(place.user).fetch("2", "BODY.PEEK[]")[1][0][1])  # type: ignore[index,arg-type]
    box, ledger, got = place.open(port=line.port, timeout=2.0), Ledger(), []
    line.answers.replace(b"BODY[] {%d}" % length, b"BODY[] " + lie)
    got = list(box.fetch(ledger.seen, LONG_AGO))
    assert [m.cut for m in got[1:]] == [False, True, False]
    assert subjects(got[1:]) == ["Letter 1", "Letter 2", "Letter 3"]
    box.close()


def test_a_mail_that_cannot_be_read_at_all_is_named_last(place: ImapPlace, line: Proxy) -> None:
    """A server that breaks off at one mail: the others are given, the one is named, and tried again later."""
    place.deliver(mail(1), mail(2, "y" * 777), mail(3))
    box, ledger = place.open(port=line.port, timeout=2.0), Ledger()
    # Every answer that holds something of the second mail is rubbish.
    line.answers.replace(b"* 2 FETCH (UID 2 BODY", b"* 2 FETCH (UID 2 BODY[] NIL) rubbish (")
    with pytest.raises(Unwell, match="UID 2"):
        _collect(ledger, box)
    assert ledger.uids == {next(iter(ledger.uids)): {1, 3}}
    with pytest.raises(Unwell, match="UID 2"):
        _collect(ledger, box)
    line.restore()
    place.clock.now += FULL_LOOK
    assert subjects(ledger.poll(box)) == ["Letter 2"]
    assert ledger.poll(box) == []
    box.close()


def _collect(ledger: Ledger, box: ImapMailbox) -> None:
    ledger.poll(box)


# What servers say at the door


def test_a_refused_connection_is_told_in_a_sentence(place: ImapPlace) -> None:
    """R-19: what is wrong, where, and what to look at."""
    port = free_port()
    with pytest.raises(Unwell) as told:
        Ledger().poll(place.open(port=port))
    assert str(told.value) == (
        f"The mail server 127.0.0.1:{port} cannot be reached: Connection refused. Check its name, the port and the network."
    )
    assert told.value.exit_code == 3


def test_a_wrong_password_is_tried_once_in_fifteen_minutes(place: ImapPlace, line: Proxy) -> None:
    """R-24: no lock-out storm; the sentence names the user and the mend, and the right password works after the pause."""
    passwords = ["wrong", place.user.password]
    box = place.open(port=line.port, password=lambda: passwords.pop(0), logins=Logins(place.clock))
    for minutes in (0, 1, 13.9):
        place.clock.now = 1000 + minutes * 60
        with pytest.raises(LoginFailed, match=rf"does not accept the login of {place.user.name}.*app password"):
            Ledger().poll(box)
    assert line.connections == 1
    place.clock.now = 1000 + LOGIN_PAUSE
    assert Ledger().poll(box) == []
    box.close()


@pytest.mark.parametrize("fails", ["login", "line"])
def test_the_password_is_in_no_log_and_no_traceback(
    place: ImapPlace, line: Proxy, caplog: pytest.LogCaptureFixture, fails: str
) -> None:
    """T-40: with everything logged and everything failing, the canary is nowhere."""
    caplog.set_level(logging.DEBUG)
    canary = "canary-åäö-31337"
    if fails == "line":
        line.requests.cut_at(b"AUTHENTICATE PLAIN")
    with pytest.raises(Unwell) as told:
        place.open(port=line.port, password=lambda: canary).check()
    shown = "".join(traceback.format_exception(told.value)) + caplog.text + repr(place.open(password=lambda: canary))
    assert canary not in shown
    assert "31337" not in shown


def test_a_password_beyond_ascii_works(dovecot: Dovecot, place: ImapPlace) -> None:
    """SASL PLAIN says it in UTF-8, which LOGIN cannot."""
    place.user = dovecot.add("umlaut@agent.example", "pässwörd")
    box = place.open()
    assert "logged in as umlaut@agent.example" in box.check()
    box.close()


def test_without_a_capability_the_door_still_reads(place: ImapPlace, line: Proxy) -> None:
    """R-36: no IDLE, no UIDPLUS, no CONDSTORE, no SASL: plain IMAP4rev1 is enough."""
    place.deliver(mail(1))
    for name in (b"IDLE", b"UIDPLUS", b"CONDSTORE", b"AUTH=PLAIN", b"LITERAL+", b"SPECIAL-USE"):
        line.answers.replace(name, b"X" * len(name))
    line.answers.replace(b"IDLE", b"XXXX")
    box = place.open(port=line.port)
    assert subjects(Ledger().poll(box)) == ["Letter 1"]
    assert "no IDLE" in box.check()
    box.close()


# TLS


def _door(place: ImapPlace, security: Any, port: int, ca_file: Path | None, host: str = "localhost") -> ImapMailbox:
    return ImapMailbox(
        host, port, security, user=place.user.name, password=lambda: place.user.password, ca_file=ca_file, timeout=30
    )


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_tls_is_verified_and_used(place: ImapPlace, certificates: Certificates, security: str) -> None:
    port = place.dovecot.imaps if security == "tls" else place.dovecot.imap
    box = _door(place, security, port, certificates.ca)
    place.deliver(mail(1))
    assert subjects(Ledger().poll(box)) == ["Letter 1"]
    assert "TLSv1" in box.check()
    box.close()


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_an_unknown_authority_is_refused(place: ImapPlace, security: str) -> None:
    """R-50, T-41: exit code 4, for a round the same as a server that is down, and the password stays at home."""
    asked: list[int] = []
    port = place.dovecot.imaps if security == "tls" else place.dovecot.imap
    box = ImapMailbox("localhost", port, security, user="x", password=lambda: asked.append(1) or "", timeout=30)  # type: ignore[func-returns-value,arg-type]
    with pytest.raises(Unsafe, match=r"certificate of localhost cannot be trusted.*ca_file") as told:
        Ledger().poll(box)
    assert (told.value.exit_code, isinstance(told.value, Unwell), asked) == (4, True, [])


def test_a_certificate_for_another_name_is_refused(place: ImapPlace, certificates: Certificates) -> None:
    """R-50: the right authority is not enough: the name must be the one that was asked for."""
    with other_name(certificates) as port:
        box = _door(place, "tls", port, certificates.ca)
        with pytest.raises(Unsafe, match=r"cannot be trusted.*localhost"):
            Ledger().poll(box)


def test_starttls_that_was_stripped_is_refused(place: ImapPlace, line: Proxy, certificates: Certificates) -> None:
    """R-50: somebody removes the offer on the way; no login follows in plain."""
    line.answers.replace(b"STARTTLS", b"XXXXXXXX")
    with pytest.raises(Unsafe, match="does not offer STARTTLS"):
        Ledger().poll(_door(place, "starttls", line.port, certificates.ca))
    assert b"AUTHENTICATE" not in line.requests.seen
    assert b"LOGIN" not in line.requests.seen


def test_commands_slipped_in_before_tls_are_not_read(place: ImapPlace, line: Proxy, certificates: Certificates) -> None:
    """Plain bytes that follow the answer to STARTTLS would be taken for protected ones."""
    line.answers.replace(
        b"Begin TLS negotiation now.\r\n", b"Begin TLS negotiation now.\r\n* CAPABILITY IMAP4rev1 EVIL\r\n"
    )
    with pytest.raises(Unwell, match="not TLS"):
        Ledger().poll(_door(place, "starttls", line.port, certificates.ca))


def test_plain_text_is_for_this_machine_only() -> None:
    with pytest.raises(WrongUse, match="not on this machine"):
        ImapMailbox("mail.agent.example", 143, "plain-loopback", user="x", password=str)
