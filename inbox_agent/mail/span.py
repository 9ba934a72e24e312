"""A stretch of the bytes of a mail, without a copy of them: the body of a part, or the part itself.

A mail of 10 MB that is nested twenty deep would be copied twenty times by slicing; here every level only
knows where it begins and ends.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes of `data` from `start` up to `end`."""

    data: bytes
    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def bytes(self, most: int | None = None) -> bytes:
        """A copy of the stretch, or of its first `most` bytes."""
        return self.data[self.start : self.end if most is None else min(self.end, self.start + most)]

    def behind(self, at: int) -> Span:
        """What of the stretch lies behind this place in the data."""
        return Span(self.data, min(at, self.end), self.end)


def whole(data: bytes) -> Span:
    return Span(data, 0, len(data))
