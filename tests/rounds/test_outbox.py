"""What becomes of a letter by what the server says, from the yes to the owner's eyes (T-20, R-38 … R-51, F-71, F-72)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from faults.letters import START, asked, reply, say_ok, states
from servers.scripted_smtp import CUT, STALL, STORE_CUT, ScriptedSmtp
from stories.mailroom import MAILBOX, OWNER, Mailroom

from inbox_agent.doors import maildir
from inbox_agent.doors.loop import Loop
from inbox_agent.doors.smtp import SmtpSender
from inbox_agent.mail.arrival import Outcome, Sender
from inbox_agent.mail.fingerprint import fingerprint

CONTACT = "contact0@lagoa.example"
UNDO = timedelta(minutes=6)


class Split:
    """Mail to the owner goes into the folder as ever, letters to a server that does what the test says."""

    def __init__(self, owner: Sender, letters: Sender) -> None:
        self._owner, self._letters = owner, letters

    def send(self, raw: bytes, sender: str, recipients: tuple[str, ...], mark: Callable[[], None]) -> Outcome:
        chosen = self._owner if OWNER in recipients else self._letters
        return chosen.send(raw, sender, recipients, mark)

    def check(self) -> str:
        return ""

    def close(self) -> None:
        self._letters.close()


class Post:
    """A room with one approved letter that is due, and the server that it goes to."""

    def __init__(self, room: Mailroom, server: ScriptedSmtp) -> None:
        self.room, self.server = room, server

    def pass_time(self, time: timedelta) -> None:
        self.room.turn_to(self.room.clock() + time)

    @property
    def state(self) -> str:
        return states(self.room)[0]

    @property
    def tries(self) -> int:
        return sum(c.startswith("MAIL") for c in self.server.commands)

    def deliver_copy(self, change: tuple[bytes, bytes] = (b"", b"")) -> None:
        """The self-copy of what the server took arrives in the mailbox."""
        (taken,) = self.server.taken
        assert taken.recipients == (CONTACT, MAILBOX)
        self.room.get(taken.raw.replace(*change) if change[0] else taken.raw)

    def troubles(self) -> list[str]:
        return [m.text for m in self.room.told("trouble")]


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Callable[[dict[str, str | list[str]]], Post]]:
    with ExitStack() as stack:
        loop = Loop()
        stack.callback(loop.close)

        def make(script: dict[str, str | list[str]]) -> Post:
            server = stack.enter_context(ScriptedSmtp(script))
            sender = SmtpSender(
                "127.0.0.1", server.port, "plain-loopback", user="", password=str, run=loop.run, dot_timeout=2.0
            )
            room = stack.enter_context(asked(tmp_path))
            room.use(replace(room.doors, sender=Split(room.doors.sender, sender)))
            say_ok(room)
            return Post(room, server)

        yield make


Make = Callable[[dict[str, str | list[str]]], Post]


def test_r40_a_greylisted_letter_is_tried_again_after_five_minutes_and_leaves(post: Make) -> None:
    """R-40: no sooner than in five minutes, and the owner hears nothing of it but that it left."""
    line = post({"RCPT": ["450 4.2.0 greylisted", "250 ok"]})
    line.pass_time(UNDO)
    assert (line.state, line.tries) == ("approved", 1)
    line.pass_time(timedelta(minutes=3))
    assert line.tries == 1
    line.pass_time(timedelta(minutes=3))
    assert (line.state, line.tries, len(line.server.taken)) == ("sent", 2, 1)
    assert line.troubles() == []


def test_r40_a_letter_that_is_put_off_for_five_days_is_given_to_the_owner(post: Make) -> None:
    """R-40, R-42: tried at growing distance for five days, then told once; nothing more is tried without a yes."""
    line = post({"RCPT": "452 4.5.3 come back later"})
    line.pass_time(timedelta(days=4, hours=23))
    assert (line.state, line.troubles()) == ("approved", [])
    line.pass_time(timedelta(hours=8))
    assert line.state == "failed"
    assert ["452" in t for t in line.troubles()] == [True]
    tries = line.tries
    assert 20 < tries < 60
    line.pass_time(timedelta(days=2))
    assert line.tries == tries


@pytest.mark.parametrize(
    "said", [{"RCPT": "550 5.1.1 nobody of that name"}, {".": "554 5.6.0 no"}], ids=["R-41", "R-46"]
)
def test_a_letter_that_is_refused_for_good_is_told_at_once(post: Make, said: dict[str, str | list[str]]) -> None:
    """R-41, R-46: nobody got it, the owner reads the server's words, and it leaves again only by a new yes."""
    line = post(said)
    line.pass_time(UNDO)
    assert line.state == "failed"
    assert ["550" in t or "554" in t for t in line.troubles()] == [True]
    line.server._script.clear()
    line.room.get(reply(line.room.told("trouble")[0], "ok", line.room.clock(), "again"))
    line.pass_time(UNDO)
    assert (line.state, len(line.server.taken)) == ("sent", 1)


@pytest.mark.parametrize("said", ["451 4.3.0 disk full", "421 4.3.2 going down"], ids=["R-44", "R-45"])
def test_a_refusal_after_the_dot_that_may_pass_is_tried_again(post: Make, said: str) -> None:
    """R-44, R-45: an answer to the dot is an answer: no doubt, and the next try brings it there."""
    line = post({".": [said, "250 taken"]})
    line.pass_time(timedelta(minutes=20))
    assert (line.state, len(line.server.taken), line.troubles()) == ("sent", 1, [])


def test_r39_a_cut_in_the_text_is_tried_again(post: Make) -> None:
    """R-38, R-39: before the dot nothing was delivered."""
    line = post({"DATA": [CUT, "354 go on"], "greeting": ["421 busy", "220 hello"]})
    line.pass_time(timedelta(hours=1))
    assert (line.state, len(line.server.taken)) == ("sent", 1)


@pytest.mark.parametrize("script", [{".": STORE_CUT}, {".": STALL}], ids=["R-47", "R-48"])
def test_a_lost_answer_is_settled_by_the_copy(post: Make, script: dict[str, str | list[str]]) -> None:
    """R-47, R-48: the letter was taken; the copy says so, nothing is sent again, and the owner is asked nothing."""
    line = post(script)
    line.pass_time(UNDO)
    assert line.state == "sending"
    if line.server.taken:
        line.deliver_copy()
        assert line.state == "sent"
    line.pass_time(timedelta(hours=1))
    assert len(line.server.taken) <= 1
    assert line.tries == 1
    assert line.state in ("sent", "doubt")
    assert (line.state == "sent") == bool(line.server.taken)


def test_r49_a_letter_that_may_have_left_is_never_sent_again_by_itself(post: Make) -> None:
    """R-49: no copy comes, so the owner is asked once; with their ok it leaves once more."""
    line = post({".": [CUT, "250 taken"]})
    line.pass_time(timedelta(days=3))
    assert (line.state, line.tries, len(line.troubles())) == ("doubt", 1, 1)
    line.room.get(reply(line.room.told("trouble")[0], "ok", line.room.clock(), "again"))
    line.pass_time(UNDO)
    assert (line.state, line.tries, len(line.server.taken)) == ("sent", 2, 1)


def test_r51_a_server_that_rewrites_from_settles_and_confuses_nothing(post: Make) -> None:
    """R-51: the copy comes back in another name; it is ours by its Message-ID and all its words."""
    line = post({".": STORE_CUT})
    line.pass_time(UNDO)
    line.deliver_copy((b"Sofia Lind <letters@sofia.example>", b"Sofia Lind <login77@provider.example>"))
    assert line.state == "sent"
    with line.room.transaction() as tx:
        assert tx.events.count("unsorted", START - timedelta(days=1)) == 0


def test_r51_a_contact_cannot_hide_a_mail_behind_our_message_id(post: Make) -> None:
    """R-51: other words under the Message-ID of our letter are a person's mail and are shown."""
    line = post({})
    line.pass_time(UNDO)
    (taken,) = line.server.taken
    head = next(x for x in taken.raw.split(b"\r\n") if x.lower().startswith(b"message-id"))
    line.room.get(
        b"From: Ines <contact0@lagoa.example>\r\nTo: <letters@sofia.example>\r\nSubject: Re: hello\r\n"
        + head + b"\r\n\r\nHappy to talk next week.\r\n"
    )  # fmt: skip
    assert len(line.room.told("answer-notice")) == 1


@pytest.mark.parametrize("words", ["Happy to talk next week.", "ok", "Please do not write to me again."])
def test_r35_a_stranger_who_names_our_letter_is_a_stranger(post: Make, words: str) -> None:
    """R-35: its Message-ID in References puts nobody's words into the thread with the contact, and moves nothing."""
    line = post({})
    line.pass_time(UNDO)
    (taken,) = line.server.taken
    name = next(x for x in taken.raw.split(b"\r\n") if x.lower().startswith(b"message-id")).partition(b": ")[2]
    with line.room.transaction() as tx:
        before, thread = tx.people.get(1), tx.mail.thread(1)
    line.room.get(
        b"From: Ines Duarte <ines@elsewhere.example>\r\nTo: <letters@sofia.example>\r\nSubject: Re: hello\r\n"
        b"Message-ID: <x@elsewhere.example>\r\nIn-Reply-To: " + name + b"\r\nReferences: " + name + b"\r\n\r\n"
        + words.encode() + b"\r\n"
    )  # fmt: skip
    line.pass_time(timedelta(days=2))
    with line.room.transaction() as tx:
        after = tx.people.get(1)
        assert before
        assert after
        assert (after.stage, after.last_inbound, after.do_not_contact) == (before.stage, None, False)
        assert tx.mail.thread(1) == thread
    assert len(line.server.taken) == 1


def test_a_mail_to_the_owner_is_not_repeated_when_its_copy_came(tmp_path: Path) -> None:
    """A crash after the very last answer: the copy in the mailbox says that the request was there (T-20)."""
    with asked(tmp_path) as room:
        with room.transaction() as tx:
            row = tx.outbox.by_key("approval:1.1")
            assert row
            tx.outbox.change(row.id, state="marked", sent=None)
        room.turn_to(START + timedelta(hours=2))
        with room.transaction() as tx:
            assert tx.outbox.get(row.id).state == "sent"  # type: ignore[union-attr]
        assert len(room.told("approval")) == 1


def test_where_no_copy_of_it_came_a_mail_to_the_owner_is_sent_again(tmp_path: Path) -> None:
    """The other way round: a request that never left comes after a quarter of an hour."""
    with asked(tmp_path) as room:
        for place in (room.inbox, room.outbox):
            for path in place.glob("new/*"):
                if b"X-Inbox-Agent: approval" in path.read_bytes():
                    path.unlink()
        with room.transaction() as tx:
            row = tx.outbox.by_key("approval:1.1")
            assert row
            tx.outbox.change(row.id, state="marked", sent=None)
            tx.connection.exec_driver_sql("DELETE FROM ia_messages WHERE kind = 'own' OR state = 'fetched'")
        room.turn_to(START + timedelta(hours=2))
        assert len(room.told("approval")) == 1


# Whom a letter goes to (F-71, T-32)

ANSWER = """\
From: {sender}
To: <letters@sofia.example>
{more}Subject: Re: {subject}
Date: Mon, 7 Sep 2026 12:00:00 +0000
Message-ID: <answer@lagoa.example>
In-Reply-To: {letter}
References: {letter}

I would be happy to talk. Thursday 10 September at 15:00 suits me well.

Ines
"""


@pytest.mark.parametrize(
    ("more", "goes_to", "named"),
    [
        ("", CONTACT, False),
        ("Reply-To: Ines <ines@lagoa.example>\n", "ines@lagoa.example", False),
        ("Reply-To: <ines@private.example>\n", "ines@private.example", True),
        ("Reply-To: <sofia@home.example>\n", CONTACT, False),
        ("Reply-To: <letters@sofia.example>\n", CONTACT, False),
        ("Reply-To: <no-reply@lagoa.example>\n", CONTACT, False),
        ("Reply-To: <a@lagoa.example>, <b@lagoa.example>\n", CONTACT, False),
        ("Reply-To: rubbish\n", CONTACT, False),
    ],
    ids=["none", "same domain", "other domain", "the owner", "the mailbox", "a robot", "two", "no address"],
)
def test_an_answer_goes_where_they_asked_for_it(tmp_path: Path, more: str, goes_to: str, named: bool) -> None:
    """Reply-To is honoured; one of another domain is named in the request; own addresses and robots never count."""
    with asked(tmp_path) as room:
        say_ok(room)
        room.turn_to(START + UNDO)
        letter = room.letters()[0]
        values = {"sender": f"Ines <{CONTACT}>", "more": more, "subject": letter.subject, "letter": letter.message_id}
        room.get(ANSWER.format(**values).encode())
        room.turn_to(room.clock() + UNDO)
        request = room.told("approval")[-1]
        assert goes_to in request.text
        assert ("which is not where they wrote from" in request.text) == named
        room.get(reply(request, "ok", room.clock(), "second"))
        room.turn_to(room.clock() + timedelta(days=1))
        assert room.letters_to() == ({CONTACT: 2} if goes_to == CONTACT else {CONTACT: 1, goes_to: 1})
        answer = room.letters()[-1]
        assert answer.in_reply_to == ("<answer@lagoa.example>",)
        assert answer.references == (letter.message_id, "<answer@lagoa.example>")
        assert answer.subject.count("Re:") == 1


def test_mails_that_share_or_lack_a_message_id_are_told_apart() -> None:
    """T-22: other words under a known Message-ID are another mail; without one the content decides."""
    head = b"From: a@b.example\r\nDate: Mon, 7 Sep 2026 12:00:00 +0000\r\n"
    named = head + b"Message-ID: <x@b.example>\r\n\r\n"
    assert fingerprint(named + b"one\r\n") != fingerprint(named + b"two\r\n")
    assert fingerprint(named + b"one\r\n") == fingerprint(b"Received: by z\r\n" + named + b"one\r\n")
    assert fingerprint(head + b"\r\none\r\n") != fingerprint(head + b"\r\ntwo\r\n")
    assert fingerprint(head + b"\r\none\r\n") == fingerprint(b"Received: by z\r\n" + head + b"\r\none\r\n")


def test_maildir_keeps_one_copy_in_sent(tmp_path: Path) -> None:
    """F-72 on a Maildir that another program syncs: filed once, found the second time, nothing without the folder."""
    maildir.create(tmp_path / "box")
    box = maildir.MaildirMailbox(tmp_path / "box", ("INBOX",), None)
    raw = b"Message-ID: <letter@sofia.example>\r\nSubject: x\r\n\r\nHello\r\n"
    assert not box.keep_sent("<letter@sofia.example>", raw)
    maildir.create(tmp_path / "box" / ".Sent")
    assert [box.keep_sent("<letter@sofia.example>", raw) for _ in range(2)] == [True, False]
    assert len(list((tmp_path / "box" / ".Sent" / "new").iterdir())) == 1
    assert box.holds("<letter@sofia.example>")
