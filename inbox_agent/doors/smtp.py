"""The way out by SMTP submission: each mail handed over once, or known not to be, or honestly in doubt.

One rule decides everything here (T-20). Whatever goes wrong before the mark, the server has no mail yet, since
RFC 5321 4.1.1.4 makes the final dot the moment of responsibility: the mail may be tried again (`queued`) or is
refused for good (`failed`). From the mark on only an answer to the dot settles it; no answer is `doubt`, and a
mail in doubt is never sent again by a machine. So the transaction is spelt out command by command, and the mark
is called between the last byte of the text and the dot, on the caller's own thread, where its database is.

A letter goes to the contact and to the mailbox itself. When a recipient other than the sender is refused, the
whole transaction is given up before DATA: a letter that only its author would get has not been sent.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from aiosmtplib import SMTP, SMTPException, SMTPResponse, SMTPServerDisconnected
from aiosmtplib.protocol import SMTPProtocol

from inbox_agent.doors.envelope import Submitted, options, path, submitted, wrong_address
from inbox_agent.doors.line import Logins, Security, certificate_ends
from inbox_agent.doors.submission import NoService, Submission
from inbox_agent.errors import InboxAgentError
from inbox_agent.mail.arrival import Outcome

T = TypeVar("T")

#: Seconds for a command; RFC 5321 4.5.3.2 asks for five minutes at MAIL and RCPT.
COMMAND_TIMEOUT = 300.0
#: Seconds for the answer to the final dot; RFC 5321 4.5.3.2.6 asks for ten minutes at least.
DOT_TIMEOUT = 600.0
#: Bytes a second below which a line counts as dead while the text is sent.
SLOWEST = 500
_CHUNK = 65_536
#: Everything that a server or a line can do to us in the middle of a transaction.
_TROUBLE = (SMTPException, OSError, TimeoutError)


class Run(Protocol):
    """`doors.loop.Loop.run`: waits for a coroutine on a loop that lives as long as the process."""

    def __call__(self, coro: Coroutine[Any, Any, T], timeout: float | None = None) -> T: ...


@dataclass(frozen=True)
class _Begun:
    """A transaction of which only the final dot is missing. `answer` has been waiting since DATA was accepted."""

    protocol: SMTPProtocol
    answer: asyncio.Task[SMTPResponse]
    refused: tuple[str, ...]


class SmtpSender:
    """Sends through one submission server, over one connection that is kept. Any thread may call; one mail at a time.

    `host`, `port` and `security` say where and how; `plain-loopback` is for a server on this machine. `user` ""
    sends without a login; `password` is called at each login and its value is not kept. `run` is the running
    loop's (`Loop.run`). `logins` may be shared with other doors of the same account. Seconds throughout.
    """

    def __init__(
        self,
        host: str,
        port: int,
        security: Security,
        *,
        user: str,
        password: Callable[[], str],
        run: Run,
        ca_file: Path | None = None,
        timeout: float = COMMAND_TIMEOUT,
        dot_timeout: float = DOT_TIMEOUT,
        logins: Logins | None = None,
    ) -> None:
        self._server = Submission(host, port, security, user, password, timeout, logins or Logins(), ca_file)
        self._run = run
        self._dot_timeout = dot_timeout
        self._client: SMTP | None = None
        self._one_at_a_time = threading.Lock()

    def send(self, raw: bytes, sender: str, recipients: tuple[str, ...], mark: Callable[[], None]) -> Outcome:
        """As `rounds.ports.Sender`. What `mark` raises is raised again, after the line was cut before the dot."""
        if refusal := wrong_address(sender, recipients):
            return refusal
        mail = submitted(raw, sender, recipients)
        with self._one_at_a_time:
            begun = self._run(self._begin(mail))
            if isinstance(begun, Outcome):
                return begun
            try:
                mark()
            except BaseException:
                self._run(self._drop(begun.answer))
                raise
            return self._run(self._dot(begun))

    def check(self) -> str:
        """Connect, STARTTLS, log in; a line on what was found. Raises `Unwell` with the mend."""
        with self._one_at_a_time:
            return self._run(self._check())

    def certificate_ends(self) -> datetime | None:
        """The last moment of the server's certificate; None on a line in plain. Raises as `check`."""
        with self._one_at_a_time:
            client = self._run(self._connected())
            return certificate_ends(client.get_transport_info("peercert"))

    def close(self) -> None:
        with self._one_at_a_time:
            self._run(self._quit())

    async def _begin(self, mail: Submitted) -> _Begun | Outcome:
        """Everything up to the last byte of the text. An `Outcome` when it ends before."""
        kept = self._is_open()
        begun = await self._try(mail)
        if kept and isinstance(begun, Outcome) and begun.state == "queued" and not self._is_open():
            # A server drops a line that was idle for long, and we learn of it only now.
            begun = await self._try(mail)
        return begun

    async def _try(self, mail: Submitted) -> _Begun | Outcome:
        try:
            client = await self._connected()
        except InboxAgentError as fault:
            # A password that cannot be had is no fault of the mail either.
            return Outcome("queued", fault.code if isinstance(fault, NoService) else 0, fault.sentence)
        try:
            begun = await self._transact(client, mail)
        except _TROUBLE as fault:
            await self._drop()
            return Outcome("queued", 0, str(fault) or "the line is too slow")
        if isinstance(begun, Outcome):
            await self._reset()
        return begun

    def _is_open(self) -> bool:
        return self._client is not None and self._client.is_connected

    async def _reset(self) -> None:
        """Make the line ready for the next mail after a refusal, or give it up."""
        try:
            if self._client is not None and self._client.is_connected:
                await self._client.rset()
        except _TROUBLE:
            await self._drop()

    async def _connected(self) -> SMTP:
        if self._client is None or not self._client.is_connected:
            self._client = await self._server.connect()
        return self._client

    async def _transact(self, client: SMTP, mail: Submitted) -> _Begun | Outcome:
        parameters = options(client, mail)
        if isinstance(parameters, Outcome):
            return parameters
        reply = await client.execute_command(b"MAIL", b"FROM:" + path(mail.sender), *parameters)
        if not _good(reply):
            return _refusal(reply)
        refused = await self._recipients(client, mail)
        if isinstance(refused, Outcome):
            return refused
        reply = await client.execute_command(b"DATA")
        if reply.code != 354 or client.protocol is None:
            return _refusal(reply)
        # Reading begins before the text is written, so that a server which gives up half-way is heard.
        answer = asyncio.create_task(client.protocol.read_response())
        begun = _Begun(client.protocol, answer, refused)
        try:
            async with asyncio.timeout(self._server.timeout + len(mail.body) / SLOWEST):
                await _write(begun, mail.body)
        except BaseException:
            await self._drop(answer)
            raise
        if answer.done():
            await self._drop()
            return _refusal(answer.result())
        return begun

    async def _recipients(self, client: SMTP, mail: Submitted) -> tuple[str, ...] | Outcome:
        """Offer all recipients; gives those refused that do not matter, or the outcome when one does."""
        refused: dict[str, SMTPResponse] = {}
        for recipient in mail.recipients:
            reply = await client.execute_command(b"RCPT", b"TO:" + path(recipient))
            if reply.code == 421:
                return _refusal(reply)
            if not _good(reply):
                refused[recipient] = reply
        own = mail.sender.casefold()
        needed = [r for r in mail.recipients if r.casefold() != own] or mail.recipients
        missing = [refused[r] for r in needed if r in refused]
        if not missing:
            return tuple(refused)
        # One refused for good cannot be mended by waiting, so it decides.
        deciding = next((reply for reply in missing if reply.code >= 500), missing[0])
        outcome = _refusal(deciding)
        return Outcome(outcome.state, outcome.code, outcome.reply, tuple(refused))

    async def _dot(self, begun: _Begun) -> Outcome:
        """The final dot and its answer: from here on only an answer settles it."""
        try:
            begun.protocol.write(b".\r\n")
        except SMTPServerDisconnected as fault:
            # The line was gone before the dot was written, which is as good as an answer.
            await self._drop(begun.answer)
            return Outcome("queued", 0, str(fault))
        try:
            reply = await asyncio.wait_for(begun.answer, self._dot_timeout)
        except _TROUBLE as fault:
            await self._drop(begun.answer)
            return Outcome("doubt", 0, str(fault) or f"no answer to the final dot within {self._dot_timeout:g} s")
        if reply.code == 421:
            await self._drop()
        if _good(reply):
            return Outcome("sent", reply.code, reply.message, begun.refused)
        if reply.code < 400:
            await self._drop()
            return Outcome("doubt", reply.code, reply.message)
        return _refusal(reply)

    async def _drop(self, answer: asyncio.Task[SMTPResponse] | None = None) -> None:
        """Cut the line without a word: the server forgets a transaction that had no final dot."""
        if self._client is not None:
            self._client.close()
            self._client = None
        if answer is not None:
            answer.cancel()
            await asyncio.gather(answer, return_exceptions=True)

    async def _check(self) -> str:
        client = await self._connected()
        try:
            await client.noop()
            version = cast(str | None, getattr(client.get_transport_info("ssl_object"), "version", lambda: None)())
        except _TROUBLE as fault:
            await self._drop()
            raise NoService(f"The mail server {self._server.host} dropped the line: {fault}.", "Try again.") from None
        login = f"logged in as {self._server.user}" if self._server.user else "no login"
        offers = ", ".join(sorted(e.upper() for e in client.esmtp_extensions))
        return (
            f"{self._server.host}:{self._server.port}: {version or 'plain text on loopback'}, {login}; offers {offers}."
        )

    async def _quit(self) -> None:
        if self._client is not None:
            try:
                await self._client.quit(timeout=5)
            except _TROUBLE:
                pass
            finally:
                await self._drop()


async def _write(begun: _Begun, body: bytes) -> None:
    """Give the text to the line, never much ahead of it, until done or until the server speaks or goes."""
    transport = cast(asyncio.WriteTransport, begun.protocol.transport)
    for at in range(0, len(body), _CHUNK):
        begun.protocol.write(body[at : at + _CHUNK])
        while transport.get_write_buffer_size() and not begun.answer.done():
            await asyncio.sleep(0.002)
        if begun.answer.done():
            return
    # One turn of the loop, in which an answer or an end that has arrived already is read.
    await asyncio.sleep(0)


def _good(reply: SMTPResponse) -> bool:
    return 200 <= reply.code < 300


def _refusal(reply: SMTPResponse) -> Outcome:
    """5xx will not change by waiting; anything else may (RFC 5321 4.2.1)."""
    return Outcome("failed" if reply.code >= 500 else "queued", reply.code, reply.message)
