"""One line of an owner's mail that corrects: pause, merge, split, "not a contact" (F-28)."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import pytest

from inbox_agent import rules as rule_files
from inbox_agent.mail import orders
from inbox_agent.mail.orders import Item, Order
from inbox_agent.mail.past import past_moment
from inbox_agent.rules import Rules


@cache
def shipped() -> Rules:
    return rule_files.load()


def read(text: str, digest: bool = False) -> Order:
    return orders.read(text, shipped().orders, digest=digest, names=("Sofia Lind",))


SAID = {
    "pause until September": ("pause", "until September"), "pause 3m": ("pause", "3m"), "Pause her for 6 weeks.": ("pause", "for 6 weeks"),
    "pausa till september": ("pause", "till september"), "paus 6v": ("pause", "6v"), "Pause bis September": ("pause", "bis September"),
    "pause jusqu'en septembre": ("pause", "jusqu'en septembre"), "mettez en pause 6 semaines": ("pause", "6 semaines"), "pausa hasta septiembre": ("pause", "hasta septiembre"),
    "Not a contact.": ("no-contact", ""), "no, not a contact": ("no-contact", ""), "Ingen kontakt": ("no-contact", ""), "Das ist kein Kontakt": ("no-contact", ""),
    "ce n'est pas un contact": ("no-contact", ""), "no es un contacto": ("no-contact", ""),
    "Again.": ("again", ""), "you may write to them again": ("again", ""), "Yes, a contact after all": ("again", ""), "never write again": ("stop", ""),
    "igen": ("again", ""), "det är en kontakt": ("again", ""), "wieder": ("again", ""), "Das ist doch ein Kontakt": ("again", ""), "schreib nie wieder": ("stop", ""),
    "à nouveau": ("again", ""), "c'est bien un contact": ("again", ""), "de nuevo": ("again", ""), "sí es un contacto": ("again", ""),
    "merge with Ada Holm": ("merge", "Ada Holm"), "Same person as ada@lab.example": ("merge", "ada@lab.example"), "Hi,\n\nmerge with: Ada Holm\n\nSofia": ("merge", "Ada Holm"),
    "slå ihop med Åsa Öberg": ("merge", "Åsa Öberg"), "dieselbe Person wie Ada Holm": ("merge", "Ada Holm"), "la même personne que Ada Holm": ("merge", "Ada Holm"), "misma persona que Ada Holm": ("merge", "Ada Holm"),
    "split <ada@lab.example>": ("split", "ada@lab.example"), "dela ada@lab.example": ("split", "ada@lab.example"), "trennen ada@lab.example": ("split", "ada@lab.example"),
    "séparer ada@lab.example": ("split", "ada@lab.example"), "separar ada@lab.example": ("split", "ada@lab.example"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "meant"), SAID.items(), ids=[text.split("\n")[0] for text in SAID])
def test_a_line_that_is_nothing_but_a_correction_corrects(text: str, meant: tuple[str, str]) -> None:
    """In each of the five languages, with courtesies around it at most."""
    order = read(text)
    assert (order.decision, order.when_text or order.text) == meant
    assert order.because


@pytest.mark.parametrize(
    "text",
    ["pause", "pause the second sentence", "ok, pause until September", "ok\nmerge with Ada Holm", "split the first paragraph", "not a contact of mine would say that",
     "merge with Ada Holm?", "split", "merge", "again?", "ok, try again", "ask me again about her", "say it again", "pause until September\nI will be in Lisbon"],
)  # fmt: skip
def test_a_correction_beside_anything_else_does_nothing(text: str) -> None:
    """A line that holds more, or a yes beside it, is no correction and no yes (T-04)."""
    assert read(text).decision in ("unclear", "redraft")


def test_a_digest_takes_corrections_by_number() -> None:
    """Beside the decisions that it took before."""
    order = read("1 ok, 2 pause 6w\n3 not a contact\n4 same person as Ada Holm", digest=True)
    assert order.items == (
        Item(1, "approve"), Item(2, "pause", "6w"), Item(3, "no-contact"), Item(4, "merge", "Ada Holm"),
    )  # fmt: skip


NOW = datetime(2026, 6, 10, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "at"),
    [("yesterday 15:00", 13), ("igår 15:00", 13), ("i går kl 15", 13), ("gestern 15:00", 13), ("hier 15h00", 13), ("ayer a las 15:00", 13), ("yesterday", 10)],
)  # fmt: skip
def test_yesterday_is_the_day_before_in_every_language(words: str, at: int) -> None:
    """At the owner's clock; at noon where none is said."""
    assert past_moment(words, NOW, "Europe/Stockholm", shipped()) == datetime(2026, 6, 9, at, tzinfo=UTC)


@pytest.mark.parametrize("words", ["tomorrow", "yesterday perhaps", "2026-06-11", "yesterday 25:00"])
def test_what_has_not_been_is_no_meeting(words: str) -> None:
    """Nor what cannot be read."""
    assert past_moment(words, NOW, "Europe/Stockholm", shipped()) is None
