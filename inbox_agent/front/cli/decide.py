"""`approve`, `reject`, `later`, `undo` and `edit`: the owner's decisions, the same `Decision` as by mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import click

from inbox_agent.errors import InboxAgentError, Refused, WrongUse
from inbox_agent.front.assemble import EngineWake, database_url, doors_of, open_records
from inbox_agent.front.cli import complete, lookup, say
from inbox_agent.front.cli.options import Desk, desk
from inbox_agent.rounds.settle import Decision, Settled, settle


@click.command()
@click.argument("numbers", metavar="ID...", nargs=-1, required=True, shell_complete=complete.drafts)
@desk()
def approve(desk: Desk, numbers: tuple[str, ...]) -> None:
    """Let these drafts be sent, exactly as you read them.

    A draft that has changed since it was shown is refused; 12.3 names the version you mean. The letter leaves
    when the undo window has passed and the agent runs.
    """
    _decide(desk, numbers, lambda given: Decision("approve", 0, by="cli"))


@click.command()
@click.argument("number", metavar="ID", shell_complete=complete.drafts)
@desk()
def reject(desk: Desk, number: str) -> None:
    """Drop a draft. It is not written again for this occasion."""
    _decide(desk, (number,), lambda given: Decision("reject", 0, by="cli"))


@click.command()
@click.argument("number", metavar="ID", shell_complete=complete.drafts)
@click.argument("when", nargs=-1, required=True)
@desk()
def later(desk: Desk, number: str, when: tuple[str, ...]) -> None:
    """Be asked about a draft again: later 12 3w, later 12 tomorrow 9, later 12 2026-12-03 09:00."""
    from inbox_agent import rules  # noqa: PLC0415
    from inbox_agent.mail.times import find_when  # noqa: PLC0415

    words = " ".join(when)
    at = find_when(words, desk.now(), desk.account.owner.timezone, rules.load(desk.path.parent))
    if at is None:
        raise WrongUse(
            f"'{words}' is not a time that I can read.", "Write it like 3w, tomorrow 9, or 2026-12-03 09:00."
        )
    if at <= desk.now():
        raise WrongUse(f"{desk.local(at):%Y-%m-%d %H:%M} has passed.", "Name a time to come.")
    _decide(desk, (number,), lambda given: Decision("snooze", 0, when=at, by="cli"))


@click.command()
@click.argument("number", metavar="ID", shell_complete=complete.drafts)
@desk()
def undo(desk: Desk, number: str) -> None:
    """Take an approval back, as long as the letter has not left."""
    _decide(desk, (number,), lambda given: Decision("undo", 0, by="cli"))


@click.command()
@click.argument("number", metavar="ID", shell_complete=complete.drafts)
@click.option(
    "--text", "source", type=click.File("r", encoding="utf-8"), help="Take the text from a file, - for standard input."
)
@desk()
def edit(desk: Desk, number: str, source: Any) -> None:
    """Write the text yourself, in $EDITOR or from --text. The edited draft waits for a new yes."""
    with open_records(desk.settings).transaction(desk.name) as tx:
        draft, named = lookup.draft(tx, number)
    if named and named != draft.version:
        raise Refused(f"Draft {draft.id} has another version now.", f"Read it with: inbox-agent show {draft.id}")
    text = source.read() if source else click.edit(draft.text, extension=".txt")
    if text is None or text.strip() == draft.text.strip():
        click.echo("Nothing was changed.")
        return
    if not text.strip():
        raise WrongUse("The text is empty.", f"To drop the draft: inbox-agent reject {draft.id}")
    _decide(desk, (f"{draft.id}.{draft.version}",), lambda given: Decision("edit", 0, text=text, by="cli"))


def _decide(desk: Desk, numbers: Sequence[str], make: Any) -> None:
    """Carry out one decision for each draft named, all or none, and say what became of each."""
    records = open_records(desk.settings)
    wake = EngineWake()
    outside = _outside(desk)
    wake.wake = outside.wake if outside else None
    doors = doors_of(desk.settings, desk.name, desk.path.parent, records, None, wake, desk.now)
    done: list[Settled] = []
    try:
        with records.transaction(desk.name) as tx:
            for given in numbers:
                draft, named = lookup.draft(tx, given)
                wanted: Decision = make(given)
                version = named or _shown(tx.drafts.shown(draft.id), draft.version, draft.id, wanted.what)
                decision = Decision(wanted.what, draft.id, version, wanted.when, wanted.text, "cli")
                done.append(settle(tx, doors, decision, desk.now()))
                if not done[-1].ok:
                    raise refusal(done[-1], desk)  # rolls back: of several drafts all are approved, or none
    finally:
        if outside:
            outside.close()
        records.close()
    _tell(desk, done)


def _outside(desk: Desk) -> Any:
    """A hand into the running engine, so that a letter leaves at its second and not at the next minute."""
    if desk.fixed_now:
        return None
    from inbox_agent.front.engine import Outside  # noqa: PLC0415

    return Outside(database_url(desk.settings))


def _shown(shown: int | None, newest: int, number: int, what: str) -> int:
    """The version that a bare number means: the newest, if that is what the owner has seen."""
    if what in ("approve", "edit") and newest != (shown or 1):
        raise Refused(
            f"Draft {number} has changed since you read it.", f"Read it again with: inbox-agent show {number}"
        )
    return newest


def refusal(settled: Settled, desk: Desk) -> InboxAgentError:
    number = settled.draft
    when = f" at {desk.local(settled.at):%Y-%m-%d %H:%M}" if settled.at else ""
    sentences = {
        "sent": (f"Draft {number} was sent already{when}.", ""),
        "approved": (f"Draft {number} is approved already.", f"To stop it: inbox-agent undo {number}"),
        "sending": (f"Draft {number} is leaving now.", ""),
        "changed": (f"Draft {number} has another version now.", f"Read it with: inbox-agent show {number}"),
        "blocked": (
            f"Draft {number} cannot be sent as it is: {settled.detail}",
            f"Answer the question you got by mail, or: inbox-agent edit {number}",
        ),
        "needs-text": (
            f"Draft {number} stays as it was: that wish needs a model, and none is set up.",
            f"Write the text yourself: inbox-agent edit {number}",
        ),
        "overtaken": (
            f"Draft {number} was overtaken: they have written since.",
            "See inbox-agent queue for the new one.",
        ),
    }
    sentence, mend = sentences.get(settled.state, (f"Draft {number} is {settled.state}.", "See inbox-agent queue."))
    return Refused(sentence, mend)


def _tell(desk: Desk, done: Sequence[Settled]) -> None:
    if desk.as_json:
        say.objects([{"id": s.draft, "state": s.state, "at": _iso(desk, s.at)} for s in done])
        return
    for each in done:
        at = f"{desk.local(each.at):%Y-%m-%d %H:%M}" if each.at else ""
        click.echo(
            {
                "approved": f"Draft {each.draft} is approved and leaves at {at}. Until then: inbox-agent undo {each.draft}",
                "rejected": f"Draft {each.draft} is dropped.",
                "snoozed": f"You will be asked about draft {each.draft} again at {at}.",
                "undone": f"Draft {each.draft} will not leave; it waits for you again.",
                "edited": f"Draft {each.draft} has your text now, as version {each.detail}. To send it: inbox-agent approve {each.draft}.{each.detail}",
            }.get(each.state, f"Draft {each.draft}: {each.state}.")
        )


def _iso(desk: Desk, at: datetime | None) -> str | None:
    return desk.local(at).isoformat(timespec="seconds") if at else None
