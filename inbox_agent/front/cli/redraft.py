"""`redraft`: another version of a draft, as the owner wishes it; the same wish as by mail."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import click

from inbox_agent.drafts.draft import Draft
from inbox_agent.errors import Refused, WrongUse
from inbox_agent.front.assemble import SilentWake, doors_of, open_records
from inbox_agent.front.cli import complete, decide, lookup, say, shapes
from inbox_agent.front.cli.options import Desk, desk
from inbox_agent.rounds.settle import Decision, settle

#: A running agent leaves the wish to this command for so long beyond the model's own deadline.
GRACE = timedelta(seconds=30)


@click.command()
@click.argument("number", metavar="ID", shell_complete=complete.drafts)
@click.argument("wish", nargs=-1, required=True)
@desk()
def redraft(desk: Desk, number: str, wish: tuple[str, ...]) -> None:
    """Have another version of a draft: redraft 12 "shorter", redraft 12 "drop the second paragraph".

    What can be done to the letter is done by rule; for all else a model is needed. The new version waits for a new yes.
    """
    from inbox_agent.doors.loop import Loop  # noqa: PLC0415
    from inbox_agent.rounds.prepare import prepare  # noqa: PLC0415

    words = " ".join(wish).strip()
    if not words:
        raise WrongUse("The wish is empty.", f'Say what you wish: inbox-agent redraft {number} "shorter"')
    with ExitStack() as undo:
        records = open_records(desk.settings)
        undo.callback(records.close)
        loop = Loop()
        undo.callback(loop.close)
        doors = doors_of(desk.settings, desk.name, desk.path.parent, records, loop, SilentWake(), desk.now)
        with records.transaction(desk.name) as tx:
            draft, named = lookup.draft(tx, number)
            if named and named != draft.version:
                raise Refused(
                    f"Draft {draft.id} has another version now.", f"Read it with: inbox-agent show {draft.id}"
                )
            done = settle(tx, doors, Decision("redraft", draft.id, draft.version, text=words, by="cli"), desk.now())
            if not done.ok:
                raise decide.refusal(done, desk)
            if done.state == "redrafting":
                wait = timedelta(seconds=desk.settings.model.timeout_seconds) + GRACE
                tx.people.change(draft.relationship_id, next_due=desk.now() + wait)
        if done.state == "redrafting":
            prepare(doors, draft.relationship_id, desk.now())
        with records.transaction(desk.name) as tx:
            after, _ = lookup.draft(tx, str(draft.id))
            why = next((e for e in reversed(tx.events.of_draft(draft.id)) if e.what == "wish-not-done"), None)
            if after.version != draft.version:
                tx.drafts.change(draft.id, shown_version=after.version)
    if after.version == draft.version:
        reason = why.because[0].words if why and why.because else "something else came in between."
        raise Refused(
            f"Draft {draft.id} stays as it was: {reason}", f"Write the text yourself: inbox-agent edit {draft.id}"
        )
    _tell(after, desk)


def _tell(draft: Draft, desk: Desk) -> None:
    if desk.as_json:
        value: dict[str, Any] = {"id": draft.id, "version": draft.version, "state": draft.state, "text": draft.text}
        say.report(value | {"blocked": draft.blocked or None})
        return
    click.echo(say.visible(f"Draft {draft.id} is version {draft.version} now:\n\n{draft.text.rstrip()}\n"))
    if found := shapes.found(draft):
        click.echo(say.visible("\n".join(["Checks:", *found, ""])))
    if draft.blocked:
        click.echo(say.visible(f"It cannot leave yet: {draft.blocked}"))
    else:
        click.echo(f"Let it go with: inbox-agent approve {draft.id}.{draft.version}")
