"""One page of a long list."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Leaf:
    """Page `page` of `pages`, counted from 1: the things from `first` on, `size` at most."""

    page: int
    pages: int
    size: int

    @property
    def first(self) -> int:
        return (self.page - 1) * self.size

    @property
    def cut(self) -> slice:
        return slice(self.first, self.first + self.size)


def leaf(wanted: int, total: int, size: int) -> Leaf:
    """The page that is wanted, else the nearest that there is; an empty list has one page."""
    pages = max(1, -(-total // size))
    return Leaf(min(max(wanted, 1), pages), pages, size)
