"""The owner corrects what the records hold of a person: a stage, a note, a meeting, a pause, who is who (F-28, F-29).

A word by mail, command line or page ends here. A correction of something that was judged is kept as an example: the
words of the mail that was judged, what was made of them, and what the owner said instead.
"""

from __future__ import annotations

from datetime import datetime

from inbox_agent.errors import Refused
from inbox_agent.mail.message import Because, Message
from inbox_agent.mail.parse import parse
from inbox_agent.mail.whereabouts import of_note
from inbox_agent.mentorship.relationship import TERMINAL, Relationship
from inbox_agent.mentorship.stages import correction
from inbox_agent.rounds import meetings, places
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rounds.settle import relate, restage, withdraw
from inbox_agent.rounds.walk import walk
from inbox_agent.rules import Rules

NO_CONTACT = "not a contact"


def note(
    tx: Transaction, rules: Rules, relationship: Relationship, words: str, now: datetime, message: int | None = None
) -> None:
    """Remember these words of the owner's. Before the first letter they are what it is written from, too (F-09).

    Where they say where somebody lives, it is believed before anything that the mails tell.
    """
    places.learn(tx, relationship, of_note(words, rules), now, message)
    tx.notes.add(relationship.id, words, now, message)
    tx.events.add(now, "note", Because("owner", words), relationship=relationship.id, message=message)
    if relationship.stage == "prospect":
        purpose = "\n".join(p for p in (relationship.purpose, words) if p)
        tx.people.change(relationship.id, purpose=purpose, next_due=now)


def stage(tx: Transaction, doors: Doors, relationship: Relationship, to: str, now: datetime) -> bool:
    """Where the two stand, in the owner's word; whether it is a stage and another one than now."""
    return restage(tx, doors, relationship.id, to, now)


def met(
    tx: Transaction, relationship: Relationship, at: datetime, words: str, now: datetime, message: int | None = None
) -> None:
    """They met, at this moment or before now: the 24 hours run (P-33)."""
    withdraw(tx, relationship.id, now, "you met")
    meetings.met(tx, relationship, at, (Because("owner", words or "met"),), now, message=message)
    tx.people.change(relationship.id, next_due=now)


def pause(tx: Transaction, relationship: Relationship, until: datetime, now: datetime) -> None:
    """Nothing is drafted until this moment (P-76)."""
    withdraw(tx, relationship.id, now, "paused")
    found = correction(relationship.stage, "paused")
    because = (Because("owner", f"until {until:%Y-%m-%d}"),)
    if found:
        walk(tx, relationship, found, because, now, until=until)
    else:
        tx.people.change(relationship.id, pause_until=until)
        tx.events.add(now, "owner-pause", *because, relationship=relationship.id)
    tx.people.change(relationship.id, next_due=now)


def go_on(tx: Transaction, relationship: Relationship, now: datetime) -> bool:
    """End a pause today: the relationship stands again where it stood before it. Whether there was one."""
    found = correction("paused", relationship.paused_from or "active") if relationship.stage == "paused" else None
    if found is None:
        return False
    walk(tx, relationship, found, (Because("owner", "go on"),), now)
    tx.people.change(relationship.id, next_due=now)
    return True


def no_contact(tx: Transaction, relationship: Relationship, now: datetime) -> None:
    """This is nobody to write to: nothing is ever drafted, and what was taken for a contact is kept as an example."""
    tx.examples.add(
        "person", now, judged="contact", corrected="none", words=tx.people.original(relationship.id) or relationship.purpose,
        language=relationship.person.language, relationship=relationship.id,
    )  # fmt: skip
    relate(tx, relationship.id, "stop", "", now)
    found = correction(relationship.stage, "ended")
    if found:
        walk(tx, relationship, found, (Because("owner", NO_CONTACT),), now)


def asked_not_to(tx: Transaction, relationship: Relationship) -> bool:
    """Whether a stop is their own wish, heard in a mail of theirs: that is no word of the owner's to take back (F-24)."""
    stops = [e for e in tx.events.of(relationship.id) if e.what in ("do-not-contact", "written-to-again")]
    return relationship.do_not_contact and bool(stops) and stops[-1].what == "do-not-contact"


def again(tx: Transaction, relationship: Relationship, now: datetime, *, misread: bool = False) -> bool:
    """They may be written to once more, and stand where they stood before. Whether anything had kept us from it.

    `misread` says that a mail of theirs was taken for a wish not to be written to: it is kept as an example.
    """
    if not relationship.do_not_contact:
        return False
    events = tx.events.of(relationship.id)
    because = (Because("owner", "misread" if misread else "again"),)
    if misread:
        heard = next((e for e in reversed(events) if e.what == "do-not-contact" and e.message), None)
        row = tx.mail.get(heard.message) if heard and heard.message else None
        tx.examples.add(
            "stage", now, judged="do-not-contact", corrected="other", words=row.text if row else "",
            language=row.language if row else "", relationship=relationship.id, message=row.id if row else None,
        )  # fmt: skip
    tx.people.change(relationship.id, do_not_contact=False, next_due=now)
    tx.events.add(now, "written-to-again", *because, relationship=relationship.id)
    for draft in tx.drafts.of(relationship.id):
        if draft.state == "overtaken" and "~" not in draft.occasion:  # the stop had closed it for good
            tx.drafts.change(draft.id, occasion=f"{draft.occasion}~{draft.id}")
    last = next((e for e in reversed(events) if e.what == "stage"), None)
    ours = last and any(b.words == NO_CONTACT for b in last.because)
    if last and relationship.stage in TERMINAL and (ours or misread):
        found = correction(relationship.stage, str(last.data.get("before") or "prospect"))
        if found:
            walk(tx, relationship, found, because, now)
    return True


def merge(tx: Transaction, kept: Relationship, gone: Relationship, now: datetime) -> None:
    """Two records are one person: all of `gone` becomes `kept`'s, and what waited for it is withdrawn.

    Raises `Refused` while a letter to either is leaving, since nobody could say then to whom it belongs.
    """
    _nothing_leaves(tx, kept, gone)
    withdraw(tx, gone.id, now, "merged")
    if kept.stage == "prospect":  # its first letter was written before it was known that there had been one
        withdraw(tx, kept.id, now, "merged")
    tx.events.add(
        now, "merged", Because("owner", f"{gone.person.name} is {kept.person.name}"),
        relationship=kept.id, name=gone.person.name, addresses=list(gone.person.addresses), stage=gone.stage,
    )  # fmt: skip
    tx.identities.merge(kept.id, gone.id)
    tx.people.change(kept.id, next_due=now)


def split(tx: Transaction, relationship: Relationship, addr: str, now: datetime) -> int:
    """One address is somebody else's: a relationship of its own, with its mails; its number.

    Raises `Refused` where the address is not one of several, or a letter is leaving.
    """
    mine = [a for a in relationship.person.addresses if a.casefold() == addr.strip().casefold()]
    if not mine or len(relationship.person.addresses) < 2:
        name = relationship.person.name or "This person"
        raise Refused(
            f"{addr} is not one of several addresses of {name}.",
            f"Known: {', '.join(relationship.person.addresses) or 'none'}.",
        )
    _nothing_leaves(tx, relationship)
    for draft in tx.drafts.of(relationship.id):
        if mine[0] in draft.to:
            withdraw(tx, relationship.id, now, "split")
            break
    number = tx.identities.split(relationship.id, mine[0], _name_at(tx, relationship, mine[0]), now)
    because = Because("owner", f"{mine[0]} is somebody else")
    for each in (relationship.id, number):
        tx.events.add(now, "split", because, relationship=each, addr=mine[0])
        tx.people.change(each, next_due=now)
    return number


def _nothing_leaves(tx: Transaction, *of: Relationship) -> None:
    for relationship in of:
        busy = next((d for d in tx.drafts.of(relationship.id) if d.state in ("sending", "doubt")), None)
        if busy:
            raise Refused(
                f"Letter {busy.id} to {relationship.person.name} is leaving, or nobody knows yet whether it has left.",
                "Try again once it is settled; see inbox-agent queue.",
            )


def _name_at(tx: Transaction, relationship: Relationship, addr: str) -> str:
    """The name that this address writes under."""
    for row in reversed(tx.mail.thread(relationship.id, 200)):
        message = parse(row.raw) if row.raw and row.from_addr.casefold() == addr.casefold() else None
        if isinstance(message, Message) and message.author.name:
            return message.author.name
    return addr.partition("@")[0]
