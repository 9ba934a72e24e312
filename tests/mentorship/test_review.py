"""The year in review: who gave what, what came of it, whom it could help, and when it is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from inbox_agent.mentorship.ledger import Entry
from inbox_agent.mentorship.relationship import Meeting, Person, Relationship
from inbox_agent.mentorship.review import Told, next_end, review

ADA = Relationship(1, Person(1, "Ada"), "mentee", "informal", "active", datetime(2026, 1, 1, tzinfo=UTC))
TOLD = Entry(1, 1, datetime(2026, 5, 1, tzinfo=UTC), "advice", "contact", "rehearse the talk aloud", "You should rehearse the talk aloud", outcome="the talk went well")  # fmt: skip


def test_what_came_of_it_goes_on_to_whom_the_owner_mentors() -> None:
    """Only what led somewhere is passed on, and only to those who speak of the same and are the owner's to help (P-80)."""
    asks = replace(ADA, id=2, person=Person(2, "Bo"), role="mentor", purpose="wants to rehearse a talk for the fair")
    other = replace(asks, id=3, purpose="wants to sail")
    stopped = replace(asks, id=4, do_not_contact=True)
    found = review(2026, "Europe/Stockholm", [ADA, asks, other, stopped], [TOLD], frozenset())
    assert [(r.relationship.id, len(r.entries), len(r.came)) for r in found.received] == [(1, 1, 1)]
    assert [[r.id for r in h.people] for h in found.helps] == [[2]]


@pytest.mark.parametrize(
    ("moment", "year"), [("2026-12-31T22:59:00", 2026), ("2026-12-31T23:00:00", 2027), ("2025-12-31T23:00:00", 2026)]
)
def test_a_gift_belongs_to_the_year_of_the_owners_zone(moment: str, year: int) -> None:
    """Midnight in Stockholm parts the years, not midnight in London."""
    entry = replace(TOLD, at=datetime.fromisoformat(moment).replace(tzinfo=UTC))
    assert not review(year, "Europe/Stockholm", [ADA], [entry], frozenset()).empty


def test_promises_and_what_was_struck_out_are_no_gifts() -> None:
    """A year in which nothing was given has no review."""
    at = datetime(2026, 6, 1, tzinfo=UTC)
    entries = [replace(TOLD, what="promise", by="owner"), replace(TOLD, dropped=at)]
    assert review(2026, "UTC", [ADA], entries, frozenset()).empty


def test_the_next_end_of_a_year_is_ahead() -> None:
    """At the moment itself the next one is a year away."""
    end = next_end(datetime(2026, 12, 1, tzinfo=UTC), "07:30", "Europe/Stockholm")
    assert end == datetime(2026, 12, 31, 6, 30, tzinfo=UTC)
    assert next_end(end, "07:30", "Europe/Stockholm") == datetime(2027, 12, 31, 6, 30, tzinfo=UTC)


NOA = replace(ADA, id=5, person=Person(5, "Noa"), role="mentor")
GAVE = replace(TOLD, id=9, relationship=5, by="owner", gist="ask for the review in writing", outcome="")
TALK = Meeting(1, datetime(2026, 4, 2, 13, tzinfo=UTC), 45, "UTC", "took-place")


def test_a_mentors_year_tells_what_they_gave_and_what_was_said_of_it() -> None:
    """Advice, conversations and their length stand beside the mentee's own sentence on what came of it (P-02)."""
    thanks = Told(5, "thank you", "Hi Sofia,\nThank you!\nI asked in writing and got the review the same day. Best")
    found = review(2026, "UTC", [ADA, NOA], [GAVE], frozenset(), [(5, TALK), (5, TALK)], [thanks], {5})
    assert [(g.relationship.id, len(g.entries), g.sessions, g.minutes) for g in found.given] == [(5, 1, 2, 90)]
    assert found.given[0].told == ("Thank you! I asked in writing and got the review the same day.",)
    assert [r.id for r in found.grown] == [5]
    assert not found.empty
    assert not found.received


def test_a_peers_year_has_both_directions() -> None:
    """What a peer gave and what they were given stand each in its place."""
    peer = replace(NOA, role="peer")
    got = replace(GAVE, id=10, by="contact", gist="walk the harbour first")
    found = review(2026, "UTC", [peer], [GAVE, got], frozenset())
    assert [[e.id for e in r.entries] for r in found.received] == [[10]]
    assert [[e.id for e in g.entries] for g in found.given] == [[9]]


def test_a_conversation_with_a_mentor_of_the_owners_is_nothing_given() -> None:
    """Who is helped gives nothing by being there, and their natural end is nobody's growing."""
    assert review(2026, "UTC", [ADA], [], frozenset(), [(1, TALK)], [], {1}).empty
