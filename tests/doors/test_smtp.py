"""The SMTP door: the contract on a real Postfix, and every phase that can fail on a server that follows a script (T-20)."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from contract import OWN, SenderContract, mail
from servers.certificates import Certificates, other_name
from servers.dovecot import Dovecot
from servers.machine import free_port
from servers.postfix import Postfix
from servers.proxy import Proxy
from servers.scripted_smtp import CUT, STALL, STORE_CUT, ScriptedSmtp

from inbox_agent.doors.line import LOGIN_PAUSE, LoginFailed, Logins, Unsafe
from inbox_agent.doors.loop import Loop
from inbox_agent.doors.smtp import SmtpSender
from inbox_agent.errors import Unwell, WrongUse
from inbox_agent.mail.arrival import Outcome

ADA = "ada@people.example"


@pytest.fixture(scope="module")
def loop() -> Iterator[Loop]:
    made = Loop()
    yield made
    made.close()


@contextmanager
def door(
    loop: Loop, port: int, security: Any = "plain-loopback", host: str = "127.0.0.1", **more: Any
) -> Iterator[SmtpSender]:
    given = {"user": "", "password": str, "run": loop.run, "timeout": 2.0, "dot_timeout": 2.0} | more
    sender = SmtpSender(host, port, security, **given)
    try:
        yield sender
    finally:
        sender.close()


class PostfixWay:
    """What Postfix hands to Dovecot, in mailboxes that are empty when a test begins."""

    def __init__(self, postfix: Postfix, loop: Loop) -> None:
        self.postfix, self.dovecot, self.loop = postfix, postfix.dovecot, loop
        self.postfix.settled()
        for address in (ADA, OWN):
            self.dovecot.empty(self.dovecot.add(address))

    def open(self) -> SmtpSender:
        return SmtpSender("127.0.0.1", self.postfix.smtp, "plain-loopback", user="", password=str, run=self.loop.run)

    def got(self, address: str) -> list[bytes]:
        self.postfix.settled()
        return self.dovecot.mails(self.dovecot.add(address))


@pytest.fixture
def way(postfix: Postfix, loop: Loop) -> PostfixWay:
    return PostfixWay(postfix, loop)


class TestSmtpSender(SenderContract):
    """The contract of senders, with Postfix as the server and Dovecot as the mailboxes."""


class Mark:
    """The durable mark: how often it was made, and what the server had taken at that moment."""

    def __init__(self, server: ScriptedSmtp) -> None:
        self.server = server
        self.made: list[int] = []

    def __call__(self) -> None:
        self.made.append(len(self.server.taken))


def outcome_of(
    loop: Loop, script: dict[str, str | list[str]], recipients: tuple[str, ...] = (ADA, OWN), raw: bytes = b""
) -> tuple[Outcome, int, int]:
    """What a send comes to, how often the mark was made, and how many mails the server took."""
    with ScriptedSmtp(script) as server, door(loop, server.port) as sender:
        mark = Mark(server)
        outcome = sender.send(raw or mail(1), OWN, recipients, mark)
        assert mark.made in ([], [0]), "the mark comes once, and before the server has anything"
        return outcome, len(mark.made), len(server.taken)


@pytest.mark.parametrize(
    ("script", "state", "code", "marked", "taken"),
    [
        ({}, "sent", 250, 1, 1),
        ({".": "252 2.0.0 taken too"}, "sent", 252, 1, 1),
        ({"greeting": "421 4.3.2 too busy"}, "queued", 421, 0, 0),
        ({"greeting": "554 5.3.2 no mail here"}, "queued", 554, 0, 0),
        ({"greeting": CUT}, "queued", 0, 0, 0),
        ({"greeting": STALL}, "queued", 0, 0, 0),
        ({"MAIL": "451 4.3.0 later"}, "queued", 451, 0, 0),
        ({"MAIL": "550 5.1.8 who are you"}, "failed", 550, 0, 0),
        ({"MAIL": CUT}, "queued", 0, 0, 0),
        ({"RCPT": "450 4.2.0 greylisted"}, "queued", 450, 0, 0),
        ({"RCPT": "452 4.5.3 too many"}, "queued", 452, 0, 0),
        ({"RCPT": "550 5.1.1 unknown"}, "failed", 550, 0, 0),
        ({"RCPT": "421 4.7.0 enough"}, "queued", 421, 0, 0),
        ({"RCPT": CUT}, "queued", 0, 0, 0),
        ({"RCPT": STALL}, "queued", 0, 0, 0),
        ({"DATA": "451 4.3.0 later"}, "queued", 451, 0, 0),
        ({"DATA": "554 5.7.1 no"}, "failed", 554, 0, 0),
        ({"DATA": CUT}, "queued", 0, 0, 0),
        ({".": "451 4.3.0 disk full"}, "queued", 451, 1, 0),
        ({".": "421 4.3.2 going down"}, "queued", 421, 1, 0),
        ({".": "554 5.6.0 spam"}, "failed", 554, 1, 0),
        ({".": CUT}, "doubt", 0, 1, 0),
        ({".": STORE_CUT}, "doubt", 0, 1, 1),
        ({".": STALL}, "doubt", 0, 1, 0),
        ({".": "rubbish"}, "doubt", 0, 1, 0),
        ({".": "354 go on"}, "doubt", 354, 1, 0),
    ],
    ids=lambda value: (
        " ".join(f"{k}: {v}" for k, v in value.items()) or "all well" if isinstance(value, dict) else None
    ),
)
def test_each_phase_ends_in_its_state(
    loop: Loop, script: dict[str, str | list[str]], state: str, code: int, marked: int, taken: int
) -> None:
    """R-38 … R-49: before the mark everything is known, after it only an answer settles it."""
    outcome, marks, mails = outcome_of(loop, script)
    assert (outcome.state, outcome.code, marks, mails) == (state, code, marked, taken)
    assert outcome.reply


@pytest.mark.parametrize(
    ("replies", "state", "refused"),
    [
        (["250 ok", "550 5.1.1 no such mailbox"], "sent", (OWN,)),
        (["550 5.1.1 unknown", "250 ok"], "failed", (ADA,)),
        (["450 4.2.0 greylisted", "250 ok"], "queued", (ADA,)),
        (["450 4.2.0 greylisted", "550 5.1.1 unknown"], "queued", (ADA, OWN)),
        (["550 5.1.1 unknown", "450 4.2.0 greylisted"], "failed", (ADA, OWN)),
    ],
    ids=[
        "the copy refused",
        "the contact refused",
        "the contact greylisted",
        "contact later, copy never",
        "contact never, copy later",
    ],
)
def test_the_contact_decides_not_the_copy(loop: Loop, replies: list[str], state: str, refused: tuple[str, ...]) -> None:
    """R-43: a letter that only its author would get is not sent; one that lacks only the copy is."""
    outcome, marks, mails = outcome_of(loop, {"RCPT": replies})
    assert (outcome.state, outcome.refused) == (state, refused)
    assert marks == mails == (1 if state == "sent" else 0)


def test_one_of_two_contacts_refused_stops_the_letter(loop: Loop) -> None:
    outcome, marks, _ = outcome_of(
        loop, {"RCPT": ["250 ok", "550 5.1.1 unknown", "250 ok"]}, (ADA, "bo@people.example", OWN)
    )
    assert (outcome.state, outcome.refused, marks) == ("failed", ("bo@people.example",), 0)


def test_a_mail_to_oneself_counts(loop: Loop) -> None:
    """`doctor --send-test` writes to the mailbox itself: there the only recipient decides."""
    assert outcome_of(loop, {}, (OWN,))[0].state == "sent"
    assert outcome_of(loop, {"RCPT": "550 5.1.1 unknown"}, (OWN,))[0].state == "failed"


def test_a_server_that_gives_up_in_the_middle_of_the_text(loop: Loop) -> None:
    """R-39: a refusal or a cut while the text goes out comes before the mark."""
    long = mail(1, "x" * 70 + "\r\n" * 2 + ("y" * 900 + "\r\n") * 30_000)
    for said, state in (("452 4.3.1 disk full", "queued"), ("554 5.3.4 too big", "failed"), (CUT, "queued")):
        outcome, marks, mails = outcome_of(loop, {"body": said}, raw=long)
        assert (outcome.state, marks, mails) == (state, 0, 0), said


def test_the_line_is_kept_for_the_next_mail(loop: Loop) -> None:
    """Also after a refusal, which is reset and leaves nothing behind."""
    with ScriptedSmtp({"RCPT": ["250 ok", "550 5.1.1 unknown", "250 ok"]}) as server, door(loop, server.port) as sender:
        states = [sender.send(mail(n), OWN, (ADA,), lambda: None).state for n in range(3)]
        assert states == ["sent", "failed", "sent"]
        assert server.connections == 1
        assert [t.recipients for t in server.taken] == [(ADA,), (ADA,)]


def test_a_kept_line_that_was_dropped_is_replaced(loop: Loop) -> None:
    """A server that hangs up on an idle line costs no mail and no doubt."""
    with ScriptedSmtp() as server, door(loop, server.port) as sender:
        assert sender.send(mail(1), OWN, (ADA,), lambda: None).state == "sent"
        server.hang_up()
        assert sender.send(mail(2), OWN, (ADA,), lambda: None).state == "sent"
        assert (server.connections, len(server.taken)) == (2, 2)


def test_a_kept_line_that_dies_at_mail_is_replaced(loop: Loop) -> None:
    """The same where the end is noticed only when the next mail is offered; but never after the mark."""
    with (
        ScriptedSmtp({"MAIL": ["250 ok", CUT, "250 ok"], ".": ["250 ok", CUT]}) as server,
        door(loop, server.port) as sender,
    ):
        assert sender.send(mail(1), OWN, (ADA,), lambda: None).state == "sent"
        assert sender.send(mail(2), OWN, (ADA,), lambda: None).state == "doubt"
        assert server.connections == 2


def test_a_line_lost_during_the_mark_is_no_doubt(loop: Loop) -> None:
    """The dot was never written, which is as good as an answer: the mail may be tried again."""
    with ScriptedSmtp() as server, door(loop, server.port) as sender:

        def mark() -> None:
            server.hang_up()
            loop.run(_a_moment())

        assert sender.send(mail(1), OWN, (ADA,), mark).state == "queued"
        assert server.taken == []


async def _a_moment() -> None:
    import asyncio  # noqa: PLC0415

    await asyncio.sleep(0.1)


def test_what_arrives_is_what_was_sent(loop: Loop) -> None:
    """Dots are stuffed, line ends are CRLF, nothing else is touched (RFC 5321 4.5.2, 2.3.8)."""
    with ScriptedSmtp() as server, door(loop, server.port) as sender:
        sender.send(b"Subject: dots\n\n.\n..\r\n.x\ry", OWN, (ADA,), lambda: None)
        assert [t.raw for t in server.taken] == [b"Subject: dots\r\n\r\n.\r\n..\r\n.x\r\ny\r\n"]
        assert "MAIL FROM:<box@agent.example> SIZE=" in " ".join(server.commands)


def test_an_international_address_needs_the_extension(loop: Loop) -> None:
    """RFC 6531: a name beyond ASCII only where the server can; a domain is spelt in ASCII."""
    assert outcome_of(loop, {}, ("göran@people.example",))[0].state == "failed"
    with ScriptedSmtp({"EHLO": "250-x\r\n250-8BITMIME\r\n250 SMTPUTF8"}) as server, door(loop, server.port) as sender:
        assert sender.send(mail(1, "å"), OWN, ("göran@people.example",), lambda: None).state == "sent"
        assert sender.send(mail(2), OWN, ("ada@bücher.example",), lambda: None).state == "sent"
        assert "MAIL FROM:<box@agent.example> BODY=8BITMIME SMTPUTF8" in server.commands
        assert "RCPT TO:<ada@xn--bcher-kva.example>" in server.commands


def test_eight_bits_need_the_extension(loop: Loop) -> None:
    outcome, marks, _ = outcome_of(loop, {"EHLO": "250 old"}, raw=mail(1, "å"))
    assert (outcome.state, marks) == ("failed", 0)


# A real server


@pytest.mark.parametrize(("who", "state", "code"), [("unknown", "failed", 550), ("later", "queued", 450)])
def test_postfix_refuses_a_recipient(way: PostfixWay, who: str, state: str, code: int) -> None:
    """R-40, R-41: nobody gets anything, the mailbox itself included."""
    sender = way.open()
    outcome = sender.send(mail(1), OWN, (f"{who}@people.example", OWN), lambda: None)
    assert (outcome.state, outcome.code, outcome.refused) == (state, code, (f"{who}@people.example",))
    assert way.got(OWN) == []
    sender.close()


def test_a_cut_after_the_dot_is_settled_by_the_copy(way: PostfixWay, loop: Loop) -> None:
    """R-47: the answer is lost, the mail is there, and the mailbox itself can tell so."""
    with Proxy(way.postfix.smtp) as line, door(loop, line.port) as sender:
        line.requests.cut_at(b"\r\n.\r\n")
        assert sender.send(mail(1), OWN, (ADA, OWN), lambda: None).state == "doubt"
    assert len(way.got(ADA)) == len(way.got(OWN)) == 1


def test_an_answer_that_comes_too_late_is_doubt(way: PostfixWay, loop: Loop) -> None:
    """R-48: the server says 250 after we have stopped waiting."""
    with Proxy(way.postfix.smtp) as line, door(loop, line.port, dot_timeout=0.3) as sender:
        outcome = sender.send(mail(1), OWN, (ADA, OWN), lambda: line.answers.stall_after(0))
        assert outcome.state == "doubt"
    assert len(way.got(ADA)) == 1


def test_a_cut_in_data_leaves_nothing(way: PostfixWay, loop: Loop) -> None:
    """R-39 on a real server: half a text is no mail."""
    with Proxy(way.postfix.smtp) as line, door(loop, line.port) as sender:
        line.requests.cut_after(200_000)
        marks: list[int] = []
        long = mail(1, ("y" * 900 + "\r\n") * 20_000)
        assert sender.send(long, OWN, (ADA, OWN), lambda: marks.append(1)).state == "queued"
        assert marks == []
    assert way.got(ADA) == []


# Protection and login


def test_starttls_and_login(postfix: Postfix, dovecot: Dovecot, certificates: Certificates, loop: Loop) -> None:
    """The whole of submission (RFC 6409): STARTTLS verified, login, and a mail that arrives."""
    user = dovecot.add()
    given = {"user": user.name, "password": lambda: user.password, "ca_file": certificates.ca}
    with door(loop, postfix.submission, "starttls", "localhost", **given) as sender:
        told = sender.check()
        assert "TLSv1" in told
        assert f"logged in as {user.name}" in told
        assert user.password not in told
        long = mail(2, ("y" * 900 + "\r\n") * 3000)
        assert [sender.send(m, user.name, (user.name,), lambda: None).state for m in (mail(1), long)] == [
            "sent",
            "sent",
        ]
    postfix.settled()
    assert [len(m) > 2_000_000 for m in dovecot.mails(user)] == [False, True]


def test_starttls_that_was_stripped_is_refused(postfix: Postfix, certificates: Certificates, loop: Loop) -> None:
    """R-50, T-41: nothing is sent, and no password is asked for."""
    asked: list[int] = []
    with Proxy(postfix.submission) as line:
        line.answers.replace(b"STARTTLS", b"XXXXXXXX")
        given: dict[str, Any] = {"user": "x", "password": lambda: asked.append(1), "ca_file": certificates.ca}
        with door(loop, line.port, "starttls", "localhost", **given) as sender:
            with pytest.raises(Unsafe, match="does not offer STARTTLS") as told:
                sender.check()
            assert told.value.exit_code == 4
            assert sender.send(mail(1), OWN, (ADA,), lambda: asked.append(2)).state == "queued"
        assert asked == []
        assert b"MAIL" not in line.requests.seen


def test_an_unknown_authority_is_refused(postfix: Postfix, loop: Loop) -> None:
    """R-50: a certificate that nobody vouches for."""
    with (
        door(loop, postfix.submission, "starttls", "localhost") as sender,
        pytest.raises(Unsafe, match="certificate of localhost"),
    ):
        sender.check()


def test_a_certificate_for_another_name_is_refused(certificates: Certificates, loop: Loop) -> None:
    """R-50: the letter waits, and nothing of it was said."""
    with other_name(certificates) as port, door(loop, port, "tls", "localhost", ca_file=certificates.ca) as sender:
        with pytest.raises(Unsafe, match="certificate of localhost"):
            sender.check()
        assert sender.send(mail(1), OWN, (ADA,), lambda: None).state == "queued"


def test_a_wrong_password_is_tried_once_in_fifteen_minutes(loop: Loop) -> None:
    """R-24: one try with one mechanism, then a pause; mail waits meanwhile and is not lost."""
    now = [0.0]
    script = {"EHLO": "250-x\r\n250 AUTH CRAM-MD5 PLAIN LOGIN", "AUTH": ["535 5.7.8 wrong", "235 2.7.0 welcome"]}
    with ScriptedSmtp(script) as server:
        given: dict[str, Any] = {"user": "box", "password": lambda: "x", "logins": Logins(lambda: now[0])}
        with door(loop, server.port, **given) as sender:
            for seconds in (0, 60, LOGIN_PAUSE - 1):
                now[0] = seconds
                assert sender.send(mail(1), OWN, (ADA,), lambda: None).state == "queued"
            with pytest.raises(LoginFailed, match=r"does not accept the login of box: 535.*next try is in 1 min"):
                sender.check()
            assert sum(c.startswith("AUTH") for c in server.commands) == 1
            now[0] = LOGIN_PAUSE
            assert sender.send(mail(1), OWN, (ADA,), lambda: None).state == "sent"


@pytest.mark.parametrize("reply", ["535 5.7.8 canary-31337 is wrong", CUT, "454 4.7.0 later"])
def test_the_password_is_in_no_log_and_no_traceback(loop: Loop, caplog: pytest.LogCaptureFixture, reply: str) -> None:
    """T-40: also where the server says it back."""
    caplog.set_level(logging.DEBUG)
    script = {"EHLO": "250-x\r\n250 AUTH PLAIN", "AUTH": reply}
    with ScriptedSmtp(script) as server, door(loop, server.port, user="box", password=lambda: "canary-31337") as sender:
        with pytest.raises(Unwell) as told:
            sender.check()
        outcome = sender.send(mail(1), OWN, (ADA,), lambda: None)
    shown = "".join(traceback.format_exception(told.value)) + caplog.text + repr(outcome)
    assert "31337" not in shown


def test_a_password_that_cannot_be_had_leaves_the_mail_waiting(loop: Loop) -> None:
    """A broken password command is told by `check`; a send never raises for it."""

    def broken() -> str:
        raise WrongUse("Nothing says where the password is.")

    script = {"EHLO": "250-x\r\n250 AUTH PLAIN"}
    with ScriptedSmtp(script) as server, door(loop, server.port, user="box", password=broken) as sender:
        outcome = sender.send(mail(1), OWN, (ADA,), lambda: None)
        assert (outcome.state, outcome.reply) == ("queued", "Nothing says where the password is.")
        with pytest.raises(WrongUse):
            sender.check()


def test_a_refused_connection_is_told_in_a_sentence(loop: Loop) -> None:
    port = free_port()
    with door(loop, port) as sender:
        with pytest.raises(Unwell, match=rf"127.0.0.1:{port} cannot be reached: .*[Cc]onnect.*Check its name"):
            sender.check()
        assert sender.send(mail(1), OWN, (ADA,), lambda: None).state == "queued"


def test_plain_text_is_for_this_machine_only(loop: Loop) -> None:
    with pytest.raises(WrongUse, match="not on this machine"):
        SmtpSender("mail.agent.example", 25, "plain-loopback", user="", password=str, run=loop.run)


def test_mails_from_many_threads_go_one_after_the_other(loop: Loop) -> None:
    """Two workers that share a sender do not mix their transactions."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    with ScriptedSmtp() as server, door(loop, server.port) as sender:
        send: Callable[[int], Outcome] = lambda n: sender.send(mail(n), OWN, (f"r{n}@people.example",), lambda: None)  # noqa: E731
        with ThreadPoolExecutor(8) as pool:
            assert {o.state for o in pool.map(send, range(40))} == {"sent"}
        assert {(t.recipients[0], t.raw) for t in server.taken} == {
            (f"r{n}@people.example", mail(n)) for n in range(40)
        }
