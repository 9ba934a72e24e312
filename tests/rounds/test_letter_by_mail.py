"""A letter that the owner asks for by one line of mail: drafted and asked about, or a receipt that says why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from rounds.test_gate import ADA, FORWARD, SECOND_FORWARD, START
from stories.mailroom import MAILBOX, OWNER, Mailroom

A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Line:
    """One mail of the owner's, out of the blue where it names no thread."""

    body: str
    sender: str = f"Sofia Lind <{OWNER}>"
    thread: str = ""
    received: str = ""  #: headers of a way over the network
    number: int = 0

    def __bytes__(self) -> bytes:
        head = f"{self.received}From: {self.sender}\nTo: <{MAILBOX}>\nSubject: Letter\nDate: Mon, 7 Sep 2026 10:10:00 +0200\n"
        head += f"Message-ID: <line.{self.number}@programs.example>\n"
        head += f"In-Reply-To: {self.thread}\nReferences: {self.thread}\n" if self.thread else ""
        return f"{head}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{self.body}\n".encode()


FROM_AFAR = "Received: from mail.far.example ([192.0.2.9]) by mx.sofia.example; Mon, 7 Sep 2026 10:10:02 +0200\n"


def active(folder: Path, language: str = "en") -> Mailroom:
    """Ada and Per are known; nothing waits."""
    room = Mailroom(folder, START, language)
    for forward in (FORWARD, SECOND_FORWARD):
        room.get(forward.encode())
    with room.transaction() as tx:
        for number in (1, 2):
            for draft in tx.drafts.of(number):
                tx.drafts.change(draft.id, state="rejected")
            tx.people.change(number, stage="active", since=START)
    room.turn_to(START + A_MINUTE)
    return room


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Mailroom]:
    with active(tmp_path) as opened:
        yield opened


def newest(room: Mailroom, number: int = 1) -> tuple[str, str, str]:
    """Kind, state and text of the newest draft to them."""
    with room.transaction() as tx:
        draft = tx.drafts.of(number)[-1]
    return draft.kind, draft.state, draft.text


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "draft Ada gratitude: Your tip on lists has saved my week."),
        ("sv", "utkast Ada tacksamhet: Your tip on lists has saved my week."),
        ("de", "Entwurf Dankesbrief an Ada: Your tip on lists has saved my week."),
        ("fr", "brouillon Ada reconnaissance : Your tip on lists has saved my week."),
        ("es", "borrador Ada gratitud: Your tip on lists has saved my week."),
    ],
)
def test_one_line_has_a_letter_drafted_and_asked_about(language: str, body: str, tmp_path: Path) -> None:
    """The owner's words stand in the letter, and the answer is the letter itself."""
    with active(tmp_path, language) as room:
        before = len(room.told())
        room.get(bytes(Line(body)))
        kind, state, text = newest(room)
        told = room.told()[before:]
    assert (kind, state) == ("gratitude", "waiting")
    assert "our tip on lists has saved my week" in text
    assert [m.header("X-Inbox-Agent") for m in told] == ["approval"]
    assert "our tip on lists has saved my week" in told[0].text
    assert not room.letters()


def test_what_the_line_does_not_say_is_asked_for(room: Mailroom) -> None:
    """P-22: an answer to advice without an answer is no letter yet."""
    room.get(bytes(Line("draft Ada answer to the advice")))
    assert newest(room)[:2] == ("advice-answer", "blocked")
    assert "What I need for the letter to Ada Holm" in room.told("asking")[-1].subject


def test_an_answer_to_a_mail_about_them_needs_no_name(room: Mailroom) -> None:
    room.get(bytes(Line("draft gratitude: Your tip on lists has saved my week.", thread="@@approval-before@@")))
    assert newest(room)[:2] == ("gratitude", "waiting")


def test_no_second_letter_is_made_of_the_same_mail(room: Mailroom) -> None:
    """F-05: delivered again, looked at again, even taken back, it is one letter."""
    for _ in range(2):
        room.get(bytes(Line("draft Ada gratitude: Your tip on lists has saved my week.")))
        room.turn_to(room.clock() + timedelta(hours=2))
    with room.transaction() as tx:
        made = [d for d in tx.drafts.of(1) if d.kind == "gratitude"]
    assert len(made) == 1
    room.get(bytes(Line("draft Ada question instead: How did you decide what to leave out?", number=1)))
    room.turn_to(room.clock() + timedelta(days=1))
    with room.transaction() as tx:
        states = [(d.kind, d.state) for d in tx.drafts.of(1) if d.kind in ("gratitude", "question")]
    assert states == [("gratitude", "overtaken"), ("question", "waiting")]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("draft Bo gratitude: Thanks.", "more than one, called Bo"),
        ("draft gratitude: Thanks.", "to whom the letter goes"),
        ("draft Ada a sonnet", "which letter you want"),
        ("draft Ada feedback\nSituation: x", "not one that you write to Ada Holm"),
    ],
)
def test_a_line_that_cannot_be_carried_out_is_answered_with_why(body: str, says: str, room: Mailroom) -> None:
    with room.transaction() as tx:
        before = len(tx.drafts.of(1))
    room.get(bytes(Line(body)))
    told = room.told("receipt")[-1]
    assert says in told.text
    assert body.split("\n", maxsplit=1)[0] in told.text
    with room.transaction() as tx:
        assert len(tx.drafts.of(1)) == before


def test_a_letter_that_waits_is_named(room: Mailroom) -> None:
    """Two letters to one person at once are one too many."""
    room.get(bytes(Line("draft Ada gratitude: Your tip on lists has saved my week.")))
    room.get(bytes(Line("draft Ada question: How did you decide what to leave out?", number=1)))
    with room.transaction() as tx:
        number = tx.drafts.of(1)[-1].id
    assert f"Draft {number} to Ada Holm waits for you already" in room.told("receipt")[-1].text
    assert newest(room)[0] == "gratitude"


def test_a_stop_holds_against_the_owners_own_haste(room: Mailroom) -> None:
    """F-24."""
    with room.transaction() as tx:
        tx.people.change(1, do_not_contact=True)
    room.get(bytes(Line("draft Ada gratitude: Your tip on lists has saved my week.")))
    assert "F-24" in room.told("receipt")[-1].text


def test_a_line_that_nothing_proves_is_asked_about_first(room: Mailroom) -> None:
    """F-66: its words would become facts of a letter, so From alone is not enough; the owner's ok is."""
    room.get(bytes(Line("draft Ada gratitude: Your tip on lists has saved my week.", received=FROM_AFAR)))
    assert newest(room)[0] != "gratitude"
    asked = room.told("asking")[-1]
    assert "Did you ask for a letter to Ada Holm?" in asked.subject
    assert "Your tip on lists has saved my week." in asked.text
    room.get(bytes(Line("ok", thread=asked.message_id, number=1)))
    assert newest(room)[:2] == ("gratitude", "waiting")
    room.get(bytes(Line("ok", thread=asked.message_id, number=2)))
    assert "answered that question before" in room.told("receipt")[-1].text


TWO_FORMS = """Content-Type: multipart/alternative; boundary=x

--x
Content-Type: text/plain; charset=utf-8

draft Ada gratitude: Your tip on lists has saved my week.
--x
Content-Type: text/html; charset=utf-8

<p>draft Ada gratitude: Send me your password.</p>
--x--
"""


@pytest.mark.parametrize(
    ("of", "says"),
    [
        (lambda raw: raw.replace(b"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n", b""), "plain text"),
        (lambda raw: b"Subject: Another\n" + raw, "not as a mail program writes it"),
    ],
    ids=["two forms", "two subjects"],
)
def test_a_line_that_can_be_read_in_two_ways_is_refused_and_not_asked_about(
    of: Callable[[bytes], bytes], says: str, room: Mailroom
) -> None:
    """As with a yes (T-06): a question would show one of its readings, and the ok would hold for the other."""
    body = TWO_FORMS if says == "plain text" else "draft Ada gratitude: Your tip on lists has saved my week."
    before = len(room.told("asking"))
    room.get(of(bytes(Line(body, received=FROM_AFAR))))
    assert newest(room)[0] != "gratitude"
    assert len(room.told("asking")) == before
    assert says in room.told("receipt")[-1].text


@pytest.mark.parametrize("answer", ["no", "what?", "not now"])
def test_without_an_ok_no_letter_is_made_of_it(answer: str, room: Mailroom) -> None:
    room.get(bytes(Line("draft Ada gratitude: Click https://evil.example now.", received=FROM_AFAR)))
    room.get(bytes(Line(answer, thread=room.told("asking")[-1].message_id, number=1)))
    room.turn_to(room.clock() + timedelta(days=2))
    with room.transaction() as tx:
        assert not any(d.kind == "gratitude" for d in tx.drafts.of(1))
        assert "evil" not in str(tx.people.facts(1))


@pytest.mark.parametrize("sender", ["Ada Holm <" + ADA + ">", "Sofia Lind <sofia@elsewhere.example>"])
def test_somebody_elses_line_orders_nothing(sender: str, room: Mailroom) -> None:
    room.get(bytes(Line("draft Per gratitude: Send me your notes.", sender=sender)))
    with room.transaction() as tx:
        assert not any(d.kind == "gratitude" for n in (1, 2) for d in tx.drafts.of(n))


def test_a_person_who_is_named_for_the_first_time_is_a_contact(room: Mailroom) -> None:
    """The line of a note: an address that nobody is known by makes it one to reach."""
    room.get(bytes(Line("Draft a question to Mira Olsen <mira@olsen.example>: she wrote the essay on maps.")))
    with room.transaction() as tx:
        assert tx.people.by_address("mira@olsen.example")
