"""The servers of a mailbox are found by whatever source knows them, and nothing is believed that is not safe (F-90)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from inbox_agent import rules
from inbox_agent.doors.discovery import Found, World, discover, read_autoconfig
from inbox_agent.rules.providers import Place

PROVIDERS = rules.load().providers
XML = """<?xml version="1.0"?>
<clientConfig version="1.1"><emailProvider id="home.example">
<incomingServer type="pop3"><hostname>pop.home.example</hostname><port>995</port><socketType>SSL</socketType></incomingServer>
<incomingServer type="imap"><hostname>imap.%EMAILDOMAIN%</hostname><port>143</port><socketType>plain</socketType></incomingServer>
<incomingServer type="imap"><hostname>imap.%EMAILDOMAIN%</hostname><port>993</port><socketType>SSL</socketType><username>%EMAILLOCALPART%</username></incomingServer>
<outgoingServer type="smtp"><hostname>smtp.home.example</hostname><port>587</port><socketType>STARTTLS</socketType></outgoingServer>
</emailProvider></clientConfig>"""


def world(
    srv: dict[str, list[tuple[str, int]]] | None = None,
    mx: Sequence[str] = (),
    pages: dict[str, str] | None = None,
    there: Sequence[str] = (),
) -> World:
    """A world in which only these answer."""
    return World(
        srv=lambda name: (srv or {}).get(name, []),
        mx=lambda domain: mx,
        get=lambda url: (pages or {}).get(url.partition("?")[0], "").encode(),
        knock=lambda host, port: f"{host}:{port}" in there,
    )


def test_a_provider_is_known_by_its_domain_and_warns_of_its_traps() -> None:
    """No question is asked of the world for the large providers."""

    def asked(*_: object) -> list[object]:
        raise AssertionError("the world was asked")

    found = discover("sofia@gmail.com", PROVIDERS, World(asked, asked, asked, asked))  # type: ignore[arg-type]
    assert (found.imap, found.smtp) == (Place(host="imap.gmail.com", port=993), Place(host="smtp.gmail.com", port=465))
    assert "app password" in found.advice


FINDINGS = [
    (
        "SRV records",
        world(srv={"_imaps._tcp.home.example": [("a.home.example", 993)], "_submission._tcp.home.example": [("b.home.example", 587)]}),
        ("a.home.example", 993, "tls"),
        ("b.home.example", 587, "starttls"),
        "SRV",
    ),
    (
        "the domain's autoconfig",
        world(pages={"https://home.example/.well-known/autoconfig/mail/config-v1.1.xml": XML}),
        ("imap.home.example", 993, "tls"),
        ("smtp.home.example", 587, "starttls"),
        "autoconfig",
    ),
    (
        "a domain of one's own at a known provider",
        world(mx=["in1-smtp.messagingengine.com"]),
        ("imap.fastmail.com", 993, "tls"),
        ("smtp.fastmail.com", 465, "tls"),
        "Fastmail",
    ),
    (
        "servers that answer at the usual names",
        world(there=["mail.home.example:993", "smtp.home.example:465"]),
        ("mail.home.example", 993, "tls"),
        ("smtp.home.example", 465, "tls"),
        "guess",
    ),
    (
        "one side from each of two sources",
        world(srv={"_imaps._tcp.home.example": [("a.home.example", 993)]}, there=["smtp.home.example:465"]),
        ("a.home.example", 993, "tls"),
        ("smtp.home.example", 465, "tls"),
        "SRV",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("source", "answers", "imap", "smtp", "how"), FINDINGS, ids=[f[0] for f in FINDINGS])
def test_servers_are_found_by(
    source: str, answers: World, imap: tuple[str, int, str], smtp: tuple[str, int, str], how: str
) -> None:
    """Each source by itself is enough, and the owner is told which it was."""
    found = discover("sofia@home.example", PROVIDERS, answers)
    assert found.imap
    assert found.smtp
    assert (found.imap.host, found.imap.port, found.imap.security) == imap
    assert (found.smtp.host, found.smtp.port, found.smtp.security) == smtp
    assert how in found.how


def test_where_nothing_answers_nothing_is_made_up() -> None:
    """An unknown domain gives no servers."""
    assert not discover("sofia@home.example", PROVIDERS, world()).whole


def test_a_mail_host_that_only_ends_like_a_provider_is_not_taken_for_it() -> None:
    """``evilgoogle.com`` is not Google's."""
    assert not discover("sofia@home.example", PROVIDERS, world(mx=["mx.evilgoogle.com"])).imap


HOSTILE = {
    "entities that blow up": '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + XML.replace("imap.%", "&b;.%"),
    "a million bytes": XML + " " * 1_000_000,
    "no XML": "<html><body>Not found",
    "a server without encryption only": XML.replace("SSL", "plain").replace("STARTTLS", "plain"),
    "a host that is none": XML.replace("imap.%EMAILDOMAIN%", "imap example/../").replace("smtp.home.example", "-rf"),
    "a port that is none": XML.replace("993", "99999").replace("587", "many"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_autoconfig_gives_nothing(name: str) -> None:
    """No encryption, no name, no port or no XML: no server."""
    assert read_autoconfig(HOSTILE[name].encode(), "sofia@home.example") == Found()


def test_every_provider_is_told_once_and_encrypted() -> None:
    """No domain and no MX ending twice; plain lines only to a bridge on this machine."""
    domains = [d for p in PROVIDERS.provider for d in (*p.domains, *(f"mx:{m}" for m in p.mx))]
    assert len(domains) == len(set(domains))
    assert len(PROVIDERS.provider) >= 12
    for provider in PROVIDERS.provider:
        for place in (provider.imap, provider.smtp):
            assert place.security != "plain-loopback" or place.host == "127.0.0.1"
            assert (place.security == "starttls") == (place.port in (143, 587)) or place.host == "127.0.0.1"
