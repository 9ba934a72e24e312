"""Who is signed in: one-time links, sessions, and the mark that each form carries against forgery (T-42).

`serve` prints a link whose key lets in once, within `LINK`. Opening it shows a button, since a GET never acts (T-07) and
a mail program that looks at links before their reader does must not use it up. The button's POST ends the link and opens
a session: 260 random bits in a cookie that scripts cannot read and other sites cannot send. The records keep hashes
only, so a copied database lets nobody in. A form's mark is derived from the session's key and is no secret of its own.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from inbox_agent.rounds.ports import Doors

LINK = timedelta(minutes=15)
SESSION = timedelta(days=14)
COOKIE = "inbox_agent_session"


@dataclass(frozen=True)
class Visit:
    """A signed-in owner."""

    doors: Doors
    key: str
    mark: str  #: what each form must bring back


def new_link(doors: Doors, now: datetime) -> str:
    """A key that opens one session of this owner; put it behind `/enter?key=`."""
    key = secrets.token_urlsafe(32)
    with doors.records.transaction(doors.owner) as tx:
        tx.sessions.open("link", _hash(key), now, now + LINK)
    return key


def enter(owners: Mapping[str, Doors], key: str, now: datetime) -> tuple[Doors, str] | None:
    """Use a link up: the owner it belongs to and the key of their new session; None where it lets nobody in."""
    for doors in owners.values():
        with doors.records.transaction(doors.owner) as tx:
            if tx.sessions.end("link", _hash(key), now):
                session = secrets.token_urlsafe(32)
                tx.sessions.open("session", _hash(session), now, now + SESSION)
                return doors, session
    return None


def visit(request: Request, owners: Mapping[str, Doors], now: datetime) -> Visit | None:
    """The session that this request belongs to, while it lasts."""
    owner, _, key = request.cookies.get(COOKIE, "").partition("/")
    doors = owners.get(owner)
    if doors is None or not key:
        return None
    with doors.records.transaction(owner) as tx:
        known = tx.sessions.valid("session", _hash(key), now)
    return Visit(doors, key, hashlib.sha256(b"form:" + key.encode()).hexdigest()) if known else None


def leave(visit: Visit, now: datetime) -> None:
    with visit.doors.records.transaction(visit.doors.owner) as tx:
        tx.sessions.end("session", _hash(visit.key), now)


def same_mark(visit: Visit, given: str) -> bool:
    """Whether a form came from a page that this session was given."""
    return hmac.compare_digest(visit.mark.encode(), given.encode())


def keep(response: Response, owner: str, key: str, secure: bool) -> None:
    """Put the session into the browser: for this site only, out of the reach of scripts."""
    response.set_cookie(
        COOKIE,
        f"{owner}/{key}",
        max_age=int(SESSION.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=secure,
        path="/",
    )


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
