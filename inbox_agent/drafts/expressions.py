"""The expressions of the rule files, looked for in a letter in any case.

An expression that ignores case is tried letter by letter and takes three times as long as one in small letters on a
text in small letters. So both are made small, and each letter keeps its place: what is found is cut from the letter as
it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

#: What has to keep its case: "\\S" is not "\\s", and a group is named by "(?P".
_KEPT = re.compile(r"\\.|\(\?P", re.S)


def small(text: str) -> str:
    """The text in small letters, as long as it was. Letters that an "i" or an "s" matches where case is ignored are one."""
    lower = text.replace("İ", "i").lower()
    if len(lower) != len(text):  # a letter that is two in small
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lower.replace("ſ", "s").replace("ı", "i")


def found(patterns: tuple[str, ...], text: str) -> Iterator[re.Match[str]]:
    """Every place where one of them stands, on the text in small letters; `words` gives what stands there."""
    return _compiled(patterns).finditer(small(text))


def first(patterns: tuple[str, ...], text: str) -> str:
    """The words of the first place; "" where there is none."""
    hit = _compiled(patterns).search(small(text))
    return words(hit, text) if hit else ""


def words(hit: re.Match[str], text: str) -> str:
    """What the text says where something was found."""
    return text[hit.start() : hit.end()]


@lru_cache(maxsize=256)
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{_small(p)})" for p in patterns) or "(?!)", re.M)


def _small(pattern: str) -> str:
    between, kept = _KEPT.split(pattern), [*_KEPT.findall(pattern), ""]
    return "".join(plain.lower() + as_it_is for plain, as_it_is in zip(between, kept, strict=True))
