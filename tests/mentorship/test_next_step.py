"""What is due next: the ladder of nudges, the clocks, and that nothing is ever due twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from inbox_agent import rules
from inbox_agent.mentorship.next_step import next_step
from inbox_agent.mentorship.relationship import Meeting, Person, Relationship
from inbox_agent.mentorship.situation import Asked, Heard, OpenDraft, Sent, Situation
from inbox_agent.mentorship.step import Step
from inbox_agent.mentorship.working_time import Place

CADENCE = rules.load().cadence
T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def days(n: float) -> timedelta:
    return timedelta(days=n)


def relation(stage: str, **values: object) -> Relationship:
    person = Person(1, "Ada Holm", ("ada@lab.example",))
    return replace(Relationship(1, person, "mentee", "informal", stage, T0), **values)  # type: ignore[arg-type]


def step(
    stage: str,
    *,
    values: dict[str, object] | None = None,
    place: Place = Place(),  # noqa: B008 (a frozen value)
    now: datetime = T0,
    **situation: object,
) -> Step | None:
    return next_step(Situation(relation(stage, **(values or {})), **situation), CADENCE, place, now)  # type: ignore[arg-type]


def told(found: Step | None) -> tuple[str, str, timedelta] | None:
    return (found.act, found.what, found.due - T0) if found else None


def test_a_new_contact_gets_an_outreach_at_once() -> None:
    """A forward is answered with a draft, not with silence (P-21)."""
    assert told(step("prospect")) == ("draft", "outreach", days(0))


def test_an_outreach_the_owner_rejected_is_not_written_again() -> None:
    """An occasion is used once, whatever was decided."""
    assert step("prospect", occasions=frozenset({"outreach"})) is None


def test_silence_after_an_outreach_brings_one_follow_up_and_then_rest() -> None:
    """Ten days, one short follow-up, ten more, rest; there is no third (P-24, P-72)."""
    first = (Sent("outreach", T0),)
    assert told(step("outreach", sent=first, occasions=frozenset({"outreach"}))) == (
        "draft",
        "outreach-follow-up",
        days(10),
    )
    both = (*first, Sent("outreach-follow-up", T0 + days(10)))
    used = frozenset({"outreach", "outreach-follow-up"})
    assert told(step("outreach", sent=both, occasions=used)) == ("move", "time:silence", days(20))


def test_a_follow_up_the_owner_rejected_leads_to_rest_all_the_same() -> None:
    """Without the follow-up the wait is as long as with it."""
    used = frozenset({"outreach", "outreach-follow-up"})
    assert told(step("outreach", sent=(Sent("outreach", T0),), occasions=used)) == ("move", "time:silence", days(20))


def test_an_answer_stops_the_ladder() -> None:
    """Whoever has written is not nudged for it."""
    heard = Heard(7, T0 + days(2), "other")
    assert step("outreach", sent=(Sent("outreach", T0),), heard=heard, occasions=frozenset({"outreach"})) is None


@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        pytest.param(Sent("outreach", T0 + days(1), id=5), False, id="ours-left-while-theirs-lay-unread"),
        pytest.param(Sent("outreach", T0 + days(1), id=9), True, id="ours-left-after-theirs-was-read"),
        pytest.param(Sent("outreach", T0 + days(30), id=5), True, id="an-old-mail-that-came-to-light-late"),
    ],
)
def test_a_letter_that_crosses_with_theirs_is_no_answer_to_it(sent: Sent, answered: bool) -> None:
    """What had arrived and was not read yet when ours left still wants its answer."""
    found = step("scheduling", heard=Heard(7, T0, "accepts"), sent=(sent,))
    assert found
    assert (found.what == "accept-and-schedule") is not answered


def test_a_yes_is_answered_at_once() -> None:
    """They said yes: the letter that makes it easy is due when their mail came (P-30)."""
    found = step("scheduling", heard=Heard(7, T0 + days(1), "accepts"))
    assert told(found) == ("draft", "accept-and-schedule", days(1))
    assert found
    assert found.answers == 7


def test_a_time_that_could_not_be_read_is_asked_once() -> None:
    """A confirmed time is never guessed (F-27), and the owner is not asked twice."""
    heard = Heard(7, T0, "confirms-time")
    assert told(step("scheduling", heard=heard)) == ("ask", "meeting-time", days(0))
    asked = step("scheduling", heard=heard, asked=(Asked(1, "meeting-time", "7", T0),))
    assert told(asked) == ("draft", "check-in", days(14))


def test_a_meeting_is_over_a_quarter_of_an_hour_after_its_end() -> None:
    """Then the 24 hours of the thank-you begin (P-33)."""
    meeting = Meeting(3, T0, 30, "Europe/Stockholm")
    during = T0 + timedelta(minutes=10)
    assert told(step("meeting", meeting=meeting, now=during)) == ("move", "meeting:over", timedelta(minutes=45))


def test_a_proposed_time_is_not_yet_a_meeting() -> None:
    """Only an agreed date can take place."""
    assert step("meeting", meeting=Meeting(3, T0, 30, "UTC", "proposed")) is None


def test_the_thank_you_waits_for_the_owners_lines() -> None:
    """First the question, then nothing, then the letter (P-33)."""
    meeting = Meeting(3, T0, 30, "UTC", "took-place")
    assert told(step("thank-you", held=meeting)) == ("ask", "take-aways", days(0))
    asked = Asked(1, "take-aways", "1:meeting:3", T0)
    over = T0 + timedelta(hours=25)
    assert told(step("thank-you", held=meeting, asked=(asked,), now=over)) == ("move", "time:thank-you-over", days(7))
    answered = replace(asked, answered=T0 + timedelta(hours=3), answer="try smaller bets")
    assert told(step("thank-you", held=meeting, asked=(answered,))) == ("draft", "thank-you", timedelta(hours=3))


def test_a_relationship_past_its_cadence_gets_a_ready_letter_for_the_digest() -> None:
    """Informal: eight weeks; the letter waits for the digest and not in a mail of its own (P-63)."""
    found = step("active", values={"last_outbound": T0 + days(1)})
    assert told(found) == ("draft", "check-in", days(57))
    assert found
    assert found.ask_by == "digest"


def test_an_exchange_in_either_direction_starts_the_cadence_anew() -> None:
    """The newer of both counts."""
    found = step("active", values={"last_outbound": T0, "last_inbound": T0 + days(20)})
    assert told(found) == ("draft", "check-in", days(76))


def test_after_a_check_in_comes_rest_and_after_rest_nothing() -> None:
    """One check-in, fourteen days, rest, and never again (P-71, P-72)."""
    assert told(step("quiet", sent=(Sent("check-in", T0),))) == ("move", "time:silence", days(14))
    assert step("resting", sent=(Sent("check-in", T0),)) is None


@pytest.mark.parametrize("stage", ["ended", "resting"])
def test_nothing_is_due_where_it_has_ended(stage: str) -> None:
    """An end is an end."""
    assert step(stage, heard=Heard(7, T0 + days(1), "small-talk")) is None


def test_a_no_is_thanked_for_once() -> None:
    """Two sentences, and never asked again (P-75)."""
    heard = Heard(7, T0, "declines")
    assert told(step("declined", heard=heard)) == ("draft", "decline-thanks", days(0))
    assert step("declined", heard=heard, occasions=frozenset({"decline-thanks"})) is None
    assert step("declined") is None


def test_a_hard_stop_stops_everything() -> None:
    """Not even thanks follow when they asked not to be written to (F-24)."""
    heard = Heard(7, T0, "declines")
    assert step("declined", heard=heard, values={"do_not_contact": True}) is None


def test_the_owners_wish_brings_the_exit() -> None:
    """Only on the owner's own word (P-70)."""
    assert told(step("mismatch")) == ("draft", "mismatch-exit", days(0))


@pytest.mark.parametrize("stage", ["prospect", "outreach", "scheduling", "active", "quiet", "mismatch", "thank-you"])
def test_while_a_draft_waits_nothing_else_is_due(stage: str) -> None:
    """What the owner has not decided is not decided over their head."""
    waiting = OpenDraft(5, "outreach", "outreach", "waiting", T0)
    assert step(stage, open_draft=waiting, sent=(Sent("outreach", T0 - days(60)),)) is None


def test_a_snoozed_draft_comes_back_at_its_time() -> None:
    """Later means later (F-61)."""
    snoozed = OpenDraft(5, "outreach", "outreach", "snoozed", T0, T0 + days(21))
    assert told(step("prospect", open_draft=snoozed)) == ("ask-again", "outreach", days(21))


def test_an_answered_question_has_the_letter_written_anew() -> None:
    """The fact that was missing arrived after the draft (P-22)."""
    blocked = OpenDraft(5, "outreach", "outreach", "blocked", T0)
    asked = Asked(1, "facts", "5.1", T0, T0 + days(1), "her talk on roadmaps")
    assert told(step("prospect", open_draft=blocked, asked=(asked,))) == ("redraft", "outreach", days(1))
    again = replace(blocked, created=T0 + days(1))
    assert step("prospect", open_draft=again, asked=(asked,)) is None


def test_a_pause_ends_on_its_day() -> None:
    """Every timer stands still until then (P-76)."""
    assert told(step("paused", values={"pause_until": T0 + days(40)})) == ("move", "time:pause-over", days(40))
