"""`draft WHO KIND`: have a letter written that nothing but your wish calls for."""

from __future__ import annotations

import sys

import click

from inbox_agent.drafts.wanted import WORDS
from inbox_agent.front.assemble import EngineWake, doors_of, open_records
from inbox_agent.front.cli import complete, lookup, say
from inbox_agent.front.cli.options import Desk, desk


@click.command()
@click.argument("who", metavar="WHO", shell_complete=complete.people)
@click.argument("kind", type=click.Choice(list(WORDS)), metavar="KIND")
@click.argument("words", nargs=-1)
@click.option("--instead", is_flag=True, help="Put it in the place of a draft to them that waits.")
@desk()
def draft(desk: Desk, who: str, kind: str, words: tuple[str, ...], instead: bool) -> None:
    """Have a letter drafted: draft Ada gratitude "Your tip on …", draft Bo feedback, draft Ada question "How …?"

    Your words go into the letter as facts; labels tell which (Situation: …, Behaviour: …, Impact: …), - reads them
    from standard input, and what is missing is asked for. The draft waits for your yes like any other.

    \b
    As mentee: agenda, progress-report, question, gratitude, introduction-thanks, advice-answer, withdrawal,
               check-in, short-of-time, thank-you, mismatch-exit, natural-end, decline-thanks, keep-in-touch
    As mentor: welcome, agenda-request, feedback, encouragement, introduction, natural-end, polite-no
    """
    from inbox_agent.rounds.wish import wanted  # noqa: PLC0415

    said = sys.stdin.read() if words == ("-",) else "\n".join(words)
    records = open_records(desk.settings)
    try:
        with records.transaction(desk.name) as tx:
            number = lookup.person(tx, who).id
        doors = doors_of(desk.settings, desk.name, desk.path.parent, records, None, EngineWake(), desk.now)
        made = wanted(doors, number, kind, said, desk.now(), instead)
        with records.transaction(desk.name) as tx:
            found = tx.drafts.get(made)
    finally:
        records.close()
    assert found is not None
    if desk.as_json:
        say.report({"id": found.id, "version": found.version, "kind": kind, "blocked": found.blocked or None})
        return
    click.echo(f"Draft {found.id} ({kind}) waits for you. Read it with: inbox-agent show {found.id}")
    if found.blocked:
        click.echo(say.visible(f"It cannot leave yet: {found.blocked}"))
