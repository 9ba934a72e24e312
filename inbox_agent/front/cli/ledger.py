"""`ledger`: what people gave, promised and asked, what you did, and what came of it (P-61)."""

from __future__ import annotations

from typing import Any

import click

from inbox_agent.errors import NotFound, WrongUse
from inbox_agent.front.assemble import open_records
from inbox_agent.front.cli import complete, lookup, say, shapes
from inbox_agent.front.cli.options import Desk, desk
from inbox_agent.mentorship.ledger import WHATS, Entry, Mention, standing
from inbox_agent.rounds import ledger as keeping
from inbox_agent.rounds.keeping import Transaction

Said = tuple[int, str]


@click.command()
@click.argument("who", metavar="[WHO]", required=False, shell_complete=complete.people)
@click.option("--did", type=(int, str), metavar='N "…"', help="Write down what you did about entry N.")
@click.option("--came", type=(int, str), metavar='N "…"', help="Write down what came of entry N.")
@click.option("--drop", type=int, metavar="N", help="Entry N is none: strike it out; kept as an example.")
@click.option(
    "--add", "new", type=(str, str), metavar='WHAT "…"', help='Write in what was said elsewhere: --add advice "…".'
)
@click.option("--open", "only_open", is_flag=True, help="Only what nobody knows the outcome of.")
@desk()
def ledger(
    desk: Desk,
    who: str | None,
    did: Said | None,
    came: Said | None,
    drop: int | None,
    new: tuple[str, str] | None,
    only_open: bool,
) -> None:
    """List what people gave, promised and asked; say what you did (--did 12 "…") and what came of it (--came 12 "…").

    The next letter to them opens with what you write here, so write it so that they may read it.
    """
    now = desk.now()
    with open_records(desk.settings).transaction(desk.name) as tx:
        found = lookup.person(tx, who) if who else None
        if new:
            if found is None:
                raise WrongUse("Who said it?", 'Write it like: inbox-agent ledger ada --add advice "ask first"')
            if new[0] not in WHATS:
                raise WrongUse(f"'{new[0]}' is no kind of entry.", f"Known: {', '.join(WHATS)}.")
            tx.ledger.add(found.id, Mention(new[0], "contact", new[1].strip(), new[1].strip(), rule="owner"), now)
        for given, field in ((did, "done"), (came, "outcome")):
            if given:
                keeping.settle(tx, _entry(tx, given[0]), now, **{field: given[1].strip()})
        if drop is not None:
            keeping.drop(tx, _entry(tx, drop), now)
        names = {r.id: r.person.called for r in tx.people.all()}
        entries = standing(tx.ledger.of(found.id) if found else tx.ledger.all())
    shown = [e for e in entries if not (only_open and e.answered)]
    if desk.as_json:
        say.objects([_shape(e, names, desk) for e in shown])
        return
    rows = [
        (f"L{e.id}", f"{desk.local(e.at):%Y-%m-%d}", names[e.relationship], _what(e), e.gist, _became(e)) for e in shown
    ]
    empty = "Nothing yet. What people advise, promise and ask in their mails stands here once they write."
    say.table(("N", "SAID", "PERSON", "WHAT", "IN WORDS", "WHAT CAME OF IT"), rows, empty)


def _entry(tx: Transaction, number: int) -> Entry:
    found = tx.ledger.get(number)
    if found is None:
        raise NotFound(f"There is no entry {number} in the ledger.", "See inbox-agent ledger.")
    return found


def _what(entry: Entry) -> str:
    return f"your {entry.what}" if entry.by == "owner" else entry.what


def _became(entry: Entry) -> str:
    return "; ".join(p for p in (entry.done, entry.outcome) if p) or "–"


def _shape(entry: Entry, names: dict[int, str], desk: Desk) -> dict[str, Any]:
    return {
        "id": entry.id,
        "person": names[entry.relationship],
        "what": entry.what,
        "by": entry.by,
        "at": shapes.moment(entry.at, desk.local),
        "gist": entry.gist,
        "words": entry.words,
        "about": entry.about or None,
        "done": entry.done or None,
        "outcome": entry.outcome or None,
        "reported": shapes.moment(entry.reported, desk.local),
    }
