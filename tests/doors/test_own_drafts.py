"""The owner's own Drafts, on a real Dovecot and in a Maildir: each draft lies there once, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from servers.dovecot import Dovecot

from inbox_agent.doors import maildir
from inbox_agent.doors.imap_server import ImapServer
from inbox_agent.doors.own_drafts import ImapDrafts, MaildirDrafts
from inbox_agent.errors import Unwell

ONE, TWO = "<one@sofia.example>", "<two@sofia.example>"


def mail(message_id: str) -> bytes:
    return f"From: Sofia <sofia@home.example>\r\nTo: <ada@lab.example>\r\nSubject: A question\r\nMessage-ID: {message_id}\r\n\r\nDear Ada\r\n".encode()


@dataclass
class Place:
    door: ImapDrafts | MaildirDrafts
    lying: Callable[[], list[bytes]]
    flags: Callable[[], str]


@pytest.fixture(params=["maildir", "imap"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "maildir":
        maildir.create(tmp_path / "drafts")
        cur = tmp_path / "drafts" / "cur"
        yield Place(
            MaildirDrafts(tmp_path / "drafts"),
            lambda: [p.read_bytes() for p in sorted(cur.iterdir())],
            lambda: " ".join(p.name for p in cur.iterdir()),
        )
        return
    dovecot: Dovecot = request.getfixturevalue("dovecot")
    user = dovecot.add()
    with dovecot.client(user) as client:
        client.create("Drafts")
    server = ImapServer("127.0.0.1", dovecot.imap, "plain-loopback", user.name, lambda: user.password)

    def flags() -> str:
        with dovecot.client(user, "Drafts") as client:
            return str(client.fetch("1", "(FLAGS)"))

    yield Place(ImapDrafts(server, "Drafts"), lambda: dovecot.mails(user, "Drafts"), flags)


def test_a_draft_lies_there_once(place: Place) -> None:
    """As a draft, with every byte, however often it is put."""
    for _ in range(3):
        place.door.put(ONE, mail(ONE))
    (raw,) = place.lying()
    assert raw.replace(b"\r\n", b"\n") == mail(ONE).replace(b"\r\n", b"\n")
    assert "Draft" in place.flags() or ":2,DS" in place.flags()


def test_only_the_named_one_is_taken_away(place: Place) -> None:
    """Others stay; one that is not there any more is no fault."""
    place.door.put(ONE, mail(ONE))
    place.door.put(TWO, mail(TWO))
    place.door.remove(ONE)
    place.door.remove(ONE)
    (raw,) = place.lying()
    assert TWO.encode() in raw


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """With what to check."""
    with pytest.raises(Unwell, match="could not be used"):
        MaildirDrafts(tmp_path / "none").put(ONE, mail(ONE))


def test_a_folder_that_the_server_does_not_have_is_told(dovecot: Dovecot) -> None:
    """The server's own words are in it."""
    user = dovecot.add()
    server = ImapServer("127.0.0.1", dovecot.imap, "plain-loopback", user.name, lambda: user.password)
    with pytest.raises(Unwell, match="Entwurf"):
        ImapDrafts(server, "Entwurf").put(ONE, mail(ONE))
