"""`add`: name somebody to reach in a sentence, as if it had been mailed (F-08)."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

import click

from inbox_agent.errors import NotFound, WrongUse
from inbox_agent.front.assemble import SilentWake, doors_of, open_records
from inbox_agent.front.cli import say
from inbox_agent.front.cli.options import Desk, desk
from inbox_agent.mail.fingerprint import fingerprint
from inbox_agent.rounds.take_in import take_in


@click.command()
@click.argument("words", metavar="NOTE", nargs=-1, required=True)
@desk()
def add(desk: Desk, words: tuple[str, ...]) -> None:
    """Name somebody to reach: add "Ada Holm <ada@lab.example>, I liked her talk on tides".

    It is read like a mail of yours to the agent; the first letter is drafted when the agent runs.
    """
    text = " ".join(words).strip()
    if not text:
        raise WrongUse(
            "The note is empty.", 'Write it like: inbox-agent add "Ada Holm <ada@lab.example>, I liked her talk"'
        )
    now = desk.now()
    raw = _mailed(desk, text)
    records = open_records(desk.settings)
    doors = doors_of(desk.settings, desk.name, desk.path.parent, records, None, SilentWake(), desk.now)
    try:
        with records.transaction(desk.name) as tx:
            before = {r.id for r in tx.people.all()}
            number = tx.mail.store(fingerprint(raw), raw, now, False)
        take_in(doors, number, now)
        with records.transaction(desk.name) as tx:
            row = tx.mail.get(number)
            found = tx.people.get(row.relationship) if row and row.relationship else None
    finally:
        records.close()
    if found is None:
        raise NotFound("I found no one person in that.", "Write a name and an address: Ada Holm <ada@lab.example>.")
    if desk.as_json:
        say.report({"person": found.person.name, "addresses": list(found.person.addresses), "stage": found.stage})
        return
    where = f" <{found.person.addresses[0]}>" if found.person.addresses else " (no address yet: you will be asked)"
    says = (
        "is somebody to reach now; a first letter is drafted when the agent runs"
        if found.id not in before
        else ("is known already; your words were added")
    )
    click.echo(say.visible(f"{found.person.name}{where} {says}."))


def _mailed(desk: Desk, text: str) -> bytes:
    message = EmailMessage()
    message["From"] = desk.account.owner.addresses[0]
    message["To"] = desk.account.mailbox.address
    message["Date"] = format_datetime(desk.local(desk.now()))
    message["Message-ID"] = make_msgid(domain=desk.account.owner.addresses[0].rpartition("@")[2])
    message.set_content(text)
    return message.as_bytes()
