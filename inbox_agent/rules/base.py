"""What every rule file has in common: it is frozen, and a misspelt key is an error."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict


class Strict(BaseModel):
    """Frozen, and an unknown key is an error: a misspelt rule must not be silently without effect."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def dashed(name: str) -> str:
    return name.replace("_", "-")


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as fault:
        raise ValueError(f"'{pattern}' is not a regular expression: {fault}") from fault
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]
