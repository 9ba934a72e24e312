"""Tokens and versions: what binds a yes to exactly one text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from inbox_agent.drafts.approval import (
    digest,
    new_token,
    subject_tag,
    token_hash,
    token_message_id,
    token_of,
    tokens_in,
)
from inbox_agent.mail.compose import Outgoing
from inbox_agent.mail.message import Address, Message

A, B = "a" * 26, "b" * 26
LETTER = Outgoing(
    Address("Sofia", "l@sofia.example"),
    (Address("", "ada@lab.example"),),
    "Hello",
    "Dear Ada",
    "<m@sofia.example>",
    None,
)
TO = ("ada@lab.example",)


def answer(*, subject: str = "Re: [12]", reply: tuple[str, ...] = (), references: tuple[str, ...] = ()) -> Message:
    return Message(
        "<x@home.example>",
        None,
        subject,
        (Address("", "sofia@home.example"),),
        in_reply_to=reply,
        references=references,
    )


def test_a_token_has_130_bits_and_is_not_its_hash() -> None:
    """T-01 wants 128 at least; the records keep the hash."""
    token = new_token(lambda n: bytes(range(n)))
    assert len(token) == 26
    assert token_of(token_message_id(token, "l@sofia.example")) == token
    assert token not in token_hash(token)


def test_every_bit_counts() -> None:
    """Two different chances give two different tokens."""
    assert len({new_token(lambda n, i=i: bytes([i]) * n) for i in range(256)}) == 256  # type: ignore[misc]


def test_in_reply_to_decides_and_references_do_not() -> None:
    """Older mails of the same thread are named in References too (T-03)."""
    found = tokens_in(answer(reply=(f"<ia-{A}@s.example>",), references=(f"<ia-{B}@s.example>", f"<ia-{A}@s.example>")))
    assert found == (A,)


def test_a_button_carries_the_token_in_the_subject() -> None:
    """A server that rewrites Message-IDs leaves the button."""
    assert tokens_in(answer(subject=f"ok 12 {subject_tag(A)}")) == (A,)


def test_two_different_tokens_are_both_told() -> None:
    """The round refuses a mail that speaks of two drafts."""
    assert tokens_in(answer(subject=subject_tag(B), reply=(f"<ia-{A}@s.example>",))) == (A, B)


def test_only_the_newest_reference_counts_where_nothing_else_does() -> None:
    """Some programs drop In-Reply-To."""
    assert tokens_in(answer(references=(f"<ia-{A}@s.example>", f"<ia-{B}@s.example>"))) == (B,)


@pytest.mark.parametrize("text", ["ia-short", f"ia-{A.upper()}", f"ia-{A}x", "12"])
def test_what_only_looks_like_a_token_is_none(text: str) -> None:
    """No near miss is mended."""
    assert tokens_in(answer(subject=text)) == ()


@pytest.mark.parametrize(
    "other",
    [
        replace(LETTER, text="Dear Ada!"),
        replace(LETTER, subject="Hello there"),
        replace(LETTER, message_id="<n@sofia.example>"),
        replace(LETTER, in_reply_to="<o@lab.example>"),
        replace(LETTER, sender=Address("Eve", "l@sofia.example")),
        replace(LETTER, to=(Address("", "eve@evil.example"),)),
    ],
)
def test_whatever_changes_makes_another_version(other: Outgoing) -> None:
    """Text, subject, threading, sender, recipients: all of it was approved, or none (T-02)."""
    assert digest(other, TO) != digest(LETTER, TO)


def test_the_envelope_is_part_of_the_version() -> None:
    """A hidden recipient would make it another letter."""
    assert digest(LETTER, (*TO, "eve@evil.example")) != digest(LETTER, TO)


def test_the_date_is_not() -> None:
    """It is written when the letter leaves."""
    with pytest.raises(ValueError, match="Date"):
        digest(replace(LETTER, date=datetime.now(UTC)), TO)
