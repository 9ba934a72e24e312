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
from inbox_agent.doors.secret import secret
from inbox_agent.errors import Refused, WrongUse
from inbox_agent.rules import Rules
from inbox_agent.settings import Account, Mailbox, Outgoing, Secret, Settings

if TYPE_CHECKING:
    from inbox_agent.doors.imap_server import ImapServer
    from inbox_agent.doors.line import Logins
    from inbox_agent.doors.loop import Loop
    from inbox_agent.doors.model.asked import AskedModel
    from inbox_agent.doors.oauth.google import Google
    from inbox_agent.doors.oauth.microsoft import Microsoft
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

    def send(self, transaction: ports.Transaction, outbox: int, at: datetime) -> None:
        """Nothing to do."""


class EngineWake:
    """Puts the task that lets a letter leave into the engine, in the approval's own transaction."""

    def __init__(self) -> None:
        self.wake: Callable[[Any, Any, datetime], None] | None = None

    def send(self, transaction: ports.Transaction, outbox: int, at: datetime) -> None:
        from inbox_agent.front.work import send_task  # noqa: PLC0415

        row = transaction.outbox.get(outbox)
        if self.wake and row:
            self.wake(transaction.connection, send_task(transaction.owner, row.id, row.turn, row.to_owner), at)


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
        model = _model(settings, name, places, records, loop)
        reviser = _model_writer(model, places, rules, settings.model.redact)
        writer = _or_template(reviser, template)
        hearer = _model_hearer(model, places, settings.model.redact)
    mailbox = _mailbox(account, logins)
    return Doors(
        owner=name,
        account=account,
        settings=settings,
        rules=rules,
        records=records,
        mailbox=mailbox,
        sender=_sender(account, loop),
        keys=DkimKeys(),
        own_drafts=_own_drafts(account),
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


def _password(what: str, source: Secret, other: Secret | None = None) -> Callable[[], str]:
    chosen = (
        source if other is None or source.password_command or source.password_file or source.password_env else other
    )
    return secret(what, chosen.password_command, chosen.password_file, chosen.password_env)


def _login(box: Mailbox, out: Outgoing | None = None) -> Callable[[], str]:
    """What proves the mailbox's owner to its servers: a password, or access tokens in its place."""
    own = out and (out.password_command or out.password_file or out.password_env)
    if box.login == "password" or own:
        return _password("the password for sending", out, box) if out else _password("the password of the mailbox", box)
    from inbox_agent.doors.oauth.tokens import AccessTokens  # noqa: PLC0415

    if box.token_command:
        command = secret(f"the access token of {box.address}", box.token_command)
        return AccessTokens(lambda anew: command())
    return AccessTokens(lambda anew: sign_in_of(box).token(anew))


def sign_in_of(box: Mailbox) -> Microsoft | Google:
    """Signing in at the mailbox's provider. What it leaves lies in the data folder. Raises `WrongUse` where none is configured."""
    from platformdirs import user_data_path  # noqa: PLC0415

    from inbox_agent.doors.oauth.store import Store  # noqa: PLC0415

    store = Store(user_data_path("inbox-agent") / "logins" / f"{box.address}.json")
    user = box.user or box.address
    if box.login == "oauth2" and box.oauth2_provider == "microsoft":
        from inbox_agent.doors.oauth.microsoft import AUTHORITY, Microsoft  # noqa: PLC0415

        return Microsoft(user, box.oauth2_client_id, store, f"{AUTHORITY}/{box.oauth2_tenant}")
    if box.login == "oauth2" and box.oauth2_provider == "google":
        from inbox_agent.doors.oauth.google import Google  # noqa: PLC0415

        said = secret("the client secret", box.oauth2_client_secret_command)
        return Google(user, box.oauth2_client_id, said, store)
    raise WrongUse(
        f"{box.address} does not log in by signing in.",
        'Set login = "oauth2" and oauth2_provider in [mailbox]; see config.example.toml.',
    )


def _mailbox(account: Account, logins: Logins | None) -> ports.Mailbox:
    box = account.mailbox
    if box.kind == "maildir":
        from inbox_agent.doors.maildir import MaildirMailbox  # noqa: PLC0415

        sent = Path(account.outgoing.path).expanduser() if account.outgoing.kind == "folder" else None
        return MaildirMailbox(Path(box.path).expanduser(), box.folders, sent)
    from inbox_agent.doors.imap import ImapMailbox  # noqa: PLC0415
    from inbox_agent.doors.one_at_a_time import OneAtATime  # noqa: PLC0415

    return OneAtATime(
        ImapMailbox(
            box.host,
            box.port,
            box.security,
            user=box.user or box.address,
            password=_login(box),
            folders=box.folders,
            ca_file=_path(box.ca_file),
            logins=logins,
        )
    )


def server_of(box: Mailbox, logins: Logins | None) -> ImapServer:
    """The IMAP server of a mailbox, for looking at it; it gives up sooner than the agent would."""
    from inbox_agent.doors.imap_server import ImapServer  # noqa: PLC0415
    from inbox_agent.doors.line import Logins  # noqa: PLC0415

    return ImapServer(
        box.host,
        box.port,
        box.security,
        box.user or box.address,
        _login(box),
        timeout=20.0,
        ca_file=_path(box.ca_file),
        logins=logins or Logins(),
    )


def _own_drafts(account: Account) -> ports.OwnDrafts | None:
    box = account.own_drafts
    if box.kind == "none":
        return None
    from inbox_agent.doors.own_drafts import ImapDrafts, MaildirDrafts  # noqa: PLC0415

    if box.kind == "maildir":
        return MaildirDrafts(Path(box.path).expanduser())
    from inbox_agent.doors.imap_server import ImapServer  # noqa: PLC0415

    password = secret("the password of your own mailbox", box.password_command, box.password_file, box.password_env)
    server = ImapServer(box.host, box.port, box.security, box.user, password, ca_file=_path(box.ca_file))
    return ImapDrafts(server, box.folder)


def watcher_of(box: Mailbox, logins: Logins) -> Any:
    """IDLE on a connection of its own, for a mailbox that wants it; None for any other."""
    if box.kind != "imap" or not box.idle:
        return None
    from inbox_agent.doors.idle import Watcher  # noqa: PLC0415

    return Watcher(
        box.host,
        box.port,
        box.security,
        user=box.user or box.address,
        password=_login(box),
        folder=box.folders[0],
        ca_file=_path(box.ca_file),
        logins=logins,
    )


def _sender(account: Account, loop: Loop | None) -> ports.Sender:
    out: Outgoing = account.outgoing
    if out.kind == "folder" or loop is None:
        from inbox_agent.doors.maildir import MaildirSender  # noqa: PLC0415

        inbox = Path(account.mailbox.path).expanduser() if account.mailbox.kind == "maildir" else None
        return MaildirSender(Path(out.path).expanduser(), account.mailbox.address, inbox)
    from inbox_agent.doors.smtp import SmtpSender  # noqa: PLC0415

    return SmtpSender(
        out.host,
        out.port,
        out.security,
        user=out.user or ("" if out.security == "plain-loopback" else account.mailbox.user or account.mailbox.address),
        password=_login(account.mailbox, out),
        run=loop.run,
        ca_file=_path(out.ca_file),
    )


def _path(text: str) -> Path | None:
    return Path(text).expanduser() if text else None


def _model(settings: Settings, name: str, places: tuple[Path, ...], records: Records, loop: Loop) -> AskedModel:
    """The owner's model, which writes and reads: one budget and one rest for both."""
    from inbox_agent.doors.model.asked import AskedModel  # noqa: PLC0415
    from inbox_agent.doors.model.budget import Budget, Price  # noqa: PLC0415
    from inbox_agent.doors.model.prompt import Prompts  # noqa: PLC0415
    from inbox_agent.doors.model.transport import Transport  # noqa: PLC0415
    from inbox_agent.doors.paid import PaidCalls  # noqa: PLC0415

    model = settings.model
    key = secret("the key of the model", model.api_key_command, model.api_key_file, model.api_key_env)
    has_key = model.api_key_command or model.api_key_file or model.api_key_env
    ledger = PaidCalls(records, name)
    return AskedModel(
        loop,
        ledger,
        Transport(
            model.provider,
            model.model,
            key if has_key else lambda: "none",  # an endpoint of one's own often wants none
            base_url=model.base_url,
            timeout_seconds=model.timeout_seconds,
            temperature=model.temperature,
            tokens_out=Prompts(places).meta.limits.tokens_out,
        ),
        Budget(ledger, model.calls_per_day, model.tokens_per_day, model.cost_per_day),
        price=Price(model.price_in, model.price_out),
        timeout_seconds=model.timeout_seconds,
    )


def _model_writer(model: AskedModel, places: tuple[Path, ...], rules: Rules, redact: bool) -> ports.Writer:
    from inbox_agent.doors.model_writer import ModelWriter  # noqa: PLC0415

    return ModelWriter(model, places, rules, redact=redact)


def _model_hearer(model: AskedModel, places: tuple[Path, ...], redact: bool) -> Hearer:
    from inbox_agent.doors.model_hearer import ModelHearer  # noqa: PLC0415

    return ModelHearer(model, places, redact=redact)


def _or_template(model: ports.Writer, template: ports.Writer) -> ports.Writer:
    from inbox_agent.doors.model.fallback import FallbackWriter  # noqa: PLC0415

    return FallbackWriter(model, template)


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
            workers=settings.engine.workers,
            model=Rate(60, 60.0),
            smtp=Rate(30, 60.0),
            jumped=work.clock_jumped,
            apart=apart,
        )
        wake.wake = runtime.wake
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
