"""Letters by a model: the brief goes out as one prompt, one strict answer comes back, words only.

`ModelWriter` fulfils `rounds.ports.Writer`. It never sends and has nothing to send with; recipients, headers
and signature are not in the prompt and cannot be in the answer (T-10, T-11). An answer is kept in the records
before it is used, under the relationship, the prompt's fingerprint and the model, so a crash between the two
does not pay twice, and what left the machine can be shown to the byte (T-43).

When it fails it raises; `model/fallback.py` puts the template writer behind it.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from inbox_agent.doors.loop import Loop
from inbox_agent.doors.model.answer import Answer, Reply, cleaned, read, unproven
from inbox_agent.doors.model.budget import Budget, Ledger
from inbox_agent.doors.model.circuit import Circuit
from inbox_agent.doors.model.exchange import PAUSE, Exchange
from inbox_agent.doors.model.failures import Failure, ModelFailed, ModelRests, Remedy
from inbox_agent.doors.model.prompt import Prompt, Prompts
from inbox_agent.doors.model.redaction import Redactor
from inbox_agent.doors.model.sheet import Sheet, sheet
from inbox_agent.doors.model.transport import Transport
from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.draft import Letter

log = logging.getLogger(__name__)


class ModelWriter:
    """Writes letters with one model. Used by any number of threads; `close` it with the process, before the loop."""

    def __init__(
        self,
        *,
        loop: Loop,
        ledger: Ledger,
        prompts: Sequence[Path],
        provider: str,
        model: str,
        api_key: Callable[[], str],
        base_url: str = "",
        timeout_seconds: float = 60,
        calls_per_day: int = 50,
        tokens_per_day: int = 300_000,
        redact: bool = False,
        temperature: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        pause: float = PAUSE,
    ) -> None:
        """`prompts`: the folders of `shipped.folders("prompts", …)`. `timeout_seconds` is for a whole letter.

        Raises `WrongUse` where the provider is not known or the prompt files have a fault.
        """
        self._loop, self._ledger, self._redact = loop, ledger, redact
        self._timeout, self._clock = timeout_seconds, clock
        self._prompts = Prompts(prompts)
        self._limits = self._prompts.meta.limits
        self._transport = Transport(
            provider,
            model,
            api_key,
            base_url=base_url,
            timeout_seconds=timeout_seconds,
            temperature=temperature,
            tokens_out=self._limits.tokens_out,
        )
        self._budget = Budget(ledger, calls_per_day, tokens_per_day)
        self._exchange = Exchange(self._transport, self._budget, pause)
        self.circuit = Circuit(clock=clock)
        self._lock = threading.Lock()
        #: answers, known (answers that were paid before), tokens_in, tokens_out, each kind of failure, unknown_fields,
        #: unproven claims and invisible characters, counted over the life of the process
        self.counts: Counter[str] = Counter()

    def write(self, brief: Brief, findings: tuple[str, ...] = ()) -> Letter:
        """One letter, for at most two calls to the model, those of an earlier try at the same letter included.

        Raises `Unwell` (`ModelFailed`, `ModelRests`) when no letter came of it, and `WrongUse` when the extra or
        a prompt file is missing.
        """
        self._transport.load()
        ends = self._clock() + self._timeout
        redactor = (
            Redactor((brief.owner_name, brief.relationship.person.name, brief.relationship.referrer))
            if self._redact
            else None
        )
        first = self._sheet(brief, (), redactor)
        letter = self._key(brief, self._prompts.render(first))
        page = replace(self._sheet(brief, findings, redactor), earlier=self._earlier(letter)) if findings else first
        try:
            return self._try(brief, page, letter, redactor, ends)
        except ModelFailed as fault:
            if fault.kind.remedy is not Remedy.REPAIR or not fault.why:
                raise
            return self._try(brief, replace(page, findings=(*page.findings, fault.why)), letter, redactor, ends)

    def check(self) -> str:
        """A line on what is set up, for `doctor`: nothing is asked and nothing paid. Raises `WrongUse`."""
        self._transport.require()
        return f"{self._transport.name}, prompts/letter {self._prompts.meta.version}"

    def close(self) -> None:
        self._transport.close(self._loop)

    def _try(self, brief: Brief, page: Sheet, letter: str, redactor: Redactor | None, ends: float) -> Letter:
        prompt = self._prompts.render(page)
        reply, call = self._reply(brief, prompt, letter, ends)
        try:
            answer, hidden = cleaned(read(reply, self._limits.text))
            if redactor and redactor.strange("\n".join([answer.subject, answer.text, *answer.missing])):
                raise ModelFailed(Failure.BAD_ANSWER, "The letter had a placeholder ⟦…⟧ that is not in the material.")
        except ModelFailed as fault:
            self._failed(fault)
            raise
        written = self._letter(answer, hidden, page, redactor)
        return replace(written, source=f"{prompt.source} {self._transport.name}", model_call=call)

    def _reply(self, brief: Brief, prompt: Prompt, letter: str, ends: float) -> tuple[Reply, int]:
        """The reply to a prompt and the id under which it is kept, from the records if it was paid for before."""
        key = self._key(brief, prompt)
        if kept := self._ledger.known(key):
            self._count("known")
            return Reply.from_json(kept.answer), kept.id
        reply = self._ask(brief, prompt, letter, ends)
        call = self._ledger.keep(
            key,
            prompt=prompt.kept,
            answer=reply.to_json(),
            tokens_in=reply.tokens_in,
            tokens_out=reply.tokens_out,
            provider=self._transport.name,
            at=brief.now,
        )
        self._budget.used(reply.tokens_in + reply.tokens_out)
        self._count("answers", tokens_in=reply.tokens_in, tokens_out=reply.tokens_out)
        return reply, call

    def _ask(self, brief: Brief, prompt: Prompt, letter: str, ends: float) -> Reply:
        self._budget.look(brief.now)
        if not self._budget.left(letter):
            raise ModelRests("The model has been asked twice for this letter, which is the limit.")
        self._transport.connect()
        self.circuit.enter()
        try:
            try:
                reply = self._loop.run(self._exchange.ask(prompt, letter), timeout=max(0.0, ends - self._clock()))
            except TimeoutError as fault:
                raise ModelFailed(Failure.TIMEOUT) from fault
        except ModelFailed as fault:
            self._failed(fault)
            self.circuit.failed(fault)
            if fault.kind is Failure.CONFIG:
                # A key that was changed meanwhile is read anew at the next try.
                self._transport.close(self._loop)
            raise
        self.circuit.succeeded()
        return reply

    def _letter(self, answer: Answer, hidden: int, page: Sheet, redactor: Redactor | None) -> Letter:
        def show(text: str) -> str:
            return redactor.show(text) if redactor else text

        struck = unproven(answer.claims, page.quotable)
        self._count(unproven=len(struck), invisible=hidden)
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
        page = sheet(brief, findings, self._limits.thread, self._limits.value)
        return page.through(redactor.hide) if redactor else page

    def _earlier(self, letter: str) -> str:
        """The text of the last try at a letter as the model wrote it, placeholders and all; "" where there is none."""
        kept = self._ledger.known(letter)
        if kept is None:
            return ""
        try:
            return cleaned(read(Reply.from_json(kept.answer), self._limits.text))[0].text
        except ModelFailed:
            return ""

    def _key(self, brief: Brief, prompt: Prompt) -> str:
        whole = f"{brief.relationship.id}\0{brief.kind}\0{prompt.fingerprint}\0{self._transport.name}"
        return hashlib.sha256(whole.encode()).hexdigest()

    def _failed(self, fault: ModelFailed) -> None:
        self._count(fault.kind, unknown_fields=fault.unknown_fields)
        log.warning("the model %s gave no letter: %s %s", self._transport.name, fault.kind, fault.why)

    def _count(self, what: str = "", **more: int) -> None:
        with self._lock:
            self.counts.update({what: 1} if what else {})
            self.counts.update(more)
