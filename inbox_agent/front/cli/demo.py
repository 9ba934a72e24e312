"""`demo`: the whole job on an invented mailbox, told week by week."""

from __future__ import annotations

import signal
import threading
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from inbox_agent.front.cli import say
from inbox_agent.front.cli.options import Moment


@click.command()
@click.option("--weeks", type=click.IntRange(1, 10), default=10, show_default=True, help="How many weeks to play.")
@click.option(
    "--keep",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where everything is kept, to look around in afterwards.",
)
@click.option("--no-serve", is_flag=True, help="End when the play has ended.")
@click.option("--now", type=Moment(), help="The moment at which the last week ends.")
def demo(weeks: int, keep: Path | None, no_serve: bool, now: datetime | None) -> None:
    """See the whole job on an invented mailbox: no account, server or key, and nothing leaves this machine.

    Contacts are forwarded, letters drafted and approved by mail, answers understood, meetings held, silence
    noticed. It is the real agent on simulated time; afterwards every other command can look at what it left.
    """
    from platformdirs import user_data_path  # noqa: PLC0415

    from inbox_agent.front.clock import SystemClock  # noqa: PLC0415
    from inbox_agent.front.demo import cast as people  # noqa: PLC0415
    from inbox_agent.front.demo import run  # noqa: PLC0415

    folder = (keep or user_data_path("inbox-agent") / "demo").expanduser().resolve()
    end = now or SystemClock()()
    cast = people.load()
    settings, config, post = run.prepare(folder, cast)
    click.echo(f"{cast.owner.name} has a mailbox for her mentors, {cast.owner.mailbox}. {weeks} weeks, played now:\n")
    run.play(settings, config.parent, post, cast, run.beginning(end, weeks), end, _tell)
    _waiting(settings, config, end)
    if not no_serve:
        _serve(settings, config, end)


def _serve(settings: Any, config: Path, end: datetime) -> None:
    """The page over what the play left, until Ctrl-C; on the play's clock, so that what it says of time is true."""
    from inbox_agent.front import beside  # noqa: PLC0415
    from inbox_agent.front.clock import SystemClock  # noqa: PLC0415
    from inbox_agent.front.web import server  # noqa: PLC0415

    wall = SystemClock()
    begun = wall()

    def clock() -> datetime:
        return end + (wall() - begun)

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with beside.open_doors(settings, config.parent, clock) as owners:
        page = server.start(settings.page, owners, clock)
        try:
            for doors in owners.values():
                click.echo(
                    f"\nThe same in your browser: {beside.link(page.address, doors, clock())}\nCtrl-C ends the page."
                )
            page.wait(stop)
        finally:
            page.stop()


def _tell(week: Any) -> None:
    """One week, a line for each thing that a person would tell."""
    zone = ZoneInfo("Europe/Stockholm")
    click.echo(click.style(f"Week {week.number} · from {week.begins.astimezone(zone):%-d %B %Y}", bold=True))
    lines = [line for line in (_line(h, zone) for h in week.happened) if line]
    for line in lines or ["  A quiet week."]:
        click.echo(line)
    click.echo()


def _line(happened: Any, zone: ZoneInfo) -> str:
    event, who = happened.event, happened.person
    text = _sentence(event, who)
    if not text:
        return ""
    because = next((b for b in reversed(event.because) if b.words), None)
    words = " ".join(because.words.split()) if because and event.what in ("heard", "contact") else ""
    quote = f"  “{words[:60]}{'…' if len(words) > 60 else ''}”" if words else ""
    return say.visible(f"  {event.at.astimezone(zone):%a %d %H:%M}  {text}{quote}")


def _sentence(event: Any, who: str) -> str:
    data = event.data
    return {
        "contact": f"You forward {who}.",
        "drafted": f"Draft {event.draft}.{data.get('version')} for {who}: {data.get('kind')}.",
        "asked": f"You are asked about {who or 'a mail'}: {data.get('kind')}.",
        "answered": f"You answer the question about {who}.",
        "owner-approve": f"You say ok to draft {event.draft}.",
        "owner-snooze": f"You say later to draft {event.draft}.",
        "letter-sent": f"The letter to {who} leaves.",
        "heard": f"{who} writes: {data.get('intent')}.",
        "meeting-planned": f"{who} and you have a date.",
        "stage": f"{who}: {data.get('before') or 'new'} → {data.get('after')}",
        "digest": "The weekly digest comes.",
        "refused": "A mail of yours is sent back: it was not understood.",
        "set-aside": "Something is set aside for you.",
    }.get(event.what, "")


def _waiting(settings: Any, config: Path, now: datetime) -> None:
    """What is left for the visitor to do."""
    from inbox_agent.front.assemble import open_records  # noqa: PLC0415

    with open_records(settings).transaction("me") as tx:
        waiting = tx.drafts.open()
        people = {r.id: r for r in tx.people.all()}
    click.echo(
        f"{len(people)} relationships, {len(waiting)} draft{'s' if len(waiting) != 1 else ''} waiting for a yes:"
    )
    for draft in waiting:
        click.echo(
            f"  {draft.id}.{draft.version}  {draft.kind} to {people[draft.relationship_id].person.name}: {draft.subject or '(no subject)'}"
        )
    click.echo(f"\nLook around:\n  export INBOX_AGENT_CONFIG={config}\n  inbox-agent queue\n  inbox-agent why Ada")
