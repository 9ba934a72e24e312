"""What looks like a yes and is none sends nothing, and the owner hears of it in words (T-03 … T-06, T-30)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from mail.provider_headers import PROVIDERS, Provider
from rounds import approval_attacks as attacks
from rounds.approval_attacks import PIN, Mail
from rounds.approval_layouts import LAYOUTS, Layout, button
from rounds.test_gate import ADA, AN_HOUR, SECOND_FORWARD, digest_of_two
from rounds.test_proof import pinned
from stories.mailroom import MAILBOX, OWNER, Mailroom, cached_rules

from inbox_agent.drafts.approval import new_token, token_hash, token_message_id
from inbox_agent.drafts.kept import TokenRow
from inbox_agent.mail.identify import Selves, identify
from inbox_agent.mail.message import Message
from inbox_agent.mail.parse import parse


@pytest.fixture
def room(room: Mailroom) -> Mailroom:
    """The letter that waits, in a mailbox on the network whose server is known by PIN."""
    pinned(room, PIN)
    return room


@pytest.fixture(scope="module")
def digest(asked: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime]:
    """Two people to whom nobody has written for weeks, and a digest that offers a letter to each."""
    return digest_of_two(shutil.copytree(asked, tmp_path_factory.mktemp("attacks") / "digest"))


def by(mail: Mail) -> str:
    return mail.name


@pytest.mark.parametrize("mail", attacks.ALL, ids=by)
def test_what_looks_like_a_yes_sends_nothing(room: Mailroom, mail: Mail) -> None:
    """No letter leaves, and but for robots the owner is told; nobody else ever is."""
    before = len(room.told())
    room.get(bytes(mail))
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {}
    assert (len(room.told()) > before) is not mail.silent
    assert {r for to, m in room.sent() for r in to if m.header("X-Inbox-Agent")} <= {OWNER, "letters@sofia.example"}


@pytest.mark.parametrize("language", attacks.NOT_A_YES)
def test_what_is_not_a_whole_yes_is_none(language: str) -> None:
    """Conditions, doubts, irony, questions and a no behind the yes, above a quotation of our own words (T-04)."""
    selves = Selves(frozenset({OWNER}), frozenset({MAILBOX}))
    sent = []
    for words in attacks.NOT_A_YES[language]:
        message = parse(bytes(Mail(words, body=f"{words}\n{attacks.QUOTE}")))
        assert isinstance(message, Message)
        order = identify(message, selves, cached_rules(None), answers_us=True).order
        assert order
        if order.decision in ("approve", "approve-later"):
            sent.append(words)
    assert sent == []


@pytest.mark.parametrize("words", attacks.DIGEST)
def test_a_digest_that_cannot_be_read_whole_sends_nothing(
    digest: tuple[Path, datetime], tmp_path: Path, words: str
) -> None:
    """Numbers that are not there, said twice or meant in two ways: nothing of it is done, and the owner is told (F-85)."""
    folder, at = digest
    with Mailroom(shutil.copytree(folder, tmp_path / "room"), at) as room:
        before = len(room.told())
        thread = "In-Reply-To: @@digest@@\nReferences: @@digest@@\n"
        date = f"{at:%a, %d %b %Y %H:%M:%S} +0000"
        room.get(bytes(Mail(words, body=f"{words}\n", top="", thread=thread, date=date)))
        room.turn_to(room.clock() + AN_HOUR)
        assert room.letters_to() == {}
        assert len(room.told()) > before


def test_the_question_before_the_last_version_approves_neither(room: Mailroom) -> None:
    """The owner edits, and then says ok to the mail that showed the old text (F-64)."""
    room.get(bytes(Mail("edit", body="edit:\nHi Ada,\n\nCould I ask you something about roadmaps?\n\nSofia\n")))
    room.turn_to(room.clock() + AN_HOUR)
    old = "In-Reply-To: @@approval-before@@\nReferences: @@approval-before@@\n"
    room.get(bytes(Mail("old", thread=old, date="Mon, 7 Sep 2026 11:20:00 +0200")).replace(b"<attack@", b"<attack2@"))
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {}
    room.get(bytes(Mail("new", date="Mon, 7 Sep 2026 12:20:00 +0200")).replace(b"<attack@", b"<attack3@"))
    room.turn_to(room.clock() + AN_HOUR)
    assert [("roadmaps" in m.text) for m in room.letters()] == [True]


def test_a_token_of_another_owner_opens_nothing(room: Mailroom) -> None:
    """Two owners in one database: what one was asked the other cannot answer, though the draft's number is the same (F-97)."""
    token = new_token(lambda size: b"t" * size)
    with room.doors.records.transaction("other") as tx:
        at = room.clock()
        tx.owners.get(at)
        tx.tokens.issue(TokenRow(token_hash(token), "draft", ((1, 1, "", 0),), at, at + timedelta(days=3), None), None)
    room.get(bytes(Mail("theirs", thread=f"In-Reply-To: {token_message_id(token, MAILBOX)}\n")))
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {}


def test_a_yes_that_was_used_is_no_yes_to_the_next_letter(room: Mailroom) -> None:
    """The very bytes of a genuine yes once more, under another Message-ID, with another letter waiting (T-07)."""
    yes = bytes(Mail("genuine")).replace(b"@@approval@@", room.told("approval")[-1].message_id.encode())
    room.get(yes)
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {ADA: 1}
    room.get(SECOND_FORWARD.encode())
    room.turn_to(room.clock() + AN_HOUR)
    room.get(yes.replace(b"<attack@", b"<replayed@"))
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {ADA: 1}


def test_a_yes_above_a_changed_letter_is_an_edit(room: Mailroom) -> None:
    """Whoever changes our text and writes ok above it does not mean the text as it was (F-61)."""
    was = room.told("approval")[-1].text
    changed = was.replace("Thank you", "My warmest thanks to you")
    assert changed != was
    quoted = "".join(f"> {line}\n" for line in changed.splitlines())
    head = f"ok\n\nOn Mon, 7 Sep 2026 at 09:11, inbox-agent <{MAILBOX}> wrote:\n\n"
    room.get(bytes(Mail("both", body=head + quoted)))
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {}
    assert len(room.told("approval")) == 2


SIGNS = ["a lone thumb", "a lone tick", "a reaction of Gmail", "a reaction of Gmail that says ok"]


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_is_answered_with_the_word_that_would_do(room: Mailroom, sign: str) -> None:
    """A thumb means "seen" as often as "yes", and is touched by mistake; the owner is told what to answer instead."""
    room.get(bytes(next(mail for mail in attacks.MACHINES if mail.name == sign)))
    room.turn_to(room.clock() + AN_HOUR)
    assert "ok lets the letter go" in " ".join(room.told("receipt")[-1].text.split())


#: Yeses as people write them, each sent once in some layout and by some provider.
YESES = (
    "ok", "Ok!", "OK", "yes", "Yes, please send it.", "ok, thanks", "Looks good, send it", "Go ahead", "approved", "ja", "Ja, skicka", "ok tack", "kör",
    "ja bitte", "Ja, senden", "passt so", "oui", "Oui, envoie", "d'accord", "sí", "Sí, envíalo", "vale", "Perfect, send it please", "ok\n\nSofia", "ok\n\nBest,\nSofia Lind",
    "Hi,\n\nyes, please send.\n\nThanks", "Yes - send", "Send",
)  # fmt: skip


def genuine() -> Iterator[tuple[str, str, Layout, Provider]]:
    for n, layout in enumerate(LAYOUTS):
        for step in (0, 9, 17):
            words, provider = YESES[(n + step) % len(YESES)], PROVIDERS[(n + step) % len(PROVIDERS)]
            yield f"{layout.__name__}, {words!r}, {provider.name}", words, layout, provider


@pytest.mark.parametrize(("words", "layout", "provider"), [g[1:] for g in genuine()], ids=[g[0] for g in genuine()])
def test_a_genuine_yes_is_taken_or_asked_about(room: Mailroom, words: str, layout: Layout, provider: Provider) -> None:
    """In every layout and behind every provider's headers the letter leaves, or the owner hears at once what is missing."""
    pinned(room, *provider.pins)
    was = room.told("approval")[-1]
    thread = attacks.REPLIES if layout is not button else ""
    subject = f"Re: {was.subject}" if layout is not button else "[1] @@token@@"
    head = f"{provider.top}From: Sofia Lind <{OWNER}>\nTo: <{MAILBOX}>\nSubject: {subject}\nDate: Mon, 7 Sep 2026 10:10:00 +0200\nMessage-ID: <yes@programs.example>\n{thread}MIME-Version: 1.0\n"
    room.get((head + layout(words, was)).encode())
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {ADA: 1}, [m.text for m in room.told()][-1]
