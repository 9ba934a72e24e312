"""How each provider's server speaks: one answer, one error and one refusal, in its own wire format, on loopback.

Each form is that of the provider's published HTTP interface. A test says *what* happens ("broke off", "429") and a
`Wire` says how that looks on the line, so that one table of failures is put to every provider's client.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from werkzeug import Request, Response

TOKENS_IN, TOKENS_OUT = 900, 100


def as_json(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(json.dumps(value), status, headers, content_type="application/json")


@dataclass(frozen=True)
class Wire:
    """One provider's way of speaking. `endings` are its words for done, truncated and refused."""

    provider: str
    model: str
    base: str  #: the path that belongs to the base_url
    path: str  #: what the client asks for below it
    key_header: tuple[str, str]  #: the header's name, and its value around "{}" for the key
    endings: dict[str, str]
    answer: Callable[[str, str], Response]  #: content and the provider's word for the ending
    tool: Callable[[Any, str], Response]  #: arguments of the call (a string where the wire carries a string) and ending
    fault: Callable[..., Response]  #: status, message, code, headers
    said: Callable[[dict[str, Any]], str]  #: all words of a request
    form: Callable[[dict[str, Any]], str]  #: which way of asking a request uses

    def good(self, content: str, ending: str = "done") -> Response:
        return self.answer(content, self.endings[ending])


# --- OpenAI -------------------------------------------------------------------------------------------------


def completion(content: str | None, finish: str | None = "stop", **message: Any) -> dict[str, Any]:
    return {
        "id": "c-1",
        "object": "chat.completion",
        "created": 1,
        "model": "pen-1",
        "choices": [
            {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": content, **message}}
        ],
        "usage": {
            "prompt_tokens": TOKENS_IN,
            "completion_tokens": TOKENS_OUT,
            "total_tokens": TOKENS_IN + TOKENS_OUT,
        },
    }


def fault(status: int, code: str = "", message: str = "no", **headers: str) -> Response:
    return as_json({"error": {"message": message, "code": code, "type": code}}, status, headers)


def _openai_tool(arguments: Any, finish: str) -> Response:
    said = arguments if isinstance(arguments, str) else json.dumps(arguments)
    call = {"id": "t", "type": "function", "function": {"name": "letter", "arguments": said}}
    return as_json(completion(None, "tool_calls" if finish == "stop" else finish, tool_calls=[call]))


def _openai_form(asked: dict[str, Any]) -> str:
    if "tools" in asked:
        return "function_calling"
    form = asked.get("response_format", {"type": "plain"})["type"]
    return {"json_schema": "json_schema", "json_object": "json_mode"}.get(form, form)


OPENAI = Wire(
    "openai",
    "pen-1",
    "/v1",
    "/chat/completions",
    ("Authorization", "Bearer {}"),
    {"done": "stop", "truncated": "length", "refused": "content_filter", "odd": "aliens"},
    lambda content, finish: as_json(completion(content, finish)),
    _openai_tool,
    fault,
    lambda asked: "\n".join(m["content"] for m in asked["messages"]),
    _openai_form,
)

# --- Anthropic ----------------------------------------------------------------------------------------------


def _anthropic(blocks: list[dict[str, Any]], ending: str) -> Response:
    return as_json(
        {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": "claude-quill-1",
            "content": blocks,
            "stop_reason": ending,
            "stop_sequence": None,
            "usage": {"input_tokens": TOKENS_IN, "output_tokens": TOKENS_OUT},
        }
    )


def _anthropic_fault(status: int, code: str = "", message: str = "no", **headers: str) -> Response:
    return as_json({"type": "error", "error": {"type": code or "api_error", "message": message}}, status, headers)


def _anthropic_form(asked: dict[str, Any]) -> str:
    return "json_schema" if "output_config" in asked else "function_calling" if "tools" in asked else "plain"


ANTHROPIC = Wire(
    "anthropic",
    "claude-quill-1",
    "",
    "/v1/messages",
    ("Authorization", "Bearer {}"),
    {"done": "end_turn", "truncated": "max_tokens", "refused": "refusal", "odd": "aliens"},
    lambda content, ending: _anthropic([{"type": "text", "text": content}] if content else [], ending),
    lambda given, ending: _anthropic(
        [{"type": "tool_use", "id": "toolu_1", "name": "letter", "input": given}],
        "tool_use" if ending == "end_turn" else ending,
    ),
    _anthropic_fault,
    lambda asked: "\n".join([str(asked.get("system", "")), *(str(m["content"]) for m in asked["messages"])]),
    _anthropic_form,
)

# --- Ollama -------------------------------------------------------------------------------------------------


def _ollama(message: dict[str, Any], ending: str) -> Response:
    """Ollama streams: a line with the words, and a last one with the ending and the count."""
    shared = {"model": "pen-1", "created_at": "2026-11-23T09:00:00Z"}
    lines = [
        {**shared, "message": {"role": "assistant", "content": "", **message}, "done": False},
        {
            **shared,
            "message": {"role": "assistant", "content": ""},
            "done": True,
            "done_reason": ending,
            "prompt_eval_count": TOKENS_IN,
            "eval_count": TOKENS_OUT,
        },
    ]
    return Response("".join(json.dumps(line) + "\n" for line in lines), content_type="application/x-ndjson")


def _ollama_form(asked: dict[str, Any]) -> str:
    if asked.get("tools"):
        return "function_calling"
    return {str: "json_mode", dict: "json_schema"}.get(type(asked.get("format")), "plain")


OLLAMA = Wire(
    "ollama",
    "pen-1",
    "",
    "/api/chat",
    ("Authorization", "Bearer {}"),
    {"done": "stop", "truncated": "length", "refused": "", "odd": "aliens"},
    lambda content, ending: _ollama({"content": content}, ending),
    lambda given, ending: _ollama({"tool_calls": [{"function": {"name": "letter", "arguments": given}}]}, ending),
    lambda status, code="", message="no", **headers: as_json({"error": f"{code} {message}".strip()}, status, headers),
    lambda asked: "\n".join(m["content"] for m in asked["messages"]),
    _ollama_form,
)

# --- Google -------------------------------------------------------------------------------------------------


def _google(parts: list[dict[str, Any]], ending: str) -> Response:
    return as_json(
        {
            "candidates": [{"content": {"parts": parts, "role": "model"}, "finishReason": ending, "index": 0}],
            "usageMetadata": {
                "promptTokenCount": TOKENS_IN,
                "candidatesTokenCount": TOKENS_OUT,
                "totalTokenCount": TOKENS_IN + TOKENS_OUT,
            },
            "modelVersion": "pen-1",
        }
    )


def _google_fault(status: int, code: str = "", message: str = "no", **headers: str) -> Response:
    return as_json({"error": {"code": status, "message": message, "status": code or "UNKNOWN"}}, status, headers)


def _google_form(asked: dict[str, Any]) -> str:
    if "tools" in asked:
        return "function_calling"
    return "json_schema" if "responseJsonSchema" in asked["generationConfig"] else "plain"


GOOGLE = Wire(
    "google",
    "pen-1",
    "",
    "/v1beta/models/pen-1:generateContent",
    ("X-Goog-Api-Key", "{}"),
    {"done": "STOP", "truncated": "MAX_TOKENS", "refused": "SAFETY", "odd": "ALIENS"},
    lambda content, ending: _google([{"text": content}] if content else [], ending),
    lambda given, ending: _google([{"functionCall": {"name": "letter", "args": given}}], ending),
    _google_fault,
    lambda asked: "\n".join(
        part["text"] for whole in (asked["systemInstruction"], *asked["contents"]) for part in whole["parts"]
    ),
    _google_form,
)

WIRES = {wire.provider: wire for wire in (OPENAI, ANTHROPIC, OLLAMA, GOOGLE)}


def quoted(request: Request) -> dict[str, Any]:
    value: dict[str, Any] = request.get_json()
    return value
