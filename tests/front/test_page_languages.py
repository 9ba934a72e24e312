"""The page in each language of the owner: every view and every word that something is done, also on a small screen (F-95)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from front.conftest import FORWARD, START
from front.visitors import PHONE, Browser
from stories.mailroom import Mailroom

from inbox_agent.front.web import server, visits
from inbox_agent.mail.forward import Contact
from inbox_agent.mentorship.kept import NewContact
from inbox_agent.mentorship.ledger import WHATS, Mention
from inbox_agent.mentorship.stages import STAGES
from inbox_agent.rounds import hold
from inbox_agent.settings import Page

LANGUAGES = ["en", "sv", "de", "fr", "es"]
DONE = {
    "/": ("rejected", "snoozed", "went-on"),
    "/draft/1": ("approved", "edited", "undone", "redrafted", "redrafting", "drafted"),
    "/person/1": (
        "note", "met", "pause", "resume", "stage", "stop", "no-contact", "merge", "split", "remember", "answered",
    ),
    "/ledger": ("dropped",),
    "/ledger/1": ("settled",),
    "/aside": ("retried", "ticked-off"),
}  # fmt: skip


@pytest.fixture(params=LANGUAGES)
def life(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Mailroom, server.Server]]:
    """An owner of this language with something of everything, and their page."""
    with Mailroom(tmp_path, START, language=request.param) as room:
        room.get(FORWARD.encode())
        now = room.clock()
        with room.transaction() as tx:
            for n, stage in enumerate(STAGES):
                number = tx.people.add(NewContact(f"Bo Ek {n}", f"bo{n}@harbour.example", "mentee", "informal"), now)
                tx.people.change(
                    number, stage=stage, last_inbound=now - timedelta(days=40 * n), pause_until=now + timedelta(days=9)
                )
                tx.people.store_next(number, "time:silence", now + timedelta(days=n), "P-72: still no answer")
            for n, what in enumerate(WHATS):
                tx.ledger.add(1, Mention(what, "owner" if n % 2 else "contact", f"gist {n}", f"words {n}"), now)
            tx.people.set_meeting(1, now + timedelta(days=2), "Europe/Stockholm", 20, "planned")
            tx.events.add(now, "stage", relationship=1, before="prospect", after="outreach")
            tx.mail.put_aside(now, "IndexError: list index out of range", relationship=2)
            for kind in ("take-aways", "meeting-time"):
                tx.questions.ask(kind, f"{kind}:1", now, 2)
            for mail, candidates in enumerate(([], [asdict(Contact("Ida Lund", "ida@harbour.example"))]), 1):
                tx.questions.ask("who", f"message:0{mail}", now, None, message=mail, candidates=candidates, forward={})
            tx.questions.ask("profile", "message:1", now, None)
            tx.questions.ask("facts", "1.1", now, 1, draft=1, missing=["?"], asks=["topic"])
            tx.questions.ask("address", "x", now, 2, letter=1, addr="bo0@harbour.example", why="550")
            hold.hold(tx, room.doors, "at-once", now, count=30, most=20)
        running = server.start(Page(port=0), {"me": room.doors}, room.clock)
        yield room, running
        running.stop()


def paths(room: Mailroom) -> list[str]:
    with room.transaction() as tx:
        asked = [q.id for q in tx.questions.open() if q.kind != "go-on"]
    return [
        "/", "/draft/1", "/people", "/people?q=nobody", "/person/1", "/person/2", "/person/15", "/person/1/stop", "/person/1/no-contact",
        "/person/1/merge?with=bo", "/person/1/merge?with=%233", "/person/1/merge?with=x", "/ledger", "/ledger?only=open", "/ledger/1",
        "/digest", "/aside", "/aside/1", "/health", "/settings", *(f"/question/{n}" for n in asked),
        *(f"{path}?done={done}&number=1" for path, said in DONE.items() for done in said),
    ]  # fmt: skip


def test_every_view_is_there_in_every_language(life: tuple[Mailroom, server.Server]) -> None:
    """No sentence is missing, none is left with an empty place, and what is not there is told in the same language."""
    room, running = life
    browser = Browser(int(running.address.rpartition(":")[2]))
    assert browser.ask("/enter", {"key": visits.new_link(room.doors, room.clock())})[0] == 303
    for path in paths(room):
        status, text, _ = browser.ask(path)
        assert status == 200, path
        shown = re.sub(r"<[^>]+>", " ", text.partition("<main")[2])
        assert not re.search(r"\{\w+\}", shown), path
        if "done=" in path:
            assert 'role="status"' in text, path
    language = room.doors.account.owner.language
    for path in ("/draft/99", "/person/99", "/ledger/99", "/question/99", "/mail/99", "/aside/99"):
        status, text, _ = browser.ask(path)
        assert status == 404, path
        assert f'<html lang="{language}">' in text


def test_no_language_is_too_long_for_a_phone(life: tuple[Mailroom, server.Server], chromium: Any) -> None:
    """Nothing scrolls sideways, with every drawer open."""
    room, running = life
    with chromium.new_context(viewport=PHONE, bypass_csp=True) as context:
        tab = context.new_page()
        tab.goto(f"{running.address}/enter?key={visits.new_link(room.doors, room.clock())}")
        tab.get_by_role("button").click()
        for path in ("/", "/draft/1", "/people", "/person/1", "/ledger", "/ledger/1", "/aside", "/health", "/digest"):
            tab.goto(running.address + path)
            tab.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
