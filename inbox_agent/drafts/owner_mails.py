"""The mails to the owner as values, and how they become a subject, a text and its HTML twin.

Each kind of mail has a frozen value with everything that its template in `prompts/mails/<language>/` may say.
The visible subject carries the short number of a draft and no secret (F-62); the token travels in the Message-ID
and in the `mailto:` subjects, which whoever sends the mail puts in. Times are aware and are told in the owner's zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, Literal
from urllib.parse import quote

from inbox_agent.drafts import dates
from inbox_agent.drafts.brief import Said
from inbox_agent.drafts.draft import Finding
from inbox_agent.drafts.mail_form import Blocks, Button
from inbox_agent.drafts.profile_lines import Form
from inbox_agent.drafts.rendering import render
from inbox_agent.errors import WrongUse
from inbox_agent.mail.message import Because
from inbox_agent.rules import Rules


@dataclass(frozen=True)
class OwnerMail:
    """A mail to the owner in words, before it has headers."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Approval:
    """One letter that waits for the owner's yes."""

    kind: ClassVar[str] = "approval"
    number: int
    version: int
    letter: str  #: the kind of letter: ``outreach``
    person: str
    to: tuple[str, ...]  #: as they stand in the header: ``Ada Lind <ada@lind.example>``
    subject: str
    text: str  #: exactly as it will leave
    why: tuple[Because, ...]
    checks: tuple[Finding, ...]
    expires: datetime
    undo_minutes: int
    blocked: str = ""
    missing: tuple[str, ...] = ()  #: what the owner is asked for, in the owner's language
    their_last_words: str = ""
    notice: str = ""  #: of the writer: what was left out, why there is a template's letter
    deadline: datetime | None = None
    invitation: datetime | None = None  #: to which a calendar invitation goes with the letter (F-75)
    reminder: bool = False
    changed: str = ""  #: what overtook the version before, in the owner's language; "" for a first version
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Asking:
    """A question to the owner."""

    kind: ClassVar[str] = "asking"
    about: Literal[
        "take-aways", "facts", "meeting-time", "who", "meaning", "go-on", "address", "confirm", "profile",
        "letter",
    ]  # fmt: skip
    person: str = ""
    number: int | None = None  #: of the draft that waits for the answer
    questions: tuple[str, ...] = ()  #: for ``facts``, in order; for ``go-on`` and ``address`` what happened
    candidates: tuple[str, ...] = ()  #: for ``who``, in order
    their_words: str = ""
    subject: str = ""  #: of the mail that the question is about
    deadline: datetime | None = None
    code: str = ""  #: for ``confirm``: what the answer must hold
    why: str = ""  #: for ``confirm``: why the first yes was not enough
    form: Form = ()  #: for ``profile``: the headings with what is known under each
    letter: str = ""  #: for ``letter``: the kind that was asked for
    example: str = ""  #: for ``profile``: a filled form, where nothing is known yet
    buttons: tuple[Button, ...] = ()


Settling = Literal[
    "queued", "sent", "sent-already", "undone", "too-late", "rejected", "snoozed", "edited", "redrafted",
    "stopped", "closed", "noted", "stage", "paused", "no-contact", "merged", "split", "again", "failed", "doubt", "overtaken",
]  # fmt: skip


@dataclass(frozen=True)
class Settled:
    """What became of one thing that the owner decided."""

    outcome: Settling
    person: str = ""
    number: int | None = None
    to: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""  #: the letter as it left or will leave; "" where it need not be shown again
    at: datetime | None = None  #: when it leaves, left, or is asked about again
    note: str = ""  #: the words that were noted, the new stage, what the server said


@dataclass(frozen=True)
class Receipt:
    """What the agent did with an answer of the owner; or that it did nothing, and how it read the answer (F-85)."""

    kind: ClassVar[str] = "receipt"
    items: tuple[Settled, ...] = ()
    refused: str = ""  #: why nothing was done, in the owner's language
    readings: tuple[str, ...] = ()  #: the answer line by line as it was read, where it was not clear
    their_words: str = ""  #: the owner's answer as it arrived
    undo_minutes: int = 0
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One person of the digest, with the letter that is ready."""

    n: int  #: the place in this digest, by which the owner answers
    person: str
    who: str  #: title and organisation; may be ""
    days: int  #: since the last exchange
    health: Literal["amber", "red"]
    letter: str = ""  #: its kind; "" where no letter is ready
    number: int | None = None
    to: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    blocked: str = ""
    why: tuple[Because, ...] = ()
    fullness: int = 0  #: of the longest fair silence, in tenths
    asked: str = ""  #: their question that no letter of the owner's has answered


@dataclass(frozen=True)
class Waiting:
    """A draft from before that still waits for a yes."""

    number: int
    person: str
    letter: str
    since: datetime
    blocked: str = ""  #: why no yes can let it leave as it is


@dataclass(frozen=True)
class Stuck:
    """A letter with a yes that did not leave, or of which nobody knows: everything else to this person waits for it."""

    number: int
    person: str
    letter: str
    since: datetime
    doubt: bool


@dataclass(frozen=True)
class SetAside:
    """What could not be handled and still waits for a person (T-23)."""

    subject: str
    who: str
    at: datetime


@dataclass(frozen=True)
class Unsorted:
    """A person's mail that no rule could place (F-30): never hidden."""

    name: str
    address: str
    subject: str
    at: datetime


@dataclass(frozen=True)
class Upcoming:
    """What is due in the coming days: a meeting, a thank-you, an end of a pause."""

    person: str
    what: str  #: a kind of letter, ``meeting``, ``pause``, or words in the owner's language
    at: datetime


@dataclass(frozen=True)
class Unreported:
    """What somebody gave, and nobody knows what came of it (P-61)."""

    number: int  #: of the entry in the ledger, by which the owner speaks of it (``L12``)
    person: str
    what: str  #: of `mentorship/ledger.py`
    words: str
    at: datetime


@dataclass(frozen=True)
class Promised:
    """A promise for a day that is near or has just passed, or the owner's without a day, that nobody has said was kept (F-26)."""

    number: int  #: of the entry in the ledger (``L12``)
    person: str
    words: str
    at: datetime  #: the day; of one without a day, when it was said
    mine: bool  #: the owner's own
    dated: bool = True


@dataclass(frozen=True)
class Asked:
    """Of whom the owner asked more of late than is fair (F-86)."""

    person: str
    asks: int
    days: int


@dataclass(frozen=True)
class Digest:
    """The weekly look at everybody (F-84)."""

    kind: ClassVar[str] = "digest"
    week: str  #: ``2026-W48``
    people: tuple[Entry, ...]
    expires: datetime
    undo_minutes: int
    more: int = 0  #: people past their cadence that are not shown
    waiting: tuple[Waiting, ...] = ()
    rested: tuple[str, ...] = ()  #: names that came to rest since the last digest (P-72)
    upcoming: tuple[Upcoming, ...] = ()
    unsorted: tuple[Unsorted, ...] = ()
    unreported: tuple[Unreported, ...] = ()
    stuck: tuple[Stuck, ...] = ()
    asides: tuple[SetAside, ...] = ()
    unserved: tuple[str, ...] = ()  #: goals at which nobody helps
    without_goal: tuple[str, ...] = ()  #: names of those who serve none of the goals any more (P-74)
    loaded: tuple[Asked, ...] = ()
    promised: tuple[Promised, ...] = ()
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Kept:
    """One entry of the ledger, by the number under which the owner speaks of it (``L12``)."""

    number: int
    what: str  #: advice, promise …
    gist: str
    person: str = ""
    at: datetime | None = None
    done: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class Withdrawn:
    """A letter that was taken back because something changed (F-65)."""

    number: int
    letter: str  #: its kind
    approved: bool  #: whether the owner had said yes to it


@dataclass(frozen=True)
class AnswerNotice:
    """The contact wrote: their words, what the agent took from them, what follows."""

    kind: ClassVar[str] = "answer-notice"
    person: str
    subject: str
    their_words: str
    intent: str  #: of contracts.md
    sure: bool
    why: tuple[Because, ...] = ()
    stage_before: str = ""
    stage_after: str = ""
    meeting: datetime | None = None
    meeting_zone: str = ""
    letter: str = ""  #: the kind of letter that follows; "" where none does
    again: datetime | None = None  #: until when they are left in peace, since they asked to wait (F-23)
    withdrawn: tuple[Withdrawn, ...] = ()  #: letters that were ready and are of yesterday now
    kept: tuple[Kept, ...] = ()  #: what of it now stands in the ledger
    guesses: tuple[tuple[str, str], ...] = ()  #: where it is not sure: what it may mean, and the word to answer with
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Countdown:
    """The 24 hours of a thank-you are running out (P-33)."""

    kind: ClassVar[str] = "countdown"
    person: str
    deadline: datetime
    hours_left: int
    waits_for: Literal["take-aways", "approval"]
    number: int | None = None
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class MeetingBrief:
    """Whom the owner meets, when, what was said so far, and how it could begin (P-31)."""

    kind: ClassVar[str] = "brief"
    person: str
    who: str  #: title and organisation; may be ""
    start: datetime
    their_zone: str  #: IANA, "" where it is not known
    minutes: int  #: that were agreed; 0 where nobody named a length
    soon: bool = False  #: the second brief, shortly before
    purpose: str = ""
    notes: tuple[str, ...] = ()
    first_message: str = ""
    said: tuple[Said, ...] = ()  #: the newest mails of the thread, oldest first
    take_aways: str = ""  #: of the conversation before
    open_advice: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Trouble:
    """Something does not work, or works again."""

    kind: ClassVar[str] = "trouble"
    sentence: str
    mend: str = ""
    since: datetime | None = None
    healed: bool = False


@dataclass(frozen=True)
class Giver:
    """What one person gave in the year."""

    person: str
    kept: tuple[Kept, ...]


@dataclass(frozen=True)
class Received:
    """What the owner gave one person in the year, as that person's mentor or peer."""

    person: str
    kept: tuple[Kept, ...]
    sessions: int = 0
    hours: str = ""  #: how long those were together, "1:30"
    told: tuple[str, ...] = ()  #: what they said of it, in their words


@dataclass(frozen=True)
class Passing:
    """Something that led somewhere, and people whom it could help next."""

    gist: str
    people: tuple[str, ...]


@dataclass(frozen=True)
class Review:
    """The year: what was received and given, what came of it, whom it could help next (P-80)."""

    kind: ClassVar[str] = "review"
    year: int
    givers: tuple[Giver, ...]
    passing: tuple[Passing, ...] = ()
    open: int = 0  #: how much of it nobody knows the outcome of
    unserved: tuple[str, ...] = ()  #: goals at which nobody helps
    without_goal: tuple[str, ...] = ()  #: names of those who serve none of the goals any more (P-74)
    loaded: tuple[Asked, ...] = ()  #: of whom most was asked in the year, by how much
    takers: tuple[Received, ...] = ()  #: to whom the owner gave
    grown: tuple[str, ...] = ()  #: mentees who came to a good end (P-74)
    sessions: int = 0  #: conversations with all of them
    hours: str = ""
    buttons: tuple[Button, ...] = ()


Value = Approval | Asking | Receipt | Digest | Review | AnswerNotice | Countdown | MeetingBrief | Trouble


def owner_mail(value: Value, language: str, timezone: str, sources: Mapping[str, str], rules: Rules) -> OwnerMail:
    """The mail in the owner's language and zone. Raises `WrongUse` for a template with a fault."""
    blocks = Blocks()
    values: dict[str, Any] = {f.name: getattr(value, f.name) for f in fields(value)}
    values |= {
        "letter_of": blocks.letter,
        "quote": blocks.quote,
        "heading": blocks.heading,
        "bar": blocks.bar,
        "press": blocks.buttons,
    }
    values |= {"at": lambda moment: dates.short(moment, timezone, rules.dates[language]), "variation": 0}
    values |= {"on": lambda moment: dates.day(moment, timezone, rules.dates[language])}
    values |= {"clock": lambda moment: dates.clock(moment, timezone, rules.dates[language])}
    values |= {
        "both": lambda moment, zone: dates.in_both_zones(moment, timezone, zone or timezone, rules.dates[language])
    }
    name = f"mails/{language}/{value.kind}.j2"
    head, _, body = render(sources, name, values).strip().partition("\n")
    if not head.startswith("Subject:"):
        raise WrongUse(f"The template {name} does not begin with a line 'Subject: …'.", f"Mend prompts/{name}.")
    return OwnerMail(
        " ".join(head.removeprefix("Subject:").split()), blocks.as_text(body), blocks.as_html(body, language)
    )


def mailto(address: str, subject: str, body: str) -> str:
    """A `mailto:` link (RFC 6068) to the agent's own address; a "+" is encoded, since some programs read it as a space."""
    local, _, domain = address.rpartition("@")
    return f"mailto:{quote(local, safe='.-_')}@{quote(domain, safe='.-')}?subject={quote(subject, safe='')}&body={quote(body, safe='')}"
