"""What the tests of the page share: an agent with one draft that waits, and its page on a free port."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from front.visitors import Browser, Visitor
from stories.mailroom import MAILBOX, OWNER, Mailroom

from inbox_agent.front.web import server, visits
from inbox_agent.settings import Page

START = datetime(2026, 9, 7, 7, 10, tzinfo=UTC)
FORWARD = f"""\
From: Sofia Lind <{OWNER}>
To: <{MAILBOX}>
Subject: Fwd: Slides from my talk
Date: Mon, 7 Sep 2026 09:10:00 +0200
Message-ID: <forward-ada@programs.example>
Content-Type: text/plain; charset=utf-8

I heard her talk "Owning the roadmap without owning the team" at Nordic Product Days.
I want to learn about moving from design to product leadership.

---------- Forwarded message ---------
From: "Ada <script>alert(1)</script> Holm" <ada.holm@brightlab.example>
Date: Sun, Sep 6, 2026 at 06:10
Subject: Slides from my talk
To: Sofia Lind <{OWNER}>

Thank you for coming to my talk. The slides are on our page now.

Ada Holm
Head of Product, Brightlab
"""


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Mailroom]:
    with Mailroom(tmp_path, START) as room:
        room.get(FORWARD.encode())
        yield room


@pytest.fixture
def page(room: Mailroom) -> Iterator[server.Server]:
    running = server.start(Page(port=0), {"me": room.doors}, room.clock)
    yield running
    running.stop()


@pytest.fixture
def stranger(page: server.Server) -> Browser:
    return Browser(int(page.address.rpartition(":")[2]))


@pytest.fixture
def browser(room: Mailroom, stranger: Browser) -> Browser:
    key = visits.new_link(room.doors, room.clock())
    status, _, _ = stranger.ask("/enter", {"key": key})
    assert status == 303
    return stranger


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def visitor(request: pytest.FixtureRequest, chromium: Any, page: server.Server, room: Mailroom) -> Iterator[Visitor]:
    context = chromium.new_context(java_script_enabled=request.param)
    yield Visitor(context, page, room)
    context.close()
