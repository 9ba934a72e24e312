"""Did the owner answer with the letter itself, changed? Found by comparison with our own text, word by word (F-61, F-64).

Two ways are usual: the letter stands above, copied and changed, or it was changed where it stands, in the quotation of
our mail. A mail program may wrap lines, put quote marks before them, and lose letters or links on the way; none of
that is a change. What counts is words, and of those only such as every program leaves alone. An edit never sends, it
is shown anew and needs its own yes, so in doubt a changed letter is an edit.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

#: Of the words, how many must be those of our letter for a text to be that letter, changed.
ALIKE = 0.5
SHORTEST = 8  #: words; a shorter text is an answer, whatever it repeats
LONGEST = 3_000  #: words that are compared
_MARKS = re.compile(r"^(?:[ \t]*[>|])+ ?")
_RULE = re.compile(r"^\s*[─━—_-]{10,}\s*$")
_WORD = re.compile(r"\S+")
_ITEM = re.compile(r"^\s*(?:[–•*-]|\d{1,2}[.)])\s")
_WRAPPED_FROM = 55  #: a line of this length may have been broken by a mail program


def edited_letter(written: str, signature: str, quoted: str, letter: str, subject: str, *, clear: bool) -> str:
    """The owner's version of the letter; "" where they sent none.

    `clear` says that what they wrote is an order of its own, as "ok" is: then only the quotation can hold a change.
    """
    if not clear:
        above = f"{written.strip()}\n\n{signature.strip()}".strip() if signature else written.strip()
        if same_letter(above, letter) and unlike(above, letter):
            return reflowed(above)
    within = _letter_within(quoted, letter, subject)
    if within and same_letter(within, letter) and unlike(within, letter):
        return reflowed(within)
    return ""


def _letter_within(quoted: str, letter: str, subject: str) -> str:
    """Our letter as it stands in a quotation of our mail: from below its subject, or its greeting, to its last line."""
    lines = [_MARKS.sub("", line) for line in quoted.split("\n")]
    own = [line for line in letter.split("\n") if line.strip()]
    if not own:
        return ""
    begins = next((n + 1 for n, line in enumerate(lines) if subject and line.rstrip().endswith(f": {subject}")), None)
    if begins is None:
        begins = next((n for n, line in enumerate(lines) if _tokens(line) == _tokens(own[0])), None)
    if begins is None:
        return ""
    while begins < len(lines) and (not lines[begins].strip() or _RULE.match(lines[begins])):
        begins += 1
    last = _tokens(own[-1])
    for n in range(begins, len(lines)):
        if _RULE.match(lines[n]):
            return "\n".join(lines[begins:n]).strip()
        # A name may stand in the greeting or the text, too: the last line is the one after most of the letter.
        if _tokens(lines[n]) == last and len(_tokens("\n".join(lines[begins : n + 1]))) >= ALIKE * len(_tokens(letter)):
            return "\n".join(lines[begins : n + 1]).strip()
    return ""


def unlike(text: str, letter: str) -> bool:
    """Whether two texts differ in words that mail programs leave alone."""
    return _tokens(text) != _tokens(letter)


def same_letter(text: str, letter: str) -> bool:
    """Whether a text is this letter, perhaps changed."""
    ours, theirs = _tokens(letter)[:LONGEST], _tokens(text)[:LONGEST]
    if len(theirs) < SHORTEST or not ours:
        return False
    # Two texts of other lengths are no edit of one another; and this spares the slow comparison.
    if not 0.3 <= len(theirs) / len(ours) <= 3:
        return False
    same = sum(block.size for block in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks())
    return same >= ALIKE * min(len(ours), len(theirs))


def _tokens(text: str) -> list[str]:
    """The words that every mail program leaves alone: no links, no letters that a wrong charset destroys."""
    words = (word.strip(".,;:!?()[]<>\"'*_–—-").casefold() for word in _WORD.findall(text))
    return [word for word in words if word.isascii() and word and "://" not in word and "www." not in word]


def reflowed(text: str) -> str:
    """The text with the line breaks of its writer, as far as they can be told from those of a mail program."""
    out: list[str] = []
    for line in text.replace("\u00a0", " ").split("\n"):
        if out and line.strip() and _goes_on(out[-1], line):
            out[-1] += f" {line.strip()}"
        else:
            out.append(line.rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)).strip()


def _goes_on(before: str, line: str) -> bool:
    return len(before) >= _WRAPPED_FROM and not _ITEM.match(line)
