"""The page of the stages is the table, drawn."""

from __future__ import annotations

import os
from pathlib import Path

from inbox_agent.mentorship.drawing import diagram, page
from inbox_agent.mentorship.stages import MOVES, STAGES

PAGE = Path(__file__).parent.parent.parent / "docs" / "stages.md"


def test_the_page_is_drawn_from_the_table() -> None:
    """A move that is added, taken or changed shows in the docs, or this fails. `GOLDEN=write` draws it anew."""
    if os.environ.get("GOLDEN") == "write":
        PAGE.write_text(page(), "utf-8")
    assert PAGE.read_text("utf-8") == page()


def test_every_stage_stands_in_the_diagram() -> None:
    """No stage is forgotten, and no name is one that Mermaid takes for an arrow."""
    drawn = diagram(MOVES)
    assert all(stage.replace("-", "_") in drawn for stage in STAGES)
    assert not any("-" in line.partition(":")[0].replace("-->", "") for line in drawn.splitlines()[1:])
