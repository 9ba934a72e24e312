"""Where the program's own `prompts/` and `rules/` lie, and which file of the user's stands before them.

The wheel carries both folders inside the package (`shipped/`); a checkout or an editable install falls back
to the top level of the project. A folder of the same name beside the user's configuration overrides file by
file: what is there is taken, everything else is ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def shipped(name: str) -> Path:
    """The folder `prompts` or `rules` as shipped."""
    inside = Path(__file__).parent / "shipped" / name
    return inside if inside.is_dir() else Path(__file__).parent.parent / name


def folders(name: str, beside: Path | None) -> tuple[Path, ...]:
    """The user's folder first (where it exists), then the shipped one."""
    own = beside / name if beside else None
    return (own, shipped(name)) if own and own.is_dir() else (shipped(name),)


def files(places: Sequence[Path], pattern: str) -> dict[str, Path]:
    """Every file by its path relative to its folder; the first folder that has it wins. Sorted by name."""
    found: dict[str, Path] = {}
    for place in reversed(places):
        found |= {p.relative_to(place).as_posix(): p for p in place.rglob(pattern) if p.is_file()}
    return dict(sorted(found.items()))
