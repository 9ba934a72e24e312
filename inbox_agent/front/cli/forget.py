"""`forget`: every word of a person goes, and a mark stays so that they are not taken in anew (T-44)."""

from __future__ import annotations

import click

from inbox_agent.errors import NotFound, Refused
from inbox_agent.front.assemble import open_records
from inbox_agent.front.cli import complete, lookup, say
from inbox_agent.front.cli.options import Desk, desk


@click.command()
@click.argument("who", metavar="WHO", shell_complete=complete.people)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--lift", is_flag=True, help="The other way round: an address that was forgotten may be met anew.")
@desk()
def forget(desk: Desk, who: str, yes: bool, lift: bool) -> None:
    """Forget a person for good: their mails, your letters, the ledger, notes, prompts, and every copy in the database.

    Their address is kept as a salted hash only, so that their mail is not taken in again. What lies in the mailbox at
    your provider is not touched.
    """
    records = open_records(desk.settings)
    if lift:
        with records.transaction(desk.name) as tx:
            if not tx.forgetting.lift(who):
                raise NotFound("That address was not forgotten.", "Name the whole address: ada@home.example.")
        click.echo("It may be met anew: forward a mail of theirs to begin.")
        return
    with records.transaction(desk.name) as tx:
        found = lookup.person(tx, who)
        busy = [d for d in tx.drafts.of(found.id) if d.state in ("sending", "doubt")]
    if busy:
        raise Refused(
            f"A letter to {found.person.name} is leaving, or it is not known whether it has.",
            f"Settle it first: inbox-agent show {busy[0].id}",
        )
    if not yes and not desk.as_json:
        name = say.visible(found.person.name or who)
        click.confirm(f"Forget {name} for good? This cannot be undone", abort=True)
    with records.transaction(desk.name) as tx:
        gone = tx.forgetting.forget(found.id, desk.now())
    copies = records.sweep()
    if desk.as_json:
        say.report({"forgotten": gone, "copies_removed": [str(c) for c in copies]})
        return
    click.echo(f"Forgotten: {', '.join(f'{count} {name}' for name, count in sorted(gone.items()))}.")
    if copies:
        click.echo(f"Removed as well, since they held the same: {', '.join(c.name for c in copies)}.")
    click.echo("The mailbox at your provider, and backups of your own, still hold what they hold.")
