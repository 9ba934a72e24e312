"""The page of an HTML mail as lines of text, element by element.

Quotes become `> `, list items `- ` or `1. `, a link `words <target>`, a ruled line and the border that Outlook draws
above an older mail a line of underscores, as Outlook's own plain text has it. So every reader behind this one knows
one form of mail. Only what a person sees counts (T-13). A mail repeats few tags hundreds of times, so what a tag
means is found out once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from inbox_agent.mail.inline_style import NO_STYLE, InlineStyle, read_style
from inbox_agent.mail.visible import visible

RULE = "_" * 32


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Elements without an end.
_VOID = _names("area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr")
_UNSEEN = _names("script style head title template svg math object iframe select option button textarea audio video canvas datalist dialog rp")  # fmt: skip
#: What its writer has struck through is taken back: "~~Monday~~ Tuesday" is Tuesday, and a struck ok is none.
_STRUCK = _names("s strike del")
_BLOCKS = _names("div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table tr blockquote pre center section article header footer main aside figure form fieldset address hr details summary")  # fmt: skip
_SPACED = _names("p h1 h2 h3 h4 h5 h6 ul ol dl pre blockquote")
_CELLS = _names("td th")
_ATTRIBUTE = re.compile(r' (=?[^ \t\n\f\r/>=]*)(?:="([^"]*)")?')
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_OLD_COLOURS = (("color", "color"), ("bgcolor", "background"), ("background", "background"))
#: Attributes that mail programs give a quote, and "indent" buttons do not.
_QUOTE_MARKS = frozenset({"type", "cite", "class"})
_TARGET = re.compile(r"(?:https?|mailto|ftp):", re.IGNORECASE)
MOST_TARGET = 1000

#: What stands in the brackets of a tag (`p class="x"`, `/p`), the bracket that closes it, and the text up to the next one.
Piece = tuple[str, str, str]
Attributes = dict[str, str]
End = Callable[[], None]


class Tag(NamedTuple):
    """What stands in the brackets of a start tag, read."""

    name: str
    attributes: Attributes
    style: InlineStyle
    void: bool
    unseen: bool  #: whatever stands around it
    fades: bool  #: its letters may have the colour of the ground
    block: bool
    plain: bool  #: an element in the line that changes nothing
    simple: bool  #: a block that is a line of its own and nothing else
    spaced: bool  #: a block with space around it, outside of lists


class Page:
    """The lines so far, and what holds at this point: quote depth, lists, links, the ground that is written on."""

    def __init__(self, hidden: frozenset[str], painted: bool) -> None:
        self._hidden = hidden
        self._known: dict[str, Tag] = {}
        self._unseen = 0  # how many elements are open from the outermost unseen one on
        self._ground_colors: list[str] = []
        self._painted_by_sheet = painted
        self._lines: list[str] = []
        self._line: list[str] = []
        self._ends: list[Sequence[End]] = []  # for each open element, what its end does
        self._depth = self._last_depth = 0
        self._wants_blank = False
        self._pre = 0
        self._lists: list[int] = []  # the next number of each open list, 0 for one without numbers
        self._mark = ""
        self._line_ends: tuple[End] = (self._end_line,)
        self._line_and_space_end: tuple[End, End] = (self._end_line, self._want_blank)

    def read(self, pieces: Iterable[Piece]) -> None:
        """All pieces of the body. What its own tag says holds for all that is seen, and hides none of it."""
        for written, _, text in pieces:
            if written[:1] == "/":
                self._close(written[1:])
            elif written and written[0] != "?":  # an instruction to a program, as old Word wrote them
                self._open(written)
            if text and not self._unseen:
                self._words(text)

    def _open(self, written: str) -> None:
        tag = self._known.get(written)
        if tag is None:
            tag = self._known[written] = self._tag(written) if self._ends else _bare_tag("body")
        if self._unseen:
            self._unseen += not tag.void
        elif tag.plain:
            self._ends.append(())
        elif tag.unseen or (tag.fades and self._fades(tag.style)):
            self._unseen = int(not tag.void)
        else:
            self._enter(tag)

    def _close(self, name: str) -> None:
        if name in _VOID:
            return
        if self._unseen:
            self._unseen -= 1
        elif self._ends:
            self._leave()

    def text(self) -> str:
        self._end_line()
        return "\n".join(self._lines).strip("\n")

    def _tag(self, written: str) -> Tag:
        name, _, rest = written.partition(" ")
        if not rest:
            return _bare_tag(name)
        attributes = {key: _unescaped(value) for key, value in _ATTRIBUTE.findall(" " + rest)}
        tag = _tag(name, attributes, _style(attributes))
        hidden = bool(self._hidden) and not self._hidden.isdisjoint(_selectors(attributes))
        return tag._replace(unseen=True, plain=False) if hidden else tag

    def _fades(self, style: InlineStyle) -> bool:
        """Whether letters have the colour of what they stand on."""
        if style.color and not style.ground and self._ground_colors and style.color == self._ground_colors[-1]:
            return True
        # White words on no ground at all; where a ground may come from a style sheet they count as seen.
        return style.white and not (style.ground or bool(self._ground_colors) or self._painted_by_sheet)

    def _words(self, text: str) -> None:
        """The text between two tags."""
        if "&" in text:
            text = _unescaped(text)
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

    def _enter(self, tag: Tag) -> None:
        """Begin an element that is seen."""
        name, style = tag.name, tag.style
        ends: Sequence[End] = ()
        if tag.block:
            ends = self._begin_block(tag)
        elif name == "br":
            self._end_line(even_empty=True)
        elif name == "a" and tag.attributes:
            ends = self._begin_link(tag.attributes)
        elif name in _CELLS and self._line and not self._line[-1].endswith(" "):
            self._line.append(" ")
        if style.ground:
            self._ground_colors.append(style.ground_color)
            ends = (*ends, self._leave_ground)
        self._ends.append(ends)
        if tag.void:
            self._leave()

    def _leave(self) -> None:
        for end in self._ends.pop():
            end()

    def _leave_ground(self) -> None:
        self._ground_colors.pop()

    def _begin_block(self, tag: Tag) -> Sequence[End]:
        if self._line:
            self._end_line()
        if tag.name == "hr" or (tag.style.ruled and tag.name == "div"):
            self._put(RULE)
        if tag.simple:
            return self._line_ends
        spaced = tag.spaced and not self._lists
        if spaced:
            self._wants_blank = True
        if tag.name == "p":
            return self._line_and_space_end if spaced else self._line_ends
        return [*(self._line_and_space_end if spaced else self._line_ends), *self._begin_group(tag)]

    def _begin_group(self, tag: Tag) -> Iterator[End]:
        """What holds for all lines of a block."""
        if tag.name == "blockquote" and not (tag.style.indents and _QUOTE_MARKS.isdisjoint(tag.attributes)):
            self._depth += 1
            yield self._leave_quote
        if tag.name == "pre" or tag.style.verbatim:
            self._pre += 1
            yield self._leave_pre
        if tag.name in {"ul", "ol"}:
            self._lists.append(int(tag.name == "ol"))
            yield self._leave_list
        if tag.name == "li":
            self._begin_item()

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

    def _begin_link(self, attributes: Attributes) -> Sequence[End]:
        target = visible(attributes.get("href", "").strip())
        if not _TARGET.match(target) or len(target) > MOST_TARGET or "\n" in target:
            return ()
        lines, pieces = len(self._lines), len(self._line)
        return (lambda: self._end_link(target, lines, pieces),)

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


@lru_cache(maxsize=256)
def _bare_tag(name: str) -> Tag:
    """A tag without attributes, which is the same in every mail."""
    return _tag(name, {}, NO_STYLE)


def _tag(name: str, attributes: Attributes, style: InlineStyle) -> Tag:
    unseen = name in _UNSEEN or name in _STRUCK or style.hidden or "hidden" in attributes
    fades = bool(style.color) and not style.ground
    block, void = name in _BLOCKS, name in _VOID
    linked = name == "a" and bool(attributes)
    plain = not (unseen or block or void or linked or name in _CELLS or fades or style.ground)
    simple = block and name not in _SPACED and name != "li" and not style.verbatim
    spaced = name in _SPACED and not (name == "p" and (style.tight or _is_words(attributes)))
    return Tag(name, attributes, style, void, unseen, fades, block, plain, simple, spaced)


def _style(attributes: Attributes) -> InlineStyle:
    """The verdicts on an element's style, the old attributes for colours among it."""
    written = attributes.get("style", "")
    for name, meaning in _OLD_COLOURS:
        if name in attributes:
            written += f";{meaning}:{attributes[name]}"
    return read_style(written) if written else NO_STYLE


def _unescaped(text: str) -> str:
    """What the parser wrote with an ampersand so that no bracket or quote stands in it."""
    if "&" not in text:
        return text
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&nbsp;", "\xa0")
    return text.replace("&amp;", "&")


def _selectors(attributes: Attributes) -> list[str]:
    names = [f".{name}" for name in attributes.get("class", "").lower().split()]
    return [*names, f"#{attributes.get('id', '').lower()}"]


def _is_words(attributes: Attributes) -> bool:
    """A paragraph of Word's and so of Outlook's, which stands without space around it."""
    return "mso" in attributes.get("class", "").lower()


def _says(words: str, target: str) -> bool:
    """Whether the words already name the target, but for scheme, `www.` and a slash at the end."""
    return _bare(words).endswith(_bare(target))


def _bare(target: str) -> str:
    target = target.strip().lower()
    for start in ("https://", "http://", "ftp://", "www."):
        target = target.removeprefix(start)
    return target.rstrip("/>.,")
