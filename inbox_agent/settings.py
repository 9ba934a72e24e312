"""The configuration: `config.toml` as `Settings`, checked whole, every problem told at once.

One file serves one owner (`[owner]`, `[mailbox]`, `[outgoing]`) or many (`[owners.NAME.owner]` and so on, F-97).
Unknown keys are refused with the nearest known one, because a misspelt setting that is silently ignored is the
worst kind. A password never stands in the file: only where it comes from (T-40).
"""

from __future__ import annotations

import difflib
import stat
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from inbox_agent.errors import Refused, WrongUse
from inbox_agent.words import Kind, Role


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise ValueError(f"'{name}' is not a time zone; write it like Europe/Stockholm") from fault
    return name


def _one_address(addr: str) -> str:
    local, at, domain = addr.rpartition("@")
    if not (local and at and domain) or any(c.isspace() or c in '<>,;"' for c in addr):
        raise ValueError(f"'{addr}' is not a plain mail address")
    return f"{local}@{domain.lower()}"


def _server_name(name: str) -> str:
    """A name as servers write it into Authentication-Results. A `*` must leave two whole labels at the end."""
    fixed = name.rpartition("*")[2]
    if name != "-" and (not name or any(c.isspace() or c in ';="()' for c in name)):
        raise ValueError(f"'{name}' is not a name of a server; copy it from the Authentication-Results of a mail")
    if "*" in name and fixed.count(".") < 2:
        raise ValueError(f"'{name}' leaves too much open: after the * two labels must follow, as in mx*.mail.example")
    return name.casefold()


def _duration(text: str) -> str:
    span(text)
    return text


def span(text: str) -> timedelta:
    """`180d`, `2w` or `12h` as a length of time. Raises `ValueError`."""
    units = {"h": "hours", "d": "days", "w": "weeks"}
    number, unit = text[:-1], text[-1:]
    if not number.isdigit() or unit not in units:
        raise ValueError(f"'{text}' is not a length of time; write it like 180d, 2w or 12h")
    return timedelta(**{units[unit]: int(number)})


Zone = Annotated[str, AfterValidator(_known_zone)]
Addr = Annotated[str, AfterValidator(_one_address)]
ServerName = Annotated[str, AfterValidator(_server_name)]
Span = Annotated[str, AfterValidator(_duration)]
Security = Literal["tls", "starttls", "plain-loopback"]
Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Secret(Section):
    """Where a password or key comes from; the first that is set is used."""

    password_command: str = ""
    password_file: str = ""
    password_env: str = ""


class Login(Secret):
    """How one logs in: by password, or by OAuth2 with a token from a command or from signing in once."""

    login: Literal["password", "oauth2"] = "password"
    token_command: str = ""
    oauth2_provider: Literal["", "microsoft", "google"] = ""
    oauth2_client_id: str = ""
    oauth2_client_secret_command: str = ""
    oauth2_tenant: str = "common"

    @model_validator(mode="after")
    def _has_tokens(self) -> Self:
        if self.login == "oauth2" and not self.token_command:
            if not self.oauth2_provider:
                raise ValueError("login by OAuth2 needs 'token_command' or 'oauth2_provider'")
            if not self.oauth2_client_id:
                raise ValueError("signing in needs 'oauth2_client_id'")
            if self.oauth2_provider == "google" and not self.oauth2_client_secret_command:
                raise ValueError("signing in at Google needs 'oauth2_client_secret_command'")
        return self


class Owner(Section):
    name: str
    addresses: tuple[Addr, ...] = Field(min_length=1)
    about: str = ""
    timezone: Zone = "UTC"
    country: str = Field(default="", pattern=r"^([A-Z]{2})?$")
    language: Literal["en", "sv", "de", "fr", "es"] = "en"
    role: Role = "mentee"
    kind: Kind = "informal"
    signature: str = ""
    profile: str = ""


class Server(Section):
    """Where a server or a folder in its place is. The port that is usual stands with each."""

    path: str = ""
    host: str = ""
    security: Security = "tls"
    ca_file: str = ""
    user: str = ""


class Mailbox(Login, Server):
    address: Addr
    kind: Literal["imap", "maildir"] = "imap"
    port: int = Field(default=993, ge=1, le=65535)
    folders: tuple[str, ...] = ("INBOX",)
    idle: bool = True
    since: Span = "1d"
    authserv_ids: tuple[ServerName, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind == "imap" and not self.host:
            raise ValueError("an IMAP mailbox needs 'host'")
        if self.kind == "maildir" and not self.path:
            raise ValueError("a Maildir mailbox needs 'path'")
        return self


class Outgoing(Secret, Server):
    kind: Literal["smtp", "folder"] = "smtp"
    port: int = Field(default=465, ge=1, le=65535)
    sent_copy: bool = True

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind == "smtp" and not self.host:
            raise ValueError("sending by SMTP needs 'host'")
        if self.kind == "folder" and not self.path:
            raise ValueError("sending into a folder needs 'path'")
        return self


class OwnDrafts(Secret, Server):
    """The Drafts folder of the owner's own account; `none` where letters are laid into no folder of theirs."""

    kind: Literal["none", "imap", "maildir"] = "none"
    port: int = Field(default=993, ge=1, le=65535)
    folder: str = "Drafts"

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind == "imap" and not (self.host and self.user):
            raise ValueError("your own Drafts on an IMAP server need 'host' and 'user'")
        if self.kind == "maildir" and not self.path:
            raise ValueError("your own Drafts in a Maildir need 'path'")
        return self


class Account(Section):
    """One owner with the mailbox that works for them and the way out."""

    owner: Owner
    mailbox: Mailbox
    outgoing: Outgoing
    own_drafts: OwnDrafts = OwnDrafts()

    @property
    def on_this_machine(self) -> bool:
        """Whether the mailbox lies on the very machine that the agent runs on."""
        return self.mailbox.kind == "maildir" or self.mailbox.host in ("localhost", "127.0.0.1", "::1")


class Approval(Section):
    undo_minutes: int = Field(default=5, ge=0, le=1440)
    token_days: int = Field(default=3, ge=1, le=30)
    code_hours: int = Field(default=24, ge=1, le=168)
    trust_this_machine: bool = True


class Digest(Section):
    day: Day = "monday"
    time: str = Field(default="07:30", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    most: int = Field(default=7, ge=1, le=20)


class Polling(Section):
    seconds: int = Field(default=60, ge=10, le=3600)


class Caps(Section):
    unasked_per_contact_day: int = Field(default=1, ge=1)
    answers_per_contact_day: int = Field(default=5, ge=1)
    unanswered_in_a_row: int = Field(default=2, ge=1, le=2)
    per_hour: int = Field(default=20, ge=1)
    per_day: int = Field(default=50, ge=1)
    at_once: int = Field(default=10, ge=1)


class Database(Section):
    url: str = ""
    auto_migrate: bool = True


class Engine(Section):
    workers: int = Field(default=4, ge=1, le=64)
    poll_seconds: float = Field(default=0.0, ge=0, le=10)


class Model(Section):
    provider: str = ""
    model: str = ""
    base_url: str = ""
    api_key_command: str = ""
    api_key_file: str = ""
    api_key_env: str = ""
    timeout_seconds: int = Field(default=60, ge=1, le=600)
    calls_per_day: int = Field(default=100, ge=0)
    tokens_per_day: int = Field(default=500_000, ge=0)
    price_in: float = Field(default=0, ge=0)
    price_out: float = Field(default=0, ge=0)
    cost_per_day: float = Field(default=0, ge=0)
    temperature: float = Field(default=0.4, ge=0, le=2)
    redact: bool = False

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.provider and not self.model:
            raise ValueError("a model provider needs 'model'")
        if self.cost_per_day and not (self.price_in or self.price_out):
            raise ValueError("cost_per_day needs price_in and price_out")
        return self


class Health(Section):
    ping_url: str = Field(default="", pattern=r"^(https?://\S+)?$")


class Log(Section):
    """What is written on standard error while the agent or its page runs."""

    format: Literal["text", "json"] = "text"
    level: Literal["info", "warning", "error"] = "warning"


class Page(Section):
    """The page in the browser. Beyond this machine only with TLS."""

    with_run: bool = True
    host: str = "127.0.0.1"
    port: int = Field(default=8765, ge=0, le=65535)
    hosts: tuple[str, ...] = ()
    tls_certificate: str = ""
    tls_key: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if bool(self.tls_certificate) != bool(self.tls_key):
            raise ValueError("TLS needs both 'tls_certificate' and 'tls_key'")
        return self


class Settings(Section):
    """The whole configuration; `accounts` is what the program uses, however many owners the file has."""

    owner: Owner | None = None
    mailbox: Mailbox | None = None
    outgoing: Outgoing | None = None
    own_drafts: OwnDrafts = OwnDrafts()
    owners: dict[str, Account] = {}
    approval: Approval = Approval()
    digest: Digest = Digest()
    polling: Polling = Polling()
    caps: Caps = Caps()
    database: Database = Database()
    engine: Engine = Engine()
    model: Model = Model()
    page: Page = Page()
    health: Health = Health()
    log: Log = Log()

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        parts = {"owner": self.owner, "mailbox": self.mailbox, "outgoing": self.outgoing}
        missing = [f"[{name}]" for name, part in parts.items() if part is None]
        if missing and (len(missing) < len(parts) or not self.owners):
            raise ValueError(f"{', '.join(missing)} missing")
        return self

    @property
    def accounts(self) -> dict[str, Account]:
        """Every owner by the name under which the records keep them; a single owner is `me`."""
        own = (
            {"me": Account(owner=self.owner, mailbox=self.mailbox, outgoing=self.outgoing, own_drafts=self.own_drafts)}
            if self.owner and self.mailbox and self.outgoing
            else {}
        )
        return own | self.owners


def load(path: Path) -> Settings:
    """Read and check a configuration. Raises `WrongUse` with every problem, `Refused` where others may change the file."""
    try:
        text = path.read_text("utf-8")
        mode = path.stat().st_mode
    except FileNotFoundError as fault:
        raise WrongUse(
            f"There is no configuration at {path}.",
            "Make one with: inbox-agent init ADDRESS. Or name another with --config.",
        ) from fault
    except (OSError, UnicodeDecodeError) as fault:
        raise WrongUse(
            f"The configuration {path} cannot be read: {fault}.", "Check its rights and that it is UTF-8 text."
        ) from fault
    if mode & stat.S_IWOTH:
        raise Refused(f"Everybody on this machine may change {path}.", f"Run: chmod go-w {path}")
    return parse(text, str(path))


def parse(text: str, name: str = "config.toml") -> Settings:
    try:
        return Settings.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as fault:
        raise WrongUse(f"{name} is not valid TOML: {fault}.", "Mend the line named.") from fault
    except ValidationError as fault:
        problems = " ".join(f"{_where(e['loc'])}: {_says(e)}." for e in fault.errors())
        raise WrongUse(
            f"{name} has faults. {problems}", "See config.example.toml for every key and its default."
        ) from fault


def _where(loc: tuple[int | str, ...]) -> str:
    """`[mailbox] host` for a path into the file."""
    *tables, key = [str(p) for p in loc] or ["the file"]
    return f"[{'.'.join(tables)}] {key}" if tables else key


def _says(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        *tables, key = error["loc"]
        near = difflib.get_close_matches(str(key), _keys(tables), n=1, cutoff=0.5)
        return "unknown key" + (f"; did you mean '{near[0]}'?" if near else "")
    return str(error["msg"]).removeprefix("Value error, ")


def _keys(tables: list[int | str]) -> list[str]:
    """The known keys of a table of the file."""
    if tables and tables[0] == "owners":
        tables = list(tables[2:])
        known: type[BaseModel] = Account
    else:
        known = Settings
    for table in tables:
        annotation = known.model_fields[str(table)].annotation if str(table) in known.model_fields else None
        options = [annotation, *getattr(annotation, "__args__", ())]
        known = next((o for o in options if isinstance(o, type) and issubclass(o, BaseModel)), Section)
    return list(known.model_fields)
