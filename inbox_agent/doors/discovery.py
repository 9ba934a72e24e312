"""Where a mailbox's servers are, asked of the world: DNS, the domain's own autoconfig, and a knock on the usual doors.

RFC 6186 names SRV records for mail clients; `autoconfig` is the file that Thunderbird made usual; MX records tell which
provider a domain of one's own lies with. Everything is asked at once, each question with a short time to answer, and
whatever is not answered is no fault: the next source may know. Only names and ports are learnt here; a password goes
nowhere before a server has shown a valid certificate for its name.
"""

from __future__ import annotations

import socket
import ssl
import urllib.error
import urllib.request
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from inbox_agent.rules.providers import Place, Providers

SECONDS = 4.0  #: that one question may take
LARGEST = 100_000  #: bytes of an autoconfig file

#: Where clients look, in the order of preference (RFC 8314 prefers TLS from the first byte).
IMAP_SERVICES = (("_imaps._tcp", "tls"), ("_imap._tcp", "starttls"))
SMTP_SERVICES = (("_submissions._tcp", "tls"), ("_submission._tcp", "starttls"))


@dataclass(frozen=True)
class Found:
    """The servers of one mailbox and how they came to be known. A side that no source knew is None."""

    imap: Place | None = None
    smtp: Place | None = None
    user: str = ""  #: the login; "" where nobody says
    how: str = ""  #: a phrase for a person: "Gmail, by its domain"
    login: str = "password"
    advice: str = ""

    @property
    def whole(self) -> bool:
        return self.imap is not None and self.smtp is not None


@dataclass(frozen=True)
class World:
    """The three ways of asking; tests put loopback servers behind them."""

    srv: Callable[[str], Sequence[tuple[str, int]]] = field(default_factory=lambda: dns_srv)
    mx: Callable[[str], Sequence[str]] = field(default_factory=lambda: dns_mx)
    get: Callable[[str], bytes] = field(default_factory=lambda: https_get)
    knock: Callable[[str, int], bool] = field(default_factory=lambda: tls_answers)


def discover(address: str, providers: Providers, world: World) -> Found:
    """The best that any source knows, in this order: the provider's domain, SRV, autoconfig, MX, a knock."""
    domain = address.rpartition("@")[2].lower()
    known = next((p for p in providers.provider if domain in p.domains), None)
    if known:
        return _of_provider(known, address, "by its domain")
    with ThreadPoolExecutor(max_workers=12) as pool:
        asked: list[Future[Found]] = [
            pool.submit(_by_srv, domain, address, world),
            pool.submit(_by_autoconfig, domain, address, world),
            pool.submit(_by_mx, domain, address, providers, world),
            pool.submit(_by_knocking, domain, address, world),
        ]
        answers = [future.result() for future in asked]
    return next((found for found in answers if found.whole), _together(answers))


def _of_provider(provider: Any, address: str, how: str) -> Found:
    user = address.rpartition("@")[0] if provider.user == "local" else address
    return Found(provider.imap, provider.smtp, user, f"{provider.name}, {how}", provider.login, provider.advice)


def _together(answers: Sequence[Found]) -> Found:
    """Where no source knows both sides, each side from the first that knows it."""
    imap = next((f for f in answers if f.imap), None)
    smtp = next((f for f in answers if f.smtp), None)
    how = ", ".join(dict.fromkeys(f.how for f in (imap, smtp) if f and f.how))
    return Found(imap.imap if imap else None, smtp.smtp if smtp else None, "", how)


def _by_srv(domain: str, address: str, world: World) -> Found:
    def first(services: Sequence[tuple[str, str]]) -> Place | None:
        for service, security in services:
            for host, port in world.srv(f"{service}.{domain}"):
                return Place(host=host, port=port, security=security)  # type: ignore[arg-type]
        return None

    return Found(first(IMAP_SERVICES), first(SMTP_SERVICES), address, f"the DNS of {domain} (SRV)")


def _by_mx(domain: str, address: str, providers: Providers, world: World) -> Found:
    for host in world.mx(domain):
        for provider in providers.provider:
            if any(host == ending or host.endswith(f".{ending}") for ending in provider.mx):
                return _of_provider(provider, address, f"by the DNS of {domain} (MX)")
    return Found()


def _by_autoconfig(domain: str, address: str, world: World) -> Found:
    # The whole address goes to the domain's own server only, and by HTTPS only.
    asked = quote(address, safe="")
    for url in (
        f"https://autoconfig.{domain}/mail/config-v1.1.xml?emailaddress={asked}",
        f"https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml?emailaddress={asked}",
    ):
        raw = world.get(url)
        found = read_autoconfig(raw, address) if raw else Found()
        if found.imap or found.smtp:
            return Found(found.imap, found.smtp, found.user, f"the autoconfig of {domain}")
    return Found()


def read_autoconfig(raw: bytes, address: str) -> Found:
    """The first IMAP and SMTP server of an autoconfig file that can be used safely; nothing of a file that is none."""
    if len(raw) > LARGEST or b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        return Found()
    try:
        tree = ET.fromstring(raw)  # noqa: S314 (no document type, so no entities to blow up)
    except ET.ParseError:
        return Found()
    local, _, domain = address.rpartition("@")
    imap = smtp = None
    user = ""
    for server in tree.iter():
        if server.tag not in ("incomingServer", "outgoingServer"):
            continue
        kind = server.get("type", "").lower()
        security = {"SSL": "tls", "STARTTLS": "starttls"}.get((server.findtext("socketType") or "").strip().upper())
        host = _filled(server.findtext("hostname"), address, local, domain).lower()
        port = (server.findtext("port") or "").strip()
        if not security or not _a_name(host) or not (port.isdigit() and 0 < int(port) < 65536):
            continue
        place = Place(host=host, port=int(port), security=security)  # type: ignore[arg-type]
        if kind == "imap" and imap is None:
            imap, user = place, _filled(server.findtext("username"), address, local, domain)
        elif kind == "smtp" and smtp is None:
            smtp = place
    return Found(imap, smtp, user)


def _filled(text: str | None, address: str, local: str, domain: str) -> str:
    said = (text or "").strip()
    return (
        said.replace("%EMAILADDRESS%", address)
        .replace("%EMAILLOCALPART%", local)
        .replace("%EMAILDOMAIN%", domain)[:253]
    )


def _a_name(host: str) -> bool:
    return bool(host) and all(c.isalnum() or c in "-." for c in host) and "." in host


def _by_knocking(domain: str, address: str, world: World) -> Found:
    """The usual names, where a server shows a certificate for exactly that name."""

    def first(names: Sequence[str], port: int) -> Place | None:
        host = next((name for name in names if world.knock(name, port)), None)
        return Place(host=host, port=port) if host else None

    imap = first((f"imap.{domain}", f"mail.{domain}"), 993)
    smtp = first((f"smtp.{domain}", f"mail.{domain}"), 465)
    how = "a guess that answered with a valid certificate" if imap or smtp else ""
    return Found(imap, smtp, address, how)


# The world itself.


def _resolver() -> Any:
    import dns.resolver  # noqa: PLC0415

    resolver = dns.resolver.Resolver()
    resolver.lifetime = SECONDS
    return resolver


def dns_srv(name: str) -> list[tuple[str, int]]:
    """Hosts and ports by priority; none where the record says that the service is not offered (a lone dot)."""
    import dns.exception  # noqa: PLC0415

    try:
        answer = _resolver().resolve(name, "SRV")
    except (dns.exception.DNSException, OSError):
        return []
    rows = sorted(answer, key=lambda r: (r.priority, -r.weight))
    return [(str(r.target).rstrip(".").lower(), int(r.port)) for r in rows if str(r.target) != "."]


def dns_mx(domain: str) -> list[str]:
    """The hosts that receive mail for a domain, the preferred first."""
    import dns.exception  # noqa: PLC0415

    try:
        answer = _resolver().resolve(domain, "MX")
    except (dns.exception.DNSException, OSError):
        return []
    return [str(r.exchange).rstrip(".").lower() for r in sorted(answer, key=lambda r: int(r.preference))]


def https_get(url: str) -> bytes:
    """The body of a page, b"" for anything but a plain answer over HTTPS."""
    try:
        with urllib.request.urlopen(url, timeout=SECONDS) as answer:  # noqa: S310 (the callers say https)
            return bytes(answer.read(LARGEST + 1)) if answer.url.startswith("https://") else b""
    except (OSError, ValueError, urllib.error.URLError):
        return b""


def tls_answers(host: str, port: int) -> bool:
    """Whether something there speaks TLS with a certificate for this name that this machine trusts."""
    try:
        with (
            socket.create_connection((host, port), timeout=SECONDS) as line,
            ssl.create_default_context().wrap_socket(line, server_hostname=host),
        ):
            return True
    except (OSError, ValueError):
        return False
