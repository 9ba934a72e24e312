"""The two forms of a mail to the owner, plain text and HTML, made from one rendering so that they never differ.

A template of `prompts/mails/` writes paragraphs and lists and calls a few functions for what has a form of its
own: ``letter(…)``, ``quote(…)``, ``buttons(…)``, ``heading(…)``, ``bar(…)``. While the template runs, each call leaves a mark;
afterwards the marks are replaced by the block's text or HTML. Values cannot forge a mark: they are printed on one
line and without the characters that marks are made of, and letters and quotes pass beside the template.

The HTML has no colours of its own but for borders and the one button that most press, so it reads in the light and in
the dark, no image, nothing remote (T-33), and it escapes everything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Protocol

from inbox_agent.drafts.letters import paragraphs
from inbox_agent.drafts.rendering import MARK_END, MARK_START, Mark

_MARK = re.compile(f"{MARK_START}(\\d+){MARK_END}")
_ITEM = re.compile(r"(?:–|(\d{1,2})\.)\s")
_RULE = "─" * 40
_FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;font-size:16px;line-height:1.5"
_BOX = "border:1px solid #8a8f98;border-radius:8px;padding:14px 16px;margin:12px 0;white-space:pre-wrap"
_SAID = "border-left:3px solid #8a8f98;padding:2px 0 2px 14px;margin:12px 0;white-space:pre-wrap"
_BUTTON = (
    "display:inline-block;padding:9px 16px;margin:4px 6px 4px 0;border:2px solid #5b8def;border-radius:8px;"
    "text-decoration:none;font-weight:600;"
)
_FIRST, _OTHERS = "background:#1f5fbf;border-color:#1f5fbf;color:#ffffff", "color:inherit"
_BAR = re.compile(r'<table data-bar="(\d+)".*?</table>')
_STYLE = re.compile(' style="[^"]*"')
#: What comes before the first colon of a line in a list is what the eye looks for: the word to answer with, a date, a name.
_LEAD = re.compile(r"[^:“„«”]{1,110}?:(?= )")


class Block(Protocol):
    def as_text(self) -> str: ...

    def as_html(self) -> str: ...


@dataclass(frozen=True)
class Button:
    """A link that opens a new mail with one line in it; nothing acts until the owner sends it (F-62, T-07)."""

    label: str
    mailto: str


@dataclass(frozen=True)
class _Letter:
    head: tuple[str, ...]
    text: str

    def as_text(self) -> str:
        return "\n".join([*self.head, _RULE, self.text.strip("\n"), _RULE])

    def as_html(self) -> str:
        head = "<br>".join(escape(line) for line in self.head)
        above = f'<p style="margin:12px 0 0">{head}</p>' if head else ""
        return f'{above}<div style="{_BOX}">{escape(self.text.strip(chr(10)))}</div>'


@dataclass(frozen=True)
class _Quote:
    text: str

    def as_text(self) -> str:
        return "\n".join(f"| {line}".rstrip() for line in self.text.strip().split("\n"))

    def as_html(self) -> str:
        return f'<blockquote style="{_SAID}">{escape(self.text.strip())}</blockquote>'


@dataclass(frozen=True)
class _Heading:
    text: str

    def as_text(self) -> str:
        return f"{self.text}\n{'=' * len(self.text)}"

    def as_html(self) -> str:
        return f'<h2 style="font-size:18px;margin:28px 0 6px">{escape(self.text)}</h2>'


@dataclass(frozen=True)
class _Bar:
    """How full something is, from 0 to 10: a picture of a number that the mail says beside it, so nothing for a voice to read."""

    filled: int
    colour: str

    def as_text(self) -> str:
        return "■" * self.filled + "□" * (10 - self.filled)

    def as_html(self) -> str:
        cells = "".join(
            f'<td style="width:{24 * part}px;height:8px;padding:0;background:{colour}"></td>'
            for part, colour in ((self.filled, self.colour), (10 - self.filled, "#8a8f9855"))
            if part
        )
        return f'<table data-bar="{self.filled}" aria-hidden="true" role="presentation" style="border-collapse:collapse;margin:4px 0"><tr>{cells}</tr></table>'


@dataclass(frozen=True)
class _Buttons:
    """In plain text the words to answer with are told by the mail itself, so the buttons leave nothing."""

    buttons: tuple[Button, ...]

    def as_text(self) -> str:
        return ""

    def as_html(self) -> str:
        links = "".join(
            f'<a href="{escape(b.mailto)}" style="{_BUTTON}{_OTHERS if n else _FIRST}">{escape(b.label)}</a>'
            for n, b in enumerate(self.buttons)
        )
        return f'<p style="margin:16px 0">{links}</p>' if links else ""


class Blocks:
    """The functions that a template may call, and what they were called with."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []

    def letter(self, text: str, *head: str) -> Mark:
        """A letter as it will leave, between two rules, with lines of its head above."""
        return self._mark(_Letter(tuple(" ".join(line.split()) for line in head if line), text))

    def quote(self, text: str) -> Mark:
        """Somebody's words."""
        return self._mark(_Quote(text))

    def heading(self, text: str) -> Mark:
        return self._mark(_Heading(" ".join(text.split())))

    def bar(self, filled: int, health: str) -> Mark:
        """A bar of ten parts, so many of them filled, in the colour of how a contact is."""
        return self._mark(_Bar(min(max(filled, 0), 10), "#c2362b" if health == "red" else "#b26a00"))

    def buttons(self, buttons: Sequence[Button]) -> Mark:
        return self._mark(_Buttons(tuple(buttons)))

    def _mark(self, block: Block) -> Mark:
        self._blocks.append(block)
        # Empty lines make it a paragraph of its own, wherever the template calls it.
        return Mark(f"\n\n{MARK_START}{len(self._blocks) - 1}{MARK_END}\n\n")

    def as_text(self, rendered: str) -> str:
        parts = [self._block(p).as_text() if _MARK.fullmatch(p) else p for p in _parts(rendered)]
        return "\n\n".join(p for p in parts if p)

    def as_html(self, rendered: str, language: str) -> str:
        body = "\n".join(self._block(p).as_html() if _MARK.fullmatch(p) else _paragraph(p) for p in _parts(rendered))
        return (
            f'<!DOCTYPE html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"></head>\n'
            f'<body style="margin:0;padding:16px"><div style="max-width:640px;{_FONT}">\n{body}\n</div></body></html>\n'
        )

    def _block(self, part: str) -> Block:
        found = _MARK.fullmatch(part)
        assert found is not None
        return self._blocks[int(found.group(1))]


def _parts(rendered: str) -> list[str]:
    return [part for part in paragraphs(rendered).split("\n\n") if part]


def without_styles(html: str) -> str:
    """The inside of a mail of ours for a page that has styles of its own. All else in it is escaped: a quote mark is ours."""
    inside = html.partition("<body")[2].partition("<div")[2].partition(">")[2].rpartition("</div>")[0]
    return _STYLE.sub("", _BAR.sub(r'<progress aria-hidden="true" max="10" value="\1"></progress>', inside))


def _led(line: str) -> str:
    lead = _LEAD.match(line)
    return f"<strong>{escape(lead[0])}</strong>{escape(line[lead.end() :])}" if lead else escape(line)


def _paragraph(part: str) -> str:
    """A paragraph, or a list where lines begin with a dash or a number; lines before the list are its lead."""
    html, items, tag = "", "", "ul"
    for line in part.split("\n"):
        if found := _ITEM.match(line):
            number = f' value="{found.group(1)}"' if found.group(1) else ""
            tag = "ol" if number else tag
            items += f"<li{number}>{_led(line[found.end() :])}</li>"
        else:
            html += f'<p style="margin:12px 0">{escape(line)}</p>'
    return html + (f'<{tag} style="margin:6px 0;padding-left:22px">{items}</{tag}>' if items else "")
