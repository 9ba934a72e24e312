"""`queue`: what waits for the owner's yes."""

from __future__ import annotations

from typing import Any

import click

from inbox_agent.drafts.draft import Draft
from inbox_agent.front.assemble import open_records
from inbox_agent.front.cli import say, shapes
from inbox_agent.front.cli.options import Desk, desk
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.rounds.keeping import Transaction


@click.command()
@desk()
def queue(desk: Desk) -> None:
    """List the drafts that wait for you, and those on their way."""
    with open_records(desk.settings).transaction(desk.name) as tx:
        drafts = tx.drafts.in_hand()
        people = {r.id: r for r in tx.people.all()}
        values = [_object(tx, d, people[d.relationship_id], desk) for d in drafts] if desk.as_json else []
        for each in drafts if desk.as_json else ():
            tx.drafts.change(each.id, shown_version=each.version)
    if desk.as_json:
        say.objects(values)
        return
    rows = [
        (
            f"{d.id}.{d.version}",
            shapes.STATES.get(d.state, d.state),
            d.kind,
            people[d.relationship_id].person.name,
            d.subject or "(no subject)",
        )
        for d in drafts
    ]
    say.table(
        ("DRAFT", "STATE", "LETTER", "TO", "SUBJECT"),
        rows,
        "No draft waits for you. Forward a contact to your agent's mailbox, and the first one will.",
    )
    if rows:
        click.echo("\nRead one with: inbox-agent show ID     Let it go with: inbox-agent approve ID")


def _object(tx: Transaction, draft: Draft, relationship: Relationship, desk: Desk) -> dict[str, Any]:
    notes = tx.drafts.notes(draft.id)
    calls = tx.model_calls.all_of(notes.model_call) if notes and notes.model_call else []
    return shapes.draft(draft, relationship, tx.drafts.drafted_by(draft.id), calls, desk.local)
