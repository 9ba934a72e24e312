"""kill -9 aimed at each moment in which a letter leaves and its copy is laid into Sent, over real Dovecot and Postfix (T-20).

Some moments are inside the agent: Python reads a file of ours in the process that is to die. The others are on the
wire, where the proxy kills it as the bytes come by. Afterwards the agent runs in peace while hours pass, and the owner,
where they are asked, looks whether the letter arrived.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from faults.letters import Place, contact, forward, reply
from servers.agent_config import write_config
from servers.postfix import Postfix
from servers.proxy import Proxy

from inbox_agent.front.demo.post import Party
from inbox_agent.mail.message import Message
from inbox_agent.mail.parse import parse

pytestmark = pytest.mark.slow

MINUTE = timedelta(minutes=1)
AIMED = """
import os, signal
from inbox_agent.doors import imap, smtp
def moment(name):
    if os.environ.get("AIM") == name:
        os.kill(os.getpid(), signal.SIGKILL)
send, keep_sent = smtp.SmtpSender.send, imap.ImapMailbox.keep_sent
def aimed_send(self, raw, sender, recipients, mark):
    if b"Auto-Submitted" in raw:
        return send(self, raw, sender, recipients, mark)
    def aimed_mark():
        moment("before the mark")
        mark()
        moment("after the mark")
    outcome = send(self, raw, sender, recipients, aimed_mark)
    moment("after the answer to the dot, before its record")
    return outcome
def aimed_keep(self, message_id, raw):
    moment("before the look for the copy")
    kept = keep_sent(self, message_id, raw)
    moment("after the copy, before its record")
    return kept
smtp.SmtpSender.send, imap.ImapMailbox.keep_sent = aimed_send, aimed_keep
"""
DOT = rb"(?:\A|\r\n)\.\r\n\Z"
#: moment: whether nobody but the owner can know that the letter did not leave
LEAVING = {
    "before the mark": False,
    "after the mark": True,
    "before the final dot": True,
    "after the final dot": False,
    "before the answer to the dot": False,
    "after the answer to the dot, before its record": False,
}
COPYING = (
    "before the look for the copy",
    "before APPEND",
    "before the answer to APPEND",
    "after the copy, before its record",
)


class Errand:
    """One contact from the forward to the copy in Sent, at moments that are given to each pass."""

    def __init__(self, folder: Path, postfix: Postfix, smtp: Proxy, imap: Proxy) -> None:
        self.folder, self.postfix, self.dovecot = folder, postfix, postfix.dovecot
        self.smtp, self.imap = smtp, imap
        self.mailbox, self.home, self.them = (self.dovecot.add() for _ in range(3))
        self.place = Place(Party("Sofia Lind", self.home.name), self.mailbox.name)
        self.now = datetime.now(UTC) + timedelta(days=1)
        self.asked = 0
        self.process: subprocess.Popen[bytes] | None = None
        (folder / "aimed").mkdir()
        (folder / "aimed" / "sitecustomize.py").write_text(AIMED)
        url = f"sqlite:///{folder / 'agent.sqlite'}"
        more = "[approval]\nundo_minutes = 0\n"
        self.config = write_config(
            folder, {"name": "Sofia Lind", "addresses": [self.home.name]}, self.mailbox, imap.port, smtp.port, url, more
        )

    def go(self, later: timedelta, aim: str = "") -> None:
        """One pass of the real command; it dies at the moment that is aimed at, or ends well."""
        self.now += later
        command = [sys.executable, "-m", "inbox_agent", "run", "--once", "--config", str(self.config)]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [*command, "--now", self.now.isoformat()],
                env=os.environ | {"PYTHONPATH": str(self.folder / "aimed"), "AIM": aim},
                stdout=log,
                stderr=log,
            )
            ended = self.process.wait(120)
        assert ended == (-signal.SIGKILL if aim else 0), f"{aim!r}: {(self.folder / 'log').read_text()[-3000:]}"
        self.postfix.settled()

    def kill(self) -> None:
        assert self.process
        self.process.kill()

    def begin(self) -> None:
        """The letter waits for the owner's yes."""
        self.go(timedelta())
        raw = forward(0, self.now, self.place).replace(contact(0).addr.encode(), self.them.name.encode())
        self.dovecot.deliver(self.mailbox, raw)
        self.go(MINUTE)
        self._answer("approval", "ok")

    def told(self, kind: str) -> list[Message]:
        mails = [parse(raw) for raw in self.dovecot.mails(self.home)]
        return [m for m in mails if isinstance(m, Message) and m.header("X-Inbox-Agent") == kind]

    def _answer(self, kind: str, words: str) -> None:
        (mail,) = self.told(kind)
        self.dovecot.deliver(self.mailbox, reply(mail, words, self.now, f"{kind}.{self.home.name}", self.place.owner))

    def let_hours_pass(self) -> None:
        for minutes in (2, 5, 15, 30):
            self.go(minutes * MINUTE)
            if not self.asked and any("do not know whether" in m.text for m in self.told("trouble")):
                self.asked += 1
                self._answer("trouble", "no" if self.letters() else "ok")
                self.go(MINUTE)
                self.go(3 * MINUTE)

    def letters(self) -> list[bytes]:
        return self.dovecot.mails(self.them)

    def copies(self) -> list[bytes]:
        return self.dovecot.mails(self.mailbox, "Sent")


def aim(errand: Errand, moment: str) -> None:
    """Moments on the wire; those inside the agent are aimed at by their name alone."""
    wire = {
        "before the final dot": lambda: errand.smtp.requests.before(DOT, errand.kill),
        "after the final dot": lambda: errand.smtp.requests.after(DOT, errand.kill),
        "before the answer to the dot": lambda: errand.smtp.answers.before(b"queued as", errand.kill),
        "before APPEND": lambda: errand.imap.requests.before(b" APPEND ", errand.kill),
        "before the answer to APPEND": lambda: errand.imap.answers.before(b"APPENDUID", errand.kill),
    }
    wire.get(moment, lambda: None)()


@pytest.mark.parametrize("moment", LEAVING)
def test_a_death_as_a_letter_leaves_sends_it_once(tmp_path: Path, postfix: Postfix, moment: str) -> None:
    """R-05, R-06, R-07: one letter and one copy; the owner is asked only where nobody else can know."""
    with Proxy(postfix.smtp) as smtp, Proxy(postfix.dovecot.imap) as imap:
        errand = Errand(tmp_path, postfix, smtp, imap)
        errand.begin()
        aim(errand, moment)
        errand.go(MINUTE, moment)
        errand.let_hours_pass()
        assert len(errand.letters()) == 1
        assert errand.asked == LEAVING[moment]
        assert len(errand.copies()) == 1


@pytest.mark.parametrize("moment", COPYING)
def test_a_death_as_the_copy_is_laid_into_sent_leaves_one(tmp_path: Path, postfix: Postfix, moment: str) -> None:
    """T-20, F-72: whether the server had taken it or not, the next look finds it or lays it there."""
    with Proxy(postfix.smtp) as smtp, Proxy(postfix.dovecot.imap) as imap:
        errand = Errand(tmp_path, postfix, smtp, imap)
        errand.begin()
        errand.go(MINUTE)
        assert len(errand.letters()) == 1
        assert errand.copies() == []
        aim(errand, moment)
        errand.go(2 * MINUTE, moment)
        errand.let_hours_pass()
        assert len(errand.copies()) == 1
        (letter,) = errand.letters()
        sent, got = parse(errand.copies()[0]), parse(letter)
        assert isinstance(sent, Message)
        assert isinstance(got, Message)
        assert (sent.message_id, sent.text) == (got.message_id, got.text)
        assert errand.asked == 0
