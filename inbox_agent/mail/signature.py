"""The end of a letter: where sign-off, name, contact data, device line and disclaimer begin.

What is cut here is lost to commands and signals, so each form has its own evidence and in doubt a line stays
with the letter: a delimiter (RFC 3676 4.3), a sign-off with only short lines after it, the writer's own name as
the last line, a last paragraph of contact data, the fixed words of device lines and disclaimers. A postscript
is part of the letter wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from inbox_agent.mail.lexicon import Lexicon, plain
from inbox_agent.mail.lines import Line
from inbox_agent.mail.own_name import OwnName, headed_by, is_name, name_like
from inbox_agent.mail.people import ADDRESS

DELIMITER = re.compile(r"--|—|-- ?-?|_{2,}|-{3,}|\*{3,}")
PHONE = re.compile(r"(?:\+|\(?0)\d[\d\s()./\-]{5,20}\d")
LINK = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w@.])[\w-]+\.(?:example|com|org|net|se|de|fr|es|pt|it|nl|dk|no|fi|pl|eu|io)\b",
    re.IGNORECASE,
)
_POSTSCRIPT = re.compile(r"p\.?\s?s\.?[\s:.]", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…][\"'”)]*$")
_AND = re.compile(r"\s*[&+/|]\s*|\s+(?:and|och|und|et|y|e|en|og|ja|i|with|med|mit)\s+", re.IGNORECASE)
_SLASHED_NAME = re.compile(r"(?://?|[—–~])\s?(?:[^\W\d_a-z][\w.'’-]*\s?){1,3}")
_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d\d\b")
#: "Best wishes from Jena".
_FROM_PLACE = re.compile(
    r"\s(?:aus|from|från|fra|de|desde|da|do|dal|uit|vanuit|depuis|du|z|ze)\s[^\W\d_a-zà-öø-ÿß][\w-]*(?:\s[^\W\d_a-zà-öø-ÿß][\w-]*)?$"
)
#: Kisses, a radio operator's farewell, a drawn heart.
_NO_WORD = re.compile(r"[xXoO]{1,4}|\d{2}|[^\w.?!,;:]{1,3}|[:;<][-)D3*]{1,2}")
MOST_SIGNATURE_LINES = 14
MOST_CLOSING_WORDS = 4
LONGEST_SIGNATURE_LINE = 90
LONGEST_SIGN_OFF = 45
LONGEST_DEVICE_LINE = 160
SHORTEST_DISCLAIMER = 80


def marks(lines: Sequence[Line], words: Lexicon, names: Sequence[str] = ()) -> set[int]:
    """The indexes of the lines that are signature. `names` are the writer's, as far as known."""
    cut = {n for n, line in enumerate(lines) if device_line(line, words)}
    cut |= _disclaimer(lines, words)
    body = [n for n, line in enumerate(lines) if n not in cut]
    start = _start([lines[n] for n in body], words, names)
    ending = set(body[start:])
    return cut | (ending - _postscript(lines, sorted(ending)))


def device_line(line: Line, words: Lexicon) -> bool:
    """What a program adds ("Sent from my iPhone"); after its shorter phrases the program's name must follow."""
    told = line.bare.lstrip("*_[(<- ")
    if len(told) > LONGEST_DEVICE_LINE or told.endswith("?"):
        return False
    folded = told.casefold()
    if not folded.startswith(words.device_lines):
        return False
    phrase = max((one for one in words.device_lines if folded.startswith(one)), key=len)
    named = told[len(phrase) :].split()[:1]
    return len(phrase.split()) > 2 or not named or any(c.isupper() for c in named[0])


def _disclaimer(lines: Sequence[Line], words: Lexicon) -> set[int]:
    """The paragraphs of legal words at the end. A short one counts below a sign-off only, for people say such things, too."""
    closed = False
    for start, end in _paragraphs(lines):
        text = " ".join(line.bare for line in lines[start:end])
        if start > 0 and words.disclaimers.search(text) and (closed or len(text) >= SHORTEST_DISCLAIMER):
            rest = [line for line in lines[end:] if not line.blank]
            return set(range(start, len(lines))) if all(_closing_line(line, words) for line in rest) else set()
        closed = closed or any(sign_off(line, words) or line.bare == "--" for line in lines[start:end])
    return set()


def _closing_line(line: Line, words: Lexicon) -> bool:
    return short(line) or len(line.bare) > LONGEST_SIGNATURE_LINE or bool(words.disclaimers.search(line.bare))


def _paragraphs(lines: Sequence[Line]) -> list[tuple[int, int]]:
    found, start = [], 0
    for n, line in enumerate([*lines, Line("", "")]):
        if line.blank:
            if n > start:
                found.append((start, n))
            start = n + 1
    return found


def _start(lines: Sequence[Line], words: Lexicon, names: Sequence[str]) -> int:
    """Where the signature begins; the number of lines where there is none."""
    end = len(lines)
    while end and lines[end - 1].blank:
        end -= 1
    floor = _after_nth_last_written(lines, end, MOST_SIGNATURE_LINES)
    found = [
        _delimiter(lines, end),
        _sign_off(lines, floor, end, words, names),
        _contact_data(lines, floor, end, names),
        _own_card(lines, floor, end, names),
        _below_name(lines, floor, end, names),
    ]
    start = min((n for n in found if n is not None), default=end)
    named = _name_line(lines, start, names)
    start = start if named is None else min(start, named)
    if start < end and is_name(lines[start], names):
        start = _closing_above(lines, start)
    return start if start < end else len(lines)


def _after_nth_last_written(lines: Sequence[Line], end: int, most: int) -> int:
    seen = 0
    for n in range(end - 1, -1, -1):
        seen += not lines[n].blank
        if seen > most:
            return n + 1
    return 0


def _delimiter(lines: Sequence[Line], end: int) -> int | None:
    for n in range(end):
        if lines[n].text.rstrip("\n") in {"-- ", "--"} or lines[n].bare == "--":
            return n
        if DELIMITER.fullmatch(lines[n].bare) and end - n <= 10 and all(short(line) for line in lines[n + 1 : end]):
            return n
    return None


def _sign_off(lines: Sequence[Line], floor: int, end: int, words: Lexicon, names: Sequence[str]) -> int | None:
    for n in range(floor, end):
        kind = sign_off(lines[n], words)
        if not kind or not all(short(line) for line in _until_postscript(lines[n + 1 : end])):
            continue
        below = lines[n + 1 : end]
        named = _name_below(below, names) or _name_beside(lines[n], names)
        if kind == "plain" or (named and any(not line.blank for line in lines[:n])):
            return n
    return None


def _name_below(lines: Sequence[Line], names: Sequence[str]) -> bool:
    """Whether "Thanks!" is an ending: the writer's name follows, or at once a line that can be nothing else."""
    written = [line for line in lines if not line.blank][:1]
    if not written:
        return False
    told = {plain(word) for word in written[0].bare.split()}
    if told & {plain(word) for name in names for word in name.split()}:
        return True
    return not lines[0].blank and all(word.strip("().,")[:1].isupper() for word in written[0].bare.split()[:4])


def _name_beside(line: Line, names: Sequence[str]) -> bool:
    """Whether the writer's own name ends the line: "Cheers, Ada"."""
    head, comma, last = line.bare.rpartition(",")
    return bool(comma and head) and plain(last) in OwnName.of(tuple(names)).whole


def _until_postscript(lines: Sequence[Line]) -> list[Line]:
    kept: list[Line] = []
    for line in lines:
        if _POSTSCRIPT.match(line.bare):
            break
        kept.append(line)
    return kept


def sign_off(line: Line, words: Lexicon) -> str:
    """ "plain" for a line that only ends a letter, "soft" for one that may say something ("Thanks!"), else ""."""
    bare = line.bare.strip("*_ ")
    if not bare or len(bare) > LONGEST_SIGN_OFF or bare.endswith("?"):
        return ""
    if _SLASHED_NAME.fullmatch(bare):
        return "plain"
    if kind := _closing(bare, words):
        return kind
    # "Best, Ada", "Mvh Karen": the name stands on the same line.
    tokens = bare.split()
    for size in range(min(4, len(tokens) - 1), 0, -1):
        head, rest = " ".join(tokens[:size]), [token.strip("/,(–-") for token in tokens[size:]]
        kind = _closing(head, words)
        if kind and len(rest) <= 4 and all(token[:1].isupper() for token in rest if token):
            return kind if kind == "plain" or head.endswith((",", "!")) else ""
    return ""


def _closing(text: str, words: Lexicon) -> str:
    """The kind of these closing words; "Thanks & best regards" is as plain as its plainest part."""
    told = plain(_FROM_PLACE.sub("", text.rstrip(",;")))
    if told in words.sign_offs:
        return "plain"
    if told in words.soft_sign_offs:
        return "soft"
    parts = (
        [_closing(part, words) for part in _AND.split(text)]
        if len(text) <= LONGEST_SIGN_OFF and _AND.search(text)
        else [""]
    )
    return "" if not all(parts) else "plain" if "plain" in parts else "soft"


def short(line: Line) -> bool:
    """A line as signatures have them: no sentence."""
    if line.blank or _telling(line):
        return len(line.bare) <= 2 * LONGEST_SIGNATURE_LINE
    if len(line.bare) > LONGEST_SIGNATURE_LINE:
        return False
    tokens = line.bare.split()
    return not (
        len(tokens) >= 4 and _SENTENCE_END.search(line.bare) and not _initials_end(tokens)
    ) and not line.bare.endswith(("?", ":"))


def _telling(line: Line) -> bool:
    """A line with an address, a link or a phone number. Most lines lack the sign that each has, and are not searched."""
    bare = line.bare
    return bool(
        ("@" in bare and ADDRESS.search(bare))
        or (("." in bare or "://" in bare) and LINK.search(bare))
        or (("+" in bare or "0" in bare) and PHONE.search(bare))
    )


def _initials_end(tokens: Sequence[str]) -> bool:
    return len(tokens[-1]) <= 4


def _last_paragraph(lines: Sequence[Line], floor: int, end: int) -> int:
    """Where the paragraph that ends at `end` begins."""
    start = end
    while start > floor and not lines[start - 1].blank:
        start -= 1
    return start


def _contact_data(lines: Sequence[Line], floor: int, end: int, names: Sequence[str]) -> int | None:
    """A last paragraph of two or more short lines that begins with a name: the writer's, or there is a phone, a link or an address."""
    start = _last_paragraph(lines, floor, end)
    block = lines[start:end]
    if start == 0 or len(block) < 2 or not all(short(line) for line in block):
        return None
    own = plain(block[0].bare) in {plain(name) for name in names}
    # "Write to him:" and then a card: that is advice, and the card is somebody else's.
    above = next((line.bare for line in reversed(lines[:start]) if not line.blank), "")
    somebodys = name_like(block[0]) and not names and not above.endswith(":")
    shared = any(plain(word) in plain(block[0].bare).split() for name in names for word in name.split())
    telling = any(_telling(line) for line in block[1:])
    return start if own or (telling and (somebodys or shared)) else None


def _own_card(lines: Sequence[Line], floor: int, end: int, names: Sequence[str]) -> int | None:
    """A last paragraph in which a line is headed by the writer's name, with nothing but short lines around it."""
    start = _last_paragraph(lines, floor, end)
    block = lines[start:end]
    if not 0 < start < end or not all(_no_sentence(line) for line in block):
        return None
    return start if any(headed_by(line, names) for line in block) else None


def _below_name(lines: Sequence[Line], floor: int, end: int, names: Sequence[str]) -> int | None:
    """The writer's name on a line of its own with nothing but short lines below it."""
    for n in range(end - 1, max(floor, 1) - 1, -1):
        if is_name(lines[n], names):
            return n
        if not lines[n].blank and not _no_sentence(lines[n]):
            return None
    return None


def _no_sentence(line: Line) -> bool:
    """A short line that answers nothing: it has no clock and ends as no sentence does."""
    return short(line) and (_telling(line) or not (_CLOCK.search(line.bare) or line.bare.endswith(("!", "…"))))


def _name_line(lines: Sequence[Line], end: int, names: Sequence[str]) -> int | None:
    """The writer's own name, or a part of it, as the last line above."""
    while end and lines[end - 1].blank:
        end -= 1
    return end - 1 if end >= 2 and is_name(lines[end - 1], names) else None


def _closing_above(lines: Sequence[Line], name: int) -> int:
    """Where the name's paragraph begins with a closing that no list knows: "Hwyl,", "73", "x". "Yes!" is an answer."""
    above = name - 1
    if above < 1 or lines[above].blank or not lines[above - 1].blank:
        return name
    bare = lines[above].bare
    closes = bare.endswith(",") and len(bare.split()) <= MOST_CLOSING_WORDS
    return above if closes or _NO_WORD.fullmatch(bare) else name


def _postscript(lines: Sequence[Line], ending: Sequence[int]) -> set[int]:
    """The paragraphs from "PS" on inside a signature."""
    for n in ending:
        if _POSTSCRIPT.match(lines[n].bare):
            return {m for m in ending if m >= n}
    return set()
