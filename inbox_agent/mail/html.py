"""An HTML mail as the text that a person sees in it, in the form of a plain mail.

Quotes become `> `, list items `- ` or `1. `, a link `words <target>`, a ruled line and the border that
Outlook draws above an older mail a line of underscores, as Outlook's own plain text has it. So every reader
behind this one knows one form of mail. The walk goes by parent and sibling instead of calling itself, so
depth is no danger; what would make the *parser* slow is cut off before it (T-23, R-58).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from inbox_agent.mail.hidden import Hidden, hidden_by
from inbox_agent.mail.inline_style import NO_STYLE, InlineStyle, read_style
from inbox_agent.mail.visible import visible

RULE = "_" * 32
DEEPEST = 4000
MOST_OPEN_FORMATS = 300
_LONG = 600  #: so many tags cannot nest deep enough to hurt
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,30})")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FORMATS = _names("a b big code em font i nobr s small strike strong tt u")
#: Elements that close themselves, have no end, or end where the next one begins.
_FLAT = _names("area base basefont br col embed frame hr img input keygen link meta param source track wbr p li td th tr dt dd option tbody thead tfoot html head body")  # fmt: skip
_UNSEEN = _names("script style head title template svg math object iframe select textarea audio video canvas datalist dialog rp")  # fmt: skip
#: What its writer has struck through is taken back: "~~Monday~~ Tuesday" is Tuesday, and a struck ok is none.
_STRUCK = _names("s strike del")
_BLOCKS = _names("div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table tr blockquote pre center section article header footer main aside figure form fieldset address hr details summary")  # fmt: skip
_SPACED = _names("p h1 h2 h3 h4 h5 h6 ul ol dl pre blockquote")
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_OLD_COLOURS = (("color", "color"), ("bgcolor", "background"), ("background", "background"))
_QUOTE_MARKS = frozenset(
    {"type", "cite", "class"}
)  #: attributes that mail programs give a quote, and "indent" buttons do not
_TARGET = re.compile(r"(?:https?|mailto|ftp):", re.IGNORECASE)
MOST_TARGET = 1000


def to_text(html: str) -> str:
    """The visible text, quoted and listed as in a plain mail; "" where nothing can be seen."""
    html = shallow(html)
    tree = LexborHTMLParser(html)
    root = tree.body
    if root is None:
        return ""
    sheets = " ".join(node.text() for node in tree.css("style")) if "<style" in html or "<STYLE" in html else ""
    hidden = hidden_by(sheets)
    page = _Page(hidden.names, painted="background" in sheets, unseen=_searched(tree, hidden))
    _walk(root, page)
    return page.text()


def _searched(tree: LexborHTMLParser, hidden: Hidden) -> frozenset[int]:
    """The elements that a style sheet hides by more than a class or an id."""
    found: set[int] = set()
    for selector in hidden.selectors:
        try:
            found.update(node.mem_id for node in tree.css(selector))
        except SelectolaxError:  # no selector at all, which every mail program passes over, too
            continue
    return frozenset(found)


def shallow(html: str) -> str:
    """The document up to where it nests deeper than any person's mail; the parser's time grows with the square."""
    if html.count("<") < _LONG:
        return html
    depth = formats = 0
    for tag in _TAG.finditer(html):
        name = tag.group(2).lower()
        if name in _FLAT:
            continue
        step = -1 if tag.group(1) else 1
        depth = max(0, depth + step)
        if name in _FORMATS:
            formats = max(0, formats + step)
        if depth > DEEPEST or formats > MOST_OPEN_FORMATS:
            return html[: tag.start()]
    return html


def _walk(root: LexborNode, page: _Page) -> None:
    node = root.child
    while node is not None:
        child = None
        if node.is_text_node:
            page.words(node.text_content or "")
        elif node.is_element_node and page.enter(node):
            child = node.child
            if child is None:
                page.leave()
        if child is not None:
            node = child
            continue
        while node.next is None:
            node = node.parent
            if node is None or node.mem_id == root.mem_id:
                return
            page.leave()
        node = node.next


Attributes = dict[str, str | None]
End = Callable[[], None]


class _Page:
    """The lines so far, and what holds at this point: quote depth, lists, links, the ground that is written on."""

    def __init__(self, hidden: frozenset[str], painted: bool, unseen: frozenset[int]) -> None:
        self._hidden = hidden
        self._unseen = unseen
        self._ground_colors: list[str] = []
        self._painted_by_sheet = painted
        self._styles: dict[str, InlineStyle] = {}
        self._lines: list[str] = []
        self._line: list[str] = []
        self._ends: list[Sequence[End]] = []  # for each open element, what its end does
        self._depth = self._last_depth = 0
        self._wants_blank = False
        self._pre = 0
        self._lists: list[int] = []  # the next number of each open list, 0 for one without numbers
        self._mark = ""

    def words(self, text: str) -> None:
        """A text node."""
        if not text.isascii():
            text = visible(text)
        if self._pre:
            self._verbatim(text)
            return
        if "\n" in text or "  " in text or "\t" in text or "\r" in text:
            text = _BLANKS.sub(" ", text)
        if text.startswith(" ") and (not self._line or self._line[-1].endswith(" ")):
            text = text[1:]
        if text:
            self._line.append(text)

    def _verbatim(self, text: str) -> None:
        first, *others = text.replace("\r", "").split("\n")
        self._line.append(first)
        for other in others:
            self._end_line(even_empty=True)
            self._line.append(other)

    def enter(self, node: LexborNode) -> bool:
        """Begin an element; False where nothing in it is seen."""
        tag = node.tag or ""
        if tag in _UNSEEN or tag in _STRUCK or (self._unseen and node.mem_id in self._unseen):
            return False
        attributes: Attributes = node.attributes
        style = self._style(attributes) if attributes else NO_STYLE
        if attributes and self._is_hidden(attributes, style):
            return False
        ends: list[End] = []
        if tag == "br":
            self._end_line(even_empty=True)
        elif tag in _BLOCKS:
            ends = self._begin_block(tag, attributes, style)
        elif tag == "a" and attributes:
            ends = self._begin_link(attributes)
        elif tag in {"td", "th"} and self._line and not self._line[-1].endswith(" "):
            self._line.append(" ")
        if style.ground:
            self._ground_colors.append(style.ground_color)
            ends.append(self._leave_ground)
        self._ends.append(ends)
        return True

    def _style(self, attributes: Attributes) -> InlineStyle:
        """The verdicts on the element's style, the old attributes for colours among it."""
        written = attributes.get("style") or ""
        for name, meaning in _OLD_COLOURS:
            if name in attributes:
                written += f";{meaning}:{attributes[name]}"
        if not written:
            return NO_STYLE
        style = self._styles.get(written)
        if style is None:
            style = self._styles[written] = read_style(written)
        return style

    def leave(self) -> None:
        for end in self._ends.pop():
            end()

    def text(self) -> str:
        self._end_line()
        return "\n".join(self._lines).strip("\n")

    def _is_hidden(self, attributes: Attributes, style: InlineStyle) -> bool:
        if style.hidden or "hidden" in attributes:
            return True
        if self._hidden and not self._hidden.isdisjoint(_selectors(attributes)):
            return True
        if style.color and not style.ground and self._ground_colors and style.color == self._ground_colors[-1]:
            return True
        # White words on no ground at all; where a ground may come from a style sheet they count as seen.
        return style.white and not (style.ground or bool(self._ground_colors) or self._painted_by_sheet)

    def _leave_ground(self) -> None:
        self._ground_colors.pop()

    def _begin_block(self, tag: str, attributes: Attributes, style: InlineStyle) -> list[End]:
        self._end_line()
        ends: list[End] = [self._end_line]
        if tag == "hr" or (style.ruled and tag == "div"):
            self._put(RULE)
        if tag in _SPACED and not self._lists and not (tag == "p" and (style.tight or _is_words(attributes))):
            self._wants_blank = True
            ends.append(self._want_blank)
        if tag == "blockquote" and not (style.indents and _QUOTE_MARKS.isdisjoint(attributes)):
            self._depth += 1
            ends.append(self._leave_quote)
        if tag == "pre" or style.verbatim:
            self._pre += 1
            ends.append(self._leave_pre)
        if tag in {"ul", "ol"}:
            self._lists.append(int(tag == "ol"))
            ends.append(self._leave_list)
        if tag == "li":
            self._begin_item()
        return ends

    def _begin_item(self) -> None:
        number = self._lists[-1] if self._lists else 0
        self._mark = "  " * (len(self._lists) - 1) + (f"{number}. " if number else "- ")
        if number:
            self._lists[-1] += 1

    def _want_blank(self) -> None:
        self._wants_blank = True

    def _leave_quote(self) -> None:
        self._depth -= 1

    def _leave_pre(self) -> None:
        self._pre -= 1

    def _leave_list(self) -> None:
        self._lists.pop()

    def _begin_link(self, attributes: Attributes) -> list[End]:
        target = visible((attributes.get("href") or "").strip())
        if not _TARGET.match(target) or len(target) > MOST_TARGET or "\n" in target:
            return []
        lines, pieces = len(self._lines), len(self._line)
        return [lambda: self._end_link(target, lines, pieces)]

    def _end_link(self, target: str, lines: int, pieces: int) -> None:
        """Name the target behind the words, unless the words are the target."""
        if target.lower().startswith("mailto:"):
            target = unquote(target[7:].partition("?")[0])
        same_line = len(self._lines) == lines
        words = "".join(self._line[pieces:] if same_line else self._line).strip()
        if words and not _says(words, target):
            self._line = ["".join(self._line).rstrip(), f" <{target}>"]
        elif not same_line and not words and self._lines[-1].strip("> ") and not _says(self._lines[-1], target):
            self._lines[-1] += f" <{target}>"

    def _end_line(self, even_empty: bool = False) -> None:
        if not self._line and not even_empty:
            return
        text = "".join(self._line)
        text = text.rstrip() if self._pre else text.strip()
        self._line = []
        if text or even_empty:
            self._put(text)

    def _put(self, text: str) -> None:
        """One whole line. Blank lines come one at a time, and never first."""
        blank_above = not self._lines or not self._lines[-1].strip("> ")
        if not text:
            if not blank_above:
                self._lines.append(("> " * self._depth).rstrip())
            return
        if self._wants_blank and not blank_above:
            self._lines.append(("> " * min(self._depth, self._last_depth)).rstrip())
        self._wants_blank = False
        self._lines.append("> " * self._depth + self._mark + text)
        self._mark = ""
        self._last_depth = self._depth


def _selectors(attributes: Attributes) -> list[str]:
    names = [f".{name}" for name in (attributes.get("class") or "").lower().split()]
    return [*names, f"#{(attributes.get('id') or '').lower()}"]


def _is_words(attributes: Attributes) -> bool:
    """A paragraph of Word's and so of Outlook's, which stands without space around it."""
    return "mso" in (attributes.get("class") or "").lower()


def _says(words: str, target: str) -> bool:
    """Whether the words already name the target, but for scheme, `www.` and a slash at the end."""
    return _bare(words).endswith(_bare(target))


def _bare(target: str) -> str:
    target = target.strip().lower()
    for start in ("https://", "http://", "ftp://", "www."):
        target = target.removeprefix(start)
    return target.rstrip("/>.,")
