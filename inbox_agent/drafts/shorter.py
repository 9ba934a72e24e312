"""A letter made shorter by leaving sentences out, so that what is left still says what it is for.

Which sentences can go is no matter of length alone. One that opens a paragraph, asks, names a number or holds the
words of somebody is what the letter is for; one to which the next points back ("on just that", « à ce sujet ») takes
its neighbour's sense with it; and the parts of a letter that the playbook asks for (P-21, P-33, P-75) are told by the
etiquette check, which must find nothing in the short letter that it did not find in the long one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from inbox_agent.drafts import etiquette, grounding
from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.content import content
from inbox_agent.drafts.facts import facts
from inbox_agent.drafts.parts import Parts, Place, apart
from inbox_agent.rules import Rules


def _anything(_: str) -> bool:
    return True


@dataclass(frozen=True)
class Keeps:
    """What of a letter has to stay when it is made shorter."""

    points_back: re.Pattern[str] | None = None  #: a sentence that makes no sense without the one before it
    said: frozenset[str] = frozenset()  #: content words of what people said: a sentence that is made of them is a fact
    values: tuple[str, ...] = ()  #: facts as the letter's template says them
    whole: bool = False  #: every sentence is what the letter is for
    sound: Callable[[str], bool] = _anything  #: whether a text passes the checks that the whole letter passed

    def holds(self, sentence: str) -> bool:
        """Whether a sentence asks, counts, or says what somebody said."""
        words = content((sentence,))
        if self.whole or any(value in sentence for value in self.values):
            return True
        return "?" in sentence or bool(re.search(r"\d", sentence)) or len(words & self.said) * 2 > len(words)

    def leans(self, sentence: str) -> bool:
        """Whether a sentence points back to the one before it."""
        return bool(self.points_back and self.points_back.search(sentence.replace("'", "’")))


UNKNOWN = Keeps()

#: Letters in which no sentence is there for courtesy alone: what each says is its part (P-42, P-44, P-70, P-74, P-75).
WHOLE = (
    "decline-thanks", "feedback", "mismatch-exit", "natural-end", "polite-no", "welcome", "withdrawal", "agenda-request",
    "introduction",
)  # fmt: skip


def keeps(brief: Brief, text: str, subject: str, rules: Rules, known: Mapping[str, Any] | None = None) -> Keeps:
    """What of this letter has to stay, as far as its brief and the rules of its language tell.

    `known` are the values of its facts, where somebody has gathered them already.
    """
    words = rules.wishes.get(brief.language)
    if known is None:
        known = facts(brief, brief.language, rules).values if brief.language in rules.purpose else {}
    before = {f.name + f.says for f in etiquette.check(text, subject, brief, rules)}

    def sound(short: str) -> bool:
        return {f.name + f.says for f in etiquette.check(short, subject, brief, rules)} <= before

    pointing = re.compile("|".join(f"(?:{p})" for p in words.points_back), re.I) if words else None
    return Keeps(
        pointing,
        content((grounding.sources(brief),)),
        _said(known),
        brief.kind in WHOLE,
        sound,
    )


def _said(values: Mapping[str, Any]) -> tuple[str, ...]:
    """The facts of two words or more: a name alone stands in a courtesy, too."""
    every = [v for value in values.values() for v in (value if isinstance(value, tuple) else (value,))]
    return tuple(v.rstrip(".") for v in every if isinstance(v, str) and len(v.split()) > 1)


def shortened(text: str, most: int, keeps: Keeps) -> str:
    """The letter in at most so many words where that can be, else in as few as can be; the longest sentences go first."""
    parts = apart(text)
    gone: set[Place] = set()
    while _words(parts, gone) > most:
        spare = sorted(_spare(parts, gone, keeps), key=lambda at: -len(parts.at(at).split()))
        leaves = next((at for at in spare if keeps.sound(_without(parts, gone | {at}).text())), None)
        if leaves is None:
            break
        gone.add(leaves)
    return _without(parts, gone).text() if gone else text


def without(text: str, unwanted: Iterable[str], keeps: Keeps) -> str:
    """The letter without these sentences, as far as the rest still stands without them."""
    parts, wanted_out = apart(text), {_flat(each) for each in unwanted}
    gone: set[Place] = set()
    for at in parts.places:
        if _flat(parts.at(at)) in wanted_out and not keeps.holds(parts.at(at)):
            after = _after(parts, gone, at)
            short = _without(parts, gone | {at}).text()
            if not (after and keeps.leans(after)) and keeps.sound(short) and any(_without(parts, gone | {at}).body):
                gone.add(at)
    return _without(parts, gone).text() if gone else text


def _spare(parts: Parts, gone: set[Place], keeps: Keeps) -> list[Place]:
    """The sentences that may go next."""
    found = []
    for at in parts.places:
        after = _after(parts, gone, at)
        if at[1] and at not in gone and not keeps.holds(parts.at(at)) and not (after and keeps.leans(after)):
            found.append(at)
    return found


def _after(parts: Parts, gone: set[Place], at: Place) -> str:
    """The next sentence that stands."""
    return next((parts.at(other) for other in parts.places if other > at and other not in gone), "")


def _words(parts: Parts, gone: set[Place]) -> int:
    return _without(parts, gone).words


def _without(parts: Parts, gone: set[Place]) -> Parts:
    return parts.bodied(
        [s for n, s in enumerate(paragraph) if (p, n) not in gone] for p, paragraph in enumerate(parts.body)
    )


def _flat(sentence: str) -> str:
    return " ".join(sentence.split()).casefold().rstrip(" .!")
