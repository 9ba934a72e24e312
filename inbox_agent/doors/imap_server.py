"""An IMAP server and an account on it: a line that is open, protected and logged in, or a sentence why not."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from inbox_agent.doors.line import (
    LoginFailed,
    Logins,
    Security,
    check_security,
    no_starttls,
    tls_context,
    untrusted,
    without,
)
from inbox_agent.doors.oauth.tokens import AccessTokens, bearer, xoauth2
from inbox_agent.doors.wire import SMALL_ANSWER, Client
from inbox_agent.errors import Unwell

#: Seconds that a server may be silent.
TIMEOUT = 60.0

#: Response codes of a login that failed for the server's own reasons (RFC 5530): no wrong password.
_PASSING = re.compile(r"\[(UNAVAILABLE|INUSE|SERVERBUG|CONTACTADMIN)\]", re.I)


def _once(first: bytes) -> Callable[[bytes], bytes]:
    """The answers to a server's challenges: ours, then nothing, for a refusal that says its reason (RFC 7628 3.2.3)."""
    answers = iter((first,))
    return lambda challenge: next(answers, b"\x01")


@dataclass(frozen=True)
class ImapServer:
    """Where mail is read. `timeout` is how many seconds the server may be silent.

    `password` is called at each login and its value is not kept. One `logins` should be shared by all lines of an
    account, so that together they try a wrong password no more often than one alone.
    """

    host: str
    port: int
    security: Security
    user: str
    password: Callable[[], str] = field(repr=False)
    timeout: float = TIMEOUT
    ca_file: Path | None = None
    logins: Logins = field(default_factory=Logins)

    def __post_init__(self) -> None:
        check_security(self.host, self.security)

    def connect(self) -> Client:
        """Open a line and log in. Raises `Unsafe`, `LoginFailed` or `Unwell`; `OSError` and `abort` where a try later may help."""
        self.logins.check()
        client = self.open()
        try:
            self._log_in(client)
        except BaseException:
            client.hang_up()
            raise
        return client

    def open(self) -> Client:
        """A line that is protected as the settings say, before any login. Raises as `connect`."""
        context = None if self.security == "plain-loopback" else tls_context(self.ca_file)
        try:
            client = Client(self.host, self.port, context if self.security == "tls" else None, self.timeout)
            if self.security == "starttls":
                self._start_tls(client, context)
        except ssl.SSLError as fault:
            raise untrusted(self.host, fault) from None
        return client

    def _start_tls(self, client: Client, context: ssl.SSLContext | None) -> None:
        try:
            if not client.has_capability("STARTTLS"):
                raise no_starttls(self.host, self.port)
            client.starttls(context)
        except BaseException:
            client.hang_up()
            raise

    def _log_in(self, client: Client) -> None:
        """One try. SASL PLAIN (RFC 4616) before LOGIN, which has no way to say a password beyond ASCII."""
        if isinstance(self.password, AccessTokens):
            self._log_in_by_token(client, self.password)
            return
        secret = self.password()
        client.wire.allow(SMALL_ANSWER)
        try:
            if client.has_capability("AUTH=PLAIN"):
                client.plain_login(self.user, secret)
            elif client.has_capability("LOGINDISABLED"):
                raise Unwell(f"The server {self.host} offers no login by password.", "Check port and security.")
            else:
                client.login(self.user, secret)
        except imaplib.IMAP4.abort as fault:
            # Not let further: its traceback would hold the command with the password.
            raise imaplib.IMAP4.abort(without(secret, str(fault))) from None
        except imaplib.IMAP4.error as fault:
            raise self._not_let_in(without(secret, str(fault))) from None
        except UnicodeEncodeError:
            raise self._not_let_in("it takes passwords in ASCII only") from None
        self.logins.passed()

    def _log_in_by_token(self, client: Client, tokens: AccessTokens) -> None:
        """OAUTHBEARER where the server has it, else XOAUTH2; a refused token is tried once more, fetched anew."""
        client.wire.allow(SMALL_ANSWER)
        for fetch in (tokens, tokens.anew):
            token = fetch()
            try:
                self._say_token(client, token)
                break
            except imaplib.IMAP4.abort as fault:
                raise imaplib.IMAP4.abort(without(token, str(fault))) from None
            except imaplib.IMAP4.error as fault:
                refused = without(token, str(fault))
        else:
            raise self._not_let_in(refused) from None
        self.logins.passed()

    def _say_token(self, client: Client, token: str) -> None:
        if client.has_capability("AUTH=OAUTHBEARER"):
            client.sasl_login("OAUTHBEARER", _once(bearer(self.user, token, self.host, self.port)))
        elif client.has_capability("AUTH=XOAUTH2"):
            client.sasl_login("XOAUTH2", _once(xoauth2(self.user, token)))
        else:
            raise Unwell(
                f"The server {self.host} offers no login by OAuth2.",
                'Set login = "password", or check the server\'s name.',
            )

    def _not_let_in(self, reply: str) -> Unwell:
        if _PASSING.search(reply):
            return Unwell(f"The server {self.host} cannot log anybody in now: {reply}.", "Wait.")
        return self.logins.failed(
            LoginFailed(
                f"The server {self.host} does not accept the login of {self.user}: {reply}.",
                "Sign in again with inbox-agent login, or check what token_command prints."
                if isinstance(self.password, AccessTokens)
                else "Check the user's name and what password_command prints; many providers want an app password.",
            )
        )

    def unreachable(self, fault: BaseException) -> Unwell:
        """The sentence for a line that could not be opened or kept."""
        cause = (fault.strerror if isinstance(fault, OSError) else None) or str(fault) or type(fault).__name__
        return Unwell(
            f"The mail server {self.host}:{self.port} cannot be reached: {cause}.",
            "Check its name, the port and the network.",
        )
