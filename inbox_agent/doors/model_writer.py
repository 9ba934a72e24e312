"""Letters by a model: the brief goes out as one prompt, one strict answer comes back, words only.

`ModelWriter` fulfils `rounds.ports.Writer`. It never sends and has nothing to send with; recipients, headers
and signature are not in the prompt and cannot be in the answer (T-10, T-11). `model/asked.py` keeps every answer
before it is used and never pays for one twice.

When it fails it raises; `model/fallback.py` puts the template writer behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from inbox_agent.doors.model.answer import Answer, Reply, cleaned, read, unproven
from inbox_agent.doors.model.asked import AskedModel, Occasion
from inbox_agent.doors.model.budget import CALLS_A_LETTER, Purse
from inbox_agent.doors.model.failures import Failure, ModelFailed, Remedy
from inbox_agent.doors.model.prompt import Prompt, Prompts
from inbox_agent.doors.model.redaction import Redactor
from inbox_agent.doors.model.sheet import Sheet, sheet
from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.draft import Letter
from inbox_agent.rules import Rules


class ModelWriter:
    """Writes letters with one model. Used by any number of threads."""

    def __init__(self, model: AskedModel, prompts: Sequence[Path], rules: Rules, *, redact: bool = False) -> None:
        """`rules`: forms of address, greetings. `prompts`: the folders of `shipped.folders("prompts", …)`. Raises `WrongUse` where the prompt files have a fault."""
        self._model, self._rules, self._redact = model, rules, redact
        self._prompts = Prompts(prompts)
        self._limits = self._prompts.meta.limits

    def write(self, brief: Brief, findings: tuple[str, ...] = ()) -> Letter:
        """One letter, for at most two calls to the model, those of an earlier try at the same letter included.

        Raises `Unwell` (`ModelFailed`, `ModelRests`) when no letter came of it, and `WrongUse` when the extra or
        a prompt file is missing.
        """
        self._model.load()
        ends = self._model.deadline()
        redactor = (
            Redactor((brief.owner_name, brief.relationship.person.name, brief.relationship.referrer))
            if self._redact
            else None
        )
        first = self._sheet(brief, (), redactor)
        letter = self._key(brief, self._prompts.render(first))
        page = replace(self._sheet(brief, findings, redactor), earlier=self._earlier(letter)) if findings else first
        about = Occasion(brief.kind, Purse(letter, CALLS_A_LETTER, brief.relationship.id, brief.now), ends)
        try:
            return self._try(page, about, redactor)
        except ModelFailed as fault:
            if fault.kind.remedy is not Remedy.REPAIR or not fault.why:
                raise
            return self._try(replace(page, findings=(*page.findings, fault.why)), about, redactor)

    def check(self) -> str:
        """A line on what is set up, for `doctor`: nothing is asked and nothing paid. Raises `WrongUse`."""
        self._model.require()
        return f"{self._model.name}, prompts/letter {self._prompts.meta.version}"

    def _try(self, page: Sheet, about: Occasion, redactor: Redactor | None) -> Letter:
        prompt = self._prompts.render(page)
        reply, call = self._model.reply(prompt, about)
        try:
            answer, hidden = cleaned(read(reply, self._limits.text))
            if redactor and redactor.strange("\n".join([answer.subject, answer.text, *answer.missing])):
                raise ModelFailed(Failure.BAD_ANSWER, "The letter had a placeholder ⟦…⟧ that is not in the material.")
        except ModelFailed as fault:
            self._model.failed(fault)
            raise
        written = self._letter(answer, hidden, page, redactor)
        return replace(written, source=f"{prompt.source} {self._model.name}", model_call=call)

    def _letter(self, answer: Answer, hidden: int, page: Sheet, redactor: Redactor | None) -> Letter:
        def show(text: str) -> str:
            return redactor.show(text) if redactor else text

        struck = unproven(answer.claims, page.quotable)
        self._model.count(unproven=len(struck), invisible=hidden)
        told = [f"No source was found for: “{show(claim.text)}”." for claim in struck]
        told += [f"{hidden} invisible characters were taken out of the model's letter."] if hidden else []
        return Letter(
            subject=show(answer.subject),
            text=show(answer.text),
            written_by="model",
            missing=tuple(show(q) for q in answer.missing),
            notice=" ".join(told),
        )

    def _sheet(self, brief: Brief, findings: tuple[str, ...], redactor: Redactor | None) -> Sheet:
        page = sheet(brief, findings, self._limits.thread, self._limits.value, self._rules)
        return page.through(redactor.hide) if redactor else page

    def _earlier(self, letter: str) -> str:
        """The text of the last try at a letter as the model wrote it, placeholders and all; "" where there is none."""
        kept = self._model.known(letter)
        if kept is None:
            return ""
        try:
            return cleaned(read(Reply.from_json(kept.answer), self._limits.text))[0].text
        except ModelFailed:
            return ""

    def _key(self, brief: Brief, prompt: Prompt) -> str:
        return self._model.key(brief.kind, brief.relationship.id, prompt)
