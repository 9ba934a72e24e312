"""The words of an owner's answer: which entries of `rules/orders/` a line consists of, if it consists of them entirely.

Entries of all languages stand in one table by their first word, and the longest entry wins, so "no problem" is
never read as "no" beside something unknown. A line that holds anything else has no reading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from inbox_agent.mail.made_once import made_once
from inbox_agent.rules import OrderWords
from inbox_agent.words import Stage

#: A mark behind a word is none of it, but for the Italian po' that is short for poco.
_TOKEN = re.compile(
    r"(?P<moment>\d{4}-\d{2}-\d{2}|\d{1,2}[:.]\d{2}(?!\d)|\d{1,2}/\d{1,2}(?!\d)|\d{1,3}(?:am|pm|h|d|w|mo|v|j|t|u|m|wks?|min|hrs?)(?![^\W_])|\d{1,2}h\d{2}(?!\d))"
    r"|(?P<number>\d{1,3}(?![^\W_]))|(?P<word>[^\W\d_]+(?:['’-][^\W\d_]+)*(?:(?<=\bpo)['’])?)|(?P<sign>:-?\)|[👍👌✅🙂😊😀😃🙏🎉💪🏻🏼🏽🏾🏿❤])"
    r"|(?P<mark>[.,!¡;:*_-]+|[–—])|(?P<space>\s+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_RELUCTANT = re.compile(r"\.{2,}")
_NUMBERS = re.compile(
    r"\s*(?:and |och |und |et |y |&|\+)?\s*#?(\d{1,3})(?![\d/]|[:.]\d|[^\W\d_])(?:\s*(?:-|–|—|to\b|till\b|bis\b|à|a\b|al\b|au\b)\s*#?(\d{1,3})(?![\d/]|[:.]\d|[^\W\d_]))?\s*[.):]?\s*",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"<?[^\s<>@]{1,64}@[^\s<>@]{1,190}>?")
_NAME = re.compile(r"[^\W\d_][\w'’.-]{0,40}(?: [^\W_][\w'’.-]{0,40}){0,5}")
_MOST = 50  #: numbers in one piece of a digest's answer

Row = tuple[str, ...]  #: an entry, word by word, folded

_KINDS = (
    "yes",
    "beside",
    "no",
    "later",
    "stop",
    "close",
    "undo",
    "met",
    "pause",
    "no-contact",
    "again",
    "noise",
    "glue",
    "moment",
    "but",
)
_FIELDS = {"moment": "moments", "no-contact": "no_contact"}
_AIMED = ("merge", "split")  #: stand before a name or an address, which no list knows


@dataclass(frozen=True)
class Found:
    """An entry found in a line. `name` tells which list of which language; `value` is a stage where it names one."""

    kind: str
    name: str
    start: int
    stop: int
    value: str = ""


@dataclass(frozen=True)
class Token:
    """One word or mark of a line."""

    word: str  #: folded; "{n}" for a bare number
    kind: str
    start: int
    stop: int


def fold(word: str) -> str:
    """Case, accents and compatibility forms do not count."""
    plain = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def tokens_of(line: str) -> Iterator[Token]:
    """The words, numbers and marks of a line with their places."""
    for found in _TOKEN.finditer(line):
        kind = found.lastgroup or "other"
        if kind != "space":
            yield Token("{n}" if kind == "number" else fold(found[0]), kind, found.start(), found.end())


class Vocabulary:
    """Every entry of every language; those of the first language win where two would say different things.

    First comes the language of the mail, then English, of which most others have a word or two.
    """

    def __init__(self, rules: Mapping[str, OrderWords], hint: str) -> None:
        self._entries: dict[str, list[tuple[tuple[str, ...], str, str, str]]] = {}
        self._wishes: dict[str, list[tuple[tuple[str, ...], str, str, str]]] = {}
        self._requests: dict[str, list[tuple[tuple[str, ...], str, str, str]]] = {}
        self._aimed: list[tuple[tuple[str, ...], str, str, str]] = []
        self._marks: list[tuple[tuple[str, ...], str, str, str]] = []
        for language in sorted(rules, key=lambda name: (name != hint, name != "en", name)):
            self._take(language, rules[language])
        for table in (self._entries, self._wishes, self._requests):
            for entries in table.values():
                entries.sort(key=lambda entry: -len(entry[0]))

    def _take(self, language: str, words: OrderWords) -> None:
        for kind in _KINDS:
            for phrase in getattr(words, _FIELDS.get(kind, kind)):
                self._add(self._entries, phrase, kind, f"{kind}.{language}")
        for phrase in words.sign_offs:
            self._add(self._entries, phrase, "noise", f"sign-off.{language}")
        for phrase in words.mismatch:
            self._add(self._entries, phrase, "mismatch", f"mismatch.{language}", "mismatch")
        for stage in get_args(Stage):
            for name in (stage, stage.replace("-", " "), *words.stages.get(stage, ())):
                for prefix in words.stage:
                    self._add(self._entries, f"{prefix} {name}", "stage", f"stage.{language}", stage)
        for phrase in words.wishes:
            self._add(self._wishes, phrase, "wish", f"wish.{language}")
        for phrase in words.request:
            self._add(self._requests, phrase, "request", f"request.{language}")
        for kind in ("edit", "note"):
            self._marks += [(row_of(p), kind, f"{kind}.{language}", "") for p in getattr(words, kind)]
        for kind in _AIMED:
            self._aimed += [(row_of(p), kind, f"{kind}.{language}", "") for p in getattr(words, kind)]

    @staticmethod
    def _add(
        table: dict[str, list[tuple[tuple[str, ...], str, str, str]]],
        phrase: str,
        kind: str,
        name: str,
        value: str = "",
    ) -> None:
        row = row_of(phrase)
        entries = table.setdefault(row[0], [])
        if all(known != row for known, *_ in entries):
            entries.append((row, kind, name, value))

    def read(self, line: str) -> tuple[Found, ...] | None:
        """The entries that a line consists of; None where anything else stands in it. An empty line has no entries."""
        if _RELUCTANT.search(line):
            return None
        tokens = [token for token in tokens_of(line) if token.kind not in ("mark", "sign")]
        if any(token.kind == "other" for token in tokens):
            return None
        found: list[Found] = []
        at = 0
        while at < len(tokens):
            one, at = self._at(tokens, at, self._entries)
            if one is None or one.kind == "but":
                return None
            found.append(one)
        return tuple(found)

    @staticmethod
    def only_signs(text: str) -> bool:
        """Whether signs (a thumb, a tick) stand here and no word at all."""
        kinds = {token.kind for token in tokens_of(text)} - {"mark"}
        return kinds == {"sign"}

    @staticmethod
    def _at(
        tokens: list[Token], at: int, table: dict[str, list[tuple[tuple[str, ...], str, str, str]]]
    ) -> tuple[Found | None, int]:
        first = tokens[at]
        for row, kind, name, value in table.get(first.word, ()):
            stop = at + len(row)
            if tuple(token.word for token in tokens[at:stop]) == row:
                return Found(kind, name, first.start, tokens[stop - 1].stop, value), stop
        if first.kind == "moment":
            return Found("moment", "moment", first.start, first.stop), at + 1
        if first.kind == "number":
            return Found("glue", "number", first.start, first.stop), at + 1
        return None, at + 1

    def wish(self, line: str) -> Found | None:
        """The wish with which a line begins, once a yes, a no, courtesies and a "but" are left out.

        Behind "can you" it may stand anywhere, and it may end the line, as verbs do in German.
        """
        tokens = [token for token in tokens_of(line) if token.kind in ("word", "number", "moment")]
        at = 0
        while at < len(tokens):
            wish, _ = self._at(tokens, at, self._wishes)
            if wish and wish.kind == "wish":
                return wish
            asked, after = self._at(tokens, at, self._requests)
            if asked and asked.kind == "request":
                return next((w for n in range(after, len(tokens)) if (w := self._wish_at(tokens, n))), None)
            entry, after = self._at(tokens, at, self._entries)
            if entry is None:
                break
            if entry.kind not in ("yes", "beside", "no", "noise", "but"):
                return None
            at = after
        last = [w for n in range(max(0, len(tokens) - 2), len(tokens)) if (w := self._wish_at(tokens, n))]
        return next((w for w in last if w.stop == tokens[-1].stop), None)

    def _wish_at(self, tokens: list[Token], at: int) -> Found | None:
        wish, _ = self._at(tokens, at, self._wishes)
        return wish if wish and wish.kind == "wish" else None

    def asks(self, line: str) -> bool:
        """Whether a question is a request: "can you …?"."""
        tokens = [token for token in tokens_of(line) if token.kind in ("word", "number", "moment")]
        return bool(tokens) and self._at(tokens, 0, self._requests)[0] is not None

    def mark(self, line: str) -> Found | None:
        """`edit:` or `note:` at the beginning of a line; a line that is only "edit" needs no colon."""
        tokens = [token for token in tokens_of(line[:80]) if token.word not in ("*", "_", "**")]
        for row, kind, name, _ in self._marks:
            size = len(row)
            if tuple(token.word for token in tokens[:size]) != row:
                continue
            colon = tokens[size] if len(tokens) > size and tokens[size].word[:1] in (":", "：") else None
            if colon or (len(tokens) == size and kind == "edit"):
                return Found(kind, name, tokens[0].start, colon.start + 1 if colon else tokens[size - 1].stop)
        return None

    def aimed(self, line: str) -> tuple[Found, str] | None:
        """`merge with Ada Holm`, `split ada@lab.example`: what stands before, and the name or the address."""
        tokens = [token for token in tokens_of(line[:80]) if token.kind != "mark"]
        for row, kind, name, _ in self._aimed:
            size = len(row)
            if tuple(token.word for token in tokens[:size]) != row or len(tokens) == size:
                continue
            whom = line[tokens[size - 1].stop :].strip(' \t:.,"“”„«»')
            if _ADDRESS.fullmatch(whom) or (kind == "merge" and _NAME.fullmatch(whom)):
                return Found(kind, name, tokens[0].start, tokens[size - 1].stop), whom.strip("<>")
        return None

    def knows(self, words: str) -> bool:
        """Whether any of these words begins an entry: then they are no name."""
        return any(fold(word.strip(".")) in self._entries for word in words.split())

    @staticmethod
    def numbers(piece: str) -> tuple[list[int] | None, str]:
        """The numbers with which a piece of a digest's answer begins, ranges written out, and the rest."""
        numbers: list[int] = []
        at = 0
        while len(numbers) <= _MOST:
            found = _NUMBERS.match(piece, at)
            if not found or (numbers and not piece[at : found.start(1)].strip()):
                break
            first, last = int(found[1]), int(found[2] or found[1])
            numbers += range(first, min(last, first + _MOST) + 1)
            at = found.end()
        return (numbers or None), piece[at:]


def row_of(phrase: str) -> Row:
    """The words of an entry, folded."""
    return tuple(word if word == "{n}" else fold(word) for word in phrase.split())


@made_once
def _built(rules: Mapping[str, OrderWords]) -> dict[str, Vocabulary]:
    """The vocabularies of a set of rules, by the language that goes first; filled as they are asked for."""
    return {}


def vocabulary(rules: Mapping[str, OrderWords], hint: str = "") -> Vocabulary:
    """The words of all languages, built once for a set of rules."""
    first = hint if hint in rules else ""
    built = _built(rules)
    if first not in built:
        built[first] = Vocabulary(rules, first)
    return built[first]
