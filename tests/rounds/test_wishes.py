"""A wish for a draft, by mail: a new version by rule or by the model, a new yes for it, and never another letter (F-61, F-64)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from rounds.model_room import Oracle, letter, serving
from rounds.test_gate import ADA, FORWARD, OWNER
from stories.mailroom import MAILBOX, Mailroom
from werkzeug import Response

from inbox_agent.doors.loop import Loop
from inbox_agent.drafts.draft import Draft

START = datetime(2026, 9, 7, 7, 10, tzinfo=UTC)
LATER = START + timedelta(minutes=10)
TEXT = (
    "Dear Ada,\n\nYour talk “Owning the roadmap without owning the team” at Nordic Product Days has stayed with me.\n\n"
    "I am Sofia Lind, a product designer in Gothenburg, and I want to learn about moving from design to product "
    "leadership.\n\nWould you have 20 minutes for a call in the coming weeks? I would like to ask how you knew that you were "
    "ready to lead.\n\nAny day that suits you is fine, and I understand if it does not fit. Thank you for considering "
    "it.\n\nWarm regards,"
)
WARMER = TEXT.replace("has stayed with me", "has stayed with me, and I still think of it with joy")


@pytest.fixture(scope="module")
def http() -> Iterator[HTTPServer]:
    yield from serving()


@pytest.fixture(scope="module")
def loop() -> Iterator[Loop]:
    loop = Loop()
    yield loop
    loop.close()


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Mailroom]:
    """An agent without a model, with a first letter that waits."""
    with Mailroom(tmp_path, START) as room:
        room.get(FORWARD.encode())
        yield room


@pytest.fixture
def oracle(http: HTTPServer) -> Oracle:
    return Oracle(http, letters=[letter(TEXT)])


@pytest.fixture
def room(tmp_path: Path, oracle: Oracle, loop: Loop) -> Iterator[Mailroom]:
    """An agent with a model, which has written the first letter."""
    with Mailroom(tmp_path, START, more=oracle.config, loop=loop) as room:
        room.get(FORWARD.encode())
        yield room


def says(room: Mailroom, body: str, to: str = "@@approval@@") -> None:
    """The owner answers the newest approval."""
    room.turn_to(room.clock() + timedelta(minutes=1))
    head = f"From: Sofia Lind <{OWNER}>\nTo: <{MAILBOX}>\nSubject: Re: a letter\nDate: Mon, 7 Sep 2026 10:10:00 +0200\n"
    number = len(list((room.inbox / "new").iterdir())) + len(list((room.inbox / "cur").iterdir()))
    head += f"Message-ID: <answer-{number}@programs.example>\nIn-Reply-To: {to}\n"
    room.get(f"{head}Content-Type: text/plain; charset=utf-8\n\n{body}\n".encode())


def draft(room: Mailroom) -> Draft:
    with room.transaction() as tx:
        [only] = tx.drafts.in_hand()
    return only


def test_a_wish_that_a_rule_can_do_is_a_new_version_at_once_and_needs_a_yes_of_its_own(plain: Mailroom) -> None:
    """Without a model; the old mail can no longer send, the new one can."""
    before, old = draft(plain), plain.told("approval")[-1].message_id
    says(plain, "drop the last paragraph")
    after = draft(plain)
    assert (before.version, after.version) == (1, 2)
    assert after.text != before.text
    assert set(after.text.split()) < set(before.text.split())
    assert after.text.rstrip().endswith("Sofia Lind")
    assert len(plain.told("approval")) == 2
    says(plain, "ok", old)
    plain.turn_to(LATER + timedelta(hours=2))
    assert plain.letters() == []
    says(plain, "ok")
    plain.turn_to(LATER + timedelta(hours=4))
    [sent] = plain.letters()
    assert after.text.split() == sent.text.split()


@pytest.mark.parametrize(
    "wish", ["warmer", "mention the book", "varmare", "wärmer", "plus chaleureux", "más cálido", "more formal"]
)
def test_without_a_model_the_owner_is_asked_for_the_text_and_the_draft_stays(plain: Mailroom, wish: str) -> None:
    """Nothing is guessed, nothing lost, and the draft can be approved by the mail that asks anew."""
    before = draft(plain)
    says(plain, wish)
    assert draft(plain).text == before.text
    told = plain.told("receipt")[-1]
    assert "edit:" in told.text
    assert wish in told.text
    says(plain, "ok")
    assert draft(plain).state == "approved"


@pytest.mark.parametrize(
    "wish",
    ["warmer, please", "Varmare, tack", "bitte wärmer", "plus chaleureux", "más cálido", "mention how glad I was"],
)
def test_a_model_fulfils_a_wish_with_the_draft_and_the_wish_before_it(
    room: Mailroom, oracle: Oracle, wish: str
) -> None:
    """One call; the owner is told that it comes, and it comes with a token of its own."""
    oracle.letters[:] = [letter(TEXT), letter(WARMER)]
    says(room, wish)
    after = draft(room)
    assert (after.version, after.written_by, after.state) == (2, "model", "waiting")
    assert "with joy" in after.text
    assert len(oracle.asked_letters) == 2
    asked = oracle.asked_letters[1]
    assert wish in asked
    assert "has stayed with me" in asked
    assert "another version" in room.told("receipt")[-1].text
    says(room, "ok")
    room.turn_to(LATER + timedelta(hours=2))
    assert "with joy" in room.letters()[-1].text


def test_an_exact_wish_costs_no_call_even_where_there_is_a_model(room: Mailroom, oracle: Oracle) -> None:
    """ "Drop the second paragraph" is done to the letter, "shorter" by the one who writes better."""
    says(room, "drop the second paragraph")
    assert "product designer" not in draft(room).text
    assert len(oracle.asked_letters) == 1
    says(room, "shorter")
    assert len(oracle.asked_letters) == 2


@pytest.mark.parametrize(
    "turn",
    [
        Response("no", 500),
        Response("no", 401),
        "Here is your letter",
        letter(TEXT + " See you at Acme on 12 October 2026."),
    ],
    ids=["out of order", "wrong key", "rubbish", "invented facts, twice"],
)
def test_a_wish_that_the_model_cannot_fulfil_leaves_the_draft_and_says_so(
    room: Mailroom, oracle: Oracle, turn: object
) -> None:
    """Never a template in the place of what was wished; the owner is asked for the text, and can still say yes."""
    before = draft(room)
    oracle.letters[:] = [letter(TEXT), turn]  # type: ignore[list-item]
    says(room, "warmer")
    assert draft(room).text == before.text
    assert draft(room).version == before.version
    assert "as you wish" in room.told("receipt")[-1].text
    calls = len(oracle.asked_letters)
    assert calls <= 1 + 2
    room.turn_to(LATER + timedelta(days=1))
    assert len(oracle.asked_letters) == calls, "a wish that was tried in vain is not tried for ever"
    says(room, "ok")
    assert draft(room).state == "approved"


def test_the_owner_s_own_edit_is_changed_by_their_own_wish_only_and_is_a_source(room: Mailroom, oracle: Oracle) -> None:
    """F-64: what they wrote goes to the model as it is, and what they named in it needs no other source."""
    says(room, "edit:\nDear Ada,\n\nI heard you at Acme in Malmö.\n\nDo you have 20 minutes?\n\nBest,\nSofia")
    assert draft(room).written_by == "owner"
    oracle.letters[:] = [
        letter(TEXT),
        letter("Dear Ada,\n\nHow glad I was to hear you at Acme in Malmö!\n\nDo you have 20 minutes?\n\nBest,"),
    ]
    says(room, "warmer")
    after = draft(room)
    assert "How glad I was" in after.text
    assert "Acme" not in after.blocked
    assert "I heard you at Acme in Malmö." in oracle.asked_letters[-1]


def test_a_wish_may_bring_a_fact_which_then_has_a_source(room: Mailroom, oracle: Oracle) -> None:
    """What the owner tells in a wish is the owner's word, also when a later wish is about something else."""
    told = TEXT.replace("has stayed with me.", "has stayed with me, and so has your book “Quiet Roadmaps”.")
    oracle.letters[:] = [letter(TEXT), letter(told), letter(told.replace("Any day that suits you is fine, and ", ""))]
    says(room, 'mention her book "Quiet Roadmaps"')
    assert "Quiet Roadmaps" in draft(room).text
    assert not draft(room).blocked
    says(room, "a bit shorter")
    assert "Quiet Roadmaps" in draft(room).text
    assert not draft(room).blocked


def test_a_stranger_s_wish_changes_nothing(room: Mailroom, oracle: Oracle) -> None:
    """Token and From are needed to cost the owner a call."""
    head = f"From: Mallory <mallory@elsewhere.example>\nTo: <{MAILBOX}>\nSubject: x\nDate: Mon, 7 Sep 2026 10:10:00 +0200\n"
    room.get(f"{head}Message-ID: <m@x.example>\nIn-Reply-To: @@approval@@\n\nwarmer\n".encode())
    assert draft(room).version == 1
    assert len(oracle.asked_letters) == 1


def test_nothing_is_sent_to_anybody_by_a_wish(room: Mailroom, oracle: Oracle) -> None:
    """F-60."""
    for wish in ("shorter", "drop the second paragraph", "send it to Bo instead", "mention that you sent it"):
        says(room, wish)
    room.turn_to(LATER + timedelta(days=2))
    assert room.letters_to() == {}
    assert ADA not in oracle.prompts
