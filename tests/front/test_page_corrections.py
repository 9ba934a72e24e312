"""What the owner says on the page about people, the ledger, questions and holds, and every such word that is turned away."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import datetime, timedelta
from html import unescape

import pytest
from front.test_page import states
from front.visitors import Browser, Hostile
from stories.mailroom import Mailroom

from inbox_agent.mail.forward import Contact
from inbox_agent.mentorship.kept import NewContact
from inbox_agent.mentorship.ledger import Mention
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.rounds import hold
from inbox_agent.rounds.ports import sentence


def fields(browser: Browser, path: str, action: str) -> dict[str, str]:
    """The hidden fields of the form with this action on a page."""
    text = browser.ask(path)[1]
    form = text[text.index(f'action="{action}"') :].partition("</form>")[0]
    return {k: unescape(v) for k, v in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)}


def say(browser: Browser, what: str, **said: str) -> tuple[int, str]:
    """Press one button of Ada's page."""
    status, text, headers = browser.ask(f"/person/1/{what}", fields(browser, "/person/1", f"/person/1/{what}") | said)
    return status, text + str(headers.get("Location", ""))


def ada(room: Mailroom) -> Relationship:
    with room.transaction() as tx:
        found = tx.people.get(1)
    assert found is not None
    return found


def another(room: Mailroom, name: str = "Bo Ek", addr: str = "bo.ek@harbour.example") -> int:
    with room.transaction() as tx:
        return tx.people.add(NewContact(name, addr, "mentee", "informal"), room.clock())


def advice(room: Mailroom) -> int:
    with room.transaction() as tx:
        number = tx.ledger.add(1, Mention("advice", "contact", "ask first", "I would ask first."), room.clock())
    assert number is not None
    return number


def test_a_note_is_kept_and_shown(browser: Browser, room: Mailroom) -> None:
    """Escaped, like everything that anybody wrote."""
    assert say(browser, "note", text="prefers calls <b>before ten</b>")[0] == 303
    text = browser.ask("/person/1")[1]
    assert "prefers calls &lt;b&gt;before ten&lt;/b&gt;" in text


def test_the_stage_is_corrected_and_what_waits_is_withdrawn(browser: Browser, room: Mailroom) -> None:
    """The same correction as by mail, kept as an example (F-28)."""
    assert say(browser, "stage", stage="active")[0] == 303
    assert ada(room).stage == "active"
    assert states(room) == ["overtaken"]
    with room.transaction() as tx:
        assert [e.corrected for e in tx.examples.all()] == ["active"]


def test_a_pause_ends_on_its_day_or_by_a_word(browser: Browser, room: Mailroom) -> None:
    """Paused until a day, shown with it, and taken up where it was."""
    status, place = say(browser, "pause", until="in 6 weeks")
    assert (status, "done=pause" in place) == (303, True)
    paused = ada(room)
    assert paused.stage == "paused"
    assert paused.pause_until
    assert paused.pause_until - room.clock() > timedelta(days=40)
    assert "Paused until" in browser.ask("/person/1?done=pause")[1]
    assert say(browser, "resume")[0] == 303
    assert (ada(room).stage, ada(room).pause_until) == ("prospect", None)


def test_we_met_starts_the_thank_you_clock_and_its_question_is_answered_here(browser: Browser, room: Mailroom) -> None:
    """The question that follows stands in the queue; its answer makes the thank-you (P-33)."""
    assert say(browser, "stage", stage="outreach")[0] == 303
    assert say(browser, "met", when="")[0] == 303
    room.turn_to(room.clock() + timedelta(minutes=5))
    assert ada(room).stage == "thank-you"
    link = re.search(r'href="(/question/\d+)"', browser.ask("/")[1])
    assert link, "the question is not in the queue"
    told = browser.ask(link[1])[1]
    assert "one thought a line" in told.casefold()
    answer = fields(browser, link[1], f"{link[1]}/answer") | {"text": "Say no to one thing each quarter"}
    assert browser.ask(f"{link[1]}/answer", answer)[0] == 303
    assert browser.ask(f"{link[1]}/answer", answer)[0] == 409
    room.turn_to(room.clock() + timedelta(minutes=5))
    with room.transaction() as tx:
        assert [d.kind for d in tx.drafts.open()] == ["thank-you"]


def test_an_answer_that_is_none_says_what_would_be(browser: Browser, room: Mailroom) -> None:
    """A letter that came back asks for another address; words without one change nothing (F-74)."""
    with room.transaction() as tx:
        number = tx.questions.ask("address", "x", room.clock(), 1, letter=1, addr="old@brightlab.example", why="550")
    path = f"/question/{number}"
    form = fields(browser, path, f"{path}/answer")
    status, text, _ = browser.ask(f"{path}/answer", form | {"text": "no idea"})
    assert (status, "could not find another address of Ada" in text) == (400, True)
    assert browser.ask(f"{path}/answer", form | {"text": "try ada@home.example"})[0] == 303
    assert "ada@home.example" in ada(room).person.addresses


def test_whom_the_owner_means_is_one_click(browser: Browser, room: Mailroom) -> None:
    """Of several people in a forward each has a button, and any other may be written; the first letter follows (F-08)."""
    people = [Contact("Ida Lund", "ida@harbour.example"), Contact("Bo Ek", "bo@harbour.example", "Harbour")]
    with room.transaction() as tx:
        number = tx.questions.ask(
            "who",
            "message:01",
            room.clock(),
            None,
            message=1,
            candidates=[asdict(one) for one in people],
            forward={
                "owner_note": "I read her book Tides and want to ask about leading volunteers",
                "original_text": "",
            },
        )
    path = f"/question/{number}"
    status, text, _ = browser.ask(path)
    assert (status, "Ida Lund, ida@harbour.example" in text, "Bo Ek, Harbour" in text) == (200, True, True)
    form = fields(browser, path, f"{path}/answer")
    status, text, _ = browser.ask(f"{path}/answer", form | {"text": "3"})
    assert (status, "whom you mean" in text) == (400, True)
    assert browser.ask(f"{path}/answer", form | {"text": "1"})[0] == 303
    with room.transaction() as tx:
        met = tx.people.by_address("ida@harbour.example")
        assert met
        assert "Tides" in tx.people.situation(met).relationship.purpose
        assert tx.people.by_address("bo@harbour.example") is None
    assert browser.ask(path)[0] == 404


def test_the_profile_is_filled_in_here(browser: Browser, room: Mailroom) -> None:
    """The form stands in the box with what is known; without a heading nothing changes (P-10)."""
    with room.transaction() as tx:
        number = tx.questions.ask("profile", "message:09", room.clock(), None)
    path = f"/question/{number}"
    text = browser.ask(path)[1]
    assert "Short-term goals:" in text
    form = fields(browser, path, f"{path}/answer")
    assert browser.ask(f"{path}/answer", form | {"text": "to be happy"})[0] == 400
    filled = "Short-term goals:\nlead a small team\nLong-term goals:\n- a studio of my own"
    assert browser.ask(f"{path}/answer", form | {"text": filled})[0] == 303
    with room.transaction() as tx:
        assert tx.profiles.get().short_term == ("lead a small team",)
        assert tx.profiles.get().long_term == ("a studio of my own",)


def test_a_missing_fact_is_asked_for_beside_the_letter(browser: Browser, room: Mailroom) -> None:
    """A letter that lacks something shows the question with room for the answer, and is written anew from it (P-22)."""
    status, place = say(browser, "draft", kind="feedback", text="")
    assert status == 400, "feedback is a mentor's letter"
    status, place = say(browser, "draft", kind="gratitude", text="")
    assert (status, "take its place" in place or "Decide about it first" in place) == (409, True)
    status, place = say(browser, "draft", kind="gratitude", text="", instead="yes")
    assert status == 303
    path = re.search(r"/draft/\d+", place)
    assert path
    text = browser.ask(path[0])[1]
    assert "disabled" in text
    action = re.search(r'action="(/question/\d+/answer)"', text)
    assert action, "the blocked letter offers no answer"
    room.turn_to(room.clock() + timedelta(minutes=1))
    form = fields(browser, path[0], action[1]) | {"text": "the slides helped me to plan the autumn"}
    assert browser.ask(action[1], form)[0] == 303
    room.turn_to(room.clock() + timedelta(minutes=5))
    assert "plan the autumn" in browser.ask(path[0])[1]


@pytest.mark.parametrize("what", ["stop", "no-contact"])
def test_never_to_write_again_is_asked_twice(browser: Browser, room: Mailroom, what: str) -> None:
    """The page says what it means before there is a button, and afterwards nothing offers a letter (F-24)."""
    path = f"/person/1/{what}"
    status, text, _ = browser.ask(path)
    assert (status, "can be taken back here" in text) == (200, True)
    assert not ada(room).do_not_contact
    assert browser.ask(path, fields(browser, path, path))[0] == 303
    assert ada(room).do_not_contact
    assert states(room) == ["overtaken"]
    assert "/person/1/draft" not in browser.ask("/person/1")[1]
    assert browser.ask("/person/1/again", fields(browser, "/person/1", "/person/1/again"))[0] == 303
    assert (ada(room).do_not_contact, ada(room).stage) == (False, "prospect")


def test_two_records_become_one_after_both_were_shown(browser: Browser, room: Mailroom) -> None:
    """Found by a part of the name, shown side by side, and merged only as shown."""
    another(room)
    second = another(room, "Ada Holm", "ada@home.example")
    status, text, _ = browser.ask("/person/1/merge?with=ada%40home")
    assert (status, "ada@home.example" in text) == (200, True)
    form = fields(browser, "/person/1/merge?with=ada%40home", "/person/1/merge")
    assert form["other"] == str(second)
    with room.transaction() as tx:
        tx.people.change(second, stage="active")
    assert browser.ask("/person/1/merge", form)[0] == 409
    form = fields(browser, "/person/1/merge?with=%23" + str(second), "/person/1/merge")
    assert browser.ask("/person/1/merge", form)[0] == 303
    assert "ada@home.example" in ada(room).person.addresses
    form = fields(browser, "/person/1", "/person/1/split") | {"addr": "ada@home.example"}
    assert browser.ask("/person/1/split", form)[0] == 303
    assert "ada@home.example" not in ada(room).person.addresses


def test_the_list_leads_to_the_letter_that_waits(browser: Browser) -> None:
    """Who is seen to need something is one click from it."""
    assert '<a href="/draft/1">a letter waits for your yes</a>' in browser.ask("/people")[1]


def test_a_name_of_several_or_of_nobody_merges_nothing(browser: Browser, room: Mailroom) -> None:
    """Whoever fits is offered; nobody is guessed."""
    another(room), another(room, "Bo Dahl", "bo.dahl@mill.example")
    text = browser.ask("/person/1/merge?with=bo")[1]
    assert "Whom do you mean?" in text
    assert "other_digest" not in text
    assert "I know nobody else" in browser.ask("/person/1/merge?with=nobody")[1]


def test_what_came_of_advice_is_written_down_and_nonsense_struck_out(browser: Browser, room: Mailroom) -> None:
    """What was done and what came of it, each by itself; a stale form changes nothing."""
    number = advice(room)
    form = fields(browser, f"/ledger/{number}", f"/ledger/{number}/settle")
    said = {"done": "I asked them", "outcome": "it saved a week"}
    assert browser.ask(f"/ledger/{number}/settle", form | said)[0] == 303
    with room.transaction() as tx:
        entry = tx.ledger.get(number)
        assert entry
        assert (entry.done, entry.outcome) == ("I asked them", "it saved a week")
    assert browser.ask(f"/ledger/{number}/drop", form)[0] == 409
    form = fields(browser, f"/ledger/{number}", f"/ledger/{number}/drop")
    assert browser.ask(f"/ledger/{number}/drop", form)[0] == 303
    assert browser.ask(f"/ledger/{number}")[0] == 404


def test_what_was_said_elsewhere_goes_into_the_ledger(browser: Browser, room: Mailroom) -> None:
    """As `ledger --add` does, and the list can be narrowed to it."""
    assert say(browser, "remember", kind="advice", text="start with the thing you will not do")[0] == 303
    assert "start with the thing" in browser.ask("/ledger?only=advice")[1]
    assert "start with the thing" in browser.ask("/ledger?only=open")[1]
    assert "start with the thing" not in browser.ask("/ledger?only=promise")[1]
    assert say(browser, "remember", kind="gossip", text="x")[0] == 400


def test_a_hold_on_everything_is_told_and_ended(browser: Browser, room: Mailroom) -> None:
    """Why no letter leaves, and the button that lets them go (F-73)."""
    assert browser.ask("/draft/1/approve", browser.fields("/draft/1"))[0] == 303
    with room.transaction() as tx:
        hold.hold(tx, room.doors, "at-once", room.clock(), count=30, most=20)
    text = browser.ask("/")[1]
    assert "30 letters are to leave at the same time" in text
    assert "It waits until you let letters leave again." in browser.ask("/draft/1")[1]
    form = fields(browser, "/", "/go-on")
    assert browser.ask("/go-on", form | {"mark": ""})[0] == 409
    assert browser.ask("/go-on", form)[0] == 303
    room.turn_to(room.clock() + timedelta(hours=1))
    assert states(room) == ["sent"]


def test_a_letter_that_a_cap_holds_says_why_and_until_when(browser: Browser, room: Mailroom) -> None:
    """The owner sees that it is approved, what holds it, and when it leaves (T-31)."""
    with room.transaction() as tx:
        for _ in range(room.doors.settings.caps.per_hour):
            tx.events.add(room.clock(), "letter-sent", relationship=2)
    assert browser.ask("/draft/1/approve", browser.fields("/draft/1"))[0] == 303
    room.turn_to(room.clock() + timedelta(minutes=6))
    for path in ("/", "/draft/1", "/person/1"):
        text = browser.ask(path)[1]
        assert "letters left within the hour" in text, path
        assert "Held until" in text, path
    assert browser.ask("/draft/1/undo", browser.fields("/draft/1"))[0] == 303
    assert states(room) == ["waiting"]


def test_a_letter_for_another_hour_says_so(browser: Browser, room: Mailroom) -> None:
    """A time of the owner's own is shown as such."""
    form = browser.fields("/draft/1") | {"when": "tomorrow 9:00"}
    assert browser.ask("/draft/1/approve-later", form)[0] == 303
    assert "as you said" in browser.ask("/draft/1")[1]


def test_a_letter_that_waits_for_their_morning_says_so(browser: Browser, room: Mailroom) -> None:
    """An owner who said yes at night over there sees why it has not left (F-68)."""
    person = ada(room).person.id
    with room.transaction() as tx:
        tx.people.learn(person, timezone="America/Los_Angeles")
    assert browser.ask("/draft/1/approve", browser.fields("/draft/1"))[0] == 303
    text = browser.ask("/draft/1")[1]
    assert "so that it reaches them in their working hours" in text
    assert "Tuesday 8 September at 1" in text, "Monday is a holiday there, and the hour is the owner's"


def test_a_letter_that_was_not_sent_says_why_and_can_be_mended(browser: Browser, room: Mailroom) -> None:
    """The cause, a text of one's own, and once more by one's own word."""
    assert browser.ask("/draft/1/approve", browser.fields("/draft/1"))[0] == 303
    with room.transaction() as tx:
        draft = tx.drafts.get(1)
        assert draft
        row = tx.outbox.by_key(f"letter:1.{draft.version}")
        assert row
        tx.outbox.change(row.id, state="failed", reply="550 no such mailbox here")
        tx.drafts.change(1, state="failed")
    for path in ("/", "/draft/1", "/person/1"):
        assert "550 no such mailbox here" in browser.ask(path)[1], path
    wish = browser.fields("/draft/1") | {"text": "mention the northern lights"}
    assert browser.ask("/draft/1/redraft", wish)[0] == 409
    assert states(room) == ["failed"]
    wish = browser.fields("/draft/1") | {"text": "drop the second paragraph"}
    assert browser.ask("/draft/1/redraft", wish)[0] == 303
    assert states(room) == ["waiting"]
    assert (
        browser.ask("/draft/1/edit", browser.fields("/draft/1") | {"text": "Dear Ada,\n\nOnce more.\n\nSofia"})[0]
        == 303
    )
    assert states(room) == ["waiting"]


def test_what_was_set_aside_is_shown_as_it_came_and_ticked_off(browser: Browser, room: Mailroom) -> None:
    """Its cause and its bytes, harmless on the screen."""
    with room.transaction() as tx:
        number = tx.mail.store("x" * 64, b"Subject: odd\n\n<script>alert(1)</script>\x1b[31m", room.clock(), cut=False)
        tx.mail.put_aside(room.clock(), "IndexError: a header that breaks the parser", message=number)
        aside = tx.mail.asides()[0].id
    assert "breaks the parser" in browser.ask("/aside")[1]
    text = browser.ask(f"/aside/{aside}")[1]
    assert "&lt;script&gt;alert(1)" in text
    assert "\x1b" not in text
    assert browser.ask(f"/aside/{aside}/done", fields(browser, "/aside", f"/aside/{aside}/done"))[0] == 303
    assert browser.ask(f"/aside/{aside}")[0] == 404


def test_a_mail_is_read_in_full_only_by_its_owner(browser: Browser, room: Mailroom) -> None:
    """Mail that belongs to no person has no page, and neither has what is not there."""
    room.get(
        b"From: Ada Holm <ada.holm@brightlab.example>\nTo: <letters@sofia.example>\nSubject: Hello\n"
        b"Message-ID: <hello@brightlab.example>\nDate: Mon, 7 Sep 2026 09:12:00 +0200\n\nSofia, " + b"long words " * 300
    )
    link = re.search(r'href="(/mail/\d+)"', browser.ask("/person/1")[1])
    assert link, "a long mail offers no page of its own"
    assert browser.ask(link[1])[1].count("long words") == 300
    assert browser.ask("/mail/999")[0] == 404


def test_another_tab_that_is_out_of_date_changes_nothing(browser: Browser, room: Mailroom) -> None:
    """A form speaks of a person as they stood; the second tab is told (T-42)."""
    old = fields(browser, "/person/1", "/person/1/pause")
    assert say(browser, "stage", stage="active")[0] == 303
    status, text, _ = browser.ask("/person/1/pause", old | {"until": "in 6 weeks"})
    assert (status, "has changed about this person" in text) == (409, True)
    assert ada(room).stage == "active"


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("pause", {"until": "yesterday"}), ("pause", {"until": "soon"}), ("met", {"when": "in 6 weeks"}), ("stage", {"stage": "best"}),
        ("note", {"text": "  "}),
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_read_changes_nothing_and_says_how_to_write_it(
    browser: Browser, room: Mailroom, what: str, said: dict[str, str]
) -> None:
    """400 with an example of what would be understood."""
    before = ada(room)
    assert say(browser, what, **said)[0] == 400
    assert ada(room) == before


ROUTES = [
    "/person/1/note", "/person/1/met", "/person/1/pause", "/person/1/stage", "/person/1/stop", "/person/1/no-contact", "/person/1/again",
    "/person/1/merge", "/person/1/split", "/person/1/draft", "/person/1/remember", "/person/1/resume", "/go-on",
    "/ledger/1/settle", "/ledger/1/drop", "/question/1/answer", "/aside/1/done",
]  # fmt: skip
ATTACKS = [
    Hostile("another site's form", 403, {"Origin": "https://evil.example"}),
    Hostile("a form by fetch of another site", 403, {"Sec-Fetch-Site": "cross-site"}),
    Hostile("no origin", 403, leave_out=("Origin",)),
    Hostile("no session", 403, leave_out=("Cookie",)),
    Hostile("no mark", 409, form={"mark": ""}),
    Hostile("DNS rebinding", 421, {"Host": "evil.example"}),
    Hostile("by PUT", 405, method="PUT"),
]


@pytest.mark.parametrize("route", ROUTES)
def test_no_route_is_open_to_anybody_else(browser: Browser, room: Mailroom, route: str) -> None:
    """Every word on the page needs the session, its mark and its own origin."""
    advice(room)
    before = ada(room)
    good = fields(browser, "/person/1", "/person/1/note") | {"text": "x", "until": "in 6 weeks", "stage": "ended"}
    for attack in ATTACKS:
        more = {name.replace("-", "_"): value for name, value in attack.headers.items()}
        form = good | attack.form if attack.method == "POST" else None
        status, text, _ = browser.ask(route, form, attack.method, attack.leave_out, **more)
        assert status == attack.status, attack.name
        assert "Owning the roadmap" not in text, attack.name
    assert ada(room) == before
    assert states(room) == ["waiting"]


@pytest.mark.parametrize(
    "path", ["/person/1/pause", "/person/1/note", "/ledger/1/drop", "/go-on", "/question/1/answer"]
)
def test_no_act_is_done_by_a_link(browser: Browser, room: Mailroom, path: str) -> None:
    """GET shows or is refused (T-07)."""
    before = ada(room)
    assert browser.ask(path)[0] in (404, 405)
    assert ada(room) == before


@pytest.mark.parametrize(
    "path",
    ["/?page=999999", "/?page=-1", "/?page=%C2%B2", "/people?page=0", "/person/1?page=77", "/ledger?page=9&only=%00", "/person/1/merge?with=%23999999999999999"],
)  # fmt: skip
def test_nonsense_in_an_address_is_a_page_like_another(browser: Browser, path: str) -> None:
    """No query can make the page fail."""
    assert browser.ask(path)[0] == 200


def test_the_page_of_a_long_life_stays_small(browser: Browser, room: Mailroom) -> None:
    """Forty long mails and thirty entries: what is shown is bounded, and the rest is a page further (B-11)."""
    with room.transaction() as tx:
        for n in range(30):
            tx.ledger.add(1, Mention("advice", "contact", f"advice {n} " + "ä" * 500, f"advice {n}"), room.clock())
    for n in range(40):
        at: datetime = room.clock() + timedelta(minutes=n)
        room.clock.turn_to(at)
        with room.transaction() as tx:
            tx.mail.store_sent(
                f"<m{n}@sofia.example>", at, 1, 1, (), {"subject": f"Hello {n}", "text": "Größe " * 2_000}
            )
    status, text, _ = browser.ask("/person/1")
    assert (status, len(text.encode()) <= 60_000) == (200, True), len(text.encode())
    assert 'rel="next"' in text
    assert "Hello 1<" not in text
    assert "Hello 1<" in browser.ask("/person/1?page=2")[1]


def test_trouble_is_told_to_the_owner_in_their_language(room: Mailroom) -> None:
    """A cap is told in the sentences of the owner, and not in the program's English (F-95)."""
    for key in ("cap-hour", "cap-day", "cap-unasked", "cap-answers", "never-pressing"):
        assert "3" in sentence(room.doors, key, {"count": 3})
