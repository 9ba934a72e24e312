"""Address books on a real CardDAV server are found from any address of it, and only read (F-96)."""

from __future__ import annotations

import pytest
from pytest_httpserver import HTTPServer
from servers.radicale import Radicale

from inbox_agent.doors.carddav import AddressBooks
from inbox_agent.errors import Unwell, WrongUse
from inbox_agent.mail import card

BOOK = """<?xml version="1.0"?><mkcol xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav"><set><prop>
<resourcetype><collection/><c:addressbook/></resourcetype><displayname>People</displayname></prop></set></mkcol>"""
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{n}\r\nFN:{name}\r\nN:{name};;;;\r\nEMAIL:{addr}\r\nEND:VCARD\r\n"
PEOPLE = {"Ada Holm": "ada@brightlab.example", "Åsa Öberg": "asa@ocean.example"}


@pytest.fixture(scope="module")
def filled(radicale: Radicale) -> Radicale:
    radicale.ask("MKCOL", "sofia/people/", BOOK, "application/xml")
    for n, (name, addr) in enumerate(PEOPLE.items()):
        radicale.ask(
            "PUT", f"sofia/people/{n}.vcf", CARD.format(n=n, name=name, addr=addr), "text/vcard; charset=utf-8"
        )
    return radicale


@pytest.mark.parametrize("path", ["", "sofia/", "sofia/people/"])
def test_the_address_books_are_found_from(filled: Radicale, path: str) -> None:
    """The server, the account's home or the book itself: the same people."""
    books = AddressBooks(filled.url + path, filled.user, lambda: filled.password)
    found = [c for raw in books.cards() for c in card.read(raw)]
    assert {c.name: c.addresses[0] for c in found} == PEOPLE


def test_a_wrong_password_is_told_without_it(filled: Radicale) -> None:
    """The mend is in the sentence, the password is not (T-40)."""
    with pytest.raises(Unwell) as fault:
        list(AddressBooks(filled.url, filled.user, lambda: "canary-wrong").cards())
    assert "user and password" in str(fault.value)
    assert "canary" not in str(fault.value)


def test_a_password_goes_nowhere_in_the_clear_and_to_no_other_server(httpserver: HTTPServer) -> None:
    """Plain HTTP is refused, and so is an answer that points elsewhere."""
    with pytest.raises(WrongUse, match="https"):
        AddressBooks("http://dav.home.example/", "sofia", lambda: "secret")
    elsewhere = (
        '<multistatus xmlns="DAV:"><response><href>/</href><propstat><prop><current-user-principal>'
        "<href>https://evil.example/</href></current-user-principal></prop></propstat></response></multistatus>"
    )
    httpserver.expect_request("/").respond_with_data(elsewhere, status=207)
    with pytest.raises(Unwell, match="another server"):
        list(AddressBooks(httpserver.url_for("/"), "sofia", lambda: "secret").cards())


HOSTILE = {
    "no XML": "<html>",
    "entities": '<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>',
    "nothing": "",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_server_that_is_none_is_told(httpserver: HTTPServer, name: str) -> None:
    """A sentence, whatever it answers."""
    httpserver.expect_request("/").respond_with_data(HOSTILE[name], status=207)
    with pytest.raises(Unwell):
        list(AddressBooks(httpserver.url_for("/"), "sofia", lambda: "secret").cards())
