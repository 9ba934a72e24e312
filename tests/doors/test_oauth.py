"""Login by OAuth2, against a Dovecot and a Postfix that ask an issuer of tokens (F-91)."""

from __future__ import annotations

import stat
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers.certificates import Certificates
from servers.dovecot import User
from servers.issuer import Issuer
from servers.postfix import Postfix

from inbox_agent.doors.imap import ImapMailbox
from inbox_agent.doors.line import LoginFailed
from inbox_agent.doors.loop import Loop
from inbox_agent.doors.oauth.google import Google
from inbox_agent.doors.oauth.microsoft import Microsoft
from inbox_agent.doors.oauth.store import Store
from inbox_agent.doors.oauth.tokens import AccessTokens
from inbox_agent.doors.smtp import SmtpSender
from inbox_agent.errors import Refused, Unwell


@pytest.fixture
def user(postfix: Postfix, issuer: Issuer) -> Iterator[User]:
    """Somebody whom the issuer knows."""
    user = postfix.dovecot.add()
    issuer.user, issuer.lives, issuer.tells = user.name, 3600, 3600
    yield user
    issuer.withdraw()


def mailbox(postfix: Postfix, user: User, tokens: AccessTokens) -> ImapMailbox:
    return ImapMailbox("localhost", postfix.dovecot.imap, "plain-loopback", user=user.name, password=tokens)


def test_a_token_reads_and_sends(postfix: Postfix, user: User, issuer: Issuer, certificates: Certificates) -> None:
    """OAUTHBEARER for IMAP and XOAUTH2 for SMTP, where a password would be."""
    tokens = AccessTokens(lambda anew: issuer.issue())
    assert "Sent" in mailbox(postfix, user, tokens).check()
    loop = Loop()
    try:
        sender = SmtpSender(
            "localhost",
            postfix.submission,
            "starttls",
            user=user.name,
            password=tokens,
            run=loop.run,
            ca_file=certificates.ca,
        )
        assert sender.check()
        sender.close()
    finally:
        loop.close()


def test_a_token_that_has_expired_is_fetched_anew_once(postfix: Postfix, user: User, issuer: Issuer) -> None:
    """The server's refusal is answered with a fresh token; it counts as no failed login."""
    old = issuer.issue()
    issuer.withdraw()
    asked: list[bool] = []

    def fetch(anew: bool) -> str:
        asked.append(anew)
        return issuer.issue() if anew else old

    assert mailbox(postfix, user, AccessTokens(fetch)).check()
    assert asked == [False, True]


def test_a_token_that_ends_while_the_line_is_open_costs_no_mail(postfix: Postfix, user: User, issuer: Issuer) -> None:
    """The kept line breaks after the token's end; the next visit logs in with a new one and reads on."""
    from datetime import UTC, datetime  # noqa: PLC0415

    tokens = AccessTokens(lambda anew: issuer.issue())
    box = mailbox(postfix, user, tokens)
    since = datetime(2020, 1, 1, tzinfo=UTC)
    seen: dict[tuple[str, int], set[int]] = {}

    def read() -> list[bytes]:
        found = []
        for item in box.fetch(lambda folder, validity: seen.setdefault((folder, validity), set()), since):
            if hasattr(item, "raw"):
                found.append(item.raw)
                seen[item.spot.folder, item.spot.uidvalidity].add(item.spot.uid)
        return found

    postfix.dovecot.deliver(user, b"Subject: one\n\none\n")
    assert len(read()) == 1
    issuer.withdraw()
    postfix.dovecot.kick(user)
    postfix.dovecot.deliver(user, b"Subject: two\n\ntwo\n")
    assert len(read()) == 1


def test_a_token_that_is_never_taken_is_told_with_its_own_mend(postfix: Postfix, user: User) -> None:
    """Two tries, then the sentence; the token is not in it (T-40)."""
    with pytest.raises(LoginFailed) as fault:
        mailbox(postfix, user, AccessTokens(lambda anew: "canary-token")).check()
    assert "inbox-agent login" in str(fault.value)
    assert "canary-token" not in str(fault.value)


@pytest.fixture
def microsoft(
    user: User, issuer: Issuer, certificates: Certificates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Microsoft:
    pytest.importorskip("msal")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificates.ca))
    store = Store(tmp_path / "logins" / "box.json")
    authority = f"https://localhost:{issuer.https}/tenant"
    return Microsoft(user.name, "client", store, authority, instance_discovery=False)


def test_signing_in_at_microsoft_is_done_once_and_renewed_from_then_on(
    microsoft: Microsoft, postfix: Postfix, user: User, issuer: Issuer, tmp_path: Path
) -> None:
    """A code to type, then tokens; each refresh token is kept before it is used, in a file that only its owner may read."""
    said: list[str] = []
    microsoft.sign_in(said.append)
    assert "ABCD-EFGH" in said[0]
    file = tmp_path / "logins" / "box.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    first = microsoft.token(False)
    assert microsoft.token(False) == first
    second = microsoft.token(True)
    assert second != first
    third = microsoft.token(True)  # with the refresh token that came with the second, since the first is used up
    assert third != second
    assert mailbox(postfix, user, AccessTokens(microsoft.token)).check()


def test_two_processes_do_not_use_one_refresh_token_at_once(microsoft: Microsoft, issuer: Issuer) -> None:
    """Eight at a time, and every one gets a token: a refresh token used twice would lock everybody out."""
    microsoft.sign_in(lambda said: None)
    got: list[str] = []
    threads = [threading.Thread(target=lambda: got.append(microsoft.token(True))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(set(got)) == 8


def test_a_sign_in_that_was_withdrawn_says_to_sign_in_again(microsoft: Microsoft, issuer: Issuer) -> None:
    """So does one that never was."""
    with pytest.raises(Unwell, match="inbox-agent login"):
        microsoft.token(False)
    microsoft.sign_in(lambda said: None)
    issuer.refresh.clear()
    with pytest.raises(Unwell, match="Sign in again"):
        microsoft.token(True)


def test_a_code_that_nobody_types_ends(microsoft: Microsoft, issuer: Issuer) -> None:
    """Within the time that the provider gives."""
    issuer.signed_in = False
    try:
        with pytest.raises(Unwell, match="Nobody was signed in"):
            microsoft.sign_in(lambda said: None)
    finally:
        issuer.signed_in = True


def test_signing_in_at_google_by_a_browser(
    user: User, issuer: Issuer, certificates: Certificates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The browser comes back to a port on this machine; from then on tokens renew themselves."""
    pytest.importorskip("google_auth_oauthlib")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificates.ca))
    here = f"https://localhost:{issuer.https}"
    google = Google(
        user.name, "client", lambda: "no secret", Store(tmp_path / "box.json"),
        {"auth_uri": f"{here}/authorize", "token_uri": f"{here}/token"},
    )  # fmt: skip
    links: list[str] = []
    monkeypatch.setattr("builtins.print", lambda *words, **_: links.extend(str(w) for w in words))
    browser = threading.Thread(target=_browse, args=(links, certificates), daemon=True)
    browser.start()
    google.sign_in(lambda said: None)
    browser.join(10)
    first = google.token(False)
    assert issuer.who(first) == user.name
    assert google.token(True) != first


def _browse(links: list[str], certificates: Certificates) -> None:
    """Follow the printed link, as a person's browser would."""
    import ssl  # noqa: PLC0415

    end = time.monotonic() + 60
    while not links and time.monotonic() < end:
        time.sleep(0.05)
    link = next(word for word in links[0].split() if word.startswith("https://"))
    context = ssl.create_default_context(cafile=str(certificates.ca))
    urllib.request.urlopen(link, timeout=60, context=context).read()


def test_a_store_that_others_may_read_is_refused(tmp_path: Path) -> None:
    """As every secret in a file (T-40)."""
    store = Store(tmp_path / "box.json")
    store.write("secret")
    assert store.read() == "secret"
    (tmp_path / "box.json").chmod(0o644)
    with pytest.raises(Refused):
        store.read()
