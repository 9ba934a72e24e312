"""`doctor`: numbered checks, each with what to do about it."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from inbox_agent.errors import InboxAgentError, Unwell
from inbox_agent.front.cli import say
from inbox_agent.front.cli.options import Desk, desk

ROUND_TRIP_SECONDS = 90


@click.command()
@click.option("--send-test", is_flag=True, help="Send one mail from the mailbox to itself, and learn from its way.")
@desk()
def doctor(desk: Desk, send_test: bool) -> None:
    """Check configuration, database, mailbox, sending, model and disk; exit code 3 when one is unwell."""
    from inbox_agent.doors.loop import Loop  # noqa: PLC0415

    loop = Loop()
    try:
        found = [_try(n, name, check) for n, (name, check) in enumerate(_checks(desk, loop, send_test), 1)]
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


def _checks(desk: Desk, loop: Any, send_test: bool) -> list[tuple[str, Callable[[], str]]]:
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

    def round_trip() -> str:
        from inbox_agent.rounds import stamping  # noqa: PLC0415

        ends = time.monotonic() + ROUND_TRIP_SECONDS

        def wait() -> bool:
            time.sleep(1)
            return time.monotonic() < ends

        pins = stamping.round_trip(door(), desk.now, wait)
        if not pins:
            return "the test mail came back; your server's word about who wrote a mail is not relied on."
        return f"the test mail came back; your server names itself {', '.join(pins)}, and its word is believed."

    def approval() -> str:
        return _approval(door(), desk.now())

    return [
        ("configuration", configuration),
        ("rules and letters", rules),
        ("database", database),
        ("disk", disk),
        ("mailbox", mailbox),
        ("sending", sending),
        ("model", writer),
        ("set aside", waits),
        *([("round trip", round_trip)] if send_test else []),
        ("approval", approval),
    ]


def _approval(doors: Any, now: datetime) -> str:
    """What proves a yes by mail today (docs/approval.md)."""
    from inbox_agent.rounds import prove, stamping  # noqa: PLC0415

    with doors.records.transaction(doors.owner) as tx:
        unreachable = tx.events.count("owner-unreachable", now - timedelta(days=7))
        tx.owners.get(now)
    if unreachable:
        raise Unwell(
            f"{unreachable} mails to you came back in the last week, so you have not seen them.",
            f"Check that {doors.account.owner.addresses[0]} takes mail from {doors.account.mailbox.address}; inbox-agent queue shows what waits.",
        )
    pins = prove.pins(doors, now)
    measured = stamping.measure(doors, pins, now) if pins else None
    if measured and not measured.enough:
        raise Unwell(
            f"Your server ({', '.join(pins)}) stamped only {measured}, so a forged stamp could stand on one that it left out.",
            "Empty authserv_ids in [mailbox]: then a signature or a code proves your yes.",
        )
    here = doors.account.on_this_machine and doors.settings.approval.trust_this_machine
    ways = ["that it was written on this machine and never left it"] if here else []
    ways += [f"the word of your server ({', '.join(pins)}; it stamped {measured})"] if pins else []
    ways += ["your domain's own signature", "a code that you are asked for"]
    learn = "" if pins or here else " Run doctor --send-test to learn whether your server can vouch for you."
    return f"a yes by mail needs its token, your address, and one of: {'; '.join(ways)}. A no needs no more than the first two.{learn}"


def _existing(path: Path) -> Path:
    return next(p for p in (path, *path.parents) if p.exists())


def _try(n: int, name: str, check: Callable[[], str]) -> dict[str, Any]:
    try:
        return {"n": n, "name": name, "ok": True, "says": check(), "mend": None}
    except InboxAgentError as fault:
        return {"n": n, "name": name, "ok": False, "says": fault.sentence, "mend": fault.mend or None}
