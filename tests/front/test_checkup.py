"""Each check of `doctor` in each way it can end: well, well with a warning, or a fault with its mend (F-92)."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from stories.mailroom import Mailroom

from inbox_agent.doors.imap_probe import Account, Greeting
from inbox_agent.doors.imap_server import ImapServer
from inbox_agent.errors import InboxAgentError, Refused, Unwell
from inbox_agent.front.checkup.check import Check, Warned, examine
from inbox_agent.front.checkup.machine import LITTLE, Machine
from inbox_agent.front.checkup.mailbox import ImapCheckup, check_clock
from inbox_agent.front.checkup.records import Kept
from inbox_agent.front.checkup.sending import Sending
from inbox_agent.rounds import hold
from inbox_agent.rounds.stamping import Returned
from inbox_agent.settings import Settings, parse

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def fault(look: Callable[[], object]) -> InboxAgentError:
    """What a check raises; every fault names its mend."""
    with pytest.raises(InboxAgentError) as raised:
        look()
    assert raised.value.mend
    return raised.value


def warned(look: Callable[[], str | Warned]) -> Warned:
    said = look()
    assert isinstance(said, Warned)
    assert said.mend
    return said


# The table itself


def test_a_check_that_fails_hides_no_other_and_one_that_needs_it_is_not_tried() -> None:
    """Rows keep their numbers; what hangs on a failed one says on which."""

    def broken() -> str:
        raise Unwell("It is broken.", "Mend it.")

    rows = examine(
        [
            Check("first", broken),
            Check("second", lambda: "well", ("first",)),
            Check("third", lambda: Warned("soon", "Do it.")),
            Check("fourth", lambda: "well", ("second", "third")),
            Check("fifth", lambda: "well", ("third",)),
        ]
    )
    assert [(row.n, row.ok, row.mend) for row in rows] == [
        (1, False, "Mend it."),
        (2, None, None),
        (3, True, "Do it."),
        (4, None, None),
        (5, True, None),
    ]
    assert rows[1].says == "not tried, because of 1, first."
    assert rows[3].says == "not tried, because of 2, second."


# This machine


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Machine]:
    """A machine whose configuration lies in a folder of its owner alone; `more` is put into the file."""

    def make(mailbox: str = 'password_command = "pass show mail"', more: str = "", mode: int = 0o600) -> Machine:
        home = tmp_path / "home"
        home.mkdir(mode=0o700, exist_ok=True)
        text = (
            '[owner]\nname = "Sofia Lind"\naddresses = ["sofia@home.example"]\ntimezone = "Europe/Stockholm"\n'
            f'[mailbox]\naddress = "letters@sofia.example"\nhost = "imap.sofia.example"\n{mailbox}\n'
            '[outgoing]\nhost = "smtp.sofia.example"\n'
            f'[database]\nurl = "sqlite:///{home / "agent.sqlite"}"\n{more}'
        )
        path = home / "config.toml"
        path.write_text(text)
        path.chmod(mode)
        settings: Settings = parse(text)
        return Machine(path, settings, next(iter(settings.accounts.values())))

    return make


def test_rights_are_well_where_only_the_owner_may_look(made: Callable[..., Machine]) -> None:
    """The configuration, the secrets that it names, and the folder of the mail."""
    assert "for their owner alone" in str(made().permissions())


def test_a_secret_that_others_may_read_is_refused(made: Callable[..., Machine], tmp_path: Path) -> None:
    """With the command that mends it (T-40); a secret that is not there is told too."""
    secret = tmp_path / "home" / "password"
    machine = made(f'password_file = "{secret}"')
    assert "is not there" in fault(machine.permissions).sentence
    secret.write_text("hunter2")
    secret.chmod(0o640)
    found = fault(machine.permissions)
    assert isinstance(found, Refused)
    assert found.mend == f"Run: chmod 600 {secret}"
    secret.chmod(0o600)
    assert "1 secret file(s)" in str(machine.permissions())


def test_mail_that_others_may_read_is_refused(made: Callable[..., Machine], tmp_path: Path) -> None:
    """An open folder alone is a warning, an open file in it a fault."""
    machine, home = made(), tmp_path / "home"
    home.chmod(0o755)
    assert warned(machine.permissions).mend == f"Run: chmod 700 {home}"
    (home / "agent.sqlite").write_bytes(b"")
    (home / "agent.sqlite").chmod(0o644)
    assert "holds the mail" in fault(machine.permissions).sentence


def test_an_open_configuration_that_names_commands_is_a_warning(made: Callable[..., Machine]) -> None:
    """It holds no secret, but says how to get one; with a password of the database in it, it is a fault."""
    assert "names commands" in warned(made(mode=0o644).permissions).says
    text = made().path.read_text().replace("sqlite:///", "postgresql+psycopg://agent:secret@db.example/")
    machine = made()
    machine.path.chmod(0o644)
    url = Machine(machine.path, parse(text), machine.account)
    assert "password of the database" in fault(url.permissions).sentence


def test_a_disk_that_is_nearly_full_is_told(made: Callable[..., Machine], monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it is full, and so is one that takes nothing."""
    machine = made()
    assert "GB free" in machine.disk()
    usage = shutil.disk_usage(machine.path.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda place: usage._replace(free=LITTLE - 1))
    assert "Only 199 MB" in fault(machine.disk).sentence
    monkeypatch.undo()
    monkeypatch.setattr(os, "access", lambda place, how: False)
    assert "cannot be written" in fault(machine.disk).sentence


def test_a_machine_without_zones_is_told(made: Callable[..., Machine], monkeypatch: pytest.MonkeyPatch) -> None:
    """A contact's zone may be any, so a handful is not enough."""
    machine = made()
    assert machine.time_zone().startswith("Europe/Stockholm, one of ")
    monkeypatch.setattr("zoneinfo.available_timezones", lambda: {"UTC", "Europe/Stockholm"})
    assert "tzdata" in fault(machine.time_zone).mend


def test_versions_name_what_a_report_of_a_fault_needs(made: Callable[..., Machine]) -> None:
    """The program, Python, SQLite, OpenSSL, and the engine."""
    told = made().versions()
    assert all(name in told for name in ("inbox-agent ", "Python 3.", "SQLite 3.", "OpenSSL", "DBOS "))


@pytest.fixture
def taken() -> Iterator[int]:
    """A port of this machine on which somebody else listens and says nothing that we would."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield int(other.getsockname()[1])


def test_a_port_that_somebody_else_has_is_told(
    made: Callable[..., Machine], taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page of ours on it is well, any other program is not."""
    machine = made(more=f"[page]\nport = {taken}\n")
    monkeypatch.setattr("inbox_agent.front.checkup.machine._is_ours", lambda url: False)
    assert "Choose another port" in fault(machine.page).mend
    monkeypatch.setattr("inbox_agent.front.checkup.machine._is_ours", lambda url: True)
    assert "serve --link" in machine.page()


# The mailbox


def mailbox(greeting: Greeting | None = None, account: Account | None = None, **more: Any) -> ImapCheckup:
    """A check-up of a server that has been looked at already."""
    wants = {"folders": ("INBOX",), "wants_idle": True, "wants_sent": True} | more
    made = ImapCheckup(ImapServer("imap.sofia.example", 993, "tls", "letters", lambda: ""), now=lambda: NOW, **wants)
    made.__dict__["_greeting"] = greeting or Greeting("* OK ready", "TLSv1.3", NOW + timedelta(days=90))
    made.__dict__["_account"] = account or Account(("INBOX", "Sent"), "Sent", True, {"INBOX": 12}, NOW)
    return made


@pytest.mark.parametrize(
    ("days", "protocol", "says", "mend"),
    [
        (90, "TLSv1.3", "good for 90 more days", ""),
        (13, "TLSv1.2", "good for 13 more days", "Renew"),
        (None, "", "plain text, which never leaves this machine", ""),
        (None, "TLSv1.3", "TLSv1.3.", ""),
    ],
    ids=["good for months", "ends soon", "a line on this machine", "a certificate without an end"],
)
def test_the_lines_protection_is_told(days: int | None, protocol: str, says: str, mend: str) -> None:
    """A certificate that ends within two weeks is a warning."""
    ends = None if days is None else NOW + timedelta(days=days)
    said = mailbox(Greeting("* OK", protocol, ends)).tls()
    assert says in (said.says if isinstance(said, Warned) else said)
    assert (said.mend if isinstance(said, Warned) else "").startswith(mend)


def test_a_folder_that_is_not_there_is_named_with_the_nearest() -> None:
    """And the mend lists those that are."""
    found = fault(
        mailbox(
            folders=("INBOX", "Mentrs"), account=Account(("INBOX", "Mentors"), "", True, {"INBOX": 1}, None)
        ).folders_there
    )
    assert "Mentrs (did you mean Mentors?)" in found.sentence
    assert "INBOX, Mentors" in found.mend
    assert mailbox().folders_there() == "12 mails in INBOX."


def test_no_folder_for_sent_mail_is_a_warning_only_where_a_copy_is_wanted() -> None:
    """By its mark, never by its name (RFC 6154)."""
    bare = Account(("INBOX", "Sent"), "", True, {"INBOX": 1}, None)
    assert "Sent is marked" in str(mailbox().sent())
    assert "sent_copy = false" in warned(mailbox(account=bare).sent).mend
    assert "no copy is wanted" in str(mailbox(account=bare, wants_sent=False).sent())


def test_whether_mail_is_seen_at_once_is_told() -> None:
    """IDLE offered, offered and not wanted, not offered: none is a fault."""
    without = Account(("INBOX",), "", False, {"INBOX": 1}, None)
    assert mailbox().idle() == "offered."
    assert "not wanted" in mailbox(wants_idle=False).idle()
    assert "next poll" in mailbox(account=without).idle()
    assert "logged in as letters, 2 folders" in mailbox().login()
    assert "imap.sofia.example:993 says" in mailbox().reach()


@pytest.mark.parametrize(
    ("off", "both", "way"),
    [
        (-121, False, "behind"),
        (-121, True, "behind"),
        (121, True, "ahead of"),
        (121, False, ""),
        (-119, True, ""),
        (119, True, ""),
    ],
    ids=[
        "behind the newest mail",
        "behind the server",
        "ahead of the server",
        "old mail says nothing",
        "two minutes behind",
        "two minutes ahead",
    ],
)
def test_a_clock_that_is_off_is_told(off: int, both: bool, way: str) -> None:
    """By more than two minutes; the newest mail can only show that ours is behind."""
    here = NOW + timedelta(seconds=off)
    if way:
        assert f"121 s {way} the mail server's" in fault(lambda: check_clock(NOW, here, both)).sentence
    else:
        assert check_clock(NOW, here, both) == timedelta(seconds=off)


def test_the_clock_is_held_against_the_newest_mail() -> None:
    """An empty mailbox has nothing to hold it against, and that is said."""
    empty = Account(("INBOX",), "", True, {"INBOX": 0}, None)
    ahead = Account(("INBOX",), "", True, {"INBOX": 1}, NOW + timedelta(hours=1))
    assert "no mail to compare" in mailbox(account=empty).clock()
    assert "not before the newest mail" in mailbox().clock()
    assert "set-ntp" in fault(mailbox(account=ahead).clock).mend


# The way out


class Sent(Sending):
    """The round trip has been made: this is what came back."""

    def __init__(self, room: Mailroom, author: str, received: datetime, pins: tuple[str, ...] = ()) -> None:
        super().__init__(lambda: room.doors, room.clock, lambda: NOW)
        self.__dict__["_returned"] = (Returned(pins, author, received), 4.0, NOW)


def test_what_came_back_tells_of_the_server(room: Mailroom) -> None:
    """Whether its word counts, whether it changed From, and how its clock stands."""
    mine = room.doors.account.mailbox.address
    well = Sent(room, mine.upper(), NOW + timedelta(seconds=2), ("mx.sofia.example",))
    assert "mx.sofia.example, and its word is believed" in well.round_trip()
    assert "not relied on" in Sent(room, mine, NOW).round_trip()
    assert "arrived as it was written" in well.author()
    assert "0 s" in well.server_clock()
    other = Sent(room, "login@provider.example", NOW + timedelta(minutes=5))
    assert mine in fault(other.author).mend
    assert "behind" in fault(other.server_clock).sentence
    assert "none arrived" in fault(Sent(room, "", NOW).author).sentence


# The database


def kept(room: Mailroom) -> Kept:
    return Kept(lambda: room.doors.records, lambda: room.doors, room.clock, lambda at: at)


def test_a_sound_database_is_told_with_its_revision(room: Mailroom) -> None:
    """And how it writes."""
    assert "is sound, revision 0" in kept(room).database()
    assert "journal mode wal" in kept(room).database()


def test_letters_that_are_held_are_a_fault_with_the_way_on(room: Mailroom) -> None:
    """Since when, why, and the command that lets them go."""
    assert "nothing holds letters back" in kept(room).held()
    with room.transaction() as tx:
        hold.hold(tx, room.doors, "at-once", room.clock(), count=30, most=20)
    assert "inbox-agent resume" in fault(kept(room).held).mend


def test_what_was_set_aside_is_a_fault_with_the_way_to_it(room: Mailroom) -> None:
    """The last cause stands in it."""
    assert "nothing was set aside" in kept(room).aside()
    with room.transaction() as tx:
        tx.mail.put_aside(room.clock(), "IndexError: list index out of range")
    found = fault(kept(room).aside)
    assert found.sentence.startswith("1 thing was set aside, the last on ")
    assert "IndexError" in found.sentence
    assert "inbox-agent set-aside" in found.mend


def test_an_owner_whose_mail_comes_back_is_told_by_the_doctor(room: Mailroom) -> None:
    """They have not seen what was mailed to them, so the command line is where they learn of it."""
    assert "a yes by mail needs its token" in kept(room).approval()
    with room.transaction() as tx:
        tx.events.add(room.clock(), "owner-unreachable")
    assert "letters@sofia.example" in fault(kept(room).approval).mend


def test_mail_that_spf_alone_proves_is_counted(room: Mailroom) -> None:
    """T-08: DMARC is content with the machine that handed a mail over, which others may use as well."""
    mailbox = room.doors.account.mailbox.model_copy(update={"authserv_ids": ("mx.sofia.example",)})
    room.use(replace(room.doors, account=room.doors.account.model_copy(update={"mailbox": mailbox})))
    passes = "dmarc=pass header.from=home.example"
    for n, said in enumerate(
        (
            f"spf=pass smtp.mailfrom=home.example; dkim=none; {passes}",
            f"spf=pass smtp.mailfrom=home.example; dkim=pass header.d=host.example; {passes}",
            f"spf=pass smtp.mailfrom=home.example; dkim=pass header.d=home.example; {passes}",
            "spf=pass smtp.mailfrom=home.example; dkim=none; dmarc=fail header.from=home.example",
        )
    ):
        room.get(
            f"Received: from out.home.example ([203.0.113.25]) by mx.sofia.example; Mon, 7 Sep 2026 10:10:05 +0200\n"
            f"Authentication-Results: mx.sofia.example; {said}\nFrom: Sofia <sofia@home.example>\n"
            f"To: <letters@sofia.example>\nSubject: {n}\nMessage-ID: <{n}@programs.example>\n\nHello\n".encode()
        )
    assert "Of your own 3 mails 2 are proven by SPF alone" in kept(room).approval()
