"""Address lists of real headers are taken apart before names are decoded (RFC 5322 3.4, T-14)."""

from __future__ import annotations

import pytest

from inbox_agent.mail.addresses import read_addresses
from inbox_agent.mail.message import Address

LISTS = {
    "name and address": ("Ada Byron <ada@X.example>", [("Ada Byron", "ada@x.example")]),
    "local part keeps its case": ("Ada.B@x.example", [("", "Ada.B@x.example")]),
    "quoted comma": ('"Byron, Ada" <ada@x.example>', [("Byron, Ada", "ada@x.example")]),
    "bare comma": ("Byron, Ada <ada@x.example>, bo@y.example", [("Byron, Ada", "ada@x.example"), ("", "bo@y.example")]),
    "semicolons": ("a@x.example; b@x.example", [("", "a@x.example"), ("", "b@x.example")]),
    "comment": ("ada@x.example (Ada (the) Byron)", [("Ada (the) Byron", "ada@x.example")]),
    "comment in a name": ("Ada (she/her) Byron <ada@x.example>", [("Ada Byron", "ada@x.example")]),
    "group": (
        "Team: a@x.example, B <b@x.example>; c@x.example",
        [("", "a@x.example"), ("B", "b@x.example"), ("", "c@x.example")],
    ),
    "empty group": ("undisclosed-recipients:;", []),
    "route": ("<@a.example,@b.example:ada@x.example>", [("", "ada@x.example")]),
    "single quotes": ("'Ada' <ada@x.example>", [("Ada", "ada@x.example")]),
    "name is the address": ('"ada@x.example" <ada@x.example>', [("", "ada@x.example")]),
    "unclosed bracket": ("Ada <ada@x.example", [("Ada", "ada@x.example")]),
    "unclosed quote": ('"Ada <ada@x.example>', [("Ada", "ada@x.example")]),
    "doubled brackets": ("Ada <<ada@x.example>>", [("Ada", "ada@x.example")]),
    "no brackets": ("Ada Byron ada@x.example", [("Ada Byron", "ada@x.example")]),
    "mailto": ("<mailto:ada@x.example>", [("", "ada@x.example")]),
    "blanks inside": ("ada @ x.example", [("", "ada@x.example")]),
    "quoted local part": ('"ada b"@x.example', [("", '"ada b"@x.example')]),
    "escaped quote": (r'"Ada \"Countess\" B" <a@x.example>', [('Ada "Countess" B', "a@x.example")]),
    "encoded name": ("=?utf-8?q?=C3=85sa?= <asa@x.example>", [("Åsa", "asa@x.example")]),
    "encoded name in quotes": (
        '"=?utf-8?q?=C3=96berg=2C_=C3=85sa?=" <asa@x.example>',
        [("Öberg, Åsa", "asa@x.example")],
    ),
    "encoded address is a name": (
        "=?utf-8?q?boss=40x=2Eexample=2C?= <evil@y.example>",
        [("boss@x.example,", "evil@y.example")],
    ),
    "encoded whole is a name": ("=?utf-8?q?Ada_=3Cada=40x=2Eexample=3E?=", [("Ada <ada@x.example>", "")]),
    "two at signs stay": ("a@b@c.example", [("", "a@b@c.example")]),
    "name alone": ("Ada", [("Ada", "")]),
    "nothing": (" , ;", []),
}


@pytest.mark.parametrize(("value", "expected"), LISTS.values(), ids=LISTS.keys())
def test_a_list_is_read_as_its_sender_meant_it(value: str, expected: list[tuple[str, str]]) -> None:
    """Names and addresses come out as a person would read them, and no encoded word makes an address."""
    assert read_addresses(value) == tuple(Address(name, addr) for name, addr in expected)


def test_no_more_than_the_bound_are_read() -> None:
    """T-23: two hundred addresses a mail."""
    assert len(read_addresses("a@x.example, " * 1000)) == 200
