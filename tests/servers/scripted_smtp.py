"""An SMTP server on loopback that answers as a test tells it: every refusal and every way to hang up.

    with ScriptedSmtp({"RCPT": ["250 ok", "550 5.1.1 unknown"], ".": "451 4.3.0 later"}) as server: …

The key is the verb, `greeting`, or `.` for the final dot. A value is a reply for every time, or a list of them
for one time after the other, the last for all that follow. Beside a reply it may be CUT (hang up), STORE_CUT (at
the dot: take the mail, then hang up) or STALL (say nothing more). What is not scripted is answered kindly.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

CUT = "CUT"
STORE_CUT = "STORE_CUT"
STALL = "STALL"

_KIND = {
    "greeting": "220 mail.agent.example ESMTP",
    "EHLO": "250-mail.agent.example\r\n250-SIZE 30000000\r\n250 8BITMIME",
    "DATA": "354 go on",
    ".": "250 2.0.0 taken",
    "QUIT": "221 2.0.0 bye",
}


@dataclass(frozen=True)
class Taken:
    """A mail for which the server took responsibility."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes  #: with the stuffed dots removed


class _HangUp(Exception):
    """The script says so."""


class ScriptedSmtp:
    """Listens on `port` of loopback. Use it as a context. `commands` are all lines of all clients outside of DATA."""

    def __init__(self, script: Mapping[str, str | Sequence[str]] | None = None) -> None:
        self._script = {verb: [v] if isinstance(v, str) else list(v) for verb, v in (script or {}).items()}
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lines: list[socket.socket] = []
        self.port = int(self._listener.getsockname()[1])
        self.commands: list[str] = []
        self.taken: list[Taken] = []
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> ScriptedSmtp:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        self.hang_up()

    def hang_up(self) -> None:
        """End all lines, as a server does with those that were idle for long."""
        while self._lines:
            line = self._lines.pop()
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._lines.append(line)
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError, _HangUp), line, line.makefile("rwb") as file:
            self._reply(file, "greeting")
            sender, recipients = "", list[str]()
            while command := file.readline().decode().rstrip("\r\n"):
                self.commands.append(command)
                verb = command.partition(" ")[0].upper()
                said = self._reply(file, verb)
                argument = command.partition("<")[2].partition(">")[0]
                if verb == "MAIL":
                    sender, recipients = argument, []
                elif verb == "RCPT" and said.startswith("2"):
                    recipients.append(argument)
                elif verb == "DATA" and said.startswith("354"):
                    self._take(file, sender, tuple(recipients))
                elif verb == "QUIT":
                    return

    def _take(self, file: BinaryIO, sender: str, recipients: tuple[str, ...]) -> None:
        lines: list[bytes] = []
        while (got := file.readline()) != b".\r\n":
            if not got:
                raise _HangUp
            lines.append(got[1:] if got.startswith(b".") else got)
            if "body" in self._script:
                # Something goes wrong while the text is still coming.
                self._reply(file, "body")
                del self._script["body"]
        mail = Taken(sender, recipients, b"".join(lines))
        planned = self._script.get(".", [_KIND["."]])[0]
        if planned == STORE_CUT or planned.startswith("2"):
            self.taken.append(mail)
        self._reply(file, ".")

    def _reply(self, file: BinaryIO, verb: str) -> str:
        planned = self._script.get(verb, [_KIND.get(verb, "250 2.0.0 ok")])
        said = planned.pop(0) if len(planned) > 1 else planned[0]
        if said in {CUT, STORE_CUT}:
            raise _HangUp
        if said == STALL:
            threading.Event().wait(30)
            raise _HangUp
        file.write(said.encode() + b"\r\n")
        file.flush()
        return said
