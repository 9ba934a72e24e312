"""`init`: from an address to a configuration that works, with a handful of questions (F-90)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inbox_agent.errors import InboxAgentError, Unwell
from inbox_agent.front.cli import say
from inbox_agent.front.cli.options import config_path

if TYPE_CHECKING:
    from inbox_agent.rules.providers import Place


class Server(click.ParamType["Place"]):
    """HOST, HOST:PORT or HOST:PORT/SECURITY."""

    name = "HOST[:PORT][/SECURITY]"

    def __init__(self, usual: int, starttls: int) -> None:
        self._usual, self._starttls = usual, starttls

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from pydantic import ValidationError  # noqa: PLC0415

        from inbox_agent.rules.providers import Place  # noqa: PLC0415

        if isinstance(value, Place):
            return value
        where, _, security = str(value).partition("/")
        host, colon, port = where.rpartition(":")
        if not colon:
            host, port = where, str(self._usual)
        usual = "starttls" if port == str(self._starttls) else "tls"
        try:
            return Place.model_validate({"host": host, "port": port, "security": security or usual})
        except ValidationError:
            self.fail(
                f"'{value}' is not a server like mail.example, mail.example:993 or 127.0.0.1:1143/plain-loopback",
                param,
                ctx,
            )


@click.command()
@click.argument("address", metavar="[ADDRESS]", required=False)
@click.option("--name", help="Your name, as contacts see it.")
@click.option("--owner", "own", metavar="ADDR", help="Your own address, which approves and gets the digest.")
@click.option("--password-command", "command", metavar="COMMAND", help="Prints the mailbox's password.")
@click.option("--password-file", "file", metavar="FILE", help="Holds the password; only you may read it.")
@click.option("--password-env", "env", metavar="NAME", help="The variable of the environment that holds it.")
@click.option("--imap", type=Server(993, 143), help="The IMAP server, where it is not the one that is found.")
@click.option(
    "--smtp",
    type=Server(465, 587),
    help="The SMTP server. Ports 143 and 587 mean STARTTLS; /tls, /starttls or /plain-loopback says it.",
)
@click.option("--ca-file", metavar="FILE", help="A certificate authority that this machine does not know.")
@click.option("--config", "config", metavar="FILE", help="Where to write the configuration.")
@click.option("--no-check", is_flag=True, help="Do not try the servers.")
@click.option("--json", "as_json", is_flag=True, help="For programs: one object.")
def init(
    address: str | None,
    name: str | None,
    own: str | None,
    command: str | None,
    file: str | None,
    env: str | None,
    imap: Place | None,
    smtp: Place | None,
    ca_file: str | None,
    config: str | None,
    no_check: bool,
    as_json: bool,
) -> None:
    """Set up the agent's mailbox: find its servers from ADDRESS, ask what is left, write the configuration, try it.

    It may be run again at any time: what you answered before is offered, and the rest of the file stays as it is.
    """
    from inbox_agent.front.setup import ask, servers, write  # noqa: PLC0415

    path = config_path(config)
    before = servers.known(path)
    questions = ask.Questions(interactive=sys.stdin.isatty() and not as_json)
    address = questions.mailbox(address or before.address)
    told = [] if as_json else [click.echo]
    found = servers.find(address, imap, smtp, before, told)
    answers = questions.rest(
        address, ask.Given(name or before.name, own or before.owner, command, file, env), before, found.advice
    )
    text = write.changed(before.text, servers.values(address, found, answers, ca_file, before))
    copy = write.keep(path, text)
    if not as_json:
        click.echo(f"\nWritten: {path}" + (f" (the old one is {copy})" if copy else ""))
    checks = [] if no_check else _tried(path)
    if as_json:
        say.report({"config": str(path), "how": found.how, "checks": checks})
    else:
        _tell(checks)
    bad = [c for c in checks if not c["ok"]]
    if bad:
        raise Unwell(
            f"{len(bad)} of {len(checks)} checks failed.", "Mend what is named and run inbox-agent init again."
        )
    if not as_json:
        named = f" --config {path}" if config else ""
        click.echo(f"\nStart the agent with: inbox-agent run{named}\nThen forward somebody's mail to {address}.")


def _tried(path: Path) -> list[dict[str, Any]]:
    """Both servers, as the agent itself will use them."""
    from inbox_agent.doors.loop import Loop  # noqa: PLC0415
    from inbox_agent.front.assemble import SilentWake, doors_of, open_records  # noqa: PLC0415
    from inbox_agent.front.clock import SystemClock  # noqa: PLC0415
    from inbox_agent.settings import load  # noqa: PLC0415

    settings = load(path)
    loop, records = Loop(), open_records(settings)
    try:
        doors = doors_of(settings, "me", path.parent, records, loop, SilentWake(), SystemClock())
        sides: list[tuple[str, Callable[[], str]]] = [
            ("reading", doors.mailbox.check),
            ("sending", doors.sender.check),
        ]
        return [_try(name, check) for name, check in sides]
    finally:
        records.close()
        loop.close()


def _try(name: str, check: Callable[[], str]) -> dict[str, Any]:
    try:
        return {"name": name, "ok": True, "says": check(), "mend": None}
    except InboxAgentError as fault:
        return {"name": name, "ok": False, "says": fault.sentence, "mend": fault.mend or None}


def _tell(checks: list[dict[str, Any]]) -> None:
    for each in checks:
        mark = click.style("ok  ", fg="green") if each["ok"] else click.style("FAIL", fg="red", bold=True)
        click.echo(f"{mark} {each['name']}: {say.visible(each['says'])}")
        if each["mend"]:
            click.echo(f"     → {say.visible(each['mend'])}")
