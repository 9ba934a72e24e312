"""The page in a real browser: with JavaScript and without, by keyboard, on a phone, in the dark, and for everybody (F-63)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from front.visitors import PHONE, Visitor
from stories.mailroom import Mailroom

from inbox_agent.front.web import server

PAGES = ["/", "/draft/1", "/people", "/person/1", "/ledger", "/digest", "/aside", "/health", "/settings"]


def state(room: Mailroom) -> str:
    with room.transaction() as tx:
        draft = tx.drafts.get(1)
        assert draft is not None
        return draft.state


def test_every_button_does_its_act(visitor: Visitor, room: Mailroom) -> None:
    """Read, edit, ask later, approve, stop: as a person clicks, and nothing is written to the console."""
    tab = visitor.go("/")
    tab.locator("h3 a").first.click()
    tab.wait_for_url("**/draft/1")
    tab.get_by_text("Write it yourself").click()
    tab.get_by_label("Your text").fill("Dear Ada,\n\nYour talk stayed with me. Could we talk for 20 minutes?\n\nSofia")
    tab.get_by_role("button", name="Keep this text").click()
    tab.get_by_text("Your text is kept as a new version").wait_for()
    tab.get_by_text("Not now").click()
    tab.get_by_label("Ask me again").fill("tomorrow 9:00")
    tab.get_by_role("button", name="Ask later").click()
    tab.get_by_text("You will be asked about draft 1 again").wait_for()
    assert state(room) == "snoozed"
    visitor.go("/draft/1")
    tab.get_by_role("button", name="Yes, send exactly this").click()
    tab.get_by_text("Approved. It leaves").wait_for()
    assert state(room) == "approved"
    tab.get_by_role("button", name="Stop it").click()
    tab.get_by_text("Stopped. It waits for you again.").wait_for()
    tab.get_by_role("button", name="No, drop it").click()
    tab.get_by_text("Draft 1 is dropped.").wait_for()
    assert state(room) == "rejected"
    assert visitor.said == []


def test_of_two_tabs_on_one_draft_the_second_is_told(visitor: Visitor, room: Mailroom) -> None:
    """The tab that shows an older text can no longer send it; it is told to read anew."""
    tab = visitor.go("/draft/1")
    other = visitor.context.new_page()
    other.goto(f"{visitor.address}/draft/1")
    tab.get_by_text("Write it yourself").click()
    tab.get_by_label("Your text").fill("Dear Ada,\n\nAnother text.\n\nSofia")
    tab.get_by_role("button", name="Keep this text").click()
    tab.get_by_text("Your text is kept").wait_for()
    other.get_by_role("button", name="Yes, send exactly this").click()
    other.get_by_text("has changed since you opened it").wait_for()
    assert state(room) == "waiting"
    other.get_by_role("link", name="Read it as it is now").click()
    other.get_by_text("Another text.").first.wait_for()


def test_the_keyboard_is_enough(chromium: Any, page: server.Server, room: Mailroom) -> None:
    """Tab and Enter lead from the queue to a sent letter; the first stop skips the navigation."""
    with chromium.new_context() as context:
        visitor = Visitor(context, page, room)
        tab = visitor.go("/")
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.textContent") == "Skip to the content"
        tab.keyboard.press("Enter")
        for _ in range(3):
            tab.keyboard.press("Tab")
            if "Ada" in tab.evaluate("document.activeElement.textContent"):
                break
        tab.keyboard.press("Enter")
        tab.wait_for_url("**/draft/1")
        tab.get_by_role("button", name="Yes, send exactly this").focus()
        tab.keyboard.press("Enter")
        tab.get_by_text("Approved. It leaves").wait_for()
    room.turn_to(room.clock() + timedelta(hours=1))
    assert room.letters_to() == {"ada.holm@brightlab.example": 1}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_every_page(chromium: Any, page: server.Server, room: Mailroom, scheme: str) -> None:
    """No violation of WCAG that axe can see, in light and dark, wide and on a phone, where no page scrolls sideways."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with chromium.new_context(color_scheme=scheme, bypass_csp=True) as context:
        visitor = Visitor(context, page, room)
        for size in ({"width": 1200, "height": 900}, PHONE):
            visitor.tab.set_viewport_size(size)
            for path in PAGES:
                tab = visitor.go(path)
                found = axe.run(tab)
                assert found.violations_count == 0, f"{path} {size}: {found.generate_report()}"
                assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{path} {size}"
