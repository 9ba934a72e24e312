"""The options that many commands share, and the desk that a command works at: settings, records, clock, owner."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from inbox_agent.errors import WrongUse
from inbox_agent.settings import Account, Settings, load


def config_path(given: str | None) -> Path:
    """Where the configuration is: --config, then $INBOX_AGENT_CONFIG, then the XDG configuration folder."""
    from platformdirs import user_config_path  # noqa: PLC0415

    chosen = given or os.environ.get("INBOX_AGENT_CONFIG")
    return Path(chosen).expanduser() if chosen else user_config_path("inbox-agent") / "config.toml"


@dataclass(frozen=True)
class Desk:
    """What a command works with."""

    path: Path
    settings: Settings
    name: str  #: the owner's name in the records
    account: Account
    fixed_now: datetime | None
    as_json: bool

    def now(self) -> datetime:
        from inbox_agent.front.clock import SystemClock  # noqa: PLC0415

        return self.fixed_now or SystemClock()()

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.account.owner.timezone))


class Moment(click.ParamType[datetime]):
    """RFC 3339 with an offset."""

    name = "RFC3339"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            moment = datetime.fromisoformat(str(value).replace("Z", "+00:00").replace("z", "+00:00"))
        except ValueError:
            self.fail(f"'{value}' is not a time like 2026-12-03T09:00:00+01:00", param, ctx)
        if moment.tzinfo is None:
            self.fail(f"'{value}' has no offset; write it like 2026-12-03T09:00:00+01:00", param, ctx)
        return moment


def desk(one_owner: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command --config, --account, --now and --json, and call it with a `Desk` first.

    With `one_owner` a configuration of several needs --account; without, the command is for all of them.
    """

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @click.option("--config", "config", metavar="FILE", help="The configuration to use.")
        @click.option(
            "--account",
            "account",
            metavar="NAME",
            help="Whose, where the configuration has several owners.",
            hidden=not one_owner,
        )
        @click.option("--json", "as_json", is_flag=True, help="For programs: one object a line.")
        @click.option("--now", "now", type=Moment(), help="Take this for the time (simulation and tests).")
        @functools.wraps(command)
        def wrapped(config: str | None, account: str | None, now: datetime | None, as_json: bool, **rest: Any) -> Any:
            return command(open_desk(config, account, now, as_json, one_owner), **rest)

        return wrapped

    return decorate


def open_desk(
    config: str | None, account: str | None, now: datetime | None, as_json: bool, one_owner: bool = True
) -> Desk:
    path = config_path(config)
    settings = load(path)
    accounts = settings.accounts
    name = account or next(iter(accounts))
    if name not in accounts:
        raise WrongUse(f"There is no owner '{name}' in {path}.", f"Known: {', '.join(accounts)}.")
    if one_owner and account is None and len(accounts) > 1:
        raise WrongUse(f"{path} has several owners.", f"Name one with --account: {', '.join(accounts)}.")
    return Desk(path, settings, name, accounts[name], now, as_json)
