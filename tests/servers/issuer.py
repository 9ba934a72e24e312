"""A stand-in for Microsoft's and Google's sign-in on loopback: it issues tokens, renews them, and tells Dovecot who they are.

Refresh tokens are used up by their use, as the stricter providers do it.
"""

from __future__ import annotations

import base64
import json
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest

from servers.certificates import Certificates


@dataclass
class Issuer:
    """`user` is who signs in; `lives` is how many seconds a token is good for, `tells` what clients are told of it."""

    http: int = 0
    https: int = 0
    user: str = "box@agent.example"
    lives: float = 3600
    tells: int = 3600
    signed_in: bool = True  #: whether somebody has typed the code
    tokens: dict[str, tuple[str, float]] = field(default_factory=dict)
    refresh: set[str] = field(default_factory=set)
    renewed: int = 0

    def issue(self) -> str:
        token = f"token-{len(self.tokens)}"
        self.tokens[token] = (self.user, time.monotonic() + self.lives)
        return token

    def withdraw(self) -> None:
        """Every access token is void from now on; refresh tokens stay good."""
        self.tokens.clear()

    def who(self, token: str) -> str:
        user, until = self.tokens.get(token, ("", 0.0))
        return user if time.monotonic() < until else ""

    def answer(self) -> dict[str, Any]:
        refresh = f"refresh-{len(self.tokens)}"
        self.refresh.add(refresh)
        claims = {
            "iss": "https://localhost", "aud": "client", "sub": "1", "oid": "1", "tid": "tenant",
            "preferred_username": self.user, "exp": int(time.time()) + 3600, "iat": int(time.time()),
        }  # fmt: skip
        return {
            "token_type": "Bearer", "access_token": self.issue(), "refresh_token": refresh, "expires_in": self.tells,
            "id_token": f"{_part({'alg': 'none'})}.{_part(claims)}.", "client_info": _part({"uid": "1", "utid": "tenant"}),
        }  # fmt: skip


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _handler(issuer: Issuer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nothing."""

        def do_GET(self) -> None:
            here = f"https://localhost:{issuer.https}"
            if "openid-configuration" in self.path:
                self._say(
                    {
                        "issuer": here, "authorization_endpoint": f"{here}/authorize", "token_endpoint": f"{here}/token",
                        "device_authorization_endpoint": f"{here}/devicecode",
                    }
                )  # fmt: skip
            elif self.path.startswith("/authorize"):
                asked = {k: v[0] for k, v in parse_qs(self.path.partition("?")[2]).items()}
                self.send_response(302)
                self.send_header(
                    "Location", asked["redirect_uri"] + "?" + urlencode({"code": "code", "state": asked["state"]})
                )
                self.end_headers()
            else:
                self._say({}, 404)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            form = {k: v[0] for k, v in parse_qs(body).items()}
            if self.path.startswith("/introspect"):
                user = issuer.who(form.get("token", ""))
                self._say({"active": True, "email": user} if user else {"active": False})
            elif self.path.startswith("/devicecode"):
                self._say(
                    {
                        "device_code": "device", "user_code": "ABCD-EFGH", "verification_uri": "https://localhost/device",
                        "expires_in": 5, "interval": 1, "message": "Type ABCD-EFGH at https://localhost/device",
                    }
                )  # fmt: skip
            elif form.get("grant_type") == "refresh_token":
                if form.get("refresh_token") not in issuer.refresh:
                    self._say({"error": "invalid_grant", "error_description": "It was used or withdrawn."}, 400)
                    return
                issuer.refresh.discard(form["refresh_token"])
                issuer.renewed += 1
                self._say(issuer.answer())
            elif "device_code" in form and not issuer.signed_in:
                self._say({"error": "authorization_pending"}, 400)
            else:
                self._say(issuer.answer())

        def _say(self, value: dict[str, Any], status: int = 200) -> None:
            text = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

    return Handler


@pytest.fixture(scope="session")
def issuer(certificates: Certificates) -> Iterator[Issuer]:
    """One for all tests; what a test changes it puts back."""
    issuer = Issuer()
    plain, encrypted = (ThreadingHTTPServer(("127.0.0.1", 0), _handler(issuer)) for _ in range(2))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.certificate, certificates.key)
    encrypted.socket = context.wrap_socket(encrypted.socket, server_side=True)
    issuer.http, issuer.https = plain.server_port, encrypted.server_port
    for server in (plain, encrypted):
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield issuer
    for server in (plain, encrypted):
        server.shutdown()
        server.server_close()
