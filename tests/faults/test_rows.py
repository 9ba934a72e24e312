"""The fault matrix is whole: each row has a test, or a reason why it cannot be run here."""

from __future__ import annotations

from faults import rows
from faults.report import page


def test_every_row_has_a_test_or_a_reason() -> None:
    """No number of the matrix is without somebody who looks."""
    found = rows.tests_by_row()
    assert [f"R-{n:02}" for n in rows.NUMBERS if not found[n] and n not in rows.NOT_HERE] == []
    assert [f"R-{n:02}" for n in rows.NOT_HERE if found[n]] == [], "there is a test after all"


def test_a_range_cites_every_row_in_it() -> None:
    """`R-38 … R-40` are three rows."""
    assert rows.cited("R-38 … R-40 and R-55: words") == {38, 39, 40, 55}


def test_the_page_tells_what_is_there() -> None:
    """`docs/faults.md` is what the command makes of the tests and the runs; python -m tests.faults.report makes it anew."""
    assert (rows.MATRIX.parent / "faults.md").read_text("utf-8") == page()
