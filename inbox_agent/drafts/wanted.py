"""A letter that the owner asks for by name, and which of the owner's words become which fact of it.

Most letters follow from what happened; some follow only from a wish: to thank somebody for something, to ask, to
give feedback, to introduce. The owner names the kind and adds a few words, labelled ("Situation: …") or not; what
is still missing is asked for like any missing fact (P-22).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from inbox_agent.drafts.labelled import read_answers
from inbox_agent.words import Role

#: kind: the facts that the owner's words may hold, in the order in which unlabelled lines are read
WORDS: dict[str, tuple[str, ...]] = {
    "agenda": ("points",),
    "progress-report": ("news",),
    "question": ("questions",),
    "gratitude": ("gratitude",),
    "introduction-thanks": ("introduced", "news"),
    "advice-answer": ("answer",),
    "withdrawal": ("reason",),
    "check-in": ("news",),
    "keep-in-touch": ("news",),
    "short-of-time": ("questions",),
    "natural-end": ("achieved",),
    "mismatch-exit": ("need",),
    "decline-thanks": (),
    "thank-you": ("take_aways",),
    "welcome": ("rhythm",),
    "agenda-request": (),
    "feedback": ("situation", "behaviour", "impact"),
    "encouragement": ("strength", "achieved"),
    "introduction": ("introduction",),
    "polite-no": ("reason",),
}
#: Letters of one role only; the others fit any.
_ROLES: dict[str, tuple[Role, ...]] = {
    "welcome": ("mentor",),
    "agenda-request": ("mentor", "peer"),
    "feedback": ("mentor", "peer"),
    "mismatch-exit": ("mentee", "peer"),
}
_NAME = re.compile(r"[^\W\d_][\w’'.\-]*(?:\s+[^\W\d_][\w’'.\-]*){0,3}")


def fits(kind: str, role: Role) -> bool:
    """Whether somebody in this role writes such a letter."""
    return role in _ROLES.get(kind, (role,))


def facts_in(kind: str, words: str, labels: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The owner's words by the names of the facts; without a label, as the order of `WORDS` has them."""
    asked = WORDS[kind]
    if not words.strip() or not asked:
        return {}
    found = read_answers(words, asked, labels)
    if found or len(asked) == 1:
        return found
    first, _, rest = words.strip().partition("\n")
    if kind == "introduction-thanks" and not _NAME.fullmatch(first.strip(" .")):
        return {"news": words.strip()}  # a sentence, and no name: who it was is asked for
    return {asked[0]: first.strip(), asked[1]: rest.strip()} if rest.strip() else {asked[0]: first.strip()}
