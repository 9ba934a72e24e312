"""What the `style` of one HTML element means for the text in it: seen or not, ruled off, set tight, kept as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inbox_agent.mail.hidden import color, ground, hides, paints, white

_BORDER_TOP = re.compile(
    r"border-top:\s{0,9}(?:solid|[\d.]{1,5}p[tx]\s{1,9}solid)|border-style:\s{0,9}solid\s{1,9}none\s{1,9}none",
    re.IGNORECASE,
)
_NO_MARGIN = re.compile(r"margin:\s{0,9}0|margin-top:\s{0,9}0", re.IGNORECASE)
_INDENT_ONLY = re.compile(r"border(?:-left)?:\s{0,9}(?:none|0)|margin-right:\s{0,9}0", re.IGNORECASE)
_WHITE_SPACE = re.compile(r"white-space:\s{0,9}pre", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class InlineStyle:
    """The verdicts on one `style`; a mail repeats few of them hundreds of times, so they are made once each."""

    hidden: bool = False
    white: bool = False
    ground: bool = False  #: has a ground of its own on which white can be read
    color: str = ""  #: of the letters
    ground_color: str = ""
    ruled: bool = False  #: the border above an older mail, as Outlook draws it
    tight: bool = False  #: a paragraph without space around it
    indents: bool = False  #: a blockquote that an "indent" button made
    verbatim: bool = False  #: line ends count


NO_STYLE = InlineStyle()


def read_style(style: str) -> InlineStyle:
    """The verdicts on a `style` attribute."""
    return InlineStyle(
        hidden=hides(style),
        white=white(style),
        ground=paints(style),
        color=color(style),
        ground_color=ground(style),
        ruled=bool(_BORDER_TOP.search(style)),
        tight=bool(_NO_MARGIN.search(style)),
        indents=bool(_INDENT_ONLY.search(style)),
        verbatim=bool(_WHITE_SPACE.search(style)),
    )
