"""A letter that nothing but the owner's wish calls for is drafted, asked about and sent like any other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from rounds.test_gate import ADA, FORWARD, START
from stories.mailroom import Mailroom

from inbox_agent.drafts.wanted import WORDS, facts_in, fits
from inbox_agent.errors import Refused, WrongUse
from inbox_agent.rounds.wish import wanted

LABELS = {"situation": ("situation",), "behaviour": ("behaviour",), "impact": ("impact",)}
#: Enough words for each kind that has to be told something.
ENOUGH = {
    "agenda": "How to say no",
    "progress-report": "I have moved to the research team.",
    "question": "How did you decide what to leave out?",
    "gratitude": "Your tip on lists has saved my week.",
    "introduction-thanks": "Mira Olsen",
    "advice-answer": "I have shortened the first page, and it reads better.",
    "thank-you": "I will write the headline first.",
    "feedback": "In the review on the map we were three.\nYou answered before the others had finished.\nSam stopped asking.",
    "encouragement": "The way you opened the room was thoughtful.",
    "introduction": "Mira Olsen has built a design team and likes to talk about it.",
}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Mailroom]:
    """A relationship with Ada that is active and has nothing waiting."""
    with Mailroom(tmp_path, START) as opened:
        opened.get(FORWARD.encode())
        with opened.transaction() as tx:
            for draft in tx.drafts.of(1):
                tx.drafts.change(draft.id, state="rejected")
            tx.people.change(1, stage="active", since=START)
        yield opened


@pytest.mark.parametrize("kind", WORDS)
def test_every_kind_can_be_wished_for(kind: str, room: Mailroom) -> None:
    """Each becomes a draft with its text, whole, waiting, and asked about in a mail."""
    with room.transaction() as tx:
        tx.people.change(1, role="mentee" if fits(kind, "mentee") else "mentor")
    number = wanted(room.doors, 1, kind, ENOUGH.get(kind, ""), START)
    with room.transaction() as tx:
        draft = tx.drafts.get(number)
    assert draft is not None
    assert (draft.kind, draft.state, draft.to) == (kind, "waiting", (ADA,))
    assert draft.blocked == ""
    assert draft.text.startswith(("Hello Ada", "Hi Ada", "Dear Ada"))
    room.turn_to(START + timedelta(minutes=1))
    assert room.told("approval")


def test_what_the_wish_does_not_say_is_asked(room: Mailroom) -> None:
    """P-22, P-42: feedback without its impact is no letter yet."""
    with room.transaction() as tx:
        tx.people.change(1, role="mentor")
    number = wanted(room.doors, 1, "feedback", "Situation: In the review.\nBehaviour: You answered first.", START)
    with room.transaction() as tx:
        draft = tx.drafts.get(number)
    assert draft is not None
    assert "What did it lead to" in draft.blocked


def test_a_second_wish_waits_for_the_first_unless_it_takes_its_place(room: Mailroom) -> None:
    """Two letters to one person at once are one too many."""
    first = wanted(room.doors, 1, "gratitude", ENOUGH["gratitude"], START)
    with pytest.raises(Refused, match="waits for you"):
        wanted(room.doors, 1, "question", ENOUGH["question"], START)
    wanted(room.doors, 1, "question", ENOUGH["question"], START, instead=True)
    with room.transaction() as tx:
        before = tx.drafts.get(first)
    assert before is not None
    assert before.state == "overtaken"


def test_nothing_is_wished_for_where_nothing_may_be_written(room: Mailroom) -> None:
    """P-75, F-24: a stop holds against the owner's own haste, too."""
    with room.transaction() as tx:
        tx.people.change(1, do_not_contact=True)
    with pytest.raises(Refused, match="Nothing is ever written"):
        wanted(room.doors, 1, "gratitude", ENOUGH["gratitude"], START)


def test_a_letter_of_the_other_role_is_refused_with_a_sentence(room: Mailroom) -> None:
    with pytest.raises(WrongUse, match="not one that a mentee writes"):
        wanted(room.doors, 1, "feedback", ENOUGH["feedback"], START)
    with pytest.raises(WrongUse, match="no letter that can be asked for"):
        wanted(room.doors, 1, "serenade", "", START)


@pytest.mark.parametrize(
    ("kind", "words", "found"),
    [
        ("gratitude", "Your tip helped.", {"gratitude": "Your tip helped."}),
        ("introduction-thanks", "Mira Olsen", {"introduced": "Mira Olsen"}),
        ("introduction-thanks", "Mira Olsen\nWe spoke.", {"introduced": "Mira Olsen", "news": "We spoke."}),
        ("introduction-thanks", "We spoke, and it went well today.", {"news": "We spoke, and it went well today."}),
        ("feedback", "Impact: he stopped\nSituation: the review", {"impact": "he stopped", "situation": "the review"}),
        ("feedback", "One.\nTwo.\nThree.", {"situation": "One.", "behaviour": "Two.", "impact": "Three."}),
        ("decline-thanks", "anything", {}),
        ("gratitude", "  ", {}),
    ],
)
def test_the_words_of_a_wish_are_read_by_label_by_line_or_whole(kind: str, words: str, found: dict[str, str]) -> None:
    assert facts_in(kind, words, LABELS) == found
