"""The rule files of `rules/` as values that the core is given; the user may override them file by file.

A topic is a folder, and in it stands one file a language (`rules/labels/sv.toml` → `rules.labels["sv"]`);
a topic without languages is one file (`rules/cadence.toml` → `rules.cadence`). Each topic's shape is a
class in a file of this folder. Loading collects every problem of every file and tells them together, with file and key.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, get_origin

from pydantic import ValidationError

from inbox_agent.errors import WrongUse
from inbox_agent.rules.base import Strict
from inbox_agent.rules.cadence import Cadence, Countries
from inbox_agent.rules.concepts import AdviceWeights, Concepts, Weights
from inbox_agent.rules.labels import Labels
from inbox_agent.rules.ledger import LedgerRule, LedgerWords
from inbox_agent.rules.letters import Address, Dates, Etiquette, Names, Person, Pronouns, PurposeWords, VoiceWords
from inbox_agent.rules.machine import MachineWords, Words
from inbox_agent.rules.owner import Answers, OrderWords, PageWords, ProfileWords, Sentences, WishWords
from inbox_agent.rules.providers import Providers
from inbox_agent.rules.signals import AskedOf, Intent, Signal, Signals, Topic
from inbox_agent.rules.times import Times, Zones
from inbox_agent.shipped import files, folders

__all__ = [
    "Address", "AdviceWeights", "Answers", "AskedOf", "Cadence", "Concepts", "Countries", "Dates", "Etiquette", "Intent", "Labels", "LedgerRule", "LedgerWords",
    "MachineWords", "Names", "OrderWords", "Person", "ProfileWords", "Pronouns",
    "PurposeWords", "Rules", "Sentences", "Signal", "Signals", "Times", "Topic", "VoiceWords", "Weights", "WishWords", "Words", "Zones", "load",
]  # fmt: skip


class Rules(Strict):
    """All rules: one field a topic, keyed by ISO 639-1 language where the topic has languages."""

    cadence: Cadence
    answers: dict[str, Answers] = {}
    sentences: dict[str, Sentences] = {}
    page: dict[str, PageWords] = {}
    dates: dict[str, Dates] = {}
    address: dict[str, Address] = {}
    purpose: dict[str, PurposeWords] = {}
    etiquette: dict[str, Etiquette] = {}
    times: dict[str, Times] = {}
    zones: Zones
    countries: Countries
    weights: Weights
    advice: AdviceWeights
    providers: Providers
    names: Names
    labels: dict[str, Labels] = {}
    words: dict[str, Words] = {}
    machine: dict[str, MachineWords] = {}
    signals: dict[str, Signals] = {}
    concepts: dict[str, Concepts] = {}
    orders: dict[str, OrderWords] = {}
    ledger: dict[str, LedgerWords] = {}
    wishes: dict[str, WishWords] = {}
    voice: dict[str, VoiceWords] = {}
    profile: dict[str, ProfileWords] = {}


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
    raise WrongUse(
        "The rule files have faults: " + " ".join(problems),
        "Mend the files named, or remove your copies to use the shipped rules.",
    )
