"""The weekly digest: gather it, claim the week, and put one mail on its way (F-84).

The claim and the mail's row are one transaction and the week is unique, so a crash, a restart, a clock that
repeats an hour or a second worker never make two. After a month of downtime one digest comes, not four.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from inbox_agent.drafts.draft import Draft
from inbox_agent.mail.kept import Aside, MailRow
from inbox_agent.mentorship.cadence import Health, last_contact, limits
from inbox_agent.mentorship.digest import Stale, next_moment, stale, week_of
from inbox_agent.mentorship.ledger import ANSWERABLE, Entry, unreported
from inbox_agent.mentorship.load import Load, loads
from inbox_agent.mentorship.relationship import TERMINAL, Relationship
from inbox_agent.rounds import ask, profile
from inbox_agent.rounds.briefing import last_heard
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rules import Cadence

A_WEEK_AND_AN_HOUR = timedelta(days=7, hours=1)  # from one digest to the next, over a change to winter time
AHEAD = timedelta(days=14)
#: A promise of the owner's without a day comes up after a week, and is let go after so long.
UNDATED = (timedelta(days=7), timedelta(days=70))
LONGEST_ASKED = 200  #: characters of a question of theirs
_SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n+")
MOST_COMING, MOST_UNREPORTED, MOST_ASIDE, MOST_GOALS = 10, 5, 10, 3  # a list that is longer is read as none
#: Letters that come of themselves when their day is there.
KINDS = ("outreach-follow-up", "check-in", "keep-in-touch", "agenda-request")


@dataclass(frozen=True)
class DigestItem:
    """One numbered line: a person gone quiet, and the ready draft that a reply decides about."""

    relationship: Relationship
    draft: Draft
    health: Health
    silent: timedelta
    asked: str = ""  #: what they asked last, where no letter of the owner's has gone since


@dataclass(frozen=True)
class DigestContent:
    items: tuple[DigestItem, ...]
    waiting: tuple[tuple[Relationship, Draft], ...]  #: drafts that were asked about by mail and are not decided
    more: int  #: people beyond the most that are shown
    rested: tuple[Relationship, ...]  #: came to rest since the last digest (P-72)
    unsorted: tuple[MailRow, ...]  #: mail of people who belong to no relationship (F-30)
    coming: tuple[tuple[Relationship, str, datetime], ...] = ()  #: a conversation, a letter or the end of a pause, soon
    unreported: tuple[tuple[Relationship, Entry], ...] = ()  #: what they gave and nobody knows what came of (P-61)
    stuck: tuple[tuple[Relationship, Draft], ...] = ()  #: approved, and not sent or nobody knows: all else waits for it
    asides: tuple[tuple[Aside, MailRow | None, Relationship | None], ...] = ()  #: what could not be handled (T-23)
    unserved: tuple[str, ...] = ()  #: goals at which nobody helps (P-10)
    without_goal: tuple[
        Relationship, ...
    ] = ()  #: who serves none of the goals any more: a natural end may be near (P-74)
    loaded: tuple[Load, ...] = ()  #: of whom more was asked lately than is fair (F-86)
    promised: tuple[
        tuple[Relationship, Entry], ...
    ] = ()  #: promises for a day soon or just passed, and the owner's without a day
    fresh: int = 0  #: how many of the unreported and of the asides were not yet told in the last digest

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say. What comes by itself, and what was told before, is no reason for a mail."""
        return not (self.items or self.waiting or self.rested or self.unsorted or self.stuck or self.fresh)


def weekly(doors: Doors, now: datetime) -> bool:
    """Send the digest if it is due; whether one was put on its way."""
    settings = doors.settings.digest
    zone = doors.account.owner.timezone
    with doors.records.transaction(doors.owner) as tx:
        due = tx.owners.get(now).digest_due
        # A clock that ran years ahead and was set right must not leave the digest waiting for those years.
        if due is not None and now < due <= now + A_WEEK_AND_AN_HOUR:
            return False
        if due is not None and due > now:
            due = None
        tx.owners.next_digest(next_moment(now, settings.day, settings.time, zone))
        if due is None:
            return False  # the first look: the first digest comes on the first such day
        return _put_out(tx, doors, now)


def send_now(doors: Doors, now: datetime) -> bool:
    """The digest at the owner's command, beside the weekly ones; False when there is nothing to say."""
    with doors.records.transaction(doors.owner) as tx:
        since = last_told(tx, now)
        content = gather(tx, doors, now, since)
        if content.empty:
            return False
        _row(tx, f"digest:now:{now:%Y%m%d%H%M%S}", content, since, now)
        return True


def _put_out(tx: Transaction, doors: Doors, now: datetime) -> bool:
    since = last_told(tx, now)
    content = gather(tx, doors, now, since)
    week = week_of(now, doors.account.owner.timezone)
    if content.empty or not tx.owners.claim_week(week, now, json.dumps(_numbers(content))):
        return False
    _row(tx, f"digest:{week}", content, since, now)
    tx.events.add(now, "digest", week=week, people=len(content.items))
    for _, draft in content.waiting:
        if draft.expires and draft.expires <= now and not draft.blocked:
            ask.approval(tx, draft.id, draft.version, now, again=True)  # its mail can no longer be answered
    return True


def _row(tx: Transaction, key: str, content: DigestContent, since: datetime, now: datetime) -> None:
    data = {"drafts": _numbers(content), "week": key.removeprefix("digest:"), "since": since.isoformat()}
    tx.outbox.add(key, "digest", now, now, to_owner=True, data=data)


def _numbers(content: DigestContent) -> list[list[int]]:
    return [[item.draft.id, item.draft.version] for item in content.items]


def last_told(tx: Transaction, now: datetime) -> datetime:
    """Until when the owner was told: the last weekly digest, else the beginning of everything."""
    return tx.owners.last_digest() or tx.owners.get(now).created - timedelta(seconds=1)


def gather(tx: Transaction, doors: Doors, now: datetime, since: datetime) -> DigestContent:
    """Everything that the digest would say now of what stands open, and of what happened since then; changes nothing."""
    most = doors.settings.digest.most
    everybody = {r.id: r for r in tx.people.all()}
    overdue = {s.relationship.id: s for s in stale(everybody.values(), doors.rules.cadence, now)}
    waiting = [d for d in tx.drafts.open() if d.state != "snoozed"]
    items = [
        _item(everybody[d.relationship_id], d, overdue.get(d.relationship_id), now)
        for d in waiting
        if d.ask_by == "digest"
    ]
    rank = {number: place for place, number in enumerate(overdue)}
    items.sort(key=lambda i: (rank.get(i.relationship.id, len(rank)), -i.silent, i.draft.id))
    rested = [
        everybody[n]
        for n, e in tx.events.since("stage", since)
        if e.data.get("after") == "resting" and e.data.get("on") != "sent:withdrawal" and n in everybody
    ]
    unsorted = [e.message for _, e in tx.events.between(since, now, "unsorted") if e.message]
    open_ = _unreported(tx, doors, everybody, now)
    goals = profile.covered(tx, everybody.values(), doors.account.owner.language, doors.rules)
    promised = [
        (everybody[e.relationship], e)
        for e in (*tx.ledger.due(now - AHEAD, now + AHEAD), *tx.ledger.undated(now - UNDATED[1], now - UNDATED[0]))
        if e.relationship in everybody and not everybody[e.relationship].do_not_contact
    ]
    # Their own promise for a day before the next digest is a reason to write: nothing else will bring it up.
    mine = sum(
        now <= e.due < now + A_WEEK_AND_AN_HOUR if e.due else e.at + UNDATED[0] > since
        for _, e in promised
        if e.by == "owner"
    )
    stuck = [d for d in tx.drafts.in_hand() if d.state in ("failed", "doubt")]
    asides = tx.mail.asides()
    return DigestContent(
        items=tuple(replace(item, asked=_asked(tx, item.relationship)) for item in items[:most]),
        waiting=tuple((everybody[d.relationship_id], d) for d in waiting if d.ask_by == "mail"),
        more=max(0, len(items) - most),
        rested=tuple(dict.fromkeys(r for r in rested if r.stage == "resting")),
        unsorted=tuple(m for m in (tx.mail.get(n) for n in unsorted) if m and m.relationship is None),
        coming=_coming(tx, everybody, now),
        unreported=tuple(open_[:MOST_UNREPORTED]),
        promised=tuple(promised[:MOST_COMING]),
        unserved=goals.unserved[:MOST_GOALS],
        without_goal=goals.without_goal[:MOST_GOALS],
        loaded=asked_of(tx, doors.rules.cadence, everybody, now),
        stuck=tuple((everybody[d.relationship_id], d) for d in stuck),
        asides=tuple(_aside(tx, everybody, a) for a in asides[-MOST_ASIDE:]),
        fresh=sum(_limit(doors, r) + e.at > since for r, e in open_) + sum(a.at > since for a in asides) + mine,
    )


def asked_of(
    tx: Transaction, cadence: Cadence, everybody: Mapping[int, Relationship], now: datetime
) -> tuple[Load, ...]:
    """Of whom more was asked of late than is fair, most first (F-86)."""
    found = loads(everybody, tx.ledger.asked_since(now - timedelta(days=cadence.asks_days)), cadence, now)
    return tuple(load for load in found if load.much)


def _aside(
    tx: Transaction, everybody: dict[int, Relationship], aside: Aside
) -> tuple[Aside, MailRow | None, Relationship | None]:
    mail = tx.mail.get(aside.message) if aside.message else None
    return aside, mail, everybody.get(aside.relationship or 0)


def _coming(
    tx: Transaction, everybody: dict[int, Relationship], now: datetime
) -> tuple[tuple[Relationship, str, datetime], ...]:
    """What is due in the next two weeks: conversations with a date, letters, and pauses that end."""
    until = now + AHEAD
    found = [(everybody[n], "meeting", m.start) for n, m in tx.people.meetings_until(until) if m.start > now]
    met = {r.id for r, _, _ in found}
    for number, what, due in tx.people.coming(now, until):
        pause = what.startswith(("time:try-again", "time:back-to", "time:pause-over"))
        if number not in met and (pause or what in KINDS):
            found.append((everybody[number], "pause" if pause else what, due))
    return tuple(sorted((f for f in found if not f[0].do_not_contact), key=lambda f: (f[2], f[0].id))[:MOST_COMING])


def _unreported(
    tx: Transaction, doors: Doors, everybody: dict[int, Relationship], now: datetime
) -> list[tuple[Relationship, Entry]]:
    """What was given longer ago than their cadence and has no word on it, oldest first; of nobody who ended or rests until a day."""
    found = []
    of: dict[int, list[Entry]] = {}
    for entry in tx.ledger.unanswered(ANSWERABLE, now):
        of.setdefault(entry.relationship, []).append(entry)
    for number, entries in of.items():
        relationship = everybody.get(number)
        silent = relationship is None or relationship.stage in (*TERMINAL, "paused") or relationship.do_not_contact
        if relationship and not silent:
            found += [(relationship, e) for e in unreported(entries, _limit(doors, relationship), now)]
    return sorted(found, key=lambda f: (f[1].at, f[1].id))


def _limit(doors: Doors, relationship: Relationship) -> timedelta:
    return limits(relationship, doors.rules.cadence)[0]


def _item(relationship: Relationship, draft: Draft, overdue: Stale | None, now: datetime) -> DigestItem:
    silent = overdue.silent if overdue else now - last_contact(relationship)
    return DigestItem(relationship, draft, overdue.health if overdue else "amber", silent)


def _asked(tx: Transaction, relationship: Relationship) -> str:
    """Their question that waits for the owner's answer: a greeting that passes over it would be odd."""
    r = relationship
    if r.last_inbound is None or (r.last_outbound and r.last_outbound >= r.last_inbound):
        return ""
    last = last_heard(tx, r.id)
    questions = [s.strip() for s in _SENTENCES.split(last.text) if s.strip().endswith("?")] if last else []
    asked = questions[-1] if questions and last and last.intent == "asks-question" else ""
    return asked if len(asked) <= LONGEST_ASKED else asked[: LONGEST_ASKED - 1] + "…"
