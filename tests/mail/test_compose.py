"""Letters as bytes: headers that survive every server, and nothing that mail of others could slip in."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inbox_agent.mail.compose import LONGEST_LINE, Outgoing, clean, compose, flow, plain_address, usable_id
from inbox_agent.mail.message import Address

WHEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LETTER = Outgoing(
    Address("Sofia Lind", "letters@sofia.example"),
    (Address("", "ada@lab.example"),),
    "A question",
    "Dear Ada,\n\nHello.",
    "<m1@sofia.example>",
    WHEN,
)


def read(raw: bytes) -> email.message.EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, email.message.EmailMessage)
    return message


def unflowed(text: str) -> str:
    """What a reader's program makes of format=flowed (RFC 3676 4.1)."""
    out: list[str] = []
    going_on = False
    for line in text.split("\n"):
        plain = line[1:] if line.startswith(" ") else line
        if going_on:
            out[-1] += plain
        else:
            out.append(plain)
        going_on = plain.endswith(" ") and plain != "-- " and not plain.startswith(">")
    return "\n".join(out)


def test_a_long_message_id_stays_a_message_id() -> None:
    """Exchange's IDs are longer than a line; encoded they would break the thread (F-71)."""
    long = f"<{'A' * 90}@exchange.example>"
    raw = compose(replace(LETTER, in_reply_to=long, references=("<first@x.example>", long)))
    assert read(raw)["In-Reply-To"] == long
    assert read(raw)["References"].split() == ["<first@x.example>", long]
    assert b"=?" not in raw


@pytest.mark.parametrize(
    "subject", ["Hello\r\nBcc: eve@evil.example", "Hello\nBcc: eve@evil.example", "a\u2028Bcc: x@y.example", "x\x00y"]
)
def test_a_subject_cannot_write_headers(subject: str) -> None:
    """An incoming subject is somebody else's text (T-11)."""
    message = read(compose(replace(LETTER, subject=subject)))
    assert message["Bcc"] is None
    assert len(message.keys()) == len(read(compose(LETTER)).keys())


@pytest.mark.parametrize(
    "addr",
    [
        "a b@x.example",
        "<a@x.example>",
        "a@x.example,b@x.example",
        "a@x.example\r\nRCPT TO:<b@x.example>",
        "a",
        "@x.example",
        "a@",
        '"a b"@x.example',
    ],
)
def test_only_plain_addresses_enter_a_header(addr: str) -> None:
    """An address that could mean two recipients is refused, loudly."""
    assert not plain_address(addr)
    with pytest.raises(ValueError, match="address"):
        compose(replace(LETTER, to=(Address("", addr),)))


def test_a_letter_carries_no_sign_of_a_machine() -> None:
    """What the owner approved is their own mail; what we tell the owner is marked (T-30)."""
    assert read(compose(LETTER))["Auto-Submitted"] is None
    assert read(compose(replace(LETTER, from_robot=True)))["Auto-Submitted"] == "auto-generated"


def test_the_same_letter_gives_the_same_bytes() -> None:
    """The hash of a version would be worth nothing otherwise (T-02)."""
    mail = replace(LETTER, html="<p>Hej på dig</p>", text="Hej på dig", date=None)
    assert compose(mail) == compose(mail)


def test_a_foreign_id_that_is_none_is_left_out() -> None:
    """References of others may hold anything."""
    assert not usable_id("<a b@x.example>")
    assert not usable_id("<a@x.example>\r\nBcc: b@x.example")
    assert read(compose(replace(LETTER, references=("nonsense", "<ok@x.example>"))))["References"] == "<ok@x.example>"


@settings(deadline=None)
@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc"), whitelist_characters="\n"), max_size=600))
def test_flowing_keeps_every_word(text: str) -> None:
    """Wrapped, sent and unwrapped again, the words are the owner's."""
    assert unflowed(flow(text)).split() == text.split()


@settings(deadline=None)
@given(st.text(max_size=300))
def test_whatever_the_text_the_bytes_can_be_read_back(text: str) -> None:
    """No text breaks the mail that carries it."""
    body = read(compose(replace(LETTER, text=text.replace("\r", "").encode("utf-8", "ignore").decode()))).get_content()
    assert "".join(unflowed(body).split()) == "".join(text.replace("\r", "").encode("utf-8", "ignore").decode().split())


def by_the_library(mail: Outgoing) -> bytes:
    """The same mail as the standard library writes it, header by header; slow, and the measure of ours."""
    message = EmailMessage(policy=email.policy.SMTP.clone(max_line_length=LONGEST_LINE))
    message["From"] = HeaderAddress(mail.sender.name, addr_spec=mail.sender.addr)
    message["To"] = [HeaderAddress(a.name, addr_spec=a.addr) for a in mail.to]
    message["Subject"] = clean(mail.subject)
    if mail.date:
        message["Date"] = format_datetime(mail.date)
    if mail.from_robot:
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        message["X-Inbox-Agent"] = mail.label
    text = flow(mail.text) + "\n"
    plain = text.isascii() and max(map(len, text.encode().splitlines()), default=0) <= LONGEST_LINE
    message.set_content(text, cte=None if plain else "quoted-printable")
    message.set_param("format", "flowed")
    if mail.html:
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    if mail.invitation:
        message.add_alternative(
            mail.invitation, subtype="calendar", cte="quoted-printable", params={"method": "REQUEST"}
        )
    if message.is_multipart():
        message.set_boundary("=_" + re.sub(r"[^A-Za-z0-9]", "", mail.message_id)[:40])
    return f"Message-ID: {mail.message_id}\r\n".encode() + message.as_bytes()


WORDS = st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=200)
MAILS = st.builds(
    replace,
    st.just(LETTER),
    sender=st.sampled_from([Address("", "a@x.example"), Address('Åsa "A" Lind, Dr.', "a@x.example"), LETTER.sender]),
    to=st.lists(st.sampled_from([LETTER.to[0], Address("Ines Núñez", "ines@x.example")]), min_size=1).map(tuple),
    subject=WORDS | st.sampled_from(["", "Re: A question", "a =?utf-8?q?b?= c", "word " * 30, "x" * 90, "Grüße " * 20]),
    text=WORDS | st.sampled_from(["", "--\nSofia", "a line " * 30, "From here\n > on", "x" * 200]),
    html=WORDS | st.just(""),
    invitation=st.sampled_from(["", "BEGIN:VCALENDAR\r\nSUMMARY:Åsa\r\nEND:VCALENDAR\r\n"]),
    date=st.sampled_from([WHEN, None]),
    from_robot=st.booleans(),
    label=st.sampled_from(["approval", "digest"]),
)


@settings(deadline=None, max_examples=150)
@given(MAILS)
@example(replace(LETTER, text="\xa0"))  # what is not ASCII goes with the blanks at the end of its line
def test_the_bytes_are_those_of_the_standard_library(mail: Outgoing) -> None:
    """Joined by hand, a mail is the same to the byte as one that `EmailMessage` writes."""
    assert compose(mail) == by_the_library(mail)
