"""How people give advice, promise, ask, recommend and praise: the shape of `rules/ledger/`."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import model_validator

from inbox_agent.rules.base import Strict
from inbox_agent.rules.signals import Phrase

_LISTED = re.compile(r"\{([a-z-]+)\}")


class LedgerRule(Strict):
    """One way to say it. Its id is never given to another rule."""

    id: int
    what: Literal["advice", "introduction", "resource", "feedback", "encouragement", "opportunity", "promise", "ask"]
    phrase: Phrase
    question: bool | None = False  #: only in a sentence that asks, only in one that does not (the default), or in both


class LedgerWords(Strict):
    """What one language says when it gives, promises and asks (`rules/ledger/<language>.toml`); `mentorship/mentions.py` reads by it."""

    __hash__ = object.__hash__  # one set of rules is read once and compiled once

    never: tuple[Phrase, ...]  #: in the sentence: somebody else's words, irony, courtesy; nothing is kept of it
    not_advice: tuple[Phrase, ...]  #: in the sentence: logistics and courtesy that sound like advice
    openers: tuple[Phrase, ...]  #: the words that lead up to it; what follows is the matter
    rules: tuple[LedgerRule, ...]
    lists: dict[str, tuple[str, ...]] = {}  #: named alternatives for `{name}` in a phrase

    @model_validator(mode="after")
    def _numbered_once(self) -> LedgerWords:
        ids = [rule.id for rule in self.rules]
        if twice := sorted({n for n in ids if ids.count(n) > 1}):
            raise ValueError(f"the ids {twice} stand twice")
        phrases = (*self.never, *self.not_advice, *self.openers, *(rule.phrase for rule in self.rules))
        wanted = {name for text in phrases for name in _LISTED.findall(text)}
        if unknown := wanted - set(self.lists) - {"number", "url", "addr"}:
            raise ValueError(f"there is no list named {sorted(unknown)}")
        return self
