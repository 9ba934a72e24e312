"""Words cut out of a text with the quotation that they open, close or stand within: a title may hold the end of a sentence.

Have you read “Who moved? A story”? is two sentences to a reader that looks for marks, and half a title to nobody.
"""

from __future__ import annotations

import re

_LONGEST = 120  #: characters of a quotation that is cut through
#: How a quotation opens and closes, and a mark that says that it is another kind.
_KINDS = (("„", "[“”]", ""), ("“", "”", "„"), ("”", "”", "„“"), ("«", "»", ""), ('"', '"', ""), ("‘", r"’(?!\w)", ""))
_OPENS = re.compile(r"[\"“”„«‘]\s?[¿¡]?$")


def whole(source: str, begins: int, ends: int) -> str:
    """The words between two places of a text on one line, with what of their quotation lies outside; or without its marks."""
    if opens := _OPENS.search(source[max(0, begins - 3) : begins]):
        begins -= len(opens[0])
    return " ".join(_without_halves(source[begins : ends + _beyond(source[begins:ends], source[ends:])]).split())


def _beyond(piece: str, rest: str) -> int:
    """How many characters behind the piece belong to a quotation that it opens, or that follows it in the same breath."""
    for opening, closing, not_with in _KINDS:
        if any(mark in piece for mark in not_with):
            continue
        inside = rf"[^{opening}\n]{{0,{_LONGEST}}}?"
        follows = "" if _is_open(piece, opening, closing) else rf"\s?{opening}"
        if found := re.match(follows + inside + closing, rest):
            return found.end()
    return 0


def _is_open(piece: str, opening: str, closing: str) -> bool:
    if opening == closing:
        return piece.count(opening) % 2 == 1
    begun = piece.rfind(opening)
    return begun >= 0 and not re.search(closing, piece[begun + 1 :])


def _without_halves(piece: str) -> str:
    """Without a mark whose other half is nowhere near."""
    for marks in ('"', "“”„", "«»"):
        if sum(piece.count(mark) for mark in marks) == 1:
            piece = "".join(c for c in piece if c not in marks)
    return piece.replace("‘", "") if _is_open(piece, "‘", r"’(?!\w)") else piece
