"""A person's page in a real browser: every word on a person by click and by key, with and without JavaScript (F-28, F-63)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from front.visitors import PHONE, Visitor
from stories.mailroom import Mailroom

from inbox_agent.front.web import server
from inbox_agent.mentorship.kept import NewContact
from inbox_agent.mentorship.ledger import Mention
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.rounds import hold


def ada(room: Mailroom) -> Relationship:
    with room.transaction() as tx:
        found = tx.people.get(1)
    assert found is not None
    return found


@pytest.fixture
def full(room: Mailroom) -> Mailroom:
    """A life with something of everything: a ledger, a namesake, a hold, a question, something set aside."""
    with room.transaction() as tx:
        tx.people.add(NewContact("Ada Holm", "ada@home.example", "mentee", "informal"), room.clock())
        tx.people.change(2, stage="active", last_inbound=room.clock() - timedelta(days=200))
        tx.ledger.add(1, Mention("advice", "contact", "ask first", "I would ask first."), room.clock())
        tx.mail.put_aside(room.clock(), "IndexError: list index out of range", relationship=2)
        tx.questions.ask("take-aways", "met:1", room.clock(), 2)
        hold.hold(tx, room.doors, "at-once", room.clock(), count=30, most=20)
    return room


def test_every_word_on_a_person_is_a_few_clicks(visitor: Visitor, room: Mailroom) -> None:
    """Note, letter, meeting, stage, pause and its end, ledger: each opens, is filled in, and says that it is done."""
    tab = visitor.go("/person/1")
    tab.get_by_text("Note something").click()
    tab.get_by_label("What to remember").fill("prefers calls before ten")
    tab.locator("form[action$='/note'] button").click()
    tab.get_by_text("Noted.").wait_for()
    tab.get_by_text("prefers calls before ten").first.wait_for()
    tab.locator("summary", has_text="Add to the ledger").click()
    tab.get_by_label("What was said, in a sentence").fill("start with the thing you will not do")
    tab.locator("form[action$='/remember'] button").click()
    tab.get_by_text("It stands in the ledger.").wait_for()
    tab.get_by_role("link", name="start with the thing you will not do").click()
    tab.get_by_label("What came of it").fill("it saved a week")
    tab.get_by_role("button", name="Keep it").click()
    tab.get_by_text("The next letter can tell it.").wait_for()
    tab = visitor.go("/person/1")
    tab.locator("summary", has_text="Have a letter drafted").click()
    tab.get_by_label("Which letter").select_option("gratitude")
    tab.get_by_label("What should stand in it").fill("Your slides helped me to plan the autumn.")
    tab.get_by_label("in the place of the draft that waits").check()
    tab.get_by_role("button", name="Draft it").click()
    tab.get_by_text("The letter you asked for.").wait_for()
    tab = visitor.go("/person/1")
    tab.locator("summary", has_text="Correct the stage").click()
    tab.get_by_label("Where you really stand").select_option("active")
    tab.get_by_role("button", name="Correct it").click()
    tab.get_by_text("Corrected: active.").wait_for()
    tab.locator("summary", has_text="Pause").click()
    tab.get_by_role("button", name="Pause").click()
    tab.get_by_text("Paused until").wait_for()
    tab.locator("summary", has_text="End the pause").click()
    tab.get_by_role("button", name="Go on now").click()
    tab.get_by_text("The pause is over.").wait_for()
    tab.locator("summary", has_text="We met").click()
    tab.get_by_role("button", name="We met").click()
    tab.get_by_text("You will be asked what you took away.").wait_for()
    assert ada(room).stage == "thank-you"
    assert visitor.said == []


def test_a_merge_and_a_stop_are_said_twice(visitor: Visitor, full: Mailroom) -> None:
    """What cannot be taken back shows what it means first, and can be left as it is."""
    tab = visitor.go("/person/1")
    tab.locator("summary", has_text="The same person as another").click()
    tab.get_by_label("Name or address of the other").fill("ada@home")
    tab.get_by_role("button", name="Look").click()
    tab.get_by_text("All mails, notes and advice of").wait_for()
    tab.get_by_role("button", name="Make them one").click()
    tab.get_by_text("They are one person now.").wait_for()
    assert "ada@home.example" in ada(full).person.addresses
    tab.locator("summary", has_text="Do not write").click()
    tab.get_by_role("link", name="Never write to them again").click()
    tab.get_by_role("link", name="Leave it as it is").click()
    tab.wait_for_url("**/person/1")
    assert not ada(full).do_not_contact
    tab.locator("summary", has_text="Do not write").click()
    tab.get_by_role("link", name="Never write to them again").click()
    tab.get_by_role("button", name="Never write again").click()
    tab.get_by_text("Nothing will ever be written").wait_for()
    assert ada(full).do_not_contact
    assert visitor.said == []


def test_a_hold_and_a_question_are_settled_from_the_queue(visitor: Visitor, full: Mailroom) -> None:
    """The queue is where one begins the day: what holds letters, what is asked, what was set aside."""
    tab = visitor.go("/")
    tab.get_by_text("30 letters are to leave at the same time").wait_for()
    tab.get_by_role("button", name="Let letters leave again").click()
    tab.get_by_text("Letters leave again.").first.wait_for()
    tab.get_by_role("link", name="What did you take away").click()
    tab.get_by_label("Your answer").fill("Say no to one thing each quarter")
    tab.get_by_role("button", name="Answer").click()
    tab.get_by_text("Thank you. The letter made from it comes in a moment.").wait_for()
    tab = visitor.go("/aside")
    tab.get_by_role("button", name="Take it off the list").click()
    tab.get_by_text("Nothing was set aside").wait_for()
    assert visitor.said == []


def test_the_keyboard_alone_writes_a_note(chromium: Any, page: server.Server, room: Mailroom) -> None:
    """Tab reaches the word, Enter opens it, and the text is kept without a mouse."""
    with chromium.new_context() as context:
        tab = Visitor(context, page, room).go("/person/1")
        for _ in range(40):
            tab.keyboard.press("Tab")
            if tab.evaluate("document.activeElement.textContent") == "Note something":
                break
        tab.keyboard.press("Enter")
        tab.keyboard.press("Tab")
        tab.keyboard.type("prefers calls before ten")
        tab.keyboard.press("Tab")
        tab.keyboard.press("Enter")
        tab.get_by_text("Noted.").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [{"width": 1200, "height": 900}, PHONE], ids=["wide", "phone"])
def test_everybody_can_use_what_is_opened(
    chromium: Any, page: server.Server, full: Mailroom, scheme: str, size: dict[str, int]
) -> None:
    """With every drawer open, and on the pages behind: no violation that axe can see, and nothing scrolls sideways."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with full.transaction() as tx:
        aside = tx.mail.asides()[0].id
        asked = next(q.id for q in tx.questions.open() if q.kind == "take-aways")
    paths = [
        "/", "/person/1", "/people", "/ledger", "/ledger/1", f"/aside/{aside}", f"/question/{asked}", "/person/1/stop",
        "/person/1/merge?with=ada@home", "/person/1/merge?with=x", "/draft/1",
    ]  # fmt: skip
    with chromium.new_context(color_scheme=scheme, bypass_csp=True, viewport=size) as context:
        visitor = Visitor(context, page, full)
        for path in paths:
            tab = visitor.go(path)
            tab.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            found = axe.run(tab)
            assert found.violations_count == 0, f"{path}: {found.generate_report()}"
            assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
