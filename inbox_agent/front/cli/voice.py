"""`voice`: how you write, as learnt from your own letters, and your own word on it."""

from __future__ import annotations

from dataclasses import asdict

import click

from inbox_agent.doors.voice_pages import VoicePages
from inbox_agent.drafts.voice_page import edited, own_lines, page
from inbox_agent.front.assemble import EngineWake, doors_of, open_records
from inbox_agent.front.cli import say
from inbox_agent.front.cli.options import Desk, desk


@click.command()
@click.argument("language", metavar="[LANGUAGE]", required=False)
@click.option("--edit", is_flag=True, help="Change the page in $EDITOR; your lines win over what is learnt.")
@desk()
def voice(desk: Desk, language: str | None, edit: bool) -> None:
    """Show how you write: greeting, sign-off, length, form of address, turns of phrase.

    It is learnt from drafts that you rewrote and from mail of yours that the agent sees, one page a language.
    Your own page lies beside the configuration, in voice/, and may be edited there, too.
    """
    from inbox_agent.rounds.voice import learnt, voice_of  # noqa: PLC0415

    language = language or desk.account.owner.language
    records = open_records(desk.settings)
    try:
        doors = doors_of(desk.settings, desk.name, desk.path.parent, records, None, EngineWake(), desk.now)
        if language not in doors.rules.purpose:
            known = ", ".join(sorted(doors.rules.purpose))
            raise click.UsageError(f"There are no letters in '{language}'. There are: {known}.")
        with records.transaction(desk.name) as tx:
            found, without_page = voice_of(doors, tx, language), learnt(doors, tx, language)
    finally:
        records.close()
    every = doors.rules.voice
    words = every.get(desk.account.owner.language) or every["en"]
    if edit:
        pages = VoicePages(desk.path.parent, desk.name)
        text = click.edit(page(found, words), extension=".txt")
        if text is None or text == page(found, words):
            click.echo("Nothing was changed.")
            return
        found = edited(found, text, every)
        click.echo(f"Kept in {pages.write(language, own_lines(without_page, found, words))}")
    if desk.as_json:
        say.report({"language": language, **asdict(found)})
        return
    click.echo(say.visible(page(found, words)), nl=False)
    if not found.letters:
        click.echo(
            "\nNothing is learnt yet: rewrite a draft (inbox-agent edit), or write lines of your own with --edit."
        )
