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
from inbox_agent.drafts.second_person import sentence_to_them
from inbox_agent.mail.visible import visible
from inbox_agent.rules import PurposeWords

_LINE = re.compile(r"\s*(?:\n|;|(?<=\w\w[.!?])\s+|(?:^|(?<=\n)|(?<=\s))[•▪]\s)\s*")
_BULLET = re.compile(r"^\s*(?:[-*•–—]|\(?\d{1,2}[.)])\s*")
#: "Great chat!" is a cheer and no take-away.
_CHEER = re.compile(r"(?:[^\W\d_]+\s?){1,3}!+")
#: English writes it large; Swedish "i" is a preposition and is left alone by `third_person_s`.
_SMALL_I = re.compile(r"(?<![\w’'])i(?=\s|[’']\w)")
_MOST = 5
_LONGEST = 5_000  #: characters


@dataclass(frozen=True)
class TakeAways:
    """`lines` are capitalised and end with a full stop where `sentences`; `left_out` are the owner's own words."""

    lines: tuple[str, ...] = ()
    sentences: bool = False
    went_well: bool = True
    left_out: tuple[str, ...] = ()


def take_aways(text: str, names: tuple[str, ...], family: str, words: PurposeWords) -> TakeAways:
    """Read the owner's lines in the language of `words`."""
    said, rest = labelled(visible(text[:_LONGEST]), words.labels)
    raw = [_BULLET.sub("", line).strip(" \t,") for line in _LINE.split(said.get("take_aways", "") + "\n" + rest)]
    raw = [
        line
        for line in (_without_lead_in(line, words) for line in raw)
        if any(c.isalpha() for c in line) and not _CHEER.fullmatch(line)
    ]
    kept: list[str] = []
    left: list[str] = []
    for line in raw:
        unfit = _holds(line, (*words.notes.not_well, *words.notes.private))
        turned = None if unfit else sentence_to_them(line, names, family, words)
        if turned is None or len(kept) == _MOST:
            left.append(line)
        else:
            kept.append(_sentence(turned, words))
    sentences = bool(kept) and all(_is_sentence(line, words) for line in kept)
    lines = tuple(_stopped(line, words) if sentences else line.rstrip(".") for line in kept)
    return TakeAways(lines, sentences, not any(_holds(line, words.notes.not_well) for line in raw), tuple(left))


def _holds(line: str, phrases: tuple[str, ...]) -> bool:
    return any(phrase in line.casefold() for phrase in phrases)


def _without_lead_in(line: str, words: PurposeWords) -> str:
    """ "Ok so it went well" → "it went well": what somebody says while they begin to think."""
    lead = next((lead for lead in words.notes.lead_ins if line.casefold().startswith(lead + " ")), "")
    return _without_lead_in(line[len(lead) + 1 :].lstrip(), words) if lead else line


def _sentence(line: str, words: PurposeWords) -> str:
    """With the "I" that was left out, also behind an adverb: "really liked it" → "I really liked it"."""
    line = _SMALL_I.sub("I", line) if words.person.third_person_s else line
    spoken = line.split()
    verb = next((w for w in spoken if w.casefold() not in words.person.adverbs), "")
    for subject, begins in words.notes.begins.items():
        if verb.casefold() in begins and len(spoken) > 1:
            return f"{subject} {line[:1].lower()}{line[1:]}"
    return line[:1].upper() + line[1:]


def _is_sentence(line: str, words: PurposeWords) -> bool:
    first = line.split(" ", maxsplit=1)[0]
    return first in words.notes.sentence or any(subject.split()[0] == first for subject in words.notes.begins)


def _stopped(line: str, words: PurposeWords) -> str:
    """With its full stop; and what was offered is thanked for, or it would hang in the air as a mere statement."""
    bare = line.rstrip(".")
    if bare.startswith(words.notes.gifts) and not re.search(r"[,;:!?]", bare):
        return words.notes.thanks.format(line=bare)
    return line if line.endswith((".", "!", "?", "…")) else line + "."
