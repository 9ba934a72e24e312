"""A Dovecot of our own on loopback: IMAP in plain, with STARTTLS and over TLS, and LMTP to deliver.

It runs without root's rights. Anybody who is added may log in, and so may whoever has a token of the `issuer`; mail for
anybody is taken and kept.
"""

from __future__ import annotations

import grp
import imaplib
import itertools
import shutil
import smtplib
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from servers.certificates import Certificates
from servers.issuer import Issuer
from servers.machine import as_plain_user, folder, free_port, plain_user, program, stop, wait_for

CONFIGURATION = """
protocols = imap lmtp
base_dir = {place}/run
state_dir = {place}/state
log_path = {place}/log
instance_name = inbox-agent-tests
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
auth_failure_delay = 0
mail_max_userip_connections = 0
ssl = yes
ssl_cert = <{place}/cert.pem
ssl_key = <{place}/key.pem
ssl_dh =
mail_location = maildir:~/Maildir
mail_fsync = never
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {place}/users/%u
  mechanisms = plain login
}}
passdb {{
  driver = oauth2
  args = {place}/oauth2.conf
  mechanisms = xoauth2 oauthbearer
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={place}/mail/%u allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    special_use = \\Sent
    auto = create
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
service anvil {{
  chroot =
  # Otherwise a wrong password makes the next logins of everybody on loopback wait.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service auth {{
  inet_listener {{
    port = {auth}
  }}
}}
"""
OAUTH2 = """
introspection_mode = post
introspection_url = http://127.0.0.1:{port}/introspect
username_attribute = email
active_attribute = active
active_value = true
"""


@dataclass(frozen=True)
class User:
    """Somebody with a mailbox. The name is the address."""

    name: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Dovecot:
    """Where it listens. `auth` speaks Dovecot's SASL protocol, for Postfix."""

    place: Path
    imap: int
    imaps: int
    lmtp: int
    auth: int
    _count: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _users: dict[str, User] = field(default_factory=dict)

    def add(self, name: str = "", password: str = "") -> User:
        """A user with a mailbox, empty where the name is new; a name and password are made where none are given."""
        if name in self._users:
            return self._users[name]
        n = next(self._count)
        user = User(name or f"box{n}@agent.example", password or f"canary-{n}-secret")
        # A file of its own, since changes of a common one are noticed late.
        (self.place / "users" / user.name).write_text(f"{user.name}:{user.password}\n")
        self._users[user.name] = user
        return user

    def deliver(self, user: User, *mails: bytes, sender: str = "someone@outside.example") -> None:
        """Put mail into the INBOX, as a mail server does (LMTP)."""
        with smtplib.LMTP("127.0.0.1", self.lmtp, local_hostname="outside.example") as lmtp:
            for mail in mails:
                lmtp.sendmail(sender, [user.name], mail)

    def client(self, user: User, folder: str = "INBOX", readonly: bool = False) -> imaplib.IMAP4:
        """Another mail program of the same person, with a folder open."""
        client = imaplib.IMAP4("127.0.0.1", self.imap)
        client.login(user.name, user.password)
        client.select(folder, readonly)
        return client

    def mails(self, user: User, folder: str = "INBOX") -> list[bytes]:
        """Everything in a folder, oldest first, as this person's mail program gets it."""
        client = self.client(user, folder, readonly=True)
        numbers = client.search(None, "ALL")[1][0].split()
        found = [client.fetch(number.decode(), "(BODY.PEEK[])")[1][0] for number in numbers]
        client.logout()
        return [item[1] for item in found if isinstance(item, tuple)]

    def empty(self, user: User) -> None:
        """Remove everything from the INBOX."""
        client = self.client(user)
        if numbers := client.search(None, "ALL")[1][0].split():
            client.store(b",".join(numbers).decode(), "+FLAGS", "\\Deleted")
            client.expunge()
        client.logout()

    def kick(self, user: User) -> None:
        """End every line of this user, as a server does when a token ends."""
        doveadm = [program("doveadm", "dovecot-core"), "-c", str(self.place / "dovecot.conf"), "kick", user.name]
        subprocess.run(doveadm, check=False, capture_output=True)

    def maildir(self, user: User) -> Path:
        return self.place / "mail" / user.name / "Maildir"


@pytest.fixture(scope="session")
def dovecot(certificates: Certificates, issuer: Issuer) -> Iterator[Dovecot]:
    executable = program("dovecot", "dovecot-imapd")
    program("dovecot/lmtp", "dovecot-lmtpd")  # Postfix has an lmtp of its own
    user = plain_user()
    with folder("dovecot") as place:
        server = Dovecot(place, *(free_port() for _ in range(4)))
        text = CONFIGURATION.format(
            place=place, user=user.pw_name, group=grp.getgrgid(user.pw_gid).gr_name, uid=user.pw_uid, gid=user.pw_gid,
            imap=server.imap, imaps=server.imaps, lmtp=server.lmtp, auth=server.auth,
        )  # fmt: skip
        (place / "dovecot.conf").write_text(text)
        (place / "oauth2.conf").write_text(OAUTH2.format(port=issuer.http))
        for source, name in ((certificates.certificate, "cert.pem"), (certificates.key, "key.pem")):
            shutil.copyfile(source, place / name)
        for name in ("run", "state", "mail", "users"):
            (place / name).mkdir()
        if as_plain_user():
            for path in (place, *place.iterdir()):
                shutil.chown(path, user.pw_uid, user.pw_gid)
        process = subprocess.Popen([executable, "-F", "-c", str(place / "dovecot.conf")], **as_plain_user())
        try:
            for port in (server.imap, server.imaps, server.lmtp, server.auth):
                wait_for(port, lambda: process.poll() is None, place / "log")
            yield server
        finally:
            stop(process)
