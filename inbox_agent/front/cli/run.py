"""`run`: the agent itself, once or for ever."""

from __future__ import annotations

import os
import signal
import sys
import threading
from datetime import datetime
from typing import Any

import click

from inbox_agent.front import logs
from inbox_agent.front.cli.options import Desk, desk


@click.command()
@click.option("--once", is_flag=True, help="Do everything that is due, then end.")
@click.option("--since", metavar="180d", help="On the very first visit, read the mail of so long ago as well.")
@click.option("--apart", is_flag=True, hidden=True)
@desk(one_owner=False)
def run(desk: Desk, once: bool, since: str | None, apart: bool) -> None:
    """Poll, draft, ask, send, remind: everything that is due, at once and then each minute.

    A second agent on the same SQLite file is refused. Stop it with Ctrl-C; nothing is lost by stopping.
    """
    from inbox_agent.front.apart import Apart, serve  # noqa: PLC0415
    from inbox_agent.front.assemble import assemble, work_of  # noqa: PLC0415
    from inbox_agent.front.clock import HandClock, SystemClock  # noqa: PLC0415

    logs.set_up(desk.settings.log)
    settings = _since(desk.settings, since)
    clock = HandClock(desk.fixed_now) if desk.fixed_now else SystemClock()
    if apart:  # started by the agent itself, for one task
        serve(lambda owner: work_of(settings, desk.path.parent, clock, owner), clock)
        return
    _profiles_in_step(desk, clock())
    itself = [sys.executable, "-m", "inbox_agent", "run", "--apart", "--config", str(desk.path)]
    first_look = ["--since", since] if since else []
    agent = assemble(settings, desk.path.parent, clock, watch=not once, apart=Apart([*itself, *first_look]))
    try:
        agent.runtime.start()
        try:
            if once:
                done = agent.runtime.run_due()
                _report(desk, agent.doors, done, clock())
            else:
                _for_ever(agent, settings, clock)
        finally:
            ended = agent.runtime.stop()
    finally:
        agent.close()
    if not ended:
        # A round still hangs in its thread, for which the interpreter would wait; what it did not finish is due again.
        sys.stdout.flush()
        os._exit(0)


def _since(settings: Any, since: str | None) -> Any:
    """The same settings with another first look back."""
    if since is None:
        return settings
    changed = {
        n: a.model_copy(update={"mailbox": type(a.mailbox).model_validate(a.mailbox.model_dump() | {"since": since})})
        for n, a in settings.accounts.items()
    }
    return settings.model_copy(update={"owner": None, "mailbox": None, "outgoing": None, "owners": changed})


def _for_ever(agent: Any, settings: Any, clock: Any) -> None:
    from inbox_agent.front.heart import Heart  # noqa: PLC0415

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    click.echo(
        f"inbox-agent runs for {', '.join(d.account.mailbox.address for d in agent.doors.values())}. Ctrl-C ends it."
    )
    page = _page(agent, settings, clock)
    heart = Heart(agent.doors, settings, clock)
    heart.start()
    threads = []
    for name, watcher in agent.watchers.items():
        body = threading.Thread(
            target=watcher.watch, args=(lambda: _look(agent), stop), name=f"idle-{name}", daemon=True
        )
        body.start()
        threads.append(body)
    try:
        agent.runtime.run_forever(stop)
    finally:
        heart.stop()
        if page:
            page.stop()
    for body in threads:
        body.join(timeout=2)
    click.echo("inbox-agent has stopped.")


def _page(agent: Any, settings: Any, clock: Any) -> Any:
    """The page beside the agent. A port in use does not keep the agent from its work: it is said, and the mail goes on."""
    if not settings.page.with_run:
        return None
    from inbox_agent.errors import Unwell  # noqa: PLC0415
    from inbox_agent.front.beside import link  # noqa: PLC0415
    from inbox_agent.front.web import server  # noqa: PLC0415

    try:
        page = server.start(settings.page, agent.doors, clock)
    except Unwell as fault:
        click.echo(f"{fault} The agent runs without its page.", err=True)
        return None
    for doors in agent.doors.values():
        click.echo(f"The page: {link(page.address, doors, clock())}")
    return page


def _look(agent: Any) -> None:
    agent.work.poll_at_once()
    agent.runtime.nudge()


def _report(desk: Desk, doors: Any, done: int, now: datetime) -> None:
    """What one pass left behind; trouble with a mailbox is an error even when the rest went well."""
    from inbox_agent.errors import Unwell  # noqa: PLC0415
    from inbox_agent.front import health  # noqa: PLC0415
    from inbox_agent.front.cli import say  # noqa: PLC0415

    found = [health.of(each.records, name, each.account, desk.settings, now) for name, each in doors.items()]
    faults = [f"{h.mailbox}: {h.fault}" for h in found if h.fault]
    counts = {
        "waiting": sum(h.waiting for h in found),
        "blocked": sum(h.blocked for h in found),
        "failed": sum(h.failed for h in found),
        "set_aside": sum(h.asides for h in found),
    }
    if desk.as_json:
        say.report({"tasks": done, **counts, "faults": faults})
    elif not faults:
        click.echo(f"Done: {done} task{'s' if done != 1 else ''}. {health.left(**counts)}")
    if faults:
        raise Unwell(" ".join(faults))


def _profiles_in_step(desk: Desk, now: datetime) -> None:
    """An edited profile.toml is taken over before the work begins, and what came by mail stands in it."""
    from inbox_agent.front.assemble import open_records  # noqa: PLC0415
    from inbox_agent.front.profile import in_step, path_of  # noqa: PLC0415

    records = open_records(desk.settings)
    try:
        for name in desk.settings.accounts:
            with records.transaction(name) as tx:
                in_step(tx, path_of(desk.settings, name, desk.path), now)
    finally:
        records.close()
