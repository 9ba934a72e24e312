"""The watcher on a real Dovecot: news at once, over renewals and lines that end in every way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from contract import mail
from servers.dovecot import Dovecot, User
from servers.machine import free_port
from servers.proxy import Proxy

from inbox_agent.doors.idle import Watcher
from inbox_agent.doors.line import Logins


@pytest.fixture
def user(dovecot: Dovecot) -> User:
    return dovecot.add()


@pytest.fixture
def line(dovecot: Dovecot) -> Iterator[Proxy]:
    with Proxy(dovecot.imap) as proxy:
        yield proxy


HANG = 60  #: seconds after which a test gives up; nothing here takes so long


class Signals:
    """Counts what the watcher says."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1

    def reaches(self, count: int) -> bool:
        return _within(lambda: self.count >= count)


def _within(holds: Callable[[], bool]) -> bool:
    """Whether it comes about; the time only ends what hangs, however busy the machine is."""
    end = time.monotonic() + HANG
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


@contextmanager
def watching(user: User, port: int, **more: Any) -> Iterator[Signals]:
    """A watcher on its thread, which must end when it is told to."""
    given = {"password": lambda: user.password, "timeout": 20.0, "first_pause": 0.05} | more
    watcher = Watcher("127.0.0.1", port, "plain-loopback", user=user.name, **given)
    signals, stop = Signals(), threading.Event()
    thread = threading.Thread(target=watcher.watch, args=(signals, stop))
    thread.start()
    try:
        yield signals
    finally:
        stop.set()
        thread.join(timeout=HANG)
        assert not thread.is_alive(), "the watcher does not stop"


def test_mail_is_told_within_a_second(dovecot: Dovecot, user: User, line: Proxy) -> None:
    """F-02: one signal when the watch begins, one for each mail, none without cause."""
    with watching(user, line.port) as signals:
        assert signals.reaches(1)
        dovecot.deliver(user, mail(1))
        assert signals.reaches(2)
        time.sleep(0.6)
        assert signals.count == 2


def test_marks_of_other_programs_are_no_news(dovecot: Dovecot, user: User, line: Proxy) -> None:
    dovecot.deliver(user, mail(1))
    with watching(user, line.port) as signals:
        assert signals.reaches(1)
        client = dovecot.client(user)
        client.store("1", "+FLAGS", "\\Seen")
        client.logout()
        assert _within(lambda: b"FETCH" in line.answers.seen)
        time.sleep(0.2)
        assert signals.count == 1


def test_idle_is_renewed_on_the_same_line(dovecot: Dovecot, user: User, line: Proxy) -> None:
    """RFC 2177: begun anew before the server hangs up; mail is heard before, between and after."""
    with watching(user, line.port, renew=0.3) as signals:
        assert _within(lambda: line.requests.seen.count(b"DONE\r\n") >= 3)
        dovecot.deliver(user, mail(1))
        assert signals.reaches(2)
        assert line.connections == 1


def test_a_line_that_is_cut_is_opened_again(dovecot: Dovecot, user: User, line: Proxy) -> None:
    """Mail that came while nobody listened is covered by the signal of the new line."""
    with watching(user, line.port) as signals:
        assert signals.reaches(1)
        line.refuse()
        dovecot.deliver(user, mail(1))
        assert _within(lambda: line.connections >= 3)
        line.restore()
        assert signals.reaches(2)
        dovecot.deliver(user, mail(2))
        assert signals.reaches(3)


def test_a_server_that_says_goodbye(dovecot: Dovecot, user: User, line: Proxy) -> None:
    """R-22: BYE in IDLE is the end of the line, and a new one follows."""
    with watching(user, line.port) as signals:
        assert signals.reaches(1)
        line.answers.replace(b"* 1 EXISTS\r\n", b"* BYE closing for lunch\r\n")
        dovecot.deliver(user, mail(1))
        assert _within(lambda: line.connections >= 2)
        line.answers.clear()
        assert signals.reaches(2)


def test_a_line_that_died_without_a_word_is_found_at_the_renewal(dovecot: Dovecot, user: User, line: Proxy) -> None:
    """A router that forgets the line sends nothing; the answer to DONE does not come, so a new line is opened."""
    with watching(user, line.port, renew=0.5, timeout=2.0) as signals:
        assert signals.reaches(1)
        line.answers.stall_after(0)
        assert _within(lambda: line.connections >= 2)
        line.restore()
        assert signals.reaches(2)
        dovecot.deliver(user, mail(1))
        assert signals.reaches(3)


def test_a_server_without_idle_ends_the_watch(user: User, line: Proxy) -> None:
    """R-36: the poll goes on without it."""
    line.answers.replace(b"IDLE", b"XXXX")
    watcher = Watcher("127.0.0.1", line.port, "plain-loopback", user=user.name, password=lambda: user.password)
    signals = Signals()
    watcher.watch(signals, threading.Event())
    assert signals.count == 0


def test_a_wrong_password_is_not_tried_again_and_again(user: User, line: Proxy) -> None:
    """R-24: the watcher waits out the pause, and shares it with the mailbox."""
    logins = Logins()
    with watching(user, line.port, password=lambda: "wrong", logins=logins) as signals:
        assert _within(lambda: logins.wait() > 0)
        time.sleep(0.5)
        assert (line.connections, signals.count) == (1, 0)


def test_a_server_that_is_down_does_not_end_the_watch(user: User) -> None:
    """R-19: the watcher goes on trying, at growing distance, and stops when told."""
    with watching(user, free_port()) as signals:
        time.sleep(0.5)
        assert signals.count == 0
