"""What was set aside is tried again or ticked off, and nothing of it is lost (T-23)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from stories.mailroom import MAILBOX, OWNER, Mailroom

from inbox_agent.rounds import set_aside

START = datetime(2026, 9, 7, 7, 10, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)
NOTE = f"From: Sofia Lind <{OWNER}>\nTo: <{MAILBOX}>\nSubject: Ada\nMessage-ID: <ada@programs.example>\n\nI met Ada Holm <ada.holm@brightlab.example> at Nordic Design and want to ask her how she began to lead.\n"


def test_a_mail_is_handled_once_more_and_leaves_the_list(tmp_path: Path) -> None:
    """A mail set aside by a fault that is mended since is taken in as if nothing had happened."""
    with Mailroom(tmp_path, START) as room:
        room.get(b"\x00\x00")  # something to be set aside by itself
        room.get(NOTE.encode())
        with room.transaction() as tx:
            before = len(tx.people.all())
            note = next(m for n in range(1, 9) if (m := tx.mail.get(n)) and m.kind == "note-contact")
            tx.mail.put_aside(room.clock(), "a fault since mended", message=note.id)
        with room.transaction() as tx:
            aside = tx.mail.asides()[-1]
            assert set_aside.retry(tx, aside.id, room.clock())
        room.turn_to(room.clock())
        with room.transaction() as tx:
            assert aside.id not in [a.id for a in tx.mail.asides()]
            handled = tx.mail.get(note.id)
            assert handled is not None
            assert handled.state == "taken"
            assert len(tx.people.all()) == before
            assert "tried-again" in [e.what for _, e in tx.events.between(START - A_MINUTE, room.clock() + A_MINUTE)]


def test_what_fails_again_comes_back(tmp_path: Path) -> None:
    """Rubbish stays rubbish: it returns to the list under a new number, with its cause."""
    with Mailroom(tmp_path, START) as room:
        room.get(b"")
        with room.transaction() as tx:
            (first,) = tx.mail.asides()
            set_aside.retry(tx, first.id, room.clock())
        room.turn_to(room.clock())
        with room.transaction() as tx:
            (again,) = tx.mail.asides()
            assert again.id > first.id
            assert again.cause == first.cause


def test_what_was_ticked_off_is_off_the_list_and_in_the_audit(tmp_path: Path) -> None:
    """The mail itself and the event stay."""
    with Mailroom(tmp_path, START) as room:
        room.get(b"")
        with room.transaction() as tx:
            (found,) = tx.mail.asides()
            assert set_aside.done(tx, found.id, room.clock())
            assert not set_aside.done(tx, found.id, room.clock())
            assert tx.mail.asides() == []
            assert found.message is not None
            assert tx.mail.get(found.message) is not None
            assert "aside-done" in [e.what for _, e in tx.events.between(START - A_MINUTE, room.clock() + A_MINUTE)]
