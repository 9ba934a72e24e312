"""What the providers' clients say, in our words: how an answer ended, and what an exception means.

Read by shape, so that no client need be imported to be understood: a status code and the words beside it, the
names of the classes. Langchain hides some of it: openai's client raises for an answer that broke off or was
filtered, and such an exception carries the whole answer, its tokens included.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from inbox_agent.doors.model.answer import Reply
from inbox_agent.doors.model.failures import Failure, ModelFailed

# Every provider has its own word for how an answer ended.
_FINISH = {
    "done": {"stop", "end_turn", "stop_sequence", "tool_calls", "tool_use", "function_call"},
    "truncated": {"length", "max_tokens", "model_context_window_exceeded"},
    "refused": {
        "content_filter",
        "refusal",
        "safety",
        "recitation",
        "language",
        "blocklist",
        "prohibited_content",
        "spii",
    },
}


def reply_of_message(message: Any) -> Reply:
    """The raw message as a reply: the arguments of the tool call where there is one, else the text."""
    told = message.response_metadata
    word = str(told.get("finish_reason") or told.get("stop_reason") or told.get("done_reason") or "").lower()
    finish = next((ours for ours, theirs in _FINISH.items() if word in theirs), word)
    # Google blocks a prompt without an answer and without an ending; the reason stands in its feedback only.
    blocked = (told.get("prompt_feedback") or {}).get("block_reason")
    if message.additional_kwargs.get("refusal") or (blocked and not word):
        finish = "refused"
    usage = message.usage_metadata or {}
    return Reply(finish, _content(message), usage.get("input_tokens", 0), usage.get("output_tokens", 0))


def _content(message: Any) -> str:
    if message.tool_calls:
        return json.dumps(message.tool_calls[0]["args"], ensure_ascii=False)
    if message.invalid_tool_calls:
        return str(message.invalid_tool_calls[0].get("args") or "")
    return str(message.text)


_LENGTH = re.compile(
    r"context.{0,10}length|context window|too long|maximum context|too many tokens|input tokens exceed"
    r"|token count .{0,40}exceeds|exceeds the maximum number of tokens",
    re.IGNORECASE,
)
_NO_KEY = re.compile(r"API_KEY_INVALID|api key not valid|API_KEY_SERVICE_BLOCKED", re.IGNORECASE)
_EMPTY_PURSE = re.compile(r"insufficient_quota|billing|credit balance|exceeded your current quota", re.IGNORECASE)


def reply_of_fault(fault: BaseException) -> Reply:
    """What a client's exception means. Two of openai's carry a whole answer; all others become `ModelFailed`."""
    chain = list(_causes(fault))
    ours = next((f for f in chain if isinstance(f, ModelFailed)), None)
    if ours is not None:
        raise ours
    completion = getattr(fault, "completion", None)
    usage = getattr(completion, "usage", None)
    tokens = (getattr(usage, "prompt_tokens", 0), getattr(usage, "completion_tokens", 0))
    names = [c.__name__ for f in chain for c in type(f).__mro__]
    if "LengthFinishReasonError" in names:
        return Reply("truncated", "", *tokens)
    if "ContentFilterFinishReasonError" in names:
        return Reply("refused", "", *tokens)
    raise _failure(fault, names) from fault


def _failure(fault: BaseException, names: list[str]) -> ModelFailed:
    """An exception that is no answer of the server's: those are judged by their status, before any client sees them."""
    if any("Timeout" in name for name in names):
        return ModelFailed(Failure.TIMEOUT, type(fault).__name__)
    if _LENGTH.search(str(fault)[:4000]):
        return ModelFailed(Failure.TOO_LONG, type(fault).__name__)
    # HTTP 200 and no completion: a login page, a proxy, another program at this address. The model said nothing.
    return ModelFailed(Failure.UNAVAILABLE, type(fault).__name__)


# Google says the same of a minute's limit as of a day's ("You exceeded your current quota"); the limit's name tells.
_A_DAY_S = re.compile(r"PerDay", re.IGNORECASE)
_DELAY = re.compile(r'"retryDelay": ?"(\d{1,6}(?:\.\d{1,9})?)s"')


def by_status(status: int, said: str, retry_after: str = "") -> ModelFailed:
    """What a server means by a status other than success, the words beside it and its Retry-After."""
    said = said[:4000]
    return ModelFailed(_by_status(status, said), status=status, retry_after=_seconds(retry_after, said))


def _by_status(status: int, said: str) -> Failure:
    if "RESOURCE_EXHAUSTED" in said:
        return Failure.QUOTA if _A_DAY_S.search(said) else Failure.RATE_LIMITED
    if status == 402 or (status in {400, 403, 429} and _EMPTY_PURSE.search(said)):
        return Failure.QUOTA
    if status == 429:
        return Failure.RATE_LIMITED
    if status == 413 or (status in {400, 422} and _LENGTH.search(said)):
        return Failure.TOO_LONG
    if status in {401, 403, 404, 405} or _NO_KEY.search(said) or 300 <= status < 400:
        return Failure.CONFIG
    if status in {408, 409, 425} or status >= 500:
        return Failure.UNAVAILABLE
    return Failure.REJECTED_REQUEST


def _seconds(header: str, said: str) -> float | None:
    """The wait that a server asks for (RFC 9110 10.2.3; Google's in its body). A Retry-After in the form of a date is rare here and left aside."""
    found = re.fullmatch(r"\s*(\d{1,9}(?:\.\d{1,9})?)\s*", header) or _DELAY.search(said)
    return float(found[1]) if found else None


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield fault
        fault = fault.__cause__ or fault.__context__
