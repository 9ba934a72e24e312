"""Whether the plain text of a mail says what nobody sees who reads its HTML, as orders to a model are hidden (T-13).

Mail programs show the HTML. A program's own plain twin has the same words in the same order, broken elsewhere, with
addresses of links and pictures between them; a run of words of its own is somebody's.

Nearly all twins say the same line by line, whatever stands between the words. So lines are looked for as rows of
letters first, and words are counted only where lines are missing.
"""

from __future__ import annotations

import itertools
import re

_RUN = 5  #: words in a row that stand nowhere in the HTML
_LOOKED_AT = 30_000  #: characters of each
_BESIDE = re.compile(r"\[[^\]\n]{0,300}\]|<[^>\n]{0,600}>|\bhttps?://\S{1,900}|\S{1,64}@\S{1,200}")
#: What is written behind a link is what nobody sees: to whom it leads.
_TARGET = re.compile(r"<[^>\n]{0,1100}>")
_LONG_LINE = 16  #: letters in a row that do not stand elsewhere by chance
_WORD = re.compile(r"[^\W\d_]{2,}")
_TWO_WORDS = re.compile(r"[^\W\d_]{2}[^\w\n]+[^\W\d_]{2}")


def says_more(plain: str, rich: str) -> bool:
    """Whether the plain text has such a run."""
    if len(rich) > _LOOKED_AT or not _lacks_lines(plain[:_LOOKED_AT], rich):
        return False
    said, seen = (_WORD.findall(_BESIDE.sub(" ", text[:_LOOKED_AT]).casefold()) for text in (plain, rich))
    if len(said) < _RUN or not seen:
        return False  # an HTML without words is broken, or a picture
    pairs = set(itertools.pairwise(seen))
    run = 0
    for pair in itertools.pairwise(said):
        run = 0 if pair in pairs else run + 1
        if run >= _RUN:
            return True
    return False


def _lacks_lines(plain: str, rich: str) -> bool:
    """Whether lines of the plain text that hold such a run, or would with those beside them, are not seen in the HTML."""
    seen = _letters(_TARGET.sub("", rich)).replace("\n", "")
    at = run = 0  # where the next line is expected, and how many words in a row are not accounted for
    for row, line in zip(_letters(plain).split("\n"), plain.split("\n"), strict=True):
        if not row:
            continue
        if seen.startswith(row, at):
            at, run = at + len(row), 0
            continue
        elsewhere = seen.find(row) if len(row) >= _LONG_LINE and _TWO_WORDS.search(line) else -1
        if elsewhere >= 0:
            at, run = elsewhere + len(row), 0
            continue
        run += len(_WORD.findall(_BESIDE.sub(" ", line)))
        if run + 1 >= _RUN:  # the word before them and the one behind them make two more pairs
            return True
    return False


def _letters(text: str) -> str:
    return text.replace(" ", "").replace("\t", "").replace(">", "").casefold()
