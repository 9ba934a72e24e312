"""Whose work the copy in Sent is: the provider's where it is known to lay it there, else ours, once (F-72, T-20)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from faults.letters import forward, say_ok
from stories.mailroom import Mailroom

from inbox_agent.rounds import copies
from inbox_agent.settings import Outgoing

NOW = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("host", "sent_copy", "ours"),
    [
        pytest.param("smtp.gmail.com", True, False, id="gmail"),
        pytest.param("smtp.office365.com", True, False, id="microsoft-365"),
        pytest.param("SMTP.Office365.com", True, False, id="whatever-the-case"),
        pytest.param("smtp-mail.outlook.com", True, False, id="outlook.com"),
        pytest.param("mail.lagoa.example", True, True, id="a-server-of-ones-own"),
        pytest.param("mail.lagoa.example", False, False, id="not-wanted"),
    ],
)
def test_a_copy_is_ours_to_lay_where_the_provider_lays_none(
    tmp_path: Path, host: str, sent_copy: bool, ours: bool
) -> None:
    """A second copy beside the provider's own would stand in the owner's mail program for ever."""
    with Mailroom(tmp_path, NOW) as room:
        room.get(forward(0, room.clock()))
        say_ok(room)
        out = Outgoing(kind="smtp", host=host, sent_copy=sent_copy)
        doors = replace(room.doors, account=room.doors.account.model_copy(update={"outgoing": out}))
        with room.transaction() as tx:
            (row,) = tx.outbox.letters_of([(1, 1)]).values()
        assert (copies.due(doors, row, NOW) is not None) is ours
