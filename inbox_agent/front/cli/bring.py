"""`import`: people from an address book, as a file or on a CardDAV server; nobody is written to by this (F-96)."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from inbox_agent.errors import NotFound, WrongUse
from inbox_agent.front.assemble import SilentWake, doors_of, open_records
from inbox_agent.front.cli import say
from inbox_agent.front.cli.options import Desk, desk
from inbox_agent.mail import card, people_table
from inbox_agent.mentorship.kept import NewContact
from inbox_agent.rounds.bring_in import bring_in
from inbox_agent.words import Stage

MOST, MOST_BYTES = 20_000, 100_000_000  #: of an address book
STAGES = ("resting", "prospect", "active", "keep-in-touch")


@click.command("import")
@click.argument("source", metavar="FILE|URL")
@click.option("--stage", type=click.Choice(STAGES), default="resting", show_default=True, help="Where they stand.")
@click.option("--user", help="The login, for a CardDAV server.")
@click.option("--password-command", metavar="COMMAND", help="Prints its password.")
@desk()
def import_(desk: Desk, source: str, stage: str, user: str | None, password_command: str | None) -> None:
    """Bring people along from a vCard (.vcf), a table with a heading (.csv), or a CardDAV server (https://…), which is only read.

    They rest until you say otherwise: forward a mail of one, or say inbox-agent stage WHO prospect, and the first letter is
    drafted; with active or keep-in-touch they count for the digest from now on.
    """
    raw = _of_server(source, user, password_command) if "://" in source else _of_file(Path(source))
    people, faults = _cards(raw, desk) if b"BEGIN:VCARD" in raw[:4096].upper() else _table(raw, desk)
    if not people:
        raise WrongUse(
            f"There is nobody in {source}. {' '.join(faults[:3])}".strip(),
            "It should be a vCard file, or a CSV with a heading such as: name,address,organisation,title,note",
        )
    settled = next(s for s in get_args(Stage) if s == stage)
    records = open_records(desk.settings)
    try:
        doors = doors_of(desk.settings, desk.name, desk.path.parent, records, None, SilentWake(), desk.now)
        with records.transaction(desk.name) as tx:
            done = bring_in(tx, doors, people, settled, desk.now())
    finally:
        records.close()
    if desk.as_json:
        say.report(
            {"added": done.added, "known": done.known, "forgotten": done.forgotten, "own": done.own, "faults": faults}
        )
        return
    click.echo(f"{done.added} added as {stage}, {done.known} known already.")
    if done.forgotten:
        click.echo(f"{done.forgotten} left out, since you had them forgotten (inbox-agent forget --lift).")
    for each in faults[:20]:
        click.echo(say.visible(each), err=True)


def _of_file(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError as fault:
        raise NotFound(f"There is no file {file}.", "Check the path.") from fault
    except OSError as fault:
        raise WrongUse(f"{file} cannot be read: {fault.strerror}.", "Check the path and its rights.") from fault


def _of_server(url: str, user: str | None, command: str | None) -> bytes:
    from inbox_agent.doors.carddav import AddressBooks  # noqa: PLC0415
    from inbox_agent.doors.secret import secret  # noqa: PLC0415

    if not user or not command:
        raise WrongUse("A CardDAV server wants a login.", "Give --user and --password-command.")
    return b"\n".join(AddressBooks(url, user, secret("the password of the address book", command)).cards())


def _cards(raw: bytes, desk: Desk) -> tuple[list[NewContact], list[str]]:
    owner = desk.account.owner
    return [
        NewContact(
            name=c.name,
            addr=next(iter(c.addresses), ""),
            role=owner.role,
            kind=owner.kind,
            organisation=c.organisation,
            title=c.title,
            language=c.language,
            source="address book",
        )
        for c in card.read(raw, MOST, MOST_BYTES)
    ], []


def _table(raw: bytes, desk: Desk) -> tuple[list[NewContact], list[str]]:
    table = people_table.read(raw)
    owner = desk.account.owner
    return [
        NewContact(
            name=r.name,
            addr=r.addr,
            role=owner.role,
            kind=owner.kind,
            organisation=r.organisation,
            title=r.title,
            language=r.language,
            purpose=r.note,
            source="address book",
        )
        for r in table.rows
    ], list(table.faults)
