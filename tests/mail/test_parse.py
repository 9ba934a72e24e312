"""Any bytes are read: every kind of dirt to its right value, within bounds, without an exception (issue 3 point 1, T-23)."""

from __future__ import annotations

import random
import time
import tomllib
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox_agent.mail.message import Message, Unreadable
from inbox_agent.mail.parse import parse
from tests.mail.re_encoded import RE_ENCODINGS, re_encode

SAMPLES = Path(__file__).parent / "samples"
NAMES = sorted(path.stem for path in (SAMPLES / "mime").glob("*.eml"))
HANG = 10.0  #: CPU seconds; a limit that catches a hang, not a goal of speed


def _message(raw: bytes) -> Message:
    message = parse(raw)
    assert isinstance(message, Message), message
    return message


def _facts(message: Message) -> dict[str, object]:
    """What an answer file may ask of a message, by the names that are used there."""
    return {
        "subject": message.subject,
        "text": message.text.strip(),
        "html": message.from_html,
        "from_addr": message.author.addr,
        "from_name": message.author.name,
        "to": [a.addr for a in message.to],
        "date": message.date.isoformat() if message.date else "",
        "message_id": message.message_id,
        "in_reply_to": list(message.in_reply_to),
        "references": list(message.references),
        "attachments": [a.filename for a in message.attachments],
        "attached_from": [_message(raw).author.addr for raw in message.attached],
        "calendars": len(message.calendars),
        "cards": len(message.cards),
    }


@pytest.mark.parametrize("name", NAMES)
def test_dirt_is_read_to_its_right_value(name: str) -> None:
    """Each sample of samples/mime gives exactly what its answer file asks."""
    answer = tomllib.loads((SAMPLES / "mime" / f"{name}.toml").read_text("utf-8"))
    message = _message((SAMPLES / "mime" / f"{name}.eml").read_bytes())
    if "remark" in answer:
        assert answer.pop("remark") in message.remarks
    if "header_name" in answer:
        assert message.header(answer.pop("header_name")) == answer.pop("header_value")
    facts = _facts(message)
    assert {key: facts[key] for key in answer} == answer


@pytest.mark.parametrize("how", sorted(RE_ENCODINGS))
def test_a_letter_in_another_encoding_is_the_same_letter(how: str) -> None:
    """Charset, transfer encoding, line ends, folds and no-break spaces change no field."""
    letter = (
        "From: Åsa Öberg <asa@x.example>\nTo: desk@agent.example\nSubject: Tack för samtalet på Åland\n"
        "Date: Wed, 18 Nov 2026 12:31:00 +0100\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n\nHej Olle,\n\ntack för råden om nätverk — de hjälpte.\n\n> Hur gick det?\n\nÅsa\n"
    ).encode()
    plain, other = _message(letter), _message(re_encode(letter, how))
    assert (other.subject, other.text.strip(), other.from_, other.date) == (
        plain.subject,
        plain.text.strip(),
        plain.from_,
        plain.date,
    )


def test_bytes_without_a_header_are_unreadable_with_a_cause() -> None:
    """What is no mail is a value that says why."""
    assert parse(b"") == Unreadable("It is empty.")
    assert isinstance(parse(b"\x00\x01\x02 no header at all \xff"), Unreadable)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2000))
def test_random_bytes_raise_nothing(raw: bytes) -> None:
    """No exception leaves the reader, whatever the bytes."""
    parse(raw)
    parse(b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n" + raw)


_PIECES = st.sampled_from(
    [b"From: ", b"To: ", b"Subject: ", b"Date: ", b"Content-Type: ", b"multipart/mixed; boundary=b", b"text/html", b"\n", b"\r\n", b"\n\n",
     b"--b\n", b"--b--", b"=?utf-8?q?", b"=?x?b?", b"?=", b"<a@b.example>", b"(", b'"', b",", b";", b"charset*0*=utf-16''%ff", b"=", b"<div>",
     b"&#8232;", b"> ", b" ", b"\t", b"\xff", b"message/rfc822", b"Content-Transfer-Encoding: base64\n", b"<blockquote>", b"<li>", b"</a>",
     b"In-Reply-To: ", b"References: ", b"99 Foo 99999 99:99:99 +9999", b"\x00", b"filename=", b"format=flowed"]
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.lists(_PIECES, max_size=60))
def test_random_pieces_of_mail_raise_nothing(pieces: list[bytes]) -> None:
    """Pieces of real syntax in any order are read, and read the same twice."""
    raw = b"".join(pieces)
    assert parse(raw) == parse(raw)


@pytest.mark.parametrize("seed", range(5))
def test_samples_with_bytes_changed_raise_nothing(seed: int) -> None:
    """Every sample of every folder, cut, doubled and with random bytes changed, has some reading."""
    chance = random.Random(seed)
    for path in sorted(SAMPLES.rglob("*.eml")):
        raw = bytearray(path.read_bytes())
        for _ in range(20):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        parse(bytes(raw))
        parse(bytes(raw[: chance.randrange(len(raw))]))


def _head(rest: bytes) -> bytes:
    return b"From: a@b.example\nSubject: x\nMIME-Version: 1.0\n" + rest


def _nested(levels: int) -> bytes:
    return (
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(levels))
        + b"\ndeep\n"
    )


HOSTILE = {
    "a hundred thousand parts": _head(b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 100_000),
    "two thousand levels": _head(_nested(2000)),
    "eighty thousand headers": b"".join(b"X-%d: y\n" % n for n in range(80_000)) + b"\nbody\n",
    "one header of 300 kB of encoded words": _head(b"Subject: " + b"=?utf-8?q?" * 30_000 + b"\n\nx"),
    "300 kB of words that are closed": b"Subject: " + b"=?utf-8?b?w6Q=?= " * 15_000 + b"\n\nx",
    "addresses without end": b"From: " + b"a@b.example, " * 20_000 + b"\n\nx",
    "open brackets": b"From: " + b"(" * 250_000 + b"\n\nx",
    "open quotes": b"From: " + b'"\\' * 120_000 + b"\n\nx",
    "colons": b"To: " + b"a:" * 120_000 + b"\n\nx",
    "parameters": _head(b"Content-Type: text/plain" + b"; a*0*=''x" * 25_000 + b"\n\nx"),
    "delimiter look-alikes": _head(b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b " * 75_000),
    "spaces behind a delimiter": _head(b"Content-Type: multipart/mixed; boundary=b\n\n--b" + b" " * 300_000 + b"x"),
    "references": b"From: a@b.example\nReferences: " + b"<a@b.example>" * 20_000 + b"\n\nx",
    "open ids": b"From: a@b.example\nReferences: " + b"<" * 250_000 + b"\n\nx",
    "nested divs": _head(b"Content-Type: text/html\n\n" + b"<div>" * 60_000 + b"x"),
    "open formats": _head(b"Content-Type: text/html\n\n" + b"<p><i a=1><b c=2></p>" * 15_000 + b"x"),
    "links around blocks": _head(b"Content-Type: text/html\n\n" + b"<a href=http://x><div>" * 13_000),
    "tables": _head(b"Content-Type: text/html\n\n" + b"<table><tr><td>" * 20_000 + b"x"),
    "style sheet": _head(b"Content-Type: text/html\n\n<style>" + b".a{display:none" * 20_000 + b"</style>x"),
    "long style": _head(b"Content-Type: text/html\n\n<p style='" + b"font-size:0.0" * 23_000 + b"'>x"),
    "flowed quotes": _head(b"Content-Type: text/plain; format=flowed\n\n" + b"> a \n" * 60_000),
    "one quote line": _head(b"\n" + b">" * 300_000),
    "base64 of nothing": _head(b"Content-Transfer-Encoding: base64\n\n" + b"=" * 300_000),
    "base64 in pieces": _head(b"Content-Transfer-Encoding: base64\n\n" + b"QQ==\n" * 60_000),
    "blank lines": b"\n" * 300_000,
    "a header line without end": b"Subject" + b":" * 300_000,
    "lines that are no header": b"From: a@b.example\n" + b"x\n" * 150_000,
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_mail_takes_no_time(raw: bytes) -> None:
    """R-58: what is built to hang a reader is read within two CPU seconds."""
    before = time.process_time()
    parse(raw)
    assert time.process_time() - before < HANG


def test_bounds_are_told() -> None:
    """What was left out of a mail stands in its remarks."""
    assert "more than 200 parts: the rest is left out" in _message(HOSTILE["a hundred thousand parts"]).remarks
    assert "nested deeper than 20 levels: the rest is left out" in _message(HOSTILE["two thousand levels"]).remarks
    assert "header cut at 256 kB" in _message(HOSTILE["eighty thousand headers"]).remarks
    assert "text cut at 200 kB" in _message(_head(b"\n" + b"word " * 60_000)).remarks
    assert len(_message(HOSTILE["addresses without end"]).from_) == 200


def test_a_large_mail_stays_within_memory() -> None:
    """A mail at the bound of 10 MB, cut there, takes less than 200 MB."""
    part = (
        b"--b\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n" + b"QUJD" * 18 + b"\n"
    )
    raw = _head(
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSee the enclosed.\n" + part
    )
    raw += (b"QUJD" * 18 + b"\n") * 160_000 + b"--b--\n"
    tracemalloc.start()
    message = _message(raw)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "cut at 10 MB" in message.remarks
    assert message.text == "See the enclosed."
    assert peak < 200_000_000


DATES = {
    "usual": ("Wed, 18 Nov 2026 12:31:00 +0100", "2026-11-18T12:31:00+01:00"),
    "zone in words": ("Wed, 18 Nov 2026 12:31:00 +0100 (CET)", "2026-11-18T12:31:00+01:00"),
    "zone by name": ("Wed, 18 Nov 2026 12:31:00 EST", "2026-11-18T12:31:00-05:00"),
    "two-digit year": ("18 Nov 26 12:31 GMT", "2026-11-18T12:31:00+00:00"),
    "unknown zone": ("Wed, 18 Nov 2026 12:31:00 -0000", "2026-11-18T12:31:00+00:00"),
    "asctime": ("Wed Nov 18 12:31:00 2026", "2026-11-18T12:31:00+00:00"),
    "ISO with zone": ("2026-11-18 12:31:00 +0100", "2026-11-18T12:31:00+01:00"),
    "1970": ("Thu, 1 Jan 1970 00:00:00 +0000", "1970-01-01T00:00:00+00:00"),
    "2099": ("Thu, 1 Jan 2099 00:00:00 +0000", "2099-01-01T00:00:00+00:00"),
    "the end of time": ("Fri, 31 Dec 9999 23:59:59 -2359", None),
    "no such day": ("Mon, 31 Feb 2026 12:00:00 +0100", None),
    "no such offset": ("Mon, 2 Feb 2026 12:00:00 +9999", None),
    "no such ISO offset": ("2026-11-18T12:31:00+99:00", None),
    "words": ("yesterday", None),
    "nothing": ("", None),
}  # fmt: skip


@pytest.mark.parametrize(("value", "date"), DATES.values(), ids=DATES.keys())
def test_a_date_is_aware_or_none(value: str, date: str | None) -> None:
    """R-55: every Date field is an aware time that can be computed with, or there is none."""
    read = _message(f"From: a@b.example\nDate: {value}\n\nx".encode()).date
    assert (read.isoformat() if read else None) == date
