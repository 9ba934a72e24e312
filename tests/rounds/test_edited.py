"""The owner answers with the letter itself, changed: it becomes the text, is shown anew, and nothing leaves yet (F-61, F-64)."""

from __future__ import annotations

import html
import textwrap

import pytest
from rounds.test_gate import ADA, AN_HOUR, Answer, drafts
from stories.mailroom import Mailroom

from inbox_agent.drafts.draft import Draft
from inbox_agent.mail.message import Message


def draft(room: Mailroom) -> Draft:
    with room.transaction() as tx:
        return next(d for r in tx.people.all() for d in tx.drafts.of(r.id))


def changed(text: str) -> str:
    """The letter with one sentence of the owner's in it."""
    first, *rest = text.split("\n\n")
    return "\n\n".join([first, "I hope that Lisbon was good to you.", *rest])


def quoted(mail: Message, text: str) -> str:
    """Our mail as a program quotes it, with another text in place of the letter."""
    before, _, after = mail.text.partition("─" * 40)
    _, _, after = after.partition("─" * 40)
    whole = f"{before}{'─' * 40}\n{text}\n{'─' * 40}{after}"
    lines = [part for line in whole.split("\n") for part in (textwrap.wrap(line, 70) or [""])]
    return "On Mon, 7 Sep 2026 at 09:11, inbox-agent <letters@sofia.example> wrote:\n\n" + "\n".join(
        f"> {line}" for line in lines
    )


def answered(room: Mailroom, body: str, content_type: str = "text/plain; charset=utf-8") -> None:
    answer = Answer("edited", body, content_type=content_type)
    raw = bytes(answer)
    room.get(raw)
    room.turn_to(room.clock() + AN_HOUR)


def words(text: str) -> list[str]:
    return text.split()


@pytest.mark.parametrize(
    "above", ["", "ok", "ok, changed below", "I changed it a little.", "edited", "Hi,\n\nsee below.\n\nSofia"]
)
def test_a_letter_that_was_changed_in_the_quotation_is_the_new_text(room: Mailroom, above: str) -> None:
    """Wrapped and marked by the mail program, with or without a word above; also below an ok."""
    before = draft(room)
    body = quoted(room.told("approval")[-1], changed(before.text))
    answered(room, f"{above}\n\n{body}")
    after = draft(room)
    assert (after.version, after.state) == (before.version + 1, "waiting")
    assert words(after.text) == words(changed(before.text))
    assert room.letters_to() == {}
    assert len(room.told("approval")) == 2


def test_the_changed_letter_leaves_after_its_own_yes(room: Mailroom) -> None:
    """With paragraphs as they were, not as a program wrapped them."""
    before = draft(room)
    answered(room, quoted(room.told("approval")[-1], changed(before.text)))
    room.get(bytes(Answer("ok")).replace(b"<answer@", b"<yes@"))
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {ADA: 1}
    assert [p.split() for p in room.letters()[0].text.strip().split("\n\n")] == [
        p.split() for p in changed(before.text).strip().split("\n\n")
    ]


def test_a_letter_that_was_copied_above_and_changed_is_the_new_text(room: Mailroom) -> None:
    """The whole answer is the letter."""
    before = draft(room)
    answered(room, changed(before.text))
    after = draft(room)
    assert after.version == before.version + 1
    assert words(after.text) == words(changed(before.text))
    assert room.letters_to() == {}


def test_an_ok_above_the_unchanged_letter_sends_it(room: Mailroom) -> None:
    """However the program wraps and marks it."""
    answered(room, "ok\n\n" + quoted(room.told("approval")[-1], draft(room).text))
    assert room.letters_to() == {ADA: 1}


def test_an_ok_above_a_letter_that_a_program_has_spoilt_sends_it(room: Mailroom) -> None:
    """Lost letters of another alphabet and rewritten links are no change of the owner's."""
    spoilt = draft(room).text.replace("–", "?").replace("é", "?").replace("’", "?")
    answered(room, "ok\n\n" + quoted(room.told("approval")[-1], spoilt))
    assert room.letters_to() == {ADA: 1}


@pytest.mark.parametrize("edit", [False, True], ids=["unchanged", "changed"])
def test_in_html_it_is_the_same(room: Mailroom, edit: bool) -> None:
    """The letter stands in a box of our own mail, which the program quotes as it is."""
    before = draft(room)
    box = html.escape(changed(before.text) if edit else before.text).replace("\n", "<br>")
    body = (
        "<div>ok</div><br><div class='gmail_quote'>On Mon, 7 Sep 2026 at 09:11, inbox-agent &lt;letters@sofia.example&gt; wrote:"
        f"<blockquote><p>This letter is ready.</p><p>To: Ada Holm<br>Subject: {html.escape(before.subject)}</p>"
        f"<div style='white-space:pre-wrap'>{box}</div><p>How to answer: reply with one of these lines.</p></blockquote></div>"
    )
    answered(room, body, "text/html; charset=utf-8")
    assert room.letters_to() == ({} if edit else {ADA: 1})
    assert draft(room).version == before.version + edit


@pytest.mark.parametrize(
    "body",
    [
        "Thanks, I will look at it tonight when the children sleep and then tell you.",
        "Is this about Ada from the talk, or another Ada? I have met two of them there.",
    ],
)
def test_another_text_is_no_letter(room: Mailroom, body: str) -> None:
    """An answer in sentences changes nothing."""
    before = draft(room)
    answered(room, body)
    assert draft(room).version == before.version
    assert drafts(room) == ["waiting"]
    assert room.letters_to() == {}


def test_a_no_above_a_changed_letter_is_a_no(room: Mailroom) -> None:
    """What stops, stops."""
    answered(room, "no\n\n" + quoted(room.told("approval")[-1], changed(draft(room).text)))
    assert drafts(room) == ["rejected"]
