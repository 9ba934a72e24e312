"""What a mentee has asked in the mail that is answered, in their own words: a letter that answers says first what it heard (P-41)."""

from __future__ import annotations

import re

from inbox_agent.drafts.brief import Brief
from inbox_agent.mail.visible import one_line

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_SHORTEST, _LONGEST = 4, 40  #: words; "How are you?" asks nothing that waits for an answer
_MOST = 3
_LOOKED_AT = 8_000  #: characters of their mail
#: A quotation within ours, a link or an address is not said back to them.
_NOT_SAID_BACK = re.compile(r"[“”„«»\"‘@]|://|www\.")


def their_questions(brief: Brief) -> tuple[str, ...]:
    """The questions of their last mail, the first three; () where the letter answers none, or the owner is no mentor."""
    if brief.heard != "asks-question" or brief.relationship.role != "mentor":
        return ()
    last = next((s.text for s in reversed(brief.thread) if s.who == "contact"), "")
    said = (one_line(s).strip() for s in _SENTENCE.split(last[:_LOOKED_AT]))
    asked = (
        s for s in said if s.endswith("?") and _SHORTEST <= len(s.split()) <= _LONGEST and not _NOT_SAID_BACK.search(s)
    )
    return tuple(dict.fromkeys(asked))[:_MOST] or ("",)
