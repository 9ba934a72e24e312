from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox_agent.mail import card
from inbox_agent.mail.card import Card

ADA = Card("Ada Byron", ("ada@lab.example",), "Lab of Engines", "Analyst")

CARDS = {
    "4.0": (b"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ada Byron\r\nORG:Lab of Engines\r\nTITLE:Analyst\r\nEMAIL:ada@lab.example\r\nEND:VCARD\r\n", ADA),
    "3.0 folded and grouped": (b"BEGIN:VCARD\nVERSION:3.0\nN:Byron;Ada;;;\nitem1.EMAIL;type=INTERNET:ada@l\n ab.example\nORG:Lab of\n  Engines;West\nTITLE:Analyst\nEND:VCARD\n", ADA),
    "2.1 quoted-printable": (b"BEGIN:VCARD\r\nVERSION:2.1\r\nFN;ENCODING=QUOTED-PRINTABLE:Ada=20=\r\nByron\r\nORG:Lab of Engines\r\nTITLE:Analyst\r\nEMAIL;INTERNET:ada@lab.example\r\nEND:VCARD\r\n", ADA),
    "2.1 without FN": (b"BEGIN:VCARD\r\nVERSION:2.1\r\nN:Byron;Ada\r\nORG:Lab of Engines\r\nTITLE:Analyst\r\nEMAIL;PREF:ada@lab.example\r\nEND:VCARD\r\n", ADA),
    "without END": (b"BEGIN:VCARD\nFN:Ada Byron\nORG:Lab of Engines\nTITLE:Analyst\nEMAIL:ada@lab.example", ADA),
    "with a mark and mailto": (b"\xef\xbb\xbfBEGIN:VCARD\nFN:Ada Byron\nORG:Lab of Engines\nROLE:Analyst\nEMAIL;VALUE=uri:mailto:ada@lab.example\nEND:VCARD", ADA),
    "utf-16": ("\ufeffBEGIN:VCARD\nFN:Ada Byron\nORG:Lab of Engines\nTITLE:Analyst\nEMAIL:ada@lab.example\nEND:VCARD".encode("utf-16-le"), ADA),
    "photo first": (b"BEGIN:VCARD\nVERSION:3.0\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\n AAAA=\nFN:Ada Byron\nORG:Lab of Engines\nTITLE:Analyst\nEMAIL:ada@lab.example\nEND:VCARD", ADA),
    "latin-1": ("BEGIN:VCARD\nFN:Zoë Åhl\nEND:VCARD".encode("latin-1"), Card("Zoë Åhl")),
    "escaped": (b"BEGIN:VCARD\nFN:Ada\\, Countess\nORG:Byron\\; Babbage\nEND:VCARD", Card("Ada, Countess", (), "Byron; Babbage")),
    "preferred address first": (b"BEGIN:VCARD\nFN:A B\nEMAIL;TYPE=home:a@home.example\nEMAIL;TYPE=work;PREF=1:a@work.example\nEND:VCARD", Card("A B", ("a@work.example", "a@home.example"))),
    "language": (b"BEGIN:VCARD\nFN:A B\nLANG;PREF=1:fr-CA\nEND:VCARD", Card("A B", language="fr")),
    "charset named": (b"BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Bj=F6rk\nEND:VCARD", Card("Björk")),
    "colon in quotes": (b'BEGIN:VCARD\nFN;X="a:b":Ada Byron\nEND:VCARD', Card("Ada Byron")),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "expected"), CARDS.values(), ids=CARDS.keys())
def test_cards_of_all_versions_are_read(raw: bytes, expected: Card) -> None:
    """vCard 2.1, 3.0 and 4.0 as phones write them (F-12)."""
    assert card.read(raw) == (expected,)


def test_several_cards_keep_their_order() -> None:
    """One file may hold an address book."""
    assert [one.name for one in card.read(b"BEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\nFN:B\nEND:VCARD\n")] == [
        "A",
        "B",
    ]


@pytest.mark.parametrize(
    "raw", [b"", b"hello", b"BEGIN:VCARD\nEND:VCARD", b"BEGIN:VCARD\nTITLE:x\nEND:VCARD", b"\xff\xfe\x00"]
)
def test_a_card_without_name_and_address_is_none(raw: bytes) -> None:
    """Nobody is meant by it."""
    assert card.read(raw) == ()


@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=200).map(
            lambda text: ("BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE;CHARSET=x:" + text).encode()
        ),
    )
)
def test_no_bytes_raise(raw: bytes) -> None:
    """Any bytes give cards or none (T-23)."""
    assert all(one.name or one.addresses for one in card.read(raw))
