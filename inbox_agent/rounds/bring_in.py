"""People whom the owner brings along from an address book: known at once, and written to only when the owner says so (F-96)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from inbox_agent.mail.message import Because
from inbox_agent.mentorship.kept import NewContact
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.words import Stage


@dataclass(frozen=True)
class Brought:
    """What became of each: how many are new, were known, had been forgotten, or are the owner's own addresses."""

    added: int = 0
    known: int = 0
    forgotten: int = 0
    own: int = 0


def bring_in(tx: Transaction, doors: Doors, people: Iterable[NewContact], stage: Stage, now: datetime) -> Brought:
    """Keep people in this stage. Who is known already is left as they are, but for facts that were missing."""
    account = doors.account
    own = {addr.casefold() for addr in (*account.owner.addresses, account.mailbox.address)}
    counted = Brought()
    for each in people:
        if each.addr.casefold() in own:
            counted = replace(counted, own=counted.own + 1)
        elif tx.forgetting.forgotten(each.addr):
            counted = replace(counted, forgotten=counted.forgotten + 1)
        elif (number := _known(tx, each)) is not None:
            relationship = tx.people.get(number)
            assert relationship is not None
            facts = {"name": each.name, "organisation": each.organisation, "title": each.title}
            tx.people.learn(relationship.person.id, **facts)
            counted = replace(counted, known=counted.known + 1)
        else:
            _add(tx, each, stage, now)
            counted = replace(counted, added=counted.added + 1)
    return counted


def _known(tx: Transaction, each: NewContact) -> int | None:
    """By address; without one by exactly this name, so that bringing the same file twice makes nobody twice."""
    if each.addr:
        return tx.people.by_address(each.addr)
    return next((r.id for r in tx.people.all() if not r.person.addresses and r.person.name == each.name), None)


def _add(tx: Transaction, each: NewContact, stage: Stage, now: datetime) -> None:
    number = tx.people.add(each, now)
    because = Because("owner", "brought along")
    tx.events.add(now, "contact", because, relationship=number, name=each.name, addr=each.addr)
    tx.events.add(now, "stage", because, relationship=number, before=None, after=stage, on="import")
    tx.people.change(number, stage=stage, since=now, next_due=now)
