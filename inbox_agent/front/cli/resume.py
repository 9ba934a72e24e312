"""`resume`: the owner's word that letters may leave again, where no mail can carry it."""

from __future__ import annotations

import click

from inbox_agent.front.assemble import open_records
from inbox_agent.front.cli import say
from inbox_agent.front.cli.options import Desk, desk
from inbox_agent.mail.message import Because


@click.command()
@desk()
def resume(desk: Desk) -> None:
    """Let letters leave again.

    The agent stops sending, and asks you, when its clock or its disk cannot be trusted, or when more letters are due
    at once than [caps] at_once allows. Look at `inbox-agent queue` first; `undo` takes a letter back.
    """
    from inbox_agent.rounds import hold  # noqa: PLC0415

    records = open_records(desk.settings)
    with records.transaction(desk.name) as tx:
        row = tx.owners.get(desk.now())
        went_on = hold.go_on(tx, desk.now(), Because("owner", "cli"))
    records.close()
    if desk.as_json:
        say.report({"resumed": went_on, "held_since": row.held, "why": row.held_why or None})
    elif went_on and row.held:
        click.echo(f"Letters leave again; they were held since {desk.local(row.held):%Y-%m-%d %H:%M} ({row.held_why}).")
    else:
        click.echo("Nothing was held.")
