"""What a person cannot see in an HTML mail: by attribute, by inline style, and by the mail's own style sheet (T-13).

What was struck through counts as well: its writer has taken it back.

Not a layout engine: it knows the ways in which preheaders, trackers and injected orders are really hidden.
In doubt a text counts as visible, except white on nothing, which is the oldest of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HIDING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|mso-hide:all|(?<![-\w])opacity:0*\.?0*(?=[;!}]|\Z)"
    r"|font-size:(?:0*\.?0+|0)(?=[a-z%;!}]|\Z)|font-size:(?:0?\.\d+|1(?:\.0+)?)(?:px|pt)|(?<![-\w])font:0"
    r"|max-(?:height|width):0(?=[a-z%;!}]|\Z)|(?<![-\w])color:(?:transparent|rgba\([^)]{1,40},0?\.?0+\))"
    r"|text-indent:-\d{3}|(?<![-\w])(?:left|top|right):-\d{3}|clip:rect\(0|clip-path:inset\((?:50|100)%|transform:scale\(0"
    r"|(?<![-\w])zoom:0*\.?0*(?=[;!}]|\Z)|filter:opacity\(0*\.?0*%?\)"
    r"|text-decoration(?:-line)?:[^;!}]{0,60}line-through"
)
_FLAT = re.compile(r"(?<![-\w])(?:height|width):(?:0(?=[a-z%;!}]|\Z)|1px)")
_COLOR = re.compile(r"(?<![-\w])color:([^;!}]{1,40})")
_BACKGROUND = re.compile(r"(?<![-\w])background(?:-color)?:([^;!}]{1,60})")
_WHITE = re.compile(
    r"white|#f[5-f]f[5-f]f[5-f]|#fff|rgba?\(2(?:4[5-9]|5\d),2(?:4[5-9]|5\d),2(?:4[5-9]|5\d)(?:,[\d.]{1,5})?\)"
)
_NO_GROUND = re.compile(rf"(?:{_WHITE.pattern}|transparent|none|inherit|initial|unset|0)(?![\w(])")
_SPACE = re.compile(r"\s+")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SIMPLE = re.compile(r"[a-z0-9]{0,20}([.#][a-z0-9_-]{1,100})")
#: Elements, classes, attributes and their nesting. One with a state or a part of an element (`:hover`) says nothing of mail.
_SEARCHED = re.compile(r"[\w.#>+~*\[\]=\"'^$| -]{1,200}")
MOST_SEARCHED = 100


def color(style: str) -> str:
    """The colour of the letters, as it is written; "" where the style names none."""
    found = _COLOR.search(_SPACE.sub("", style.lower()))
    return found.group(1) if found else ""


def ground(style: str) -> str:
    """The ground that the style paints, as it is written; "" for none."""
    found = _BACKGROUND.search(_SPACE.sub("", style.lower()))
    return found.group(1) if found else ""


def hides(style: str) -> bool:
    """Whether declarations (`display: none; …`) hide what they stand on."""
    plain = _SPACE.sub("", style.lower())
    if _HIDING.search(plain) or (_FLAT.search(plain) and "overflow:hidden" in plain):
        return True
    letters, behind = _COLOR.search(plain), _BACKGROUND.search(plain)
    return bool(letters and behind and letters.group(1) == behind.group(1))


def white(style: str) -> bool:
    """Whether the letters are white, which only a coloured ground shows."""
    return bool(_WHITE.fullmatch(color(style)))


def paints(style: str) -> bool:
    """Whether this gives a ground on which white can be read: any but a white or transparent one."""
    painted = ground(style)
    return bool(painted) and not _NO_GROUND.match(painted)


@dataclass(frozen=True, slots=True)
class Hidden:
    """What a style sheet hides: `names` are `.class` and `#id`, `selectors` what only a search of the page can find."""

    names: frozenset[str] = frozenset()
    selectors: tuple[str, ...] = ()


def hidden_by(sheets: str) -> Hidden:
    """The selectors that a style sheet hides; rules for other screens (@media) do not count."""
    if not any(word in sheets for word in ("none", "hidden", "hide", ":0", ": 0", "transparent", "1px", ": 1")):
        return Hidden()
    names: set[str] = set()
    others: dict[str, None] = {}
    depth, start, selector = 0, 0, ""
    sheets = _COMMENT.sub(" ", sheets[:200_000])
    for brace in re.finditer(r"[{}]", sheets):
        if brace.group() == "{":
            depth += 1
            if depth == 1:
                selector, start = sheets[start : brace.start()], brace.end()
            continue
        if depth == 1 and "@" not in selector and hides(sheets[start : brace.start()]):
            for one in selector.split(","):
                simple = _SIMPLE.fullmatch(one.strip().lower())
                if simple:
                    names.add(simple.group(1))
                elif _SEARCHED.fullmatch(one.strip()):
                    others[one.strip()] = None
        depth = max(0, depth - 1)
        start = brace.end() if depth == 0 else start
    return Hidden(frozenset(names), tuple(others)[:MOST_SEARCHED])
