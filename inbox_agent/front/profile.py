"""Keep the profile's file and its row in step: an edited file is taken over, and what came by mail is written into it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from inbox_agent.doors import profile_file
from inbox_agent.mentorship.profile import Profile
from inbox_agent.rounds.keeping import Transaction
from inbox_agent.settings import Settings


def path_of(settings: Settings, name: str, config: Path) -> Path:
    """Where an owner's profile lies: as set, else beside the configuration, with the owner's name where there are several."""
    owner = settings.accounts[name].owner
    if owner.profile:
        return Path(owner.profile).expanduser()
    return config.parent / ("profile.toml" if len(settings.accounts) == 1 else f"profile.{name}.toml")


def in_step(tx: Transaction, path: Path, now: datetime) -> Profile:
    """The profile as it stands. Where both changed the file counts, since it is what the owner sees. Raises `WrongUse`."""
    kept = tx.profiles.get()
    found = profile_file.read(path)
    if found is None:
        if not kept.empty:
            tx.profiles.put(kept, now, profile_file.write(path, kept))
        return kept
    told, digest = found
    if digest != tx.profiles.file_digest():
        tx.profiles.put(told, now, digest)
        return told
    if told != kept:
        tx.profiles.put(kept, now, profile_file.write(path, kept))
    return kept
