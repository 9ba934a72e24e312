"""The page put together: routes, the templates' surroundings, and what every handler is given."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from inbox_agent.errors import InboxAgentError, NotFound, Refused, WrongUse
from inbox_agent.front.web import visits
from inbox_agent.front.web.guard import Guard
from inbox_agent.front.web.visits import Visit
from inbox_agent.front.web.words import Words
from inbox_agent.rounds.ports import Doors

HERE = Path(__file__).parent
Handler = Callable[["Ask"], Response]


@dataclass(frozen=True)
class Office:
    """What stands behind the page: the doors of every owner, the clock, and whether the connection is encrypted."""

    owners: Mapping[str, Doors]
    clock: Callable[[], datetime]
    secure: bool
    templates: Mapping[str, Environment] = field(default_factory=dict)


@dataclass(frozen=True)
class Ask:
    """One request of a signed-in owner."""

    request: Request
    office: Office
    visit: Visit
    now: datetime
    form: Mapping[str, str] = field(default_factory=dict)

    @property
    def doors(self) -> Doors:
        return self.visit.doors

    @property
    def number(self) -> int:
        return int(self.request.path_params["number"])

    @property
    def words(self) -> Words:
        return Words(self.doors)

    @property
    def page(self) -> int:
        """Which page of a list was asked for; the first where none was, or nonsense."""
        said = self.asked("page")
        return int(said) if said.isdecimal() and said.isascii() and len(said) < 7 else 1

    def asked(self, name: str) -> str:
        """A value of the query, "" where it is missing; never longer than a search needs."""
        return self.request.query_params.get(name, "")[:200]

    def show(self, template: str, status: int = 200, **values: Any) -> Response:
        owner = self.doors.account.owner
        text = (
            self.office.templates[self.doors.owner]
            .get_template(template)
            .render(
                t=self.words,
                owner=owner,
                mailbox=self.doors.account.mailbox.address,
                mark=self.visit.mark,
                path=self.request.url.path,
                **values,
            )
        )
        return HTMLResponse(text, status)


class _Static(StaticFiles):
    """Files whose address names their content, so that a browser need not ask for them with every page."""

    def file_response(self, *given: Any, **named: Any) -> Response:
        response = super().file_response(*given, **named)
        response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
        return response


def app(office: Office, hosts: frozenset[str]) -> Starlette:
    """The page for these owners, answering to these host:port names only."""
    from inbox_agent.front.web import acts, corrections, pages, watch  # noqa: PLC0415 (they need `Ask` from here)

    office = Office(office.owners, office.clock, office.secure, {n: _templates(d) for n, d in office.owners.items()})
    shown: dict[str, Handler] = {
        "/": pages.queue,
        "/draft/{number:int}": pages.draft,
        "/question/{number:int}": pages.question,
        "/people": pages.people,
        "/person/{number:int}": pages.person,
        "/person/{number:int}/{what}": pages.sure,
        "/mail/{number:int}": pages.mail,
        "/ledger": pages.ledger,
        "/ledger/{number:int}": pages.entry,
        "/digest": pages.digest,
        "/aside": pages.aside,
        "/aside/{number:int}": pages.aside_one,
        "/health": pages.health,
        "/settings": pages.settings,
    }
    done: dict[str, Handler] = {
        "/draft/{number:int}/{what}": acts.decide,
        "/question/{number:int}/answer": acts.answer,
        "/go-on": acts.go_on,
        "/person/{number:int}/{what}": corrections.person,
        "/ledger/{number:int}/{what}": corrections.entry,
        "/aside/{number:int}/retry": acts.retry,
        "/aside/{number:int}/done": acts.tick_off,
        "/leave": acts.leave,
    }
    return Starlette(
        routes=[
            *(Route(path, _shown(office, handler), methods=["GET"]) for path, handler in shown.items()),
            *(Route(path, _done(office, handler), methods=["POST"]) for path, handler in done.items()),
            Route("/enter", _door(office), methods=["GET"]),
            Route("/enter", _enter(office), methods=["POST"]),
            *watch.routes(office),
            Mount("/static", _Static(directory=HERE / "static")),
        ],
        middleware=[Middleware(Guard, hosts=hosts, scheme="https" if office.secure else "http")],
    )


def _templates(doors: Doors) -> Environment:
    """Escaping everything, with the words for letters, stages and reasons that the mails to the owner use, too."""
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(HERE / "templates"), DictLoader(dict(doors.templates))]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["static"] = _addresses()
    named = environment.get_template(f"mails/{doors.account.owner.language}/words.j2").module
    environment.globals |= {name: getattr(named, name) for name in ("letters", "reasons", "intents", "stages")}
    return environment


@cache
def _addresses() -> dict[str, str]:
    """The address of each static file, with a part of its hash: another version of it is another address."""
    found = (HERE / "static").iterdir()
    return {f.name: f"/static/{f.name}?v={hashlib.sha256(f.read_bytes()).hexdigest()[:12]}" for f in found}


def _shown(office: Office, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(_with_visit, office, handler, request, {})

    return endpoint


def _done(office: Office, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        form = await _form(request)
        return await run_in_threadpool(_with_visit, office, _marked(handler), request, form)

    return endpoint


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form (application/x-www-form-urlencoded), the first of each name."""
    body = (await request.body()).decode("utf-8", "replace")
    found: dict[str, str] = {}
    for name, value in parse_qsl(body, keep_blank_values=True, max_num_fields=40):
        found.setdefault(name, value)
    return found


def _marked(handler: Handler) -> Handler:
    def checked(ask: Ask) -> Response:
        if not visits.same_mark(ask.visit, ask.form.get("mark", "")):
            raise Refused(
                "That form did not come from this page.", "Open the page anew and do it there; nothing was changed."
            )
        return handler(ask)

    return checked


def _with_visit(office: Office, handler: Handler, request: Request, form: dict[str, str]) -> Response:
    now = office.clock()
    visit = visits.visit(request, office.owners, now)
    if visit is None:
        return _stranger(office)
    ask = Ask(request, office, visit, now, form)
    try:
        return handler(ask)
    except InboxAgentError as fault:
        status = {NotFound: 404, Refused: 409, WrongUse: 400}.get(type(fault), 503)
        return ask.show("fault.html", status, sentence=fault.sentence, mend=fault.mend)


def _stranger(office: Office, used: bool = False) -> Response:
    """What somebody who is not signed in sees: how to get in, and nothing of the owner."""
    doors = next(iter(office.owners.values()))
    template = office.templates[doors.owner].get_template("enter.html")
    return HTMLResponse(template.render(t=Words(doors), key="", used=used), 403)


def _door(office: Office) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        doors = next(iter(office.owners.values()))
        key = request.query_params.get("key", "")[:100]
        template = office.templates[doors.owner].get_template("enter.html")
        return HTMLResponse(template.render(t=Words(doors), key=key, used=False))

    return endpoint


def _enter(office: Office) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        form = await _form(request)
        entered = await run_in_threadpool(visits.enter, office.owners, form.get("key", ""), office.clock())
        if entered is None:
            return _stranger(office, used=True)
        doors, session = entered
        response = RedirectResponse("/", 303)
        visits.keep(response, doors.owner, session, office.secure)
        return response

    return endpoint
