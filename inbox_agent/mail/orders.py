"""What the owner's answer orders: the grammar of a yes, a no, a time, a new text or a wish (F-61, F-85).

A line is an order only if it is *nothing but* an order: every word of it belongs to an entry of the word lists
(`rules/orders/`), and no question mark, ellipsis or doubtful sign stands in it. What sends is narrower still:
the whole new text must be a yes, with greetings and thanks around it at most (T-04). So `ok?`, `ok but …`,
`no problem` and `ok, tomorrow I will look` order nothing: somewhere in them stands a word that no list knows,
and an unknown word can only ever lead to a wish, which asks anew, or to `unclear`, which is echoed back.

The lists of all languages hold at once, since owners answer in any of theirs. Letters that merely look like
others (a Cyrillic о in "оk") are other words, and so unknown; invisible ones are taken out, and those that
turn the direction of reading make the mail unclear. Reading takes time linear in the text and never raises.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from inbox_agent.mail import letter_order
from inbox_agent.mail.letter_order import LetterOrder
from inbox_agent.mail.message import Because
from inbox_agent.mail.order_words import Found, Vocabulary, fold, vocabulary
from inbox_agent.rules import OrderWords

MOST_CHARACTERS = 100_000
MOST_LINES = 40  #: an order is short; only the text of an edit may be longer
MOST_LETTERS = 300  #: of a line that may be an order
MOST_ITEMS = 50

_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_INVISIBLE = re.compile("[\u00ad\u034f\u180b-\u180e\u200b-\u200d\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]")
_NUMBERED = re.compile(r"\s*(?:#|nr\.?|no\.?)?\s*(\d{1,3})\b[.):]?\s*", re.IGNORECASE)
_SLASHED_NAME = re.compile(r"(?:/|--\s|—|–)\s?([^\W\d_][\w'’.-]{0,30}(?: [^\W\d_][\w'’.-]{0,30}){0,2})")


@dataclass(frozen=True)
class Item:
    """One line of a digest's answer: the number, the decision, and its raw argument (a time, a stage)."""

    n: int
    decision: str
    arg: str | None = None


@dataclass(frozen=True)
class Order:
    """What the owner wants, a decision of contracts.md. Times are raw words, for the reader of times."""

    decision: str
    when_text: str = ""
    text: str = ""  #: the new text of an edit, the wish, the note, the stage, or what could not be read
    items: tuple[Item, ...] = ()
    letter: LetterOrder | None = None  #: what a "draft" asks for
    because: tuple[Because, ...] = ()
    refused: str | None = (
        None  #: why it is unclear: empty, sign, question, more-than-a-yes, contradiction, quote, direction, item, number, too-long, letter (a draft of no kind that there is)
    )


def read(
    text: str,
    rules: Mapping[str, OrderWords],
    language_hint: str = "",
    digest: bool = False,
    names: Sequence[str] = (),
) -> Order:
    """Read the owner's newly written words. `names` are the owner's own, with which a mail may be signed."""
    if len(text) > MOST_CHARACTERS:
        return _unclear("too-long", text[:200])
    if _BIDI.search(text):
        return _unclear("direction", text[:200])
    words = vocabulary(rules, language_hint)
    plain = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [line for line in plain.split("\n") if line.strip()]
    if not lines:
        return _unclear("empty", "")
    if any(line.lstrip().startswith(">") for line in lines):
        return _unclear("quote", plain.strip())
    if asked := letter_order.read(lines, rules):
        return Order("draft", text=asked.said, letter=asked, because=(Because(asked.name, asked.said[:80]),))
    if digest:
        return _digest(lines, words, names)
    order = _whole_text_after_a_mark(plain, lines, words) or _by_lines(lines, words, names)
    no_kind = order.decision == "unclear" and letter_order.opens(lines, rules)
    return replace(order, refused="letter") if no_kind else order


def _unclear(why: str, text: str, items: tuple[Item, ...] = ()) -> Order:
    return Order("unclear", text=text, items=items, refused=why)


def _whole_text_after_a_mark(plain: str, lines: list[str], words: Vocabulary) -> Order | None:
    """`edit:` and `note:` take everything after them; nothing but greetings and a yes may stand before."""
    for line in lines[:4]:
        mark = words.mark(line)
        if mark:
            begins = plain.index(line) + mark.stop
            return Order(
                mark.kind, text=plain[begins:].strip(), because=(Because(mark.name, line[: mark.stop].strip()),)
            )
        found = words.read(line) if len(line) <= MOST_LETTERS else None
        if found is None or not {one.kind for one in found} <= {"noise", "yes", "beside"}:
            return None
    return None


@dataclass(frozen=True)
class _Line:
    """One line, read: its decision, "" for courtesies, None where it is no order."""

    text: str
    decision: str | None
    arg: str = ""
    because: tuple[Because, ...] = ()


def _by_lines(lines: list[str], words: Vocabulary, names: Sequence[str]) -> Order:
    if len(lines) > MOST_LINES:
        return _unclear("too-long", "\n".join(lines)[:200])
    read_lines = [_line(normalised(line), words, names, first=n == 0) for n, line in enumerate(lines)]
    free = [line.text.strip() for line in read_lines if line.decision is None]
    orders = [line for line in read_lines if line.decision]
    kinds = {line.decision for line in orders}
    if free:
        return _with_free_text(free, orders, kinds, words)
    if not orders:
        return _unclear("sign" if words.only_signs("\n".join(lines)) else "empty", "\n".join(lines))
    if len(kinds) > 1 or len({line.arg for line in orders}) > 1:
        return _unclear("contradiction", "\n".join(lines))
    return _order(orders[0], tuple(b for line in orders for b in line.because))


def _order(line: _Line, because: tuple[Because, ...]) -> Order:
    decision = line.decision or "unclear"
    if decision in ("snooze", "approve-later", "met", "pause"):
        return Order(decision, when_text=line.arg, because=because)
    return Order(decision, text=line.arg, because=because)


def _with_free_text(free: list[str], orders: list[_Line], kinds: set[str | None], words: Vocabulary) -> Order:
    """Some lines are no order. What stops may stand beside words (T-05); what sends may not."""
    said = "\n".join(free)
    asks = any("?" in line or "¿" in line for line in free)
    wish = words.wish(free[0][:MOST_LETTERS])
    requested = len(free) == 1 and words.asks(free[0][:MOST_LETTERS])
    if kinds <= {"reject"} and wish and (requested or not asks):
        # A refusal with a wish is the wish: nothing leaves either way, and the owner gets what they asked for.
        return Order("redraft", text=said, because=(Because(wish.name, free[0][:80]),))
    if len(kinds) == 1 and kinds <= {"reject", "stop", "undo", "snooze"}:
        only = orders[0]
        done = _order(only, only.because)
        return Order(done.decision, done.when_text, said, because=done.because)
    if asks:
        return _unclear("question", said)
    return _unclear("contradiction" if len(kinds) > 1 else "more-than-a-yes" if kinds else "not-an-order", said)


def _line(line: str, words: Vocabulary, names: Sequence[str], first: bool) -> _Line:
    """What one line orders."""
    if not first and _signs(line, words, names):
        return _Line(line, "")
    return _read(line, words)


def _read(line: str, words: Vocabulary) -> _Line:
    aimed = words.aimed(line) if len(line) <= MOST_LETTERS else None
    if aimed:
        found, whom = aimed
        return _Line(line, found.kind, whom, (Because(found.name, line[found.start : found.stop]),))
    entries = words.read(line) if len(line) <= MOST_LETTERS else None
    return _decided(line, entries) if entries is not None else _Line(line, None)


def _signs(line: str, words: Vocabulary, names: Sequence[str]) -> bool:
    """Whether a line below the first signs the mail: the owner's own name, or a name after a slash or dashes."""
    own = {part.casefold() for name in names for part in name.split()}
    bare = line.strip().strip("-–—/ ,.").casefold()
    if bare and own and set(bare.split()) <= own:
        return True
    named = _SLASHED_NAME.fullmatch(line.strip())
    return named is not None and all(part[0].isupper() for part in named[1].split()) and not words.knows(named[1])


#: Which kinds of entry together make which order, once noise is left out.
_MEANINGS: dict[frozenset[str], str] = {
    frozenset(): "",
    frozenset({"beside"}): "",
    frozenset({"yes"}): "approve",
    frozenset({"yes", "beside"}): "approve",
    frozenset({"yes", "moment"}): "approve-later",
    frozenset({"no"}): "reject",
    frozenset({"later"}): "snooze",
    frozenset({"later", "moment"}): "snooze",
    frozenset({"moment"}): "snooze",
    frozenset({"stop"}): "stop",
    frozenset({"no", "stop"}): "stop",
    frozenset({"close"}): "close",
    frozenset({"undo"}): "undo",
    frozenset({"no", "undo"}): "undo",
    frozenset({"met"}): "met",
    frozenset({"met", "moment"}): "met",
    frozenset({"pause", "moment"}): "pause",
    frozenset({"no-contact"}): "no-contact",
    frozenset({"no", "no-contact"}): "no-contact",
    frozenset({"again"}): "again",
    frozenset({"yes", "again"}): "again",
    frozenset({"stage"}): "stage",
    frozenset({"mismatch"}): "stage",
}


def _decided(line: str, found: tuple[Found, ...]) -> _Line:
    said = [one for one in found if one.kind not in ("noise", "glue")]
    kinds = frozenset(one.kind for one in said)
    decision = _MEANINGS.get(kinds, _MEANINGS.get(kinds - {"beside"}))
    times = [one for one in found if one.kind in ("moment", "glue")]
    if decision is None or (times and not any(one.kind == "moment" for one in times)):
        return _Line(line, None)
    arg = (
        line[times[0].start : times[-1].stop]
        if decision in ("snooze", "approve-later", "met", "pause") and times
        else ""
    )
    if _doubled(said, line):
        return _Line(line, None)
    if decision == "approve-later" and times[0].start < min(one.start for one in said if one.kind == "yes"):
        return _Line(line, None)  # "tomorrow ok": is it a yes for then, or a wish to be asked?
    if decision == "stage":
        arg = next(one.value for one in said if one.kind in ("stage", "mismatch"))
    because = tuple(Because(one.name, line[one.start : one.stop]) for one in said)
    return _Line(line, decision, arg, because)


def _doubled(said: list[Found], line: str) -> bool:
    """ "Ja ja", "ok ok": in every language a yes said twice is a sigh."""
    pairs = itertools.pairwise(said)
    return any(
        a.kind == b.kind == "yes" and fold(line[a.start : a.stop]) == fold(line[b.start : b.stop]) for a, b in pairs
    )


# A digest: numbers, each with an order.


def _digest(lines: list[str], words: Vocabulary, names: Sequence[str]) -> Order:
    """Every item must be read, else nothing is done and the reading is sent back (F-85)."""
    items: list[Item] = []
    because: list[Because] = []
    unread: list[str] = []
    for n, line in enumerate(normalised(line) for line in lines[: MOST_LINES + 1]):
        if len(line) > MOST_LETTERS:
            unread.append(line[:MOST_LETTERS])
            continue
        if not _NUMBERED.match(line):
            courtesy = _line(line, words, names, first=n == 0)
            if courtesy.decision != "":
                unread.append(line.strip())
            continue
        for numbers, rest in _pieces(line, words):
            one = _read_item(rest, words)
            decision = one.decision if one.decision and numbers else "unclear"
            if decision in ("unclear", "met"):
                decision = "unclear"
                unread.append(rest.strip() or line.strip())
            because += one.because
            items += [Item(number, decision, one.arg or None) for number in numbers or (0,)]
    return _settled_items(items, tuple(because), unread, "\n".join(lines))


def _read_item(rest: str, words: Vocabulary) -> _Line:
    """An order, or a wish for another version of that letter, which sends nothing and asks anew (F-61).

    A yes that goes on ("ok but shorter") is neither: beside the yes to another letter it is echoed back (T-04).
    """
    one = _read(rest, words)
    begins = words.read(rest.split(maxsplit=1)[0]) if rest.strip() else None
    plain = not any(found.kind == "yes" for found in begins or ()) and not re.search("[?¿]", rest)
    wish = words.wish(rest) if one.decision is None and plain else None
    return _Line(rest, "redraft", rest.strip(), (Because(wish.name, rest.strip()[:80]),)) if wish else one


def _settled_items(items: list[Item], because: tuple[Because, ...], unread: list[str], said: str) -> Order:
    told = tuple(items[:MOST_ITEMS])
    numbers = [item.n for item in items]
    if unread or not items or len(items) > MOST_ITEMS:
        return Order(
            "unclear",
            text="\n".join(unread) or said,
            items=told,
            because=because,
            refused="item" if items else "number",
        )
    if len(set(numbers)) < len(numbers) or 0 in numbers:
        return Order("unclear", text=said, items=told, because=because, refused="number")
    return Order(items[0].decision, items=told, because=because)


def _pieces(line: str, words: Vocabulary) -> Iterator[tuple[tuple[int, ...], str]]:
    """`1 ok, 2-3 later 3w; 4 close` → (1) "ok", (2, 3) "later 3w", (4) "close". Numbers alone belong to the next piece."""
    waiting: list[int] = []
    for piece in re.split(r"[;,]|\s[/|]\s", line):
        numbers, rest = words.numbers(piece)
        if numbers is None:
            waiting = []
            yield (), piece
            continue
        waiting += numbers
        if rest.strip():
            yield tuple(waiting), rest
            waiting = []
    if waiting:
        yield (), line


def normalised(text: str) -> str:
    """The text with full-width and other compatibility forms as plain letters (NFKC)."""
    return unicodedata.normalize("NFKC", text)
