"""Authentication-Results: what twenty servers write over a genuine mail, and what forgers write to look like them."""

from __future__ import annotations

import re

import pytest

from inbox_agent.mail.authentication import learnt_pins, names, read, verdict
from inbox_agent.mail.message import Message
from inbox_agent.mail.parse import parse
from mail.provider_headers import PROVIDERS, Provider

PIN = "mx.sofia.example"
MAIL = """\
From: Sofia Lind <{sender}>
To: <letters@sofia.example>
Subject: Re: [1] outreach to Ada
Date: Mon, 7 Sep 2026 10:10:00 +0200
Message-ID: <answer@home.example>

ok
"""


def mail(top: str, sender: str = "sofia@home.example") -> Message:
    found = parse((top + MAIL.format(sender=sender)).encode())
    assert isinstance(found, Message)
    return found


def by(provider: Provider) -> str:
    return provider.name


@pytest.mark.parametrize("provider", PROVIDERS, ids=by)
def test_the_word_of_the_owners_own_server_is_heard(provider: Provider) -> None:
    """Whatever its manner of writing (T-06 a)."""
    assert verdict(mail(provider.top), provider.pins).says == "pass"


@pytest.mark.parametrize("provider", PROVIDERS, ids=by)
def test_a_server_that_calls_it_forged_is_heard(provider: Provider) -> None:
    """The signature is of somebody else, and where the server says dmarc, it failed."""
    assert verdict(mail(provider.forged()), provider.pins).says == ("fail" if provider.dmarc else "none")
    assert verdict(mail(provider.forged(dmarc="none")), provider.pins).says == "none"


@pytest.mark.parametrize("provider", PROVIDERS, ids=by)
def test_the_word_of_a_server_that_is_not_pinned_counts_for_nothing(provider: Provider) -> None:
    """Though every word of it is right."""
    assert verdict(mail(provider.top), (PIN + ".elsewhere.example",)).says == "none"
    assert verdict(mail(provider.top), ()).says == "none"


@pytest.mark.parametrize("provider", PROVIDERS, ids=by)
def test_a_header_that_came_with_the_mail_counts_for_nothing(provider: Provider) -> None:
    """A forger copies the whole of it below what the server wrote; and a server that does not strip lets it stand."""
    headers = re.findall(r"^Authentication-Results:.*\n(?:[ \t].*\n)*", provider.top, re.MULTILINE)
    forged = provider.forged() + "".join(headers)
    assert verdict(mail(forged), provider.pins).says != "pass"
    spoken_of = provider.forged(dmarc="none") + "".join(headers)
    assert verdict(mail(spoken_of), provider.pins).says != "pass"


@pytest.mark.parametrize("provider", PROVIDERS, ids=by)
def test_an_own_mail_teaches_the_name_of_the_server(provider: Provider) -> None:
    """With what is learnt from one mail of ours the owner's mail is believed, and a forgery is not."""
    pins = learnt_pins(mail(provider.top))
    assert verdict(mail(provider.top), pins).says == "pass"
    assert verdict(mail(provider.forged()), pins).says != "pass"


def stamped(*values: str) -> Message:
    return mail("".join(f"Authentication-Results: {value}\n" for value in values))


FORGED = {
    "another server on top": ("mx.elsewhere.example; dmarc=pass header.from=home.example", f"{PIN}; dmarc=pass header.from=home.example"),
    "only another server": ("mx.elsewhere.example; dmarc=pass header.from=home.example",),
    "a server below the pinned one": (f"evil.{PIN}; dmarc=pass header.from=home.example",),
    "a name that begins like the pinned one": (f"{PIN}.elsewhere.example; dmarc=pass header.from=home.example",),
    "the pinned name in a comment": (f"({PIN}) mx.elsewhere.example; dmarc=pass header.from=home.example",),
    "the pinned name as a second word": (f"mx.elsewhere.example {PIN}; dmarc=pass header.from=home.example",),
    "no name at all": ("dmarc=pass header.from=home.example",),
    "dmarc in a comment": (f"{PIN}; spf=none (dmarc=pass header.from=home.example)",),
    "dmarc in a comment in a comment": (f"{PIN}; spf=none (a (b) dmarc=pass; dmarc=pass header.from=home.example)",),
    "a comment that is closed twice": (f"{PIN}; spf=none (a) dmarc=pass header.from=home.example)",),
    "a comment that stays open": (f"{PIN}; dmarc=pass header.from=home.example (",),
    "a quoted bracket": (f"{PIN}; spf=none (a \\) ; dmarc=pass header.from=home.example)",),
    "dmarc in a quoted string": (f'{PIN}; spf=pass smtp.mailfrom="x; dmarc=pass header.from=home.example"@elsewhere.example',),
    "a quotation that stays open": (f'{PIN}; dmarc=pass header.from=home.example; spf=pass smtp.mailfrom="x',),
    "dmarc as a property": (f"{PIN}; spf=pass smtp.mailfrom=x dmarc=pass header.from=home.example",),
    "dmarc of another": (f"{PIN}; dmarc=pass header.from=elsewhere.example",),
    "dmarc of a domain that ends alike": (f"{PIN}; dmarc=pass header.from=evilhome.example",),
    "dmarc of a domain below": (f"{PIN}; dmarc=pass header.from=mail.home.example",),
    "dmarc of nobody": (f"{PIN}; dmarc=pass",),
    "dmarc of two": (f"{PIN}; dmarc=pass header.from=elsewhere.example header.from=home.example",),
    "two results of dmarc": (f"{PIN}; dmarc=pass header.from=elsewhere.example; dmarc=pass header.from=home.example",),
    "dmarc that passed and failed": (f"{PIN}; dmarc=pass header.from=home.example; dmarc=fail header.from=home.example",),
    "dmarc that failed beside a good signature": (f"{PIN}; dkim=pass header.d=home.example; dmarc=fail header.from=home.example",),
    "dmarc that failed in the header below": (f"{PIN}; dkim=pass header.d=home.example", f"{PIN}; dmarc=fail header.from=home.example"),
    "dmarc that was rejected": (f"{PIN}; dmarc=reject header.from=home.example; dkim=pass header.d=home.example",),
    "a second header after none": (f"{PIN}; dmarc=none header.from=home.example; dkim=none", f"{PIN}; dmarc=pass header.from=home.example; dkim=pass header.d=home.example"),
    "the run broken by another server": (f"{PIN}; spf=pass smtp.mailfrom=home.example", "mx.elsewhere.example; none", f"{PIN}; dmarc=pass header.from=home.example"),
    "no results": (f"{PIN}; none",),
    "spf alone": (f"{PIN}; spf=pass smtp.mailfrom=sofia@home.example",),
    "auth alone": (f"{PIN}; auth=pass smtp.auth=sofia@home.example",),
    "arc alone": (f"{PIN}; arc=pass header.oldest-pass=1",),
    "a signature of another": (f"{PIN}; dkim=pass header.d=elsewhere.example",),
    "a signature of a domain below": (f"{PIN}; dkim=pass header.d=news.home.example",),
    "a signature of the ending": (f"{PIN}; dkim=pass header.d=example",),
    "a signature of nobody": (f"{PIN}; dkim=pass",),
    "a signature with two domains": (f"{PIN}; dkim=pass header.d=elsewhere.example header.d=home.example",),
    "a signature by an owner elsewhere": (f"{PIN}; dkim=pass header.i=@home.example.elsewhere.example",),
    "a signature that is only good enough": (f"{PIN}; dkim=passed header.d=home.example",),
    "a signature that failed": (f"{PIN}; dkim=fail header.d=home.example",),
    "the signer in a selector": (f"{PIN}; dkim=pass header.d=elsewhere.example header.s=home.example",),
    "another version of the header": (f"{PIN} 2; dmarc=pass header.from=home.example",),
    "another version of the method": (f"{PIN}; dmarc/2=pass header.from=home.example",),
    "a method that ends alike": (f"{PIN}; x-dmarc=pass header.from=home.example",),
    "a stray word": (f"{PIN}; dmarc=pass header.from=home.example evil",),
    "a huge header": (f"{PIN}; dmarc=pass header.from=home.example" + " (x)" * 6000,),
    "comments without end": (f"{PIN}; " + "(" * 500 + "dmarc=pass header.from=home.example" + ")" * 500,),
    "an empty header on top": ("", f"{PIN}; dmarc=pass header.from=home.example"),
}  # fmt: skip


@pytest.mark.parametrize("values", FORGED.values(), ids=(name.replace(" ", "-") for name in FORGED))
def test_what_is_not_the_servers_plain_word_is_no_proof(values: tuple[str, ...]) -> None:
    """None of them passes, whatever it looks like to a hurried reader."""
    assert verdict(stamped(*values), (PIN,)).says != "pass"


GENUINE = {
    "folded and with comments everywhere": f"({PIN}) {PIN} (our own) 1 ; dmarc (a) = (b) pass (c) header.from (d) = home.example (e)",
    "capitals": f"{PIN.upper()}; DMARC=PASS Header.From=Home.Example",
    "a result that is no method": f"{PIN}; client-ip=203.0.113.25; dmarc=pass header.from=home.example;",
    "an empty value": f"{PIN}; spf=none smtp.mailfrom= smtp.helo=x.example; dmarc=pass header.from=home.example",
    "base64 with padding": f"{PIN}; dkim=pass header.d=home.example header.b=Ab3d/9h+==",
    "a quoted reason": f'{PIN}; dmarc=pass reason="p=none; fine" header.from=home.example',
    "a parent's signature": f"{PIN}; dkim=pass header.d=home.example",
    "one signature of two": f"{PIN}; dkim=fail (no key) header.d=home.example; dkim=pass header.d=home.example",
    "dmarc without a record": f"{PIN}; dkim=pass header.d=home.example; dmarc=none header.from=home.example",
}


@pytest.mark.parametrize("value", GENUINE.values(), ids=(name.replace(" ", "-") for name in GENUINE))
def test_a_plain_word_in_an_odd_form_is_heard(value: str) -> None:
    """White space, comments, case and quoting are free (RFC 8601 2.2)."""
    assert verdict(stamped(value), (PIN,)).says == "pass"


def test_a_domain_of_letters_beyond_ascii_is_the_same_in_both_forms() -> None:
    """From names it in letters, the server in ASCII."""
    found = mail(f"Authentication-Results: {PIN}; dmarc=pass header.from=xn--hem-wla.example\n", "sofia@hemå.example")
    assert verdict(found, (PIN,)).says == "pass"


def test_a_signature_of_the_domain_above_speaks_for_the_one_below() -> None:
    """Who holds home.example decides what team.home.example is."""
    found = mail(f"Authentication-Results: {PIN}; dkim=pass header.d=home.example\n", "sofia@team.home.example")
    assert verdict(found, (PIN,)).says == "pass"


@pytest.mark.parametrize(
    ("pin", "server", "same"),
    [
        ("mx*.mail.example", "mx12.mail.example", True),
        ("mx*.mail.example", "mx.mail.example", True),
        ("mx*.mail.example", "mx.evil.mail.example", False),
        ("mx*.mail.example", "mx1.mail.example.evil.example", False),
        ("mx.mail.example", "mx1.mail.example", False),
        ("-", "-", True),
        ("-", "mx.mail.example", False),
    ],
)
def test_a_star_stays_within_its_label(pin: str, server: str, same: bool) -> None:
    """It is for the numbers of machines."""
    assert names(pin, server) is same


def test_reading_takes_linear_time_and_never_raises() -> None:
    """Half a million signs of the worst kind."""
    for worst in ("(" * 19_000, ")" * 19_000, '"' * 19_000, "\\" * 19_000, ";=" * 9_000, "a=" * 9_000, "(\\" * 9_000):
        read(f"{PIN}; {worst}")
