from __future__ import annotations

from inbox_agent.mail.made_once import made_once


def test_it_is_made_once_for_each_object() -> None:
    """The same object gives what was kept; an equal one is another."""
    calls: list[dict[str, int]] = []

    @made_once
    def size(of: dict[str, int]) -> int:
        calls.append(of)
        return len(of)

    one, equal = {"a": 1}, {"a": 1}
    assert [size(one), size(one), size(equal)] == [1, 1, 1]
    assert len(calls) == 2
