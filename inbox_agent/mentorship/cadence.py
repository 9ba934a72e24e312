"""How often two people should hear of each other, and how stale it has become (P-63).

Green until the lower end of the cadence, amber to the upper, red after it. Any real exchange in either
direction starts the count anew; machine mail and our own robots' mail do not, since only `last_inbound` and
`last_outbound` count and nothing else moves them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.rules import Cadence

Health = Literal["green", "amber", "red"]


def limits(relationship: Relationship, cadence: Cadence) -> tuple[timedelta, timedelta]:
    """Amber and red. A number that the owner set for this contact is amber, and half as much again is red."""
    if relationship.cadence_days:
        return timedelta(days=relationship.cadence_days), timedelta(days=relationship.cadence_days * 1.5)
    if relationship.stage == "keep-in-touch":
        days = cadence.keep_in_touch
    else:
        days = {
            "formal": cadence.formal,
            "informal": cadence.informal,
            "peer": cadence.peer,
            "reverse": cadence.reverse,
        }[relationship.kind]
    return timedelta(days=days[0]), timedelta(days=days[1])


def last_contact(relationship: Relationship) -> datetime:
    """The newest real exchange; before the first one, the day this stage began."""
    moments = [m for m in (relationship.last_inbound, relationship.last_outbound) if m]
    return max(moments, default=relationship.since)


def health(relationship: Relationship, cadence: Cadence, now: datetime) -> Health:
    """Only what is nurtured can be stale: other stages have clocks of their own."""
    if relationship.stage not in ("active", "keep-in-touch"):
        return "green"
    amber, red = limits(relationship, cadence)
    silent = now - last_contact(relationship)
    return "green" if silent < amber else "amber" if silent < red else "red"
