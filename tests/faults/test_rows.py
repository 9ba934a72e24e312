"""The fault matrix is whole: each row has a test, or a reason why it cannot be run here."""

from __future__ import annotations

from faults.rows import NOT_HERE, NUMBERS, cited, tests_by_row


def test_every_row_has_a_test_or_a_reason() -> None:
    """No number of the matrix is without somebody who looks."""
    found = tests_by_row()
    assert [f"R-{n:02}" for n in NUMBERS if not found[n] and n not in NOT_HERE] == []
    assert [f"R-{n:02}" for n in NOT_HERE if found[n]] == [], "there is a test after all"


def test_a_range_cites_every_row_in_it() -> None:
    """`R-38 … R-40` are three rows."""
    assert cited("R-38 … R-40 and R-55: words") == {38, 39, 40, 55}
