"""The reading of mails by a model, where the rules abstain (F-22): one call a mail, typed, with its evidence.

`ModelHearer` fulfils `mentorship.second_opinion.Hearer`. It says what it was told and decides nothing:
`second_opinion.weigh` judges how far it is believed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from inbox_agent.doors.model.asked import AskedModel, Occasion
from inbox_agent.doors.model.budget import CALLS_A_MAIL, Purse
from inbox_agent.doors.model.failures import ModelFailed
from inbox_agent.doors.model.prompt import Prompts
from inbox_agent.doors.model.reading import SCHEMA, page, read
from inbox_agent.doors.model.redaction import Redactor
from inbox_agent.mentorship.second_opinion import Opinion, Unclear


class ModelHearer:
    """Reads mails with one model. Used by any number of threads."""

    def __init__(self, model: AskedModel, prompts: Sequence[Path], *, redact: bool = False) -> None:
        """`prompts`: the folders of `shipped.folders("prompts", …)`."""
        self._model, self._redact = model, redact
        self._prompts = Prompts(prompts, "hear", SCHEMA)

    def hear(self, mail: Unclear, now: datetime) -> Opinion:
        """One opinion, for at most one call ever. Raises `Unwell` where there is none, `WrongUse` where files are missing."""
        self._model.load()
        limits = self._prompts.meta.limits
        redactor = Redactor((mail.owner_name, mail.contact_name)) if self._redact else None
        sheet = page(mail, limits.thread, limits.value, limits.example)
        prompt = self._prompts.render(sheet.through(redactor.hide) if redactor else sheet)
        unit = hashlib.sha256(f"mail\0{mail.message}\0{self._model.name}".encode()).hexdigest()
        purse = Purse(unit, CALLS_A_MAIL, mail.relationship, now)
        reply, _ = self._model.reply(prompt, Occasion(f"mail:{mail.message}", purse, self._model.deadline()))
        try:
            opinion = read(reply, limits.text, redactor.show if redactor else str)
        except ModelFailed as fault:
            self._model.failed(fault)
            raise
        return replace(opinion, source=prompt.source.partition(" sha256")[0])
