"""Keeps what is costly to make from a set of rules: made once, looked up by identity after that.

Rules are frozen but hold dictionaries, so they have no hash; comparing them would cost more than reading a mail.
One object always means the same, and the kept entry holds it, so its identity is never given to another.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Generic, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")
#: So many sets of rules are remembered; a process has one of each language, tests a few.
MOST_KEPT = 24


class _Same(Generic[Given]):
    def __init__(self, value: Given) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.value is self.value


def made_once(make: Callable[[Given], Made]) -> Callable[[Given], Made]:
    """`make`, called once for each object that it is given."""

    @lru_cache(maxsize=MOST_KEPT)
    def kept(same: _Same[Given]) -> Made:
        return make(same.value)

    @wraps(make)
    def made(value: Given) -> Made:
        return kept(_Same(value))

    return made
