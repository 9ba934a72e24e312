"""`people` and `why`: where every relationship stands, and how it came to that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import click

from inbox_agent import rules as rule_files
from inbox_agent.front.assemble import open_records
from inbox_agent.front.cli import complete, lookup, say, shapes
from inbox_agent.front.cli.options import Desk, desk
from inbox_agent.front.cli.shapes import Local
from inbox_agent.front.moments import in_zone
from inbox_agent.mentorship import cadence as keeping
from inbox_agent.mentorship.kept import Event
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.rounds.keeping import Transaction
from inbox_agent.rounds.profile import covered
from inbox_agent.rounds.weekly import asked_of
from inbox_agent.rules import Rules

BRIEF = 8  #: letters of a cause that may be said again
LONGEST = 160  #: letters of a cause that are shown


@click.command()
@click.option("--stale", is_flag=True, help="Only those past their cadence.")
@desk()
def people(desk: Desk, stale: bool) -> None:
    """List your relationships, what each serves, and which of your goals nobody helps with."""
    rules = rule_files.load(desk.path.parent)
    cadence, now = rules.cadence, desk.now()
    with open_records(desk.settings).transaction(desk.name) as tx:
        everybody = tx.people.all()
        found = [r for r in everybody if not stale or keeping.health(r, cadence, now) != "green"]
        coming = tx.people.next_rows([r.id for r in found])
        told = () if stale or desk.as_json else _told(tx, desk, rules, everybody)
        rows = [shapes.person(r, coming[r.id], cadence, now, desk.local) for r in found]
    if desk.as_json:
        say.objects(rows)
        return
    lines = [
        (
            r.person.called,
            r.stage,
            keeping.health(r, cadence, now),
            _ago(desk.local(keeping.last_contact(r)), desk.local(now)),
            f"{step(coming[r.id].what)} {day(desk, coming[r.id].due)}" if coming[r.id].due else "–",
        )
        for r in found
    ]
    empty = "Nobody is stale." if stale else "Nobody yet. Forward a contact to your agent's mailbox to begin."
    say.table(("PERSON", "STAGE", "HEALTH", "LAST CONTACT", "NEXT"), lines, empty)
    if told:
        click.echo(say.visible("\n".join(("", *told))))


def _told(tx: Transaction, desk: Desk, rules: Rules, everybody: Sequence[Relationship]) -> tuple[str, ...]:
    """Which goals nobody helps with, who serves none, and of whom much was asked (P-74, F-86)."""
    goals = covered(tx, everybody, desk.account.owner.language, rules)
    asked = asked_of(tx, rules.cadence, {r.id: r for r in everybody}, desk.now())
    days = rules.cadence.asks_days
    return (
        *(f"Nobody helps you with this yet: {goal}" for goal in goals.unserved),
        *(f"{r.person.called} serves none of your goals as far as I can tell." for r in goals.without_goal),
        *(
            f"You asked {each.relationship.person.called} for something {each.asks} times in {days} days."
            for each in asked
        ),
    )


@click.command()
@click.argument("who", metavar="WHO", shell_complete=complete.people)
@desk()
def why(desk: Desk, who: str) -> None:
    """Tell the whole chain of causes in one relationship, as it was recorded when it happened."""
    with open_records(desk.settings).transaction(desk.name) as tx:
        found = lookup.person(tx, who)
        events = tx.events.of(found.id)
    if desk.as_json:
        say.report(
            {"person": found.person.name, "stage": found.stage, "events": [shapes.event(e, desk.local) for e in events]}
        )
        return
    click.echo(f"{say.visible(found.person.name)} is in stage '{found.stage}'.\n")
    told: set[str] = set()
    for event in events:
        click.echo(say.visible(f"{desk.local(event.at):%Y-%m-%d %H:%M}  {_headline(event)}"))
        for rule, words in _causes(event, told, desk.local):
            click.echo(say.visible(f"                    {rule}: {words}"))


def _causes(event: Event, told: set[str], local: Local) -> Iterator[tuple[str, str]]:
    """Why something happened: each phrase once, the longest that holds it, and no words that stand above already."""
    said = [b for b in event.because if b.words or b.rule not in ("", "owner")]
    for because in said:
        words = because.words
        if any(words in other.words and words != other.words and len(other.words) <= LONGEST for other in said):
            continue
        yield because.rule, "as above" if words in told and len(words) > BRIEF else _short(in_zone(words, local))
        told.add(words)


def _headline(event: Event) -> str:
    data = event.data
    if event.what == "stage":
        return f"stage {data.get('before') or 'new'} → {data.get('after')}"
    if event.what == "heard":
        return f"they wrote: {data.get('intent')}" + ("" if data.get("sure") else " (not sure)")
    if event.what == "drafted":
        return f"drafted {data.get('kind')} {event.draft}.{data.get('version')} by {data.get('by')}"
    if event.what == "kept":
        return f"kept in the ledger: {data.get('kind')}"
    number = f" {event.draft}" if event.draft else ""
    return event.what.replace("-", " ") + number


def _short(words: str, most: int = LONGEST) -> str:
    line = " ".join(words.split())
    return f"“{line}”" if len(line) <= most else f"“{line[: most - 1]}…”"


def step(what: str | None) -> str:
    """What comes next in words; a move that time brings about has a name for the table of stages only."""
    return {
        "time:silence": "comes to rest",
        "time:pause-over": "the pause ends",
        "time:try-again": "the pause ends, and they are asked again",
        "meeting:over": "the conversation",
    }.get(what or "", what or "")


def day(desk: Desk, at: datetime | None) -> str:
    return f"{desk.local(at):%Y-%m-%d}" if at else ""


def _ago(at: datetime, now: datetime) -> str:
    days = max(0, (now.date() - at.date()).days)
    return "today" if days == 0 else "yesterday" if days == 1 else f"{days} days ago"
