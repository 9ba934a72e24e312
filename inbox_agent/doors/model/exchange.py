"""One question to the model, asked until it is answered or known to be hopeless: the only place of retries.

A rate limit or a server out of order is waited for once. A request that the server rejects is put again in a
humbler way: by schema, as a function call, as JSON, as plain text; the way that worked is kept for the life
of the process. Everything else is for the caller to decide.
"""

from __future__ import annotations

import asyncio

from tenacity import AsyncRetrying, RetryCallState, stop_after_attempt

from inbox_agent.doors.model.answer import Reply
from inbox_agent.doors.model.budget import Budget, Purse
from inbox_agent.doors.model.clients import Method
from inbox_agent.doors.model.failures import Failure, ModelFailed, Remedy
from inbox_agent.doors.model.prompt import Prompt
from inbox_agent.doors.model.transport import Transport

PAUSE = 2.0  #: seconds before a second try where the server names none
LONGEST_PAUSE = 20.0  #: a server that asks for more is not waited for; the circuit remembers its wish


class Exchange:
    """Asks, on the background loop, within the budget."""

    def __init__(self, transport: Transport, budget: Budget, pause: float = PAUSE) -> None:
        self._transport = transport
        self._budget = budget
        self._pause = pause
        self._methods: tuple[Method, ...] = transport.methods

    async def ask(self, prompt: Prompt, purse: Purse) -> Reply:
        """The reply to a prompt. Raises `ModelFailed`, or `ModelRests` where the budget ends."""
        methods = list(self._methods)

        async def again(state: RetryCallState) -> bool:
            fault = state.outcome.exception() if state.outcome else None
            if not isinstance(fault, ModelFailed):
                return False
            if fault.kind.remedy is Remedy.STEP_DOWN:
                return bool(methods)
            return (
                fault.kind.remedy is Remedy.RETRY
                and (fault.retry_after or 0) <= LONGEST_PAUSE
                and await asyncio.to_thread(self._budget.left, purse)
            )

        tries = AsyncRetrying(retry=again, wait=self._wait, stop=stop_after_attempt(len(methods) + 1), reraise=True)
        return await tries(self._once, prompt, purse, methods)

    async def _once(self, prompt: Prompt, purse: Purse, methods: list[Method]) -> Reply:
        # The records are asked on another thread: this loop also carries the mail that leaves.
        call = await asyncio.to_thread(self._budget.take, purse, prompt.kept, self._transport.name)
        try:
            reply = await self._transport.ask(prompt, methods[0])
        except ModelFailed as fault:
            if fault.kind is Failure.REJECTED_REQUEST:
                await asyncio.to_thread(self._budget.give_back, call)
                methods.pop(0)
            raise
        self._methods = tuple(methods)
        return reply

    def _wait(self, state: RetryCallState) -> float:
        fault = state.outcome.exception() if state.outcome else None
        if isinstance(fault, ModelFailed) and fault.kind.remedy is Remedy.RETRY:
            return self._pause if fault.retry_after is None else fault.retry_after
        return 0
