"""The yearly review: gather it and put one mail on its way at the year's end, once (F-87, P-80).

The mail's row is named after the year and unique, so a crash, a second worker or a month of downtime never make two.
"""

from __future__ import annotations

from datetime import datetime

from inbox_agent.mentorship.profile import stop_words
from inbox_agent.mentorship.review import Review, Told, next_end, review, year_in, year_of
from inbox_agent.rounds.ports import Doors, Transaction

#: Mails in which somebody says what came of the owner's help.
TELLING = ("thanks", "reports-progress")


def yearly(doors: Doors, now: datetime) -> bool:
    """Send the review if it is due; whether one was put on its way."""
    zone, clock = doors.account.owner.timezone, doors.settings.digest.time
    with doors.records.transaction(doors.owner) as tx:
        due = tx.owners.get(now).review_due
        if due is not None and due > now:
            return False
        tx.owners.next_review(next_end(now, clock, zone))
        return due is not None and put_out(tx, doors, year_of(due, zone), now)


def put_out(tx: Transaction, doors: Doors, year: int, now: datetime, *, again: bool = False) -> bool:
    """One mail for the year; not where there is nothing to tell, and only once unless the owner asks `again`."""
    if gather(tx, doors, year).empty:
        return False
    key = f"review:{year}" + (f":{now:%Y%m%d%H%M%S}" if again else "")
    if tx.outbox.add(key, "review", now, now, to_owner=True, data={"year": year}) is None:
        return False
    tx.events.add(now, "review", year=year)
    return True


def gather(tx: Transaction, doors: Doors, year: int) -> Review:
    """What the review of a year would say now."""
    owner = doors.account.owner
    people = tx.people.all()
    languages = dict.fromkeys((owner.language, "en", *(r.person.language for r in people)))
    small = stop_words(doors.rules.words[name].words for name in languages if name in doors.rules.words)
    begins, ends = year_in(year, owner.timezone)
    stages = tx.events.between(begins, ends, "stage")
    return review(
        year,
        owner.timezone,
        people,
        tx.ledger.all(),
        small,
        tx.people.held(begins, ends),
        [Told(*each) for each in tx.mail.heard(TELLING, begins, ends)],
        {number for number, event in stages if number and event.data.get("after") == "keep-in-touch"},
    )
