"""The questions of `init`: each with what is known already offered, and none where a program runs it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import click

from inbox_agent.errors import InboxAgentError, WrongUse
from inbox_agent.front.setup.servers import Before


@dataclass(frozen=True)
class Given:
    """What the options and the file before said."""

    name: str
    owner: str
    command: str | None
    file: str | None
    env: str | None


@dataclass(frozen=True)
class Answers:
    """Everything that only the owner can say. Of the three places of the password one is set."""

    name: str
    owner: str
    command: str = ""
    file: str = ""
    env: str = ""


class Questions:
    """Asks on a terminal; anywhere else what is missing is told at once, with the option that says it."""

    def __init__(self, interactive: bool) -> None:
        self._interactive = interactive

    def mailbox(self, known: str) -> str:
        """The address of the agent's own mailbox."""
        if known and _plain(known):
            return known
        if known:
            raise WrongUse(f"'{known}' is not a mail address.", "Write it like letters@home.example.")
        if not self._interactive:
            raise WrongUse("Which mailbox?", "Name its address: inbox-agent init letters@home.example")
        click.echo("The agent needs a mailbox of its own: make one at your provider, and do not use your private one.")
        return self._address("The agent's mailbox", "")

    def rest(self, mailbox: str, given: Given, before: Before, advice: str) -> Answers:
        """Your name, your address, and where the password comes from."""
        places = (given.command or "", given.file or "", given.env or "")
        if not any(places):
            places = before.password
        if not self._interactive:
            return self._complete(mailbox, given, places)
        name = click.prompt("Your name, as your contacts see it", default=given.name or None)
        while True:
            owner = self._address("Your own address, which says yes and gets the digest", given.owner)
            if owner.casefold() != mailbox.casefold():
                break
            click.echo("That is the agent's own mailbox. Where shall it ask you?")
        if advice:
            click.echo(f"\n{advice}\n")
        if not (given.command or given.file or given.env):
            places = self._password(mailbox, places)
        return Answers(name.strip(), owner, *places)

    def _complete(self, mailbox: str, given: Given, places: tuple[str, str, str]) -> Answers:
        missing = [
            option
            for option, there in (
                ("--name", given.name),
                ("--owner", given.owner),
                ("--password-command, --password-file or --password-env", any(places)),
            )
            if not there
        ]
        if missing:
            raise WrongUse(
                f"There is no terminal to ask at, and {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing.",
                "Give them as options.",
            )
        for addr in (given.owner,):
            if not _plain(addr) or addr.casefold() == mailbox.casefold():
                raise WrongUse(
                    f"'{addr}' cannot be the owner's address.",
                    "It is a mail address of yours, and not the agent's mailbox.",
                )
        return Answers(given.name, given.owner, *places)

    def _address(self, says: str, known: str) -> str:
        while True:
            said = str(click.prompt(says, default=known or None)).strip()
            if _plain(said):
                return said
            click.echo("That is not a mail address like sofia@home.example.")

    def _password(self, mailbox: str, known: tuple[str, str, str]) -> tuple[str, str, str]:
        """One answer for all three places, tried at once, so that a slip is seen here and not at the first login."""
        from inbox_agent.doors.secret import secret  # noqa: PLC0415

        offered = known[0] or known[1] or (f"${known[2]}" if known[2] else "")
        click.echo(f"Where does the password of {mailbox} come from? It is never written into the configuration.")
        while True:
            said = str(
                click.prompt("A command that prints it, a file that holds it, or $VARIABLE", default=offered or None)
            ).strip()
            place = _place(said)
            try:
                secret("the password", *place)()
            except InboxAgentError as fault:
                click.echo(str(fault))
                continue
            return place


def _place(said: str) -> tuple[str, str, str]:
    """Command, file and variable, of which one is meant."""
    if said.startswith("$"):
        return "", "", said[1:]
    path = Path(said).expanduser()
    if path.is_file() and not os.access(path, os.X_OK):
        return "", said, ""
    return said, "", ""


def _plain(addr: str) -> bool:
    local, at, domain = addr.rpartition("@")
    return bool(local and at and "." in domain) and not any(c.isspace() or c in '<>,;"' for c in addr)
