"""Forged, confused and genuine approvals, judged at the outbox: did a letter leave for the contact or not (T-03, T-04)?"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from stories.mailroom import MAILBOX, OWNER, Mailroom

START = datetime(2026, 9, 7, 7, 10, tzinfo=UTC)
ADA = "ada.holm@brightlab.example"
PER = "per.ek@verkstan.example"
STRANGER = "Sofia Lind <sofia.lind@elsewhere.example>"
AN_HOUR = timedelta(hours=1)

FORWARD = f"""\
From: Sofia Lind <{OWNER}>
To: <{MAILBOX}>
Subject: Fwd: Slides from my talk
Date: Mon, 7 Sep 2026 09:10:00 +0200
Message-ID: <forward-ada@programs.example>
Content-Type: text/plain; charset=utf-8

I heard her talk "Owning the roadmap without owning the team" at Nordic Product Days.
I want to learn about moving from design to product leadership.
How did she know that she was ready to lead?

---------- Forwarded message ---------
From: Ada Holm <{ADA}>
Date: Sun, Sep 6, 2026 at 06:10
Subject: Slides from my talk
To: Sofia Lind <{OWNER}>

Hi everyone,

Thank you for coming to my talk. The slides are on our page now.

Ada Holm
Head of Product, Brightlab
"""
SECOND_FORWARD = FORWARD.replace("Ada Holm", "Per Ek").replace(ADA, PER).replace("forward-ada", "forward-per")


@dataclass(frozen=True)
class Answer:
    """One mail that may look like an approval, and what must stand in the records afterwards."""

    name: str
    body: str = "ok"
    sender: str = f"Sofia Lind <{OWNER}>"
    subject: str = "Re: A letter to Ada Holm"
    thread: str = "In-Reply-To: @@approval@@\nReferences: @@approval@@"
    more: str = ""  #: further headers, each with its line end
    content_type: str = "text/plain; charset=utf-8"
    draft: str = "waiting"

    def __bytes__(self) -> bytes:
        head = f"From: {self.sender}\nTo: <{MAILBOX}>\nSubject: {self.subject}\nDate: Mon, 7 Sep 2026 10:10:00 +0200\n"
        head += f"Message-ID: <answer@programs.example>\n{self.more}"
        head += f"{self.thread}\n" if self.thread else ""
        return f"{head}MIME-Version: 1.0\nContent-Type: {self.content_type}\n\n{self.body}\n".encode()


GMAIL = "On Mon, 7 Sep 2026 at 09:11, inbox-agent <letters@sofia.example> wrote:\n\n> Shall I send this letter to Ada?\n> Answer ok to send it.\n"
GMAIL_SV = (
    "Den mån 7 sep. 2026 kl 09:11 skrev inbox-agent <letters@sofia.example>:\n\n> Ska jag skicka brevet?\n> Svara ok.\n"
)
OUTLOOK = "________________________________\nFrom: inbox-agent <letters@sofia.example>\nSent: Monday, September 7, 2026 09:11\nTo: Sofia Lind <sofia@home.example>\nSubject: A letter to Ada Holm\n\nShall I send this letter to Ada? Answer ok to send it.\n"
OUTLOOK_SV = "________________________________\nFrån: inbox-agent <letters@sofia.example>\nSkickat: den 7 september 2026 09:11\nTill: Sofia Lind <sofia@home.example>\nÄmne: Ett brev\n\nSvara ok för att skicka.\n"
APPLE = "> On 7 Sep 2026, at 09:11, inbox-agent <letters@sofia.example> wrote:\n>\n> Shall I send this letter to Ada?\n> Answer ok to send it.\n"
APPLE_TODAY = (
    "On 7 Sep 2026, at 09:11, inbox-agent <letters@sofia.example> wrote:\n\n> Shall I send this letter to Ada?\n"
)
BUTTON = {"thread": "", "subject": "[1] @@token@@"}
HTML = "text/html; charset=utf-8"

NO_LETTER = [
    # Who wrote it (T-03).
    Answer("a stranger has the right token", sender="mallory@elsewhere.example"),
    Answer("a stranger bears the owner's name", sender=STRANGER),
    Answer("a stranger's display name is the owner's address", sender=f'"{OWNER}" <mallory@elsewhere.example>'),
    Answer(
        "a stranger's display name is the owner's whole From", sender=f'"Sofia Lind <{OWNER}>" <m@elsewhere.example>'
    ),
    Answer("the owner's address stands in a comment", sender=f"mallory@elsewhere.example ({OWNER})"),
    Answer("the owner's domain with another ending", sender="Sofia Lind <sofia@home.example.elsewhere.example>"),
    Answer("a look-alike of the owner's address", sender="Sofia Lind <sоfia@home.example>"),
    Answer("two addresses in one From", sender=f"Sofia Lind <{OWNER}>, Mallory <mallory@elsewhere.example>"),
    Answer("two addresses in one From, the owner last", sender=f"Mallory <mallory@elsewhere.example>, <{OWNER}>"),
    Answer("two From headers", more="From: Mallory <mallory@elsewhere.example>\n"),
    Answer("two From headers that are the same", more=f"From: Sofia Lind <{OWNER}>\n"),
    Answer("a Sender that differs", more="Sender: Mallory <mallory@elsewhere.example>\n"),
    Answer("resent by somebody", more="Resent-From: Mallory <mallory@elsewhere.example>\n"),
    Answer("the contact answers with the token", sender=f"Ada Holm <{ADA}>", draft="overtaken"),
    Answer("the agent's own address", sender=f"inbox-agent <{MAILBOX}>"),
    Answer("no From", sender=""),
    # Robots (T-30).
    Answer("a vacation that quotes ok", more="Auto-Submitted: auto-replied\n"),
    Answer("a list", more="List-Id: <friends.elsewhere.example>\nPrecedence: list\n"),
    Answer("a null sender", more="Return-Path: <>\nAuto-Submitted: auto-generated\n"),
    # The token (T-01).
    Answer("no token at all", thread=""),
    Answer("an unknown token", thread="In-Reply-To: <ia-abcdefghijklmnopqrstuvwxyz@sofia.example>"),
    Answer("an unknown token in the subject", thread="", subject="[1] ia-abcdefghijklmnopqrstuvwxyz"),
    Answer("a token cut short", thread="", subject="[1] ia-abcdefghijklm"),
    Answer("the draft's visible number only", thread="", subject="Re: [1] A letter to Ada Holm"),
    Answer("the token in the text only", body="ok @@token@@", thread=""),
    Answer("the letter's own Message-ID is no token", thread="In-Reply-To: <forward-ada@programs.example>"),
    # The words (T-04).
    Answer("ok with a question mark", "ok?"),
    Answer("ok but", "ok but change the date"),
    Answer("ok but, on two lines", "ok\n\nbut change the date to Thursday first"),
    Answer("ok, then a question", "ok\n\nWhat do you think of the second paragraph?"),
    Answer("no problem", "no problem"),
    Answer("not ok", "not ok", draft="rejected"),
    Answer("no", "no", draft="rejected"),
    Answer("nej", "nej", draft="rejected"),
    Answer("not yet", "not yet", draft="snoozed"),
    Answer("ok if she has not written", "ok if she has not written yet"),
    Answer("I guess", "I guess so"),
    Answer("ok in inverted commas", 'I will not write "ok"'),
    Answer("ok in the quoted part only", f"Hm.\n\n{GMAIL}"),
    Answer("only the quoted part", GMAIL),
    Answer("only Outlook's quoted part", OUTLOOK),
    Answer("a quoted ok", "> ok"),
    Answer("ok only below the signature", "Let me think.\n\n-- \nok"),
    Answer("an empty answer", ""),
    Answer("white space only", " \n\t\n \n"),
    Answer("a Cyrillic o", "оk"),
    Answer("a Greek omicron", "οk"),
    Answer("a Cyrillic o and a Greek k", "оκ"),
    Answer("a picture of a thumb", "👎"),
    Answer("yes and no", "ok\n\nno"),
    Answer("ok hidden in HTML", '<p>Let me think.</p><div style="display:none">ok</div>', content_type=HTML),
    Answer("only a hidden ok in HTML", '<div style="display:none">ok</div>', content_type=HTML),
    Answer(
        "ok before a but with a hidden letter",
        '<p>ok</p><p>but <span style="font-size:0">x</span>wait</p>',
        content_type=HTML,
    ),
    Answer("ok in a comment of HTML", "<p>Hm</p><!-- ok -->", content_type=HTML),
    Answer("ok as the alternative text of a picture", '<p>Hm</p><img alt="ok">', content_type=HTML),
    Answer("ok in the title of HTML", "<title>ok</title><p>Hm</p>", content_type=HTML),
    Answer("a forward of the approval to somebody", f"What do you think?\n\n{OUTLOOK}", subject="Fwd: A letter"),
    Answer("an attached text that says ok", "ok", content_type="application/octet-stream; name=ok.txt"),
]

ONE_LETTER = [
    Answer("ok", "ok"),
    Answer("OK", "OK"),
    Answer("ok with a full stop", "ok."),
    Answer("Ok, tack", "Ok, tack!"),
    Answer("skicka", "skicka"),
    Answer("ja", "Ja"),
    Answer("yes please", "Yes, please!"),
    Answer("looks good, send it", "Looks good, send it."),
    Answer("full-width letters are the same word", "ｏｋ"),
    Answer("with a greeting and a name", "Hi,\n\nok\n\nThanks,\nSofia"),
    Answer("with a signature block", "ok\n\n-- \nSofia Lind\nProduct designer"),
    Answer("with a telephone's signature", "Ok\n\nSent from my iPhone"),
    Answer("above Gmail's quote", f"ok\n\n{GMAIL}"),
    Answer("above Gmail's quote in Swedish", f"Ok!\n\n{GMAIL_SV}"),
    Answer("above Outlook's quote", f"ok\n\n{OUTLOOK}"),
    Answer("above Outlook's quote in Swedish", f"skicka\n\n{OUTLOOK_SV}", subject="SV: Ett brev"),
    Answer("above Apple's quote", f"ok\n\n{APPLE}"),
    Answer("above Apple's quote without a mark", f"ok\n\n{APPLE_TODAY}"),
    Answer("by the button, without In-Reply-To", **BUTTON),
    Answer("by the button, in Swedish", "skicka", **BUTTON),
    Answer("from the owner's other address", sender="<sofia.lind@work.example>"),
    Answer("from the owner's address in capitals", sender="Sofia Lind <SOFIA@HOME.EXAMPLE>"),
    Answer("with a Sender that is the owner", more=f"Sender: {OWNER}\n"),
    Answer("References without In-Reply-To", thread="References: @@approval@@"),
    Answer("in HTML", "<div>ok</div><br><div class='gmail_quote'>On Monday inbox-agent wrote: <blockquote>no</blockquote></div>", content_type=HTML),
    Answer("in HTML with hidden rubbish", '<p>ok</p><div style="display:none">wait, do not</div>', content_type=HTML),
]  # fmt: skip


def answered(room: Mailroom, answer: Answer) -> None:
    """The answer arrives, and an hour passes: far more than the time in which it can be undone."""
    room.get(bytes(answer))
    room.turn_to(room.clock() + AN_HOUR)


def drafts(room: Mailroom) -> list[str]:
    with room.transaction() as tx:
        return [d.state for r in tx.people.all() for d in tx.drafts.of(r.id)]


@pytest.mark.parametrize("answer", NO_LETTER, ids=lambda a: a.name.replace(" ", "-"))
def test_what_is_no_clear_yes_of_the_owner_sends_nothing(room: Mailroom, answer: Answer) -> None:
    """Not even an hour later; and the draft is what the words make of it, which for most of these is: it waits."""
    answered(room, answer)
    assert room.letters_to() == {}
    assert drafts(room)[:1] == [answer.draft]


def test_letters_that_are_shown_in_another_order_send_nothing(room: Mailroom) -> None:
    """The owner's screen shows "ko" (T-04)."""
    answered(room, Answer("right to left", "\u202eok\u202c"))
    assert room.letters_to() == {}


@pytest.mark.parametrize("answer", ONE_LETTER, ids=lambda a: a.name.replace(" ", "-"))
def test_a_clear_yes_of_the_owner_sends_one_letter(room: Mailroom, answer: Answer) -> None:
    """To the contact alone, with the text that the owner saw."""
    with room.transaction() as tx:
        seen = tx.drafts.open()[0]
    answered(room, answer)
    assert room.letters_to() == {ADA: 1}
    left = room.letters()[0]
    assert (left.message_id, left.subject) == (seen.message_id, seen.subject)
    assert " ".join(left.text.split()) == " ".join(seen.text.split())


def test_no_answer_of_the_table_uses_up_the_owners_yes(asked: Path, tmp_path: Path) -> None:
    """After every forged mail from somebody else the owner's own ok still sends the letter, once."""
    forged = [a for a in NO_LETTER if OWNER not in a.sender.partition("<")[2] and ADA not in a.sender]
    assert len(forged) > 5
    with Mailroom(shutil.copytree(asked, tmp_path / "room"), START + AN_HOUR) as room:
        for number, answer in enumerate(forged):
            room.get(bytes(answer).replace(b"<answer@", f"<answer{number}@".encode()))
        assert room.letters_to() == {}
        answered(room, Answer("genuine"))
        assert room.letters_to() == {ADA: 1}


def test_an_ok_is_sent_only_after_the_time_to_undo_it(room: Mailroom) -> None:
    """Five minutes (T-07)."""
    room.get(bytes(Answer("genuine")))
    room.turn_to(room.clock() + timedelta(minutes=4, seconds=59))
    assert room.letters_to() == {}
    room.turn_to(room.clock() + timedelta(seconds=1))
    assert room.letters_to() == {ADA: 1}


def test_a_second_ok_is_told_when_the_letter_left(room: Mailroom) -> None:
    """A used token sends nothing, and the owner reads the hour (T-07)."""
    yes = Answer("genuine")
    answered(room, yes)
    room.get(bytes(yes).replace(b"<answer@", b"<again@"))
    room.turn_to(room.clock() + timedelta(days=2))
    assert room.letters_to() == {ADA: 1}
    told = room.told("receipt")[-1].text
    assert "already" in told
    assert "10:15" in told


def test_the_same_ok_delivered_twice_is_one_ok(room: Mailroom) -> None:
    """Two copies of one mail, as two routes bring them (R-32)."""
    answered(room, Answer("genuine"))
    receipts = len(room.told("receipt"))
    answered(room, Answer("genuine"))
    assert room.letters_to() == {ADA: 1}
    assert len(room.told("receipt")) == receipts


def test_two_oks_in_the_time_to_undo_are_one_letter(room: Mailroom) -> None:
    """The second comes while the first waits."""
    yes = bytes(Answer("genuine"))
    room.get(yes)
    room.get(yes.replace(b"<answer@", b"<again@"))
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {ADA: 1}


def test_an_expired_token_asks_anew(room: Mailroom) -> None:
    """Three days are over: nothing leaves, and after one reminder a fresh mail asks; the ok to that one sends (T-01, F-69)."""
    late = room.filled(bytes(Answer("genuine")))
    room.turn_to(room.clock() + timedelta(days=3, hours=1))
    room.get(late)
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {}
    assert len(room.told("approval")) == 3
    room.get(bytes(Answer("genuine")).replace(b"<answer@", b"<again@"))
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {ADA: 1}


def test_an_ok_after_a_no_sends_nothing(room: Mailroom) -> None:
    """What was refused stays so; a changed mind begins with a new wish."""
    answered(room, Answer("no", "no"))
    room.get(bytes(Answer("genuine")).replace(b"<answer@", b"<again@"))
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {}


def test_undo_holds_an_approved_letter_back(room: Mailroom) -> None:
    """By a reply in the five minutes, with the same token."""
    room.get(bytes(Answer("genuine")))
    room.get(bytes(Answer("undo", "undo")).replace(b"<answer@", b"<undo@"))
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {}


def test_an_ok_to_the_first_version_does_not_send_the_second(room: Mailroom) -> None:
    """An edit makes another text, and another text needs another yes (F-64)."""
    first = room.filled(bytes(Answer("genuine")))
    room.get(bytes(Answer("edit", "edit:\nHi Ada,\n\nWould you have a quarter of an hour for me?\n\nSofia")))
    assert len(room.told("approval")) == 2
    room.get(first.replace(b"<answer@", b"<first@"))
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {}
    room.get(bytes(Answer("genuine")).replace(b"<answer@", b"<second@"))
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {ADA: 1}
    assert "quarter of an hour" in room.letters()[0].text


def test_tokens_of_two_drafts_approve_neither(room: Mailroom) -> None:
    """Thread of one draft, subject of another: nobody can know which is meant (T-03)."""
    first = room.told("approval")[-1].message_id
    room.get(SECOND_FORWARD.encode())
    assert len(room.told("approval")) == 2
    mixed = Answer("mixed", thread=f"In-Reply-To: {first}", subject="[2] @@token@@")
    answered(room, mixed)
    assert room.letters_to() == {}
    assert drafts(room) == ["waiting", "waiting"]


def test_an_ok_sends_the_draft_that_it_answers_and_no_other(room: Mailroom) -> None:
    """Two drafts wait, the newer token is Per's."""
    room.get(SECOND_FORWARD.encode())
    answered(room, Answer("genuine"))
    assert room.letters_to() == {PER: 1}


def test_an_older_token_in_references_does_not_count(room: Mailroom) -> None:
    """A conversation names its older mails, too; In-Reply-To decides (T-03)."""
    first = room.told("approval")[-1].message_id
    room.get(SECOND_FORWARD.encode())
    answered(room, Answer("genuine", thread=f"In-Reply-To: @@approval@@\nReferences: {first} @@approval@@"))
    assert room.letters_to() == {PER: 1}


DIGEST = {"thread": "In-Reply-To: @@digest@@\nReferences: @@digest@@", "subject": "Re: Your week"}


def digest_of_two(folder: Path) -> tuple[Path, datetime]:
    """A folder with one letter that waits, an hour later: two nurtured people go stale, and the digest with two numbered
    letters lies before the owner. The folder, and when they may answer."""
    with Mailroom(folder, START + AN_HOUR) as room:
        room.get(SECOND_FORWARD.encode())
        with room.transaction() as tx:
            for draft in tx.drafts.open():
                tx.drafts.change(draft.id, state="rejected")
            for relationship in tx.people.all():
                tx.people.change(relationship.id, stage="active", last_inbound=START, next_due=START)
        while not room.told("digest"):
            room.turn_to(room.clock() + timedelta(days=1))
        assert room.letters_to() == {}
        return folder, room.clock() + AN_HOUR


@pytest.fixture(scope="module")
def with_digest(asked: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime]:
    """The digest of two."""
    return digest_of_two(shutil.copytree(asked, tmp_path_factory.mktemp("digest") / "room"))


@pytest.mark.parametrize(
    ("body", "letters"),
    [
        ("1 ok, 2 ok", 2),
        ("1 ok", 1),
        ("1-2 ok", 2),
        ("1 ok, 2 later 3w", 1),
        ("1 ok\n2 nej", 1),
        ("1 ok, 2 perhaps", 0),
        ("1 ok, 2 drop the last sentence", 1),
        ("1 ok, 2 ok?", 0),
        ("1 ok, 9 ok", 0),
        ("1 ok, 1 no", 0),
        ("1 ok\n2 ok but shorter", 0),
        ("ok", 0),
        ("3 ok", 0),
        ("0 ok", 0),
        ("1 ok\n\nWhat about Ada?", 0),
    ],
    ids=lambda value: str(value).replace(" ", "-").replace("\n", "|"),
)
def test_a_digest_is_settled_whole_or_not_at_all(
    with_digest: tuple[Path, datetime], tmp_path: Path, body: str, letters: int
) -> None:
    """Where one item cannot be read, none is approved (T-04, F-85)."""
    folder, at = with_digest
    with Mailroom(shutil.copytree(folder, tmp_path / "room"), at) as room:
        answered(room, Answer("digest", body, **DIGEST))
        assert sum(room.letters_to().values()) == letters
        assert max(room.letters_to().values(), default=0) <= 1


def test_a_wish_in_a_digest_brings_a_new_version_and_sends_nothing(
    with_digest: tuple[Path, datetime], tmp_path: Path
) -> None:
    """F-61, F-85: "2 drop the last sentence" is read, done to letter 2, and asked about in a mail of its own."""
    folder, at = with_digest
    with Mailroom(shutil.copytree(folder, tmp_path / "room"), at) as room:
        with room.transaction() as tx:
            before = {d.id: d for d in tx.drafts.open()}
        asked = len(room.told("approval"))
        answered(room, Answer("digest", "2 drop the last sentence", **DIGEST))
        with room.transaction() as tx:
            changed = [d for d in tx.drafts.open() if d.id in before and d.version > before[d.id].version]
        assert [(d.state, len(d.text) < len(before[d.id].text)) for d in changed] == [("waiting", True)]
        assert len(room.told("approval")) == asked + 1
        assert room.letters_to() == {}


def test_a_digest_counts_once(with_digest: tuple[Path, datetime], tmp_path: Path) -> None:
    """A second answer to the same digest approves nothing more."""
    folder, at = with_digest
    with Mailroom(shutil.copytree(folder, tmp_path / "room"), at) as room:
        answered(room, Answer("digest", "1 ok", **DIGEST))
        room.get(bytes(Answer("digest", "2 ok", **DIGEST)).replace(b"<answer@", b"<again@"))
        room.turn_to(room.clock() + AN_HOUR)
        assert sum(room.letters_to().values()) == 1


def test_an_ok_for_tomorrow_leaves_tomorrow(room: Mailroom) -> None:
    """Not a minute before the hour that the owner named."""
    room.get(bytes(Answer("later", "ok tomorrow at 9:00")))
    tomorrow = datetime(2026, 9, 8, 7, 0, tzinfo=UTC)
    room.turn_to(tomorrow - timedelta(minutes=1))
    assert room.letters_to() == {}
    room.turn_to(tomorrow)
    assert room.letters_to() == {ADA: 1}


ADA_ANSWERS = f"""\
From: Ada Holm <{ADA}>
To: <{MAILBOX}>
Subject: Re: Your letter
Date: Tue, 8 Sep 2026 10:00:00 +0200
Message-ID: <ada-answers@programs.example>
In-Reply-To: @@letter@@
Content-Type: text/plain; charset=utf-8

Hi Sofia,

I would be happy to talk. Friday 11 September at 15:00 CEST works for me.

Ada
"""


@pytest.mark.parametrize("kind", ["answer-notice", "receipt"])
def test_an_ok_to_another_mail_of_the_agent_approves_nothing(room: Mailroom, kind: str) -> None:
    """A letter waits, but the owner says ok to the news of Ada's answer, or to the receipt of the last one."""
    answered(room, Answer("genuine"))
    room.turn_to(datetime(2026, 9, 8, 8, 0, tzinfo=UTC))
    room.get(ADA_ANSWERS.encode())
    assert drafts(room) == ["sent", "waiting"]
    news = room.told(kind)[-1].message_id
    room.get(bytes(Answer("ok", thread=f"In-Reply-To: {news}")).replace(b"<answer@", b"<to-the-news@"))
    room.turn_to(room.clock() + AN_HOUR)
    assert room.letters_to() == {ADA: 1}
    assert drafts(room) == ["sent", "waiting"]


def test_a_letter_with_a_gap_cannot_be_approved(tmp_path: Path) -> None:
    """The owner gave no reason to write, so facts are missing; an ok to the question sends nothing (P-22)."""
    bare = FORWARD.partition("I heard")[0] + "---------- Forwarded" + FORWARD.partition("---------- Forwarded")[2]
    with Mailroom(tmp_path, START) as room:
        room.get(bare.encode())
        assert drafts(room) == ["blocked"]
        assert [m.header("X-Inbox-Agent") for m in room.told()] == ["asking"]
        for number in range(4):
            ok = Answer("ok", thread="In-Reply-To: @@asking@@")
            room.get(bytes(ok).replace(b"<answer@", f"<ok{number}@".encode()))
            room.turn_to(room.clock() + AN_HOUR)
        assert room.letters_to() == {}
        assert drafts(room) == ["blocked"]


def test_a_changed_setting_does_not_change_an_approved_letter(asked: Path, tmp_path: Path) -> None:
    """The owner's yes was to these bytes; where the sender's name would differ now, nothing leaves (T-02)."""
    folder = shutil.copytree(asked, tmp_path / "room")
    with Mailroom(folder, START + AN_HOUR) as room:
        room.get(bytes(Answer("genuine")))
    with Mailroom(folder, START + AN_HOUR) as room:
        owner = room.doors.account.owner.model_copy(update={"name": "Sofia L."})
        account = room.doors.account.model_copy(update={"owner": owner})
        room.use(replace(room.doors, account=account))
        room.turn_to(room.clock() + AN_HOUR)
        assert room.letters_to() == {}
        assert [m.header("X-Inbox-Agent") for m in room.told()][-1] == "trouble"
