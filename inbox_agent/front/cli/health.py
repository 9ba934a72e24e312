"""`health`: the age of the last good poll; exit code 3 when it is too old (F-93)."""

from __future__ import annotations

import click

from inbox_agent.errors import Unwell
from inbox_agent.front.cli import say, shapes
from inbox_agent.front.cli.options import Desk, desk


@click.command()
@desk()
def health(desk: Desk) -> None:
    """Say how long ago the mailbox was last read well, and what waits. For a watchdog: exit code 3 when it is too long."""
    from inbox_agent.front import health as healths  # noqa: PLC0415
    from inbox_agent.front.assemble import open_records  # noqa: PLC0415

    found = healths.of(open_records(desk.settings), desk.name, desk.account, desk.settings, desk.now())
    if desk.as_json:
        say.report(
            {
                "mailbox": found.mailbox,
                "well": found.well,
                "last_good_poll": shapes.moment(found.polled, desk.local),
                "age_seconds": found.age_seconds,
                "limit_seconds": int(found.limit.total_seconds()),
                "fault": found.fault or None,
                "waiting": found.waiting,
                "blocked": found.blocked,
                "failed": found.failed,
                "set_aside": found.asides,
                "in_doubt": found.unsure,
                "sent_day": found.sent_day,
            }
        )
    else:
        click.echo(_page(found, desk))
    if not found.well:
        raise Unwell(
            f"{found.mailbox} was last read well {_age(found.age_seconds)}.",
            "Is the agent running? inbox-agent doctor tells what is wrong.",
        )


def _page(found: object, desk: Desk) -> str:
    from inbox_agent.front.health import Health, left  # noqa: PLC0415

    assert isinstance(found, Health)
    lines = [f"{found.mailbox}: {'well' if found.well else 'unwell'}, last read well {_age(found.age_seconds)}."]
    lines += [f"The last look failed: {say.visible(found.fault)}"] if found.fault else []
    lines.append(left(found.waiting, found.blocked, found.failed, found.asides))
    lines.append(f"{found.sent_day} letters left within 24 hours, {found.unsure} in doubt.")
    return "\n".join(lines)


def _age(seconds: int | None) -> str:
    if seconds is None:
        return "never"
    if seconds < 120:
        return f"{seconds} seconds ago"
    minutes = seconds // 60
    return f"{minutes} minutes ago" if minutes < 120 else f"{minutes // 60} hours ago"
