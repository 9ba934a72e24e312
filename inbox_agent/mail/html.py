"""An HTML mail as the text that a person sees in it, in the form of a plain mail.

The parser builds the tree as a browser does, whatever was left open or crossed, and writes it out again: then every
element is closed in its place and no text or attribute holds a bracket. So the page can be cut at its brackets, which
takes a fraction of the time of a walk from node to node, and depth is no danger. What would make the *parser* slow
is cut off before it (T-23, R-58). What is made of the elements stands in `page`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from operator import itemgetter

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from inbox_agent.mail.hidden import Hidden, hidden_by
from inbox_agent.mail.page import Page, Piece

DEEPEST = 4000
MOST_OPEN_FORMATS = 300
_LONG = 600  #: so many tags cannot nest deep enough to hurt
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,30})")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FORMATS = _names("a b big code em font i nobr s small strike strong tt u")
#: Elements that close themselves, have no end, or end where the next one begins.
_FLAT = _names("area base basefont br col embed frame hr img input keygen link meta param source track wbr p li td th tr dt dd option tbody thead tfoot html head body")  # fmt: skip
#: What is written out as it is, brackets and all: comments and code, of which nothing is seen, and old forms of `pre`.
_VERBATIM = re.compile(
    r"<!--.*?-->|<(script|style|iframe)(?: [^>]*)?>.*?</\1>"
    r"|<(xmp|noembed|noframes)(?: [^>]*)?>(.*?)</\2>|<plaintext(?: [^>]*)?>(.*)</plaintext>",
    re.DOTALL,
)
_BEGIN_VERBATIM = frozenset({"!--", "scr", "sty", "ifr", "xmp", "noe", "nof", "pla"})
#: A name with a bracket in it, `<a<b>`: no person writes it, but a browser reads it.
_ODD_NAME = re.compile(r"</?[^<>!?][^<>]*<")
_TAG_AND_TEXT = re.compile(r'<(\?[^>]*|/?[^ \t\n\f\r/>]+(?: =?[^ \t\n\f\r/>=]*(?:="[^"]*")?)*)>([^<]*)|([^<]+)|<')
_CLOSED = itemgetter(1)
_ONE_BY_ONE = re.compile(f"{_VERBATIM.pattern}|{_TAG_AND_TEXT.pattern}", re.DOTALL)


def to_text(html: str) -> str:
    """The visible text, quoted and listed as in a plain mail; "" where nothing can be seen."""
    html = shallow(html)
    tree = LexborHTMLParser(html)
    root = tree.body
    if root is None:
        return ""
    sheets = " ".join(node.text() for node in tree.tags("style")) if "<style" in html or "<STYLE" in html else ""
    hidden = hidden_by(sheets)
    _mark(tree, hidden)
    page = Page(hidden.names, painted="background" in sheets)
    page.read(_pieces(root.html or ""))
    return page.text()


def _mark(tree: LexborHTMLParser, hidden: Hidden) -> None:
    """Say at the elements themselves what a style sheet hides by more than a class or an id."""
    for selector in hidden.selectors:
        try:
            found = tree.css(selector)
        except SelectolaxError:  # no selector at all, which every mail program passes over, too
            continue
        for node in found:
            node.attrs["hidden"] = ""


def _pieces(body: str) -> list[Piece]:
    """The page, cut at its brackets."""
    rows = body.split("<")
    if not _BEGIN_VERBATIM.isdisjoint([row[:3] for row in rows]):
        if _ODD_NAME.search(body):
            return list(_one_by_one(body))
        body = _VERBATIM.sub(_as_text, body)
        rows = body.split("<")
    found = [row.partition(">") for row in rows[1:]]
    regular = body.count(">") == len(found) and all(map(_CLOSED, found))
    return found if regular else list(_one_by_one(body))


def _as_text(verbatim: re.Match[str]) -> str:
    return escape(verbatim[3] or verbatim[4] or "", quote=False)


def _one_by_one(body: str) -> Iterator[Piece]:
    """The same for a page in which a bracket may stand in a name."""
    for found in _ONE_BY_ONE.finditer(body):
        if found[5]:
            yield found[5], ">", found[6]
        else:
            yield "", "", found[7] or _as_text(found)


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
