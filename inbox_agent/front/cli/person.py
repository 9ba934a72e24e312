"""`person`: what is known of one person, where the two stand, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import click

from inbox_agent import rules as rule_files
from inbox_agent.drafts.draft import Draft
from inbox_agent.front.assemble import open_records
from inbox_agent.front.cli import complete, lookup, say, shapes
from inbox_agent.front.cli.options import Desk, desk
from inbox_agent.front.cli.people import day, step
from inbox_agent.front.moments import in_zone
from inbox_agent.mail.kept import MailRow
from inbox_agent.mentorship.kept import NextRow, Note
from inbox_agent.mentorship.ledger import Entry, standing
from inbox_agent.mentorship.profile import Fit
from inbox_agent.mentorship.relationship import Meeting, Person, Relationship
from inbox_agent.rounds.profile import fits_one
from inbox_agent.rules import Rules

#: What a zone rests on, as it is said behind it.
SOURCES = {
    "owner": "you said so",
    "words": "they said so",
    "calendar": "from their calendar",
    "signature": "from their signature",
    "clock": "by the clock of a time they named",
    "domain": "guessed from their address",
}


@dataclass(frozen=True)
class _Known:
    """All that is shown of one person."""

    relationship: Relationship
    coming: NextRow
    serves: Fit
    meeting: Meeting | None
    drafts: Sequence[Draft]
    thread: Sequence[MailRow]
    entries: Sequence[Entry]
    notes: Sequence[Note]


@click.command()
@click.argument("who", metavar="WHO", shell_complete=complete.people)
@desk()
def person(desk: Desk, who: str) -> None:
    """Show one person: facts, purpose, stage, letters, and what comes next."""
    rules = rule_files.load(desk.path.parent)
    with open_records(desk.settings).transaction(desk.name) as tx:
        found = lookup.person(tx, who)
        known = _Known(
            found,
            tx.people.next_row(found.id),
            fits_one(tx, found, desk.account.owner.language, rules),
            tx.people.meeting(found.id),
            tx.drafts.of(found.id),
            tx.mail.thread(found.id),
            standing(tx.ledger.of(found.id)),
            tx.notes.of(found.id),
        )
    value = _object(desk, known, rules)
    if desk.as_json:
        say.report(value)
        return
    name = click.style(say.visible(found.person.name), bold=True)
    click.echo(f"{name}  <{', '.join(found.person.addresses) or 'no address yet'}>")
    click.echo(say.visible("\n".join(_lines(desk, known, value["stale"]))))


def _object(desk: Desk, known: _Known, rules: Rules) -> dict[str, Any]:
    found, meeting, serves = known.relationship, known.meeting, known.serves
    return shapes.person(found, known.coming, rules.cadence, desk.now(), desk.local) | {
        "organisation": found.person.organisation or None,
        "title": found.person.title or None,
        "timezone_from": found.person.zone_source or None,
        "purpose": found.purpose or None,
        "referrer": found.referrer or None,
        "do_not_contact": found.do_not_contact,
        "meeting": {
            "start": shapes.moment(meeting.start, desk.local),
            "minutes": meeting.minutes,
            "state": meeting.state,
        }
        if meeting
        else None,
        "goals": list(serves.goals) if serves.told else None,
        "persona": list(serves.persona) if serves.told else None,
        "notes": [{"at": shapes.moment(n.at, desk.local), "words": n.words} for n in known.notes],
        "ledger": [{"id": e.id, "what": e.what, "by": e.by, "gist": e.gist} for e in known.entries],
        "drafts": [{"id": d.id, "version": d.version, "kind": d.kind, "state": d.state} for d in known.drafts],
        "mails": [
            {
                "at": shapes.moment(m.at, desk.local),
                "from": "owner" if m.direction == "out" else "contact",
                "subject": m.subject,
                "intent": m.intent or None,
            }
            for m in known.thread
        ],
    }


def _lines(desk: Desk, known: _Known, health: str) -> Iterator[str]:
    found, coming, meeting = known.relationship, known.coming, known.meeting
    if work := ", ".join(p for p in (found.person.title, found.person.organisation) if p):
        yield work
    yield f"Stage:   {found.stage} since {day(desk, found.since)}, health {health}"
    if found.person.timezone:
        yield f"Zone:    {_zone(found.person)}"
    if found.purpose:
        yield f"Purpose: {found.purpose}"
    if coming.due:
        yield f"Next:    {step(coming.what)}, {day(desk, coming.due)} ({in_zone(coming.why, desk.local)})"
    if meeting:
        yield f"Meeting: {desk.local(meeting.start):%Y-%m-%d %H:%M}, {meeting.minutes} minutes, {meeting.state}"
    if known.serves.goals:
        yield f"Serves:  {'; '.join(known.serves.goals)}"
    elif not known.serves.told:
        yield "Serves:  I cannot tell; say so with: inbox-agent profile --serves"
    yield from (f"Note:    {n.words}" for n in known.notes)
    if known.entries:
        yield ""
    for e in known.entries:
        yield f"  L{e.id}  {e.what if e.by == 'contact' else f'your {e.what}'}: {e.gist}{_became(e)}"
    yield ""
    for m in known.thread:
        who, intent = "you " if m.direction == "out" else "they", f"  ({m.intent})" if m.intent else ""
        yield f"  {desk.local(m.at):%Y-%m-%d}  {who}  {m.subject}{intent}"


def _zone(person: Person) -> str:
    source = SOURCES.get(person.zone_source, "")
    return f"{person.timezone} ({source})" if source else person.timezone


def _became(entry: Entry) -> str:
    return "".join(f" → {part}" for part in (entry.done, entry.outcome) if part)
