"""One account's own doors: its mailbox, IDLE, the way out, the owner's drafts, and what proves the login to each.

Imports are inside the functions on purpose, as in `assemble`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inbox_agent.doors.secret import secret
from inbox_agent.errors import WrongUse
from inbox_agent.settings import Account, Mailbox, Outgoing, Secret

if TYPE_CHECKING:
    from inbox_agent.doors.imap_server import ImapServer
    from inbox_agent.doors.line import Logins
    from inbox_agent.doors.loop import Loop
    from inbox_agent.doors.oauth.google import Google
    from inbox_agent.doors.oauth.microsoft import Microsoft
    from inbox_agent.rounds import ports


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


def mailbox_of(account: Account, logins: Logins | None) -> ports.Mailbox:
    """Where the account's mail is read; one line at a time where it is a server's."""
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


def own_drafts_of(account: Account) -> ports.OwnDrafts | None:
    """The owner's own folder for drafts, where one is configured."""
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


def sender_of(account: Account, loop: Loop | None) -> ports.Sender:
    """The way out: a server, or a folder from which nothing leaves this machine."""
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
