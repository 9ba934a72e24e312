"""An address book on a CardDAV server (RFC 6352), read and never written (F-96).

From any address of the server's or the account's, the way leads over the principal and its address book home to each address
book (RFC 6764 names the place to begin, where only a host is given). Only HTTPS, but for a server on this machine.
"""

from __future__ import annotations

import base64
import urllib.error
import urllib.request
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

from inbox_agent.errors import Unwell, WrongUse

SECONDS = 30.0
LARGEST = 50_000_000  #: bytes of one answer: an address book with pictures
DAV, CARD = "{DAV:}", "{urn:ietf:params:xml:ns:carddav}"

_PRINCIPAL = '<propfind xmlns="DAV:"><prop><current-user-principal/></prop></propfind>'
_HOME = (
    '<propfind xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav"><prop><c:addressbook-home-set/></prop></propfind>'
)
_KIND = '<propfind xmlns="DAV:"><prop><resourcetype/></prop></propfind>'
_CARDS = (
    '<c:addressbook-query xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav"><prop><c:address-data/></prop>'
    "</c:addressbook-query>"
)


class AddressBooks:
    """Everything that one login may read below an address."""

    def __init__(self, url: str, user: str, password: Callable[[], str]) -> None:
        parts = urlsplit(url)
        if parts.scheme != "https" and not (
            parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
        ):
            raise WrongUse(f"{url} is not encrypted.", "Use an address that begins with https://")
        self._url, self._user, self._password = url, user, password

    def cards(self) -> Iterator[bytes]:
        """The vCards of every address book. Raises `Unwell` with the mend."""
        for book in self._books():
            for found in self._ask("REPORT", book, _CARDS, depth="1").iter(f"{CARD}address-data"):
                if found.text:
                    yield found.text.encode()

    def _books(self) -> list[str]:
        """The address books: what the given address is itself, or what lies in its owner's home."""
        if books := self._books_in(self._url):
            return books
        principal = self._href(self._url, _PRINCIPAL, f"{DAV}current-user-principal") or self._href(
            urljoin(self._url, "/.well-known/carddav"), _PRINCIPAL, f"{DAV}current-user-principal"
        )
        home = self._href(principal, _HOME, f"{CARD}addressbook-home-set") if principal else ""
        if books := self._books_in(home) if home else []:
            return books
        raise Unwell(
            f"There is no address book at {self._url}.", "Give the address that your server names for CardDAV."
        )

    def _books_in(self, url: str) -> list[str]:
        answer = self._ask("PROPFIND", url, _KIND, depth="1", missing_is_empty=True)
        return [
            urljoin(url, href)
            for response in answer.iter(f"{DAV}response")
            if response.find(f".//{DAV}resourcetype/{CARD}addressbook") is not None
            and (href := response.findtext(f"{DAV}href"))
        ]

    def _href(self, url: str, body: str, name: str) -> str:
        answer = self._ask("PROPFIND", url, body, missing_is_empty=True)
        found = answer.find(f".//{name}/{DAV}href")
        return urljoin(url, found.text.strip()) if found is not None and found.text else ""

    def _ask(self, method: str, url: str, body: str, depth: str = "0", missing_is_empty: bool = False) -> ET.Element:
        if urlsplit(url)[:2] != urlsplit(self._url)[:2]:
            # The password goes to the server that was named, wherever its answers point.
            raise Unwell(f"{self._url} points to another server, {url}.", "Give that address itself, if you trust it.")
        login = base64.b64encode(f"{self._user}:{self._password()}".encode()).decode()
        headers = {"Content-Type": "application/xml; charset=utf-8", "Depth": depth, "Authorization": f"Basic {login}"}
        request = urllib.request.Request(url, body.encode(), headers, method=method)  # noqa: S310 (checked above)
        try:
            with _opener().open(request, timeout=SECONDS) as answer:
                return _read(answer.read(LARGEST + 1), url)
        except urllib.error.HTTPError as fault:
            if fault.code in (401, 403):
                raise Unwell(f"{url} does not let {self._user} in.", "Check user and password.") from None
            if missing_is_empty and fault.code in (301, 302, 307, 308, 404, 405, 501):
                return ET.Element("none")
            raise Unwell(f"{url} answered {fault.code}.", "Check the address.") from None
        except (OSError, ValueError) as fault:
            raise Unwell(
                f"{url} cannot be reached: {type(fault).__name__}.", "Check the address and the network."
            ) from None


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the login to wherever it points."""

    def redirect_request(self, *_: object) -> None:
        return None


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_NoRedirects)


def _read(raw: bytes, url: str) -> ET.Element:
    if len(raw) > LARGEST or b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise Unwell(f"{url} gave an answer that is not read.", "It is too large, or declares what it must not.")
    try:
        return ET.fromstring(raw)  # noqa: S314 (no document type, so no entities to blow up)
    except ET.ParseError:
        raise Unwell(f"{url} did not answer in XML.", "It is no CardDAV server; check the address.") from None
