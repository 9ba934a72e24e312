"""What is particular to each provider: its extra, its address, how its client is made, and what that client must be kept from.

Each client brings habits of its own that must not hold here. They retry, follow redirects (and show the key to
wherever those lead), read an answer of any size, unpack gzip of any size, and take keys and addresses from an
environment that somebody else's shell has left behind. So each is made with everything given, and its HTTP client
is *bound*: one answer, of a bounded size, from the address that the owner named.

No module of a provider is imported before it is needed. Proxies of the environment are honoured: in some networks
there is no other way out, and they see no more than TLS lets them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from inbox_agent.doors.model.dialects import by_status
from inbox_agent.doors.model.failures import Failure, ModelFailed
from inbox_agent.errors import WrongUse

Method = Literal["json_schema", "function_calling", "json_mode", "plain"]

LARGEST_BODY = 1_000_000  #: bytes of an HTTP answer; a letter has a few thousand

#: Ollama cuts a prompt that is longer than its window without a word, from the front, where the rules stand. This holds
#: the longest prompt that the limits of prompts/letter let through, and a letter with its claims.
OLLAMA_WINDOW = 16_384


@dataclass(frozen=True)
class Wanted:
    """How a client is to be made."""

    model: str
    base_url: str
    api_key: str
    timeout_seconds: float
    tokens_out: int
    temperature: float | None

    @property
    def sampling(self) -> dict[str, Any]:
        return {} if self.temperature is None else {"temperature": self.temperature}


@dataclass(frozen=True)
class Provider:
    """One provider. `settings` are for `init_chat_model`; `bind` takes what that gave and returns its HTTP client, bound."""

    extra: str
    module: str
    known_as: str  #: langchain's name for it
    address: str
    methods: tuple[Method, ...]  #: ways to ask for a typed answer, the strictest first
    settings: Callable[[Wanted], dict[str, Any]]
    bind: Callable[[Any, Wanted], Any]
    strict: bool = False  #: whether its schemas want to be called strict


def provider(name: str) -> Provider:
    """The provider of this name in the settings. Raises `WrongUse`."""
    if name not in PROVIDERS:
        raise WrongUse(f"There is no model provider '{name}'.", f"Known are: {', '.join(PROVIDERS)}.")
    return PROVIDERS[name]


def _shared(wanted: Wanted) -> dict[str, Any]:
    # Zero retries: two layers of three tries each are nine requests (exchange.py is the one place that asks again).
    return {"base_url": wanted.base_url, "api_key": wanted.api_key, "max_retries": 0, "cache": False, **wanted.sampling}


def _openai(wanted: Wanted) -> dict[str, Any]:
    import openai  # noqa: PLC0415 - half a second that --help must not pay

    http = _bound(openai.DefaultAsyncHttpxClient())
    return {
        **_shared(wanted),
        "timeout": wanted.timeout_seconds,
        "max_tokens": wanted.tokens_out,
        "http_async_client": http,
        "use_responses_api": False,
        "openai_proxy": None,
    }


def _anthropic(wanted: Wanted) -> dict[str, Any]:
    return {**_shared(wanted), "timeout": wanted.timeout_seconds, "max_tokens": wanted.tokens_out}


def _bind_anthropic(chat: Any, wanted: Wanted) -> Any:
    import anthropic  # noqa: PLC0415 - as above

    http = _bound(anthropic.DefaultAsyncHttpxClient())
    # Langchain takes its client from a cache for the whole process: closed for one letter, it is closed for all. The
    # client is a cached property, which a value of the instance outranks.
    vars(chat)["_async_client"] = anthropic.AsyncAnthropic(
        api_key=wanted.api_key,
        base_url=wanted.base_url,
        max_retries=0,
        timeout=wanted.timeout_seconds,
        http_client=http,
    )
    return http


def _ollama(wanted: Wanted) -> dict[str, Any]:
    # Given, the header keeps the client from OLLAMA_API_KEY of the environment.
    http = {"timeout": wanted.timeout_seconds, "headers": {"authorization": f"Bearer {wanted.api_key}"}}
    return {
        "base_url": wanted.base_url,
        "cache": False,
        "num_predict": wanted.tokens_out,
        "num_ctx": OLLAMA_WINDOW,
        "client_kwargs": http,
        **wanted.sampling,
    }


def _google(wanted: Wanted) -> dict[str, Any]:
    return {
        **_shared(wanted),
        "timeout": wanted.timeout_seconds,
        "max_output_tokens": wanted.tokens_out,
        "vertexai": False,
    }


def _bind_google(chat: Any, wanted: Wanted) -> Any:
    import httpx  # noqa: PLC0415 - as above
    from google import genai  # noqa: PLC0415

    http = _bound(httpx.AsyncClient())
    # Without a client of ours it would use aiohttp wherever some other program has installed it.
    chat.client = genai.Client(
        api_key=wanted.api_key,
        vertexai=False,
        http_options=genai.types.HttpOptions(base_url=wanted.base_url, httpx_async_client=http),
    )
    return http


#: Another provider of langchain is another row, once its extra is in pyproject.toml and its failures are tested.
PROVIDERS: dict[str, Provider] = {
    "openai": Provider(
        "openai",
        "langchain_openai",
        "openai",
        "https://api.openai.com/v1",
        ("json_schema", "function_calling", "json_mode", "plain"),
        _openai,
        lambda chat, _: chat.http_async_client,
        strict=True,
    ),
    "anthropic": Provider(
        "anthropic",
        "langchain_anthropic",
        "anthropic",
        "https://api.anthropic.com",
        ("json_schema", "function_calling", "plain"),
        _anthropic,
        _bind_anthropic,
    ),
    "ollama": Provider(
        "ollama",
        "langchain_ollama",
        "ollama",
        "http://127.0.0.1:11434",
        ("json_schema", "function_calling", "json_mode", "plain"),
        _ollama,
        lambda chat, _: _bound(chat._async_client._client),
    ),
    "google": Provider(
        "google",
        "langchain_google_genai",
        "google_genai",
        "https://generativelanguage.googleapis.com",
        ("json_schema", "function_calling", "plain"),  # its JSON mode is the schema once more
        _google,
        _bind_google,
    ),
}


def _bound(http: Any) -> Any:
    """The HTTP client, so that it reads at most `LARGEST_BODY`, follows no redirect, asks for no compression, and
    raises `ModelFailed` for any status but success.

    The four libraries use two generations of httpx, so the one method through which each of them sends is wrapped
    where it stands.
    """
    send = http.send

    async def bounded(request: Any, *, stream: bool = False, **how: Any) -> Any:
        response = await send(request, **how | {"stream": True, "follow_redirects": False})
        try:
            body = await _body(response)
        finally:
            await response.aclose()
        if not response.is_success:
            # Judged here, where the status, the words and the headers are all at hand: no two clients agree on what they
            # make an exception of, and ollama's forgets the Retry-After.
            raise by_status(
                response.status_code, body.decode("utf-8", "replace"), response.headers.get("retry-after", "")
            )
        return type(response)(response.status_code, headers=response.headers, content=body, request=request)

    http.send = bounded
    http.headers["Accept-Encoding"] = "identity"
    return http


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
