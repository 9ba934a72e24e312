"""Keep the ledger: from their mails, from our letters that left, and from the owner's word on what came of it.

Each entry is written in the transaction in which its mail was judged, with the rule that found it, so that `why` can tell.
Somebody whom a contact sends the owner to becomes a prospect with the referrer kept (F-25). Of the contact who
sent them nothing else crosses over: no word of the mail is the new relationship's purpose (P-04).
"""

from __future__ import annotations

import re
from datetime import datetime, time
from zoneinfo import ZoneInfo

from inbox_agent.drafts.content import content
from inbox_agent.drafts.draft import Draft
from inbox_agent.mail.kept import Taken
from inbox_agent.mail.lexicon import lexicon
from inbox_agent.mail.message import Because
from inbox_agent.mail.people import mailboxes
from inbox_agent.mail.when import find_day
from inbox_agent.mentorship.examples import struck_out
from inbox_agent.mentorship.kept import NewContact
from inbox_agent.mentorship.ledger import Entry, Mention, reportable, small_words, told_in
from inbox_agent.mentorship.mentions import Speaker, mentions_in
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.rounds.ports import Doors, Transaction

#: `L12 I asked her; we got the money`: one line of mail about one entry.
_LINE = re.compile(r"(?im)^[ \t]*L(\d{1,9})\b[ \t]*[:.)–-]?[ \t]*(\S.*)$")
_THEN = re.compile(r"\s*(?:;|→|=>|->)\s*")


def heard(
    tx: Transaction,
    doors: Doors,
    relationship: Relationship,
    taken: Taken,
    message: int,
    now: datetime,
    counsel: float | None = None,
    told: tuple[Mention, ...] = (),
) -> None:
    """What a contact's mail gave, promised and asked. `counsel`: how likely it advises; `told`: what a model found."""
    owner = doors.account.owner
    without = (relationship.person.name, *relationship.person.addresses, owner.name, *owner.addresses)
    speaker = Speaker(
        "contact",
        relationship.role,
        relationship.stage,
        (*filter(None, without), doors.account.mailbox.address),
        counsel,
    )
    by_rule = mentions_in(taken.text, taken.language or relationship.person.language, speaker, doors.rules)
    mentions = (*by_rule, *(each for each in told if not any(each.words in known.words for known in by_rule)))
    corrected = tx.examples.all("ledger") if mentions else ()
    for found in mentions:
        if struck_out(found.words, found.what, relationship.id, corrected):
            continue
        number = _keep(tx, doors, relationship, found, message, taken.at, now)
        if number and found.what == "introduction":
            _meet(tx, doors, relationship, found, number, now)


def sent(tx: Transaction, doors: Doors, relationship: Relationship, draft: Draft, now: datetime) -> None:
    """What a letter of ours promised and asked, and what it told back (P-61)."""
    speaker = Speaker("owner", relationship.role, relationship.stage)
    theirs = _owners_words(tx, relationship, draft)
    for found in mentions_in(draft.text, draft.language, speaker, doors.rules):
        if found.what == "promise" and (draft.kind == "welcome" or not _binds(doors, found, theirs, now)):
            continue  # how the owner wants to be as a mentor (P-44, P-45), or a courtesy: nothing that is ever done
        _keep(tx, doors, relationship, found, None, now, now)
    listed = doors.rules.words.get(draft.language)
    small = small_words(listed.words) if listed else frozenset[str]()
    for entry in reportable(tx.ledger.of(relationship.id)):
        if told_in(entry, draft.text, small):
            tx.ledger.change(entry.id, reported=now)


def _owners_words(tx: Transaction, relationship: Relationship, draft: Draft) -> frozenset[str]:
    """What the owner has said for this letter: a promise made of other words is a courtesy of the template, and is not theirs to keep."""
    said = (relationship.purpose, relationship.take_aways, *(tx.people.facts(relationship.id) or {}).values())
    notes = (note.words for note in tx.notes.of(relationship.id))
    return content((*said, *notes, *((draft.text,) if draft.written_by == "owner" else ())))


def _binds(doors: Doors, found: Mention, theirs: frozenset[str], now: datetime) -> bool:
    """Whether a promise is the owner's to keep: for a day, or in words that they have said."""
    words = content((found.words,))
    return _promised_for(doors, found, now) is not None or 2 * len(words & theirs) >= len(words)


def _keep(
    tx: Transaction,
    doors: Doors,
    relationship: Relationship,
    found: Mention,
    message: int | None,
    at: datetime,
    now: datetime,
) -> int | None:
    number = tx.ledger.add(relationship.id, found, at, message, _promised_for(doors, found, at))
    if number:
        because = Because(found.rule, found.words)
        tx.events.add(now, "kept", because, relationship=relationship.id, message=message, kind=found.what, by=found.by)
    return number


def _promised_for(doors: Doors, found: Mention, at: datetime) -> datetime | None:
    """The morning of the day that a promise names, in the owner's zone; None where it names none, or one that has passed."""
    if found.what != "promise":
        return None
    zone = ZoneInfo(doors.account.owner.timezone)
    day = find_day(found.words, at.astimezone(zone), doors.rules)
    due = datetime.combine(day, time(doors.rules.cadence.working_hours[0]), zone) if day else None
    return due if due and due > at else None


def _meet(tx: Transaction, doors: Doors, referrer: Relationship, found: Mention, entry: int, now: datetime) -> None:
    """The person of an introduction becomes a prospect, where the mail gives an address that nobody has yet."""
    named = next(iter(mailboxes(found.about, lexicon(doors.rules.labels))), None)
    if named is None or not named.addr or referrer.role == "mentor":
        return  # as mentor the owner introduces, and is not sent to anybody
    number = tx.people.by_address(named.addr)
    if number is None:
        owner = doors.account.owner
        number = tx.people.add(
            NewContact(
                name=named.name,
                addr=named.addr,
                role=owner.role,
                kind="peer" if owner.role == "peer" else owner.kind,
                language=referrer.person.language,
                referrer=referrer.person.name,
            ),
            now,
        )
        because = Because("F-25", found.words)
        tx.events.add(now, "contact", because, relationship=number, name=named.name, addr=named.addr)
        tx.events.add(now, "stage", because, relationship=number, before=None, after="prospect", on="introduced")
    if number != referrer.id:
        tx.ledger.change(entry, leads_to=number)


def report(tx: Transaction, entry: Entry, words: str, now: datetime) -> None:
    """What the owner did and what came of it: `did; came`, or one after the other."""
    did, _, came = (words.strip() + "\n").partition("\n")
    parts = _THEN.split(did.strip(), maxsplit=1)
    did, came = parts[0], " ".join(p for p in (*parts[1:], came.strip()) if p)
    if not came and entry.done and not entry.outcome:
        did, came = entry.done, did
    settle(tx, entry, now, done=did, outcome=came or entry.outcome)


def settle(tx: Transaction, entry: Entry, now: datetime, **values: str) -> None:
    """Write down what was done or came of it. What was told back before is told again with the news."""
    tx.ledger.change(entry.id, settled=now, reported=None, **values)
    words = "; ".join(v for v in values.values() if v)
    tx.events.add(now, "reported", Because("owner", words), relationship=entry.relationship, entry=entry.id)


def drop(tx: Transaction, entry: Entry, now: datetime) -> None:
    """The owner says that it is none: it is struck out, and kept as an example (F-28)."""
    tx.ledger.change(entry.id, dropped=now)
    language = next((m.language for m in [tx.mail.get(entry.message) if entry.message else None] if m), "")
    tx.examples.add(
        "ledger", now, judged=entry.what, corrected="none", words=entry.words, language=language,
        relationship=entry.relationship, message=entry.message,
    )  # fmt: skip
    tx.events.add(now, "dropped", Because("owner", entry.words), relationship=entry.relationship, entry=entry.id)


def take_lines(tx: Transaction, doors: Doors, text: str, now: datetime) -> tuple[str, tuple[Entry, ...]]:
    """Carry out the lines of a mail that speak of entries (`L12 …`); the rest of the text, and the entries spoken of.

    Nothing leaves by such a line, so weak proof is enough (T-05).
    """
    spoken: list[Entry] = []
    for found in _LINE.finditer(text):
        entry = tx.ledger.get(int(found[1]))
        if entry is None:
            continue
        said = found[2].strip()
        if said.casefold().rstrip(".!") in _nos(doors):
            drop(tx, entry, now)
        else:
            report(tx, entry, said, now)
        spoken.append(entry)
    return _LINE.sub("", text).strip() if spoken else text, tuple(spoken)


def _nos(doors: Doors) -> frozenset[str]:
    return frozenset(word for language in doors.rules.answers.values() for word in language.none)
