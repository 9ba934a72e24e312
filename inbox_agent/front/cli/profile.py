"""`profile`: your goals, what you miss, and the mentor you look for; and which contact serves which goal (P-10…P-12)."""

from __future__ import annotations

from dataclasses import asdict, replace

import click

from inbox_agent import rules as rule_files
from inbox_agent.doors import profile_file
from inbox_agent.errors import WrongUse
from inbox_agent.front.assemble import SilentWake, doors_of, open_records
from inbox_agent.front.cli import lookup, say
from inbox_agent.front.cli.options import Desk, desk
from inbox_agent.front.profile import in_step, path_of
from inbox_agent.mentorship.profile import NAMES, Profile
from inbox_agent.rounds.profile import covered


@click.command()
@click.option("--edit", "ask", is_flag=True, help="Answer one question after the other.")
@click.option(
    "--serves", type=(str, str), metavar='WHO "GOAL"', help="Say that a contact serves a goal; none takes it back."
)
@desk()
def profile(desk: Desk, ask: bool, serves: tuple[str, str] | None) -> None:
    """Show your goals and whom of your contacts they concern; --edit asks for each part in turn.

    The same stands in profile.toml beside your configuration, and a mail to the agent with the subject "profile" brings it as a form.
    """
    path = path_of(desk.settings, desk.name, desk.path)
    records = open_records(desk.settings)
    doors = doors_of(desk.settings, desk.name, desk.path.parent, records, None, SilentWake(), desk.now)
    with records.transaction(desk.name) as tx:
        kept = in_step(tx, path, desk.now())
    if ask:
        kept = _asked(desk, kept)
        with records.transaction(desk.name) as tx:
            tx.profiles.put(kept, desk.now(), profile_file.write(path, kept))
    with records.transaction(desk.name) as tx:
        if serves:
            found = lookup.person(tx, serves[0])
            tx.profiles.set_serves(found.id, _goal(kept, serves[1]))
        goals = covered(tx, tx.people.all(), doors.account.owner.language, doors.rules)
    records.close()
    if desk.as_json:
        people = {goal: [r.person.name for r in served] for goal, served in goals.served.items()}
        without = [r.person.name for r in goals.without_goal]
        say.report(asdict(kept) | {"served": people, "unserved": list(goals.unserved), "without_goal": without})
        return
    if kept.empty:
        click.echo(f"Nothing yet. Answer five questions: inbox-agent profile --edit, or write {path}.")
        return
    words = rule_files.load(desk.path.parent).profile
    labels = (words.get(desk.account.owner.language) or words["en"]).labels
    for name in NAMES:
        entries = getattr(kept, name)
        if not entries:
            continue
        click.echo(click.style(labels[name][0], bold=True))
        for entry in entries:
            served = ", ".join(r.person.name for r in goals.served.get(entry, ()))
            mark = f"  ← {served}" if served else "  (nobody yet)" if entry in goals.unserved else ""
            click.echo(say.visible(f"  {entry}{mark}"))
    for relationship in goals.without_goal:
        click.echo(
            say.visible(
                f"{relationship.person.name} serves none of these goals as far as I can tell; a natural end may be near."
            )
        )


def _asked(desk: Desk, kept: Profile) -> Profile:
    words = rule_files.load(desk.path.parent).profile
    questions = (words.get(desk.account.owner.language) or words["en"]).questions
    for name in NAMES:
        click.echo(click.style(questions[name], bold=True))
        before = "; ".join(getattr(kept, name))
        answer = click.prompt("  several with ; between, - for none", default=before, show_default=bool(before))
        entries = tuple(part.strip() for part in answer.split(";") if part.strip() not in ("", "-"))
        kept = replace(kept, **{name: entries})
    return kept


def _goal(kept: Profile, given: str) -> tuple[str, ...]:
    if given.strip().casefold() == "none":
        return ()
    found = [goal for goal in kept.goals if given.strip().casefold() in goal.casefold()]
    if len(found) != 1:
        known = "; ".join(kept.goals) or "none yet: inbox-agent profile --edit"
        raise WrongUse(f"'{given}' is not one of your goals.", f"Known: {known}.")
    return (found[0],)
