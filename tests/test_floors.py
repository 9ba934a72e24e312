"""The arrows of the house: imports go down only, and the core touches no world (see inbox_agent/__init__.py)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "inbox_agent"
GROUND = {"errors", "settings", "rules", "shipped", "words", "__main__", "__init__"}
MAY: dict[str, set[str]] = {
    "mail": set(),
    "mentorship": {"mail"},
    "drafts": {"mentorship", "mail"},
    "rounds": {"drafts", "mentorship", "mail"},
    "doors": {"drafts", "mentorship", "mail"},
    "front": {"rounds", "doors", "drafts", "mentorship", "mail"},
}
CORE = ("mail", "mentorship", "drafts")
WORLD = {
    "socket",
    "subprocess",
    "sqlite3",
    "sqlalchemy",
    "imapclient",
    "aiosmtplib",
    "smtplib",
    "imaplib",
    "urllib.request",
    "http.client",
    "asyncio",
    "threading",
    "os",
    "shutil",
    "tempfile",
    "dbos",
    "langchain",
    "click",
    "time",
    "random",
    "secrets",
}
MODULES = sorted(p for p in PACKAGE.rglob("*.py") if "migrations" not in p.parts)


def imports(path: Path) -> list[tuple[int, str]]:
    """Every module that a file imports, at run time or for its types only where `typing` says so is left out."""
    found: list[tuple[int, str]] = []
    tree = ast.parse(path.read_text("utf-8"))
    for_types = {
        id(node)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and "TYPE_CHECKING" in ast.unparse(branch.test)
        for statement in branch.body
        for node in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            found += [(node.lineno, f"{base}.{alias.name}" if base == "inbox_agent" else base) for alias in node.names]
    return found


def floor(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_imports_go_down_only(path: Path) -> None:
    """No file imports a floor above its own, and rounds and doors never meet but in the front."""
    here = floor(path)
    wrong = []
    for line, name in imports(path):
        parts = name.split(".")
        if parts[0] != "inbox_agent" or len(parts) < 2:
            continue
        there = parts[1]
        if here in GROUND:
            allowed = there in GROUND or here == "__main__"
        else:
            allowed = there in GROUND or there == here or there in MAY[here]
        if not allowed:
            wrong.append(f"line {line}: {name}")
    assert not wrong


@pytest.mark.parametrize(
    "path", [p for p in MODULES if floor(p) in CORE], ids=lambda p: p.relative_to(PACKAGE).as_posix()
)
def test_the_core_touches_no_world(path: Path) -> None:
    """The three lower floors open nothing, and read neither clock nor chance: `now` and tokens come in as arguments."""
    wrong = [f"line {line}: {name}" for line, name in imports(path) if name in WORLD or name.split(".")[0] in WORLD]
    text = path.read_text("utf-8")
    wrong += [
        call for call in (".now(", ".today(", ".utcnow(", " open(", ".read_text(", ".write_text(") if call in text
    ]
    assert not wrong


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_every_module_says_what_it_knows(path: Path) -> None:
    """Every file opens with a docstring whose first sentence ends in its first lines."""
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert docstring
    assert docstring.split("\n")[0].strip()
