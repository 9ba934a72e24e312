"""A letter to which the owner named no time does not leave in the contact's night, weekend or holiday (F-68, P-52)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from stories.mailroom import Mailroom

from inbox_agent.drafts.kept import NewDraft, NewVersion
from inbox_agent.mail.message import Because
from inbox_agent.mentorship.kept import NewContact
from inbox_agent.rounds.settle import Decision, settle

UNDO = timedelta(minutes=5)
NIGHT = datetime(2026, 9, 8, 2, 0, tzinfo=UTC)  # 22:00 on Monday in New York
CHRISTMAS = datetime(2026, 12, 25, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "now", "answers", "wrote_ago", "leaves"),
    [
        ("America/New_York", NIGHT, None, None, datetime(2026, 9, 8, 12, 0, tzinfo=UTC)),
        ("America/New_York", CHRISTMAS, None, None, datetime(2026, 12, 28, 13, 0, tzinfo=UTC)),
        ("", NIGHT, None, None, NIGHT + UNDO),
        (
            "Europe/Stockholm",
            datetime(2026, 9, 8, 9, 0, tzinfo=UTC),
            None,
            None,
            datetime(2026, 9, 8, 9, 5, tzinfo=UTC),
        ),
        ("America/New_York", NIGHT, 7, 1, NIGHT + UNDO),
        ("America/New_York", NIGHT, 7, 30, datetime(2026, 9, 8, 12, 0, tzinfo=UTC)),
    ],
    ids=["night", "holiday", "place not known", "working hours", "they are awake", "they wrote yesterday"],
)
def test_when_an_approved_letter_leaves(
    zone: str, now: datetime, answers: int | None, wrote_ago: int | None, leaves: datetime, tmp_path: Path
) -> None:
    """At once where that is kind, else on their next working morning."""
    with Mailroom(tmp_path, now) as room, room.transaction() as tx:
        tx.owners.get(now)
        contact = NewContact("Noa", "noa@harbour.example", "mentee", "informal", timezone=zone)
        number = tx.people.add(contact, now)
        if wrote_ago:
            tx.people.change(number, last_inbound=now - timedelta(hours=wrote_ago))
        draft = tx.drafts.add(NewDraft(number, "outreach", "outreach", (Because("P-21"),), answers=answers), now)
        assert draft
        tx.drafts.add_version(
            draft,
            NewVersion(1, ("noa@harbour.example",), "Hi", "Hi", "en", "<x@y.example>", "d", "", (), (), "", "template"),
            now,
        )
        done = settle(tx, room.doors, Decision("approve", draft, 1), now)
        assert (done.ok, done.at) == (True, leaves)
        tx.drafts.change(draft, state="waiting")
        tx.outbox.change(1, state="cancelled")
        named = settle(tx, room.doors, Decision("approve-later", draft, 1, now + timedelta(hours=1)), now)
        assert named.at == now + timedelta(hours=1), "the owner's own word on the time counts"
