"""A Postfix of our own on loopback, which hands every mail for *.example to the Dovecot of the tests.

Two ways in: `smtp` without a login, and `submission` with STARTTLS and a login that Dovecot checks. Nothing
leaves the machine. An address whose local part begins with `unknown` is refused at RCPT with 550, one with
`later` with 450. To an address that begins with `stamped` it vouches on top of the mail as providers do
(`Authentication-Results`), and of a From that begins with `rewritten` it makes another. Postfix is started by root and gives its rights up itself, so without root it is skipped.
"""

from __future__ import annotations

import grp
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from servers.certificates import Certificates
from servers.dovecot import Dovecot
from servers.machine import folder, free_port, lacking, program, wait_for

MAIN = """
compatibility_level = 3.6
queue_directory = {place}/queue
data_directory = {place}/data
mail_owner = postfix
setgid_group = postdrop
maillog_file = {place}/log
maillog_file_prefixes = /tmp
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.agent.example
mydestination =
mynetworks = 127.0.0.0/8
local_recipient_maps =
alias_maps =
alias_database =
default_transport = error:no mail leaves this machine
relay_transport = error:no mail leaves this machine
virtual_mailbox_domains = regexp:{place}/domains
virtual_mailbox_maps = regexp:{place}/recipients
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
smtpd_recipient_restrictions = check_recipient_access regexp:{place}/access, permit_mynetworks, permit_sasl_authenticated, reject
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject
smtpd_delay_reject = yes
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtpd_tls_cert_file = {place}/cert.pem
smtpd_tls_key_file = {place}/key.pem
smtpd_tls_security_level = may
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{auth}
smtpd_sasl_auth_enable = no
smtputf8_enable = yes
message_size_limit = 30000000
mailbox_size_limit = 0
virtual_mailbox_limit = 0
header_checks = regexp:{place}/headers
"""

MASTER = """
127.0.0.1:{smtp} inet n - n - - smtpd
127.0.0.1:{submission} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_tls_auth_only=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
  -o smtpd_recipient_restrictions=check_recipient_access,regexp:{place}/access,permit_sasl_authenticated,reject
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
tlsmgr unix - - n 1000? 1 tlsmgr
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """Where it listens. Everything that it takes lies in the mailboxes of `dovecot` soon after."""

    place: Path
    smtp: int
    submission: int
    dovecot: Dovecot

    def settled(self, seconds: float = 60) -> None:
        """Wait until every mail that was taken has been delivered."""
        end = time.monotonic() + seconds
        while any(
            p.is_file() for name in ("incoming", "active", "maildrop") for p in (self.place / "queue" / name).rglob("*")
        ):
            assert time.monotonic() < end, (self.place / "log").read_text()[-3000:]
            time.sleep(0.05)


@pytest.fixture(scope="session")
def postfix(dovecot: Dovecot, certificates: Certificates) -> Iterator[Postfix]:
    executable = program("postfix", "postfix")
    if os.geteuid() != 0:
        lacking("Postfix can only be started by root")
    with folder("postfix") as place:
        server = Postfix(place, free_port(), free_port(), dovecot)
        values = {"place": place, "smtp": server.smtp, "submission": server.submission}
        (place / "main.cf").write_text(MAIN.format(**values, lmtp=dovecot.lmtp, auth=dovecot.auth))
        (place / "master.cf").write_text(MASTER.format(**values))
        (place / "domains").write_text("/\\.example$/ OK\n")
        (place / "recipients").write_text("/./ OK\n")
        (place / "access").write_text(
            "/^unknown/ 550 5.1.1 there is nobody of that name\n/^later/ 450 4.2.0 come back later\n"
            "/^stamped/ PREPEND Authentication-Results: mx.agent.example; spf=pass smtp.mailfrom=stamped; dmarc=pass header.from=host.example\n"
        )
        (place / "headers").write_text("/^From:.*<rewritten@(.*)>/ REPLACE From: <login@$1>\n")
        shutil.copyfile(certificates.certificate, place / "cert.pem")
        shutil.copyfile(certificates.key, place / "key.pem")
        (place / "queue").mkdir()
        (place / "data").mkdir(mode=0o700)
        shutil.chown(place / "data", "postfix", grp.getgrnam("postfix").gr_gid)
        command = [executable, "-c", str(place)]
        subprocess.run([*command, "start"], check=True, capture_output=True)
        try:
            for port in (server.smtp, server.submission):
                wait_for(port, lambda: True, place / "log")
            yield server
        finally:
            subprocess.run([*command, "abort"], check=False, capture_output=True)
            _gone(place)


def _gone(place: Path, seconds: float = 10) -> None:
    """Wait until no process of this Postfix is left, so that its folder can go."""
    pid = place / "queue" / "pid" / "master.pid"
    end = time.monotonic() + seconds
    while time.monotonic() < end and pid.exists() and Path("/proc", pid.read_text().strip()).exists():
        time.sleep(0.05)
