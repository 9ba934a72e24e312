"""The owner has a letter written by one line of mail: `draft Ada gratitude: your tip …`, `draft a question to Ada: How …?`

The line begins with a word that asks for a draft and holds the name of a kind of letter, in any of the languages; the
person stands before the kind, or behind it after a "to". What follows, on this line and below, are the owner's words
for the letter. The order sends nothing: the letter waits for a yes like any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inbox_agent.mail.made_once import made_once
from inbox_agent.mail.order_words import Row, Token, row_of, tokens_of
from inbox_agent.rules import OrderWords

_LONGEST_NAME = 8  #: words between "draft" and the kind
_LONGEST_LINE = 300  #: characters of it in which the person and the kind are looked for
_QUOTES = " \t.,;\"'“”„«»‘’<>"


@dataclass(frozen=True)
class LetterOrder:
    """A letter that is asked for; `whom` is "" where the mail that is answered tells."""

    name: str  #: the list in which the order stands: "draft.sv"
    kind: str
    whom: str
    words: str
    instead: bool  #: in the place of a draft that waits

    @property
    def said(self) -> str:
        """As the command line would have it."""
        head = " ".join(part for part in (self.whom, self.kind) if part)
        return f"{head}: {self.words}" if self.words else head


Rows = Mapping[str, Sequence[tuple[Row, str]]]  #: by their first word, of each the longest first


@dataclass(frozen=True)
class _Words:
    """The rows of words of all languages."""

    draft: Rows
    kinds: Rows
    addressed: Rows
    articles: Rows
    instead: Rows
    courtesies: Rows


@made_once
def _words(rules: Mapping[str, OrderWords]) -> _Words:
    def rows(phrases: Sequence[tuple[str, str]]) -> Rows:
        found: dict[str, list[tuple[Row, str]]] = {}
        for row, value in sorted(((row_of(p), value) for p, value in phrases), key=lambda one: -len(one[0])):
            found.setdefault(row[0], []).append((row, value))
        return found

    named = [(name, kind) for kind in _kinds(rules) for name in (kind, kind.replace("-", " "))]
    named += [(n, kind) for words in rules.values() for kind, names in words.letters.items() for n in names]
    return _Words(
        draft=rows([(p, f"draft.{code}") for code, words in rules.items() for p in words.draft]),
        kinds=rows(named),
        addressed=rows([(p, "") for words in rules.values() for p in words.addressed]),
        articles=rows([(p, "") for words in rules.values() for p in words.articles]),
        instead=rows([(p, "") for words in rules.values() for p in words.in_its_place]),
        courtesies=rows([(p, "") for words in rules.values() for p in words.noise]),
    )


def kinds(rules: Mapping[str, OrderWords], language: str) -> tuple[str, ...]:
    """What the letters are called that can be asked for, in this language."""
    words = rules.get(language) or rules["en"]
    return tuple(next(iter(words.letters.get(kind, ())), kind) for kind in _kinds(rules))


def _kinds(rules: Mapping[str, OrderWords]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(kind for words in rules.values() for kind in words.letters))


def read(lines: Sequence[str], rules: Mapping[str, OrderWords]) -> LetterOrder | None:
    """The letter that these lines ask for in their first words, greetings aside; None where they ask for none."""
    if (opening := _opening(lines, _words(rules))) is None:
        return None
    n, tokens, at, name = opening
    return _asked(lines[n], tokens, at, name, _words(rules), lines[n + 1 :])


def opens(lines: Sequence[str], rules: Mapping[str, OrderWords]) -> bool:
    """Whether they begin like such an order, though they may name no kind of letter."""
    return _opening(lines, _words(rules)) is not None


def begins(text: str, rules: Mapping[str, OrderWords]) -> bool:
    """Whether a mail asks for a letter, from its first lines; for whoever has to know before it is read."""
    return read([line for line in text[:1_000].splitlines() if line.strip()], rules) is not None


def _opening(lines: Sequence[str], words: _Words) -> tuple[int, list[Token], int, str] | None:
    """Line, its words, where those behind the "draft" begin, and the list in which that stands."""
    for n, line in enumerate(lines[:3]):
        tokens = [t for t in tokens_of(line[:_LONGEST_LINE]) if t.word.strip(".,!*_-")]
        at = 0
        while courtesy := _at(tokens, at, words.courtesies):
            at += len(courtesy[0])
        if at == len(tokens):
            continue  # a greeting on a line of its own
        found = _at(tokens, at, words.draft)
        return (n, tokens, at + len(found[0]), found[1]) if found else None
    return None


def _asked(
    line: str, tokens: Sequence[Token], at: int, name: str, words: _Words, below: Sequence[str]
) -> LetterOrder | None:
    if at < len(tokens) and tokens[at].word == ":":
        at += 1
    begins = at
    while at < len(tokens) and at - begins <= _LONGEST_NAME:
        if kind := _at(tokens, at, words.kinds):
            break
        if tokens[at].word == ":" and not _at(tokens, at + 1, words.kinds):
            return None  # the owner's words begin here
        at += 1
    else:
        return None
    after = at + len(kind[0])
    first = begins
    while first < at and (glue := _small(line, tokens, first, words)):
        first += len(glue[0])
    last = at
    while last > first and tokens[last - 1].word == ":":
        last -= 1
    while last > first and _ends_with(tokens, first, last, words.articles):
        last -= 1
    whom = line[tokens[first].start : tokens[last - 1].stop] if first < last else ""
    if not whom and (to := _at(tokens, after, words.addressed)):
        after += len(to[0])
        ends = next((n for n in range(after, len(tokens)) if tokens[n].word[:1] in (":", "：")), len(tokens))
        ends = next((n for n in range(after, ends) if _at(tokens, n, words.instead)), ends)
        if after < ends:
            whom = line[tokens[after].start : tokens[ends - 1].stop]
        after = ends
    instead = _at(tokens, after, words.instead)
    after += len(instead[0]) if instead else 0
    rest = line[tokens[after].start :] if after < len(tokens) else ""
    said = "\n".join([rest.lstrip(" :：–—-"), *below]).strip()
    return LetterOrder(name, kind[1], whom.strip(_QUOTES), said, instead is not None)


def _at(tokens: Sequence[Token], at: int, rows: Rows) -> tuple[Row, str] | None:
    found = rows.get(tokens[at].word, ()) if at < len(tokens) else ()
    return next((row for row in found if tuple(t.word for t in tokens[at : at + len(row[0])]) == row[0]), None)


def _small(line: str, tokens: Sequence[Token], at: int, words: _Words) -> tuple[Row, str] | None:
    """An article or a "to". With a capital it is a name: Per is one, and a "for" in Italian."""
    if line[tokens[at].start].isupper():
        return None
    return _at(tokens, at, words.articles) or _at(tokens, at, words.addressed)


def _ends_with(tokens: Sequence[Token], first: int, last: int, rows: Rows) -> bool:
    """Whether the last of these is an article, which belongs to the kind: "draft Ada a question"."""
    word = tokens[last - 1].word
    return last - first > 1 and any(row == (word,) for row, _ in rows.get(word, ()))
