"""Whether the plain text of a mail says what nobody sees who reads its HTML, as orders to a model are hidden (T-13).

Mail programs show the HTML. A program's own plain twin has the same words in the same order, broken elsewhere, with
addresses of links and pictures between them; a run of words of its own is somebody's.
"""

from __future__ import annotations

import itertools
import re

_RUN = 5  #: words in a row that stand nowhere in the HTML
_LOOKED_AT = 30_000  #: characters of each
_BESIDE = re.compile(r"\[[^\]\n]{0,300}\]|<[^>\n]{0,600}>|\bhttps?://\S{1,900}|\S{1,64}@\S{1,200}")
_WORD = re.compile(r"[^\W\d_]{2,}")


def says_more(plain: str, rich: str) -> bool:
    """Whether the plain text has such a run."""
    if len(rich) > _LOOKED_AT:
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
