"""`means WHO [MEANING]`: what a mail of theirs means that was not clear; the same as the answer by mail (F-28)."""

from __future__ import annotations

import click

from inbox_agent.errors import NotFound, WrongUse
from inbox_agent.front.assemble import SilentWake, doors_of, open_records
from inbox_agent.front.cli import complete, lookup, say
from inbox_agent.front.cli.options import Desk, desk
from inbox_agent.rounds import meaning
from inbox_agent.rounds.ports import sentence


@click.command()
@click.argument("who", metavar="WHO", shell_complete=complete.people)
@click.argument("words", metavar="[MEANING]", nargs=-1)
@desk()
def means(desk: Desk, who: str, words: tuple[str, ...]) -> None:
    """Say what their last mail means, where it was not clear: means ada yes, means ada 2; means ada shows the choices."""
    records = open_records(desk.settings)
    doors = doors_of(desk.settings, desk.name, desk.path.parent, records, None, SilentWake(), desk.now)
    try:
        with records.transaction(desk.name) as tx:
            found = lookup.person(tx, who)
            name = found.person.name or who
            asked = next(
                (q for q in reversed(tx.questions.open()) if q.kind == "meaning" and q.relationship == found.id), None
            )
            if asked is None:
                raise NotFound(f"No mail of {name} waits for your word on what it means.", "See inbox-agent why.")
            choices = meaning.choices(doors, asked)
            mail = tx.mail.get(int(asked.data["message"]))
            if words and (misread := meaning.answered(tx, doors, asked, " ".join(words), desk.now())):
                raise WrongUse(sentence(doors, misread), f"Known: {', '.join(word for _, word in choices)}.")
            stage = (tx.people.get(found.id) or found).stage
    finally:
        records.close()
    if desk.as_json:
        listed = [{"n": n, "intent": intent, "word": word} for n, (intent, word) in enumerate(choices, 1)]
        say.report({"person": found.person.name, "stage": stage, "choices": listed, "text": mail.text if mail else ""})
        return
    if words:
        click.echo(say.visible(f"Taken as you say; {name} stands at '{stage}' now."))
        return
    click.echo(say.visible(mail.text if mail else ""))
    click.echo("\nWhat does it mean?")
    for n, (_, word) in enumerate(choices, 1):
        click.echo(f"  {n}. {word}")
