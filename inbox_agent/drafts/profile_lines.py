"""The profile as lines of a mail: the form that is sent to the owner, and what the filled form says (P-10, P-11)."""

from __future__ import annotations

from collections.abc import Mapping

from inbox_agent.mentorship.profile import NAMES, Profile, profile_of
from inbox_agent.rules import ProfileWords

Form = tuple[tuple[str, tuple[str, ...]], ...]


def form(profile: Profile, labels: Mapping[str, tuple[str, ...]]) -> Form:
    """A heading for each part, and what is known under it."""
    return tuple((labels[name][0], getattr(profile, name)) for name in NAMES)


def example(words: ProfileWords) -> str:
    """A filled form, to be shown as a quotation: what is quoted in an answer is nobody's profile."""
    lines = ((words.labels[name][0], words.examples.get(name, "")) for name in NAMES)
    return "\n".join(f"{heading}:\n– {line}" for heading, line in lines if line)


def filled(text: str, labels: Mapping[str, tuple[str, ...]], before: Profile) -> Profile | None:
    """The profile that a filled form gives; parts that it does not name stay as they were. None where it names none."""
    known = {_heading(label): name for name, names in labels.items() for label in names}
    found: dict[str, list[str]] = {}
    part = ""
    for line in text.splitlines():
        if line.lstrip().startswith(">"):
            continue  # our own form, or its example, quoted
        bare = line.strip().lstrip("-–•* ").strip()
        head, colon, rest = bare.partition(":")
        if colon and _heading(head) in known:
            part = known[_heading(head)]
            found.setdefault(part, [])
            bare = rest.strip()
        if part and bare:
            found[part].append(bare)
    if not found:
        return None
    return profile_of({name: found.get(name, getattr(before, name)) for name in NAMES})


def _heading(words: str) -> str:
    return " ".join(words.casefold().replace("’", "'").split())
