"""Google's sign-in for programs on one's own machine: a browser comes back to a port here (RFC 8252)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from inbox_agent.doors.oauth.store import Store
from inbox_agent.errors import Unwell, WrongUse

SCOPES = ["https://mail.google.com/"]
ENDPOINTS = {
    "auth_uri": "https://accounts.google.com/o/oauth2/auth",
    "token_uri": "https://oauth2.googleapis.com/token",
}
SECONDS = 600  #: to sign in


class Google:
    """One mailbox at Google. Client id and secret are of an OAuth client of one's own, of the type "desktop app".

    The "secret" of such a client is none (RFC 8252 8.5), but Google asks for it.
    """

    def __init__(
        self,
        user: str,
        client_id: str,
        client_secret: Callable[[], str],
        store: Store,
        endpoints: dict[str, str] | None = None,
    ) -> None:
        self._user, self._client_id, self._client_secret, self._store = user, client_id, client_secret, store
        self._endpoints = endpoints or ENDPOINTS

    def sign_in(self, tell: Callable[[str], object]) -> None:
        """Print a link, wait for the browser to come back, keep what it brings."""
        flow_class, _, _ = _library()
        client = {"client_id": self._client_id, "client_secret": self._client_secret(), **self._endpoints}
        flow = flow_class.from_client_config({"installed": client}, SCOPES)
        tell(f"Open the link in a browser on this machine, and sign in as {self._user}:")
        with self._store.locked():
            try:
                found = flow.run_local_server(
                    host="127.0.0.1",
                    port=0,
                    open_browser=False,
                    authorization_prompt_message="{url}",
                    success_message="You are signed in. This window can be closed.",
                    timeout_seconds=SECONDS,
                    access_type="offline",
                    prompt="consent",
                    login_hint=self._user,
                )
            except Exception as fault:
                raise Unwell(
                    f"Nobody was signed in: {type(fault).__name__}.", "Try again: inbox-agent login"
                ) from fault
            self._store.write(found.to_json())

    def token(self, anew: bool) -> str:
        """An access token; a new one where the last was refused or is old."""
        _, credentials_class, request = _library()
        with self._store.locked():
            text = self._store.read()
            if not text:
                raise Unwell(f"Nobody has signed in for {self._user} yet.", "Run: inbox-agent login")
            # Not `from_authorized_user_info`: it takes Google's own endpoint whatever the file says.
            known = json.loads(text)
            kept: Any = credentials_class(
                known.get("token"),
                refresh_token=known.get("refresh_token"),
                token_uri=self._endpoints["token_uri"],
                client_id=known.get("client_id"),
                client_secret=known.get("client_secret"),
                scopes=SCOPES,
                expiry=_expiry(known.get("expiry")),
            )
            if anew or not kept.valid:
                from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415

                try:
                    kept.refresh(request())
                except GoogleAuthError as fault:
                    raise Unwell(
                        f"Google gives no new token for {self._user}: {str(fault)[:200]}",
                        "Sign in again: inbox-agent login",
                    ) from None
                self._store.write(kept.to_json())  # before it is used
            return str(kept.token)


def _expiry(text: str | None) -> datetime | None:
    """The library counts in UTC without a zone."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC).replace(tzinfo=None) if text else None


def _library() -> tuple[Any, Any, Any]:
    try:
        from google.auth.transport.requests import Request  # noqa: PLC0415
        from google.oauth2.credentials import Credentials  # noqa: PLC0415
        from google_auth_oauthlib.flow import InstalledAppFlow  # noqa: PLC0415
    except ImportError:
        raise WrongUse(
            "Signing in at Google needs further packages.", "Run: pip install 'inbox-agent[google-login]'"
        ) from None
    return InstalledAppFlow, Credentials, Request
