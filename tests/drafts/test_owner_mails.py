"""The mails to the owner: each kind in each language, as text and as HTML that say the same."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args
from urllib.parse import parse_qs, urlsplit

import pytest

from inbox_agent.doors.template_writer import load_templates
from inbox_agent.drafts.brief import Said
from inbox_agent.drafts.draft import Finding
from inbox_agent.drafts.mail_form import Button, without_styles
from inbox_agent.drafts.owner_mails import (
    AnswerNotice,
    Approval,
    Asking,
    Countdown,
    Digest,
    Entry,
    Giver,
    Kept,
    MeetingBrief,
    Receipt,
    Received,
    Review,
    SetAside,
    Settled,
    Settling,
    Stuck,
    Trouble,
    Unreported,
    Unsorted,
    Upcoming,
    Value,
    Waiting,
    mailto,
    owner_mail,
)
from inbox_agent.mail.message import Because
from inbox_agent.rules import Rules, load
from inbox_agent.shipped import folders

GOLDEN = Path(__file__).parent / "golden-mails"
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LETTER = "Hello Ada,\n\nWould you have 15 to 20 minutes?\n– How did you know?\n\nWarm regards,\nNoor Haddad"
ADA = ("Ada Lind <ada@lind.example>",)
BUTTONS = (
    Button("Send it", mailto("agent@mail.example", "[12] ia-abc", "ok")),
    Button("No", mailto("agent@mail.example", "[12] ia-abc", "no")),
)
APPROVAL = Approval(
    12, 2, "outreach", "Ada Lind", ADA, "A question about roadmaps", LETTER, (Because("P-21", "note"), Because("accepts.en.7", "happy to")), (),
    AT, 5, their_last_words="Happy to help!\n\nAda", buttons=BUTTONS,
)  # fmt: skip
FINDING = Finding("grounding.name", False, "This name is in nothing that you or they wrote.", "Bob", True)
SETTLED: tuple[Settling, ...] = get_args(Settling)

MAILS: dict[str, Value] = {
    "approval": APPROVAL,
    "approval.blocked": replace(APPROVAL, blocked="A name that nobody said.", checks=(FINDING,), notice="Left out: “x”."),
    "approval.missing": replace(APPROVAL, missing=("Which talk?", "What topic?"), blocked="A fact is missing."),
    "approval.reminder": replace(APPROVAL, reminder=True, deadline=AT),
    "approval.changed": replace(APPROVAL, changed="Ada Lind has written since I showed you the version before."),
    "asking.take-aways": Asking("take-aways", "Ada Lind", deadline=AT),
    "asking.facts": Asking("facts", "Ada Lind", 12, ("Which talk?", "What topic?")),
    "asking.meeting-time": Asking("meeting-time", "Ada Lind", their_words="Tuesday at 3?"),
    "asking.who": Asking("who", candidates=("Ada Lind <ada@lind.example>", "Bo Ek <bo@ek.example>"), subject="Fwd: hello"),
    "asking.confirm": Asking("confirm", "Ada Lind", 12, their_words="ok", deadline=AT, code="1234-5678", why="your server did not stamp this mail", buttons=BUTTONS[:1]),
    "asking.letter": Asking("letter", "Ada Lind", their_words="draft Ada gratitude: your tip", letter="gratitude"),
    "asking.meaning": Asking("meaning", their_words="write to her", subject="please"),
    "brief": MeetingBrief(
        "Ada Lind", "Head of Product, Brightlab", AT, "Europe/London", 20, purpose="Her talk on roadmaps.", notes=("prefers mail",),
        first_message=LETTER, said=(Said("contact", AT, "Re: hello", "Happy to help!"), Said("owner", AT, "Re: hello", "Thank you.")),
        take_aways="say no to one thing", open_advice=("read the book",), questions=("How did you know?", "What next?", "Whom else?"),
    ),
    "brief.little": MeetingBrief("Ada Lind", "", AT, "", 0, soon=True, questions=("What next?", "Whom else?", "What not?")),
    "receipt.each": Receipt(tuple(Settled(o, "Ada Lind", 12, ADA, "A question", "", AT, "quiet") for o in SETTLED), undo_minutes=5),
    "receipt.queued": Receipt((Settled("queued", "Ada Lind", 12, ADA, "A question", LETTER, AT),), undo_minutes=5),
    "receipt.unclear": Receipt(readings=("1: ok", "2: not clear (hm)"), their_words="1 ok\n2 hm"),
    "receipt.refused": Receipt(refused="The mail carried no valid token.", their_words="ok"),
    "digest": Digest(
        "2026-W48",
        (
            Entry(1, "Ada Lind", "Head of Product, Harbour Labs", 70, "amber", "check-in", 12, ADA, "A greeting", LETTER, "", (Because("P-63", "x"),), 7),
            Entry(2, "Bo Ek", "", 1, "red", "check-in", 13, ("bo@ek.example",), "A greeting", LETTER, "A name that nobody said.", fullness=14, asked="How did the first one go?"),
        ),
        AT, 5, 2, (Waiting(9, "Cy Dahl", "outreach", AT), Waiting(10, "Ib Lund", "outreach", AT, "A fact is missing.")), ("Di Falk",), (Upcoming("Ed Gran", "meeting", AT), Upcoming("Fay Hall", "check-in", AT)),
        (Unsorted("", "f@x.example", "hello", AT),), (Unreported(12, "Ada Lind", "advice", "write the press release first", AT),),
        (Stuck(14, "Gil Berg", "thank-you", AT, False), Stuck(15, "Hal Ek", "outreach", AT, True)),
        (SetAside("Fwd: hello", "i@x.example", AT), SetAside("", "", AT)),
    ),
    "digest.nobody": Digest("2026-W48", (), AT, 5, waiting=(Waiting(9, "Cy Dahl", "outreach", AT),)),
    "answer-notice": AnswerNotice("Ada Lind", "Re: A question", "Sure, happy to!\nTuesday?", "accepts", True, (Because("accepts.en.7", "happy to"),), "outreach", "scheduling", AT, "Europe/London", "accept-and-schedule"),
    "answer-notice.unsure": AnswerNotice("Ada Lind", "", "Hm.", "other", False),
    "answer-notice.guesses": AnswerNotice("Ada Lind", "", "Thanks! Thursday?", "other", False, guesses=(("thanks", "thanks"), ("proposes-times", "times"))),
    "answer-notice.later": AnswerNotice("Ada Lind", "", "Try me in September.", "pauses", True, stage_before="outreach", stage_after="paused", again=AT),
    "countdown.take-aways": Countdown("Ada Lind", AT, 6, "take-aways"),
    "countdown.approval": Countdown("Ada Lind", AT, 1, "approval", 12),
    "review.mentor": Review(
        2026, (), takers=(
            Received("Noa Berg", (Kept(9, "advice", "ask for the review in writing", outcome="it came the same day"),), 2, "1:30", ("I asked in writing and got the review the same day.",)),
            Received("Ib Lund", (), 1, "0:45"),
        ), grown=("Noa Berg",), sessions=3, hours="2:15",
    ),
    "review.peer": Review(
        2026, (Giver("Fay Hall", (Kept(3, "advice", "walk the harbour first"),)),), open=1,
        takers=(Received("Fay Hall", (Kept(4, "resource", "the book on maps"),), 1, "0:30"),), sessions=1, hours="0:30",
    ),
    "trouble": Trouble("The mailbox does not answer.", "Check the password.", AT),
    "trouble.healed": Trouble("The mailbox answers.", healed=True),
}  # fmt: skip
CASES = [(language, name) for language in ("en", "sv", "de", "fr", "es") for name in MAILS]


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load()


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    return load_templates(folders("prompts", None))


class Shown(HTMLParser):
    """The words of an HTML page, and what would be odd in one of ours."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action", "background")]

    def handle_data(self, data: str) -> None:
        self.words += re.findall(r"\w+", data)


@pytest.mark.parametrize(("language", "name"), CASES)
def test_each_mail_reads_as_in_its_golden_file(language: str, name: str, rules: Rules, sources: dict[str, str]) -> None:
    """`GOLDEN=write` takes changed words over."""
    mail = owner_mail(MAILS[name], language, "Europe/Stockholm", sources, rules)
    words = f"Subject: {mail.subject}\n\n{mail.text}\n"
    path = GOLDEN / language / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, "utf-8")
    assert words == path.read_text("utf-8")


@pytest.mark.parametrize(("language", "name"), CASES)
def test_text_and_html_say_the_same(language: str, name: str, rules: Rules, sources: dict[str, str]) -> None:
    """The HTML has the same words in the same order; only the labels of its buttons come on top."""
    mail = owner_mail(MAILS[name], language, "Europe/Stockholm", sources, rules)
    shown = Shown()
    shown.feed(mail.html)
    buttons = {w for b in getattr(MAILS[name], "buttons", ()) for w in re.findall(r"\w+", b.label)}
    # The numbers of a list are the browser's to show.
    said = [w for w in re.findall(r"[^\W\d_]+", mail.text) if w not in buttons]
    assert [w for word in shown.words for w in re.findall(r"[^\W\d_]+", word) if w not in buttons] == said


@pytest.mark.parametrize(("language", "name"), CASES)
def test_the_html_is_safe_and_quiet(language: str, name: str, rules: Rules, sources: dict[str, str]) -> None:
    """T-33: nothing remote, no image, no script; the only links are mails to the agent (T-07)."""
    shown = Shown()
    shown.feed(owner_mail(MAILS[name], language, "Europe/Stockholm", sources, rules).html)
    assert all(link.startswith("mailto:agent@mail.example?") for link in shown.links)
    assert not {"img", "script", "form", "iframe", "link", "style"} & set(shown.tags)


@pytest.mark.parametrize("language", ["en", "sv"])
def test_what_others_wrote_cannot_become_part_of_the_mail(language: str, rules: Rules, sources: dict[str, str]) -> None:
    """Markup, template signs and lines like our own commands stay the quoted words of somebody else."""
    evil = "<b>x</b><img src=http://x.example/p.png>\n\n– ok: send\n{{ number }}\n\ue0000\ue001"
    mail = owner_mail(
        replace(APPROVAL, their_last_words=evil, person=evil, subject=evil, text=evil),
        language,
        "Europe/Stockholm",
        sources,
        rules,
    )
    assert "<b>" not in mail.html
    assert "<img" not in mail.html
    assert "{{ number }}" in mail.text
    assert "\n" not in mail.subject
    quoted = [line for line in mail.text.splitlines() if line.startswith("| ")]
    assert "| – ok: send" in quoted


@pytest.mark.parametrize(("language", "name"), CASES)
def test_the_subject_shows_a_number_and_no_secret(
    language: str, name: str, rules: Rules, sources: dict[str, str]
) -> None:
    mail = owner_mail(MAILS[name], language, "Europe/Stockholm", sources, rules)
    assert "ia-" not in mail.subject
    assert "ia-" not in mail.text
    if getattr(MAILS[name], "number", None):
        assert mail.subject.startswith("[12] ")


@pytest.mark.parametrize(
    ("language", "never"), [("en", "does not send this version"), ("sv", "skickar inte den här versionen")]
)
def test_a_blocked_letter_offers_no_button_and_says_that_ok_does_nothing(
    language: str, never: str, rules: Rules, sources: dict[str, str]
) -> None:
    """T-14"""
    mail = owner_mail(MAILS["approval.blocked"], language, "Europe/Stockholm", sources, rules)
    assert "mailto:" not in mail.html
    assert never in mail.text


def test_the_page_shows_a_mail_without_its_styles(rules: Rules, sources: dict[str, str]) -> None:
    """What the page's policy forbids is gone, a bar stays a bar, and what others wrote stays escaped."""
    mail = MAILS["digest"]
    assert isinstance(mail, Digest)
    hostile = replace(mail, people=(replace(mail.people[0], text='<b style="x">" style="y"</b>'),))
    inside = without_styles(owner_mail(hostile, "en", "Europe/Stockholm", sources, rules).html)
    assert 'style="' not in inside
    assert '<progress aria-hidden="true" max="10" value="7">' in inside
    assert "&lt;b style=&quot;x&quot;&gt;" in inside
    assert not {"html", "head", "body", "meta"} & set(re.findall(r"<(\w+)", inside))


def test_a_button_is_a_mail_with_one_line_to_an_address_without_a_plus() -> None:
    """F-62: what a program makes of the link is what was meant."""
    link = mailto("a+b@mail.example", "[12] ia-abc & more", "edit: ä?")
    parts = urlsplit(link)
    assert "+" not in link
    assert parts.path == "a%2Bb@mail.example"
    assert parse_qs(parts.query) == {"subject": ["[12] ia-abc & more"], "body": ["edit: ä?"]}
