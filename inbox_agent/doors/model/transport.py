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

import importlib
import importlib.util
import logging
import os
import threading
from collections.abc import Callable
from typing import Any, Literal
from urllib.parse import urlsplit

from inbox_agent.doors.loop import Loop
from inbox_agent.doors.model.answer import SCHEMA, Reply
from inbox_agent.doors.model.dialects import reply_of_fault, reply_of_message
from inbox_agent.doors.model.failures import Failure, ModelFailed
from inbox_agent.doors.model.prompt import Prompt
from inbox_agent.errors import WrongUse

Method = Literal["json_schema", "function_calling", "json_mode", "plain"]
METHODS: tuple[Method, ...] = ("json_schema", "function_calling", "json_mode", "plain")

LARGEST_BODY = 1_000_000  #: bytes of an HTTP answer; a letter has a few thousand

#: provider → (the extra's name, the module that it installs, the address where it lives unless told otherwise).
#: Another provider of langchain is another row, once its extra is in pyproject.toml and its failures are tested.
PROVIDERS: dict[str, tuple[str, str, str]] = {
    "openai": ("openai", "langchain_openai", "https://api.openai.com/v1"),
}

# "true" in any of these posts every prompt to a third party; the gateway reroutes the call itself.
_TALES = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2", "LANGSMITH_GATEWAY")


class Transport:
    """One model at one provider. Connects on first use; `ask` runs on the background loop."""

    def __init__(
        self,
        provider: str,
        model: str,
        api_key: Callable[[], str],
        *,
        base_url: str = "",
        timeout_seconds: float = 60,
        temperature: float | None = None,
        tokens_out: int = 8000,
    ) -> None:
        if provider not in PROVIDERS:
            raise WrongUse(f"There is no model provider '{provider}'.", f"Known are: {', '.join(PROVIDERS)}.")
        self._provider, self._model, self._api_key = provider, model, api_key
        self._base_url = base_url or PROVIDERS[provider][2]
        self._timeout, self._temperature, self._tokens_out = timeout_seconds, temperature, tokens_out
        self._lock = threading.Lock()
        self._chat: Any = None
        self._http: Any = None

    @property
    def name(self) -> str:
        """Provider, model and host: what is kept with each call, so that it can be told who saw it (T-43)."""
        return f"{self._provider}/{self._model} at {urlsplit(self._base_url).hostname or self._provider}"

    def load(self) -> None:
        """Import the provider's client, which takes seconds the first time: before any deadline, never on the loop.

        Raises `WrongUse` where the extra is not installed.
        """
        self.require()
        _silence()
        importlib.import_module("langchain.chat_models")
        importlib.import_module(PROVIDERS[self._provider][1])

    def connect(self) -> None:
        """Make the client, if there is none, with the key as it is now. `load` comes first."""
        from langchain.chat_models import init_chat_model  # noqa: PLC0415 - seconds of import that --help must not pay

        with self._lock:
            if self._chat is not None:
                return
            try:
                self._chat = init_chat_model(self._model, model_provider=self._provider, **self._settings())
            except ValueError:
                # Without its cause: pydantic's complaint shows the values, and one of them is the key (T-40).
                raise WrongUse(
                    f"The settings of the model {self.name} do not fit together.", "See [model] in config.example.toml."
                ) from None

    def require(self) -> None:
        """See that the provider's client is installed, without importing it. Raises `WrongUse`."""
        extra, module, _ = PROVIDERS[self._provider]
        if importlib.util.find_spec(module) is None:
            raise WrongUse(
                f"The model provider '{self._provider}' is not installed.", f"Run: pip install 'inbox-agent[{extra}]'"
            )

    async def ask(self, prompt: Prompt, method: Method) -> Reply:
        """Put one prompt to the model, once. Raises `ModelFailed`; is cancelled at any await without a trace."""
        from langsmith.run_helpers import tracing_context  # noqa: PLC0415 - as above

        try:
            # The context outranks whatever an earlier reading of the variables has cached.
            with tracing_context(enabled=False):
                message = await self._bound(method).ainvoke([("system", prompt.system), ("human", prompt.user)])
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

    def _settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = {
            "base_url": self._base_url,
            # Never None, or the client takes whatever key lies in the environment and shows it to this server.
            "api_key": self._api_key() or "none",
            "max_retries": 0,
            "timeout": self._timeout,
            "max_tokens": self._tokens_out,
            "cache": False,
        }
        if self._temperature is not None:
            settings["temperature"] = self._temperature
        if self._provider == "openai":
            self._http = _bounded_client()
            settings |= {"http_async_client": self._http, "use_responses_api": False, "openai_proxy": None}
        return settings

    def _bound(self, method: Method) -> Any:
        if method == "plain":
            return self._chat
        strict = {"strict": True} if self._provider == "openai" and method != "json_mode" else {}
        return self._chat.with_structured_output(SCHEMA, method=method, **strict).first


def _silence() -> None:
    for name in _TALES:
        os.environ[name] = "false"
    os.environ.pop("LANGCHAIN_HANDLER", None)
    # At DEBUG these log whole requests, mail text included.
    for logger in ("openai", "httpx", "httpx2", "httpcore", "anthropic"):
        logging.getLogger(logger).setLevel(logging.WARNING)


def _bounded_client() -> Any:
    """An HTTP client that reads no more than `LARGEST_BODY`, follows no redirect and asks for no compression."""
    import openai  # noqa: PLC0415 - as above

    class Bounded(openai.DefaultAsyncHttpxClient):
        async def send(self, request: Any, *, stream: bool = False, **how: Any) -> Any:
            response = await super().send(request, stream=True, **how)
            try:
                body = await _body(response)
            finally:
                await response.aclose()
            return type(response)(response.status_code, headers=response.headers, content=body, request=request)

    return Bounded(follow_redirects=False, headers={"Accept-Encoding": "identity"})


async def _body(response: Any) -> bytes:
    # A few kilobytes of gzip can unfold into gigabytes; a server that packs what it was asked not to is refused.
    if response.headers.get("content-encoding", "identity") != "identity":
        raise ModelFailed(Failure.UNAVAILABLE, "The server packed its answer.")
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > LARGEST_BODY:
            raise ModelFailed(Failure.BAD_ANSWER, f"The server's answer had more than {LARGEST_BODY} bytes.")
    return bytes(body)
