"""By which names the page is reached: a link and the list of hosts say the same (T-42)."""

from __future__ import annotations

import pytest

from inbox_agent.front.web.names import address, names
from inbox_agent.settings import Page

TLS = {"tls_certificate": "a.pem", "tls_key": "a.key"}
PAGES = [
    pytest.param({}, "http://127.0.0.1:8765", id="as it comes"),
    pytest.param({"port": 80}, "http://127.0.0.1", id="the port that browsers leave out"),
    pytest.param({"host": "::1"}, "http://[::1]:8765", id="the newer internet"),
    pytest.param({"hosts": ("Page.Home.example",)}, "http://page.home.example:8765", id="a name of its own"),
    pytest.param({"hosts": ("page.home.example:9000",)}, "http://page.home.example:9000", id="a port of its own"),
    pytest.param({"hosts": ("page.home.example",), "port": 443, **TLS}, "https://page.home.example", id="with TLS"),
    pytest.param({"hosts": ("page.home.example:443",), **TLS}, "https://page.home.example:443", id="behind a door"),
]


@pytest.mark.parametrize(("settings", "expected"), PAGES)
def test_a_link_leads_to_a_name_that_is_answered_to(settings: dict[str, object], expected: str) -> None:
    """What `serve --link` prints is a name that the page accepts, written as browsers write it."""
    page = Page.model_validate({"port": 8765} | settings)
    assert address(page) == expected
    assert expected.partition("//")[2] in names(page, page.port)
    assert address(page, 1234).endswith(":1234") or ":" in expected.rpartition("]")[2].partition("//")[2]


def test_only_loopback_answers_to_localhost() -> None:
    """An address that others can reach has no such name."""
    assert "localhost:8765" in names(Page(), 8765)
    assert not [n for n in names(Page(host="192.0.2.7"), 8765) if n.startswith(("localhost", "127."))]
