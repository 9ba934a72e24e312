"""One model, asked for a typed answer: within its budget, behind its circuit breaker, and never twice for the same.

Letters and the reading of mails ask through the same value, so that one day's limit and one rest hold for both. An
answer is kept in the records before it is used, under the occasion, the prompt's fingerprint and the model; a crash
between the two does not pay twice, and what left the machine can be shown to the byte (T-43).
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from inbox_agent.doors.loop import Loop
from inbox_agent.doors.model.answer import Reply
from inbox_agent.doors.model.budget import Budget, Call, Kept, Ledger, Price, Purse
from inbox_agent.doors.model.circuit import Circuit
from inbox_agent.doors.model.exchange import PAUSE, Exchange
from inbox_agent.doors.model.failures import Failure, ModelFailed
from inbox_agent.doors.model.prompt import Prompt
from inbox_agent.doors.model.transport import Transport

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Occasion:
    """What a question is about (a letter's kind, or a mail), what pays for it, and until when it is waited for."""

    name: str
    purse: Purse
    ends: float  #: on the model's clock


class AskedModel:
    """One model. Used by any number of threads; `close` it with the process, before the loop."""

    def __init__(
        self,
        loop: Loop,
        ledger: Ledger,
        transport: Transport,
        budget: Budget,
        *,
        price: Price | None = None,
        timeout_seconds: float = 60,
        clock: Callable[[], float] = time.monotonic,
        pause: float = PAUSE,
    ) -> None:
        self._loop, self._ledger, self._transport, self._budget = loop, ledger, transport, budget
        self._price, self._timeout, self._clock = price or Price(), timeout_seconds, clock
        self._exchange = Exchange(transport, budget, pause)
        self.circuit = Circuit(clock=clock)
        self._lock = threading.Lock()
        #: answers, known (answers that were paid before), tokens_in, tokens_out, each kind of failure, unknown_fields,
        #: unproven claims and invisible characters, counted over the life of the process
        self.counts: Counter[str] = Counter()

    @property
    def name(self) -> str:
        return self._transport.name

    def load(self) -> None:
        """Import the client, before any deadline runs. Raises `WrongUse` where the extra is missing."""
        self._transport.load()

    def require(self) -> None:
        self._transport.require()

    def deadline(self) -> float:
        """When a question that begins now must have been answered, its retries and its repair included."""
        return self._clock() + self._timeout

    def close(self) -> None:
        self._transport.close(self._loop)

    def key(self, name: str, relationship: int, prompt: Prompt) -> str:
        """Under what the answer to this prompt is kept."""
        whole = f"{relationship}\0{name}\0{prompt.fingerprint}\0{self.name}"
        return hashlib.sha256(whole.encode()).hexdigest()

    def known(self, key: str) -> Kept | None:
        return self._ledger.known(key)

    def reply(self, prompt: Prompt, about: Occasion) -> tuple[Reply, int]:
        """The reply to a prompt and the id under which it is kept, from the records if it was paid for before.

        Raises `ModelFailed` and `ModelRests`.
        """
        key = self.key(about.name, about.purse.relationship, prompt)
        if kept := self._ledger.known(key):
            self.count("known")
            return Reply.from_json(kept.answer), kept.id
        reply = self._ask(prompt, about)
        call = self._ledger.keep(
            Call(
                key,
                about.purse,
                prompt.kept,
                reply.to_json(),
                reply.tokens_in,
                reply.tokens_out,
                self._price.cost(reply.tokens_in, reply.tokens_out),
                self.name,
            )
        )
        self.count("answers", tokens_in=reply.tokens_in, tokens_out=reply.tokens_out)
        return reply, call

    def failed(self, fault: ModelFailed) -> None:
        """Count and log a failure; what a server says in it never reaches the log."""
        self.count(fault.kind, unknown_fields=fault.unknown_fields)
        log.warning("the model %s gave no answer: %s %s", self.name, fault.kind, fault.why)

    def count(self, what: str = "", **more: int) -> None:
        with self._lock:
            self.counts.update({what: 1} if what else {})
            self.counts.update(more)

    def _ask(self, prompt: Prompt, about: Occasion) -> Reply:
        self._budget.look(about.purse)
        self._transport.connect()
        self.circuit.enter()
        try:
            try:
                left = max(0.0, about.ends - self._clock())
                reply = self._loop.run(self._exchange.ask(prompt, about.purse), timeout=left)
            except TimeoutError as fault:
                raise ModelFailed(Failure.TIMEOUT) from fault
        except ModelFailed as fault:
            self.failed(fault)
            self.circuit.failed(fault)
            if fault.kind is Failure.CONFIG:
                # A key that was changed meanwhile is read anew at the next try.
                self._transport.close(self._loop)
            raise
        self.circuit.succeeded()
        return reply
