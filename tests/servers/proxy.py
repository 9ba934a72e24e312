"""A bad line: a TCP proxy on loopback that cuts, stalls or slows what flows from a server to its client, or back.

    with Proxy(port) as line:
        line.answers.cut_at(b"BODY[]")      # the client sees the connection end there
        line.requests.stall_after(2000)     # what the client sends gets no further
        line.answers.slow(2000)             # bytes a second
        line.restore()

Faults hold for connections that are open as well as for new ones, and each cut happens once.
"""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass
class Direction:
    """What is wrong with one direction of all lines."""

    _pattern: bytes = b""
    _tail: bytes = b""
    _cut_after: int | None = None
    _stall_after: int | None = None
    _replace: tuple[bytes, bytes] | None = None
    _calls: list[tuple[bytes, Callable[[], None], bool]] = field(default_factory=list)
    speed: float = 0.0  #: bytes a second, 0 for as fast as it goes
    seen: bytearray = field(default_factory=bytearray)  #: what has passed, for assertions

    def cut_at(self, pattern: bytes) -> None:
        """End the connection just after this pattern has passed, once."""
        self._pattern, self._tail = pattern, b""

    def cut_after(self, count: int) -> None:
        """End the connection after so many bytes from now, once."""
        self._cut_after = count

    def stall_after(self, count: int) -> None:
        """Let so many bytes pass from now, and nothing more."""
        self._stall_after = count

    def replace(self, old: bytes, new: bytes) -> None:
        """Write something else than the server did, wherever it stands whole in one read."""
        self._replace = (old, new)

    def before(self, pattern: bytes, action: Callable[[], None]) -> None:
        """Do this in place of passing on what this regular expression fits, all of it in one read, and end the line."""
        self._calls.append((pattern, action, False))

    def after(self, pattern: bytes, action: Callable[[], None]) -> None:
        """Do this as soon as what the expression fits has been passed on, once."""
        self._calls.append((pattern, action, True))

    def call(self, data: bytes, passed: bool) -> bool:
        """Do what is to be done here; whether there was anything."""
        wanted = [c for c in self._calls if c[2] is passed and re.search(c[0], data)]
        for each in wanted:
            self._calls.remove(each)
            each[1]()
        return bool(wanted)

    def slow(self, speed: float) -> None:
        self.speed = speed

    def clear(self) -> None:
        self._pattern, self._cut_after, self._stall_after, self._replace, self.speed = b"", None, None, None, 0.0
        self._calls.clear()

    def judge(self, data: bytes) -> tuple[bytes, bool]:
        """What of this passes, and whether the line ends then."""
        if self._replace:
            data = data.replace(*self._replace)
        if self._pattern:
            # The pattern may come in two pieces.
            joined = self._tail + data
            if (at := joined.find(self._pattern)) >= 0:
                end = at + len(self._pattern) - len(self._tail)
                self._pattern = self._tail = b""
                return data[:end], True
            self._tail = joined[-len(self._pattern) + 1 :]
        if self._cut_after is not None:
            passing = data[: self._cut_after]
            self._cut_after -= len(passing)
            if self._cut_after == 0:
                self._cut_after = None
                return passing, True
        if self._stall_after is not None:
            passing = data[: self._stall_after]
            self._stall_after -= len(passing)
            return passing, False
        return data, False


class Proxy:
    """Listens on `port` of loopback and passes on to `target`. Use it as a context."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lines: list[socket.socket] = []
        self.answers = Direction()
        self.requests = Direction()
        self.connections = 0
        self.port = int(self._listener.getsockname()[1])
        self._refuses = False
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Proxy:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        self.cut()

    def cut(self) -> None:
        """End every line that is open."""
        while self._lines:
            _end(self._lines.pop())

    def refuse(self) -> None:
        """Cut, and hang up on whoever connects from now on."""
        self._refuses = True
        self.cut()

    def restore(self) -> None:
        self._refuses = False
        self.answers.clear()
        self.requests.clear()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            if self._refuses:
                _end(client)
                continue
            server = socket.create_connection(("127.0.0.1", self._target))
            self._lines += [client, server]
            for source, sink, direction in ((client, server, self.requests), (server, client, self.answers)):
                threading.Thread(target=self._pump, args=(source, sink, direction), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, direction: Direction) -> None:
        try:
            while data := source.recv(65_536):
                for piece in _pieces(data, direction.speed):
                    passing, ends = direction.judge(piece)
                    direction.seen += passing
                    if direction.call(passing, passed=False):
                        return
                    sink.sendall(passing)
                    direction.call(passing, passed=True)
                    if ends:
                        return
        except OSError:
            return
        finally:
            _end(source)
            _end(sink)


def _pieces(data: bytes, speed: float) -> Iterator[bytes]:
    """All at once, or ten pieces a second."""
    size = max(1, int(speed / 10)) if speed else len(data)
    for at in range(0, len(data), size):
        if speed:
            time.sleep(0.1)
        yield data[at : at + size]


def _end(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()
