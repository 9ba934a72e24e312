"""By which names the page is reached: host and port as a browser writes them, in links and in `Host` (T-42)."""

from __future__ import annotations

from inbox_agent.doors.line import is_loopback
from inbox_agent.settings import Page


def names(page: Page, port: int) -> tuple[str, ...]:
    """host:port, the one to point a browser at first: what stands in `hosts`, the address, and localhost where it is that.

    A port that the scheme has anyway is left out, since browsers leave it out.
    """
    host = f"[{page.host}]" if ":" in page.host else page.host
    local = ("127.0.0.1", "localhost", "[::1]") if is_loopback(page.host) else ()
    usual = 443 if page.tls_certificate else 80
    return tuple(
        name.lower() if port == usual or ":" in name.rpartition("]")[2] else f"{name.lower()}:{port}"
        for name in dict.fromkeys((*page.hosts, host, *local))
    )


def address(page: Page, port: int | None = None) -> str:
    """Where a browser is pointed at: at this port, else at the one of the settings."""
    return f"{'https' if page.tls_certificate else 'http'}://{names(page, port or page.port)[0]}"
