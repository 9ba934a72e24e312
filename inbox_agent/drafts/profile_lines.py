"""The profile as lines of a mail: the form that is sent to the owner, and what the filled form says (P-10, P-11)."""

from __future__ import annotations

from collections.abc import Mapping

from inbox_agent.mentorship.profile import NAMES, Profile, profile_of

Form = tuple[tuple[str, tuple[str, ...]], ...]


def form(profile: Profile, labels: Mapping[str, tuple[str, ...]]) -> Form:
    """A heading for each part, and what is known under it."""
    return tuple((labels[name][0], getattr(profile, name)) for name in NAMES)


def filled(text: str, labels: Mapping[str, tuple[str, ...]], before: Profile) -> Profile | None:
    """The profile that a filled form gives; parts that it does not name stay as they were. None where it names none."""
    known = {label.casefold(): name for name, names in labels.items() for label in names}
    found: dict[str, list[str]] = {}
    part = ""
    for line in text.splitlines():
        bare = line.strip().lstrip("-–•* ").strip()
        head, colon, rest = bare.partition(":")
        if colon and head.strip().casefold() in known:
            part = known[head.strip().casefold()]
            found.setdefault(part, [])
            bare = rest.strip()
        if part and bare:
            found[part].append(bare)
    if not found:
        return None
    return profile_of({name: found.get(name, getattr(before, name)) for name in NAMES})
