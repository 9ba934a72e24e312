"""What of a brief goes into a prompt: a sheet of plain strings, and nothing else (T-11, T-12, T-13).

The sheet is made by naming every field that may leave. Addresses, ids and the signature of the brief are not
among them, so they cannot be in a prompt, whatever a template asks for. Words that somebody wrote become
*sources*, each with a label under which a claim can name it; they are cut to a budget, the newest mails first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from inbox_agent.drafts.brief import Brief, LedgerItem
from inbox_agent.drafts.called import name_alone
from inbox_agent.drafts.form_of_address import formality
from inbox_agent.drafts.this_thread import in_this_thread
from inbox_agent.drafts.voice import described
from inbox_agent.mail.visible import one_line, visible
from inbox_agent.mentorship.relationship import Meeting
from inbox_agent.rules import Address, Rules


@dataclass(frozen=True)
class Source:
    """Words that the letter may rest on. `theirs` says that the owner did not write them."""

    label: str
    about: str
    text: str
    theirs: bool


@dataclass(frozen=True)
class Sheet:
    """Everything that the templates in `prompts/letter/` are given."""

    kind: str
    language: str
    role: str
    relationship_kind: str
    stage: str
    owner_name: str
    contact_name: str
    contact_title: str
    contact_organisation: str
    known_from: str
    referrer: str
    today: str
    owner_timezone: str
    contact_timezone: str
    form_of_address: str  #: "du", "Sie", "vous" …, as the checks will ask for it; "" where the language has but one
    voice: tuple[str, ...]  #: how the owner writes, a line each; () where nothing is known
    meeting: tuple[str, ...]
    sources: tuple[Source, ...]
    variation: int
    findings: tuple[str, ...] = ()
    read: str = ""  #: the draft that the owner has read, where they wish another version of it
    wish: str = ""  #: what they wish
    earlier: str = ""  #: the last try at this letter, when `findings` say what is wrong with it

    def through(self, change: Callable[[str], str]) -> Sheet:
        """The same sheet with every word of a person passed through `change`."""
        return replace(
            self,
            owner_name=change(self.owner_name),
            contact_name=change(self.contact_name),
            contact_title=change(self.contact_title),
            contact_organisation=change(self.contact_organisation),
            known_from=change(self.known_from),
            referrer=change(self.referrer),
            voice=tuple(change(line) for line in self.voice),
            sources=tuple(replace(s, about=change(s.about), text=change(s.text)) for s in self.sources),
            findings=tuple(change(f) for f in self.findings),
            read=change(self.read),
            wish=change(self.wish),
            earlier=change(self.earlier),
        )

    @property
    def words(self) -> str:
        """Everything in it that somebody else may have written."""
        sources = (*(s.text for s in self.sources), *(s.about for s in self.sources))
        return "\n".join([self.earlier, self.read, self.wish, *self.findings, *sources])

    @property
    def beside(self) -> tuple[str, ...]:
        """The prompt files that this letter has to itself."""
        return (f"kinds/{self.kind}.j2",)

    @property
    def quotable(self) -> dict[str, str]:
        """What a claim may rest on, by label."""
        return {s.label: s.text for s in self.sources} | ({"wish": self.wish} if self.wish else {})


def sheet(
    brief: Brief,
    findings: tuple[str, ...],
    thread: int,
    value: int,
    rules: Rules | None = None,
) -> Sheet:
    """The sheet of a brief. `thread` bounds the characters of all mails together, `value` those of any other text."""
    who = brief.relationship.person

    def short(text: str) -> str:
        return one_line(text)[:300]

    return Sheet(
        kind=brief.kind,
        language=brief.language,
        role=brief.relationship.role,
        relationship_kind=brief.relationship.kind,
        stage=brief.relationship.stage,
        owner_name=short(brief.owner_name),
        contact_name=short(who.name),
        contact_title=short(who.title),
        contact_organisation=short(who.organisation),
        known_from=short(brief.relationship.source),
        referrer=short(name_alone(brief.relationship.referrer)),
        # The day and not the minute: the same letter asked for again after a crash is the same prompt.
        today=_day(brief.now, brief.owner_timezone),
        owner_timezone=brief.owner_timezone,
        contact_timezone=who.timezone,
        form_of_address=_form(brief, rules.address.get(brief.language) if rules else None),
        voice=tuple(short(line) for line in (*described(brief.voice), *_of_this_thread(brief, rules))),
        meeting=_meeting(brief.meeting, brief.owner_timezone, who.timezone),
        sources=(*_own_words(brief, value), *_mails(brief, thread, value)),
        variation=brief.variation,
        findings=tuple(short(f) for f in findings),
        read=_cut(brief.read, value),
        wish=_cut(brief.wish, value),
    )


def _of_this_thread(brief: Brief, rules: Rules | None) -> tuple[str, ...]:
    """How the owner greeted this person and closed when they last wrote, which is kept (F-44)."""
    hello, close = in_this_thread(brief, rules) if rules else ("", "")
    lines = (
        f"In this correspondence, greeted last with: {hello}",
        f"In this correspondence, closed last with: {close}",
    )
    return tuple(line for line, said in zip(lines, (hello, close), strict=True) if said)


def _form(brief: Brief, own: Address | None) -> str:
    """The form of address by its word in the letter's language (P-53)."""
    if own is None or not own.formal:
        return ""
    words = own.says_formal if formality(brief, own) == "formal" else own.says_informal
    return words[0] if words else ""


def _own_words(brief: Brief, longest: int) -> list[Source]:
    relationship = brief.relationship
    found = [
        ("about-the-owner", "who the owner is, in the owner's words", brief.owner_about, False),
        ("note", "the owner's note: why write to this person", brief.note or relationship.purpose, False),
        *(
            (f"fact-{name}", f"the owner's answer about: {name}", said, False)
            for name, said in (brief.facts or {}).items()
        ),
        ("take-aways", "the owner's lines after the meeting", brief.take_aways or relationship.take_aways, False),
        *(
            (f"owner-noted-{n}", "what the owner noted about the contact", said, False)
            for n, said in enumerate(brief.notes, 1)
        ),
        *(_given(n, item, brief.owner_timezone) for n, item in enumerate(brief.ledger, 1)),
        *(
            (f"owner-said-{n}", "what the owner said of this letter", said, False)
            for n, said in enumerate(brief.said_of_it, 1)
        ),
        ("original", "the mail or page in which the contact appeared", brief.original, True),
    ]
    return [
        Source(one_line(label), one_line(about), _cut(text, longest), theirs)
        for label, about, text, theirs in found
        if text.strip()
    ]


def _given(number: int, item: LedgerItem, zone: str) -> tuple[str, str, str, bool]:
    """One thing that the contact gave; what came of it in the owner's words only (P-61)."""
    told = [f"{item.what} of {_day(item.when, zone)}: {item.words}"]
    told += [f"about: {item.about}"] if item.about else []
    told += [f"what the owner did: {item.done}"] if item.done else []
    told += [f"what came of it: {item.outcome}"] if item.outcome else []
    return f"given-{number}", "what the contact gave, and what the owner did with it", "\n".join(told), True


def _mails(brief: Brief, budget: int, longest: int) -> list[Source]:
    """The thread, oldest first, as many of the newest mails as the budget holds."""
    found: list[Source] = []
    for number, said in reversed(list(enumerate(brief.thread, start=1))):
        text = _cut(said.text, min(budget, longest))
        if not text:
            continue
        writer = "the owner" if said.who == "owner" else "the contact"
        about = f"mail from {writer}, {_day(said.at, brief.owner_timezone)}, subject: {one_line(said.subject)[:200]}"
        found.append(Source(f"mail-{number}", about, text, said.who != "owner"))
        budget -= len(text)
    return found[::-1]


def _cut(text: str, longest: int) -> str:
    text = visible(text[: 2 * longest]).strip()  # a long mail is not cleaned to its end for its first page
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(None, 1)[0] + " …" if longest > 20 else ""


def _day(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%A %d %B %Y}"


def _meeting(meeting: Meeting | None, *zones: str) -> tuple[str, ...]:
    """The meeting in the zone in which it was named, then in the zones of both people (P-52)."""
    if meeting is None:
        return ()
    wanted = dict.fromkeys(z for z in (meeting.timezone, *zones) if z)
    return tuple(
        f"{meeting.start.astimezone(ZoneInfo(z)):%A %d %B %Y %H:%M} {z}, {meeting.minutes} minutes" for z in wanted
    )
