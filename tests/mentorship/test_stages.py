"""The table of moves: every stage can be reached and left as the playbook says, and by nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox_agent.mentorship.relationship import TERMINAL
from inbox_agent.mentorship.stages import MOVES, STAGES, correction, move, open_to_letters

CAUSES = sorted({m.on for m in MOVES})


def walk(*causes: str) -> str:
    """The stage after these causes, from the beginning."""
    stage = "prospect"
    for cause in causes:
        found = move(stage, cause)
        stage = found.to if found else stage
    return stage


HAPPY = ("sent:outreach", "heard:accepts", "meeting:agreed", "meeting:over", "sent:thank-you")


@pytest.mark.parametrize(
    ("causes", "stage"),
    [
        pytest.param(HAPPY[:1], "outreach", id="a first letter has left"),
        pytest.param(HAPPY[:2], "scheduling", id="they said yes"),
        pytest.param(HAPPY[:3], "meeting", id="there is a date"),
        pytest.param(HAPPY[:4], "thank-you", id="it took place"),
        pytest.param(HAPPY, "active", id="they were thanked"),
        pytest.param((*HAPPY, "sent:check-in"), "quiet", id="a check-in after silence"),
        pytest.param((*HAPPY, "sent:check-in", "time:silence"), "resting", id="and still silence"),
        pytest.param((*HAPPY, "sent:check-in", "time:silence", "heard:thanks"), "active", id="they write after all"),
        pytest.param((*HAPPY, "owner:mismatch"), "mismatch", id="the owner wants out"),
        pytest.param((*HAPPY, "owner:mismatch", "sent:mismatch-exit"), "ended", id="a farewell has left"),
        pytest.param((*HAPPY, "owner:close"), "keep-in-touch", id="a good end"),
        pytest.param(("sent:outreach", "heard:declines"), "declined", id="a no"),
        pytest.param(("sent:outreach", "time:silence"), "resting", id="no answer at all"),
        pytest.param(
            ("sent:outreach", "heard:accepts", "meeting:agreed", "heard:cancels"), "scheduling", id="they cancel"
        ),
        pytest.param(("sent:outreach", "heard:accepts-short-of-time"), "short-of-time", id="yes, but no time"),
    ],
)
def test_the_road_leads_where_the_playbook_says(causes: tuple[str, ...], stage: str) -> None:
    """Playbook 11, walked."""
    assert walk(*causes) == stage


def test_every_stage_can_be_reached() -> None:
    """No stage is a word without a way to it."""
    assert set(STAGES) == {"prospect", *(m.to for m in MOVES)}


@given(
    st.sampled_from(sorted(TERMINAL)),
    st.lists(st.sampled_from([c for c in CAUSES if not c.startswith("owner:")]), max_size=8),
)
def test_nothing_but_the_owner_leads_out_of_an_end(stage: str, causes: list[str]) -> None:
    """After a no or a farewell no mail, letter or time moves anything (P-75, T-15)."""
    for cause in causes:
        assert move(stage, cause) is None


@given(st.lists(st.sampled_from(CAUSES), max_size=30))
def test_a_farewell_or_a_no_is_never_an_accident(causes: list[str]) -> None:
    """`ended` and `declined` are entered only by their words or a farewell that the owner approved (T-15)."""
    stage = "prospect"
    for cause in causes:
        found = move(stage, cause)
        if found and found.to in TERMINAL and stage not in TERMINAL:
            assert cause in ("heard:declines", "heard:ends", "sent:mismatch-exit")
        stage = found.to if found else stage


@given(st.lists(st.sampled_from(CAUSES), max_size=30))
def test_resting_is_left_only_when_they_write_or_the_owner_asks(causes: list[str]) -> None:
    """A third nudge has no place to start from (P-72)."""
    stage = "prospect"
    for cause in causes:
        found = move(stage, cause)
        if stage == "resting" and found and found.to != "resting":
            assert cause.startswith(("heard:", "owner:", "meeting:", "sent:accept-and-schedule"))
        stage = found.to if found else stage


@pytest.mark.parametrize("cause", CAUSES)
def test_a_cause_leads_from_a_stage_to_one_place_only(cause: str) -> None:
    """The table has no two answers to one question."""
    seen: set[str] = set()
    for entry in (m for m in MOVES if m.on == cause):
        assert not seen & set(entry.frm), f"{cause} stands twice for {seen & set(entry.frm)}"
        seen |= set(entry.frm)


def test_the_owner_may_correct_any_stage() -> None:
    """One word is enough, from anywhere to anywhere; an unknown word does nothing (F-28)."""
    assert all((found := correction(a, b)) and found.to == b for a in STAGES for b in STAGES if a != b)
    assert correction("active", "actve") is None


def test_nothing_is_drafted_where_it_has_ended() -> None:
    """Resting, ended and declined relationships get no letter of the program's own accord."""
    assert {s for s in STAGES if not open_to_letters(s)} == {"resting", "ended", "declined"}
