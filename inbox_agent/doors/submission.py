"""A server for message submission (RFC 6409): a line to it that is open, protected and logged in, or a sentence why not."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPConnectResponseError,
    SMTPConnectTimeoutError,
    SMTPException,
    SMTPResponse,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_random_exponential

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
from inbox_agent.doors.oauth.tokens import AccessTokens
from inbox_agent.errors import Unwell

#: Seconds for the connection and the greeting; a server that is there answers in less.
CONNECT_TIMEOUT = 60.0
#: Sent as our name at EHLO: an address literal (RFC 5321 4.1.3) tells nobody the name of the owner's machine.
OUR_NAME = "[127.0.0.1]"


class NoService(Unwell):
    """The server cannot be reached or does not want to talk now; `code` is its reply, 0 where it gave none."""

    def __init__(self, sentence: str, mend: str = "", code: int = 0) -> None:
        super().__init__(sentence, mend)
        self.code = code


@dataclass(frozen=True)
class Submission:
    """Where mail is handed over. `user` "" means that the server wants no login; `timeout` is for one command."""

    host: str
    port: int
    security: Security
    user: str
    password: Callable[[], str] = field(repr=False)
    timeout: float
    logins: Logins
    ca_file: Path | None = None

    def __post_init__(self) -> None:
        check_security(self.host, self.security)

    async def connect(self) -> SMTP:
        """Open a line. Raises `Unwell` (`NoService`, `Unsafe`, `LoginFailed`) with the mend."""
        self.logins.check()
        try:
            async for attempt in _few_tries():
                with attempt:
                    client = await self._open()
        except (SMTPException, OSError) as fault:
            raise self._told(fault) from None
        try:
            await self._log_in(client)
        except (SMTPException, OSError) as fault:
            client.close()
            raise self._told(fault) from None
        except BaseException:
            client.close()
            raise
        return client

    async def _open(self) -> SMTP:
        client = SMTP(
            hostname=self.host,
            port=self.port,
            local_hostname=OUR_NAME,
            timeout=self.timeout,
            use_tls=self.security == "tls",
            start_tls=False,
            tls_context=None if self.security == "plain-loopback" else tls_context(self.ca_file),
        )
        await client.connect(timeout=min(self.timeout, CONNECT_TIMEOUT))
        try:
            await client.ehlo()
            if self.security == "starttls":
                if not client.supports_extension("starttls"):
                    raise no_starttls(self.host, self.port)
                await client.starttls(timeout=min(self.timeout, CONNECT_TIMEOUT))
                # What was offered in plain may have been written by anybody (RFC 3207 4.2).
                await client.ehlo()
        except BaseException:
            client.close()
            raise
        return client

    async def _log_in(self, client: SMTP) -> None:
        """One try with one mechanism: a library that goes through all of them locks the account three times as fast."""
        if not self.user:
            return
        if isinstance(self.password, AccessTokens):
            await self._log_in_by_token(client, self.password)
            return
        # It may run the owner's command for a minute, which must not hold up everything else on the loop.
        secret = await asyncio.to_thread(self.password)
        try:
            if "plain" in client.server_auth_methods:
                await client.auth_plain(self.user, secret)
            elif "login" in client.server_auth_methods:
                await client.auth_login(self.user, secret)
            else:
                raise Unwell(
                    f"The server {self.host}:{self.port} offers no login by password.", "Check port and security."
                )
        except SMTPAuthenticationError as fault:
            raise self._not_let_in(SMTPResponse(fault.code, without(secret, fault.message))) from None
        self.logins.passed()

    async def _log_in_by_token(self, client: SMTP, tokens: AccessTokens) -> None:
        """A refused token is tried once more, fetched anew: it may have expired since."""
        if "xoauth2" not in client.server_auth_methods:
            raise Unwell(f"The server {self.host}:{self.port} offers no login by OAuth2.", "Check port and security.")
        for fetch in (tokens, tokens.anew):
            token = await asyncio.to_thread(fetch)
            try:
                await client.auth_xoauth2(self.user, token)
                break
            except SMTPAuthenticationError as fault:
                refused = SMTPResponse(fault.code, without(token, fault.message))
        else:
            raise self._not_let_in(refused) from None
        self.logins.passed()

    def _not_let_in(self, reply: SMTPResponse) -> Unwell:
        if reply.code < 500:
            return NoService(
                f"The server {self.host} cannot log anybody in now: {reply.code} {reply.message}.", "Wait.", reply.code
            )
        return self.logins.failed(
            LoginFailed(
                f"The server {self.host} does not accept the login of {self.user}: {reply.code} {reply.message}.",
                "Sign in again with inbox-agent login, or check what token_command prints."
                if isinstance(self.password, AccessTokens)
                else "Check the user's name and what password_command prints; many providers want an app password.",
            )
        )

    def _told(self, fault: SMTPException | OSError) -> Unwell:
        where = f"{self.host}:{self.port}"
        tls = fault if isinstance(fault, ssl.SSLError) else fault.__cause__
        if isinstance(tls, ssl.SSLError):
            return untrusted(self.host, tls)
        if isinstance(fault, SMTPResponseException):
            return NoService(
                f"The mail server {where} does not want to talk now: {fault.code} {fault.message}.", "Wait.", fault.code
            )
        cause = tls.strerror if isinstance(tls, OSError) and tls.strerror else str(fault)
        return NoService(
            f"The mail server {where} cannot be reached: {cause}.", "Check its name, the port and the network."
        )


def _few_tries() -> AsyncRetrying:
    """The only retries of this door: three within some seconds, for a line that was refused or dropped.

    A server that answers, if only with 421, has spoken; and one that was silent for a minute stays so.
    """
    return AsyncRetrying(
        stop=stop_after_attempt(3),
        wait=wait_random_exponential(multiplier=0.2, max=2),
        retry=retry_if_exception(_may_pass),
        reraise=True,
    )


def _may_pass(fault: BaseException) -> bool:
    if isinstance(fault, SMTPConnectResponseError | SMTPConnectTimeoutError) or isinstance(
        fault.__cause__, ssl.SSLError
    ):
        return False
    return isinstance(fault, SMTPConnectError | SMTPServerDisconnected)
