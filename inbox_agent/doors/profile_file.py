"""`profile.toml`: the owner's profile as a file of theirs, read with every fault named and written with its comments kept."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit

from inbox_agent.errors import WrongUse
from inbox_agent.mentorship.profile import NAMES, Profile, profile_of

HEAD = """\
# Your profile: what you want and from whom. One line of text for each entry of a list. It stays with the agent and never
# stands in a letter by itself; it tells which of your contacts serves which goal.
"""
SAYS: Mapping[str, str] = {
    "short_term": "Goals for the next 6 to 12 months.",
    "long_term": "Goals for the next 3 to 5 years.",
    "missing": "Skills and knowledge that you miss.",
    "guidance": "The guidance that you want: technical, career strategy, organisational politics, emotional support.",
    "persona": "The mentor you look for: experience, skills, character.",
}


def read(path: Path) -> tuple[Profile, str] | None:
    """The profile in the file and the digest of its text; None where there is no file. Raises `WrongUse` for its faults."""
    if not path.exists():
        return None
    text = path.read_text("utf-8")
    try:
        values: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise WrongUse(
            f"{path} cannot be read: {fault}.", "Mend it, or write it anew with: inbox-agent profile --edit"
        ) from fault
    unknown = sorted(set(values) - set(NAMES))
    if unknown:
        raise WrongUse(f"{path} has '{unknown[0]}', which is not known.", f"Known: {', '.join(NAMES)}.")
    wrong = [
        name
        for name, value in values.items()
        if not (isinstance(value, list) and all(isinstance(v, str) for v in value))
    ]
    if wrong:
        raise WrongUse(f"'{wrong[0]}' in {path} is not a list of texts.", f'Write it like: {wrong[0]} = ["…", "…"]')
    return profile_of(values), digest(text)


def write(path: Path, profile: Profile) -> str:
    """Put the profile into the file, which keeps its own comments; the digest of its text."""
    document = tomlkit.parse(path.read_text("utf-8") if path.exists() else HEAD)
    for name in NAMES:
        if name not in document:
            document.add(tomlkit.nl())
            document.add(tomlkit.comment(SAYS[name]))
        lines = tomlkit.array()
        lines.extend(getattr(profile, name))
        document[name] = lines.multiline(len(lines) > 1)
    text = tomlkit.dumps(document)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.write_text(text, "utf-8")
    path.chmod(0o600)
    return digest(text)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
