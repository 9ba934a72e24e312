"""Debian's Chromium, driven by Playwright: no other site is ever asked for anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from servers.machine import lacking, program

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser; each test opens contexts of its own in it."""
    executable = program("chromium", "chromium")
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415
    except ImportError:
        lacking("playwright is not installed: pip install 'inbox-agent[browser]'")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        yield browser
        browser.close()
