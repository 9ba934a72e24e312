"""What the digest says beside the stale: what is due in two weeks, and what nobody knows the outcome of (F-84, P-61)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from faults.letters import contact, forward
from stories.mailroom import Mailroom

from inbox_agent.drafts.kept import NewDraft, NewVersion
from inbox_agent.front import health
from inbox_agent.mail.kept import Taken
from inbox_agent.mail.message import Because
from inbox_agent.mentorship.kept import NewContact
from inbox_agent.mentorship.ledger import Mention
from inbox_agent.mentorship.mentions import Speaker, mentions_in
from inbox_agent.mentorship.profile import Profile
from inbox_agent.rounds import ledger, set_aside, tell, weekly

NOW = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def test_the_digest_names_what_comes_and_what_was_never_reported(tmp_path: Path) -> None:
    """A conversation in three days, a pause that ends in five, advice past the cadence; what is asked anew is no reason to write."""
    with Mailroom(tmp_path, NOW) as room:
        with room.transaction() as tx:
            tx.owners.get(NOW)
            ada = tx.people.add(NewContact("Ada Holm", "ada@lab.example", "mentee", "informal"), NOW - 90 * DAY)
            bo = tx.people.add(NewContact("Bo Ek", "bo@lab.example", "mentee", "informal"), NOW - 90 * DAY)
            tx.people.change(ada, stage="active", last_outbound=NOW - DAY)
            tx.people.set_meeting(ada, NOW + 3 * DAY, "Europe/London", 30, "planned")
            tx.people.change(bo, stage="paused", pause_until=NOW + 5 * DAY, paused_from="active")
            tx.people.store_next(bo, "time:pause-over", NOW + 5 * DAY, "P-76: paused")
            advice = Mention("advice", "contact", "ask for the budget first", "I would ask for the budget first.")
            tx.ledger.add(ada, advice, NOW - 80 * DAY)
            tx.ledger.add(bo, advice, NOW - 2 * DAY)
        with room.transaction() as tx:
            told = weekly.gather(tx, room.doors, NOW, NOW - 7 * DAY)
            again = weekly.gather(tx, room.doors, NOW, NOW - 60 * DAY)
        assert [(r.person.name, what, at - NOW) for r, what, at in told.coming] == [
            ("Ada Holm", "meeting", 3 * DAY),
            ("Bo Ek", "pause", 5 * DAY),
        ]
        assert [(r.person.name, e.gist) for r, e in told.unreported] == [("Ada Holm", "ask for the budget first")]
        assert told.empty, "it was asked about in an earlier digest"
        assert not again.empty, "it is asked about for the first time"


def test_a_clock_that_ran_years_ahead_does_not_put_the_digest_off_for_years(tmp_path: Path) -> None:
    """Set right again, the next digest comes within a week (R-52)."""
    with Mailroom(tmp_path, NOW) as room:
        with room.transaction() as tx:
            tx.owners.get(NOW)
            tx.owners.next_digest(NOW + 3_650 * DAY)
        weekly.weekly(room.doors, NOW)
        with room.transaction() as tx:
            due = tx.owners.get(NOW).digest_due
        assert due is not None
        assert NOW < due <= NOW + 7 * DAY


def test_the_digest_tells_what_did_not_leave_and_what_could_not_be_handled(tmp_path: Path) -> None:
    """A letter that failed keeps all others to this person waiting: each digest says so until the owner decides."""
    with Mailroom(tmp_path, NOW) as room:
        room.get(forward(0, room.clock()))
        with room.transaction() as tx:
            (draft,) = tx.drafts.open()
            tx.drafts.change(draft.id, state="failed")
        room.get(b"\x00\x00")
        with room.transaction() as tx:
            told = weekly.gather(tx, room.doors, NOW, NOW - DAY)
            (aside,) = tx.mail.asides()
            set_aside.done(tx, aside.id, NOW)
            week_later = weekly.gather(tx, room.doors, NOW + 7 * DAY, NOW + DAY)
        found = health.of(room.doors.records, room.doors.owner, room.doors.account, room.doors.settings, NOW)
        assert [(r.person.name, d.id) for r, d in told.stuck] == [(contact(0).name, draft.id)]
        assert [a.id for a, *_ in told.asides] == [aside.id]
        assert (found.failed, found.waiting, found.blocked) == (1, 0, 0)
        assert week_later.stuck == told.stuck
        assert week_later.asides == ()
        assert not week_later.empty
        shown = tell.digest_preview(room.doors, told, NOW).text
        assert f"[{draft.id}]" in shown
        assert f"inbox-agent show {draft.id}" in shown


def test_a_pause_is_not_broken_by_asking_what_came_of_it(tmp_path: Path) -> None:
    """Nobody whom the owner lets rest until a day is brought up before it."""
    with Mailroom(tmp_path, NOW) as room:
        with room.transaction() as tx:
            tx.owners.get(NOW)
            ada = tx.people.add(NewContact("Ada Holm", "ada@lab.example", "mentee", "informal"), NOW - 90 * DAY)
            advice = Mention("advice", "contact", "ask for the budget first", "I would ask for the budget first.")
            tx.ledger.add(ada, advice, NOW - 80 * DAY)
            tx.people.change(ada, stage="active", last_outbound=NOW - DAY)
        with room.transaction() as tx:
            before = weekly.gather(tx, room.doors, NOW, NOW - 60 * DAY)
            tx.people.change(ada, stage="paused", pause_until=NOW + 5 * DAY, paused_from="active")
            paused = weekly.gather(tx, room.doors, NOW, NOW - 60 * DAY)
        assert len(before.unreported) == 1
        assert paused.unreported == ()


def test_the_digest_names_goals_without_a_mentor_mentors_without_a_goal_and_whom_too_much_was_asked(
    tmp_path: Path,
) -> None:
    """Beside what else there is to say, and no reason for a mail by themselves (F-84, F-86, P-10, P-74)."""
    with Mailroom(tmp_path, NOW) as room:
        with room.transaction() as tx:
            tx.owners.get(NOW)
            tx.profiles.put(Profile(short_term=("lead a research team", "speak Portuguese at work")), NOW)
            ada = tx.people.add(
                NewContact("Ada Holm", "ada@lab.example", "mentee", "informal", purpose="How she leads a research team of twenty"), NOW
            )  # fmt: skip
            bo = tx.people.add(
                NewContact("Bo Ek", "bo@lab.example", "mentee", "informal", purpose="How he keeps bees alive in a wet northern winter"), NOW
            )  # fmt: skip
            for number in (ada, bo):
                tx.people.change(number, stage="active", last_outbound=NOW - DAY)
            for n in range(room.doors.rules.cadence.asks_many):
                tx.ledger.add(ada, Mention("ask", "owner", f"ask {n}", f"May I ask {n}?"), NOW - n * DAY)
        with room.transaction() as tx:
            told = weekly.gather(tx, room.doors, NOW, NOW - 7 * DAY)
        assert told.unserved == ("speak Portuguese at work",)
        assert [r.person.name for r in told.without_goal] == ["Bo Ek"]
        assert [(load.relationship.person.name, load.asks) for load in told.loaded] == [("Ada Holm", 5)]
        assert told.empty
        shown = tell.digest_preview(room.doors, told, NOW).text
        assert "Nobody helps you with these yet: speak Portuguese at work." in shown
        assert "serve none of your goals any more: Bo Ek" in shown
        assert "You have asked Ada Holm for something 5 times in 90 days." in shown


def test_a_promise_for_a_day_comes_up_when_it_is_due(tmp_path: Path) -> None:
    """The owner's own within the week is a reason for a digest; one that is kept, and one of theirs without a day, is not brought up (F-26)."""
    with Mailroom(tmp_path, NOW) as room, room.transaction() as tx:
        tx.owners.get(NOW)
        number = tx.people.add(NewContact("Ada Holm", "ada@lab.example", "mentee", "informal"), NOW - 90 * DAY)
        tx.people.change(number, stage="active", last_outbound=NOW - DAY)
        ada = tx.people.get(number)
        assert ada
        for words in ("I will send you the slides on Friday 11 September.", "I will look for the book one day."):
            taken = Taken("correspondence", NOW, "<x@y>", "other", (), "ada@lab.example", "Hi", words, "en", ())
            ledger.heard(tx, room.doors, ada, taken, 1, NOW)
        told = weekly.gather(tx, room.doors, NOW, NOW)
        assert [(e.by, e.due) for _, e in told.promised] == [("contact", datetime(2026, 9, 11, 6, tzinfo=UTC))]
        assert told.empty
        mine = Mention("promise", "owner", "send her the map", "I will send you the map on Thursday.")
        kept = tx.ledger.add(number, mine, NOW, due=NOW + 3 * DAY)
        told = weekly.gather(tx, room.doors, NOW, NOW)
        assert not told.empty
        shown = tell.digest_preview(room.doors, told, NOW).text
        assert "you promised Ada Holm: “send her the map”" in shown
        assert "Ada Holm promised" in shown
        tx.ledger.change(kept or 0, done="sent")
        assert [e.by for _, e in weekly.gather(tx, room.doors, NOW, NOW).promised] == ["contact"]


def test_the_owners_promise_without_a_day_comes_up_after_a_week(tmp_path: Path) -> None:
    """ "I promised to send you the book" is not forgotten for want of a day; what they promised without one is left to them."""
    with Mailroom(tmp_path, NOW) as room, room.transaction() as tx:
        tx.owners.get(NOW)
        number = tx.people.add(NewContact("Ada Holm", "ada@lab.example", "mentee", "informal"), NOW - 90 * DAY)
        tx.people.change(number, stage="active", last_outbound=NOW - DAY)
        said = mentions_in("I promised to send you the book.", "en", Speaker("owner"), room.doors.rules)
        assert [one.gist for one in said] == ["send you the book"]
        book = tx.ledger.add(number, said[0], NOW - 8 * DAY) or 0
        tx.ledger.add(
            number, Mention("promise", "contact", "look for the map", "I will look for the map."), NOW - 8 * DAY
        )
        tx.ledger.add(number, Mention("promise", "owner", "call you", "I will call you."), NOW - 2 * DAY)
        told = weekly.gather(tx, room.doors, NOW, NOW - 7 * DAY)
        assert [e.id for _, e in told.promised] == [book]
        assert not told.empty
        shown = tell.digest_preview(room.doors, told, NOW).text
        assert f"– L{book}, no day named, said" in shown
        assert f"Once it is done, answer L{book}: done." in shown
        later = weekly.gather(tx, room.doors, NOW + 7 * DAY, NOW)
        assert {e.id for _, e in later.promised} >= {book}
        tx.ledger.change(book, done="sent")
        assert book not in {e.id for _, e in weekly.gather(tx, room.doors, NOW, NOW - 7 * DAY).promised}


def test_a_courtesy_of_a_template_is_no_promise_of_the_owners(tmp_path: Path) -> None:
    """What the owner has said they promised is kept when the letter leaves; "I will let you know how it goes" is not."""
    with Mailroom(tmp_path, NOW) as room, room.transaction() as tx:
        tx.owners.get(NOW)
        number = tx.people.add(NewContact("Ada Holm", "ada@lab.example", "mentee", "informal"), NOW - 90 * DAY)
        tx.people.change(number, take_aways="loved the idea; I promised to send her the atlas")
        new = NewDraft(number, "thank-you", "x", (Because("P-33", "x"),), None, None, "mail")
        draft = tx.drafts.add(new, NOW) or 0
        text = "Hi Ada,\n\nI promised to send you the atlas. I will write in a couple of months and tell you what came of it.\n\nBest,"
        version = NewVersion(1, ("ada@lab.example",), "Hi", text, "en", "<x@y>", "", "", (), (), "", "template")
        tx.drafts.add_version(draft, version, NOW)
        ada, letter = tx.people.get(number), tx.drafts.get(draft)
        assert ada
        assert letter
        ledger.sent(tx, room.doors, ada, letter, NOW)
        assert [e.gist for e in tx.ledger.of(number)] == ["send you the atlas"]
