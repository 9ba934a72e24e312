"""Where the owner and a contact live, as far as settings, mails and notes tell."""

from __future__ import annotations

from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.mentorship.working_time import Place, place_in
from inbox_agent.rounds.ports import Doors


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
