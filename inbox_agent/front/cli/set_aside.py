"""`set-aside`: what could not be handled, with its cause and its bytes; try it again, or tick it off (T-23)."""

from __future__ import annotations

import sys
from typing import Any

import click

from inbox_agent.errors import NotFound, WrongUse
from inbox_agent.front.assemble import open_records
from inbox_agent.front.cli import say, shapes
from inbox_agent.front.cli.options import Desk, desk
from inbox_agent.mail.kept import Aside
from inbox_agent.rounds import set_aside as aside
from inbox_agent.rounds.keeping import Transaction


@click.command("set-aside")
@click.argument("number", metavar="[N]", type=int, required=False)
@click.option("--retry", is_flag=True, help="Handle it once more at the next pass.")
@click.option("--done", is_flag=True, help="Take it off the list: you have dealt with it.")
@click.option("--raw", is_flag=True, help="Print the mail's bytes as they came.")
@desk()
def set_aside(desk: Desk, number: int | None, retry: bool, done: bool, raw: bool) -> None:
    """List what could not be handled, show one with its mail, try it again, or tick it off."""
    if number is None and (retry or done or raw):
        raise WrongUse("Which one?", "Name its number: inbox-agent set-aside lists them.")
    if retry and done:
        raise WrongUse("--retry and --done exclude each other.", "Use one of them.")
    with open_records(desk.settings).transaction(desk.name) as tx:
        if number is None:
            _list(tx, desk)
            return
        found = tx.mail.aside(number)
        if found is None:
            raise NotFound(f"Nothing is set aside under {number}.", "See inbox-agent set-aside.")
        if raw:
            _bytes(tx, found)
            return
        if retry:
            aside.retry(tx, number, desk.now())
        elif done:
            aside.done(tx, number, desk.now())
        value = _object(tx, found, desk)
    if desk.as_json:
        say.report(value)
    elif retry:
        click.echo(f"{number} is handled once more when the agent next looks. If it fails again, it comes back here.")
    elif done:
        click.echo(f"{number} is off the list. Its mail stays in the mailbox.")
    else:
        click.echo(say.visible(_page(value)))


def _bytes(tx: Transaction, found: Aside) -> None:
    row = tx.mail.get(found.message) if found.message else None
    if row is None or not row.raw:
        raise NotFound(f"No mail belongs to {found.id}.", "Only its cause was kept.")
    sys.stdout.buffer.write(row.raw)


def _list(tx: Transaction, desk: Desk) -> None:
    found = [_object(tx, each, desk) for each in tx.mail.asides()]
    if desk.as_json:
        say.objects(found)
        return
    rows = [
        (str(v["id"]), v["at"][:16].replace("T", " "), v["from"] or v["person"] or "–", v["subject"] or "–", v["cause"])
        for v in found
    ]
    say.table(("N", "WHEN", "WHO", "SUBJECT", "CAUSE"), rows, "Nothing was set aside: everything could be handled.")
    if rows:
        click.echo("\nLook at one with: inbox-agent set-aside N     Try it again with: inbox-agent set-aside N --retry")


def _object(tx: Transaction, found: Aside, desk: Desk) -> dict[str, Any]:
    row = tx.mail.get(found.message) if found.message else None
    person = tx.people.get(found.relationship) if found.relationship else None
    return {
        "id": found.id,
        "at": shapes.moment(found.at, desk.local),
        "cause": found.cause,
        "from": (row.from_addr or None) if row else None,
        "subject": (row.subject or None) if row else None,
        "bytes": len(row.raw) if row else 0,
        "person": person.person.name if person else None,
    }


def _page(value: dict[str, Any]) -> str:
    lines = [f"Set aside {value['id']} on {value['at'][:16].replace('T', ' ')}", f"Cause:   {value['cause']}"]
    lines += [f"From:    {value['from']}"] if value["from"] else []
    lines += [f"Subject: {value['subject']}"] if value["subject"] else []
    lines += [f"Person:  {value['person']}"] if value["person"] else []
    if value["bytes"]:
        lines.append(f"Mail:    {value['bytes']} bytes; read them with: inbox-agent set-aside {value['id']} --raw")
    lines += [
        "",
        f"Try it again: inbox-agent set-aside {value['id']} --retry",
        f"Tick it off:  inbox-agent set-aside {value['id']} --done",
    ]
    return "\n".join(lines)
