"""The whole main job by mail alone: the demo on folders, and the same play on real Dovecot and Postfix."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from pathlib import Path

import pytest
from front.line import ServerPost, letters, server_config, told
from servers.postfix import Postfix

from inbox_agent.front.demo import cast as people
from inbox_agent.front.demo import run
from inbox_agent.front.demo.run import Week
from inbox_agent.settings import load

END = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
CAST = people.load()


@pytest.fixture(scope="module")
def folder_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Week]]:
    """The demo, played once for this module."""
    folder = tmp_path_factory.mktemp("demo") / "kept"
    settings, config, post = run.prepare(folder, CAST)
    weeks: list[Week] = []
    run.play(settings, config.parent, post, CAST, run.beginning(END, 10), END, weeks.append)
    return folder, weeks


def stages(weeks: list[Week], person: str) -> list[str]:
    """The stages that a person went through."""
    return [
        str(h.event.data["after"]) for w in weeks for h in w.happened if h.person == person and h.event.what == "stage"
    ]


def kinds(weeks: list[Week], person: str) -> list[str]:
    """The kinds of the letters that left, in order."""
    names = {h.event.draft: str(h.event.data["kind"]) for w in weeks for h in w.happened if h.event.what == "drafted"}
    return [
        names[h.event.draft] for w in weeks for h in w.happened if h.person == person and h.event.what == "letter-sent"
    ]


@pytest.mark.parametrize(
    ("person", "road"),
    [
        ("Ada Holm", ["prospect", "outreach", "scheduling", "meeting", "thank-you", "active", "quiet"]),
        ("Per Ek", ["prospect", "outreach", "scheduling", "meeting", "thank-you", "active"]),
        ("Marcus Feld", ["prospect", "outreach", "resting"]),
        ("Lena Qvist", ["prospect", "outreach", "declined"]),
        ("Priya Raman", ["prospect", "outreach", "short-of-time"]),
        ("Tomas Berg", ["prospect", "outreach", "scheduling", "meeting", "thank-you", "active", "mismatch", "ended"]),
        ("Ines Duarte", ["prospect"]),
        ("Jonas Alm", ["prospect"]),
    ],
)
def test_everybody_walks_the_road_that_their_mail_leads(
    folder_run: tuple[Path, list[Week]], person: str, road: list[str]
) -> None:
    """Stages as the playbook tells them, from mail and time alone."""
    assert stages(folder_run[1], person)[: len(road)] == road


@pytest.mark.parametrize(
    ("person", "letters_sent"),
    [
        ("Ada Holm", ["outreach", "accept-and-schedule", "thank-you"]),
        ("Per Ek", ["outreach", "accept-and-schedule", "thank-you"]),
        ("Marcus Feld", ["outreach", "outreach-follow-up"]),
        ("Lena Qvist", ["outreach", "decline-thanks"]),
        ("Tomas Berg", ["outreach", "accept-and-schedule", "thank-you", "mismatch-exit"]),
        ("Ines Duarte", []),
    ],
)
def test_each_gets_the_letters_that_were_approved_and_no_other(
    folder_run: tuple[Path, list[Week]], person: str, letters_sent: list[str]
) -> None:
    """One letter for each yes."""
    assert kinds(folder_run[1], person)[: len(letters_sent)] == letters_sent
    assert len(kinds(folder_run[1], person)) <= len(letters_sent) + 1


def test_the_thank_you_leaves_within_a_day_of_the_conversation(folder_run: tuple[Path, list[Week]]) -> None:
    """P-33, measured from the end of the meeting to the letter."""
    happened = [h for w in folder_run[1] for h in w.happened if h.person == "Ada Holm"]
    over = next(h.event.at for h in happened if h.event.data.get("after") == "thank-you")
    sent = next(h.event.at for h in happened if h.event.what == "letter-sent" and h.event.at > over)
    assert (sent - over).total_seconds() < 24 * 3600


def test_the_digest_comes_once_a_week_and_one_reply_settles_it(folder_run: tuple[Path, list[Week]]) -> None:
    """Ada is past her cadence: the digest brings the letter, and "1 ok" sends it (F-85)."""
    weeks = folder_run[1]
    digests = [h.event.data["week"] for w in weeks for h in w.happened if h.event.what == "digest"]
    assert digests
    assert len(digests) == len(set(digests))
    assert "check-in" in kinds(weeks, "Ada Holm")


def test_it_ends_with_drafts_and_questions_that_wait(folder_run: tuple[Path, list[Week]]) -> None:
    """A visitor finds something to decide."""
    states = {(row[0], row[3]) for row in told(f"sqlite:///{folder_run[0] / 'inbox-agent.sqlite'}") if len(row) == 8}
    assert ("Ines Duarte", "waiting") in states
    assert ("Jonas Alm", "blocked") in states


def test_nothing_was_set_aside_or_misunderstood(folder_run: tuple[Path, list[Week]]) -> None:
    """The lifelike mail of the demo is read without a fault."""
    faults = [
        h
        for w in folder_run[1]
        for h in w.happened
        if h.event.what in ("set-aside", "refused", "doubt", "not-sent", "unsorted")
    ]
    assert faults == []


@pytest.mark.slow
def test_the_same_play_on_real_servers_leaves_the_same_records(
    folder_run: tuple[Path, list[Week]], tmp_path: Path, postfix: Postfix
) -> None:
    """IMAP and SMTP instead of folders, and every stage, letter, judgement and cause is the same: no special path."""
    config = server_config(tmp_path, CAST, postfix)
    settings = load(config)
    run.play(settings, tmp_path, ServerPost(CAST, postfix), CAST, run.beginning(END, 10), END, lambda week: None)
    assert list(told(settings.database.url)) == list(told(f"sqlite:///{folder_run[0] / 'inbox-agent.sqlite'}"))
    for member in CAST.person:
        got = letters(postfix.dovecot, member.addr)
        assert len({m.message_id for m in got}) == len(got)
        assert all(m.author.addr == CAST.owner.mailbox for m in got)
        for earlier, later in itertools.pairwise(got):
            assert earlier.message_id in later.references
