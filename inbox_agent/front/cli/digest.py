"""`digest`: the weekly digest, to read or to have sent now."""

from __future__ import annotations

from typing import Any

import click

from inbox_agent.errors import WrongUse
from inbox_agent.front.assemble import SilentWake, doors_of, open_records
from inbox_agent.front.cli import say, shapes
from inbox_agent.front.cli.options import Desk, desk


@click.command()
@click.option("--preview", is_flag=True, help="Show the mail as it would be now (the default).")
@click.option("--send", "send", is_flag=True, help="Put it on its way to you now.")
@click.option(
    "--review", is_flag=True, help="The yearly review instead: what you were given and gave, and what came of it."
)
@click.option("--year", type=int, metavar="YEAR", help="The year of --review; without it the one that is going on.")
@desk()
def digest(desk: Desk, preview: bool, send: bool, review: bool, year: int | None) -> None:
    """Show the weekly digest as it would be now: who went stale, why, and the letter that is ready."""
    if preview and send:
        raise WrongUse("--preview and --send exclude each other.", "Use one of them.")
    from inbox_agent.rounds import tell, weekly  # noqa: PLC0415

    records = open_records(desk.settings)
    doors = doors_of(desk.settings, desk.name, desk.path.parent, records, None, SilentWake(), desk.now)
    if review:
        _review(desk, doors, records, year or desk.local(desk.now()).year, send)
        return
    if send:
        put = weekly.send_now(doors, desk.now())
        click.echo(
            "It is on its way: it leaves when the agent runs." if put else "There is nothing to say; no digest is sent."
        )
        return
    with records.transaction(desk.name) as tx:
        content = weekly.gather(tx, doors, desk.now(), weekly.last_told(tx, desk.now()))
        if desk.as_json:
            say.report(_object(content, desk))
        elif content.empty:
            click.echo("Nobody is stale and nothing waits. No digest would be sent.")
        else:
            click.echo(say.visible(tell.digest_preview(doors, content, desk.now()).text))


def _review(desk: Desk, doors: Any, records: Any, year: int, send: bool) -> None:
    """The review of a year, shown or put on its way (F-87)."""
    from inbox_agent.rounds import contents, tell, yearly  # noqa: PLC0415

    with records.transaction(desk.name) as tx:
        value = contents.review_value(tx, doors, year)
        if desk.as_json:
            people = value.givers if value else ()
            say.report(
                {
                    "year": year,
                    "givers": [{"person": g.person, "given": [_kept(desk, k) for k in g.kept]} for g in people],
                    "takers": [
                        {
                            "person": g.person,
                            "given": [_kept(desk, k) for k in g.kept],
                            "conversations": g.sessions,
                            "hours": g.hours,
                            "said": list(g.told),
                        }
                        for g in (value.takers if value else ())
                    ],
                    "grown": list(value.grown) if value else [],
                }
            )
        elif value is None:
            click.echo(f"Nothing was given or received in {year} that I know of; see inbox-agent ledger.")
        elif send:
            yearly.put_out(tx, doors, year, desk.now(), again=True)
            click.echo("It is on its way: it leaves when the agent runs.")
        else:
            click.echo(say.visible(tell.review_preview(doors, value)))


def _kept(desk: Desk, entry: Any) -> dict[str, Any]:
    return {
        "id": entry.number, "what": entry.what, "gist": entry.gist, "at": shapes.moment(entry.at, desk.local),
        "done": entry.done or None, "outcome": entry.outcome or None,
    }  # fmt: skip


def _object(content: Any, desk: Desk) -> dict[str, Any]:
    return {
        "items": [
            {
                "n": n,
                "person": item.relationship.person.name,
                "stage": item.relationship.stage,
                "stale": item.health,
                "silent_days": item.silent.days,
                "why": shapes.reasons(item.draft.because),
                "draft": {
                    "id": item.draft.id,
                    "version": item.draft.version,
                    "kind": item.draft.kind,
                    "subject": item.draft.subject,
                    "text": item.draft.text,
                },
            }
            for n, item in enumerate(content.items, 1)
        ],
        "more": content.more,
        "promised": [
            {
                "entry": e.id,
                "person": r.person.name,
                "by": e.by,
                "words": e.words,
                "due": shapes.moment(e.due, desk.local),
            }
            for r, e in content.promised
        ],
        "goals_without_mentor": list(content.unserved),
        "without_goal": [r.person.name for r in content.without_goal],
        "asked_much": [{"person": load.relationship.person.name, "asks": load.asks} for load in content.loaded],
        "waiting": [
            {"person": r.person.name, "draft": d.id, "kind": d.kind, "blocked": d.blocked or None}
            for r, d in content.waiting
        ],
        "stuck": [{"person": r.person.name, "draft": d.id, "kind": d.kind, "state": d.state} for r, d in content.stuck],
        "set_aside": [
            {"id": a.id, "cause": a.cause, "at": shapes.moment(a.at, desk.local)} for a, *_ in content.asides
        ],
        "coming": [
            {"person": r.person.name, "what": what, "at": shapes.moment(at, desk.local)}
            for r, what, at in content.coming
        ],
        "unreported": [
            {
                "entry": e.id,
                "person": r.person.name,
                "what": e.what,
                "words": e.words,
                "at": shapes.moment(e.at, desk.local),
            }
            for r, e in content.unreported
        ],
        "rested": [r.person.name for r in content.rested],
        "unsorted": [
            {"from": m.from_addr, "subject": m.subject, "at": shapes.moment(m.at, desk.local)} for m in content.unsorted
        ],
    }
