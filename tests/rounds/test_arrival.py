"""Mail that claims to be older than it is to us: with a clock that runs ahead of the server's, an answer is still an answer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from faults.letters import START, contact, forward, reply, say_ok
from stories.mailroom import Mailroom

from inbox_agent.doors import maildir

MINUTE = timedelta(minutes=1)


def test_an_answer_that_a_simulated_clock_would_date_before_our_letter_is_answered(tmp_path: Path) -> None:
    """The clock is ten days ahead of the server's; their yes comes to the letter that left in those ten days."""
    with Mailroom(tmp_path, START) as room:
        room.turn_to(START + timedelta(days=10))
        room.get(forward(0, room.clock()))
        say_ok(room)
        room.turn_to(room.clock() + 10 * MINUTE)
        (letter,) = room.letters()
        words = "Happy to help. Let us find half an hour next week."
        maildir.deliver(tmp_path / "inbox", reply(letter, words, START, "yes", contact(0)), START)
        room.turn_to(room.clock() + 2 * MINUTE)
        with room.transaction() as tx:
            (relationship,) = tx.people.all()
            assert [m.direction for m in tx.mail.thread(relationship.id)][-2:] == ["out", "in"]
            assert [d.kind for d in tx.drafts.open()] == ["accept-and-schedule"]
