"""By which words languages and machines are known: the shapes of `rules/words/` and `rules/machine/`."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from inbox_agent.rules.base import Strict, dashed


class Words(Strict):
    """By which words a language is known (`rules/words/<language>.toml`), separated by blanks."""

    words: str


class MachineWords(Strict):
    """What machines write in one language (`rules/machine/<language>.toml`), for `mail/machine.py`; months from January, weekdays from Monday."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=dashed)

    auto_subjects: tuple[str, ...]  #: how the subject of an automatic reply begins
    absence_subjects: tuple[str, ...]  #: the same, but people begin a subject so, too
    absences: tuple[str, ...]  #: somebody is away
    left: tuple[str, ...]  #: somebody is gone for good; "…" stands for a few words
    auto_statements: tuple[str, ...]  #: a sentence that begins so says that a machine wrote it
    receipts: tuple[str, ...]  #: "we have received your request"
    receipt_subjects: tuple[str, ...]  #: how the subject of such a receipt begins
    bounce_subjects: tuple[str, ...]
    delays: tuple[str, ...]  #: it will be tried again
    months: tuple[tuple[str, ...], ...] = Field(min_length=12, max_length=12)
    weekdays: tuple[tuple[str, ...], ...] = Field(min_length=7, max_length=7)
    tomorrow: tuple[str, ...]
    after_tomorrow: tuple[str, ...]
    next_week: tuple[str, ...]
    ends: tuple[str, ...]  #: "the end of" before a month
    middles: tuple[str, ...]
    back: tuple[str, ...]  #: the day that is named is the first day back
    until: tuple[str, ...]
    through: tuple[str, ...]  #: the day that is named is the last day away
    from_: tuple[str, ...] = Field(alias="from")  #: the day that is named is the first day away
