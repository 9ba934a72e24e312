"""The closed vocabularies that settings, records and the core share (playbook 2 and 11)."""

from typing import Literal

Role = Literal["mentee", "mentor", "peer"]  #: what the *owner* is in a relationship
Kind = Literal["formal", "informal", "peer", "reverse"]
Stage = Literal[
    "prospect", "outreach", "scheduling", "meeting", "thank-you", "active", "keep-in-touch",
    "quiet", "resting", "short-of-time", "mismatch", "ended", "declined", "paused",
]  # fmt: skip
