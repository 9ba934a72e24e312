"""An IMAP connection that cannot be made to wait, or to fill the memory, for ever (R-21, R-23, R-37).

The standard library's client reads whatever a server announces: a literal of 2 GB is allocated, and a byte
every half minute keeps a command alive for days, since a socket's timeout begins anew with each byte. Here each
command has a budget of bytes, and a line that has given less than `SLOWEST` bytes a second after its first
minutes counts as dead. A slow line that goes on giving is waited for: a mail over 2 kB/s takes its time.
"""

from __future__ import annotations

import contextlib
import imaplib
import socket
import ssl
import time
from typing import Any

from imapclient import IMAPClient  # type: ignore[import-untyped]  # it ships no types

#: Bytes a second below which a line counts as dead.
SLOWEST = 500
#: Timeouts that a command may take before its speed is looked at.
GRACE = 3
#: Bytes that an answer without mail in it may have: a search of 5,000 UIDs has 55 kB.
SMALL_ANSWER = 4_000_000

_CHUNK = 262_144
_LONGEST_LINE = 2_000_000


class Wire(imaplib.IMAP4):
    """`imaplib.IMAP4` with its own reading, over TLS from the start when `context` is given. Seconds throughout."""

    def __init__(self, host: str, port: int, context: ssl.SSLContext | None, timeout: float) -> None:
        self._context = context
        self._seconds = timeout
        self._buffer = bytearray()
        self.allow(SMALL_ANSWER)
        super().__init__(host, port, timeout)

    def allow(self, budget: int) -> None:
        """Before each command: how many bytes its answer may have. The clock starts here."""
        self._left = budget
        self._received = 0
        self._started = time.monotonic()

    def _create_socket(self, timeout: float | None) -> socket.socket:
        line = socket.create_connection((self.host, self.port), timeout)
        # Without it a command that goes out in two writes waits 40 ms for the first one's acknowledgement.
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if self._context is None:
            return line
        try:
            return self._context.wrap_socket(line, server_hostname=self.host)
        except BaseException:
            line.close()
            raise

    def starttls(self, ssl_context: ssl.SSLContext | None = None) -> Any:
        """As in the base class, but what was sent in plain after the answer is thrown out (RFC 3501 6.2.1).

        Such bytes come from somebody between us and the server, who wants them read as if TLS protected them.
        """
        if ssl_context is None:
            raise ValueError("a context that verifies is needed")
        typ, data = self._simple_command("STARTTLS")
        if typ != "OK" or self._buffer:
            raise self.abort("STARTTLS was refused, or followed by something that is not TLS")
        self.sock = ssl_context.wrap_socket(self.sock, server_hostname=self.host)
        self._tls_established = True
        self._get_capabilities()
        return self._untagged_response(typ, data, "STARTTLS")

    def read(self, size: int) -> bytes:
        if size > self._left + len(self._buffer):
            raise self.abort(f"an answer of {size} bytes was announced where {self._left} are the most")
        while len(self._buffer) < size:
            self._fill()
        return self._take(size)

    def readline(self) -> bytes:
        while (end := self._buffer.find(b"\n")) < 0:
            if len(self._buffer) > _LONGEST_LINE:
                raise self.abort("a line without an end")
            self._fill()
        return self._take(end + 1)

    def _take(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def _fill(self) -> None:
        """Read what there is. Raises `TimeoutError`, with what came so far kept, and `abort` at the end."""
        if time.monotonic() - self._started > GRACE * self._seconds + self._received / SLOWEST:
            raise TimeoutError("the line is too slow")
        got = self.sock.recv(_CHUNK)
        if not got:
            raise self.abort("the server hung up")
        self._received += len(got)
        self._left -= len(got)
        if self._left < 0:
            raise self.abort("the answer is longer than it may be")
        self._buffer += got


class Client(IMAPClient):  # type: ignore[misc]
    """`imapclient.IMAPClient` on a `Wire`, without the log of every line, which costs five times the reading."""

    def __init__(self, host: str, port: int, context: ssl.SSLContext | None, timeout: float) -> None:
        self._seconds = timeout
        super().__init__(host, port, ssl=context is not None, ssl_context=context, timeout=timeout)
        self._imap.debug = 0
        self.normalise_times = False

    def _create_IMAP4(self) -> Wire:
        return Wire(self.host, self.port, self.ssl_context, self._seconds)

    @property
    def wire(self) -> Wire:
        wire: Wire = self._imap
        return wire

    def hang_up(self) -> None:
        """End the connection without a word, in whatever state it is."""
        with contextlib.suppress(OSError):
            self.shutdown()
