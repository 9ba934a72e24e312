"""How contacts say what they mean: the shape of `rules/signals/`."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from inbox_agent.rules.base import Strict
from inbox_agent.words import Role, Stage

_LISTED = re.compile(r"\{([a-z-]+)\}")

#: What a contact's words may mean (contracts.md). `agrees` is a yes to whatever was asked; the hard stop and bad news stand beside.
Intent = Literal[
    "accepts", "accepts-short-of-time", "asks-for-times", "proposes-times", "confirms-time", "reschedules", "cancels",
    "declines", "gives-advice", "asks-question", "makes-introduction", "shares-resource", "encourages", "gives-feedback",
    "thanks", "reports-progress", "pauses", "ends", "suggests-other", "small-talk", "other", "agrees", "do-not-contact",
    "bad-news",
]  # fmt: skip

#: What a letter of ours may have asked or told, as far as an answer leans on it; `fixed`: it names a time as agreed.
Topic = Literal["advice", "feedback", "resource", "contact", "news", "setback", "next", "thanks", "greeting", "fixed"]


Phrase = Annotated[
    str,
    StringConstraints(
        pattern=r"^(?:\^ )?(?:\([^()^]+\)\??|\{[a-z-]+\}\??|\*\*?|[^\s()|*^$?{}]+\*?)(?: (?:\([^()^]+\)\??|\{[a-z-]+\}\??|\*\*?|[^\s()|*^$?{}]+\*?))*(?: \$)?$"
    ),
]


class Signal(Strict):
    """One rule of `rules/signals/`: where the phrase stands, this intent gets this weight. Its id is never given to another rule."""

    id: int
    intent: Intent
    phrase: Phrase
    weight: float = Field(3, ge=1, le=5)  #: 3 is enough by itself, 1 and 2 only beside others
    stages: tuple[Stage, ...] = ()  #: only in these; none named: in all
    role: Role | None = None
    question: bool | None = None  #: only in a sentence that asks, or only in one that does not
    slots: bool | None = None  #: only where the mail names a day and a clock, or only where it does not


class AskedOf(Strict):
    """One rule about our own last letter: where the phrase stands in it, it asked or told this."""

    id: int
    topic: Topic
    phrase: Phrase


class Signals(Strict):
    """How contacts of one language say what they mean (`rules/signals/<language>.toml`); `mentorship/signals.py` reads by it."""

    __hash__ = object.__hash__  # one set of rules is read once and compiled once

    lists: dict[str, tuple[str, ...]] = {}  #: named alternatives for `{name}` in a phrase
    harmless: tuple[Phrase, ...]  #: looks like a refusal or a doubt and is none
    refusals: tuple[Phrase, ...]  #: anywhere in a mail: what seems a yes is not sure
    doubts: tuple[Phrase, ...]  #: in the sentence of a yes: conditions, "but", negations
    advice: tuple[Phrase, ...] = ()  #: how a piece of advice begins
    no_advice: tuple[Phrase, ...] = ()  #: sounds like counsel and is a courtesy, a joke or comfort: "don't worry"
    negations: tuple[Phrase, ...] = ()  #: up to two words before a no, they turn it round: "I am not cancelling"
    long_ago: tuple[Phrase, ...] = ()  #: in a sentence with these no bad news is told: "I was made redundant years ago"
    turns: tuple[Phrase, ...] = ()  #: "but", "however": what follows may take back what stood before
    ours: tuple[AskedOf, ...] = ()  #: what a letter of ours asked
    rules: tuple[Signal, ...]

    @model_validator(mode="after")
    def _numbered_once(self) -> Signals:
        ids = [*(rule.id for rule in self.rules), *(asked.id for asked in self.ours)]
        twice = sorted({n for n in ids if ids.count(n) > 1})
        if twice:
            raise ValueError(f"the ids {twice} stand twice")
        wanted = (
            {name for text in self._phrases() for name in _LISTED.findall(text)}
            - set(self.lists)
            - {"number", "url", "addr"}
        )
        if wanted:
            raise ValueError(f"there is no list named {sorted(wanted)}")
        return self

    def _phrases(self) -> tuple[str, ...]:
        numbered = (*(rule.phrase for rule in self.rules), *(asked.phrase for asked in self.ours))
        return (
            *numbered,
            *self.harmless,
            *self.refusals,
            *self.doubts,
            *self.advice,
            *self.negations,
            *self.turns,
            *self.long_ago,
            *self.no_advice,
        )
