"""An access token where a password would be, and what a login says with it (RFC 7628, and Google's XOAUTH2 before it)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class AccessTokens:
    """Called at each login. `fetch(True)` asks for a new token, since the server did not take the last one.

    A server refuses a token that has just expired, or was withdrawn, in the same words as a wrong one. So a
    login that is refused is tried once more with a token that was surely fetched after the refusal.
    """

    fetch: Callable[[bool], str]

    def __call__(self) -> str:
        return self.fetch(False)

    def anew(self) -> str:
        return self.fetch(True)


def bearer(user: str, token: str, host: str, port: int) -> bytes:
    """The initial client response of OAUTHBEARER (RFC 7628 3.1)."""
    name = user.replace("=", "=3D").replace(",", "=2C")
    return f"n,a={name},\x01host={host}\x01port={port}\x01auth=Bearer {token}\x01\x01".encode()


def xoauth2(user: str, token: str) -> bytes:
    """The initial client response of XOAUTH2."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01".encode()
