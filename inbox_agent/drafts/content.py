"""The words of a text that carry its meaning, each by its beginning, so that another ending is the same word."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LONGEST = 8_000  #: characters of one text that are looked at
_CONTENT_WORD = re.compile(r"[^\W\d_]{5,}")


def content(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(w.casefold()[:6] for text in texts for w in _CONTENT_WORD.findall(text[:_LONGEST]))
