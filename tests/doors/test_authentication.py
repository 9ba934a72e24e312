"""DKIM checked here: mails that are really signed, and what forgers make of them (RFC 6376)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from doors.signed_mail import DOMAIN, SELECTOR, SIGNED, Dns, key, sign

from inbox_agent.doors.authentication import DkimKeys
from inbox_agent.mail.message import Message
from inbox_agent.mail.parse import parse
from inbox_agent.mail.signatures import ALWAYS_SIGNED, in_time, unsound, worth_checking

NEEDED = (*ALWAYS_SIGNED, "in-reply-to")
RAW = b"""\
From: Sofia Lind <sofia@home.example>\r
To: <letters@sofia.example>\r
Subject: Re: [1] outreach to Ada\r
Date: Mon, 7 Sep 2026 10:10:00 +0200\r
Message-ID: <answer@home.example>\r
In-Reply-To: <ia-abcdefghijklmnopqrstuvwxyz@sofia.example>\r
MIME-Version: 1.0\r
Content-Type: text/plain; charset=utf-8\r
\r
ok\r
"""


def proven(raw: bytes, dns: Dns | None = None, now: datetime | None = None, needed: tuple[str, ...] = NEEDED) -> bool:
    """Whether any signature that is worth checking holds."""
    message = parse(raw)
    assert isinstance(message, Message)
    if unsound(raw, message):
        return False
    keys = DkimKeys(dns or Dns())
    found = worth_checking(message, DOMAIN, needed, now or datetime.now(UTC))
    return any(keys.proves(raw, signature) for signature in found)


def test_a_mail_that_the_owners_domain_signed_is_proven() -> None:
    """With one look into the DNS."""
    dns = Dns()
    assert proven(sign(RAW), dns)
    assert dns.asked == [f"{SELECTOR}._domainkey.{DOMAIN}"]


@pytest.mark.parametrize("canon", [(b"relaxed", b"relaxed"), (b"simple", b"simple"), (b"relaxed", b"simple")])
def test_every_way_of_writing_it_down_holds(canon: tuple[bytes, bytes]) -> None:
    """Relaxed and simple, for header and body (RFC 6376 3.4)."""
    assert proven(sign(RAW, canonicalize=canon))


def test_line_ends_of_a_folder_do_not_break_a_signature() -> None:
    """A Maildir keeps LF where the wire had CRLF."""
    assert proven(sign(RAW).replace(b"\r\n", b"\n"))


def test_a_header_on_top_does_not_break_a_signature() -> None:
    """Every server on the way adds some."""
    assert proven(b"Received: from a by b; Mon, 7 Sep 2026 10:10:01 +0200\r\nX-Spam: no\r\n" + sign(RAW))


def _tag(tag: bytes, raw: bytes) -> bytes:
    """The signature with one more tag; which of course breaks it."""
    return raw.replace(b"v=1;", b"v=1; " + tag + b";", 1)


FORGED: dict[str, Callable[[], bytes]] = {
    "unsigned": lambda: RAW,
    "another text": lambda: sign(RAW).replace(b"\r\nok\r\n", b"\r\nok, all of it\r\n"),
    "text appended": lambda: sign(RAW) + b"ok\r\n",
    "another subject": lambda: sign(RAW).replace(b"[1]", b"[2]"),
    "another token": lambda: sign(RAW).replace(b"ia-abc", b"ia-xyz"),
    "another date": lambda: sign(RAW).replace(b"7 Sep 2026 10:10:00", b"8 Sep 2026 10:10:00"),
    "another recipient": lambda: sign(RAW).replace(b"letters@sofia", b"letters@elsewhere"),
    "a part of the body signed": lambda: sign(RAW, length=True),
    "a part signed and text appended": lambda: sign(RAW, length=True) + b"but not this\r\n",
    "without the subject": lambda: sign(RAW, headers=tuple(h for h in SIGNED if h != "subject")),
    "without the date": lambda: sign(RAW, headers=tuple(h for h in SIGNED if h != "date")),
    "without the recipient": lambda: sign(RAW, headers=tuple(h for h in SIGNED if h != "to")),
    "without the token's header": lambda: sign(RAW, headers=tuple(h for h in SIGNED if h != "in-reply-to")),
    "a second subject on top": lambda: b"Subject: ok\r\n" + sign(RAW),
    "a second From on top": lambda: b"From: Sofia <sofia@home.example>\r\n" + sign(RAW),
    "a second In-Reply-To on top": lambda: b"In-Reply-To: <ia-zzzzzzzzzzzzzzzzzzzzzzzzzz@sofia.example>\r\n" + sign(RAW),
    "another domain": lambda: sign(RAW, domain="elsewhere.example"),
    "a domain below": lambda: sign(RAW, domain="news.home.example"),
    "the ending": lambda: sign(RAW, domain="example"),
    "a strange key": lambda: sign(RAW, pem=key(2048, 1)[0]),
    "an old hash": lambda: sign(RAW).replace(b"a=rsa-sha256", b"a=rsa-sha1"),
    "a tag twice": lambda: _tag(b"d=home.example", sign(RAW)),
    "no selector": lambda: re.sub(rb" s=k1;", b"", sign(RAW)),
    "run out": lambda: _tag(b"x=1000000000", sign(RAW)),
    "of the future": lambda: re.sub(rb"t=\d+", b"t=9999999999", sign(RAW)),
    "rubbish": lambda: b"DKIM-Signature: v=1; a=rsa-sha256; d=home.example; s=k1; h=from:to:subject:date:in-reply-to; bh=!!; b=!!\r\n" + RAW,
    "an identity elsewhere": lambda: _tag(b"i=@elsewhere.example", sign(RAW)),
    "a line that is no header": lambda: sign(RAW).replace(b"MIME-Version", b"ok ok ok\r\nMIME-Version", 1),
    "a bare carriage return": lambda: sign(RAW).replace(b"outreach to Ada", b"outreach\rto Ada"),
}  # fmt: skip


@pytest.mark.parametrize("made", FORGED.values(), ids=(name.replace(" ", "-") for name in FORGED))
def test_a_signature_that_leaves_anything_open_proves_nothing(made: Callable[[], bytes]) -> None:
    """T-06 b: no `l=`, from, subject, date, to and the token's header signed once each, by the domain of From."""
    dns = Dns()
    for domain in ("elsewhere.example", "news.home.example", "example"):
        dns.records[f"{SELECTOR}._domainkey.{domain}"] = [key()[1]]
    assert not proven(made(), dns)


@pytest.mark.parametrize(
    "records",
    [
        [],
        [b"v=DKIM1; p="],
        [key()[1], key()[1]],
        [key()[1] + b"; t=y"],
        [key()[1] + b"; h=sha1"],
        [b"v=spf1 -all"],
        [b"v=DKIM1; k=rsa; p=rubbish"],
        [b"\xff\xfe=p="],
    ],
    ids=["no record", "revoked", "two records", "testing", "another hash", "no key", "rubbish", "no letters"],
)
def test_a_key_that_does_not_stand_for_it_proves_nothing(records: list[bytes]) -> None:
    """What the domain publishes decides."""
    assert not proven(sign(RAW), Dns({f"{SELECTOR}._domainkey.{DOMAIN}": records}))


def test_a_strict_key_forbids_an_identity_below() -> None:
    """`t=s` (RFC 6376 3.6.1)."""
    raw = sign(RAW, identity=b"@team.home.example")
    assert proven(raw)
    assert not proven(raw, Dns({f"{SELECTOR}._domainkey.{DOMAIN}": [key()[1] + b"; t=s"]}))


def test_a_signature_is_of_its_time() -> None:
    """One that was made tomorrow, by our clock, is not believed today."""
    raw = sign(RAW)
    assert proven(raw, now=datetime.now(UTC) + timedelta(days=2))
    assert not proven(raw, now=datetime.now(UTC) - timedelta(days=2))


@pytest.mark.parametrize(
    ("tags", "good"),
    [
        ({}, True),
        ({"t": "1788768600"}, True),
        ({"t": "1788768600", "x": "1788768700"}, True),
        ({"x": "1788768500"}, False),
        ({"t": "1788772200"}, False),
        ({"t": "1788768500", "x": "1788768400"}, False),
        ({"t": "soon"}, False),
        ({"x": "9" * 40}, False),
    ],
    ids=str,
)
def test_a_signature_that_has_run_out_is_none(tags: dict[str, str], good: bool) -> None:
    """`t=` and `x=`, beside a mail that is otherwise right."""
    assert in_time(tags, datetime.fromtimestamp(1788768601, UTC)) is good


def test_the_second_of_two_signatures_may_be_the_one_that_holds() -> None:
    """A list or a provider adds its own above."""
    dns = Dns()
    dns.records[f"{SELECTOR}._domainkey.provider.example"] = [key()[1]]
    assert proven(sign(sign(RAW), domain="provider.example"), dns)


def test_ten_thousand_signatures_cost_ten_looks() -> None:
    """Hostile mail does not make us ask the DNS for ever."""
    one = sign(RAW)[: -len(RAW)].replace(b"b=", b"b=AAAA", 1)
    dns = Dns({})
    assert not proven(one * 300 + RAW, dns)
    assert len(dns.asked) <= 10
