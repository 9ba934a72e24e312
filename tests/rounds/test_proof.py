"""What proves a yes beyond token and From (T-06), judged at the outbox: a letter left, a code was asked for, or neither."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import pytest
from doors.signed_mail import Dns, sign
from mail.provider_headers import PROVIDERS, Provider
from rounds.test_gate import ADA, AN_HOUR, GMAIL, OUTLOOK, START, Answer, drafts
from stories.mailroom import MAILBOX, OWNER, Mailroom

from inbox_agent.doors.authentication import DkimKeys
from inbox_agent.drafts.approval import token_of
from inbox_agent.rounds import hold

PIN = "mx.sofia.example"
PASS = f"Authentication-Results: {PIN}; dmarc=pass header.from=home.example\n"
FAIL = f"Authentication-Results: {PIN}; dkim=none; dmarc=fail (p=none) header.from=home.example\n"
TRACE = "Received: from out.home.example (out.home.example [203.0.113.25]) by mx.sofia.example with ESMTPS id 1; Mon, 7 Sep 2026 10:10:05 +0200\n"


@pytest.fixture
def room(room: Mailroom) -> Mailroom:
    """The letter that waits, in a mailbox on the network whose server is known by PIN."""
    pinned(room, PIN)
    return room


def pinned(room: Mailroom, *pins: str, dns: Dns | None = None, trust: bool = False) -> None:
    mailbox = room.doors.account.mailbox.model_copy(update={"authserv_ids": pins})
    account = room.doors.account.model_copy(update={"mailbox": mailbox})
    approval = room.doors.settings.approval.model_copy(update={"trust_this_machine": trust})
    settings = room.doors.settings.model_copy(update={"approval": approval})
    room.use(replace(room.doors, account=account, settings=settings, keys=DkimKeys(dns or Dns({}))))


def arrives(room: Mailroom, top: str = "", answer: Answer | None = None, number: int = 0) -> None:
    """The answer with these headers on top, and an hour passes."""
    raw = top.encode() + bytes(answer or Answer("ok"))
    room.get(raw.replace(b"<answer@", f"<answer{number}@".encode()))
    room.turn_to(room.clock() + AN_HOUR)


def code(room: Mailroom) -> str:
    found = re.search(r"with this code: (\d{4}-\d{4})", room.told("asking")[-1].text)
    assert found
    return found[1]


def by(provider: Provider) -> str:
    return provider.name


CLIENTS = {
    "bare": "ok",
    "gmail": f"ok\n\n{GMAIL}",
    "outlook": f"ok\n\n{OUTLOOK}",
    "apple": "ok\n\n> On 7 Sep 2026, at 09:11, inbox-agent <letters@sofia.example> wrote:\n> \n> Answer ok to send it.\n",
    "thunderbird": "ok\n\nOn 07/09/2026 09:11, inbox-agent wrote:\n> Answer ok to send it.\n\n",
    "iphone": "Ok\n\nSent from my iPhone\n\n> On 7 Sep 2026, at 09:11, inbox-agent <letters@sofia.example> wrote:\n> \n> Answer ok.\n",
    "android": "Ok, thanks\n\nGet Outlook for Android<https://aka.ms/ghei36>\n" + OUTLOOK,
    "yahoo": "ok\n\n    On Monday, September 7, 2026, 09:11:10 AM GMT+2, inbox-agent <letters@sofia.example> wrote:  \n \n Answer ok to send it.\n",
    "mutt": "On Mon, Sep 07, 2026 at 09:11:10AM +0200, inbox-agent wrote:\n> Answer ok to send it.\n\nok\n\n-- \nSofia\n",
    "proton": "ok\n\nSent with [Proton Mail](https://proton.me/) secure email.\n\nOn Monday, September 7th, 2026 at 09:11, inbox-agent <letters@sofia.example> wrote:\n\n> Answer ok to send it.\n",
}


@pytest.mark.parametrize("provider", PROVIDERS, ids=by)
def test_a_yes_that_the_owners_server_vouches_for_sends_the_letter(room: Mailroom, provider: Provider) -> None:
    """In the manner of each provider, and no further mail is needed."""
    pinned(room, *provider.pins)
    arrives(room, provider.top)
    assert room.letters_to() == {ADA: 1}
    assert room.told("asking") == []


@pytest.mark.parametrize("body", CLIENTS.values(), ids=CLIENTS)
def test_a_yes_from_every_mail_program_sends_the_letter(room: Mailroom, body: str) -> None:
    """In the layout of ten programs, behind the server's word."""
    arrives(room, TRACE + PASS, Answer("ok", body))
    assert room.letters_to() == {ADA: 1}


@pytest.mark.parametrize("provider", PROVIDERS, ids=by)
def test_a_yes_that_the_owners_server_calls_forged_sends_nothing(room: Mailroom, provider: Provider) -> None:
    """The owner alone is told, and asked for a code; the letter waits."""
    pinned(room, *provider.pins)
    arrives(room, provider.forged())
    assert room.letters_to() == {}
    assert len(room.told("asking")) == 1
    assert drafts(room) == ["waiting"]


@pytest.mark.parametrize("provider", PROVIDERS, ids=by)
def test_a_yes_behind_the_headers_of_another_server_sends_nothing(room: Mailroom, provider: Provider) -> None:
    """A forger brings the whole set of a great provider along, but it is not the owner's server (T-06)."""
    pinned(room, "in.owners-own.example")
    arrives(room, TRACE + provider.top)
    assert room.letters_to() == {}
    assert len(room.told("asking")) == 1


UNPROVEN = {
    "no word at all": TRACE,
    "no trace and no word": "",
    "the word below another server's": f"Authentication-Results: mx.elsewhere.example; none\n{PASS}",
    "the word of another": PASS.replace("header.from=home", "header.from=elsewhere"),
    "arc alone": PASS.replace("Authentication-Results:", "ARC-Authentication-Results: i=1;"),
    "an original result": PASS.replace("Authentication-Results", "Authentication-Results-Original"),
    "an experimental result": PASS.replace("Authentication-Results", "X-Authentication-Results"),
    "spf alone": f"Authentication-Results: {PIN}; spf=pass smtp.mailfrom=sofia@home.example\n",
    "failed": FAIL,
    "failed and passed": FAIL + PASS,
    "passed and failed": PASS + FAIL,
    "a name that only begins so": PASS.replace(PIN, PIN + ".elsewhere.example"),
    "a signature that is not worth the name": "DKIM-Signature: v=1; a=rsa-sha256; d=home.example; s=k1; h=from:to:subject:date:in-reply-to; bh=YWJj; b=YWJj\n",
}


@pytest.mark.parametrize("top", UNPROVEN.values(), ids=(n.replace(" ", "-") for n in UNPROVEN))
def test_token_and_from_alone_never_send(room: Mailroom, top: str) -> None:
    """Not one letter; the owner is asked for a code, and the forger is sent nothing."""
    arrives(room, top)
    assert room.letters_to() == {}
    assert len(room.told("asking")) == 1
    assert {to for whom, _ in room.sent() for to in whom} <= {OWNER, MAILBOX}
    assert drafts(room) == ["waiting"]


@pytest.mark.parametrize(
    ("body", "state"), [("no", "rejected"), ("later", "snoozed"), ("stop", "overtaken"), ("not yet", "snoozed")]
)
def test_weak_proof_may_stop(room: Mailroom, body: str, state: str) -> None:
    """What holds back needs the token and From, though the server calls the mail forged (T-05)."""
    arrives(room, TRACE + FAIL, Answer("no", body))
    assert drafts(room)[0] == state
    assert room.told("asking") == []


def test_weak_proof_may_undo(room: Mailroom) -> None:
    """An approved letter is held back by whoever bears the token."""
    room.get((TRACE + PASS).encode() + bytes(Answer("ok")))
    room.get(TRACE.encode() + bytes(Answer("undo", "undo")).replace(b"<answer@", b"<undo@"))
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {}


def test_a_mail_from_this_machine_needs_no_further_proof(room: Mailroom) -> None:
    """Nobody but its people can put a mail without a trace there: the demo, and a folder of one's own."""
    pinned(room, trust=True)
    arrives(room)
    assert room.letters_to() == {ADA: 1}


@pytest.mark.parametrize("top", [TRACE, FAIL, PASS], ids=["a trace", "a word against it", "a word of nobody"])
def test_a_mail_that_came_over_the_network_is_not_from_this_machine(room: Mailroom, top: str) -> None:
    """Though a program here has put it into the folder."""
    pinned(room, trust=True)
    arrives(room, top)
    assert room.letters_to() == {}


def test_a_signature_of_the_owners_domain_proves_a_yes(room: Mailroom) -> None:
    """Where the server says nothing, the signature is checked here (T-06 b)."""
    pinned(room, dns=Dns())
    with patch("dkim.time.time", return_value=room.clock().timestamp()):
        signed = sign(room.filled(bytes(Answer("ok"))))
    room.get(TRACE.encode() + signed)
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {ADA: 1}


def test_a_signature_does_not_help_against_the_servers_word(room: Mailroom) -> None:
    """The server saw more than we do: a signed mail that it calls forged is asked about."""
    pinned(room, PIN, dns=Dns())
    room.get((TRACE + FAIL).encode() + sign(room.filled(bytes(Answer("ok")))))
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {}
    assert len(room.told("asking")) == 1


def test_a_signed_yes_of_before_is_not_used_again(room: Mailroom) -> None:
    """A yes of last week, sent once more with today's token, was written before today's question."""
    old = bytes(Answer("ok")).replace(b"Date: Mon, 7 Sep 2026 10:10:00 +0200", b"Date: Mon, 31 Aug 2026 10:10:00 +0200")
    room.get((TRACE + PASS).encode() + old)
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {}
    assert len(room.told("asking")) == 1


@pytest.mark.parametrize(
    "more",
    ["Subject: second\n", "no header at all\n", "In-Reply-To: <ia-abcdefghijklmnopqrstuvwxyz@sofia.example>\n"],
    ids=["two subjects", "a line that is none", "two answers at once"],
)
def test_a_header_that_two_readers_may_read_differently_sends_nothing(room: Mailroom, more: str) -> None:
    """It may stop, but not send, and not even a code helps (T-03): the owner is told."""
    arrives(room, TRACE + PASS, Answer("ok", more=more))
    assert room.letters_to() == {}
    assert room.told("asking") == []
    assert len(room.told("receipt")) == 1


# The code.


def answers_code(room: Mailroom, words: str, number: int = 50, sender: str = f"Sofia Lind <{OWNER}>") -> None:
    thread = "In-Reply-To: @@asking@@\nReferences: @@asking@@"
    arrives(room, TRACE, Answer("code", words, sender, "Re: Was it you?", thread), number)


@pytest.mark.parametrize(
    "words", ["{}", "ok {}", "{} ok", "Yes, {}", "{}\n\nSofia", "ok\n{}\n\nThanks", "ok {bare}", "{spaced}"]
)
def test_the_code_sends_the_letter_once(room: Mailroom, words: str) -> None:
    """One more mail, one more reply, and no more (T-06 c)."""
    arrives(room, TRACE)
    its = code(room)
    said = words.format(its, bare=its.replace("-", ""), spaced=its.replace("-", " "))
    answers_code(room, said)
    assert room.letters_to() == {ADA: 1}
    answers_code(room, said, 51)
    assert room.letters_to() == {ADA: 1}


@pytest.mark.parametrize(
    "words", ["ok", "0000-0000", "ok 12345678", "{} but later", "{}?", "{} 0000-0000", "{} if she has not written", ""]
)
def test_without_the_code_alone_nothing_leaves(room: Mailroom, words: str) -> None:
    """Token and From of the second mail are no more than those of the first."""
    arrives(room, TRACE)
    its = code(room)
    answers_code(room, words.format("1111-2222" if its == "0000-0000" else its))
    assert room.letters_to() == {}


def test_three_wrong_codes_end_the_question(room: Mailroom) -> None:
    """Nobody may try them all."""
    arrives(room, TRACE)
    its = code(room)
    for number in range(3):
        answers_code(room, "9999-9999" if its != "9999-9999" else "8888-8888", 60 + number)
    answers_code(room, its, 70)
    assert room.letters_to() == {}


def test_a_code_ends_after_a_day(room: Mailroom) -> None:
    """Late, and the owner is told so."""
    arrives(room, TRACE)
    its = code(room)
    room.turn_to(room.clock() + timedelta(hours=25))
    answers_code(room, its)
    assert room.letters_to() == {}
    assert "too old" in room.told("receipt")[-1].text


def test_a_code_from_somebody_else_is_none(room: Mailroom) -> None:
    """From is not enough, but it is needed."""
    arrives(room, TRACE)
    answers_code(room, code(room), sender="Sofia Lind <mallory@elsewhere.example>")
    assert room.letters_to() == {}


def test_it_was_not_me_ends_the_question(room: Mailroom) -> None:
    """A no to the second mail: the first yes is dropped, and the letter waits on."""
    arrives(room, TRACE)
    its = code(room)
    answers_code(room, "no")
    answers_code(room, its, 51)
    assert room.letters_to() == {}
    assert drafts(room) == ["waiting"]


def test_a_code_does_not_send_what_has_changed_since(room: Mailroom) -> None:
    """They wrote between the yes and the code: the letter is of yesterday (F-65)."""
    arrives(room, TRACE)
    room.get(
        f"From: Ada Holm <{ADA}>\nTo: <{MAILBOX}>\nSubject: Hello\nMessage-ID: <ada@programs.example>\nDate: Mon, 7 Sep 2026 11:30:00 +0200\n\nAre you coming to the meetup?\n".encode()
    )
    answers_code(room, code(room))
    assert ADA not in room.letters_to()


def test_the_button_brings_code_and_token(room: Mailroom) -> None:
    """One press, where the server has rewritten our Message-IDs."""
    arrives(room, TRACE)
    subject = f"[1] ia-{token_of(room.told('asking')[-1].message_id)}"
    arrives(room, TRACE, Answer("button", f"ok {code(room)}", subject=subject, thread=""), 80)
    assert room.letters_to() == {ADA: 1}


def test_a_yes_for_tomorrow_keeps_its_hour_through_the_code(room: Mailroom) -> None:
    """What was ordered is carried out, not a plain yes."""
    arrives(room, TRACE, Answer("later", "ok tomorrow at 9:00"))
    answers_code(room, code(room))
    assert room.letters_to() == {}
    room.turn_to(START + timedelta(days=1, hours=1))
    assert room.letters_to() == {ADA: 1}


def test_a_flood_of_forged_answers_does_not_fill_the_owners_mailbox(room: Mailroom) -> None:
    """Thirty of them with the right token: ten questions at the most, and no letter."""
    for number in range(30):
        room.get(TRACE.encode() + bytes(Answer("ok")).replace(b"<answer@", f"<flood{number}@".encode()))
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {}
    assert len(room.told("asking")) <= 10


def test_a_token_in_strange_hands_is_told_to_the_owner_alone(room: Mailroom) -> None:
    """Twenty mails of strangers with the token: the owner hears of it a few times, the strangers of nothing."""
    for number in range(20):
        strange = Answer("stranger", sender="Mallory <mallory@elsewhere.example>")
        room.get(bytes(strange).replace(b"<answer@", f"<strange{number}@".encode()))
    assert {to for whom, _ in room.sent() for to in whom} <= {OWNER, MAILBOX}
    assert 1 <= len(room.told("trouble")) <= 5
    assert "mallory@elsewhere.example" in room.told("trouble")[0].text


def test_a_forged_yes_to_go_on_lets_nothing_go(room: Mailroom) -> None:
    """Where letters are held until the owner says so, that word needs the proof that a letter needs; a code gives it."""
    with room.transaction() as tx:
        hold.hold(tx, room.doors, "clock", room.clock())
    room.turn_to(room.clock() + timedelta(minutes=2))
    arrives(room, TRACE, Answer("go on", "ok", thread="In-Reply-To: @@asking@@"))
    with room.transaction() as tx:
        assert tx.owners.get(room.clock()).held
    answers_code(room, code(room))
    with room.transaction() as tx:
        assert not tx.owners.get(room.clock()).held
