"""`queue` and `show`: what waits for the owner's yes."""

from __future__ import annotations

from typing import Any

import click

from inbox_agent.drafts.draft import Draft
from inbox_agent.front.assemble import open_records
from inbox_agent.front.cli import lookup, say, shapes
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
        (f"{d.id}.{d.version}", _state(d), d.kind, people[d.relationship_id].person.name, d.subject or "(no subject)")
        for d in drafts
    ]
    say.table(
        ("DRAFT", "STATE", "LETTER", "TO", "SUBJECT"),
        rows,
        "No draft waits for you. Forward a contact to your agent's mailbox, and the first one will.",
    )
    if rows:
        click.echo("\nRead one with: inbox-agent show ID     Let it go with: inbox-agent approve ID")


@click.command()
@click.argument("number", metavar="ID")
@desk()
def show(desk: Desk, number: str) -> None:
    """Show one draft in full: its text, why it was written, and what the checks say."""
    with open_records(desk.settings).transaction(desk.name) as tx:
        draft, _ = lookup.draft(tx, number)
        relationship = tx.people.get(draft.relationship_id)
        assert relationship is not None
        tx.drafts.change(draft.id, shown_version=draft.version)
        value = _object(tx, draft, relationship, desk)
        notes = tx.drafts.notes(draft.id)
    if desk.as_json:
        say.report(value)
        return
    click.echo(_page(draft, relationship, notes.notice if notes else "", desk))


def _object(tx: Transaction, draft: Draft, relationship: Relationship, desk: Desk) -> dict[str, Any]:
    notes = tx.drafts.notes(draft.id)
    call = tx.model_calls.get(notes.model_call) if notes and notes.model_call else None
    return shapes.draft(draft, relationship, tx.drafts.drafted_by(draft.id), call, desk.local)


def _state(draft: Draft) -> str:
    return {
        "waiting": "waits for you",
        "blocked": "needs a fact",
        "snoozed": "asked later",
        "approved": "leaves soon",
    }.get(draft.state, draft.state)


def _page(draft: Draft, relationship: Relationship, notice: str, desk: Desk) -> str:
    """The draft as one reads a letter, and below it what one wants to know before saying yes."""
    head = [
        f"Draft {draft.id}.{draft.version} · {draft.kind} · {_state(draft)}",
        f"To:      {relationship.person.name} <{', '.join(draft.to) or 'no address yet'}>",
        f"Subject: {draft.subject or '(no subject)'}",
    ]
    why = [f"  {b.rule}  {b.words}" for b in draft.because]
    failed = [f for f in draft.findings if not f.ok]
    checks = [f"  {f.name}  {f.says}{f' — “{f.words}”' if f.words else ''}" for f in failed] or ["  all passed"]
    tail = ["", "Why now:", *why, "", f"Checks ({len(draft.findings)}):", *checks]
    if notice:
        tail += ["", notice]
    if draft.blocked:
        tail += ["", f"It cannot leave yet: {draft.blocked}"]
    elif draft.state in ("waiting", "expired", "snoozed"):
        tail += ["", f"Let it go with: inbox-agent approve {draft.id}.{draft.version}"]
    return say.visible("\n".join([*head, "", draft.text.rstrip(), *tail]))
