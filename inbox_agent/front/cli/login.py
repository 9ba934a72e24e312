"""`login`: sign in once at a provider that takes no password; from then on tokens renew themselves (F-91)."""

from __future__ import annotations

import click

from inbox_agent.front.cli.options import Desk, desk


@click.command()
@desk()
def login(desk: Desk) -> None:
    """Sign in for the mailbox at Microsoft or Google, as [mailbox] says. To be done once, and again when they ask for it."""
    from inbox_agent.front.account_doors import sign_in_of  # noqa: PLC0415

    sign_in_of(desk.account.mailbox).sign_in(click.echo)
    click.echo(f"Signed in for {desk.account.mailbox.address}. Check it with: inbox-agent doctor")
