"""Text as a person sees it: without the characters that show nothing and without exotic spaces (T-13).

Zero-width, tag, bidi and variation characters can carry words that no reader sees and that a model would
obey, or turn the order of letters round. They are removed from every text and header of a mail. Two of them
are kept where they build one visible sign: the joiner and the emoji selector beside an emoji.
"""

from __future__ import annotations

import re

_EMOJI = "\u2190-\u2bff\u3030\u303d\U0001f000-\U0001faff"
_INVISIBLE = re.compile(
    # The joiner between two emoji and one selector after a sign stay; anything else that shows nothing goes.
    f"(?<![{_EMOJI}\ufe0f])\u200d|\u200d(?![{_EMOJI}])|(?<![{_EMOJI}0-9#*\u00a9\u00ae])\ufe0f"
    "|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
#: What shows nothing although Unicode counts it as printable: fillers and variation selectors. Each is looked for by
#: itself, which is a search for a byte and takes a tenth of the time of a class of a regular expression.
_BLANK_LETTERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u3164\uffa0" + "".join(
    map(chr, range(0xFE00, 0xFE10))
)
_BLANK_BEYOND = b"\xf3\xa0"  #: how those from U+E0100 on begin in UTF-8
_SPACES = re.compile("[\x0b\x0c\x85\u2028\u2029\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
#: What `Message.remarks` says of a text in which letters are shown in another order than they are written.
TURNED = "letters are shown in another order than they are written"


def turns(text: str) -> bool:
    """Whether a text turns the direction of reading by overrides (Unicode UAX 9), so that what is read is not what is there."""
    return not text.isascii() and any(sign in text for sign in _TURNS)


def visible(text: str) -> str:
    """The same text with ``\\n`` line ends, plain spaces, and nothing in it that a person cannot see.

    Only CR and LF end a line. Other separators become spaces, so that a quoted line cannot hide a second one.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", " " if "\n" in text else "\n")
    if text.replace("\n", " ").replace("\t", " ").isprintable() and (text.isascii() or not _holds_blank(text)):
        return text
    return _INVISIBLE.sub("", _SPACES.sub(" ", text))


def _holds_blank(text: str) -> bool:
    return any(sign in text for sign in _BLANK_LETTERS) or _BLANK_BEYOND in text.encode("utf-8", "surrogatepass")


def one_line(text: str) -> str:
    """A header value: visible, on one line, runs of blanks as one space."""
    return " ".join(visible(text).split())
