"""Large mails cut down to headers and text: what stays, what goes, and that no bytes break it."""

from __future__ import annotations

import contextlib
import email
import io
import tracemalloc

import pytest
from contract import large_mail, mail
from hypothesis import given
from hypothesis import strategies as st

from inbox_agent.doors.excerpt import HEADER, PARTS, SMALL, TEXT, excerpt
from inbox_agent.doors.structure import structure


def _cut(raw: bytes) -> bytes:
    return excerpt(io.BytesIO(raw))


def _parts(raw: bytes) -> list[tuple[str, int]]:
    """Type and size of each leaf as the standard library reads it."""
    return [
        (p.get_content_type(), len(p.get_payload()))
        for p in email.message_from_bytes(raw).walk()
        if not p.is_multipart()
    ]


def test_a_mail_without_anything_large_stays_as_it_is() -> None:
    assert _cut(mail(1, "Hello.\r\n--\r\nAda")) == mail(1, "Hello.\r\n--\r\nAda")


def test_a_large_attachment_becomes_an_empty_part() -> None:
    """All other parts read the same before and after."""
    before, after = _parts(large_mail()), _parts(_cut(large_mail()))
    assert [kind for kind, _ in after] == [kind for kind, _ in before]
    assert [(kind, size) for kind, size in before if kind != "application/pdf"] == [
        (kind, size) for kind, size in after if kind != "application/pdf"
    ]
    assert ("application/pdf", 0) in after


def test_text_is_kept_up_to_a_limit() -> None:
    cut = _cut(b"Subject: x\r\n\r\n" + b"line of text\r\n" * 100_000)
    assert TEXT - 100 < len(cut) <= TEXT + 100


def test_an_attached_message_is_kept() -> None:
    """A contact forwarded as an attachment stands in there (F-08)."""
    raw = (
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n'
        + large_mail()
        + b"\r\n--b--\r\n"
    )
    assert b"Message-ID: <letter-large@people.example>" in _cut(raw)


@pytest.mark.parametrize(
    "head",
    [b'Content-Type: multipart/mixed;\r\n\tboundary="b"', b"content-type:multipart/mixed;boundary=b", b"CONTENT-TYPE: Multipart/Mixed; charset=x; BOUNDARY=b"],
    ids=["folded", "bare", "loud"],
)  # fmt: skip
def test_boundaries_are_found_in_every_writing(head: bytes) -> None:
    pdf = b"--b\r\nContent-Type: application/pdf\r\n\r\n" + b"x" * 70 + b"\r\n" + (b"A" * 76 + b"\r\n") * 2000
    cut = _cut(head + b"\r\n\r\n" + pdf + b"--b\r\n\r\nThe text.\r\n--b--\r\n")
    assert b"The text." in cut
    assert len(cut) < 500


def test_a_line_that_only_looks_like_a_boundary_is_text() -> None:
    """A long line is read in pieces, and a piece may begin with anything."""
    raw = (
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\n'
        + b"x" * 65_536
        + b"--b\r\nstill text\r\n--b--\r\n"
    )
    assert b"still text" in _cut(raw)


def test_very_many_parts_and_headers_are_bounded() -> None:
    """R-58: 100,000 parts, and a header without end."""
    parts = b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\r\n\r\nx\r\n" * 100_000
    assert _cut(parts).count(b"--b\r\n") == PARTS
    assert len(_cut(b"X-Y: z\r\n" * 100_000 + b"\r\nx")) < HEADER + 100


def test_memory_is_for_what_is_kept() -> None:
    """R-59: 15 MB of attachment pass by."""
    file = io.BytesIO(large_mail().replace(b"QUJD" * 19 + b"\r\n", (b"QUJD" * 19 + b"\r\n") * 50))
    tracemalloc.start()
    assert len(excerpt(file)) < 2000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 * SMALL + 1_000_000


LINES = st.lists(
    st.sampled_from([b"--b", b"--b--", b"--c", b"", b"Content-Type: multipart/mixed; boundary=b", b"Content-Type: multipart/x; boundary=c",
                     b"Content-Type: text/plain", b"Content-Type: image/png", b"x", b"--", b"boundary=b"]) | st.binary(max_size=30),
    max_size=40,
)  # fmt: skip


@given(lines=LINES, end=st.sampled_from([b"\r\n", b"\n"]))
def test_no_bytes_break_it(lines: list[bytes], end: bytes) -> None:
    """It reads anything, and writes no more than it read beside a line end a part."""
    raw = end.join(lines)
    assert len(_cut(raw)) <= len(raw) + 2 * (raw.count(b"--") + 1)


@pytest.mark.parametrize(
    "rubbish", [None, (), (b"text",), ([],), ([None], b"mixed"), (5, 6), ([(b"\xff", b"x")], b"m", None)], ids=repr
)
def test_a_structure_that_is_none_is_a_value_error(rubbish: object) -> None:
    """What a server may send in place of a BODYSTRUCTURE ends in one kind of error, or in a part without content."""
    with contextlib.suppress(ValueError):
        assert structure(rubbish).wanted == 0
