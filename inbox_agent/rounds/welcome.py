"""The owner forwarded a contact, or named one in a note: a person, a relationship, and the owner's words as the purpose."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime

from inbox_agent.drafts.draft import OPEN
from inbox_agent.mail.forward import Contact, Forward
from inbox_agent.mail.identify import Arrival
from inbox_agent.mail.kept import MailRow, Taken
from inbox_agent.mail.message import Because
from inbox_agent.mail.whereabouts import of_note
from inbox_agent.mentorship.examples import like_no_contact
from inbox_agent.mentorship.kept import NewContact
from inbox_agent.rounds import ask, places
from inbox_agent.rounds.ports import Doors, Transaction


def contact(tx: Transaction, doors: Doors, row: MailRow, arrival: Arrival, taken: Taken, now: datetime) -> None:
    """Find or make the relationship that the owner means; ask where several people could be meant (F-08)."""
    found = arrival.forward
    if found is None:
        return
    doubted = _like_none(tx, found)
    if doubted or found.contact is None or not (found.contact.addr or found.contact.name):
        tx.mail.take(row.id, taken)
        people = (found.contact, *found.candidates) if doubted and found.contact else found.candidates
        candidates = [asdict(c) for c in people]
        because = doubted or Because(
            "F-08", f"{len(candidates)} people could be meant" if candidates else "no person found"
        )
        ask.question(
            tx,
            doors,
            None,
            "who",
            f"message:{row.id}",
            because,
            now,
            candidates=candidates,
            message=row.id,
            forward=_kept(found),
        )
        return
    number = settle_on(tx, doors, found, found.contact, arrival.language.code, now, row.id)
    tx.mail.take(row.id, replace(taken, relationship=number))


def _like_none(tx: Transaction, found: Forward) -> Because | None:
    """Why it is asked whether anybody is meant: the owner said "not a contact" of a forward like this one (F-28).

    Not where the person is known: then the owner means them.
    """
    text = found.original_text
    if not text or (found.contact and found.contact.addr and tx.people.by_address(found.contact.addr)):
        return None
    like = like_no_contact(text, tx.examples.all("person"))
    return Because(f"example.{like.id}", "like a mail that was no contact") if like else None


def settle_on(
    tx: Transaction, doors: Doors, found: Forward, person: Contact, language: str, now: datetime, message: int
) -> int | None:
    """The relationship with this contact: a new one, or the known one with the new words added to its purpose.

    None for a person whom the owner had forgotten: nothing is begun, and the owner is told how to (T-44).
    """
    if tx.forgetting.forgotten(person.addr):
        ask.receipt(tx, f"forgotten:{message}", now, what="forgotten")
        return None
    number = tx.people.by_address(person.addr) if person.addr else None
    if number is not None:
        return _again(tx, number, found, now, message)
    owner = doors.account.owner
    new = NewContact(
        name=person.name,
        addr=person.addr,
        role=owner.role,
        kind="peer" if owner.role == "peer" else owner.kind,
        organisation=person.organisation,
        title=person.title,
        language=person.language or language,
        purpose=found.owner_note,
        original=found.original_text,
        source=found.original_subject,
        referrer=str(found.referrer) if found.referrer else "",
    )
    number = tx.people.add(new, now)
    if begun := tx.people.get(number):
        places.learn(tx, begun, of_note(found.owner_note, doors.rules), now, message)
    reasons = tuple(Because(rule, words) for rule, words in found.because)
    tx.events.add(
        now,
        "contact",
        *reasons,
        Because("F-09", found.owner_note),
        relationship=number,
        message=message,
        name=person.name,
        addr=person.addr,
    )
    tx.events.add(
        now,
        "stage",
        Because("owner", "forwarded"),
        relationship=number,
        message=message,
        before=None,
        after="prospect",
        on="forward",
    )
    return number


def _again(tx: Transaction, number: int, found: Forward, now: datetime, message: int) -> int:
    """A person who is known already: the owner's new words join the purpose, nothing is begun anew."""
    relationship = tx.people.get(number, lock=True)
    if relationship is None:
        return number
    if found.owner_note and found.owner_note not in relationship.purpose:
        tx.people.change(
            number, purpose="\n".join(p for p in (relationship.purpose, found.owner_note) if p), next_due=now
        )
    if relationship.stage == "prospect":
        _free_the_outreach(tx, number)
    tx.events.add(now, "contact-again", Because("F-09", found.owner_note), relationship=number, message=message)
    ask.receipt(tx, f"known:{message}", now, what="known", relationship=number)
    return number


def _free_the_outreach(tx: Transaction, number: int) -> None:
    """A first letter that was dropped, failed or waits is written anew with the owner's new words."""
    for draft in tx.drafts.of(number):
        if draft.occasion == "outreach" and draft.state in (*OPEN, "rejected", "failed"):
            tx.drafts.change(draft.id, state="overtaken", occasion=f"outreach~{draft.id}")


def _kept(found: Forward) -> dict[str, str]:
    """What of a forward is needed once the owner has said who is meant."""
    return {
        "original_subject": found.original_subject,
        "original_text": found.original_text,
        "owner_note": found.owner_note,
        "referrer": str(found.referrer) if found.referrer else "",
    }
