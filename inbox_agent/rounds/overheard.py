"""The owner wrote to people themself, with the agent in Bcc or Cc: the letter joins the thread as ours would (F-10).

Nothing is drafted for what the owner has just said with their own hand, so what waited is taken back; silence is counted from
their letter, and their letter is what a reply answers. Somebody new to whom they write becomes a contact that has been written
to. A mail to many is a circular and begins nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from inbox_agent.drafts.called import greeting_name
from inbox_agent.mail.identify import Selves, from_owner
from inbox_agent.mail.kept import MailRow, Taken
from inbox_agent.mail.message import Address, Because, Message
from inbox_agent.mentorship.kept import NewContact
from inbox_agent.mentorship.stages import move
from inbox_agent.rounds import settle
from inbox_agent.rounds.manners import is_robot
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rounds.walk import walk

MOST_READERS = 3
_CLOSE = 4  #: lines in which closing words and name stand


def addressed(message: Message, selves: Selves) -> tuple[Address, ...]:
    """The people whom a mail of the owner is written to; none where it is to the agent, to robots, or to many."""
    own = selves.owner | selves.mailbox
    if not from_owner(message, selves) or any(a.key in selves.mailbox for a in message.to):
        return ()
    people = {a.key: a for a in message.to if a.key not in own and not is_robot(a.addr)}
    return tuple(people.values()) if len(people) + len(message.cc) <= MOST_READERS else ()


def with_close(written: str, signature: str, owner: str) -> str:
    """The letter to its closing words and the owner's name: how they close is theirs, while the block below is the same each time."""
    lines = [line.strip() for line in signature.splitlines() if line.strip()]
    names = {owner.casefold(), greeting_name(owner).casefold()} - {""}
    end = next((n for n, line in enumerate(lines[:_CLOSE]) if line.strip(" .,/-–").casefold() in names), None)
    close = lines[: end + 1] if end else [line for line in lines[:1] if line.endswith((",", "!"))]
    return "\n\n".join(part for part in (written.rstrip(), "\n".join(close)) if part)


def wrote(
    tx: Transaction,
    doors: Doors,
    row: MailRow,
    readers: tuple[Address, ...],
    taken: Taken,
    now: datetime,
) -> None:
    """Take in a letter that the owner sent without the agent; it stands in the thread of its first reader."""
    numbers = [_known_or_new(tx, doors, row, reader, taken, now) for reader in readers]
    tx.mail.take(row.id, replace(taken, kind="letter", relationship=numbers[0]))
    tx.mail.is_ours(row.id)
    for number in numbers:
        relationship = tx.people.get(number, lock=True)
        if relationship is None:
            continue
        settle.withdraw(tx, number, now, "you wrote yourself")
        tx.people.change(number, last_outbound=row.received, next_due=now)
        tx.events.add(now, "owner-wrote", Because("F-10", taken.subject), relationship=number, message=row.id)
        found = move(relationship.stage, "owner:wrote")
        if found:
            walk(tx, relationship, found, (Because("F-10", taken.subject),), now, message=row.id)


def _known_or_new(tx: Transaction, doors: Doors, row: MailRow, reader: Address, taken: Taken, now: datetime) -> int:
    known = tx.people.by_address(reader.addr)
    if known is not None:
        return known
    owner = doors.account.owner
    contact = NewContact(
        name=reader.name,
        addr=reader.addr,
        role=owner.role,
        kind="peer" if owner.role == "peer" else owner.kind,
        language=taken.language,
        source=taken.subject,
    )
    number = tx.people.add(contact, now)
    because = Because("F-10", taken.subject)
    tx.events.add(now, "contact", because, relationship=number, message=row.id, name=reader.name, addr=reader.addr)
    tx.events.add(
        now, "stage", because, relationship=number, message=row.id, before=None, after="prospect", on="forward"
    )
    return number
