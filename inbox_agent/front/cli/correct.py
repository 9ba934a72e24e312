"""`note`, `met`, `stage`, `pause`, `again`, `merge` and `split`: the owner's own word on people, the same as by mail."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from inbox_agent import rules as rule_files
from inbox_agent.errors import Refused, WrongUse
from inbox_agent.front.assemble import SilentWake, doors_of, open_records
from inbox_agent.front.cli import complete, lookup, say
from inbox_agent.front.cli.options import Desk, desk
from inbox_agent.mail.past import iso_moment, past_moment
from inbox_agent.mail.times import find_when
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.mentorship.stages import STAGES
from inbox_agent.rounds import correct
from inbox_agent.rounds.keeping import Transaction

if TYPE_CHECKING:
    from inbox_agent.doors.records.database import Records


@click.command()
@click.argument("who", metavar="WHO", shell_complete=complete.people)
@click.argument("words", metavar="NOTE", nargs=-1, required=True)
@desk()
def note(desk: Desk, who: str, words: tuple[str, ...]) -> None:
    """Remember something about a person: note "Ada Holm" "prefers calls before ten"."""
    text = " ".join(words).strip()
    if not text:
        raise WrongUse("The note is empty.", 'Write it like: inbox-agent note ada "prefers calls before ten"')
    rules = rule_files.load(desk.path.parent)
    _done(
        desk,
        who,
        lambda tx, found: correct.note(tx, rules, found, text, desk.now()),
        lambda name: f"Noted about {name}.",
    )


@click.command()
@click.argument("who", metavar="WHO", shell_complete=complete.people)
@click.argument("when", metavar="[WHEN]", nargs=-1)
@desk()
def met(desk: Desk, who: str, when: tuple[str, ...]) -> None:
    """Say that you met, now or at a time: met ada, met ada yesterday 15:00, met ada 2026-11-20.

    You are asked what you took away, and a thank-you is drafted within the day.
    """
    words = " ".join(when)
    at = _past(desk, words)
    _done(
        desk,
        who,
        lambda tx, found: correct.met(tx, found, at, words, desk.now()),
        lambda name: f"You met {name} on {desk.local(at):%Y-%m-%d %H:%M}. You will be asked what you took away.",
    )


@click.command()
@click.argument("who", metavar="WHO", shell_complete=complete.people)
@click.argument("to", metavar="STAGE")
@desk()
def stage(desk: Desk, who: str, to: str) -> None:
    """Correct where a relationship stands. The correction is kept as an example."""
    wanted = to.strip().casefold().replace(" ", "-")
    if wanted not in STAGES:
        near = difflib.get_close_matches(wanted, STAGES, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(STAGES)}."
        raise WrongUse(f"There is no stage '{to}'.", hint)

    records = open_records(desk.settings)
    doors = doors_of(desk.settings, desk.name, desk.path.parent, records, None, SilentWake(), desk.now)

    def change(tx: Transaction, found: Relationship) -> None:
        if not correct.stage(tx, doors, found, wanted, desk.now()):
            raise WrongUse(f"{found.person.called} is in stage '{wanted}' already.", "See inbox-agent why.")

    _done(
        desk,
        who,
        change,
        lambda name: f"{name} is in stage '{wanted}' now; what waited for them is withdrawn.",
        records,
    )


@click.command()
@click.argument("who", metavar="WHO", shell_complete=complete.people)
@click.argument("until", metavar="UNTIL", nargs=-1)
@click.option("--end", is_flag=True, help="End the pause now instead.")
@desk()
def pause(desk: Desk, who: str, until: tuple[str, ...], end: bool) -> None:
    """Draft nothing for a person until a day: pause ada 6w, pause ada 2027-01-15, pause ada 1 March."""
    words = " ".join(until)
    if bool(words) == end:
        raise WrongUse(
            "Until when?", "Name a day: inbox-agent pause ada 6w, or end the pause: inbox-agent pause ada --end"
        )
    if end:
        _done(desk, who, _go_on(desk), lambda name: f"The pause of {name} is over.")
        return
    at = _ahead(desk, words)
    _done(
        desk,
        who,
        lambda tx, found: correct.pause(tx, found, at, desk.now()),
        lambda name: f"{name} is paused until {desk.local(at):%Y-%m-%d}; nothing is drafted before.",
    )


def _go_on(desk: Desk) -> Callable[[Transaction, Relationship], None]:
    def change(tx: Transaction, found: Relationship) -> None:
        if not correct.go_on(tx, found, desk.now()):
            raise WrongUse(f"{found.person.called} is not paused.", "See inbox-agent people.")

    return change


@click.command()
@click.argument("who", metavar="WHO", shell_complete=complete.people)
@click.option("--misread", is_flag=True, help="They did not ask to be left alone: their mail was misread.")
@desk()
def again(desk: Desk, who: str, misread: bool) -> None:
    """Take back "never write" or "not a contact": again ada. They stand where they stood before.

    What they asked for themselves stays, unless you say that their mail was misread.
    """

    def change(tx: Transaction, found: Relationship) -> None:
        if correct.asked_not_to(tx, found) and not misread:
            raise Refused(
                f"{found.person.called} asked not to be written to.",
                f"See inbox-agent why. If that was misread: inbox-agent again {found.person.called} --misread",
            )
        if not correct.again(tx, found, desk.now(), misread=misread):
            raise WrongUse(f"Nothing keeps letters from {found.person.called}.", "See inbox-agent person.")

    _done(desk, who, change, lambda name: f"{name} may be written to again.")


@click.command()
@click.argument("kept", metavar="WHO", shell_complete=complete.people)
@click.argument("gone", metavar="THE_SAME")
@click.option("--yes", "sure", is_flag=True, help="Do not ask.")
@desk()
def merge(desk: Desk, kept: str, gone: str, sure: bool) -> None:
    """Make one person of two: merge ada ada.holm@home.example. The first stays, with everything of both."""
    with open_records(desk.settings).transaction(desk.name) as tx:
        first, second = lookup.person(tx, kept), lookup.person(tx, gone)
        if first.id == second.id:
            raise WrongUse(f"Both are {first.person.called}.", "Name two people; see inbox-agent people.")
        question = f"Make {_addressed(second)} a part of {_addressed(first)}? What waits for the former is withdrawn."
        if not (sure or desk.as_json or click.confirm(say.visible(question))):
            click.echo("Nothing was changed.")
            return
        correct.merge(tx, first, second, desk.now())
        now_one = tx.people.get(first.id) or first
    _tell(desk, now_one, f"{_addressed(now_one)} is one person now.")


@click.command()
@click.argument("who", metavar="WHO", shell_complete=complete.people)
@click.argument("addr", metavar="ADDR")
@desk()
def split(desk: Desk, who: str, addr: str) -> None:
    """Make a person of their own of one address, with its mails: split ada office@lab.example."""
    with open_records(desk.settings).transaction(desk.name) as tx:
        number = correct.split(tx, lookup.person(tx, who), addr, desk.now())
        new = tx.people.get(number)
    if new:
        _tell(desk, new, f"{_addressed(new)} is a person of their own now, in stage '{new.stage}'.")


def _done(
    desk: Desk,
    who: str,
    change: Callable[[Transaction, Relationship], Any],
    says: Callable[[str], str],
    records: Records | None = None,
) -> None:
    with (records or open_records(desk.settings)).transaction(desk.name) as tx:
        found = lookup.person(tx, who)
        locked = tx.people.get(found.id, lock=True) or found
        change(tx, locked)
        now = tx.people.get(found.id) or locked
    _tell(desk, now, says(now.person.called))


def _tell(desk: Desk, found: Relationship, sentence: str) -> None:
    if desk.as_json:
        say.report({"person": found.person.name, "addresses": list(found.person.addresses), "stage": found.stage})
    else:
        click.echo(say.visible(sentence))


def _addressed(found: Relationship) -> str:
    return f"{found.person.name} <{', '.join(found.person.addresses) or 'no address'}>".strip()


def _past(desk: Desk, words: str) -> datetime:
    """A moment that has been; now where nothing is said."""
    at = past_moment(words, desk.now(), desk.account.owner.timezone, rule_files.load(desk.path.parent))
    if at is None:
        raise WrongUse(
            f"'{words}' is not a time that has been, or not one that I can read.",
            "Write it like yesterday 15:00, or 2026-11-20 15:00.",
        )
    return at


def _ahead(desk: Desk, words: str) -> datetime:
    zone = desk.account.owner.timezone
    at = iso_moment(words, zone) or find_when(words, desk.now(), zone, rule_files.load(desk.path.parent))
    if at is None:
        raise WrongUse(f"'{words}' is not a time that I can read.", "Write it like 6w, 1 March, or 2027-01-15.")
    if at <= desk.now():
        raise WrongUse(f"{desk.local(at):%Y-%m-%d} has passed.", "Name a day to come.")
    return at
