"""`doctor`: numbered checks, each with what to do about it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from inbox_agent.errors import InboxAgentError, Unwell
from inbox_agent.front.cli import say
from inbox_agent.front.cli.options import Desk, desk


@click.command()
@desk()
def doctor(desk: Desk) -> None:
    """Check configuration, database, mailbox, sending, model and disk; exit code 3 when one is unwell."""
    from inbox_agent.doors.loop import Loop  # noqa: PLC0415

    loop = Loop()
    try:
        found = [_try(n, name, check) for n, (name, check) in enumerate(_checks(desk, loop), 1)]
    finally:
        loop.close()
    if desk.as_json:
        say.objects(found)
    else:
        for each in found:
            mark = click.style("ok  ", fg="green") if each["ok"] else click.style("FAIL", fg="red", bold=True)
            click.echo(f"{each['n']:2}. {mark} {each['name']}: {say.visible(each['says'])}")
            if each["mend"]:
                click.echo(f"         → {say.visible(each['mend'])}")
    bad = sum(not each["ok"] for each in found)
    if bad:
        raise Unwell(
            f"{bad} of {len(found)} checks failed.", "The mend for each stands below it." if not desk.as_json else ""
        )


def _checks(desk: Desk, loop: Any) -> list[tuple[str, Callable[[], str]]]:
    from inbox_agent.front.assemble import SilentWake, doors_of, open_records  # noqa: PLC0415

    records = open_records(desk.settings, migrate=False)
    doors: list[Any] = []

    def door() -> Any:
        if not doors:
            doors.append(doors_of(desk.settings, desk.name, desk.path.parent, records, loop, SilentWake(), desk.now))
        return doors[0]

    def configuration() -> str:
        mode = desk.path.stat().st_mode & 0o777
        return f"{desk.path} is read (mode {mode:o}), {len(desk.settings.accounts)} owner(s)."

    def rules() -> str:
        found = door().rules
        return f"rules in {len(found.labels)} languages, letters in {', '.join(sorted(door().letter_languages))}."

    def database() -> str:
        from inbox_agent.doors.records.migrate import pending  # noqa: PLC0415

        state = "will be brought up to date at the next run" if pending(records.engine) else "is up to date"
        return f"{records.engine.url.render_as_string(hide_password=True)} {state}."

    def mailbox() -> str:
        return str(door().mailbox.check())

    def sending() -> str:
        return str(door().sender.check())

    def writer() -> str:
        model = desk.settings.model
        if not model.provider:
            return "none: letters are written from templates, and no text leaves this machine for a model."
        return f"{door().writer.check()}. Each letter sends one relationship's thread to {model.base_url or model.provider}{', redacted' if model.redact else ''}."

    def disk() -> str:
        place = Path(records.engine.url.database or ".") if records.engine.dialect.name == "sqlite" else desk.path
        free = shutil.disk_usage(_existing(place)).free
        if free < 200_000_000:
            raise Unwell(f"Only {free // 1_000_000} MB are free at {place}.", "Free some space.")
        if not os.access(_existing(place), os.W_OK):
            raise Unwell(f"{place} cannot be written to.", "Check its rights.")
        return f"{free // 1_000_000_000} GB free."

    def waits() -> str:
        with records.transaction(desk.name) as tx:
            aside, asked = tx.mail.asides(), tx.questions.open()
        if aside:
            last = aside[-1]
            raise Unwell(
                f"{len(aside)} things were set aside, the last on {desk.local(last.at):%Y-%m-%d %H:%M}: {last.cause}",
                "The mail lies in the mailbox as it came: read it there.",
            )
        return f"nothing was set aside, {len(asked)} question(s) wait for your answer."

    def approval() -> str:
        return "an approval by mail is proven by its token and the sender's address, and not yet beyond (see README)."

    return [
        ("configuration", configuration),
        ("rules and letters", rules),
        ("database", database),
        ("disk", disk),
        ("mailbox", mailbox),
        ("sending", sending),
        ("model", writer),
        ("set aside", waits),
        ("approval", approval),
    ]


def _existing(path: Path) -> Path:
    return next(p for p in (path, *path.parents) if p.exists())


def _try(n: int, name: str, check: Callable[[], str]) -> dict[str, Any]:
    try:
        return {"n": n, "name": name, "ok": True, "says": check(), "mend": None}
    except InboxAgentError as fault:
        return {"n": n, "name": name, "ok": False, "says": fault.sentence, "mend": fault.mend or None}
