"""A letter taken apart into greeting, paragraphs of sentences and closing, and put together again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

_SENTENCE = re.compile(r"(?<=[.!?…])[\"”»’)]*\s+(?=[\"“«(¿¡]?[A-ZÀ-ÖØ-Þ0-9])")
_ABBREVIATION = re.compile(r"(?:\b(?:dr|mr|mrs|ms|prof|st|ca|bzw|etc|kl|nr|no|vs|mme|sra?|dra|bl\.a|t\.ex|z\.b|p\.ex|e\.g|i\.e|[a-z])\.)$", re.I)  # fmt: skip
_ITEM = re.compile(r"(?m)^\s*(?:[–•*-]|\d{1,2}[.)])\s")


Place = tuple[int, int]  #: paragraph, sentence


@dataclass(frozen=True)
class Parts:
    """What stands around the paragraphs is kept as it is."""

    greeting: tuple[str, ...]
    body: tuple[tuple[str, ...], ...]  #: paragraphs of sentences
    closing: tuple[str, ...]

    @property
    def words(self) -> int:
        return sum(len(sentence.split()) for paragraph in self.body for sentence in paragraph)

    @property
    def places(self) -> tuple[Place, ...]:
        """Where its sentences stand, in their order."""
        return tuple((p, n) for p, paragraph in enumerate(self.body) for n in range(len(paragraph)))

    def at(self, place: Place) -> str:
        return self.body[place[0]][place[1]]

    def bodied(self, body: Iterable[Iterable[str]]) -> Parts:
        """With these paragraphs of sentences in place of its own."""
        return replace(self, body=tuple(tuple(paragraph) for paragraph in body))

    def text(self) -> str:
        body = [" ".join(sentences) for sentences in self.body if sentences]
        return "\n\n".join([*self.greeting, *body, *self.closing])


def apart(text: str) -> Parts:
    whole = [p.strip("\n") for p in re.split(r"\n[ \t]*\n", text.strip("\n")) if p.strip()]
    greeting = whole[:1] if whole and len(whole[0].split()) <= 6 and whole[0].rstrip()[-1:] in ",!:." else []
    rest = whole[len(greeting) :]
    closing: list[str] = []
    while rest and all(len(line.split()) <= 6 and line.rstrip()[-1:] not in ".?" for line in rest[-1].split("\n")):
        closing.insert(0, rest.pop())
    return Parts(tuple(greeting), tuple(sentences(p) for p in rest), tuple(closing))


def sentences(paragraph: str) -> tuple[str, ...]:
    """The sentences of one paragraph; an abbreviation's full stop ends none, and a list is one with what leads up to it."""
    if _ITEM.search(paragraph):
        return (paragraph,)
    found: list[str] = []
    for piece in _SENTENCE.split(paragraph):
        if found and _ABBREVIATION.search(found[-1]):
            found[-1] += " " + piece
        elif piece:
            found.append(piece)
    return tuple(found)
