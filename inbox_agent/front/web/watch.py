"""What machines ask of the agent: `/healthz` and `/metrics`, without a session and without a word about anybody (F-93).

Health is the age of the last good poll: an agent that answers but reads no mail is unwell.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from inbox_agent.front import health

if TYPE_CHECKING:
    from inbox_agent.front.web.app import Office


def routes(office: Office) -> list[Route]:
    return [
        Route("/healthz", _healthz(office), methods=["GET"]),
        Route("/metrics", _metrics(office), methods=["GET"]),
    ]


def _healthz(office: Office) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        found = _of_everybody(office)
        well = all(h.well for h in found)
        value = {
            "status": "ok" if well else "unwell",
            "mailboxes": [{"age_seconds": h.age_seconds, "well": h.well} for h in found],
        }
        return JSONResponse(value, 200 if well else 503)

    return endpoint


def _metrics(office: Office) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        text = health.metrics(_of_everybody(office))
        return PlainTextResponse(text, media_type="text/plain; version=0.0.4; charset=utf-8")

    return endpoint


def _of_everybody(office: Office) -> list[health.Health]:
    now = office.clock()
    return [health.of(d.records, name, d.account, d.settings, now) for name, d in office.owners.items()]
