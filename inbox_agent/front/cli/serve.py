"""`serve`: the page by itself, beside an agent that runs or without one; `--link` lets a browser in."""

from __future__ import annotations

import signal
import threading

import click

from inbox_agent.front.cli import say
from inbox_agent.front.cli.options import Desk, desk


@click.command()
@click.option("--link", is_flag=True, help="Only print a fresh link into the page that runs already.")
@desk()
def serve(desk: Desk, link: bool) -> None:
    """Serve the page: read, edit and approve drafts in a browser on this machine.

    While the agent runs it serves the page itself; this is for a machine where it does not, or for a new link.
    """
    from inbox_agent.front import beside, logs  # noqa: PLC0415
    from inbox_agent.front.web import names  # noqa: PLC0415

    if link:
        with beside.open_doors(desk.settings, desk.path.parent, desk.now) as owners:
            url = beside.link(names.address(desk.settings.page), owners[desk.name], desk.now())
        if desk.as_json:
            say.report({"url": url})
        else:
            click.echo(f"Open this in your browser within a quarter of an hour; it lets you in once:\n{url}")
        return
    from inbox_agent.front.web import server  # noqa: PLC0415

    logs.set_up(desk.settings.log)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with beside.open_doors(desk.settings, desk.path.parent, desk.now) as owners:
        page = server.start(desk.settings.page, owners, desk.now)
        try:
            for name, doors in owners.items():
                url = beside.link(page.address, doors, desk.now())
                click.echo(f"The page of {doors.account.owner.name or name}: {url}")
            click.echo("The link lets in once, within a quarter of an hour. Ctrl-C ends the page.")
            page.wait(stop)
        finally:
            page.stop()
