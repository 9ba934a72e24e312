"""`migrate`: bring the database to this version by hand, where auto_migrate is off."""

from __future__ import annotations

import click

from inbox_agent.front.cli import say
from inbox_agent.front.cli.options import Desk, desk


@click.command()
@desk(one_owner=False)
def migrate(desk: Desk) -> None:
    """Bring the tables to this version; an SQLite file is copied first. Does nothing where they are."""
    from inbox_agent.doors.records import migrate as migrations  # noqa: PLC0415
    from inbox_agent.front.assemble import open_records  # noqa: PLC0415

    records = open_records(desk.settings, migrate=False)
    try:
        before = records.revision()
        migrations.upgrade(records.engine)
        after = records.revision()
    finally:
        records.close()
    if desk.as_json:
        say.report({"before": before, "after": after, "changed": before != after})
    elif before == after:
        click.echo(f"The database is up to date (revision {after}).")
    else:
        click.echo(f"The database was brought from {before or 'nothing'} to revision {after}.")
