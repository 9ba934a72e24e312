"""How often the faults that fall at random are tried: a few in the normal run, all of them where `FAULTS=full` says so.

A seed is chosen anew each time and printed; `FAULTS_SEED` repeats a run.
"""

from __future__ import annotations

import os
import random


def count(few: int, full: int) -> int:
    """How many in this run; `FAULTS` is `full` or a number that takes the place of every small count."""
    wanted = os.environ.get("FAULTS", "")
    if wanted == "full":
        return full
    return int(wanted) if wanted.isdigit() else few


def seed() -> int:
    """A new seed, or the one to repeat."""
    return int(os.environ.get("FAULTS_SEED", "0")) or random.SystemRandom().randrange(1, 1_000_000)
