"""From settings to doors: the only place that chooses what stands behind each port.

Imports are inside the functions on purpose: a command that only lists must not pay for the engine, the model or
the mail libraries.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inbox_agent import rules as rule_files
from inbox_agent.doors.records.database import Records, open_engine
from inbox_agent.errors import Refused
from inbox_agent.front import model_doors
from inbox_agent.front.account_doors import mailbox_of, own_drafts_of, sender_of, watcher_of
from inbox_agent.rules import Rules
from inbox_agent.settings import Settings

if TYPE_CHECKING:
    from inbox_agent.doors.line import Logins
    from inbox_agent.doors.loop import Loop
    from inbox_agent.front.apart import Apart
    from inbox_agent.front.engine import Runtime
    from inbox_agent.front.work import AgentWork
    from inbox_agent.mentorship.second_opinion import Hearer
    from inbox_agent.rounds import ports
    from inbox_agent.rules import Rules


def database_url(settings: Settings) -> str:
    """The database of the settings, or one SQLite file in the XDG data folder."""
    from platformdirs import user_data_path  # noqa: PLC0415

    return settings.database.url or f"sqlite:///{user_data_path('inbox-agent') / 'inbox-agent.sqlite'}"


def open_records(settings: Settings, migrate: bool = True) -> Records:
    """The database, brought to this version. Raises `Refused` for a newer one, or an older one that may not be changed."""
    records = Records(open_engine(database_url(settings)))
    if migrate:
        bring_up(settings, records)
    return records


def bring_up(settings: Settings, records: Records) -> None:
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    from inbox_agent.doors.records.head import HEAD  # noqa: PLC0415

    try:
        # The common case, at head, must not cost the import of the migrations.
        if records.revision() == HEAD:
            return
    except SQLAlchemyError:
        pass  # told in a sentence by the upgrade below
    from inbox_agent.doors.records import migrate  # noqa: PLC0415

    if settings.database.auto_migrate:
        migrate.upgrade(records.engine)
    elif migrate.pending(records.engine):
        raise Refused(
            "The database is of an older version.", "Set auto_migrate = true in [database], or upgrade it first."
        )


class SilentWake:
    """Wakes nobody: the next look finds the row."""

    def look(self, transaction: ports.Transaction, at: datetime) -> None:
        """Nothing to do."""


class EngineWake:
    """Has the engine look at the moment at which a letter may leave, ordered in the approval's own transaction."""

    def __init__(self) -> None:
        self.wake: Callable[[Any, datetime], None] | None = None

    def look(self, transaction: ports.Transaction, at: datetime) -> None:
        if self.wake:
            self.wake(transaction.connection, at)


def doors_of(
    settings: Settings,
    name: str,
    beside: Path | None,
    records: Records,
    loop: Loop | None,
    wake: ports.Wake,
    clock: Callable[[], datetime],
    logins: Logins | None = None,
    rules: Rules | None = None,
) -> ports.Doors:
    """Every door of one owner; `rules` are those of `beside`, where they were read before. `logins` holds the doors of one account to one try of a wrong password; `beside` is the folder of the configuration, where overrides of prompts and rules lie."""
    from inbox_agent.doors.authentication import DkimKeys  # noqa: PLC0415
    from inbox_agent.doors.template_writer import TemplateWriter  # noqa: PLC0415
    from inbox_agent.doors.voice_pages import VoicePages  # noqa: PLC0415
    from inbox_agent.rounds.ports import Doors  # noqa: PLC0415
    from inbox_agent.shipped import folders  # noqa: PLC0415

    account = settings.accounts[name]
    rules = rules or rule_files.load(beside)
    places = folders("prompts", beside)
    template = TemplateWriter(places, rules, account.owner.language)
    writer: ports.Writer = template
    reviser: ports.Writer | None = None
    hearer: Hearer | None = None
    if settings.model.provider and loop:
        model = model_doors.asked(settings, name, places, records, loop)
        reviser = model_doors.writer(model, places, rules, settings.model.redact)
        writer = model_doors.or_template(reviser, template)
        hearer = model_doors.hearer(model, places, settings.model.redact)
    mailbox = mailbox_of(account, logins)
    return Doors(
        owner=name,
        account=account,
        settings=settings,
        rules=rules,
        records=records,
        mailbox=mailbox,
        sender=sender_of(account, loop),
        keys=DkimKeys(),
        own_drafts=own_drafts_of(account),
        writer=writer,
        by_template=template,
        hearer=hearer,
        reviser=reviser,
        templates=template.sources,
        voice_page=VoicePages(beside, name).read,
        letter_languages=frozenset(n.split("/")[1] for n in template.sources if n.startswith("letters/")),
        random=secrets.token_bytes,
        wake=wake,
    )


@dataclass
class Agent:
    """A whole running agent: doors of every owner, the engine, and what must be closed in the end."""

    doors: dict[str, ports.Doors]
    work: AgentWork
    runtime: Runtime
    watchers: dict[str, Any]
    _closing: ExitStack = field(default_factory=ExitStack)

    def close(self) -> None:
        self._closing.close()


def assemble(
    settings: Settings,
    beside: Path | None,
    clock: Callable[[], datetime],
    *,
    watch: bool = False,
    apart: Apart | None = None,
) -> Agent:
    """Everything that `run` and `demo` need. The engine is not started yet."""
    from inbox_agent.doors.line import Logins  # noqa: PLC0415
    from inbox_agent.front.clock import SystemClock  # noqa: PLC0415
    from inbox_agent.front.engine import Rate, Runtime  # noqa: PLC0415
    from inbox_agent.front.work import AgentWork  # noqa: PLC0415

    with ExitStack() as undo:
        wake = EngineWake()
        logins = {name: Logins() for name in settings.accounts}
        records = open_records(settings)
        undo.callback(records.close)
        doors = _open_doors(settings, logins, beside, clock, records, wake, undo)
        url = database_url(settings)
        _notice_a_restore(records, doors, clock())
        work = AgentWork(doors, real_clock=isinstance(clock, SystemClock))
        runtime = Runtime(
            url,
            embedded=url.startswith("sqlite"),
            work=work,
            clock=clock,
            polling=settings.engine.poll_seconds,
            every=min(60.0, settings.polling.seconds),
            workers=settings.engine.workers,
            model=Rate(60, 60.0),
            smtp=Rate(30, 60.0),
            jumped=work.clock_jumped,
            apart=apart,
        )
        wake.wake, work.nudge = runtime.wake, runtime.nudge
        watchers = (
            {n: w for n, a in settings.accounts.items() if (w := watcher_of(a.mailbox, logins[n]))} if watch else {}
        )
        return Agent(doors, work, runtime, watchers, undo.pop_all())


@contextmanager
def work_of(settings: Settings, beside: Path | None, clock: Callable[[], datetime], owner: str) -> Iterator[AgentWork]:
    """The work of one owner without an engine, for a process that does one task; whoever ordered it looks what it made due."""
    from inbox_agent.doors.line import Logins  # noqa: PLC0415
    from inbox_agent.front.work import AgentWork  # noqa: PLC0415

    with ExitStack() as undo:
        records = open_records(settings)
        undo.callback(records.close)
        yield AgentWork(_open_doors(settings, {owner: Logins()}, beside, clock, records, SilentWake(), undo))


def _open_doors(
    settings: Settings,
    logins: dict[str, Logins],
    beside: Path | None,
    clock: Callable[[], datetime],
    records: Records,
    wake: ports.Wake,
    undo: ExitStack,
) -> dict[str, ports.Doors]:
    """The doors of the owners named in `logins`, over one loop and one reading of the rules."""
    from inbox_agent.doors.loop import Loop  # noqa: PLC0415

    loop = Loop()
    undo.callback(loop.close)
    rules = rule_files.load(beside)
    doors = {n: doors_of(settings, n, beside, records, loop, wake, clock, own, rules) for n, own in logins.items()}
    for each in doors.values():
        undo.callback(each.mailbox.close)
        undo.callback(each.sender.close)
    return doors


def _notice_a_restore(records: Records, doors: dict[str, ports.Doors], now: datetime) -> None:
    """A damaged file is refused, and a backup that was put back is recognised, before anything is done with it (R-15, T-24)."""
    from inbox_agent.rounds import restored  # noqa: PLC0415

    records.check()
    if records.was_replaced():
        for each in doors.values():
            restored.note(each, now)
    records.accept()
