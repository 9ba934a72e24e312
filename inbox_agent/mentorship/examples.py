"""What the owner corrected once is not done again with what is like it (F-28).

A mail that the rules cannot read is read as the owner once said of one like it.

Only where the rules abstain, and only where most of the words are the same: of the same person three in five, of somebody
else in the same language four in five, which is as much as a mail that says no for good needs from anybody. A yes is never
taken from an example where the rules see a no (T-15). The words of somebody else's mail are not told (P-04): what is
named is the example's number and the new mail's own words. A stage that was corrected after a mail says what it meant where
that is a step on the road; that all is over is never concluded from it, since the owner may know that from elsewhere.

A sentence like one that the owner struck out of the ledger is not kept again, and a forward like one of which the owner
said "not a contact" begins nothing: whether somebody is meant is asked.
"""

from __future__ import annotations

from collections.abc import Iterable

from inbox_agent.mail.message import Because
from inbox_agent.mentorship.evidence import FEW_WORDS
from inbox_agent.mentorship.kept import Example
from inbox_agent.mentorship.phrases import said
from inbox_agent.mentorship.reading import NOES, YESES, Reading

SAME_PERSON, ANYBODY = 0.6, 0.8  #: the share of words that two mails have in common
FEWEST = 4  #: words; fewer are no likeness
FINAL = ("declines", "ends")
#: What a mail meant after which the owner said that they stand there.
STEPS = {"scheduling": "accepts", "short-of-time": "accepts-short-of-time", "paused": "pauses"}


def by_example(
    reading: Reading, text: str, language: str, relationship: int, examples: Iterable[Example]
) -> Reading | None:
    """The reading that the likest example gives; None where none is like it, or the rules are sure."""
    if reading.sure or reading.bad_news or reading.do_not_contact:
        return None
    words = _words(text)
    found: list[tuple[float, int, str]] = []
    for each in examples:
        mine, meant = each.relationship == relationship, _meant(each)
        if not meant or (not mine and each.language != language):
            continue
        share = _alike(words, _words(each.words))
        if share >= (SAME_PERSON if mine and meant not in FINAL else ANYBODY):
            found.append((share, each.id, meant))
    if not found:
        return None
    share, number, meant = max(found)
    a_no = reading.intent in NOES or any(guess in NOES for guess in reading.guesses)
    if meant == "other" or (a_no and meant in YESES):
        return None
    because = Because(f"example.{number}", " ".join(text.split())[:160])
    return Reading(meant, confidence=round(share, 2), because=(because,), sure=True)


def struck_out(words: str, what: str, relationship: int, examples: Iterable[Example]) -> bool:
    """Whether the owner struck a sentence like this one out of the ledger, of the same person."""
    mine = _words(words)
    return any(
        each.about == "ledger" and each.judged == what and each.relationship == relationship
        and _alike(mine, _words(each.words)) >= ANYBODY
        for each in examples
    )  # fmt: skip


def like_no_contact(text: str, examples: Iterable[Example]) -> Example | None:
    """The forward, of which the owner said that nobody in it is to be written to, that this one is like."""
    mine = _words(text)
    others = (each for each in examples if each.about == "person" and each.corrected == "none")
    return next((each for each in others if _alike(mine, _words(each.words)) >= ANYBODY), None)


def _meant(example: Example) -> str:
    """The intent that a correction tells; "" for none."""
    if example.about == "meaning":
        return example.corrected
    return STEPS.get(example.corrected, "") if example.about == "stage" else ""


def _words(text: str) -> frozenset[str]:
    """The words of the sentences that say something; of all where none does."""
    lines = [line.split() for line in said(text).words.split("\n")]
    long = [line for line in lines if len(line) > FEW_WORDS]
    return frozenset(word for line in long or lines for word in line)


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if min(len(one), len(other)) >= FEWEST else 0.0
