"""What may reach the page at all: requests to its own name, from its own pages, of a bounded size (T-42).

The page listens on this machine, but every website that the owner visits can make their browser send requests here. So
the Host must be one of ours to the letter (DNS rebinding), whatever changes something must come from a page of ours by
`Origin` and `Sec-Fetch-Site` (Fetch, WHATWG), and other sites may link here but embed or fetch nothing. Each answer
carries a Content-Security-Policy without inline script and is kept by no cache.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BODY = 512_000  #: bytes; the longest letter with room to spare

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": with it browsers send "Origin: null" with our own forms, too.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


class Guard:
    """ASGI middleware that refuses what does not come from the owner's own browser on our own pages."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str], scheme: str) -> None:
        self._app = app
        self._hosts = hosts  #: host:port as browsers write it
        self._origins = frozenset(f"{scheme}://{host}" for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":  # no websockets here; lifespan passes
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(str(scope["method"]), Headers(scope=scope))
        if refusal:
            status, says = refusal
            await PlainTextResponse(says + "\n", status)(scope, receive, guarded)
            return
        await self._app(scope, _bounded(receive), guarded)

    def _refusal(self, method: str, headers: Headers) -> tuple[int, str] | None:
        """Why a request is turned away, with its status; None lets it in."""
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return 421, "This page does not answer to that name."
        if method not in ("GET", "HEAD", "POST"):
            return 405, "Only GET and POST are understood here."
        site = headers.get("sec-fetch-site")
        if method == "POST":
            origins = headers.getlist("origin")
            own = len(origins) == 1 and origins[0].lower() in self._origins
            if not own or site not in (None, "same-origin"):
                return 403, "Only this page's own forms may do that."
            length = headers.get("content-length", "")
            if length.isdigit() and int(length) > MOST_BODY:
                return 413, "That is too much."
        elif site not in (None, "none", "same-origin") and headers.get("sec-fetch-mode") != "navigate":
            return 403, "Other sites may link to this page, and no more."
        return None


def _bounded(receive: Receive) -> Receive:
    """The body up to the cap; what is longer than it said is cut off, and the form in it then misses its fields."""
    seen = 0

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > MOST_BODY:
                return {"type": "http.disconnect"}
        return message

    return bounded
