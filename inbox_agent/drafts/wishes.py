"""What of an owner's wish for a draft can be done by rule: drop, replace, shorten; word by word, and nothing else.

"Drop the second paragraph", „Streiche den letzten Satz“, « remplace “jeudi” par “mardi” »: such a wish means one
change and no other, so it is carried out to the letter, with or without a model (rules/wishes/, all languages at
once). A wish is a row of clauses; only if *every* clause consists of known words is any of it done, since half a wish
is not the wish. "Warmer" and "mention the book" need somebody who writes: a model, or the owner.

Paragraphs are counted as a reader counts them: greeting and closing words are none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from inbox_agent.drafts.parts import Parts, apart
from inbox_agent.drafts.shorter import UNKNOWN, Keeps, shortened
from inbox_agent.mail.made_once import made_once
from inbox_agent.mail.order_words import fold
from inbox_agent.rules import WishWords

LONGEST = 500  #: characters of a wish that is read by rule

_QUOTED = re.compile(
    r'"([^"\n]{1,300})"|[“”„]([^“”„\n]{1,300})[“”]|«\s?([^«»\n]{1,300}?)\s?»|»([^«»\n]{1,300})«|(?<!\w)[‘‚]([^‘‚\n]{1,300}?)[’‘](?!\w)'
)
_TOKEN = re.compile(r"⟨\d⟩|[^\W_]+(?:['’:-][^\W_]+)*'?", re.UNICODE)
_CLAUSE = re.compile(r"[,;.!\n]+|\s(?:and|och|und|et|y)\s(?=[^\d\s]+\s)")

Unit = Literal["paragraph", "sentence"]


@dataclass(frozen=True)
class _Clause:
    """One thing to be done. `places` are (unit, number from 1, or from -1 backwards)."""

    act: Literal["drop", "drop-words", "drop-about", "replace", "shorten"]
    places: tuple[tuple[Unit, int], ...] = ()
    old: str = ""
    new: str = ""


def by_rule(
    wish: str, text: str, rules: Mapping[str, WishWords], *, shorten: bool, keeps: Keeps = UNKNOWN
) -> str | None:
    """The text as the wish wants it; None where no rule can say how.

    `shorten`: whether a plain "shorter" may be done by rule; a model does it better. `keeps`: what of the letter has
    to stay in a shorter one.
    """
    clauses = _read(wish, rules)
    if not clauses or (not shorten and any(c.act == "shorten" for c in clauses)):
        return None
    # From the end to the beginning, so that "the first and the third" are those of the letter that was read.
    done: str | None = text
    for clause in sorted(clauses, key=_from_the_end):
        done = _carried_out(clause, done, keeps)
        if done is None:
            return None
    return done if done != text else None


def _from_the_end(clause: _Clause) -> tuple[int, int]:
    last = {"replace": 0, "drop-words": 0, "drop-about": 1, "drop": 2, "shorten": 3}[clause.act]
    number = clause.places[-1][1] if clause.places else 0
    return last, -number if number > 0 else -1000 - number


# --- reading the wish ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Words:
    """The words of every language, folded; the longest phrases first."""

    phrases: tuple[tuple[tuple[str, ...], str, int], ...]  #: words, what they are, a number for ordinals


@made_once
def _words(rules: Mapping[str, WishWords]) -> _Words:
    found: dict[tuple[str, ...], tuple[str, int]] = {}
    # Where one language's filler is another's verb, the word that says something wins.
    for kind in ("filler", "about", "with", "instead", "sentence", "paragraph", "replace", "drop", "shorter"):
        for words in rules.values():
            for phrase in getattr(words, "with_" if kind == "with" else kind):
                known = found.get(_row(phrase))
                if not (known and {known[0], kind} <= {"about", "with", "filler"}):
                    found[_row(phrase)] = (kind, 0)
                elif known[0] != kind:
                    found[_row(phrase)] = ("glue", 0)  # "with", "to", "de": what it is depends on where it stands
    for words in rules.values():
        found |= {_row(phrase): ("ordinal", number) for phrase, number in words.ordinals.items()}
    return _Words(tuple(sorted(((row, *what) for row, what in found.items()), key=lambda each: -len(each[0]))))


def _row(phrase: str) -> tuple[str, ...]:
    return tuple(fold(token) for token in _TOKEN.findall(phrase))


def _read(wish: str, rules: Mapping[str, WishWords]) -> list[_Clause] | None:
    if len(wish) > LONGEST or "?" in wish:
        return None
    quoted: list[str] = []

    def put(found: re.Match[str]) -> str:
        quoted.append(next(g for g in found.groups() if g is not None).strip())
        return f" ⟨{len(quoted) - 1}⟩ " if len(quoted) <= 10 else " ⟨x⟩ "

    whole = _QUOTED.sub(put, wish)
    clauses: list[_Clause] = []
    for part in _CLAUSE.split(whole):
        if not part or not part.strip():
            continue
        clause = _clause(part, quoted, _words(rules), clauses[-1] if clauses else None)
        if clause is None:
            return None
        if isinstance(clause, _Clause):
            clauses.append(clause)
    return clauses


def _clause(part: str, quoted: list[str], words: _Words, before: _Clause | None) -> _Clause | Literal[""] | None:
    """What one clause wants; "" where it is only courtesy, None where it is not understood."""
    tokens = [(fold(found[0]), found[0]) for found in _TOKEN.finditer(part)]
    said: list[tuple[str, int]] = []
    about: list[str] = []
    at = 0
    while at < len(tokens):
        word = tokens[at][0]
        if word.startswith("⟨"):
            said.append(("quoted", int(word[1])))
            at += 1
            continue
        kind, number, size = _longest(tokens, at, words)
        if (
            kind in ("about", "glue")
            and any(k in ("sentence", "paragraph") for k, _ in said)
            and at + size < len(tokens)
        ):
            rest = [raw for _, raw in tokens[at + size :]]
            if not any(t.startswith("⟨") for t in rest) and not _names_a_place(tokens[at + size :], words):
                about = rest
                break
        if not kind:
            if not word.isdigit():
                return None
            kind, number, size = "ordinal", int(word), 1
        if kind not in ("filler", "glue", "about"):
            said.append((kind, number))
        at += size
    return _meant(said, about, quoted, before)


def _longest(tokens: list[tuple[str, str]], at: int, words: _Words) -> tuple[str, int, int]:
    for row, kind, number in words.phrases:
        if row and tuple(word for word, _ in tokens[at : at + len(row)]) == row:
            return kind, number, len(row)
    return "", 0, 0


def _names_a_place(tokens: list[tuple[str, str]], words: _Words) -> bool:
    return any(_longest(tokens, n, words)[0] in ("sentence", "paragraph") for n in range(len(tokens)))


def _meant(
    said: list[tuple[str, int]], about: list[str], quoted: list[str], before: _Clause | None
) -> _Clause | Literal[""] | None:
    kinds = [kind for kind, _ in said]
    strings = [quoted[n] for kind, n in said if kind == "quoted"]
    if not kinds:
        return ""
    if kinds == ["shorter"]:
        return _Clause("shorten")
    if len(strings) == 2 and "instead" in kinds:
        return _Clause("replace", old=strings[1], new=strings[0])
    if len(strings) == 2 and kinds[0] == "replace":
        return _Clause("replace", old=strings[0], new=strings[1])
    drops = "drop" in kinds or (before is not None and before.act.startswith("drop"))
    if len(strings) == 1 and drops and set(kinds) <= {"drop", "quoted", "sentence", "paragraph"}:
        unit = next((k for k in kinds if k in ("sentence", "paragraph")), "")
        if unit:
            return _Clause("drop-about", ((_unit(unit), 0),), old=strings[0])
        return _Clause("drop-words", old=strings[0])
    if strings or not drops or set(kinds) - {"drop", "ordinal", "sentence", "paragraph"}:
        return None
    if about:
        unit = next((k for k in kinds if k in ("sentence", "paragraph")), "")
        return _Clause("drop-about", ((_unit(unit), 0),), old=" ".join(about)) if "ordinal" not in kinds else None
    places = _places(said)
    return _Clause("drop", places) if places else None


def _unit(kind: str) -> Unit:
    return "sentence" if kind == "sentence" else "paragraph"


def _places(said: list[tuple[str, int]]) -> tuple[tuple[Unit, int], ...]:
    """Pairs of a number and a unit, in either order: "second paragraph", "paragraph 2"."""
    rest = [(kind, n) for kind, n in said if kind != "drop"]
    pairs: list[tuple[Unit, int]] = []
    while len(rest) >= 2:
        (one, n), (two, m) = rest[:2]
        if one == "ordinal" and two in ("sentence", "paragraph"):
            pairs.append((_unit(two), n))
        elif two == "ordinal" and one in ("sentence", "paragraph"):
            pairs.append((_unit(one), m))
        else:
            return ()
        rest = rest[2:]
    return tuple(sorted(pairs, key=lambda pair: pair[0] == "sentence")) if not rest else ()


# --- carrying it out ----------------------------------------------------------------------------------------


def _carried_out(clause: _Clause, text: str | None, keeps: Keeps) -> str | None:
    if text is None:
        return None
    if clause.act == "replace":
        return text.replace(clause.old, clause.new) if clause.old in text else None
    if clause.act == "drop-words":
        return _without_words(text, clause.old)
    if clause.act == "shorten":
        return _shortened(text, keeps)
    parts = apart(text)
    kept = _without_that_about(parts, clause) if clause.act == "drop-about" else _without(parts, clause.places)
    return kept.text() if kept and any(kept.body) else None


def _without_words(text: str, words: str) -> str | None:
    if text.count(words) != 1:
        return None
    return re.sub(r"[ \t]+([,.;:!?])|[ \t]{2,}", lambda m: m[1] or " ", text.replace(words, "", 1))


def _at(number: int, most: int) -> int | None:
    place = number - 1 if number > 0 else most + number
    return place if 0 <= place < most else None


def _without(parts: Parts, places: tuple[tuple[Unit, int], ...]) -> Parts | None:
    body = [list(p) for p in parts.body]
    if len(places) == 2 and [unit for unit, _ in places] == ["paragraph", "sentence"]:
        where = _at(places[0][1], len(body))
        which = _at(places[1][1], len(body[where])) if where is not None else None
        if where is None or which is None:
            return None
        del body[where][which]
    elif len(places) == 1 and places[0][0] == "paragraph":
        where = _at(places[0][1], len(body))
        if where is None:
            return None
        del body[where]
    elif len(places) == 1:
        every = parts.places
        which = _at(places[0][1], len(every))
        if which is None:
            return None
        del body[every[which][0]][every[which][1]]
    else:
        return None
    return parts.bodied(body)


def _without_that_about(parts: Parts, clause: _Clause) -> Parts | None:
    """Without the one sentence or paragraph that holds these words; None where none does, or several."""
    wanted = fold(clause.old)
    found = [at for at in parts.places if re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", fold(parts.at(at)))]
    whole = clause.places[0][0] == "paragraph"
    if len({p for p, _ in found} if whole else found) != 1:
        return None
    where, which = found[0]
    body = [list(p) for p in parts.body]
    if whole:
        del body[where]
    else:
        del body[where][which]
    return parts.bodied(body)


def _shortened(text: str, keeps: Keeps) -> str | None:
    """At most three quarters of the words where that can be; None where hardly one can go."""
    words = apart(text).words
    short = shortened(text, words * 3 // 4, keeps)
    # A word or two less is not what "shorter" asks for.
    return short if apart(short).words <= words * 0.9 else None
