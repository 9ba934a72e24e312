"""Who comes to the page in tests: a browser that sends what it is told to, and a real one; and those who should not."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlencode

from stories.mailroom import Mailroom

from inbox_agent.front.web import server, visits

PHONE = {"width": 390, "height": 800}


@dataclass
class Browser:
    """Just enough of one: it sends what it is told to, and keeps the one cookie."""

    port: int
    cookie: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def ask(
        self,
        path: str,
        form: dict[str, str] | None = None,
        method: str = "",
        leave_out: tuple[str, ...] = (),
        **more: str,
    ) -> tuple[int, str, http.client.HTTPMessage]:
        own = f"127.0.0.1:{self.port}"
        headers = {"Host": own, "Cookie": self.cookie} if self.cookie else {"Host": own}
        if form is not None:
            headers |= {"Origin": f"http://{own}", "Content-Type": "application/x-www-form-urlencoded"}
        headers |= {name.replace("_", "-"): value for name, value in more.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        body = urlencode(form).encode() if form is not None else None
        connection.putrequest(
            method or ("POST" if form is not None else "GET"), path, skip_host=True, skip_accept_encoding=True
        )
        for name, value in headers.items():
            if name not in leave_out:
                connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        if cookie := answer.headers.get("Set-Cookie"):
            self.cookie = cookie.partition(";")[0]
        connection.close()
        return answer.status, text, answer.headers

    def fields(self, path: str) -> dict[str, str]:
        """The hidden fields of the first form that decides something on a page."""
        _, text, _ = self.ask(path)
        form = text[text.index('<form method="post" action="/draft/') :]
        return {k: unescape(v) for k, v in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)[:3]}


@dataclass(frozen=True)
class Hostile:
    """A request that must be turned away, and with what."""

    name: str
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    leave_out: tuple[str, ...] = ()
    form: dict[str, str] = field(default_factory=dict)
    path: str = "/draft/1/approve"
    method: str = "POST"


class Visitor:
    """A signed-in browser context."""

    def __init__(self, context: Any, page: server.Server, room: Mailroom) -> None:
        self.context, self.address = context, page.address
        self.tab = context.new_page()
        self.said: list[str] = []
        self.tab.on("console", lambda message: self.said.append(message.text))
        self.tab.on("pageerror", lambda fault: self.said.append(str(fault)))
        self.tab.goto(f"{self.address}/enter?key={visits.new_link(room.doors, room.clock())}")
        self.tab.get_by_role("button", name="Open the page").click()
        self.tab.wait_for_url(f"{self.address}/")

    def go(self, path: str) -> Any:
        self.tab.goto(self.address + path)
        return self.tab
