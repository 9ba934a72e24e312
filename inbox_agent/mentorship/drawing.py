"""The table of moves as a page: a diagram, and every move in a row, so that `docs/stages.md` is drawn and never told by heart."""

from __future__ import annotations

from collections.abc import Iterable

from inbox_agent.mentorship.relationship import TERMINAL
from inbox_agent.mentorship.stages import MOVES, Move

HEAD = """# The stages of a relationship

This page is drawn from the table in `inbox_agent/mentorship/stages.py`; a test holds them together, and
`GOLDEN=write pytest tests/mentorship/test_drawing.py` draws it anew. What each stage means stands in the
[playbook](playbook.md), section 11.

A move is set off by a letter of ours that was *sent*, a mail of theirs that was *heard*, a *meeting*, *time* that passed, or
the *owner's* word. What the table does not list changes nothing. The owner may also correct any stage to any other with one
word (F-28); those moves are not drawn. From `ended` and `declined` nothing else leads out (P-75).
"""


def page(moves: Iterable[Move] = MOVES) -> str:
    """The whole page in Markdown."""
    listed = tuple(moves)
    return f"{HEAD}\n```mermaid\n{diagram(listed)}\n```\n\n{_table(listed)}\n"


def diagram(moves: Iterable[Move]) -> str:
    """A Mermaid state diagram: one arrow from stage to stage, with all that sets it off. Pauses lead back to where they began and are left to the table."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for move in moves:
        for stage in move.frm:
            if stage != move.to and not move.on.startswith("time:back-to"):
                arrows.setdefault((stage, move.to), []).append(move.on.replace(":", " "))
    lines = ["stateDiagram-v2", "    [*] --> prospect"]
    lines += [f"    {_name(a)} --> {_name(b)}: {_label(causes)}" for (a, b), causes in arrows.items()]
    lines += [f"    {_name(stage)} --> [*]" for stage in sorted(TERMINAL)]
    return "\n".join(lines)


def _label(causes: list[str]) -> str:
    """What sets an arrow off, told short: one verb before all its objects."""
    by: dict[str, list[str]] = {}
    for cause in dict.fromkeys(causes):
        verb, _, what = cause.partition(" ")
        by.setdefault(verb, []).append(what)
    return " · ".join(f"{verb} {', '.join(whats)}" for verb, whats in by.items())


def _name(stage: str) -> str:
    """Mermaid takes a hyphen for an arrow."""
    return stage.replace("-", "_")


def _table(moves: Iterable[Move]) -> str:
    rows = [f"| `{m.on}` | {', '.join(m.frm)} | {m.to} | {m.rule} |" for m in moves]
    return "\n".join(["| set off by | from | to | rule |", "|---|---|---|---|", *rows])
