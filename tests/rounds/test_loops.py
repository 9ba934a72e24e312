"""A week among robots (R-61 to R-63, T-30, T-31): whatever answers, echoes or returns our mail, no letter leaves without a yes."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from rounds.test_gate import ADA, AN_HOUR, FORWARD, START, Answer
from stories.mailroom import CONFIG, MAILBOX, OWNER, Mailroom

from inbox_agent.mail.message import Message

A_WEEK = timedelta(days=7)
#: Mails to the owner in a week at the most, whatever a machine answers to them.
BEARABLE = 150


class Echo:
    """Answers each mail that left, once, as long as the week lasts."""

    def __init__(self, room: Mailroom, answer: Callable[[tuple[str, ...], Message, int], bytes | None]) -> None:
        self._room, self._answer = room, answer
        self._seen = 0

    def week(self) -> None:
        end = self._room.clock() + A_WEEK
        while self._room.clock() < end:
            for _ in range(40):
                mails = self._room.sent()
                new, self._seen = mails[self._seen :], len(mails)
                for number, (to, mail) in enumerate(new):
                    raw = self._answer(to, mail, self._seen * 1000 + number)
                    if raw:
                        self._room.get(raw)
                if not new:
                    break
            self._room.turn_to(self._room.clock() + timedelta(hours=6))


def reply(mail: Message, sender: str, body: str, number: int, *more: str, subject: str = "") -> bytes:
    head = [
        f"From: {sender}",
        f"To: <{MAILBOX}>",
        f"Subject: {subject or f'Re: {mail.subject}'}",
        f"Message-ID: <echo{number}@programs.example>",
        f"In-Reply-To: {mail.message_id}",
        f"References: {mail.message_id}",
        "Date: Mon, 7 Sep 2026 10:10:00 +0200",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        *more,
    ]
    return ("\n".join(head) + f"\n\n{body}\n").encode()


AWAY = "Thank you for your mail. I am on holiday until 28 September and will answer then. In urgent cases write to the office."


@pytest.mark.parametrize(
    ("more", "subject"),
    [
        (("Auto-Submitted: auto-replied",), ""),
        (("X-Autoreply: yes", "Precedence: bulk"), "Automatic reply: your mail"),
        (("X-Auto-Response-Suppress: All", "Auto-Submitted: auto-generated"), "Out of office"),
        ((), "Re: your mail"),
    ],
    ids=["RFC 3834", "an old one", "Exchange", "one that hides it"],
)
def test_the_owners_vacation_sends_nothing_and_does_not_go_round(
    room: Mailroom, more: tuple[str, ...], subject: str
) -> None:
    """A program answers each of our mails to the owner, and even quotes their ok."""
    Echo(
        room,
        lambda to, mail, n: (
            reply(mail, f"Sofia Lind <{OWNER}>", AWAY + "\n\n> ok", n, *more, subject=subject) if OWNER in to else None
        ),
    ).week()
    assert room.letters_to() == {}
    assert len(room.sent()) < BEARABLE


def test_the_owners_rule_that_forwards_everything_back_does_not_go_round(room: Mailroom) -> None:
    """All mail from the agent goes to the agent, as a forward in the owner's own name."""

    def forwarded(to: tuple[str, ...], mail: Message, n: int) -> bytes | None:
        body = f"---------- Forwarded message ---------\nFrom: inbox-agent <{MAILBOX}>\nDate: Mon, Sep 7, 2026 at 09:10\nSubject: {mail.subject}\nTo: Sofia Lind <{OWNER}>\n\n{mail.text}"
        return reply(mail, f"Sofia Lind <{OWNER}>", body, n, subject=f"Fwd: {mail.subject}") if OWNER in to else None

    Echo(room, forwarded).week()
    assert room.letters_to() == {}
    assert len(room.sent()) < BEARABLE


def test_a_mail_that_comes_back_as_it_is_does_not_go_round(room: Mailroom) -> None:
    """The owner's address is, by mistake, an alias of the agent's mailbox: a loop of the same mails."""
    from inbox_agent.doors import maildir  # noqa: PLC0415

    def same(to: tuple[str, ...], mail: Message, n: int) -> bytes | None:
        raw = next((p.raw for p in maildir.posted(room.outbox) if mail.message_id.encode() in p.raw), None)
        return raw if OWNER in to else None

    Echo(room, same).week()
    assert room.letters_to() == {}
    assert len(room.sent()) < 10


def test_the_contacts_vacation_brings_no_second_letter(room: Mailroom) -> None:
    """The one letter that was approved is answered by a machine, and so would be each further one."""
    room.get(bytes(Answer("ok")))
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {ADA: 1}

    def away(to: tuple[str, ...], mail: Message, n: int) -> bytes | None:
        return reply(mail, f"Ada Holm <{ADA}>", AWAY, n, "Auto-Submitted: auto-replied") if ADA in to else None

    Echo(room, away).week()
    assert room.letters_to() == {ADA: 1}


def test_a_mailing_list_brings_no_letter(room: Mailroom) -> None:
    """Fifty posts, some by the owner and by the contact, some that say ok, all with our mail in References."""
    asked = room.told("approval")[-1]
    for n in range(50):
        who = (f"Sofia Lind <{OWNER}>", f"Ada Holm <{ADA}>", f"Member {n} <member{n}@lists.example>")[n % 3]
        listed = (
            "List-Id: Friends <friends.lists.example>",
            "List-Unsubscribe: <mailto:leave@lists.example>",
            "Precedence: list",
        )
        room.get(reply(asked, who, "ok", 9000 + n, *listed, subject="[friends] Re: ok"))
        room.turn_to(room.clock() + timedelta(hours=3))
    assert room.letters_to() == {}
    assert len(room.sent()) < 20


DSN = """\
From: Mail Delivery System <MAILER-DAEMON@mx.home.example>
To: <{mailbox}>
Subject: Undelivered Mail Returned to Sender
Message-ID: <dsn{n}@mx.home.example>
Date: Mon, 7 Sep 2026 10:12:00 +0200
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

<{failed}>: host mx.home.example said: 550 5.1.1 no such user

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.home.example

Final-Recipient: rfc822; {failed}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: message/rfc822

Message-ID: {original}
From: <{mailbox}>
To: <{failed}>
Subject: {subject}

ok

--b--
"""


def test_an_approval_mail_that_bounces_is_no_yes_and_does_not_go_round(room: Mailroom) -> None:
    """R-63: each of our mails to the owner comes back, the first with our whole mail in it."""

    def returned(to: tuple[str, ...], mail: Message, n: int) -> bytes | None:
        if OWNER not in to:
            return None
        return DSN.format(mailbox=MAILBOX, failed=OWNER, n=n, original=mail.message_id, subject=mail.subject).encode()

    room.get(returned((OWNER,), room.told("approval")[-1], 1) or b"")
    Echo(room, returned).week()
    assert room.letters_to() == {}
    assert len(room.sent()) < 20
    with room.transaction() as tx:
        assert tx.events.count("owner-unreachable", START) >= 1


def test_a_letter_that_bounces_is_not_written_again(room: Mailroom) -> None:
    """R-61: the owner is told, and nothing more goes to that address by itself."""
    room.get(bytes(Answer("ok")))
    room.turn_to(room.clock() + AN_HOUR)
    letter = room.letters()[0]
    room.get(DSN.format(mailbox=MAILBOX, failed=ADA, n=1, original=letter.message_id, subject=letter.subject).encode())
    room.turn_to(room.clock() + A_WEEK)
    assert room.letters_to() == {ADA: 1}
    assert any(ADA in mail.text for mail in room.told())


def _second(folder: Path) -> Mailroom:
    """The agent of Ada, whose mailbox is the address that Sofia's agent writes to."""
    other = (
        CONFIG.replace(MAILBOX, ADA)
        .replace(OWNER, "ada@home.example")
        .replace("sofia.lind@work.example", "ada@work.example")
        .replace("Sofia Lind", "Ada Holm")
    )
    with patch("stories.mailroom.CONFIG", other):
        return Mailroom(folder, START + AN_HOUR)


def test_two_agents_that_write_to_each_other_wait_for_their_people(room: Mailroom, tmp_path: Path) -> None:
    """R-62: what one sends, the other gets, for a week; each letter had a yes of its own, and they are two."""
    (tmp_path / "second").mkdir()
    with ExitStack() as stack:
        second = stack.enter_context(_second(tmp_path / "second"))
        rooms = (room, second)
        homes = {MAILBOX: room, ADA: second}
        seen = [0, 0]
        room.get(bytes(Answer("ok")))
        forward = (
            re.sub(r"ada\.holm@brightlab\.example", MAILBOX, FORWARD)
            .replace("Ada Holm", "Sofia Lind")
            .replace(f"From: Sofia Lind <{OWNER}>\nTo: <{MAILBOX}>", f"From: Ada Holm <ada@home.example>\nTo: <{ADA}>")
            .replace(f"To: Sofia Lind <{OWNER}>", "To: Ada Holm <ada@home.example>")
        )
        second.get(forward.encode())
        approved = 1
        for _ in range(7 * 8):
            for n, one in enumerate(rooms):
                mails = one.sent()
                new, seen[n] = mails[seen[n] :], len(mails)
                for to, mail in new:
                    for target in to:
                        if target in homes and homes[target] is not one and not mail.header("X-Inbox-Agent"):
                            raw = f"From: {mail.header('From')}\nTo: <{target}>\nSubject: {mail.subject}\nMessage-ID: {mail.message_id}\nDate: {mail.header('Date')}\nContent-Type: text/plain; charset=utf-8\n\n{mail.text}\n"
                            homes[target].get(raw.encode())
            if approved == 1 and second.told("approval"):
                yes = Answer("ok", sender="Ada Holm <ada@home.example>")
                second.get(bytes(yes).replace(f"To: <{MAILBOX}>".encode(), f"To: <{ADA}>".encode()))
                approved = 2
            for one in rooms:
                one.turn_to(one.clock() + timedelta(hours=3))
        assert sum(room.letters_to().values()) == 1
        assert sum(second.letters_to().values()) == 1
        assert approved == 2


def test_an_answer_to_our_letter_is_heard_though_a_list_handed_it_on(room: Mailroom) -> None:
    """F-30: the records know that the letter went to this very person, whatever the header says."""
    room.get(bytes(Answer("ok")))
    room.turn_to(room.clock() + AN_HOUR)
    letter = next(mail for to, mail in room.sent() if ADA in to)
    room.get(
        reply(
            letter, f"Ada Holm <{ADA}>", "Yes, gladly. When would suit you?", 1, "List-Id: Lab <lab.brightlab.example>"
        )
    )
    assert room.told()[-1].subject == "[2] What I need for the letter to Ada Holm"
