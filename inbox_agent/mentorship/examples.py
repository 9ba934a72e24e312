"""A mail that the rules cannot read, read as the owner once said of one like it (F-28).

Only where the rules abstain, and only where most of the words are the same: of the same person three in five, of somebody
else in the same language four in five, which is as much as a mail that says no for good needs from anybody. A yes is never
taken from an example where the rules see a no (T-15). The words of somebody else's mail are not told (P-04): what is
named is the example's number and the new mail's own words.
"""

from __future__ import annotations

from collections.abc import Iterable

from inbox_agent.mail.message import Because
from inbox_agent.mentorship.evidence import FEW_WORDS
from inbox_agent.mentorship.kept import Example
from inbox_agent.mentorship.phrases import said
from inbox_agent.mentorship.signals import NOES, YESES, Reading

SAME_PERSON, ANYBODY = 0.6, 0.8  #: the share of words that two mails have in common
FEWEST = 4  #: words; fewer are no likeness
FINAL = ("declines", "ends")


def by_example(
    reading: Reading, text: str, language: str, relationship: int, examples: Iterable[Example]
) -> Reading | None:
    """The reading that the likest example gives; None where none is like it, or the rules are sure."""
    if reading.sure or reading.bad_news or reading.do_not_contact:
        return None
    words = _words(text)
    found: list[tuple[float, Example]] = []
    for each in examples:
        mine = each.relationship == relationship
        if each.about != "meaning" or (not mine and each.language != language):
            continue
        share = _alike(words, _words(each.words))
        if share >= (SAME_PERSON if mine and each.corrected not in FINAL else ANYBODY):
            found.append((share, each))
    if not found:
        return None
    share, best = max(found, key=lambda one: (one[0], one[1].id))
    a_no = reading.intent in NOES or any(guess in NOES for guess in reading.guesses)
    if best.corrected == "other" or (a_no and best.corrected in YESES):
        return None
    because = Because(f"example.{best.id}", " ".join(text.split())[:160])
    return Reading(best.corrected, confidence=round(share, 2), because=(because,), sure=True)


def _words(text: str) -> frozenset[str]:
    """The words of the sentences that say something; of all where none does."""
    lines = [line.split() for line in said(text).words.split("\n")]
    long = [line for line in lines if len(line) > FEW_WORDS]
    return frozenset(word for line in long or lines for word in line)


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if min(len(one), len(other)) >= FEWEST else 0.0
