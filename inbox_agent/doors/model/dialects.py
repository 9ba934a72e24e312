"""What the providers' clients say, in our words: how an answer ended, and what an exception means.

Read by shape, so that no client need be imported to be understood: a status code, a `Retry-After`, the names
of the classes. Langchain hides some of it: openai's client raises for an answer that broke off or was
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
    "refused": {"content_filter", "refusal", "safety", "recitation", "blocklist", "prohibited_content", "spii"},
}


def reply_of_message(message: Any) -> Reply:
    """The raw message as a reply: the arguments of the tool call where there is one, else the text."""
    told = message.response_metadata
    word = str(told.get("finish_reason") or told.get("stop_reason") or told.get("done_reason") or "").lower()
    finish = next((ours for ours, theirs in _FINISH.items() if word in theirs), word)
    if message.additional_kwargs.get("refusal"):
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
    r"context.{0,10}length|context window|too long|maximum context|too many tokens|input tokens exceed", re.IGNORECASE
)
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
    response = getattr(fault, "response", None)
    status = getattr(fault, "status_code", None) or getattr(response, "status_code", None)
    said = str(fault)[:4000]
    if isinstance(status, int) and status != 200:
        return ModelFailed(
            _by_status(status, said), type(fault).__name__, status=status, retry_after=_retry_after(response)
        )
    if any("Timeout" in name for name in names):
        return ModelFailed(Failure.TIMEOUT, type(fault).__name__)
    if _LENGTH.search(said):
        return ModelFailed(Failure.TOO_LONG, type(fault).__name__)
    # HTTP 200 and no completion: a login page, a proxy, another program at this address. The model said nothing.
    return ModelFailed(Failure.UNAVAILABLE, type(fault).__name__)


def _by_status(status: int, said: str) -> Failure:
    if status == 402 or (status in {400, 403, 429} and _EMPTY_PURSE.search(said)):
        return Failure.QUOTA
    if status == 429:
        return Failure.RATE_LIMITED
    if status == 413 or (status in {400, 422} and _LENGTH.search(said)):
        return Failure.TOO_LONG
    if status in {401, 403, 404, 405} or 300 <= status < 400:
        return Failure.CONFIG
    if status in {408, 409, 425} or status >= 500:
        return Failure.UNAVAILABLE
    return Failure.REJECTED_REQUEST


def _retry_after(response: Any) -> float | None:
    """The seconds of a Retry-After header (RFC 9110 10.2.3); its form as a date is rare here and is left aside."""
    said = str(getattr(response, "headers", {}).get("retry-after", "")).strip() if response is not None else ""
    return float(said) if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", said) else None


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield fault
        fault = fault.__cause__ or fault.__context__
