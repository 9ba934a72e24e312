"""How lines are protected: what counts as this machine, and how often a login is tried."""

from __future__ import annotations

from pathlib import Path

import pytest

from inbox_agent.doors.line import LoginFailed, Logins, check_security, is_loopback, tls_context, without
from inbox_agent.errors import WrongUse


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("localhost", True),
        ("LOCALHOST.", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("mail.agent.example", False),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("10.0.0.1", False),
        ("0.0.0.0", False),
        ("", False),
    ],
)
def test_only_this_machine_is_loopback(host: str, here: bool) -> None:
    """T-41: by its form, since DNS can be made to call any name 127.0.0.1."""
    assert is_loopback(host) is here
    if not here:
        with pytest.raises(WrongUse, match="plain text"):
            check_security(host, "plain-loopback")
    check_security(host, "tls")


def test_a_pause_follows_a_failed_login_and_ends() -> None:
    """R-24: the failure of the first try is told again, with the time that is left."""
    now = [0.0]
    logins = Logins(lambda: now[0], pause=900)
    logins.check()
    logins.failed(LoginFailed("No.", "Look."))
    now[0] = 300
    with pytest.raises(LoginFailed, match=r"No\. Look\. The next try is in 10 min\."):
        logins.check()
    now[0] = 900
    logins.check()
    logins.failed(LoginFailed("No.", "Look."))
    logins.passed()
    logins.check()
    assert logins.wait() == 0


def test_a_file_without_certificates_is_told(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    for path in (tmp_path / "ca.pem", tmp_path / "missing.pem"):
        with pytest.raises(WrongUse, match="ca_file"):
            tls_context(path)


def test_an_echoed_password_is_struck_out() -> None:
    assert without("s3cret", "535 s3cret is wrong") == "535 *** is wrong"
    assert without("", "535 wrong") == "535 wrong"
