"""One check and what was found by it. A check that fails hides no other, but those that need it are not tried."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from inbox_agent.errors import InboxAgentError


@dataclass(frozen=True)
class Warned:
    """Well for now, with something to do before it is not."""

    says: str
    mend: str


@dataclass(frozen=True)
class Check:
    """`look` gives what it found, or raises what is wrong. `needs` are the names of checks that come before."""

    name: str
    look: Callable[[], str | Warned]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """`ok` is None for a check that was not tried, because one that it needs had failed."""

    n: int
    name: str
    ok: bool | None
    says: str
    mend: str | None = None


def examine(checks: Iterable[Check]) -> list[Finding]:
    """Every check in its order."""
    found: list[Finding] = []
    for n, check in enumerate(checks, 1):
        unwell = next((f for f in found if f.name in check.needs and not f.ok), None)
        found.append(
            Finding(n, check.name, None, f"not tried, because of {unwell.n}, {unwell.name}.")
            if unwell
            else _one(n, check)
        )
    return found


def _one(n: int, check: Check) -> Finding:
    try:
        said = check.look()
    except InboxAgentError as fault:
        return Finding(n, check.name, False, fault.sentence, fault.mend or None)
    if isinstance(said, Warned):
        return Finding(n, check.name, True, said.says, said.mend)
    return Finding(n, check.name, True, said)
