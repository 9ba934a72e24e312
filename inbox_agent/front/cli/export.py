"""`export`: everything that is kept about one person or about all, as JSON, Markdown cards, vCard or CSV (F-94, F-96)."""

from __future__ import annotations

import csv
import io
from typing import Any

import click

from inbox_agent.errors import WrongUse
from inbox_agent.front.assemble import open_records
from inbox_agent.front.cli import complete, lookup, say, shapes
from inbox_agent.front.cli.options import Desk, desk
from inbox_agent.mail.card_writing import as_vcard
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.rounds.keeping import Transaction

FORMS = ("json", "markdown", "vcard", "csv")


@click.command()
@click.argument("who", metavar="[WHO]", required=False, shell_complete=complete.people)
@click.option("--all", "everybody", is_flag=True, help="Everybody.")
@click.option("--format", "form", type=click.Choice(FORMS), default="json", show_default=True)
@desk()
def export(desk: Desk, who: str | None, everybody: bool, form: str) -> None:
    """Print everything that is kept about a person: mails, letters, causes, ledger, notes, prompts (JSON), or a card."""
    if bool(who) == everybody:
        raise WrongUse("Whom?", "Name a person, or say --all.")
    with open_records(desk.settings).transaction(desk.name) as tx:
        found = tx.people.all() if everybody else [lookup.person(tx, who or "")]
        if form == "json" or desk.as_json:
            values = [_whole(tx, each, desk) for each in found]
        else:
            text = {"markdown": _markdown, "vcard": _vcards, "csv": _csv}[form](tx, found, desk)
    if form == "json" or desk.as_json:
        say.objects(values)
    else:
        click.echo(text, nl=not text.endswith("\n"))


def _whole(tx: Transaction, found: Relationship, desk: Desk) -> dict[str, Any]:
    """One relationship with everything that hangs on it; times in the owner's zone."""
    person = found.person
    mails = tx.mail.thread(found.id, most=1_000_000)
    drafts = tx.drafts.of(found.id)
    return {
        "person": person.name,
        "addresses": list(person.addresses),
        "organisation": person.organisation or None,
        "title": person.title or None,
        "language": person.language or None,
        "timezone": person.timezone or None,
        "role": found.role,
        "kind": found.kind,
        "stage": found.stage,
        "since": shapes.moment(found.since, desk.local),
        "purpose": found.purpose or None,
        "referrer": found.referrer or None,
        "facts": tx.people.facts(found.id),
        "original": tx.people.original(found.id) or None,
        "take_aways": found.take_aways or None,
        "do_not_contact": found.do_not_contact,
        "mails": [
            {
                "at": shapes.moment(m.at, desk.local),
                "from": "owner" if m.direction == "out" else "contact",
                "message_id": m.message_id,
                "subject": m.subject,
                "text": m.text,
                "intent": m.intent or None,
                "because": shapes.reasons(m.because),
                "source": m.raw.decode("latin-1") or None,
            }
            for m in mails
        ],
        "drafts": [
            {
                "id": d.id,
                "version": d.version,
                "kind": d.kind,
                "state": d.state,
                "to": list(d.to),
                "subject": d.subject,
                "text": d.text,
                "why": shapes.reasons(d.because),
                "prompt": _prompt(tx, d.id),
            }
            for d in drafts
        ],
        "ledger": [
            {
                "what": e.what,
                "by": e.by,
                "at": shapes.moment(e.at, desk.local),
                "words": e.words,
                "done": e.done or None,
                "outcome": e.outcome or None,
            }
            for e in tx.ledger.of(found.id)
        ],
        "notes": [{"at": shapes.moment(n.at, desk.local), "words": n.words} for n in tx.notes.of(found.id)],
        "events": [shapes.event(e, desk.local) for e in tx.events.of(found.id)],
    }


def _prompt(tx: Transaction, draft: int) -> str | None:
    notes = tx.drafts.notes(draft)
    call = tx.model_calls.get(notes.model_call) if notes and notes.model_call else None
    return call.prompt if call else None


def _markdown(tx: Transaction, found: list[Relationship], desk: Desk) -> str:
    """A card a person: what one would want to have in a folder of one's own."""
    return "\n".join(_card(tx, each, desk) for each in found)


def _card(tx: Transaction, found: Relationship, desk: Desk) -> str:
    person = found.person
    lines = [f"# {say.visible(person.name) or '(no name)'}", ""]
    work = ", ".join(p for p in (person.title, person.organisation) if p)
    facts = {
        "Work": work,
        "Address": ", ".join(person.addresses),
        "Stage": f"{found.stage} since {desk.local(found.since):%Y-%m-%d}",
        "Role and kind": f"{found.role}, {found.kind}",
        "Purpose": " ".join(found.purpose.split()),
        "Introduced by": found.referrer,
    }
    lines += [f"- {name}: {say.visible(value)}" for name, value in facts.items() if value]
    ledger = [e for e in tx.ledger.of(found.id) if not e.dropped]
    if ledger:
        lines += ["", "## Ledger", ""]
        lines += [
            f"- {desk.local(e.at):%Y-%m-%d} {e.what}: {say.visible(' '.join(e.words.split()))}"
            + (f" → {say.visible(e.outcome or e.done)}" if e.answered else "")
            for e in ledger
        ]
    notes = tx.notes.of(found.id)
    if notes:
        lines += ["", "## Notes", ""]
        lines += [f"- {desk.local(n.at):%Y-%m-%d} {say.visible(' '.join(n.words.split()))}" for n in notes]
    mails = tx.mail.thread(found.id, most=1_000_000)
    if mails:
        lines += ["", "## Mails", ""]
        lines += [
            f"- {desk.local(m.at):%Y-%m-%d} {'you' if m.direction == 'out' else 'they'}: {say.visible(m.subject)}"
            for m in mails
        ]
    return "\n".join(lines) + "\n"


def _vcards(tx: Transaction, found: list[Relationship], desk: Desk) -> str:
    return "".join(
        as_vcard(r.person.name, r.person.addresses, r.person.organisation, r.person.title, r.purpose) for r in found
    )


def _csv(tx: Transaction, found: list[Relationship], desk: Desk) -> str:
    """One line a person (RFC 4180); a cell that a spreadsheet would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["name", "address", "organisation", "title", "role", "kind", "stage", "since", "purpose"])
    for each in found:
        person = each.person
        cells = [
            person.name, next(iter(person.addresses), ""), person.organisation, person.title, each.role, each.kind,
            each.stage, f"{desk.local(each.since):%Y-%m-%d}", each.purpose,
        ]  # fmt: skip
        rows.writerow([f"'{c}" if c[:1] in ("=", "+", "-", "@", "\t", "\r") else c for c in cells])
    return out.getvalue()
