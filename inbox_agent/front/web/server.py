"""The page's server: where it listens, by which names it answers, and its life beside the agent (T-42)."""

from __future__ import annotations

import gc
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import uvicorn

from inbox_agent.doors.line import is_loopback
from inbox_agent.errors import Unwell, WrongUse
from inbox_agent.front.web.app import Office, app
from inbox_agent.front.web.names import address, names
from inbox_agent.rounds.ports import Doors
from inbox_agent.settings import Page


@dataclass
class Server:
    """A page that listens. `address` is what a browser is pointed at."""

    address: str
    _server: uvicorn.Server
    _thread: threading.Thread

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)

    def wait(self, stop: threading.Event) -> None:
        """Until somebody wants it to end, or it ends by itself."""
        while self._thread.is_alive() and not stop.wait(0.5):
            pass


def start(settings: Page, owners: Mapping[str, Doors], clock: Callable[[], datetime]) -> Server:
    """Listen, and return once requests are answered. Raises `WrongUse` for a place that is not safe, `Unwell` for a port in use."""
    secure = bool(settings.tls_certificate)
    if not is_loopback(settings.host) and not secure:
        raise WrongUse(
            f"The page would be readable by everybody on the way to {settings.host}.",
            "Set tls_certificate and tls_key in [page], or leave host at 127.0.0.1 and use a tunnel (ssh -L).",
        )
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as fault:
        listener.close()
        raise Unwell(
            f"The page cannot listen on {settings.host} port {settings.port}: {fault.strerror}.",
            "Choose another port in [page], or end what listens there.",
        ) from fault
    port = listener.getsockname()[1]
    config = uvicorn.Config(
        app(Office(owners, clock, secure), frozenset(names(settings, port))),
        ssl_certfile=settings.tls_certificate or None,
        ssl_keyfile=settings.tls_key or None,
        log_config=None,  # its records go where ours go, and are written as ours are
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=32_768,
    )
    # Rules, templates and libraries live as long as the process. Without them the collector, which every list of
    # thousands sets off, has a quarter less of such a page to itself (B-11).
    gc.freeze()
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), name="page", daemon=True)
    thread.start()
    while thread.is_alive() and not server.started:
        thread.join(timeout=0.02)
    if not server.started:
        raise Unwell("The page did not start.", "Check tls_certificate and tls_key in [page].")
    return Server(address(settings, port), server, thread)
