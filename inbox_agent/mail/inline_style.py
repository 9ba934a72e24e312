"""What the `style` of one HTML element means for the text in it: seen or not, ruled off, set tight, kept as it is."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from inbox_agent.mail.hidden import color, ground, hides, paints, unspaced, white

_BORDER_TOP = re.compile(r"border-top:(?:[\d.]{1,5}p[tx])?solid|border-style:solidnonenone")
_NO_MARGIN = ("margin:0", "margin-top:0")
_INDENT_ONLY = ("border:none", "border:0", "border-left:none", "border-left:0", "margin-right:0")


class InlineStyle(NamedTuple):
    """The verdicts on one `style`."""

    hidden: bool = False
    ground: bool = False  #: has a ground of its own on which white can be read
    white: bool = False
    color: str = ""  #: of the letters
    ground_color: str = ""
    ruled: bool = False  #: the border above an older mail, as Outlook draws it
    tight: bool = False  #: a paragraph without space around it
    indents: bool = False  #: a blockquote that an "indent" button made
    verbatim: bool = False  #: line ends count


NO_STYLE = InlineStyle()


@lru_cache(maxsize=1000)  # mail programs write the same few styles into every mail
def read_style(style: str) -> InlineStyle:
    """The verdicts on a `style` attribute."""
    plain = unspaced(style)
    letters, behind = color(plain), ground(plain)
    return InlineStyle(
        hidden=hides(plain),
        ground=paints(behind),
        white=white(letters),
        color=letters,
        ground_color=behind,
        ruled="border" in plain and bool(_BORDER_TOP.search(plain)),
        tight=any(words in plain for words in _NO_MARGIN),
        indents=any(words in plain for words in _INDENT_ONLY),
        verbatim="white-space:pre" in plain,
    )
