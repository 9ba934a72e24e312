"""What the owner took from a conversation, as sentences that can be said to the contact (P-33).

The owner sends a few words after the call: "loved her idea of writing the press release first; will try it with
my team; she offered to read my draft". Each line is turned towards the contact, and where only its "I" is
missing it gets one. Lines that are not sentences even so stay as they are and are shown as notes, which they
are. A line that may not be meant for the contact's eyes, or may speak of somebody else, is left out and named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from inbox_agent.drafts.labelled import labelled
from inbox_agent.drafts.second_person import to_them
from inbox_agent.mail.visible import visible
from inbox_agent.rules import PurposeWords

_LINE = re.compile(r"\s*(?:\n|;|(?<=\w\w[.!?])\s+|(?:^|(?<=\n)|(?<=\s))[•▪]\s)\s*")
_BULLET = re.compile(r"^\s*(?:[-*•–—]|\(?\d{1,2}[.)])\s*")
_MOST = 4


@dataclass(frozen=True)
class TakeAways:
    """`lines` are capitalised and end with a full stop where `sentences`; `left_out` are the owner's own words."""

    lines: tuple[str, ...] = ()
    sentences: bool = False
    went_well: bool = True
    left_out: tuple[str, ...] = ()


def take_aways(text: str, names: tuple[str, ...], family: str, words: PurposeWords) -> TakeAways:
    """Read the owner's lines in the language of `words`."""
    said, rest = labelled(visible(text), words.labels)
    raw = [_BULLET.sub("", line).strip(" \t,") for line in _LINE.split(said.get("take_aways", "") + "\n" + rest)]
    raw = [line for line in raw if any(c.isalpha() for c in line)]
    kept: list[str] = []
    left: list[str] = []
    for line in raw:
        turned = None if _unfit(line, words) else to_them(line, names, family, words)
        if turned is None or len(kept) == _MOST:
            left.append(line)
        else:
            kept.append(_sentence(turned, words))
    sentences = bool(kept) and all(_is_sentence(line, words) for line in kept)
    lines = tuple(_stopped(line, words) if sentences else line.rstrip(".") for line in kept)
    return TakeAways(lines, sentences, not any(_unfit(line, words) for line in raw), tuple(left))


def _unfit(line: str, words: PurposeWords) -> bool:
    return any(phrase in line.casefold() for phrase in words.notes.not_well)


def _sentence(line: str, words: PurposeWords) -> str:
    first, _, rest = line.partition(" ")
    for subject, begins in words.notes.begins.items():
        if first.casefold() in begins and rest:
            return f"{subject} {first[:1].lower()}{first[1:]} {rest}"
    return line[:1].upper() + line[1:]


def _is_sentence(line: str, words: PurposeWords) -> bool:
    return line.split(" ", maxsplit=1)[0] in words.notes.sentence or line.split(" ", maxsplit=1)[0] in {
        s.split()[0] for s in words.notes.begins
    }


def _stopped(line: str, words: PurposeWords) -> str:
    """With its full stop; and what was offered is thanked for, or it would hang in the air as a mere statement."""
    bare = line.rstrip(".")
    if bare.startswith(words.notes.gifts) and not re.search(r"[,;:!?]", bare):
        return words.notes.thanks.format(line=bare)
    return line if line.endswith((".", "!", "?", "…")) else line + "."
