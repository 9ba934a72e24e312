"""A mentee asks, and the mentor is asked what to answer; the letter says what was heard, then that, and asks back (P-40, P-41)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from stories.mailroom import MAILBOX, Mailroom

from inbox_agent.drafts.draft import Draft

OWNER, NOA = "sofia@home.example", "noa@harbour.example"
START = datetime.fromisoformat("2026-09-07T09:10:00+02:00")
#: The mentee's mail, the question in it, what the owner answers, and the words that ask back.
ASKS = {
    "en": (
        "I have a question. How do you decide which research to drop when there is no time "
        "for all of it?\n\nBest,\nNoa",
        "How do you decide which research to drop",
        "I once kept everything and finished nothing.",
        "yourself",
    ),
    "sv": (
        "Jag har en fråga. Hur bestämmer du vilka intervjuer som ska väljas bort när tiden inte "
        "räcker till alla?\n\nHälsningar\nNoa",
        "Hur bestämmer du vilka intervjuer",
        "Jag behöll allt en gång och blev aldrig klar.",
        "själv",
    ),
    "de": (
        "Danke für das letzte Gespräch, ich habe viel darüber nachgedacht. Wie entscheidest du, welche Interviews wegfallen, wenn "
        "die Zeit nicht für alle reicht?\n\nViele Grüße\nNoa",
        "Wie entscheidest du, welche Interviews wegfallen",
        "Ich habe einmal alles behalten und bin nie fertig geworden.",
        "selbst",
    ),
    "fr": (
        "J’ai une question. Comment décides-tu quels entretiens abandonner quand le "
        "temps ne suffit pas pour tous ?\n\nÀ bientôt\nNoa",
        "Comment décides-tu quels entretiens abandonner",
        "J’ai tout gardé une fois et je n’ai jamais fini.",
        "juste|bon choix|réussi",
    ),
    "es": (
        "Tengo una pregunta. ¿Cómo decides qué entrevistas dejar cuando no hay tiempo para todas?\n\nUn saludo\nNoa",
        "¿Cómo decides qué entrevistas dejar",
        "Una vez guardé todo y no terminé nunca.",
        "considerado|inclinas",
    ),
}


def mail(sender: str, subject: str, text: str, name: str, thread: str = "") -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, MAILBOX, subject
    made["Date"], made["Message-ID"] = "Mon, 14 Sep 2026 09:00:00 +0200", f"<{name}@programs.example>"
    if thread:
        made["In-Reply-To"] = made["References"] = thread
    made.set_content(text)
    return made.as_bytes()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Mailroom]:
    """The owner is Noa's mentor, and the two are in the middle of it."""
    with Mailroom(tmp_path, START, "en", "mentor") as opened:
        opened.get(
            mail(
                OWNER,
                "Noa",
                "Noa Brandt <noa@harbour.example>. Wants to learn about research with little time.",
                "note",
            )
        )
        with opened.transaction() as tx:
            number = tx.people.by_address(NOA) or 0
            tx.drafts.change(tx.drafts.of(number)[-1].id, state="rejected")
            tx.people.change(number, stage="active", since=START)
        opened.turn_to(START + timedelta(days=7))
        yield opened


def drafted(room: Mailroom) -> Draft:
    with room.transaction() as tx:
        return tx.drafts.of(tx.people.by_address(NOA) or 0)[-1]


@pytest.mark.parametrize("language", ASKS)
def test_the_mentor_is_asked_and_the_letter_holds_what_was_heard_and_said(language: str, room: Mailroom) -> None:
    """Nothing is invented: until the owner has said what to answer, the letter waits for it and cannot leave."""
    asked, words, answer, back = ASKS[language]
    room.get(mail(f"Noa Brandt <{NOA}>", "A question", asked, "asks"))
    first = drafted(room)
    assert (first.kind, first.state, first.language) == ("question", "blocked", language)
    assert words in first.text
    ask = room.told("asking")[-1]
    assert "What would you like to answer Noa Brandt?" in ask.text
    assert words in ask.text
    room.turn_to(START + timedelta(days=7, hours=1))
    room.get(mail(OWNER, f"Re: {ask.subject}", answer, "answers", ask.message_id))
    second = drafted(room)
    assert (second.state, second.version, second.blocked) == ("waiting", 2, "")
    assert answer in second.text
    assert second.text.index(words) < second.text.index(answer)
    assert any(one in second.text.partition(answer)[2] for one in back.split("|"))
    assert [f.name for f in second.findings if not f.ok] == []


def test_who_is_no_mentor_is_asked_nothing_of_the_kind(tmp_path: Path) -> None:
    """To a mentor who asks, the owner answers in their own words; the notice of the mail is all that comes."""
    with Mailroom(tmp_path, START) as room:
        room.get(
            mail(
                OWNER,
                "Noa",
                "Noa Brandt <noa@harbour.example>. Her talk “Small maps” was good. I want to learn about maps.",
                "note",
            )
        )
        with room.transaction() as tx:
            number = tx.people.by_address(NOA) or 0
            tx.drafts.change(tx.drafts.of(number)[-1].id, state="rejected")
            tx.people.change(number, stage="active", since=START)
        room.turn_to(START + timedelta(days=7))
        room.get(mail(f"Noa Brandt <{NOA}>", "A question", ASKS["en"][0], "asks"))
        assert drafted(room).kind == "outreach"
        assert room.told("answer-notice")


def test_an_introduction_or_a_time_goes_before_a_question(room: Mailroom) -> None:
    """A mail that names a time and asks is answered with the time, as before."""
    text = "Would Thursday 17 September at 15:00 CEST suit you?\n\nNoa"
    room.get(mail(f"Noa Brandt <{NOA}>", "Our next call", text, "time"))
    assert drafted(room).kind == "accept-and-schedule"
