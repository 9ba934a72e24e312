"""`doctor`: numbered checks, each with what to do about it."""

from __future__ import annotations

from dataclasses import asdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click

from inbox_agent.errors import Unwell
from inbox_agent.front.cli import say
from inbox_agent.front.cli.options import Desk, desk

if TYPE_CHECKING:
    from inbox_agent.doors.loop import Loop
    from inbox_agent.doors.records.database import Records
    from inbox_agent.front.checkup.check import Check, Finding
    from inbox_agent.rounds.ports import Doors


@click.command()
@click.option("--send-test", is_flag=True, help="Send one mail from the mailbox to itself, and learn from its way.")
@desk()
def doctor(desk: Desk, send_test: bool) -> None:
    """Check configuration, rights, database, mailbox, sending, clock, model and disk; exit code 3 when one is unwell."""
    from inbox_agent.doors.loop import Loop  # noqa: PLC0415
    from inbox_agent.front.checkup.check import examine  # noqa: PLC0415

    loop = Loop()
    try:
        found = examine(Checkup(desk, loop).checks(send_test))
    finally:
        loop.close()
    if desk.as_json:
        say.objects([asdict(each) for each in found])
    else:
        for each in found:
            _tell(each)
    bad = sum(each.ok is False for each in found)
    if bad:
        raise Unwell(
            f"{bad} of {len(found)} checks failed.", "The mend for each stands below it." if not desk.as_json else ""
        )


def _tell(found: Finding) -> None:
    if found.ok is None:
        mark = click.style("--  ", dim=True)
    elif not found.ok:
        mark = click.style("FAIL", fg="red", bold=True)
    else:
        mark = click.style("warn", fg="yellow") if found.mend else click.style("ok  ", fg="green")
    click.echo(f"{found.n:2}. {mark} {found.name}: {say.visible(found.says)}")
    if found.mend:
        click.echo(f"         → {say.visible(found.mend)}")


class Checkup:
    """The checks of one owner. Doors and database are opened by the first check that needs them."""

    def __init__(self, desk: Desk, loop: Loop) -> None:
        self._desk = desk
        self._loop = loop

    @cached_property
    def _records(self) -> Records:
        from inbox_agent.front.assemble import open_records  # noqa: PLC0415

        return open_records(self._desk.settings)

    @cached_property
    def _doors(self) -> Doors:
        from inbox_agent.front.assemble import SilentWake, doors_of  # noqa: PLC0415

        desk = self._desk
        return doors_of(desk.settings, desk.name, desk.path.parent, self._records, self._loop, SilentWake(), desk.now)

    def checks(self, send_test: bool) -> list[Check]:
        from inbox_agent.front.checkup.check import Check  # noqa: PLC0415
        from inbox_agent.front.checkup.machine import Machine  # noqa: PLC0415
        from inbox_agent.front.checkup.records import Kept  # noqa: PLC0415
        from inbox_agent.front.checkup.sending import Sending  # noqa: PLC0415
        from inbox_agent.front.clock import SystemClock  # noqa: PLC0415

        desk = self._desk
        kept = Kept(lambda: self._records, lambda: self._doors, desk.now, desk.local)
        sending = Sending(lambda: self._doors, desk.now, SystemClock())
        return [
            *Machine(desk.path, desk.settings, desk.account).checks(),
            *kept.first(),
            Check("rules and letters", self._rules, ("database",)),
            *self._mailbox(),
            *(sending.checks()),
            Check("model", self._model, ("database",)),
            *(sending.test() if send_test else []),
            *kept.last(),
        ]

    def _mailbox(self) -> list[Check]:
        from inbox_agent.front.checkup.check import Check  # noqa: PLC0415

        box = self._desk.account.mailbox
        if box.kind == "maildir":
            return [Check("mailbox", lambda: str(self._doors.mailbox.check()), ("database",))]
        from inbox_agent.front.account_doors import server_of  # noqa: PLC0415
        from inbox_agent.front.checkup.mailbox import ImapCheckup  # noqa: PLC0415
        from inbox_agent.front.clock import SystemClock  # noqa: PLC0415

        wants_sent = self._desk.account.outgoing.sent_copy
        return ImapCheckup(server_of(box, None), box.folders, box.idle, wants_sent, SystemClock()).checks()

    def _rules(self) -> str:
        doors = self._doors
        return f"rules in {len(doors.rules.labels)} languages, letters in {', '.join(sorted(doors.letter_languages))}."

    def _model(self) -> str:
        model = self._desk.settings.model
        writer: Any = self._doors.reviser
        if not model.provider or writer is None:
            return "none: letters are written from templates, and no text leaves this machine for a model."
        return f"{writer.check()}. Each letter sends one relationship's thread to {model.base_url or model.provider}{', redacted' if model.redact else ''}."
