"""The page as browsers and attackers meet it: what is shown, what is done, and everything that is turned away (T-42)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from front.visitors import Browser, Hostile
from stories.mailroom import Mailroom

from inbox_agent import rules
from inbox_agent.errors import WrongUse
from inbox_agent.front.web import server, visits
from inbox_agent.front.web.words import Words
from inbox_agent.settings import Page


def states(room: Mailroom) -> list[str]:
    with room.transaction() as tx:
        return [draft.state for number in range(1, 9) if (draft := tx.drafts.get(number))]


PAGES = ["/", "/draft/1", "/people", "/person/1", "/ledger", "/digest", "/aside", "/health", "/settings"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_shown_and_changes_nothing(browser: Browser, room: Mailroom, path: str) -> None:
    """Small, escaped, with its headers, and no GET acts (T-07)."""
    before = states(room)
    status, text, headers = browser.ask(path)
    assert status == 200
    assert len(text.encode()) < 20_000
    assert "<script>alert" not in text
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert "style=" not in text
    assert re.findall(r"\son\w+=", text) == []
    assert states(room) == before


def test_files_are_kept_by_the_browser_and_pages_are_not(browser: Browser) -> None:
    """A style sheet is fetched once for each version of it; what is private is in no cache."""
    link = re.search(r'href="(/static/style\.css\?v=\w+)"', browser.ask("/")[1])
    assert link
    _, _, headers = browser.ask(link[1])
    assert "immutable" in headers["Cache-Control"]
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert browser.ask("/people")[2]["Cache-Control"] == "no-store"


def test_a_letter_is_approved_stopped_and_approved_again(browser: Browser, room: Mailroom) -> None:
    """The button is the same decision as a reply, with the same undo window."""
    assert browser.ask("/draft/1/approve", browser.fields("/draft/1"))[0] == 303
    assert states(room) == ["approved"]
    assert browser.ask("/draft/1/undo", browser.fields("/draft/1"))[0] == 303
    assert states(room) == ["waiting"]
    assert browser.ask("/draft/1/approve", browser.fields("/draft/1"))[0] == 303
    room.turn_to(room.clock() + timedelta(hours=1))
    assert room.letters_to() == {"ada.holm@brightlab.example": 1}
    status, text, _ = browser.ask("/draft/1")
    assert status == 200
    assert "/draft/1/approve" not in text


def test_an_own_text_is_a_new_version_that_waits(browser: Browser, room: Mailroom) -> None:
    """An edit sends nothing, and the old version can no longer be approved from another tab (F-64)."""
    other_tab = browser.fields("/draft/1")
    text = "Dear Ada,\r\n\r\nYour talk stayed with me. Would you have 20 minutes in October?\r\n\r\nSofia"
    assert browser.ask("/draft/1/edit", browser.fields("/draft/1") | {"text": text})[0] == 303
    status, told, _ = browser.ask("/draft/1/approve", other_tab)
    assert status == 409
    assert "has changed since you opened it" in told
    assert states(room) == ["waiting"]
    assert browser.ask("/draft/1/approve", browser.fields("/draft/1"))[0] == 303
    room.turn_to(room.clock() + timedelta(hours=1))
    assert "Your talk stayed with me" in room.letters()[0].text


def test_a_wish_makes_a_new_version_that_waits(browser: Browser, room: Mailroom) -> None:
    """What a rule can do is done at once; what it cannot is told, and the letter stays as it was."""
    fields = browser.fields("/draft/1")
    status, told, _ = browser.ask("/draft/1/redraft", fields | {"text": "mention the northern lights"})
    assert status == 409
    assert "drop the second paragraph" in told
    assert browser.ask("/draft/1/redraft", fields | {"text": "drop the second paragraph"})[0] == 303
    assert browser.ask("/draft/1/approve", fields)[0] == 409
    with room.transaction() as tx:
        draft = tx.drafts.get(1)
        assert draft is not None
        assert (draft.version, draft.state) == (2, "waiting")


def test_later_and_no_do_what_they_say(browser: Browser, room: Mailroom) -> None:
    """A time is read as in a reply; one that cannot be read does nothing and says how to write it."""
    status, told, _ = browser.ask("/draft/1/snooze", browser.fields("/draft/1") | {"when": "when pigs fly"})
    assert (status, states(room)) == (400, ["waiting"])
    assert "tomorrow 9:00" in told
    assert browser.ask("/draft/1/snooze", browser.fields("/draft/1") | {"when": "in 3 days"})[0] == 303
    assert states(room) == ["snoozed"]
    assert browser.ask("/draft/1/reject", browser.fields("/draft/1"))[0] == 303
    assert states(room) == ["rejected"]


def test_new_mail_of_theirs_overtakes_the_button(browser: Browser, room: Mailroom) -> None:
    """What was on the screen before they wrote can no longer be sent (F-65)."""
    shown = browser.fields("/draft/1")
    room.get(
        b"From: Ada Holm <ada.holm@brightlab.example>\nTo: <letters@sofia.example>\nSubject: Hello\n"
        b"Message-ID: <hello@brightlab.example>\nDate: Mon, 7 Sep 2026 09:12:00 +0200\n\nSofia, shall we talk?\n"
    )
    assert browser.ask("/draft/1/approve", shown)[0] == 409
    assert "approved" not in states(room)


HOSTILE = [
    Hostile("another host, as after DNS rebinding", 421, {"Host": "evil.example"}),
    Hostile("our port at another name", 421, {"Host": "evil.example:8765"}),
    Hostile("no host", 400, leave_out=("Host",)),
    Hostile("a host with our name in it", 421, {"Host": "127.0.0.1.evil.example"}),
    Hostile("no origin", 403, leave_out=("Origin",)),
    Hostile("a null origin, as of a sandboxed frame", 403, {"Origin": "null"}),
    Hostile("the origin of another site", 403, {"Origin": "https://evil.example"}),
    Hostile("our host over another scheme", 403, {"Origin": "https://127.0.0.1"}),
    Hostile("another port of this machine", 403, {"Origin": "http://127.0.0.1:1"}),
    Hostile("a form of another site", 403, {"Sec-Fetch-Site": "cross-site"}),
    Hostile("a form of a sibling site", 403, {"Sec-Fetch-Site": "same-site"}),
    Hostile("no session", 403, leave_out=("Cookie",)),
    Hostile("a session that was guessed", 403, {"Cookie": "inbox_agent_session=me/guess"}),
    Hostile("the session of nobody", 403, {"Cookie": "inbox_agent_session=you/guess"}),
    Hostile("a form without its mark", 409, form={"mark": ""}),
    Hostile("a form with a mark of its own making", 409, form={"mark": "0" * 64}),
    Hostile("another text than was shown", 409, form={"digest": "0" * 64}),
    Hostile("an act by GET", 405, method="GET"),
    Hostile("an act by PUT", 405, method="PUT"),
    Hostile("an act by DELETE", 405, method="DELETE"),
    Hostile("a decision that has no button", 404, path="/draft/1/stop"),
    Hostile("a draft that is not there", 404, path="/draft/99/approve"),
    Hostile("more than a letter can be", 413, form={"text": "x" * 600_000}, path="/draft/1/edit"),
    Hostile("a picture on another site", 403, {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, path="/", method="GET"),
    Hostile("a file outside of the static ones", 404, path="/static/../app.py", method="GET"),
    Hostile("a file outside, written in hexadecimal", 404, path="/static/%2e%2e/app.py", method="GET"),
]  # fmt: skip


@pytest.mark.parametrize("attack", HOSTILE, ids=lambda a: a.name)
def test_what_is_not_the_owners_own_click_is_turned_away(browser: Browser, room: Mailroom, attack: Hostile) -> None:
    """The draft waits as before, whatever was sent."""
    form = browser.fields("/draft/1") | attack.form if attack.method == "POST" else None
    more = {name.replace("-", "_"): value for name, value in attack.headers.items()}
    status, text, _ = browser.ask(attack.path, form, attack.method, attack.leave_out, **more)
    assert status == attack.status
    assert "Owning the roadmap" not in text
    assert states(room) == ["waiting"]


def test_a_link_lets_in_once_and_not_by_looking_at_it(room: Mailroom, stranger: Browser) -> None:
    """A mail program that fetches links before their reader does not use one up (T-07)."""
    key = visits.new_link(room.doors, room.clock())
    assert stranger.ask(f"/enter?key={key}")[0] == 200
    assert stranger.ask("/")[0] == 403
    assert stranger.ask("/enter", {"key": key})[0] == 303
    assert stranger.ask("/")[0] == 200
    again = Browser(stranger.port)
    assert again.ask("/enter", {"key": key})[0] == 403
    assert again.cookie == ""


def test_a_link_of_yesterday_and_a_session_that_was_ended_let_nobody_in(room: Mailroom, browser: Browser) -> None:
    """Keys end by the clock, and by signing out."""
    old = visits.new_link(room.doors, room.clock())
    kept = browser.cookie
    mark = browser.fields("/draft/1")["mark"]
    assert browser.ask("/leave", {"mark": mark})[0] == 303
    assert Browser(browser.port, kept).ask("/")[0] == 403
    room.turn_to(room.clock() + timedelta(minutes=20))
    assert browser.ask("/enter", {"key": old})[0] == 403


def test_the_cookie_is_out_of_the_reach_of_scripts_and_other_sites(room: Mailroom, stranger: Browser) -> None:
    """HttpOnly and SameSite=Strict."""
    _, _, headers = stranger.ask("/enter", {"key": visits.new_link(room.doors, room.clock())})
    assert "HttpOnly" in headers["Set-Cookie"]
    assert "SameSite=strict" in headers["Set-Cookie"]


def test_machines_are_told_the_age_of_the_last_good_poll_and_nothing_of_anybody(
    room: Mailroom, stranger: Browser
) -> None:
    """Well while mail is read, 503 when it is not, without a session and without a name (F-93)."""
    status, text, _ = stranger.ask("/healthz")
    assert (status, '"status":"ok"' in text) == (200, True)
    assert "inbox_agent_drafts_waiting" in stranger.ask("/metrics")[1]
    assert "sofia" not in (text + stranger.ask("/metrics")[1]).casefold()
    room.clock.turn_to(room.clock() + timedelta(hours=2))
    assert stranger.ask("/healthz")[0] == 503


def test_yesterday_is_a_day_of_the_calendar(room: Mailroom) -> None:
    """By the owner's own midnight, and not by twenty-four hours."""
    say = Words(room.doors)
    now = datetime(2026, 11, 25, 7, 40, tzinfo=UTC)
    told = {hours: say.ago(now - timedelta(hours=hours), now) for hours in (0, 8, 9, 32, 33, 41)}
    assert told == {0: "today", 8: "today", 9: "yesterday", 32: "yesterday", 33: "2 days ago", 41: "2 days ago"}
    assert say.ago(None, now) == "never"


def test_the_page_is_not_served_to_others_in_the_clear(room: Mailroom) -> None:
    """Beyond this machine only with TLS."""
    with pytest.raises(WrongUse, match="readable by everybody"):
        server.start(Page(host="0.0.0.0", port=0), {"me": room.doors}, room.clock)


def test_the_page_speaks_every_language_of_the_owner() -> None:
    """Each language in which mails to the owner exist has every sentence of the page, with the same facts in it."""
    read = rules.load()
    english = read.page["en"].root
    assert set(read.page) == set(read.sentences)
    for language, words in read.page.items():
        assert set(words.root) == set(english), language
        for key, sentence in words.root.items():
            assert sorted(re.findall(r"\{\w+\}", sentence)) == sorted(re.findall(r"\{\w+\}", english[key])), (
                language,
                key,
            )
