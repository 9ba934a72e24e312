"""No mail stalls the whole floor: hostile texts of 300 kB, read as the owner's forward and as a stranger's mail (T-23)."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from inbox_agent import rules
from inbox_agent.mail.identify import Selves, identify
from inbox_agent.mail.message import Message
from inbox_agent.mail.parse import parse
from inbox_agent.mail.times import find_times

RULES = rules.load()
SIZE = 300_000
#: A limit that catches a hang, in CPU seconds; ordinary mail takes a thousandth of it.
MOST_SECONDS = 2.0
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
HEAD = b"From: Olle Marklund <olle@marklund.example>\nTo: desk@agent.example\nSubject: Fwd: x\nDate: Wed, 18 Nov 2026 12:31:00 +0100\n"
TEXTS = {
    "attributions": "On Mon, 2 Nov 2026 at 10:12, Ada Byron <ada@lab.example> wrote:\n",
    "attributions that never end": "On Mon, 2 Nov 2026 at 10:12 wrote ",
    "markers": "---------- Forwarded message ---------\n",
    "markers and labels on one line": "----- Forwarded Message ----- From: Ada Byron <ada@lab.example> ",
    "blocks of labels": "From: Ada Byron <ada@lab.example>\nTo: x@y.example\nDate: 2 Nov 2026 10:12\nSubject: x\n\n",
    "labels without values": "From:\nTo:\nSubject:\nDate:\n",
    "names": "Ada Byron met Grace Oduya. ",
    "capitals": "Ada ",
    "names in capitals": "BYRON ",
    "addresses": "ada.byron@lab.example ",
    "at signs": "a@",
    "introductions": "let me introduce you to Ada Byron, please meet Ada ",
    "openers": "write to contact reach out to ",
    "disclaimers": "this e-mail and any attachments may be confidential and intended recipient ",
    "lines of disclaimers": "confidential\n\nplease consider the environment\n\n",
    "times": "Monday 3 December at 10 or 11, Tuesday at half past two works. ",
    "numbers": "1 2 3 4 5 6 7 8 9 10 ",
    "commas": "a, ",
    "quote marks": "> ",
    "quotes of quotes": "> > > x\n",
    "sign-offs": "Best regards,\nAda\n\n",
    "brackets": "(((((",
    "closed brackets": "() ",
    "turkish capitals": "İ",
    "wide spaces": "\u00a0\u2003",
    "links": "https://x.example/aaaa <mailto:a@b.example> ",
    "cards": "BEGIN:VCARD\nFN:Ada\n",
    "a dash and a space": "- ",
    "one line of underscores": "_",
}


def _spent(raw: bytes) -> float:
    before = time.process_time()
    message = parse(raw)
    assert isinstance(message, Message)
    for selves in (
        Selves(frozenset({"olle@marklund.example"}), frozenset()),
        Selves(frozenset(), frozenset({"desk@agent.example"})),
    ):
        arrival = identify(message, selves, RULES, answers_us=False)
        find_times(arrival.reply.written, NOW, "", "Europe/Stockholm", RULES)
    return time.process_time() - before


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_no_text_stalls_the_floor(text: str) -> None:
    """300 kB of it are read twice, as forward and as a stranger's mail, within the hang limit for one (T-23, R-58)."""
    _spent(HEAD + b"\nwarm")
    body = (text * (SIZE // len(text.encode()) + 1)).encode()[:SIZE]
    assert _spent(HEAD + b"Content-Type: text/plain; charset=utf-8\n\n" + body) < 2 * MOST_SECONDS
