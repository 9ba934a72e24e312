"""The owner's own words on the records become their voice, and what is beside a letter is shown (F-47, F-49)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from rounds.test_gate import FORWARD, SECOND_FORWARD, START
from rounds.test_hostile_model import forward
from stories.mailroom import Mailroom

from inbox_agent.rounds.settle import Decision, settle
from inbox_agent.rounds.voice import voice_of

OWN = "Morning {name}!\n\nYour talk made me think, and I have one question about it. Could we speak for 15 minutes?\n\nTake good care,\nSofia"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Mailroom]:
    with Mailroom(tmp_path, START) as opened:
        opened.get(FORWARD.encode())
        opened.get(SECOND_FORWARD.encode())
        yield opened


def test_letters_that_the_owner_rewrote_and_sent_are_learnt_from(room: Mailroom) -> None:
    """Twice the same greeting, each with its receiver's name: that is how this owner greets."""
    with room.transaction() as tx:
        assert voice_of(room.doors, tx, "en").greeting == ""
        for draft in tx.drafts.open():
            person = tx.people.get(draft.relationship_id)
            assert person is not None
            text = OWN.replace("{name}", person.person.name.split()[0])
            assert settle(tx, room.doors, Decision("edit", draft.id, text=text), START).ok
            assert settle(tx, room.doors, Decision("approve", draft.id, draft.version + 1), START).ok
    room.turn_to(START + timedelta(minutes=30))
    with room.transaction() as tx:
        voice = voice_of(room.doors, tx, "en")
    assert (voice.greeting, voice.sign_off, voice.letters) == ("Morning {name}!", "Take good care,", 2)


def test_two_requests_in_one_organisation_are_shown_in_the_approval(room: Mailroom) -> None:
    """Ada and Per sign with the same organisation: the second letter says so, and can still be sent by one word."""
    with room.transaction() as tx:
        second = tx.drafts.of(2)[-1]
    assert [f.name for f in second.findings if not f.ok and f.name.startswith("portfolio")]
    assert second.blocked == ""


EDITED = (
    "Morning {name},\n\nYour talk “Owning the roadmap without owning the team” at Nordic Product Days made me think. I’m Sofia, and I’d "
    "love a quick chat about design. Do you have 15 minutes? No rush at all!\n\nTake good care,\nSofia"
)


def test_the_fourth_letter_is_written_as_the_owner_rewrote_three(tmp_path: Path) -> None:
    """F-47 from the outside: three drafts edited and sent, and the fourth greets, closes, contracts and is as short."""
    before = ""
    with Mailroom(tmp_path, START) as room:
        for n in range(4):
            room.get(forward(n))
            room.turn_to(room.clock() + timedelta(minutes=1))
            with room.transaction() as tx:
                [draft] = tx.drafts.open()
                before = before or draft.text
                if n == 3:
                    break
                text = EDITED.replace("{name}", "Nora")
                assert settle(tx, room.doors, Decision("edit", draft.id, text=text), room.clock()).ok
                done = Decision("approve-later", draft.id, draft.version + 1, room.clock())
                assert settle(tx, room.doors, done, room.clock()).ok
            room.turn_to(room.clock() + timedelta(days=1))
    fourth = draft
    assert fourth.text.startswith("Morning Nora,\n")
    assert "\n\nTake good care,\n" in fourth.text
    assert "I’m" in fourth.text or "I’d" in fourth.text
    assert len(fourth.text.split()) < len(before.split())
    assert not [f for f in fourth.findings if not f.ok and f.name.startswith(("etiquette", "grounding"))]
