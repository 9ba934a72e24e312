"""Where the owner and a contact live, as far as settings, mails and notes tell, and what a place is learnt from."""

from __future__ import annotations

from datetime import datetime

from inbox_agent.mail.message import Because
from inbox_agent.mail.whereabouts import Whereabouts, believed
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.mentorship.working_time import Place, place_in
from inbox_agent.rounds.ports import Doors, Transaction


def of_owner(doors: Doors) -> Place:
    owner = doors.account.owner
    return place_in(owner.timezone, doors.rules.countries.by_zone, owner.country)


def of_contact(doors: Doors, relationship: Relationship) -> Place:
    """The contact's place; the empty one where nobody said where they live."""
    return place_in(relationship.person.timezone, doors.rules.countries.by_zone)


def of_either(doors: Doors, relationship: Relationship) -> Place:
    """The contact's place, else the owner's, where most of their contacts are."""
    theirs = of_contact(doors, relationship)
    return theirs if theirs.zone else of_owner(doors)


def learn(
    tx: Transaction, relationship: Relationship, found: Whereabouts | None, now: datetime, message: int | None = None
) -> None:
    """Keep where a contact lives, unless something better says otherwise (P-52)."""
    person = relationship.person
    if found is None or not believed(found.source, person.zone_source, bool(person.timezone)):
        return
    if (found.zone, found.source) == (person.timezone, person.zone_source):
        return
    tx.people.place(person.id, found.zone, found.source)
    because = Because(f"P-52.{found.source}", found.words)
    tx.events.add(now, "lives", because, relationship=relationship.id, message=message, zone=found.zone)
