"""Text without what a person cannot see: control, bidi, zero-width, tag and other invisible characters.

The same cleaning stands on both sides of the model (T-13): what it reads, so that a mail cannot whisper to
it, and what it writes, so that it cannot hide words in a letter that the owner approves by looking.
"""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Letters and marks by category that print nothing: grapheme joiner, Hangul and Khmer fillers, the empty
# braille cell, variation selectors.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {
    chr(n) for n in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
}
# Cc control, Cf format, Cs surrogates, Co private use, Cn unassigned.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def visible(text: str) -> tuple[str, int]:
    """The text in NFC with ``\\n`` for every line end, and how many invisible characters were taken out."""
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ").replace("\u00a0", " ")
    kept = [c for c in text if c == "\n" or not (c in _BLANK or unicodedata.category(c) in _UNSEEN)]
    return unicodedata.normalize("NFC", "".join(kept)), len(text) - len(kept)


def one_line(text: str) -> str:
    """The visible text on one line, single spaces between its words: fit for a subject."""
    return " ".join(visible(text)[0].split())
