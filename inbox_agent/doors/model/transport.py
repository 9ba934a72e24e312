"""The wire to a model: the only module that imports langchain, and only when the first letter is asked for.

Langchain is used as transport and for nothing else. It knows each provider's dialect of "answer by this
schema"; it does not retry (its clients would, each in its own way: two layers of three tries are nine
requests), does not trace, does not cache, does not parse. The parsing is left out with reason: its JSON
parser mends broken JSON by cutting a character at a time, which takes 12 s of CPU for 32 kB of rubbish, on a
thread that no deadline can stop, and it mends a letter that broke off in the middle into one that looks whole.
So only the first half of the chain from `with_structured_output`, the bound model, is called.

An environment inherited from somebody's shell must not change where mail text goes. Tracing is forced off by
variable and by context, the address and the key are always given, the gateway is off, redirects are refused.
"""

from __future__ import annotations

import copy
import importlib
import importlib.util
import logging
import os
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from inbox_agent.doors.loop import Loop
from inbox_agent.doors.model.answer import Reply
from inbox_agent.doors.model.clients import Method, Provider, Wanted, provider
from inbox_agent.doors.model.dialects import reply_of_fault, reply_of_message
from inbox_agent.doors.model.prompt import Prompt
from inbox_agent.errors import WrongUse

# "true" in any of these posts every prompt to a third party; the gateway reroutes the call itself.
_TALES = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2", "LANGSMITH_GATEWAY")


class Transport:
    """One model at one provider. Connects on first use; `ask` runs on the background loop."""

    def __init__(
        self,
        name: str,
        model: str,
        api_key: Callable[[], str],
        *,
        base_url: str = "",
        timeout_seconds: float = 60,
        temperature: float | None = None,
        tokens_out: int = 8000,
    ) -> None:
        """`name` is that of a provider in `clients.PROVIDERS`. Raises `WrongUse` for any other."""
        self._provider: Provider = provider(name)
        self._called, self._model, self._api_key = name, model, api_key
        self._base_url = base_url or self._provider.address
        self._timeout, self._temperature, self._tokens_out = timeout_seconds, temperature, tokens_out
        self._lock = threading.Lock()
        self._chat: Any = None
        self._http: Any = None

    @property
    def name(self) -> str:
        """Provider, model and host: what is kept with each call, so that it can be told who saw it (T-43)."""
        return f"{self._called}/{self._model} at {urlsplit(self._base_url).hostname or self._called}"

    @property
    def methods(self) -> tuple[Method, ...]:
        return self._provider.methods

    def load(self) -> None:
        """Import the provider's client, which takes seconds the first time: before any deadline, never on the loop.

        Raises `WrongUse` where the extra is not installed.
        """
        self.require()
        _silence()
        importlib.import_module("langchain.chat_models")
        importlib.import_module(self._provider.module)

    def connect(self) -> None:
        """Make the client, if there is none, with the key as it is now. `load` comes first."""
        from langchain.chat_models import init_chat_model  # noqa: PLC0415 - seconds of import that --help must not pay

        with self._lock:
            if self._chat is not None:
                return
            wanted = self._wanted()
            settings = self._provider.settings(wanted)
            try:
                chat = init_chat_model(self._model, model_provider=self._provider.known_as, **settings)
                self._http = self._provider.bind(chat, wanted)
            except ValueError:
                # Without its cause: pydantic's complaint shows the values, and one of them is the key (T-40).
                raise WrongUse(
                    f"The settings of the model {self.name} do not fit together.", "See [model] in config.example.toml."
                ) from None
            self._chat = chat

    def require(self) -> None:
        """See that the provider's client is installed, without importing it. Raises `WrongUse`."""
        if importlib.util.find_spec(self._provider.module) is None:
            raise WrongUse(
                f"The model provider '{self._called}' is not installed.",
                f"Run: pip install 'inbox-agent[{self._provider.extra}]'",
            )

    async def ask(self, prompt: Prompt, method: Method) -> Reply:
        """Put one prompt to the model, once. Raises `ModelFailed`; is cancelled at any await without a trace."""
        from langsmith.run_helpers import tracing_context  # noqa: PLC0415 - as above

        try:
            # The context outranks whatever an earlier reading of the variables has cached.
            with tracing_context(enabled=False):
                message = await self._bound(method, prompt.schema).ainvoke(
                    [("system", prompt.system), ("human", prompt.user)]
                )
        # Each client has its own classes, some without a common parent, and raises bare ValueError, KeyError and
        # RecursionError for odd bodies. The letter is set aside for the template, and the owner is told (F-50).
        except Exception as fault:  # noqa: BLE001
            return reply_of_fault(fault)
        return reply_of_message(message)

    def close(self, loop: Loop) -> None:
        """Close the kept connections on the loop they live on; the next `connect` reads the key anew."""
        with self._lock:
            http, self._chat, self._http = self._http, None, None
        if http is not None:
            loop.run(http.aclose(), timeout=5)

    def _wanted(self) -> Wanted:
        return Wanted(
            self._model,
            self._base_url,
            # Never None, or the client takes whatever key lies in the environment and shows it to this server.
            self._api_key() or "none",
            self._timeout,
            self._tokens_out,
            self._temperature,
        )

    def _bound(self, method: Method, schema: dict[str, Any]) -> Any:
        if method == "plain":
            return self._chat
        strict = {"strict": True} if self._provider.strict and method != "json_mode" else {}
        # A copy: google's client writes into what it is given.
        return self._chat.with_structured_output(copy.deepcopy(schema), method=method, **strict).first


def _silence() -> None:
    for name in _TALES:
        os.environ[name] = "false"
    os.environ.pop("LANGCHAIN_HANDLER", None)
    # At DEBUG these log whole requests, mail text included; google's warn of an empty answer with what it was about.
    for logger in ("openai", "httpx", "httpx2", "httpcore", "anthropic", "google_genai", "langchain_google_genai"):
        logging.getLogger(logger).setLevel(logging.ERROR)
