"""The rows of the fault matrix (docs/trust.md, section 6) and the tests that stand for each, found by their numbers.

A test belongs to the rows that its docstring or name cites: `R-40`, `R-38 … R-49`, `test_r16_…`. Parameters may
cite a row by their id. So the table cannot tell of a test that is not there.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent.parent
MATRIX = TESTS.parent / "docs" / "trust.md"
NUMBERS = tuple(n for n in range(1, 65) if n != 11)  #: the matrix has no eleventh

#: Rows that cannot be brought about here, and why.
NOT_HERE: dict[int, str] = {}

_RANGE = re.compile(r"R-(\d{2})(?:\s*(?:…|\.\.\.)\s*R-(\d{2}))?")
_NAME = re.compile(r"_r(\d{2})(?=_|$)")


def what_happens() -> dict[int, str]:
    """The words of each row, from the document itself."""
    section = MATRIX.read_text("utf-8").partition("## 6.")[2]
    found = re.findall(r"R-(\d{2})\s+(.*?)(?=[;.,]?\s+R-\d{2}\s|\.?\s+\*[A-Z]|\.?\s*$)", " ".join(section.split()))
    return {int(number): words.strip(" ;.,") for number, words in found}


def cited(text: str) -> set[int]:
    rows: set[int] = set()
    for first, last in _RANGE.findall(text):
        rows |= set(range(int(first), int(last or first) + 1))
    return rows


def tests_by_row() -> dict[int, list[str]]:
    """For each row the node ids, without parameters, of the tests that cite it."""
    found: dict[int, list[str]] = {n: [] for n in NUMBERS}
    for path in sorted(TESTS.rglob("*.py")):
        if path.name == "test_rows.py":  # it speaks of rows and brings none about
            continue
        for node_id, rows in _in_file(path):
            for row in sorted(rows & set(found)):
                found[row].append(node_id)
    return found


def _in_file(path: Path) -> Iterator[tuple[str, set[int]]]:
    place = path.relative_to(TESTS.parent).as_posix()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            decorators = " ".join(ast.unparse(d) for d in node.decorator_list)
            rows = cited(f"{ast.get_docstring(node) or ''} {decorators}")
            rows |= {int(n) for n in _NAME.findall(node.name)}
            if rows:
                yield f"{place}::{node.name}", rows
