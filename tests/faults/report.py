"""The page of the fault matrix, `docs/faults.md`: each row with the tests that cite it, and the long runs that were seen.

Make it anew with ``python -m tests.faults.report > docs/faults.md``; a test holds the page to it.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from .rows import NOT_HERE, NUMBERS, tests_by_row, what_happens

RUNS = Path(__file__).with_name("runs.toml")

HEAD = """\
# What was broken on purpose

Each row of the fault matrix (section 6 of [trust](trust.md)) with the tests that bring the fault about. In every row the
process goes on or refuses in a sentence, other mail is unaffected, nothing is lost and nothing is sent twice. The suite runs
each with small counts; `FAULTS=full .venv/bin/pytest -s --basetemp=/tmp/faults tests/faults` runs the full ones on a quiet
machine (hours), `FAULTS=20` sets every count to 20, and `FAULTS_SEED=n` repeats a run.

| row | what happens | tests |
|---|---|---|
"""
BELOW = """
## Longer runs

What was run with more than the suite's counts, and what was seen. The goal of 300 kills without a loss is reached on SQLite and on
PostgreSQL.

| what | how many | seen | when |
|---|---|---|---|
"""


def page() -> str:
    """The whole page as Markdown."""
    words, tests = what_happens(), tests_by_row()
    rows = [f"| R-{n:02} | {words.get(n, '')} | {_tests(n, tests[n])} |" for n in NUMBERS]
    runs = [
        f"| {run['what']} | {run['count']} | {run['result']} | {run['when']} |"
        for run in tomllib.loads(RUNS.read_text("utf-8"))["run"]
    ]
    return HEAD + "\n".join(rows) + "\n" + BELOW + "\n".join(runs) + "\n"


def _tests(row: int, found: list[str]) -> str:
    if row in NOT_HERE:
        return f"none here: {NOT_HERE[row]}"
    return "<br>".join(f"`{each.removeprefix('tests/')}`" for each in dict.fromkeys(found))


if __name__ == "__main__":
    sys.stdout.write(page())
