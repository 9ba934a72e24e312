"""How lists and reports are printed: aligned for people, one JSON object a line for programs (contracts)."""

from __future__ import annotations

import json
import shutil
import unicodedata
from collections.abc import Sequence
from typing import Any

import click


def objects(rows: Sequence[dict[str, Any]]) -> None:
    """One object a line."""
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False))


def report(value: dict[str, Any]) -> None:
    """One object."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def table(head: Sequence[str], rows: Sequence[Sequence[str]], empty: str) -> None:
    """Columns as wide as needed; the last one is cut at the terminal's edge. `empty` helps where there is nothing."""
    if not rows:
        click.echo(empty)
        return
    clean = [[visible(cell) for cell in row] for row in rows]
    widths = [max(width(line[i]) for line in [list(head), *clean]) for i in range(len(head))]
    room = shutil.get_terminal_size((100, 24)).columns
    click.echo(click.style(_line(head, widths, room), bold=True))
    for row in clean:
        click.echo(_line(row, widths, room))


def _line(cells: Sequence[str], widths: Sequence[int], room: int) -> str:
    line = "  ".join(cell + " " * (w - width(cell)) for cell, w in zip(cells, widths, strict=True)).rstrip()
    while width(line) > room:
        line = line[:-2].rstrip() + "…"
    return line


def width(text: str) -> int:
    """Columns on a terminal: wide East Asian characters take two, combining ones none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def visible(text: str) -> str:
    """Somebody else's words on a terminal: no control characters, so that no mail can write escape sequences."""
    return "".join(c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text).replace(
        "\t", " "
    )
