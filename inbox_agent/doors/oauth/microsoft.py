"""Microsoft's sign-in: a code that is typed into any browser, and tokens that are renewed from then on (RFC 8628)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inbox_agent.doors.oauth.store import Store
from inbox_agent.errors import Unwell, WrongUse

SCOPES = ["https://outlook.office.com/IMAP.AccessAsUser.All", "https://outlook.office.com/SMTP.Send"]
AUTHORITY = "https://login.microsoftonline.com"
MEND = "Sign in again: inbox-agent login"


class Microsoft:
    """One mailbox at Microsoft. `client_id` is of an app registration of one's own that allows public clients."""

    def __init__(
        self, user: str, client_id: str, store: Store, authority: str = f"{AUTHORITY}/common", **more: Any
    ) -> None:
        self._user, self._client_id, self._store, self._authority = user, client_id, store, authority
        self._more = more  # for a server of tests: how to trust it

    def sign_in(self, tell: Callable[[str], object]) -> None:
        """Say what to type where, wait until it is done, keep what comes. Raises `Unwell` where it is not done in time."""
        with self._store.locked():
            application, cache = self._application()
            flow = application.initiate_device_flow(scopes=SCOPES)
            if "user_code" not in flow:
                raise Unwell(
                    f"Microsoft did not begin a sign-in: {_says(flow)}", "Check oauth2_client_id and oauth2_tenant."
                )
            tell(str(flow["message"]))
            answer = application.acquire_token_by_device_flow(flow)
            if "access_token" not in answer:
                raise Unwell(f"Nobody was signed in: {_says(answer)}", MEND)
            self._store.write(cache.serialize())

    def token(self, anew: bool) -> str:
        """An access token; a new one where the last was refused or is old. Raises `Unwell` where one must sign in again."""
        with self._store.locked():
            application, cache = self._application()
            accounts = application.get_accounts()
            if not accounts:
                raise Unwell(f"Nobody has signed in for {self._user} yet.", "Run: inbox-agent login")
            answer = application.acquire_token_silent(SCOPES, account=accounts[0], force_refresh=anew) or {}
            if cache.has_state_changed:
                self._store.write(cache.serialize())  # before it is used
            if "access_token" not in answer:
                raise Unwell(f"Microsoft gives no new token for {self._user}: {_says(answer)}", MEND)
            return str(answer["access_token"])

    def _application(self) -> tuple[Any, Any]:
        try:
            import msal  # noqa: PLC0415
        except ImportError:
            raise WrongUse(
                "Signing in at Microsoft needs a further package.", "Run: pip install 'inbox-agent[microsoft]'"
            ) from None
        cache = msal.SerializableTokenCache()
        if text := self._store.read():
            cache.deserialize(text)
        try:
            application = msal.PublicClientApplication(
                self._client_id, authority=self._authority, token_cache=cache, **self._more
            )
        except (ValueError, OSError) as fault:
            raise Unwell(f"Microsoft's sign-in cannot be reached: {fault}.", "Check the network.") from fault
        return application, cache


def _says(answer: dict[str, Any]) -> str:
    said = str(answer.get("error_description") or answer.get("error") or "no reason was given")
    return said.splitlines()[0][:300]
