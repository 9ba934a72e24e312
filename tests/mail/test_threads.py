"""Threads by Message-ID, subjects with one Re: (F-71, RFC 5322 3.6.4)."""

from __future__ import annotations

import pytest

from inbox_agent.mail.message import Message
from inbox_agent.mail.threads import MOST_REFERENCES, base_subject, reply_headers, reply_subject, thread_ids

SUBJECTS = {
    "plain": ("Your talk", "Your talk", "Re: Your talk"),
    "one": ("Re: Your talk", "Your talk", "Re: Your talk"),
    "many": ("RE: Re: re : Your talk", "Your talk", "Re: Your talk"),
    "Swedish": ("SV: VB: Fika", "Fika", "Re: VB: Fika"),
    "German": ("AW: WG: Ihr Vortrag", "Ihr Vortrag", "Re: WG: Ihr Vortrag"),
    "French": ("TR : RE : Votre article", "Votre article", "Re: TR : RE : Votre article"),
    "Spanish": ("RV: RES: Una pregunta", "Una pregunta", "Re: RV: RES: Una pregunta"),
    "Dutch": ("Antw: Doorst: Vraag", "Vraag", "Re: Doorst: Vraag"),
    "Polish": ("Odp: PD: Pytanie", "Pytanie", "Re: PD: Pytanie"),
    "Italian": ("R: I: Domanda", "Domanda", "Re: I: Domanda"),
    "Finnish": ("VS: VL: Kysymys", "Kysymys", "Re: VL: Kysymys"),
    "counted": ("Re[2]: Re(3): Re^4: Lunch", "Lunch", "Re: Lunch"),
    "forward": ("Fwd: FW: Notes", "Notes", "Re: Fwd: FW: Notes"),
    "wide colon": ("回复：你好", "你好", "Re: 你好"),
    "a word that begins so": ("Recently: news", "Recently: news", "Re: Recently: news"),
    "a time": ("10:30 at the mill", "10:30 at the mill", "Re: 10:30 at the mill"),
    "line ends": ("Hi\r\nBcc: evil@x.example", "Hi Bcc: evil@x.example", "Re: Hi Bcc: evil@x.example"),
    "hidden": ("Re:\u200b Your\u202e talk", "Your talk", "Re: Your talk"),
    "nothing but marks": ("Re: Re:", "", "Re:"),
    "empty": ("", "", "Re:"),
}


@pytest.mark.parametrize(("subject", "base", "reply"), SUBJECTS.values(), ids=SUBJECTS.keys())
def test_a_subject_loses_its_marks_and_gets_one(subject: str, base: str, reply: str) -> None:
    """Marks of every language go for comparing; an answer has exactly one Re: and no line end."""
    assert (base_subject(subject), reply_subject(subject)) == (base, reply)
    assert reply_subject(reply_subject(subject)) == reply_subject(subject)


def test_the_nearest_mail_comes_first() -> None:
    """In-Reply-To, then References from the newest back, each once."""
    mail = Message(
        "<d@x.example>",
        None,
        "",
        (),
        in_reply_to=("<c@x.example>",),
        references=("<a@x.example>", "<b@x.example>", "<c@x.example>"),
    )
    assert thread_ids(mail) == ("<c@x.example>", "<b@x.example>", "<a@x.example>")


def test_an_answer_carries_the_whole_line() -> None:
    """References are repeated whole, with the answered mail last, without what is no Message-ID."""
    assert reply_headers(
        "<c@x.example>", ("<a@x.example>", "junk", "<b@x.example>\r\nBcc: x", "<a@x.example>", "<b@x.example>")
    ) == (
        "<c@x.example>",
        ("<a@x.example>", "<b@x.example>", "<c@x.example>"),
    )
    assert reply_headers("no id", ("<a@x.example>",)) == ("", ("<a@x.example>",))


def test_a_long_line_keeps_its_first_and_its_newest() -> None:
    """The line stays bounded, and a thread is still known by its root."""
    _, line = reply_headers("<new@x.example>", [f"<{n}@x.example>" for n in range(500)])
    assert (len(line), line[0], line[-2], line[-1]) == (
        MOST_REFERENCES,
        "<0@x.example>",
        "<499@x.example>",
        "<new@x.example>",
    )
