"""What a person cannot see in an HTML mail: by attribute, by inline style, and by the mail's own style sheet (T-13).

What was struck through counts as well: its writer has taken it back.

Not a layout engine: it knows the ways in which preheaders, trackers and injected orders are really hidden.
In doubt a text counts as visible, except white on nothing, which is the oldest of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, Implementation

#: Signs that hide, each with the pattern that must be found where it stands, None where the sign says it all. One pass
#: finds all signs, and most styles hold none.
_HIDING: tuple[tuple[str, re.Pattern[str] | None], ...] = (
    ("display:none", None),
    ("visibility:hidden", None),
    ("visibility:collapse", None),
    ("mso-hide:all", None),
    ("clip:rect(0", None),
    ("transform:scale(0", None),
    ("opacity:", re.compile(r"(?<![-\w])opacity:0*\.?0*(?=[;!}]|\Z)")),
    ("font-size:", re.compile(r"font-size:(?:(?:0*\.?0+|0)(?=[a-z%;!}]|\Z)|(?:0?\.\d+|1(?:\.0+)?)(?:px|pt))")),
    ("font:0", re.compile(r"(?<![-\w])font:0")),
    ("max-height:0", re.compile(r"max-height:0(?=[a-z%;!}]|\Z)")),
    ("max-width:0", re.compile(r"max-width:0(?=[a-z%;!}]|\Z)")),
    ("color:transparent", re.compile(r"(?<![-\w])color:transparent")),
    ("color:rgba(", re.compile(r"(?<![-\w])color:rgba\([^)]{1,40},0?\.?0+\)")),
    ("text-indent:-", re.compile(r"text-indent:-\d{3}")),
    ("left:-", re.compile(r"(?<![-\w])left:-\d{3}")),
    ("top:-", re.compile(r"(?<![-\w])top:-\d{3}")),
    ("right:-", re.compile(r"(?<![-\w])right:-\d{3}")),
    ("clip-path:inset(", re.compile(r"clip-path:inset\((?:50|100)%")),
    ("zoom:", re.compile(r"(?<![-\w])zoom:0*\.?0*(?=[;!}]|\Z)")),
    ("filter:opacity(", re.compile(r"filter:opacity\(0*\.?0*%?\)")),
    ("line-through", re.compile(r"text-decoration(?:-line)?:[^;!}]{0,60}line-through")),
    ("overflow:hidden", re.compile(r"(?<![-\w])(?:height|width):(?:0(?=[a-z%;!}]|\Z)|1px)")),
)
_SIGNS = AhoCorasick([sign for sign, _ in _HIDING], implementation=Implementation.DFA)
_COLOR = re.compile(r"(?<![-\w])color:([^;!}]{1,40})")
_BACKGROUND = re.compile(r"(?<![-\w])background(?:-color)?:([^;!}]{1,60})")
_WHITE = re.compile(
    r"white|#f[5-f]f[5-f]f[5-f]|#fff|rgba?\(2(?:4[5-9]|5\d),2(?:4[5-9]|5\d),2(?:4[5-9]|5\d)(?:,[\d.]{1,5})?\)"
)
_NO_GROUND = re.compile(rf"(?:{_WHITE.pattern}|transparent|none|inherit|initial|unset|0)(?![\w(])")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SIMPLE = re.compile(r"[a-z0-9]{0,20}([.#][a-z0-9_-]{1,100})")
#: Elements, classes, attributes and their nesting. One with a state or a part of an element (`:hover`) says nothing of mail.
_SEARCHED = re.compile(r"[\w.#>+~*\[\]=\"'^$| -]{1,200}")
MOST_SEARCHED = 100
MOST_SHEET = 200_000  #: characters


def unspaced(style: str) -> str:
    """Declarations as they are looked at here: in small letters, without white space."""
    return "".join(style.lower().split())


def color(plain: str) -> str:
    """The colour of the letters, as it is written; "" where the style names none."""
    found = _COLOR.search(plain) if "color:" in plain else None
    return found.group(1) if found else ""


def ground(plain: str) -> str:
    """The ground that the style paints, as it is written; "" for none."""
    found = _BACKGROUND.search(plain) if "background" in plain else None
    return found.group(1) if found else ""


def hides(plain: str) -> bool:
    """Whether declarations (`display:none;…`) hide what they stand on."""
    if _says_hidden(plain):
        return True
    letters = color(plain)
    return bool(letters) and letters == ground(plain)


def _says_hidden(plain: str) -> bool:
    signs = {sign for sign, _, _ in _SIGNS.find_matches_as_indexes(plain, overlapping=True)}
    return any((pattern := _HIDING[sign][1]) is None or pattern.search(plain) for sign in signs)


def white(letters: str) -> bool:
    """Whether letters of this colour are white, which only a coloured ground shows."""
    return bool(_WHITE.fullmatch(letters))


def paints(painted: str) -> bool:
    """Whether this is a ground on which white can be read: any but a white or transparent one."""
    return bool(painted) and not _NO_GROUND.match(painted)


@dataclass(frozen=True, slots=True)
class Hidden:
    """What a style sheet hides: `names` are `.class` and `#id`, `selectors` what only a search of the page can find."""

    names: frozenset[str] = frozenset()
    selectors: tuple[str, ...] = ()


def hidden_by(sheets: str) -> Hidden:
    """The selectors that a style sheet hides; rules for other screens (@media) do not count."""
    sheets = sheets[:MOST_SHEET]
    if "/*" in sheets:
        sheets = _COMMENT.sub(" ", sheets)
    whole = unspaced(sheets)
    if not _says_hidden(whole) and not ("color:" in whole and "background" in whole):
        return Hidden()
    names: set[str] = set()
    others: dict[str, None] = {}
    depth, start, selector = 0, 0, ""
    for brace in re.finditer(r"[{}]", sheets):
        if brace.group() == "{":
            depth += 1
            if depth == 1:
                selector, start = sheets[start : brace.start()], brace.end()
            continue
        if depth == 1 and "@" not in selector and hides(unspaced(sheets[start : brace.start()])):
            for one in selector.split(","):
                simple = _SIMPLE.fullmatch(one.strip().lower())
                if simple:
                    names.add(simple.group(1))
                elif _SEARCHED.fullmatch(one.strip()):
                    others[one.strip()] = None
        depth = max(0, depth - 1)
        start = brace.end() if depth == 0 else start
    return Hidden(frozenset(names), tuple(others)[:MOST_SEARCHED])
