from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox_agent.mail import forward, quoting
from inbox_agent.mail.message import Address, Message
from inbox_agent.mail.visible import visible
from tests.mail.sample_mails import LABELS, Sample, flat, samples

REPLIES = samples("replies", "heldout", key="written")


@pytest.mark.parametrize("sample", REPLIES, ids=lambda one: one.name)
def test_what_was_newly_written_is_found_in_every_sample(sample: Sample) -> None:
    """Nothing written is lost and nothing old is left (F-11)."""
    reply = quoting.split(sample.message.text, LABELS, sample.answer.get("known", ()), (sample.message.author.name,))
    assert flat(reply.written) == flat(sample.answer["written"])


@pytest.mark.parametrize("sample", REPLIES, ids=lambda one: one.name)
def test_each_line_is_in_exactly_one_part(sample: Sample) -> None:
    """Written, signature and quoted together are the mail: no line is dropped, none is told twice."""
    reply = quoting.split(sample.message.text, LABELS, sample.answer.get("known", ()))
    parts = [
        line for part in (reply.written, reply.signature, reply.quoted) for line in part.split("\n") if line.strip("> ")
    ]
    assert sorted(map(flat, parts)) == sorted(
        flat(line) for line in sample.message.text.split("\n") if line.strip("> ")
    )


@pytest.mark.parametrize("change", [str.upper, str.title], ids=["upper", "title"])
def test_separators_are_read_without_case(change: object) -> None:
    """A program that shouts its labels is understood."""
    assert callable(change)
    block = "From: Desk <desk@agent.example>\nSent: Monday, November 2, 2026 10:12\nTo: Ada\nSubject: x\n\nDear Ada"
    assert quoting.split("Yes, Friday.\n\n" + change(block), LABELS).written == "Yes, Friday."


def test_the_writers_name_alone_is_a_signature_only_when_it_is_known() -> None:
    """A last word that is nobody's name may be the answer."""
    assert (
        quoting.split("Which day suits?\n\nThursday", LABELS, names=("Ada Lindqvist",)).written
        == "Which day suits?\n\nThursday"
    )
    assert quoting.split("Friday suits.\n\nAda", LABELS, names=("Ada Lindqvist",)) == quoting.Reply(
        "Friday suits.", "Ada", ""
    )


def test_a_short_known_text_does_not_cut_a_letter() -> None:
    """A few words that we sent once are not taken for a quote of them."""
    assert (
        quoting.split("ok, thanks for that\nand more", LABELS, known=("ok",)).written == "ok, thanks for that\nand more"
    )


@pytest.mark.parametrize("answer", ["ok", "no", "shorter"])
def test_an_answer_below_our_text_is_found_though_our_text_has_its_letters(answer: str) -> None:
    """ "ok" stands in "book" and in the middle of a line of ours, and is still what the owner wrote."""
    ours = "Draft 30 for Ada Lindqvist\n\nDear Ada, your book, no shorter than the last, was ok with me.\nOlle\n"
    assert quoting.split(f"{ours}\n{answer}\n", LABELS, known=(ours,)).written == answer


def test_lines_beyond_the_guard_are_kept() -> None:
    """The reader looks at 1,500 lines; what stands below them is still there."""
    text = "\n".join(f"line {n}" for n in range(1600))
    assert quoting.split(text, LABELS).written == text


N = 300_000
HOSTILE = {
    "one letter": "a" * N,
    "spaces": " " * N,
    "marks": "> " * (N // 2),
    "line ends": "\n" * N,
    "colons": ":" * N,
    "attributions": "On Mon, 2 Nov 2026 at 10:12, A <a@b.example> wrote:\n" * (N // 52),
    "verbs": "wrote:\n" * (N // 7),
    "labels": "Subject: x\n" * (N // 11),
    "blocks": "From: Ada <a@b.example>\nSent: 2026-11-02 10:12\nTo: x\nSubject: y\n\n" * (N // 66),
    "markers": "---------- Forwarded message ---------\n" * (N // 38),
    "at signs": "a@" * (N // 2),
    "dots": "a.b@c.d." * (N // 8),
    "names": "Ada Byron " * (N // 10),
    "introductions": "introduce you to Ada " * (N // 21),
    "sign-offs": "Best,\n" * (N // 6),
    "brackets": "(<[" * (N // 3),
    "dashes": "-" * N,
    "phones": "+46 70 " * (N // 7),
    "a robot's page": "---------- Forwarded message ---------\nFrom: no-reply@x.example\nSubject: s\n\n"
    + "Ada Byron message from Eve Dan accepted your\n" * (N // 45),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_300_kb_of_anything_are_read_in_two_seconds(text: str) -> None:
    """A limit that catches a hang: replies and forwards are read in linear time (T-23)."""
    message = Message("<1@x.example>", None, "Fwd: x", (Address("Ada", "ada@x.example"),), text=text)
    began = time.process_time()
    quoting.split(text, LABELS, (text[:4000],), ("Ada",))
    forward.read(message, LABELS, frozenset(), frozenset())
    assert time.process_time() - began < 4  # two readers, each within its two seconds


PIECES = st.sampled_from(
    [
        "> ",
        "\n",
        "\n\n",
        "wrote:",
        "On 2 Nov 2026 10:12 ",
        "Best,",
        "-- \n",
        "a@b.example",
        "From: ",
        "Ada",
        "_____",
        "PS: x",
        "Sent from my phone",
        "\u00a0",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=10)), max_size=80).map("".join), st.text(max_size=80))
def test_no_text_raises_and_no_word_is_lost(text: str, known: str) -> None:
    """The three parts hold every visible word of the mail."""
    reply = quoting.split(text, LABELS, (known,), (known[:10],))
    said = re.findall(r"\w+", " ".join((reply.written, reply.signature, reply.quoted)))
    assert sorted(said) == sorted(re.findall(r"\w+", visible(text)))
