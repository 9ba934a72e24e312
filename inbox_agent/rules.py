"""The rule files of `rules/` as values that the core is given; the user may override them file by file.

A topic is a folder, and in it stands one file a language (`rules/labels/sv.toml` → `rules.labels["sv"]`);
a topic without languages is one file (`rules/cadence.toml` → `rules.cadence`). Each topic's shape is a
class below. Loading collects every problem of every file and tells them together, with file and key.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from inbox_agent.errors import WrongUse
from inbox_agent.shipped import files, folders


class Strict(BaseModel):
    """Frozen, and an unknown key is an error: a misspelt rule must not be silently without effect."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Cadence(Strict):
    """How long is fair (`rules/cadence.toml`): amber and red in days by kind, and the waits of the nudge ladder."""

    formal: tuple[int, int]
    informal: tuple[int, int]
    peer: tuple[int, int]
    reverse: tuple[int, int]
    keep_in_touch: tuple[int, int] = Field(alias="keep-in-touch")
    outreach_follow_up: int = Field(alias="outreach-follow-up", ge=3)
    outreach_rest: int = Field(alias="outreach-rest", ge=3)
    check_in_silence: int = Field(alias="check-in-silence", ge=3)
    check_in_rest: int = Field(alias="check-in-rest", ge=3)
    thank_you_hours: int = Field(alias="thank-you-hours", ge=1)
    meeting_over_minutes: int = Field(alias="meeting-over-minutes", ge=0)


class Rules(Strict):
    """All rules: one field a topic, keyed by ISO 639-1 language where the topic has languages."""

    cadence: Cadence


def load(beside: Path | None = None) -> Rules:
    """Read the shipped rules and the overrides in `beside`/rules. Raises `WrongUse` that lists every problem."""
    raw: dict[str, Any] = {}
    problems: list[str] = []
    for name, path in files(folders("rules", beside), "*.toml").items():
        topic, _, language = name.removesuffix(".toml").partition("/")
        if topic not in Rules.model_fields:
            known = ", ".join(sorted(Rules.model_fields))
            problems.append(f"{path}: there is no topic '{topic}' (known: {known}).")
            continue
        try:
            content = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
            problems.append(f"{path}: {fault}.")
            continue
        if get_origin(Rules.model_fields[topic].annotation) is dict:
            raw.setdefault(topic, {})[language] = content
        else:
            raw[topic] = content
    if not problems:
        try:
            return Rules.model_validate(raw)
        except ValidationError as fault:
            problems = [f"rules/{'/'.join(str(p) for p in e['loc'])}: {e['msg']}." for e in fault.errors()]
    raise WrongUse("The rule files have faults: " + " ".join(problems), "Mend the files named, or remove your copies to use the shipped rules.")
