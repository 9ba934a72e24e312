"""Redaction: what identifies a person is hidden, everything comes back, and nothing takes long."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox_agent.doors.model.redaction import Redactor

NAMES = ("Ada Berg", "Mira Holm", "Li Link")

HIDDEN = {
    "an address": ("write to ada@peat.example.", "write to ⟦address-1⟧"),
    "a plus address in brackets": ("<a.b+c@x.example>", "<⟦address-1⟧>"),
    "an international phone": ("call +46 (0)70-123 45 67 today", "call ⟦phone-1⟧ today"),
    "a local phone": ("call 018-555 01 00", "call ⟦phone-1⟧"),
    "a link": ("see https://peat.example/a?b=c#d now", "see ⟦link-1⟧ now"),
    "a link without a scheme": ("see www.peat.example/x", "see ⟦link-1⟧"),
    "a link with an address in it": ("https://u@peat.example/", "⟦link-1⟧"),
    "a whole name, wrapped": ("Dear Ada\nBerg,", "Dear ⟦name-1⟧,"),
    "parts of names": ("Ada and MIRA and Holm's", "⟦name-1⟧ and ⟦name-2⟧ and ⟦name-3⟧'s"),
    "the same twice": ("Ada, Ada", "⟦name-1⟧, ⟦name-1⟧"),
    "a name that is a placeholder's word": ("Link sent www.x.example", "⟦name-1⟧ sent ⟦link-1⟧"),
    "our own brackets in a mail": ("⟦address-1⟧ ada@x.example", "[address-1] ⟦address-1⟧"),
}

SHOWN = {
    "an ISO date": "on 2026-12-03 at 15:00",
    "a Swedish date": "den 3.12.2026 kl 15:00",
    "an American date": "12/03/2026",
    "a year and an hour": "in 2026 at 9",
    "a word with a name in it": "Adamant bergamot",
    "a twitter handle alone": "@ home",
}


@pytest.mark.parametrize(("text", "hidden"), HIDDEN.values(), ids=HIDDEN)
def test_what_identifies_is_hidden(text: str, hidden: str) -> None:
    """T-43, by shape and by known name."""
    assert Redactor(NAMES).hide(text) == hidden


@pytest.mark.parametrize("text", SHOWN.values(), ids=SHOWN)
def test_what_a_letter_needs_stays(text: str) -> None:
    """A scheduling letter is nothing without its dates."""
    assert Redactor(NAMES).hide(text) == text


@given(
    st.lists(
        st.sampled_from([*(t for t, _ in HIDDEN.values()), *SHOWN.values(), "x", " "]) | st.text(max_size=30),
        max_size=8,
    )
)
def test_everything_that_was_hidden_comes_back_as_it_was(pieces: list[str]) -> None:
    """For any text, brackets of ours aside."""
    text = " ".join(pieces)
    redactor = Redactor(NAMES)
    hidden = redactor.hide(text)
    assert redactor.show(hidden) == text.replace("⟦", "[").replace("⟧", "]")
    assert not redactor.strange(hidden)


def test_a_placeholder_that_was_not_given_is_strange() -> None:
    """Invented, broken, or of another letter."""
    redactor = Redactor(NAMES)
    redactor.hide("Ada")
    assert not redactor.strange("Dear ⟦name-1⟧,")
    assert [redactor.strange(t) for t in ("⟦name-2⟧", "⟦name-1", "name⟧", "⟦Name-1⟧")] == [True] * 4


def test_no_mail_takes_long() -> None:
    """T-23: one long word, digits, at signs, half links, 200 kB each."""
    for piece in ("a", "1", "1-", "@", "a@", "http://", "Ada ", "Ada\n\n", "+", "(1"):
        started = time.process_time()
        Redactor(NAMES).hide(piece * (200_000 // len(piece)))
        assert time.process_time() - started < 10, piece
